"""The outbox: every message that leaves the house is a row here before it leaves.

Order of service: priority, then what is due first. A row is *leased* while somebody sends it; a lease that runs
out returns the row to the queue. An address whose last message has to be tried again is blocked, so that nothing
overtakes that message: it keeps its place, and the address waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.lessees import is_gone
from storage.models import address, broadcast, outbox
from storage.records import MessageKind, OutgoingMessage

REPLY, EMERGENCY, CHANGE, DIGEST, BROADCAST = range(5)
"""Priorities: who is served first."""

LEASE = timedelta(seconds=90)
"""How long a sender may hold a row: longer than any platform's time-out, short enough to recover from a crash."""

FAREWELL, FAREWELL_END = "erased:", "erased;"
"""Keys of the last words to somebody erased lie between these: they are forgotten too, once they have been read."""

_FIELDS = tuple(OutgoingMessage.__dataclass_fields__)
_COLUMNS = tuple(outbox.c[name] for name in _FIELDS)
_other = outbox.alias("other")

_INSERT = insert(outbox).returning(outbox.c.id)
_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"), outbox.c.status != literal_column("'dead'"))  # failed late, told early
    .values(status="sent", sent_ref=bindparam("ref"), sent_at=bindparam("at"), lease_until=None, reason=None)
)
_IS_QUEUED = outbox.c.status == literal_column("'queued'")  # as the partial indexes spell it
_IS_SENDING = outbox.c.status == literal_column("'sending'")
_IS_BROADCAST_HELD = exists().where(
    broadcast.c.id == outbox.c.broadcast_id, broadcast.c.status.in_(("paused", "stopped"))
)


def _ready(priority: int) -> Select[tuple[int]]:
    """Return the query of what may leave of one priority: one stretch of the index, however much waits beyond it."""
    query = (
        select(outbox.c.id)
        .outerjoin(address, address.c.address == outbox.c.address)  # the last words to somebody erased have none
        .where(
            _IS_QUEUED,
            outbox.c.priority == literal_column(str(priority)),
            outbox.c.due_at <= bindparam("now"),
            or_(address.c.blocked_until.is_(None), address.c.blocked_until <= bindparam("now")),
            ~exists().where(and_(_other.c.address == outbox.c.address, _other.c.status == literal_column("'sending'"))),
        )
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(bindparam("count"))
    )
    return query.where(~_IS_BROADCAST_HELD) if priority in (EMERGENCY, BROADCAST) else query


_PRIORITIES = (REPLY, EMERGENCY, CHANGE, DIGEST, BROADCAST)
_READY = union_all(*(select(_ready(priority).subquery().c.id) for priority in _PRIORITIES))
_CLAIMABLE = (
    select(*_COLUMNS)
    .where(outbox.c.id.in_(_READY), _IS_QUEUED)
    .order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)
    .limit(bindparam("count"))
    .with_for_update(of=outbox, skip_locked=True)
)
_CLAIM_LOCK = text("SELECT pg_try_advisory_xact_lock(7266944)")  # any number of our own


def _is_held(row_id: int) -> ColumnElement[bool]:
    """Hold while the row is in somebody's hand: what was sent or closed meanwhile does not come back."""
    return and_(outbox.c.id == row_id, _IS_SENDING)


def _insert_once(dialect: str) -> Insert:
    module: Any = sqlite if dialect == "sqlite" else postgresql
    once: Insert = module.insert(outbox).on_conflict_do_nothing(index_elements=["dedup_key"]).returning(outbox.c.id)
    return once


_INSERTS_ONCE = {dialect: _insert_once(dialect) for dialect in ("sqlite", "postgresql")}


def _message(row: Sequence[Any]) -> OutgoingMessage:
    return OutgoingMessage(**dict(zip(_FIELDS, row, strict=True)))


