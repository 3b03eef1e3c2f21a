"""Sends one outbox row through its channel, and writes down what became of it.

Replies of a turn go out at once, in order for each address; everything else is claimed by the sender. Marks are
written in groups, because a mark that is lost only means that a message is sent twice after a crash.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.channels.base import (
    AddressMoved,
    Channel,
    Delivery,
    NeedsTemplate,
    PlatformAlarm,
    Postponed,
    Receipt,
    RetryLater,
    SendFailed,
    TemplateRefused,
    Undeliverable,
)
from bot.spacing import Spacing
from bot.worker import Worker
from handlers import template_news, windows
from handlers.messages import Outgoing
from handlers.organising import undelivered
from handlers.visit import House, from_payload
from storage.database import DatabaseUnavailable
from storage.outbox import REPLY
from storage.records import OutgoingMessage
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

FIRST_PAUSE = 2.0  # seconds before the second attempt; doubled for each further one
LONGEST_PAUSE = 300.0
MOST_ATTEMPTS = 12  # with the pauses above about an hour of trying
MARK_PAUSE = 0.02  # seconds in which marks gather: what a crash could double is what was sent meanwhile
ELSEWHERE_PAUSE = 300.0  # seconds before a message is tried again whose channel is not configured here
AWAY_PAUSE = 1.0  # seconds before marks are tried again when the database is away

SEEN_PATIENCE = 0.2
"""Seconds that an update waits for the reply before it to be settled: people answer what they have seen."""

Marks = list[tuple[int, str | None]]
"""Outbox rows that have left, each with the platform's reference."""

