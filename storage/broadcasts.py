"""Broadcasts, and the rows of the outbox that carry them.

`progress` of a broadcast is plain JSON: `after` (the last person queued), `is_queued` (everybody was), `queued` (how
many people), `left_out` (reason -> person ids), and `correction` (texts, who typed it, whether it is approved, the
last row corrected).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, exists, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.models import address, broadcast, outbox
from storage.records import Broadcast, MessageKind, NewMessage, OutgoingMessage

_FIELDS = tuple(Broadcast.__dataclass_fields__)
_COLUMNS = tuple(broadcast.c[name] for name in _FIELDS)
_ROW_FIELDS = tuple(OutgoingMessage.__dataclass_fields__)
_ROW = tuple(outbox.c[name] for name in _ROW_FIELDS)
_UNSENT = ("queued", "held")
PAUSED = "paused"
"""Why a message of a paused broadcast is held; others are held until their reader writes."""

_PAYLOAD = update(outbox).where(outbox.c.id == bindparam("row_id")).values(payload=bindparam("text"))
_IS_QUEUED = outbox.c.status == literal_column("'queued'")  # as the partial index spells it


def _insert_once(dialect: str) -> Insert:
    module: Any = sqlite if dialect == "sqlite" else postgresql
    once: Insert = module.insert(outbox).on_conflict_do_nothing(index_elements=["dedup_key"])
    return once


_INSERTS_ONCE = {dialect: _insert_once(dialect) for dialect in ("sqlite", "postgresql")}


def _broadcast(row: Sequence[Any]) -> Broadcast:
    return Broadcast(**dict(zip(_FIELDS, row, strict=True)))


def _message(row: Sequence[Any]) -> OutgoingMessage:
    return OutgoingMessage(**dict(zip(_ROW_FIELDS, row, strict=True)))


class BroadcastRepository:
    """Loads and changes broadcasts; `find` locks the row: what is done to a broadcast is done one after another."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.has_queued = False

    def add(self, *, person_id: int, is_emergency: bool, audience: Any, now: datetime) -> Broadcast:
        """Begin a draft."""
        values = {
            "status": "draft",
            "is_emergency": is_emergency,
            "texts": {},
            "audience": audience,
            "revision": 1,
            "progress": {},
            "person_id": person_id,
            "created_at": now,
        }
        row = self._connection.execute(insert(broadcast).returning(*_COLUMNS), values).one()
        return _broadcast(row)

    def find(self, broadcast_id: int) -> Broadcast | None:
        """Return a broadcast, or None."""
        query = select(*_COLUMNS).where(broadcast.c.id == broadcast_id).with_for_update()
        row = self._connection.execute(query).first()
        return None if row is None else _broadcast(row)

    def change(self, broadcast_id: int, **fields: Any) -> None:
        """Set the named columns."""
        self._connection.execute(update(broadcast).where(broadcast.c.id == broadcast_id).values(**fields))

    def remove(self, broadcast_id: int) -> None:
        """Forget a draft."""
        self._connection.execute(broadcast.delete().where(broadcast.c.id == broadcast_id))

    def newest(self, *, limit: int) -> Sequence[Broadcast]:
        """Return the latest broadcasts, newest first."""
        query = select(*_COLUMNS).order_by(broadcast.c.id.desc()).limit(limit)
        return [_broadcast(row) for row in self._connection.execute(query)]

    def every(self) -> Sequence[Broadcast]:
        """Return all broadcasts, oldest first."""
        return [_broadcast(row) for row in self._connection.execute(select(*_COLUMNS).order_by(broadcast.c.id))]

    def due(self, *, now: datetime) -> Sequence[int]:
        """Return the broadcasts that have to be worked on: due to start, under way, or being corrected."""
        query = (
            select(broadcast.c.id, broadcast.c.status, broadcast.c.starts_at, broadcast.c.progress)
            .where(broadcast.c.status.in_(("scheduled", "sending", "paused", "stopped", "done")))
            .order_by(broadcast.c.is_emergency.desc(), broadcast.c.id)
        )
        return [
            row.id
            for row in self._connection.execute(query)
            if row.status == "sending"
            or (row.status == "scheduled" and row.starts_at <= now)
            or (row.progress.get("correction") or {}).get("is_approved")
        ]

    # -- its messages --------------------------------------------------------------------------------------

    def enqueue(
        self,
        messages: Iterable[NewMessage],
        *,
        broadcast_id: int | None,
        kind: MessageKind,
        priority: int,
        now: datetime,
    ) -> None:
        """Queue many messages; those whose key is known already are queued no second time."""
        same = {
            "kind": kind,
            "priority": priority,
            "broadcast_id": broadcast_id,
            "status": "queued",
            "attempts": 0,
            "due_at": now,
            "created_at": now,
        }
        rows = [
            {
                **same,
                "address": one.address,
                "payload": one.payload,
                "dedup_key": one.dedup_key,
                "after_inbox_id": one.after_inbox_id,
            }
            for one in messages
        ]
        if rows:
            self.has_queued = True
            self._connection.execute(_INSERTS_ONCE[self._connection.dialect.name], rows)

    def messages(self, broadcast_id: int, *, after: int = 0, limit: int | None = None) -> Sequence[OutgoingMessage]:
        """Return the messages of a broadcast after one of them, oldest first."""
        query = select(*_ROW).where(outbox.c.broadcast_id == broadcast_id, outbox.c.id > after).order_by(outbox.c.id)
        return [_message(row) for row in self._connection.execute(query if limit is None else query.limit(limit))]

    def has_unsettled(self, broadcast_id: int) -> bool:
        """Tell whether a message can still leave by itself or is on its way."""
        query = select(outbox.c.id).where(
            outbox.c.broadcast_id == broadcast_id, outbox.c.status.in_(("queued", "sending"))
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def hold(self, broadcast_id: int) -> int:
        """Keep back what waits; return how many messages."""
        return self._move(broadcast_id, ("queued",), status="held", reason=PAUSED)

    def release(self, broadcast_id: int) -> int:
        """Let what was paused leave; return how many messages. What waits for its reader to write goes on waiting."""
        self.has_queued = True
        kept = (outbox.c.broadcast_id == broadcast_id, outbox.c.status == "held", outbox.c.reason == PAUSED)
        return self._connection.execute(update(outbox).where(*kept).values(status="queued", reason=None)).rowcount

    def drop(self, broadcast_id: int, *, reason: str, now: datetime) -> int:
        """Close what has not left; return how many messages."""
        return self._move(broadcast_id, _UNSENT, status="dropped", reason=reason, sent_at=now)

    def _move(self, broadcast_id: int, statuses: Sequence[str], **values: Any) -> int:
        wanted = (outbox.c.broadcast_id == broadcast_id, outbox.c.status.in_(statuses))
        return self._connection.execute(update(outbox).where(*wanted).values(**values)).rowcount

    def drop_of_people(
        self, people: Iterable[int], *, reason: str, now: datetime, broadcast_id: int | None = None
    ) -> int:
        """Close what has not left to some people, of one broadcast or of all; return how many messages."""
        theirs = select(address.c.address).where(address.c.person_id.in_(list(people)))
        number = outbox.c.broadcast_id
        which = number.is_not(None) if broadcast_id is None else number == broadcast_id
        dropped = update(outbox).where(outbox.c.address.in_(theirs), which, outbox.c.status.in_(_UNSENT))
        values = {"status": "dropped", "reason": reason, "sent_at": now}
        return self._connection.execute(dropped.values(**values)).rowcount

    def unsent_people(self, broadcast_id: int) -> set[int]:
        """Return to whom something still waits."""
        query = (
            select(address.c.person_id)
            .join(outbox, outbox.c.address == address.c.address)
            .where(outbox.c.broadcast_id == broadcast_id, outbox.c.status.in_(_UNSENT))
        )
        return set(self._connection.execute(query).scalars())

    def settle_strays(self, *, now: datetime) -> None:
        """Keep back, or close, what came back to the queue after its broadcast was paused or stopped."""

        def queued_of(status: str) -> Any:
            theirs = exists().where(broadcast.c.id == outbox.c.broadcast_id, broadcast.c.status == status)
            return update(outbox).where(_IS_QUEUED, outbox.c.broadcast_id.is_not(None), theirs)

        self._connection.execute(queued_of("paused").values(status="held", reason=PAUSED))
        self._connection.execute(queued_of("stopped").values(status="dropped", reason="stopped", sent_at=now))

    def rewrite(self, payloads: Mapping[int, str]) -> None:
        """Give other words to messages that have not left."""
        if payloads:
            self._connection.execute(_PAYLOAD, [{"row_id": key, "text": text} for key, text in payloads.items()])