class OutboxRepository:
    """Queues messages, leases them to senders, and keeps what became of each."""

    def __init__(self, connection: Connection, *, lessee: int | None = None) -> None:
        self._connection = connection
        self._lessee = lessee
        self.has_queued = False

    def enqueue(
        self,
        *,
        address: str,
        payload: str,
        priority: int,
        now: datetime,
        after_inbox_id: int,
        dedup_key: str | None = None,
        due_at: datetime | None = None,
        expires_at: datetime | None = None,
        is_leased: bool = False,
        kind: MessageKind = "message",
        broadcast_id: int | None = None,
    ) -> int | None:
        """Add a message and return its id; None when its `dedup_key` is known already.

        `is_leased` hands the row straight to the caller, who sends it as soon as this transaction is committed.
        """
        values = {
            "address": address,
            "payload": payload,
            "priority": priority,
            "dedup_key": dedup_key,
            "status": "sending" if is_leased else "queued",
            "lease_until": now + LEASE if is_leased else None,
            "lessee": self._lessee if is_leased else None,
            "attempts": 1 if is_leased else 0,
            "due_at": due_at or now,
            "expires_at": expires_at,
            "created_at": now,
            "after_inbox_id": after_inbox_id,
            "kind": kind,
            "broadcast_id": broadcast_id,
        }
        self.has_queued = self.has_queued or not is_leased
        statement = _INSERT if dedup_key is None else _INSERTS_ONCE[self._connection.dialect.name]
        row = self._connection.execute(statement, values).first()
        return None if row is None else int(row[0])

    def claim(self, *, now: datetime, count: int, lease: timedelta = LEASE) -> Sequence[OutgoingMessage]:
        """Lease up to `count` messages that may leave now, at most one for each address.

        Fewer mean that nothing else may leave now, or that another process is claiming at this very moment.
        """
        if not self._may_claim():
            return []
        claimed: list[OutgoingMessage] = []
        while True:
            first_of_address: dict[str, OutgoingMessage] = {}
            rows = self._connection.execute(_CLAIMABLE, {"now": now, "count": count - len(claimed)}).all()
            for row in rows:
                first_of_address.setdefault(row.address, _message(row))
            self._lease([message.id for message in first_of_address.values()], until=now + lease)
            claimed += first_of_address.values()
            if len(first_of_address) == len(rows):
                break  # otherwise somebody's second message took the place of somebody else's first
        return claimed

    def _may_claim(self) -> bool:
        """Let one process claim at a time: of two, one would not see that the other has an address in hand."""
        is_alone = self._connection.dialect.name == "sqlite"
        return is_alone or bool(self._connection.execute(_CLAIM_LOCK).scalar_one())

    def _lease(self, row_ids: Sequence[int], *, until: datetime) -> None:
        if row_ids:
            self._connection.execute(
                update(outbox)
                .where(outbox.c.id.in_(row_ids))
                .values(status="sending", lease_until=until, lessee=self._lessee, attempts=outbox.c.attempts + 1)
            )

    def mark_sent(self, sent: Iterable[tuple[int, str | None]], *, now: datetime) -> None:
        """Write down the platform's reference of each message that left."""
        rows = [{"row_id": row_id, "ref": ref, "at": now} for row_id, ref in sent]
        if rows:
            self._connection.execute(_SENT, rows)

    def mark_delivered(self, row_id: int, *, at: datetime) -> bool:
        """Note that a message reached its phone; the first word counts. Return whether it is news."""
        return self._note(row_id, outbox.c.delivered_at.is_(None), delivered_at=at)

    def mark_read(self, row_id: int, *, at: datetime) -> bool:
        """Note that a message was read, and so delivered at the latest then; return whether it is news."""
        delivered_at = func.coalesce(outbox.c.delivered_at, bindparam("at", at, outbox.c.read_at.type))
        return self._note(row_id, outbox.c.read_at.is_(None), read_at=at, delivered_at=delivered_at)

    def mark_failed_late(self, row_id: int, *, reason: str, now: datetime) -> bool:
        """Close a message that the platform took and then could not deliver; return whether it is news.

        The word may come before our own mark that it was sent. What was delivered cannot fail any more.
        """
        left = and_(outbox.c.status.in_(("sending", "sent")), outbox.c.delivered_at.is_(None))
        return self._note(row_id, left, status="dead", lease_until=None, reason=reason[:64], sent_at=now)

    def _note(self, row_id: int, condition: ColumnElement[bool], **values: Any) -> bool:
        changed = self._connection.execute(update(outbox).where(outbox.c.id == row_id, condition).values(**values))
        return changed.rowcount > 0

    def unblock(self, addresses: Iterable[str], *, now: datetime) -> None:
        """End the waiting of these addresses, if its time is over: the message it was for left, or never will."""
        wanted = list(addresses)
        if wanted:
            self._connection.execute(
                update(address)
                .where(address.c.address.in_(wanted), address.c.blocked_until <= now)
                .values(blocked_until=None)
            )

    def retry(self, row_id: int, *, to: str, at: datetime, reason: str) -> None:
        """Put a message back until `at`; nothing to the same address leaves before it.

        It keeps its due time, and so its place before whatever was written meanwhile; only without an address that
        could wait does the message itself.
        """
        blocked = self._connection.execute(update(address).where(address.c.address == to).values(blocked_until=at))
        waits = {} if blocked.rowcount else {"due_at": at}
        self._connection.execute(
            update(outbox)
            .where(_is_held(row_id))
            .values(status="queued", lease_until=None, reason=reason[:64], **waits)
        )

    def send_again(self, row_id: int) -> None:
        """Put a leased message back where it stood in the queue."""
        self.has_queued = True
        self._connection.execute(update(outbox).where(_is_held(row_id)).values(status="queued", lease_until=None))

    def give_up(self, row_id: int, *, status: str, reason: str, now: datetime) -> None:
        """Close a message that will not arrive: `dead` (undeliverable) or `dropped` (no longer useful)."""
        self._connection.execute(
            update(outbox)
            .where(outbox.c.id == row_id, outbox.c.status != "sent")
            .values(status=status, lease_until=None, reason=reason[:64], sent_at=now)
        )

    def withdraw(self, row_id: int, *, reason: str, now: datetime) -> bool:
        """Drop a message that has not left yet; False when it has, or is on its way."""
        waits = outbox.c.status.in_(("queued", "held"))
        dropped = self._connection.execute(
            update(outbox)
            .where(outbox.c.id == row_id, waits)
            .values(status="dropped", lease_until=None, reason=reason[:64], sent_at=now)
        )
        return dropped.rowcount > 0

    def drop_expired(self, *, now: datetime) -> int:
        """Close the messages that can no longer be useful; return how many."""
        dropped = self._connection.execute(
            update(outbox)
            .where(_IS_QUEUED, outbox.c.expires_at <= now)
            .values(status="dropped", reason="expired", sent_at=now)
        )
        return dropped.rowcount

    def take_back(self, *, now: datetime, every: bool = False, every_push: bool = False) -> int:
        """Return messages to the queue whose lease ran out, or whose lessee died.

        `every`: all of them, when no other process lives; `every_push`: all but answers, when no other one sends.
        """
        statement = update(outbox).where(_IS_SENDING)
        if not every:
            is_free = outbox.c.lease_until <= now
            if self._connection.dialect.name == "postgresql":
                is_free |= is_gone(outbox.c.lessee)
            statement = statement.where(is_free | (outbox.c.priority != REPLY) if every_push else is_free)
        return self._connection.execute(statement.values(status="queued", lease_until=None)).rowcount

    def has_unsent_replies(self) -> bool:
        """Tell whether a reply still waits or is on its way."""
        unsent = select(outbox.c.id).where(outbox.c.priority == REPLY, outbox.c.status.in_(("queued", "sending")))
        return self._connection.execute(unsent.limit(1)).first() is not None

    def find(self, row_id: int) -> OutgoingMessage | None:
        """Return a message, or None."""
        row = self._connection.execute(select(*_COLUMNS).where(outbox.c.id == row_id)).first()
        return None if row is None else _message(row)

    def shown(self, wanted: str, *, after_id: int, since: datetime | None, now: datetime) -> Sequence[OutgoingMessage]:
        """Return what an address may see now: newer than `after_id`, or due since `since`; in conversation order."""
        newer = outbox.c.id > after_id
        query = (
            select(*_COLUMNS)
            .where(
                outbox.c.address == wanted,
                outbox.c.due_at <= now,
                outbox.c.status.in_(("queued", "sending", "sent")),
                newer if since is None else or_(newer, outbox.c.due_at > since),
            )
            .order_by(outbox.c.after_inbox_id, outbox.c.id)
        )
        return [_message(row) for row in self._connection.execute(query)]

    def counts(self) -> dict[str, int]:
        """Return how many messages there are of each status."""
        query = select(outbox.c.status, func.count()).group_by(outbox.c.status)
        return dict(self._connection.execute(query).all())

    def oldest_waiting(self, *, now: datetime) -> datetime | None:
        """Return since when the longest-waiting due message waits."""
        query = select(func.min(outbox.c.due_at)).where(_IS_QUEUED, outbox.c.due_at <= now)
        oldest: datetime | None = self._connection.execute(query).scalar_one()
        return oldest

    def newest(self, wanted: str) -> OutgoingMessage | None:
        """Return the last message that an address was shown."""
        shown = outbox.c.status.in_(("sending", "sent"))
        query = select(*_COLUMNS).where(outbox.c.address == wanted, shown).order_by(outbox.c.id.desc()).limit(1)
        row = self._connection.execute(query).first()
        return None if row is None else _message(row)

    def dead(self, *, limit: int = 20) -> Sequence[OutgoingMessage]:
        """Return the newest undeliverable messages."""
        query = select(*_COLUMNS).where(outbox.c.status == "dead").order_by(outbox.c.id.desc()).limit(limit)
        return [_message(row) for row in self._connection.execute(query)]

    def of_address(self, wanted: str) -> Sequence[OutgoingMessage]:
        """Return every message to an address, oldest first."""
        query = select(*_COLUMNS).where(outbox.c.address == wanted).order_by(outbox.c.id)
        return [_message(row) for row in self._connection.execute(query)]

    def remove_farewells(self, *, before: datetime) -> int:
        """Forget the last words to people who were erased before an instant; return how many were forgotten."""
        is_farewell = and_(outbox.c.dedup_key >= FAREWELL, outbox.c.dedup_key < FAREWELL_END)
        return self._connection.execute(delete(outbox).where(is_farewell, outbox.c.created_at < before)).rowcount

    def remove_of_address(self, wanted: str) -> None:
        """Forget every message to an address."""
        self._connection.execute(delete(outbox).where(outbox.c.address == wanted))
