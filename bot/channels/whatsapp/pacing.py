"""Keeps to what one number may send: so many a second in all, and a burst with a slow refill to each person."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from bot.channels.base import RetryLater

PUSHES_PER_SECOND = 60.0  # of the number's 80, in and out; the rest belongs to people in conversation
PAIR_SECONDS = 6.0  # one message to the same person
PAIR_BURST = 45
_REMEMBERED = 50_000


class Pace:
    """Remembers, in memory only, when the next push may leave and what each person has been sent lately."""

    def __init__(
        self, *, monotonic: Callable[[], float] = time.monotonic, pushes_per_second: float = PUSHES_PER_SECOND
    ) -> None:
        self._monotonic = monotonic
        self._gap = 1.0 / pushes_per_second
        self._next_push = 0.0
        self._waiting: list[tuple[int, float, int, int, asyncio.Future[None]]] = []
        self._arrivals = itertools.count()
        self._server: asyncio.Task[None] | None = None
        self._credit: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def wait_for_push(self, priority: int, due_at: datetime | None, *, count: int) -> None:
        """Return once a push of so many messages may leave: the most urgent first, then what was due first."""
        if not self._waiting and self._monotonic() >= self._next_push:
            self._next_push = self._monotonic() + count * self._gap
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        due = 0.0 if due_at is None else due_at.timestamp()
        heapq.heappush(self._waiting, (priority, due, next(self._arrivals), count, turn))
        if self._server is None or self._server.done():
            self._server = asyncio.create_task(self._serve())
        await turn

    async def _serve(self) -> None:
        while self._waiting:
            await asyncio.sleep(max(0.0, self._next_push - self._monotonic()))
            *_, count, turn = heapq.heappop(self._waiting)
            if not turn.done():  # whoever waited may have been cancelled
                self._next_push = self._monotonic() + count * self._gap
                turn.set_result(None)

    def spend(self, address: str, count: int) -> None:
        """Count messages to a person; raise `RetryLater` when they have to wait."""
        now = self._monotonic()
        credit, before = self._credit.pop(address, (float(PAIR_BURST), now))
        credit = min(float(PAIR_BURST), credit + (now - before) / PAIR_SECONDS)
        needed = float(min(count, PAIR_BURST))
        if credit < needed:
            self._credit[address] = (credit, now)
            raise RetryLater("pair_rate", after_seconds=(needed - credit) * PAIR_SECONDS)
        self._credit[address] = (credit - count, now)
        if len(self._credit) > _REMEMBERED:
            self._credit.popitem(last=False)
