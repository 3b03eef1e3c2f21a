"""Leaves a pause between two pushes to one address, as platforms ask for it; kept in memory only."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable


class Spacing:
    """Remembers until when each address is left in peace.

    Waiting holds up nobody else, and after a restart nothing is remembered: the first pushes may then come sooner.
    """

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._free_at: OrderedDict[str, float] = OrderedDict()

    def seconds(self, address: str) -> float:
        """Return for how long an address has to be left in peace; it may be written to when that is not positive."""
        return self._free_at.get(address, 0.0) - self._monotonic()

    async def wait(self, address: str) -> None:
        """Return once the address may be written to again."""
        seconds = self.seconds(address)
        if seconds > 0:
            await self._sleep(seconds)

    def note(self, address: str, seconds: float) -> None:
        """Leave an address that was just written to in peace for so many seconds."""
        if seconds > 0:
            now = self._monotonic()
            self._free_at[address] = now + seconds
            self._free_at.move_to_end(address)
            self._forget(now)

    def _forget(self, now: float) -> None:
        while self._free_at and next(iter(self._free_at.values())) <= now:
            self._free_at.popitem(last=False)
