"""Wakes the browsers that watch a conversation; one instance is shared by the web channel and the chat house."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Subscribers:
    """Events by address, in this process; other processes' lines arrive by the stream's own re-query."""

    def __init__(self) -> None:
        self._events: dict[str, set[asyncio.Event]] = {}

    @asynccontextmanager
    async def subscribe(self, address: str) -> AsyncIterator[asyncio.Event]:
        """Give an event that `wake` sets, for as long as the context lasts."""
        event = asyncio.Event()
        self._events.setdefault(address, set()).add(event)
        try:
            yield event
        finally:
            watching = self._events[address]
            watching.discard(event)
            if not watching:
                del self._events[address]

    def wake(self, address: str) -> None:
        """Tell everyone who watches an address that there may be new lines. Call it in the event loop's thread."""
        for event in self._events.get(address, ()):
            event.set()
