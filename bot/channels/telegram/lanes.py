"""Handles updates in order within a chat, chats side by side, and knows which are not committed yet."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.updates import chat_of_update

log = logging.getLogger(__name__)

Raw = dict[str, Any]
Handle = Callable[[Raw], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How the poller waits, in seconds.

    `patience`: how long one slow chat may hold up the next poll; `give_up`: for how long an update is tried again
    while others succeed, before it is confirmed unhandled.
    """

    poll: int = 50
    first_pause: float = 0.2
    longest_pause: float = 30.0
    patience: float = 0.25
    give_up: float = 600.0
    farewell: float = 10.0


class Lanes:
    """One queue and one task per chat that has something waiting."""

    def __init__(self, handle: Handle, pace: Pace) -> None:
        self._handle = handle
        self._pace = pace
        self._lanes: dict[int, deque[Raw]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: set[int] = set()
        self._done: set[int] = set()
        self._newest: int | None = None
        self._committed_at = float("-inf")
        self._settled = asyncio.Event()
        self._settled.set()
        self._closing = asyncio.Event()

    @property
    def is_settled(self) -> bool:
        return not self._open

    def offset(self) -> int | None:
        """Return the first update not committed: asking from there confirms all before it and no other."""
        if self._open:
            return min(self._open)
        return None if self._newest is None else self._newest + 1

    def accept(self, batch: list[Raw], *, asked_from: int | None) -> None:
        """Take in what is new of a batch; the platform repeats what was not confirmed when it was asked."""
        if asked_from is not None:
            self._done = {update_id for update_id in self._done if update_id >= asked_from}
        for raw in batch:
            update_id = int(raw["update_id"])
            if update_id in self._open or update_id in self._done:
                continue
            self._open.add(update_id)
            self._newest = max(update_id, self._newest or update_id)
            self._settled.clear()
            self._queue(raw)

    async def settle(self) -> None:
        """Wait until everything is committed, but no longer than the pace's patience."""
        try:
            async with asyncio.timeout(self._pace.patience):
                await self._settled.wait()
        except TimeoutError:
            return

    async def close(self) -> None:
        """Let what is being handled finish; what waits its turn stays unconfirmed."""
        self._closing.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._pace.farewell)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _queue(self, raw: Raw) -> None:
        chat_id = chat_of_update(raw)
        if chat_id in self._lanes:
            self._lanes[chat_id].append(raw)
            return
        self._lanes[chat_id] = deque([raw])
        task = asyncio.create_task(self._run(chat_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, chat_id: int) -> None:
        lane = self._lanes[chat_id]
        while lane and not self._closing.is_set():
            raw = lane[0]
            if not await self._is_over(raw):
                return
            lane.popleft()
            self._mark_done(int(raw["update_id"]))
        del self._lanes[chat_id]

    def _mark_done(self, update_id: int) -> None:
        self._open.discard(update_id)
        self._done.add(update_id)
        if not self._open:
            self._settled.set()

    async def _is_over(self, raw: Raw) -> bool:
        """Try until the update is committed or given up; False when the channel closes first."""
        loop = asyncio.get_running_loop()
        pause, failed_at = self._pace.first_pause, loop.time()
        while True:
            try:
                await self._handle(raw)
            except Exception:
                log.exception("Update %s is not committed; trying again", raw["update_id"])
            else:
                self._committed_at = loop.time()
                return True
            if self._is_hopeless(failed_at, loop.time()):
                log.error("Update %s is given up after %s s", raw["update_id"], self._pace.give_up)
                return True
            if await self._is_closing_within(pause):
                return False
            pause = min(pause * 2, self._pace.longest_pause)

    def _is_hopeless(self, failed_at: float, now: float) -> bool:
        # While nothing commits, the database is down and every update is kept, however long that lasts.
        return now - failed_at >= self._pace.give_up and self._committed_at > failed_at

    async def _is_closing_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return False
        return True
