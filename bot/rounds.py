"""What the house does by itself, again and again: whatever has fallen due is read from the tables."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.channels.base import Channel
from bot.worker import Worker
from handlers import reach
from handlers.broadcasting import sending
from handlers.choosing import wish_notices
from handlers.joining import privacy, retention
from handlers.live import follow_ups, notices
from handlers.reminding import reminders
from handlers.visit import House

log = logging.getLogger(__name__)

EVERY = {
    "tell_changes": 1.0,
    "broadcast": 1.0,
    "remind": 10.0,
    "follow_up": 15.0,
    "expire_wishes": 600.0,
    "keep_promises": 600.0,
    "look_ahead": 3600.0,
}
"""Seconds between two rounds of each kind."""

UNPACED = 200.0
"""Messages a second by a channel that sets no limit: what our own machine sends."""


class Rounds:
    """Writes what is due into the outbox, in short transactions between which people in conversation are served."""

    def __init__(
        self,
        *,
        worker: Worker,
        house: House,
        channels: Sequence[Channel],
        clock: Callable[[], datetime],
        on_message: Callable[[], None],
    ) -> None:
        self._worker = worker
        self._house = house
        self._channels = channels
        self._clock = clock
        self._on_message = on_message
        self.reminded_at: datetime | None = None

    async def remind(self) -> None:
        """Write the reminders that are due soon, some at a time."""
        now, since = self._clock(), self.reminded_at
        rates = {channel.name: channel.limits.messages_per_second or UNPACED for channel in self._channels}
        written = reminders.MOST_AT_ONCE
        while written >= reminders.MOST_AT_ONCE:
            written = await self._worker.run(
                lambda uow: reminders.enqueue_due(uow, self._house, now, rates, since=since)
            )
        self.reminded_at = now

    async def tell_changes(self) -> None:
        """Tell settled changes, some people in each transaction, until nobody is left."""
        now = self._clock()
        while await self._worker.run(lambda uow: notices.settle(uow, self._house, now)):
            pass

    async def follow_up(self) -> None:
        """Ask the silent once more, then put them on the call list."""
        now = self._clock()
        await self._worker.run(lambda uow: follow_ups.follow_up(uow, self._house, now))

    async def broadcast(self) -> None:
        """Queue the broadcasts that are due, a stretch at a time."""
        while await self._worker.run(lambda uow: sending.start_due(uow, self._house, self._clock())):
            self._on_message()

    async def expire_wishes(self) -> None:
        """Let requests that stayed silent for too long wait no more."""
        now = self._clock()
        if await self._worker.run(lambda uow: wish_notices.expire(uow, self._house, now=now)):
            self._on_message()

    async def keep_promises(self) -> None:
        """Forget whom we promised to forget."""
        now = self._clock()
        await self._worker.run(lambda uow: privacy.forget_farewells(uow, now=now))
        if await self._worker.run(lambda uow: retention.keep_promise(uow, self._house, now=now)):
            log.warning("the retention date is over: everything stored was erased")

    async def look_ahead(self) -> None:
        """Tell the organisers in time when more people are to be written to than a platform allows in a day."""
        if any(channel.name == reach.LIMITED for channel in self._channels):
            now = self._clock()
            await self._worker.run(lambda uow: reach.tell_beforehand(uow, self._house, now=now))
