"""The web chat's view of the house: sessions and conversations, read from the same tables as everything else."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.intake import Intake
from bot.web.port import Line, tapped_label
from bot.web.subscribers import Subscribers
from bot.worker import Worker
from handlers.messages import Incoming, Reply
from handlers.visit import from_payload
from storage.records import Invite, OutgoingMessage, Received
from storage.unit_of_work import UnitOfWork

DEVICE_CODE_LIVES = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST_ID = 2**31 - 1
"""What PostgreSQL compares an id with: a larger number in a request is refused there as an error of ours."""

LATEST = 2**57
"""Microseconds since then beyond which a cursor is nobody's: in the year 6537, which every database can compare."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a page has read: the newest update and message it shows, and when it looked.

    The instant finds messages that were written earlier but fell due since. `row` names the line itself.
    """

    inbox_id: int = 0
    outbox_id: int = 0
    looked_at: datetime | None = None
    row: str = ""

    def __str__(self) -> str:
        micros = 0 if self.looked_at is None else (self.looked_at - _EPOCH) // timedelta(microseconds=1)
        return f"{self.inbox_id}.{self.outbox_id}.{micros}.{self.row}"

    @classmethod
    def parse(cls, text: str | None) -> Cursor:
        """Return a cursor that a browser sent back; one that is not ours starts from the beginning."""
        inbox_id, _, rest = (text or "").partition(".")
        outbox_id, _, rest = rest.partition(".")
        micros, _, row = rest.partition(".")
        if not (inbox_id.isdecimal() and outbox_id.isdecimal() and micros.isdecimal() and len(text or "") < 80):
            return cls()
        looked_at = _EPOCH + timedelta(microseconds=min(int(micros), LATEST)) if int(micros) else None
        return cls(min(int(inbox_id), LARGEST_ID), min(int(outbox_id), LARGEST_ID), looked_at, row)


class WebHouse:
    """Implements `bot.web.port.ChatHouse` over the database."""

    def __init__(
        self,
        *,
        worker: Worker,
        intake: Intake,
        subscribers: Subscribers,
        clock: Callable[[], datetime],
    ) -> None:
        self._worker = worker
        self._intake = intake
        self._subscribers = subscribers
        self._clock = clock

    async def open_session(self, *, language_hint: str | None) -> tuple[str, str]:
        token, address = secrets.token_urlsafe(32), f"web:{secrets.token_hex(12)}"
        await self._add_session(token, address, language_hint)
        return token, address

    async def address_of(self, token: str) -> str | None:
        return await self._worker.run(lambda uow: uow.sessions.address_of(token))

    async def lines(self, address: str, *, after: str | None, limit: int) -> Sequence[Line]:
        now = self._clock()
        start = Cursor.parse(after)
        lines = await self._worker.run(lambda uow: _lines(uow, address, start, now))
        return lines[-limit:] if after is None else lines[:limit]

    async def line(self, address: str, *, cursor: str) -> Line | None:
        row = Cursor.parse(cursor).row
        now = self._clock()
        if not row:
            return None
        lines = await self._worker.run(lambda uow: _lines(uow, address, Cursor(), now))
        return next((line for line in lines if line.ref == row), None)

    async def receive(self, incoming: Incoming) -> None:
        await self._intake.receive(incoming)
        self._subscribers.wake(incoming.address)

    async def is_organiser(self, address: str) -> bool:
        found = await self._worker.run(lambda uow: uow.people.find(address))
        return found is not None and found[1].organiser_role is not None

    async def device_link(self, address: str) -> str:
        code = secrets.token_urlsafe(24)
        expires_at = self._clock() + DEVICE_CODE_LIVES
        invite = Invite(kind="device", role=None, company_id=None, address=address, uses_left=1, expires_at=expires_at)
        await self._worker.run(lambda uow: uow.invites.add(code, invite))
        return code

    async def redeem(self, code: str) -> tuple[str, str] | None:
        now = self._clock()
        token = secrets.token_urlsafe(32)
        address = await self._worker.run(lambda uow: _open_by_code(uow, code, token, now))
        return None if address is None else (token, address)

    def subscribe(self, address: str) -> AbstractAsyncContextManager[asyncio.Event]:
        return self._subscribers.subscribe(address)

    async def _add_session(self, token: str, address: str, language_hint: str | None) -> None:
        now = self._clock()
        await self._worker.run(
            lambda uow: uow.sessions.add(token, address=address, language_hint=language_hint, now=now)
        )


def _open_by_code(uow: UnitOfWork, code: str, token: str, now: datetime) -> str | None:
    """Spend a device's code on a session; any other invitation stays unspent."""
    invite = uow.invites.find(code, now=now)
    if invite is None or invite.kind != "device" or invite.address is None:
        return None
    if uow.invites.redeem(code, now=now) is None:
        return None
    uow.sessions.add(token, address=invite.address, language_hint=None, now=now)
    return invite.address


def _lines(uow: UnitOfWork, address: str, start: Cursor, now: datetime) -> list[Line]:
    """Return what an address said and was told after a cursor, in the order of the conversation."""
    received = uow.inbox.after(address, after_id=start.inbox_id)
    shown = uow.outbox.shown(address, after_id=start.outbox_id, since=start.looked_at, now=now)
    items: list[tuple[int, int, int, Received | OutgoingMessage]] = [
        *((line.id, 0, line.id, line) for line in received),
        *((message.after_inbox_id, 1, message.id, message) for message in shown),
    ]
    items.sort(key=lambda item: item[:3])
    replies = {str(message.id): from_payload(message.payload) for message in shown}
    lines = []
    inbox_id, outbox_id = start.inbox_id, start.outbox_id
    for position, (_inbox, _side, _id, item) in enumerate(items, start=1):
        looked_at = now if position == len(items) else start.looked_at
        if isinstance(item, Received):
            inbox_id = max(inbox_id, item.id)
            lines.append(_mine(uow, item, replies, Cursor(inbox_id, outbox_id, looked_at)))
        else:
            outbox_id = max(outbox_id, item.id)
            ref = str(item.id)
            cursor = Cursor(inbox_id, outbox_id, looked_at, ref)
            lines.append(Line(cursor=str(cursor), who="bot", at=item.due_at, reply=replies[ref], ref=ref))
    return lines


def _mine(uow: UnitOfWork, line: Received, replies: dict[str, Reply], cursor: Cursor) -> Line:
    client_id = line.update_key.removeprefix(f"web:{line.address}:")
    return Line(cursor=str(cursor), who="me", at=line.received_at, text=_words(uow, line, replies), client_id=client_id)


def _words(uow: UnitOfWork, line: Received, replies: dict[str, Reply]) -> str | None:
    """Return what the person's bubble says: their words, or the label of the button they tapped."""
    if line.kind != "choice":
        return line.body
    reply = replies.get(line.message_ref or "") or _tapped(uow, line)
    return None if reply is None else tapped_label(reply, line.body or "")


def _tapped(uow: UnitOfWork, line: Received) -> Reply | None:
    ref = line.message_ref or ""
    is_ours = ref.isdecimal() and len(ref) < 16 and int(ref) <= LARGEST_ID
    message = uow.outbox.find(int(ref)) if is_ours else None
    if message is None or message.address != line.address:
        return None
    return from_payload(message.payload)
