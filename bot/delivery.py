"""Sends one outbox row through its channel, and writes down what became of it.

Replies of a turn go out at once, in order for each address; everything else is claimed by the sender. Marks are
written in groups, because a mark that is lost only means that a message is sent twice after a crash.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.channels.base import AddressMoved, Channel, Delivery, RetryLater, SendFailed, Undeliverable
from bot.worker import Worker
from handlers import undelivered
from handlers.messages import Outgoing
from handlers.visit import House
from storage.database import DatabaseUnavailable
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

FIRST_PAUSE = 2.0  # seconds before the second attempt; doubled for each further one
LONGEST_PAUSE = 300.0
MOST_ATTEMPTS = 12  # with the pauses above about an hour of trying
MARK_PAUSE = 0.02  # seconds in which marks gather: what a crash could double is what was sent meanwhile


def pause_after(attempts: int) -> float:
    """Return the seconds to wait after a failed attempt: doubling, with jitter so that nobody comes back in step."""
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** max(0, attempts - 1))
    return pause * random.uniform(0.75, 1.25)  # noqa: S311 - jitter, not a secret


class Deliverer:
    """Carries messages to channels and their fate back to the outbox."""

    def __init__(
        self, *, worker: Worker, house: House, channels: Mapping[str, Channel], clock: Callable[[], datetime]
    ) -> None:
        self._worker = worker
        self._house = house
        self._channels = channels
        self._clock = clock
        self._last_of_address: dict[str, asyncio.Task[None]] = {}
        self._sent: list[tuple[int, str | None]] = []
        self._unblocked: set[str] = set()
        self._marking: asyncio.Task[None] | None = None
        self._has_pushed = False
        self.on_backlog: Callable[[], None] = lambda: None

    def reply(self, outgoing: Iterable[Outgoing]) -> None:
        """Send the replies of a turn, after those still on their way to the same address."""
        for message in outgoing:
            before = self._last_of_address.get(message.address)
            task = asyncio.create_task(self._reply_after(before, message))
            self._last_of_address[message.address] = task
            task.add_done_callback(partial(self._forget, message.address))

    async def _reply_after(self, before: asyncio.Task[None] | None, message: Outgoing) -> None:
        if before is not None:
            await asyncio.wait((before,))
        delivery = Delivery(outbox_id=message.outbox_id, address=message.address, reply=message.reply)
        await self.deliver(delivery, attempts=1, is_push=False)

    def _forget(self, address: str, done: asyncio.Task[None]) -> None:
        if self._last_of_address.get(address) is done:
            del self._last_of_address[address]
        if not done.cancelled() and done.exception() is not None:
            log.error("a reply was not sent", exc_info=done.exception())

    async def deliver(self, delivery: Delivery, *, attempts: int, is_push: bool) -> None:
        """Send one message and write down what became of it; only a lost database is raised."""
        channel = self._channels.get(delivery.address.partition(":")[0])
        if channel is None:
            await self._give_up(delivery, "no_such_channel", is_address_dead=False)
            return
        try:
            ref = await (channel.push(delivery) if is_push else channel.reply(delivery))
        except SendFailed as failed:
            await self._failed(delivery, failed, attempts)
        except Exception:
            log.exception("the channel %s failed in an unknown way", channel.name)
            await self._failed(delivery, RetryLater("unknown_error", is_ambiguous=True), attempts)
        else:
            self._mark_soon(delivery, ref, was_retried=attempts > 1, is_push=is_push)

    async def _failed(self, delivery: Delivery, failed: SendFailed, attempts: int) -> None:
        match failed:
            case AddressMoved(new_address=new):
                await self._run(lambda uow: undelivered.move(uow, delivery.outbox_id, delivery.address, new))
                self.on_backlog()
            case RetryLater() if attempts < MOST_ATTEMPTS or failed.after_seconds is not None:
                seconds = pause_after(attempts) if failed.after_seconds is None else failed.after_seconds
                at = self._clock() + timedelta(seconds=seconds)
                await self._run(
                    lambda uow: uow.outbox.retry(delivery.outbox_id, to=delivery.address, at=at, reason=failed.reason)
                )
                self.on_backlog()
            case Undeliverable(is_address_dead=is_dead):
                await self._give_up(delivery, failed.reason, is_address_dead=is_dead)
            case _:
                await self._give_up(delivery, failed.reason, is_address_dead=False)

    async def _give_up(self, delivery: Delivery, reason: str, *, is_address_dead: bool) -> None:
        now = self._clock()
        await self._run(
            lambda uow: undelivered.give_up(
                uow,
                self._house,
                outbox_id=delivery.outbox_id,
                address=delivery.address,
                reason=reason,
                is_address_dead=is_address_dead,
                now=now,
            )
        )
        self.on_backlog()

    def _mark_soon(self, delivery: Delivery, ref: str | None, *, was_retried: bool, is_push: bool) -> None:
        self._sent.append((delivery.outbox_id, ref))
        self._has_pushed = self._has_pushed or is_push
        if was_retried:
            self._unblocked.add(delivery.address)
        if self._marking is None:
            self._marking = asyncio.create_task(self._mark())

    async def _mark(self) -> None:
        await asyncio.sleep(MARK_PAUSE)
        while self._sent:
            sent, self._sent = self._sent, []
            unblocked, self._unblocked = self._unblocked, set()
            now = self._clock()
            try:
                await self._run(partial(_write_marks, sent=sent, unblocked=unblocked, now=now))
            except DatabaseUnavailable:
                log.warning("%d messages were sent but could not be marked; trying again", len(sent))
                self._sent = [*sent, *self._sent]
                self._unblocked |= unblocked
                await asyncio.sleep(1.0)
        self._marking = None
        if self._has_pushed:  # the next message to the same address waited for this mark
            self._has_pushed = False
            self.on_backlog()

    async def _run(self, job: Callable[[UnitOfWork], None]) -> None:
        await self._worker.run(job)

    async def finish(self, *, seconds: float = 5.0) -> None:
        """Wait for what is on its way, and write the last marks."""
        if self._last_of_address:
            await asyncio.wait(list(self._last_of_address.values()), timeout=seconds)
        if self._marking is not None:
            await asyncio.wait((self._marking,), timeout=seconds)


def _write_marks(uow: UnitOfWork, *, sent: list[tuple[int, str | None]], unblocked: set[str], now: datetime) -> None:
    uow.outbox.mark_sent(sent, now=now)
    uow.outbox.unblock(unblocked)
