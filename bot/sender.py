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

IN_FLIGHT = 64
"""Messages on their way at once: enough to fill a platform's rate while each takes two seconds to arrive."""

HEAD_START = 5.0
"""Seconds that replies of an earlier run may take before new updates are received."""

TOGETHER = 12
"""Messages claimed at once while more wait: a claim costs about the same for one as for a dozen."""

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
        self._task: asyncio.Task[None] | None = None
        self._is_stopping = False

    def wake(self) -> None:
        """Look for due messages now."""
        self._wake.set()

    async def start(self, *, is_only_sender: bool) -> None:
        """Begin; with `is_only_sender`, what a process that died had leased is taken back at once."""
        now = self._clock()
        taken = await self._worker.run(lambda uow: uow.outbox.take_back(now=now, every=is_only_sender))
        if taken:
            log.info("%d messages of an earlier run are sent again", taken)
        self._task = asyncio.create_task(self._run())
        if taken:
            await self._send_leftovers()

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
        while not self._is_stopping:
            room = IN_FLIGHT - len(self._flying)
            claimed = await self._claim(room) if room > 0 else []
            for message in claimed:
                self._launch(message)
            if len(claimed) < room or not self._flying:
                return
            while len(self._flying) > IN_FLIGHT - TOGETHER:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)

    async def _claim(self, room: int) -> Sequence[OutgoingMessage]:
        now = self._clock()

        def claim(uow: UnitOfWork) -> Sequence[OutgoingMessage]:
            uow.outbox.drop_expired(now=now)
            return uow.outbox.claim(now=now, count=room)

        return await self._worker.run(claim)

    def _launch(self, message: OutgoingMessage) -> None:
        task = self._deliverer.push(message, attempts=message.attempts + 1)
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)
