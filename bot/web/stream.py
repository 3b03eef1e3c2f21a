"""Server-sent events: a conversation's lines in order, resumed after the last one that the browser has."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.web.port import ChatHouse, Line
from bot.web.settings import ChatSettings
from bot.web.wire import line_data

log = logging.getLogger(__name__)

_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx would otherwise hold lines back
}


class OpenStream:
    """One browser's open page; closing it wakes it so that it ends by itself."""

    def __init__(self) -> None:
        self.is_closing = False
        self.changed: asyncio.Event | None = None

    def close(self) -> None:
        """End the stream at its next turn, which is now."""
        self.is_closing = True
        if self.changed is not None:
            self.changed.set()


class OpenStreams:
    """All open streams; a session that opens too many loses its oldest."""

    def __init__(self, *, per_session: int) -> None:
        self._per_session = per_session
        self._open: dict[str, list[OpenStream]] = {}

    @asynccontextmanager
    async def opened(self, address: str) -> AsyncIterator[OpenStream]:
        """Count a stream for as long as the context lasts."""
        stream = OpenStream()
        streams = self._open.setdefault(address, [])
        for oldest in streams[: max(0, len(streams) + 1 - self._per_session)]:
            oldest.close()
        streams.append(stream)
        try:
            yield stream
        finally:
            streams.remove(stream)
            if not streams:
                self._open.pop(address, None)

    async def close_all(self, app: web.Application) -> None:
        """End every stream, so that the server can stop without waiting for browsers."""
        for streams in list(self._open.values()):
            for stream in streams:
                stream.close()


async def serve_stream(
    request: web.Request,
    *,
    house: ChatHouse,
    settings: ChatSettings,
    address: str,
    after: str | None,
    stream: OpenStream,
) -> web.StreamResponse:
    """Send the lines after a cursor (none: the recent history), say `ready`, then each new line as it comes.

    `ready`, and `menu` when that changes, tell whether the menu is an organiser's.
    """
    response = web.StreamResponse(headers=_HEADERS)
    await response.prepare(request)
    try:
        async with house.subscribe(address) as changed:
            stream.changed = changed
            await response.write(f"retry: {settings.retry_milliseconds}\n\n".encode())
            after = await _write_new_lines(response, house, settings, address, after)
            is_organiser = await house.is_organiser(address)
            await response.write(_event("ready", _menu_data(is_organiser=is_organiser)))
            await _follow(request, response, house, settings, address, after, stream, is_organiser=is_organiser)
    except ConnectionResetError:
        pass  # the browser left: it resumes by its last cursor
    except Exception:
        # The headers are gone already, so the only answer left is the end of the stream: the browser comes back.
        log.exception("web chat: a stream of %s broke off", address)
    return response


async def _follow(
    request: web.Request,
    response: web.StreamResponse,
    house: ChatHouse,
    settings: ChatSettings,
    address: str,
    after: str | None,
    stream: OpenStream,
    *,
    is_organiser: bool,
) -> None:
    loop = asyncio.get_running_loop()
    beat_at = loop.time() + settings.heartbeat_seconds
    assert stream.changed is not None
    while not stream.is_closing and not _has_left(request):
        await _wait(stream.changed, settings.requery_seconds)
        # Cleared before the query: a line that lands during it sets the event again.
        stream.changed.clear()
        before, after = after, await _write_new_lines(response, house, settings, address, after)
        if after != before and await house.is_organiser(address) != is_organiser:
            is_organiser = not is_organiser
            await response.write(_event("menu", _menu_data(is_organiser=is_organiser)))
        if loop.time() >= beat_at:
            # An event rather than a comment, because a script cannot see comments and must notice silence.
            await response.write(_event("beat", "{}"))
            beat_at = loop.time() + settings.heartbeat_seconds
    if stream.is_closing:
        await response.write(_event("bye", "{}"))


async def _write_new_lines(
    response: web.StreamResponse, house: ChatHouse, settings: ChatSettings, address: str, after: str | None
) -> str | None:
    limit = settings.history_lines
    while True:
        lines = await house.lines(address, after=after, limit=limit)
        if not lines:
            return after
        await response.write(b"".join(_line_event(line) for line in lines))
        is_whole = after is None or len(lines) < limit
        after = lines[-1].cursor
        if is_whole:
            return after


def _menu_data(*, is_organiser: bool) -> str:
    return json.dumps({"organiser": is_organiser})


def _line_event(line: Line) -> bytes:
    return _event("line", json.dumps(line_data(line), ensure_ascii=False, separators=(",", ":")), line.cursor)


def _event(name: str, data: str, cursor: str | None = None) -> bytes:
    identity = "" if cursor is None else f"id: {cursor}\n"
    return f"{identity}event: {name}\ndata: {data}\n\n".encode()


def _has_left(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


async def _wait(changed: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await changed.wait()
    except TimeoutError:
        pass  # lines written by another process are found by asking again
