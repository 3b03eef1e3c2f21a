"""The body of a request, read no further than it may be long."""

from __future__ import annotations

from aiohttp import web


async def read_bounded(request: web.Request, most: int) -> bytes | None:
    """Return the body, or None as soon as it is known to have more than `most` bytes."""
    if request.content_length is not None and request.content_length > most:
        return None
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)
