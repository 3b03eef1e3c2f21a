"""Sends what waits in the outbox: pushes, and replies whose first attempt failed or never happened."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.delivery import Deliverer
from bot.worker import Worker
from storage.database import DatabaseUnavailable
from storage.records import OutgoingMessage
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

IN_FLIGHT = 96
"""Messages on their way at once: enough to fill a platform's rate while each takes three seconds to arrive."""

AHEAD = 16
"""Messages claimed that wait for the pace of their channel: what is urgent is claimed after no more than these."""

HEAD_START = 5.0
"""Seconds that replies of an earlier run may take before new updates are received."""

TOGETHER = 8
"""Messages claimed at once while more wait: a claim costs about the same for one as for several."""

STOP_SECONDS = 5.0
"""How long a stop waits for what is on its way."""


class Sender:
    """Claims due messages and hands them to the deliverer, whenever it is woken or the clock ticks."""

    def __init__(self, *, worker: Worker, deliverer: Deliverer, clock: Callable[[], datetime]) -> None:
        self._worker = worker
        self._deliverer = deliverer
        self._clock = clock
        self._wake = asyncio.Event()
        self._flying: set[asyncio.Task[bool]] = set()
        self._waiting: dict[int, asyncio.Task[bool]] = {}
        self._has_room = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_stopping = False

    @property
    def is_alive(self) -> bool:
        """Tell whether due messages are looked for."""
        return self._task is not None and not self._task.done()

    def wake(self) -> None:
        """Look for due messages now."""
        self._wake.set()

    async def start(self, *, is_only_sender: bool, stands_by: bool = False) -> None:
        """Begin; with `is_only_sender`, what a process that died had leased is taken back at once.

        Standing by, it claims nothing until `take_over`.
        """
        self._stands_by = stands_by
        now = self._clock()
        taken = await self._worker.run(lambda uow: uow.outbox.take_back(now=now, every=is_only_sender))
        if taken:
            log.info("%d messages of an earlier run are sent again", taken)
        self._task = asyncio.create_task(self._run())
        if taken and not stands_by:
            await self._send_leftovers()

    async def take_over(self) -> None:
        """Send from now on, beginning with what the sender before had in hand."""
        now = self._clock()
        taken = await self._worker.run(lambda uow: uow.outbox.take_back(now=now, every_push=True))
        self._stands_by = False
        self.wake()
        if taken:
            log.info("%d messages of the sender before are sent again", taken)
            await self._send_leftovers()

    def stand_by(self) -> None:
        """Send no more: another process may. What has not left yet is dropped here, and stays leased."""
        self._stands_by = True
        for task in list(self._waiting.values()):
            task.cancel()

    async def _send_leftovers(self) -> None:
        """Give old replies a head start: among the answers of a conversation that goes on, they would confuse."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + HEAD_START
        while loop.time() < deadline and await self._worker.run(lambda uow: uow.outbox.has_unsent_replies()):
            self.wake()
            await asyncio.sleep(0.05)

    async def stop(self) -> None:
        """Claim nothing more and finish what is on its way."""
        self._is_stopping = True
        self.wake()
        on_the_way = [*self._flying, *([] if self._task is None else [self._task])]
        if on_the_way:  # a claim that was cancelled would keep its messages from everybody for as long as a lease
            await asyncio.wait(on_the_way, timeout=STOP_SECONDS)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._flying:
            await asyncio.wait(self._flying, timeout=STOP_SECONDS)

    async def _run(self) -> None:
        self._wake.set()
        while not self._is_stopping:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._drain()
            except DatabaseUnavailable as problem:
                log.warning("the database is away (%s); the next tick tries again", problem)
            except Exception:
                log.exception("messages could not be claimed; the next tick tries again")

    async def _drain(self) -> None:
        while not (self._is_stopping or self._stands_by):
            self._has_room.clear()
            room = self._room()
            claimed = await self._claim(room) if room > 0 else []
            for message in claimed:
                self._launch(message)
            if len(claimed) < room or not self._flying:
                return
            while self._room() < TOGETHER:
                await self._has_room.wait()
                self._has_room.clear()

    def _room(self) -> int:
        return min(AHEAD - len(self._waiting), IN_FLIGHT - len(self._flying))

    async def _claim(self, room: int) -> Sequence[OutgoingMessage]:
        now = self._clock()

        def claim(uow: UnitOfWork) -> Sequence[OutgoingMessage]:
            uow.outbox.drop_expired(now=now)
            return uow.outbox.claim(now=now, count=room)

        return await self._worker.run(claim)

    def _launch(self, message: OutgoingMessage) -> None:
        def leave() -> None:
            self._waiting.pop(message.id, None)
            self._has_room.set()

        task = self._deliverer.push(message, attempts=message.attempts + 1, on_departure=leave)
        self._flying.add(task)
        self._waiting[message.id] = task
        task.add_done_callback(lambda done: self._land(message.id, done))

    def _land(self, row_id: int, task: asyncio.Task[bool]) -> None:
        self._flying.discard(task)
        self._waiting.pop(row_id, None)
        self._has_room.set()
