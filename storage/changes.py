"""Changes of the agenda in force: proposed, then approved or dropped; an approved one may be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage.models import change
from storage.records import StoredChange

_FIELDS = tuple(StoredChange.__dataclass_fields__)


class ChangeRepository:
    """Keeps proposals and what became of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def propose(
        self, *, disruption: Any, summary: Any, before_id: int | None, person_id: int | None, now: datetime
    ) -> int:
        """Keep a proposal against a version of the agenda; return its id."""
        values = {
            "status": "proposed",
            "disruption": disruption,
            "summary": summary,
            "before_id": before_id,
            "person_id": person_id,
            "proposed_at": now,
        }
        change_id: int = self._connection.execute(insert(change).returning(change.c.id), values).scalar_one()
        return change_id

    def change(self, change_id: int, **fields: Any) -> None:
        """Set the named columns."""
        self._connection.execute(update(change).where(change.c.id == change_id).values(**fields))

    def find(self, change_id: int) -> StoredChange | None:
        """Return a change, or None."""
        query = select(*(change.c[name] for name in _FIELDS)).where(change.c.id == change_id)
        row = self._connection.execute(query).first()
        return None if row is None else StoredChange(**dict(zip(_FIELDS, row, strict=True)))

    def ever_in_force(self, kind: str) -> list[list[str]]:
        """Return what each change of a kind asked for that is in force or was, the oldest first."""
        query = select(change.c.disruption).where(change.c.status.in_(("approved", "undone"))).order_by(change.c.id)
        asked = self._connection.execute(query).scalars()
        return [list(one["args"]) for one in asked if one["kind"] == kind]