Fate = Coroutine[Any, Any, bool]
"""Becomes true once a message was sent or given up, false when it has to be tried again."""


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
        self._last_of_address: dict[str, asyncio.Task[bool]] = {}
        self._spacing = Spacing()
        self._sent: dict[int, str | None] = {}  # what has left and is not marked yet: row and reference
        self._seen_soon: dict[str, set[int]] = {}  # of these, the replies to each address
        self._unblocked: set[str] = set()
        self._marking: asyncio.Task[None] | None = None
        self._has_pushed = False
        self.on_backlog: Callable[[], None] = lambda: None

    def reply(self, outgoing: Iterable[Outgoing]) -> None:
        """Send the replies of a turn, after those still on their way to the same address."""
        for message in outgoing:
            before = self._last_of_address.get(message.address)
            delivery = Delivery(outbox_id=message.outbox_id, address=message.address, reply=message.reply)
            self._begin(message.outbox_id, message.address, self._reply_after(before, delivery), is_followed=True)

    def push(
        self, message: OutgoingMessage, *, attempts: int, on_departure: Callable[[], None] = lambda: None
    ) -> asyncio.Task[bool]:
        """Send a message that was claimed; a reply that comes late is followed by the replies to the same address.

        `on_departure` is called when it waits for no other message any more.
        """
        fate = self._push(message, attempts, on_departure)
        return self._begin(message.id, message.address, fate, is_followed=message.priority == REPLY)

    async def _push(self, message: OutgoingMessage, attempts: int, on_departure: Callable[[], None]) -> bool:
        try:
            reply = from_payload(message.payload)
        except Exception:
            log.exception("message %d cannot be read", message.id)
            return await self._give_up(message.id, message.address, "unreadable", is_address_dead=False)
        delivery = Delivery(
            outbox_id=message.id,
            address=message.address,
            reply=reply,
            priority=message.priority,
            due_at=message.due_at,
            on_departure=on_departure,
        )
        if message.priority != REPLY and self._spacing.seconds(message.address) > 0:
            on_departure()  # it waits for its own address, and holds up nobody else
            await self._spacing.wait(message.address)
        return await self.deliver(delivery, attempts=attempts, is_push=True)

    def _begin(self, row_id: int, address: str, fate: Fate, *, is_followed: bool) -> asyncio.Task[bool]:
        task = asyncio.create_task(fate)
        if is_followed:
            self._last_of_address[address] = task
        task.add_done_callback(partial(self._end, row_id, address))
        return task

    def _end(self, row_id: int, address: str, done: asyncio.Task[bool]) -> None:
        if self._last_of_address.get(address) is done:
            del self._last_of_address[address]
        if not done.cancelled() and done.exception() is not None:
            log.error("message %d was not settled", row_id, exc_info=done.exception())

    async def _reply_after(self, before: asyncio.Task[bool] | None, delivery: Delivery) -> bool:
        if before is not None:
            await asyncio.wait((before,))
            if not _is_settled(before):  # it waits in the queue: this one takes its place behind it
                await self._run(lambda uow: uow.outbox.send_again(delivery.outbox_id))
                return False
        return await self.deliver(delivery, attempts=1, is_push=False)

    async def deliver(self, delivery: Delivery, *, attempts: int, is_push: bool) -> bool:
        """Send one message and write down what became of it; only a lost database is raised.

        Return whether its fate is settled; otherwise it is in the queue again.
        """
        channel = self._channels.get(delivery.address.partition(":")[0])
        if channel is None:
            elsewhere = RetryLater("no_such_channel", after_seconds=ELSEWHERE_PAUSE)
            return await self._failed(delivery, elsewhere, attempts)
        if channel.limits.messages_per_second is None:
            delivery.on_departure()
        try:
            ref = await (channel.push(delivery) if is_push else channel.reply(delivery))
        except SendFailed as failed:
            return await self._failed(delivery, failed, attempts)
        except Exception:
            log.exception("the channel %s failed in an unknown way", channel.name)
            return await self._failed(delivery, RetryLater("unknown_error", is_ambiguous=True), attempts)
        if is_push:
            self._spacing.note(delivery.address, channel.limits.seconds_per_address)
        self._mark_soon(delivery, ref, is_push=is_push)
        return True

    async def fail_late(self, receipt: Receipt) -> None:
        """Deal with a message that the platform took and did not deliver, as if it had failed at once."""
        now = self._clock()
        failure = receipt.failure or Undeliverable("failed")

        def reopen(uow: UnitOfWork) -> OutgoingMessage | None:
            is_ours = uow.windows.reopen(receipt.outbox_id, ref=receipt.ref, now=now)
            return uow.outbox.find(receipt.outbox_id) if is_ours else None

        message = await self._worker.run(reopen)
        if message is not None:
            reply = from_payload(message.payload)
            delivery = Delivery(outbox_id=message.id, address=message.address, reply=reply)
            await self._failed(delivery, failure, message.attempts)

    async def _failed(self, delivery: Delivery, failed: SendFailed, attempts: int) -> bool:
        if isinstance(failed, PlatformAlarm | NeedsTemplate | Postponed | TemplateRefused):
            await self._restricted(delivery, failed)
        match failed:
            case NeedsTemplate() | Postponed():
                self.on_backlog()
                return False
            case AddressMoved(new_address=new):
                await self._run(lambda uow: undelivered.move(uow, delivery.outbox_id, delivery.address, new))
                self.on_backlog()
                return False
            case RetryLater() if attempts < MOST_ATTEMPTS or failed.after_seconds is not None:
                seconds = pause_after(attempts) if failed.after_seconds is None else failed.after_seconds
                at = self._clock() + timedelta(seconds=seconds)
                await self._run(
                    lambda uow: uow.outbox.retry(delivery.outbox_id, to=delivery.address, at=at, reason=failed.reason)
                )
                self.on_backlog()
                return False
            case Undeliverable(is_address_dead=is_dead):
                return await self._give_up(delivery.outbox_id, delivery.address, failed.reason, is_address_dead=is_dead)
            case _:
                return await self._give_up(delivery.outbox_id, delivery.address, failed.reason, is_address_dead=False)

    async def _restricted(self, delivery: Delivery, failed: SendFailed) -> None:
        """Write down what the platform's own rules mean for a message, and tell the organisers where they must act."""
        now = self._clock()
        await self._run(partial(_restrict, house=self._house, delivery=delivery, failed=failed, now=now))

    async def _give_up(self, row_id: int, address: str, reason: str, *, is_address_dead: bool) -> bool:
        now = self._clock()
        await self._run(
            lambda uow: undelivered.give_up(
                uow,
                self._house,
                outbox_id=row_id,
                address=address,
                reason=reason,
                is_address_dead=is_address_dead,
                now=now,
            )
        )
        self.on_backlog()
        return True

    async def replies_seen(self, address: str) -> Marks:
        """Return the marks of replies that whoever writes now has seen: to be written with what they write.

        Otherwise a crash in between would show them again what they have answered.
        """
        on_the_way = self._last_of_address.get(address)
        if on_the_way is not None:
            await asyncio.wait((on_the_way,), timeout=SEEN_PATIENCE)
        return [(row_id, self._sent[row_id]) for row_id in sorted(self._seen_soon.get(address, ()))]

    def are_marked(self, address: str, marks: Marks) -> None:
        """Note that marks were committed with a turn."""
        for row_id, _ref in marks:
            self._sent.pop(row_id, None)
        self._seen_soon.get(address, set()).difference_update(row_id for row_id, _ref in marks)

    def _mark_soon(self, delivery: Delivery, ref: str | None, *, is_push: bool) -> None:
        self._sent[delivery.outbox_id] = ref
        self._has_pushed = self._has_pushed or is_push
        if is_push:
            self._unblocked.add(delivery.address)
        else:
            self._seen_soon.setdefault(delivery.address, set()).add(delivery.outbox_id)
        if self._marking is None:
            self._marking = asyncio.create_task(self._mark())

    async def _mark(self) -> None:
        await asyncio.sleep(MARK_PAUSE)
        while self._sent:
            marks, self._sent, self._seen_soon = self._sent, {}, {}
            sent = list(marks.items())
            unblocked, self._unblocked = self._unblocked, set()
            now = self._clock()
            try:
                await self._run(partial(_write_marks, sent=sent, unblocked=unblocked, now=now))
            except DatabaseUnavailable:
                log.warning("%d messages were sent but could not be marked; trying again", len(sent))
                self._sent = {**marks, **self._sent}
                self._unblocked |= unblocked
                await asyncio.sleep(AWAY_PAUSE)
            except Exception:
                log.exception("%d marks cannot be written together; writing each alone", len(sent))
                await self._mark_each(sent, unblocked, now)
        self._marking = None
        if self._has_pushed:  # the next message to the same address waited for this mark
            self._has_pushed = False
            self.on_backlog()

    async def _mark_each(self, sent: Marks, unblocked: set[str], now: datetime) -> None:
        """Keep at least that each message was sent: one without a mark would be sent again and again."""
        for row_id, _ref in sent:
            try:
                await self._run(partial(_write_marks, sent=[(row_id, None)], unblocked=unblocked, now=now))
            except Exception:
                log.exception("message %d was sent and cannot be marked", row_id)

    async def _run(self, job: Callable[[UnitOfWork], None]) -> None:
        await self._worker.run(job)

    async def finish(self, *, seconds: float = 5.0) -> None:
        """Wait for what is on its way, and write the last marks."""
        if self._last_of_address:
            await asyncio.wait(list(self._last_of_address.values()), timeout=seconds)
        if self._marking is not None:
            await asyncio.wait((self._marking,), timeout=seconds)


def _write_marks(uow: UnitOfWork, *, sent: Marks, unblocked: set[str], now: datetime) -> None:
    uow.outbox.mark_sent(sent, now=now)
    uow.outbox.unblock(unblocked, now=now)


def _restrict(uow: UnitOfWork, *, house: House, delivery: Delivery, failed: SendFailed, now: datetime) -> None:
    address, row_id = delivery.address, delivery.outbox_id
    match failed:
        case PlatformAlarm(reason=reason):
            template_news.alarm(uow, house, channel=address.partition(":")[0], reason=reason, now=now)
        case NeedsTemplate():
            windows.hold(uow, house, outbox_id=row_id, address=address, reply=delivery.reply, now=now)
        case Postponed(reason=reason, after_seconds=seconds):
            uow.windows.postpone(row_id, at=now + timedelta(seconds=seconds), reason=reason)
        case TemplateRefused(reason=reason, template=template):
            template_news.refuse(uow, house, reply=delivery.reply, template=template, reason=reason, now=now)


def _is_settled(task: asyncio.Task[bool]) -> bool:
    return not task.cancelled() and task.exception() is None and task.result()
