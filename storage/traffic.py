"""Figures of the outbox: what waits, what left lately, what failed and why; never a walk through all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from storage.models import outbox

_UNSENT = ("queued", "held", "sending")


def _has(status: str) -> ColumnElement[bool]:
    """Return the condition as the partial indexes spell it."""
    return outbox.c.status == literal_column(f"'{status}'")


class TrafficRepository:
    """Counts within bounds that indexes know: the queue, and a stretch of time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def waiting(self) -> dict[tuple[str, int], int]:
        """Return how many messages wait, by status and priority."""
        found: dict[tuple[str, int], int] = {}
        for status in _UNSENT:  # one at a time: each has an index of its own
            query = select(outbox.c.priority, func.count()).where(_has(status)).group_by(outbox.c.priority)
            found |= {(status, one): count for one, count in self._connection.execute(query)}
        return found

    def oldest_due(self, *, now: datetime) -> dict[int, datetime]:
        """Return since when the longest-waiting due message of each priority waits."""
        query = (
            select(outbox.c.priority, func.min(outbox.c.due_at))
            .where(_has("queued"), outbox.c.due_at <= now)
            .group_by(outbox.c.priority)
        )
        return dict(self._connection.execute(query).all())

    def closed_since(self, since: datetime) -> dict[str, int]:
        """Return how many messages were sent, found undeliverable or dropped since an instant."""
        query = select(outbox.c.status, func.count()).where(outbox.c.sent_at >= since).group_by(outbox.c.status)
        return dict(self._connection.execute(query).all())

    def failures_since(self, since: datetime) -> dict[tuple[str, str], int]:
        """Return how many messages did not arrive since an instant, by what became of them and the reason."""
        query = (
            select(outbox.c.status, outbox.c.reason, func.count())
            .where(outbox.c.sent_at >= since, outbox.c.status.in_(("dead", "dropped")))
            .group_by(outbox.c.status, outbox.c.reason)
        )
        return {(status, reason or ""): count for status, reason, count in self._connection.execute(query)}

    def reminders_since(self, since: datetime) -> Sequence[tuple[str, datetime]]:
        """Return the key of each reminder that left since an instant, and when it left."""
        query = select(outbox.c.dedup_key, outbox.c.sent_at).where(
            outbox.c.sent_at >= since,
            outbox.c.status == "sent",
            outbox.c.kind == "reminder",
            outbox.c.dedup_key.is_not(None),
        )
        return [(key, sent_at) for key, sent_at in self._connection.execute(query)]
