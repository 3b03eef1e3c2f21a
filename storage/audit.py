"""The audit trail: every act that touches other people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage.models import audit
from storage.records import AuditLine

_FIELDS = tuple(AuditLine.__dataclass_fields__)


class AuditRepository:
    """Adds lines and reads them back; only an erasure takes details away."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        *,
        person_id: int | None,
        act: str,
        subject: str,
        now: datetime,
        before: Any = None,
        after: Any = None,
    ) -> None:
        """Write down who did what to what."""
        values = {
            "person_id": person_id,
            "act": act,
            "subject": subject,
            "before": before,
            "after": after,
            "done_at": now,
        }
        self._connection.execute(insert(audit), values)

    def of_subject(self, subject: str) -> Sequence[AuditLine]:
        """Return what was done to a subject, oldest first."""
        query = select(*(audit.c[name] for name in _FIELDS)).where(audit.c.subject == subject).order_by(audit.c.id)
        return [AuditLine(**dict(zip(_FIELDS, row, strict=True))) for row in self._connection.execute(query)]

    def of_person(self, person_id: int) -> Sequence[AuditLine]:
        """Return what a person did, oldest first."""
        query = select(*(audit.c[name] for name in _FIELDS)).where(audit.c.person_id == person_id).order_by(audit.c.id)
        return [AuditLine(**dict(zip(_FIELDS, row, strict=True))) for row in self._connection.execute(query)]

    def forget_details(self, subject: str) -> None:
        """Keep that something was done to an erased subject, and when, without what it was."""
        self._connection.execute(update(audit).where(audit.c.subject == subject).values(before=None, after=None))

    def newest(self, *, limit: int = 50) -> Sequence[AuditLine]:
        """Return the latest lines, newest first."""
        query = select(*(audit.c[name] for name in _FIELDS)).order_by(audit.c.id.desc()).limit(limit)
        return [AuditLine(**dict(zip(_FIELDS, row, strict=True))) for row in self._connection.execute(query)]

    def page(self, *, before_id: int, limit: int, without: Collection[str]) -> Sequence[AuditLine]:
        """Return the latest lines but for some acts, newest first; older than a line unless its id is 0."""
        query = select(*(audit.c[name] for name in _FIELDS)).where(audit.c.act.not_in(without))
        if before_id:
            query = query.where(audit.c.id < before_id)
        rows = self._connection.execute(query.order_by(audit.c.id.desc()).limit(limit))
        return [AuditLine(**dict(zip(_FIELDS, row, strict=True))) for row in rows]
