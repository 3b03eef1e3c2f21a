"""The demonstration: invented companies that register, choose and meet through the real conversation engine.

Nothing here writes rows of its own: people say and tap, `handlers.router` does the rest. Imported by
`bot.commands.demo` only.
"""
