"""The use-case layer: what a conversation says and what it changes.

Plain synchronous functions over `storage.UnitOfWork`, the pure ground rooms and words. Imported by `bot` only;
knows no chat platform, no HTTP, no asyncio and no SQL.
"""
