"""Consent: every decision, on which purpose and which text, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from storage.models import consent
from storage.records import Consent

_FIELDS = tuple(Consent.__dataclass_fields__)


class ConsentRepository:
    """Adds decisions and reads them back; the newest of a purpose is the one in force."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, person_id: int, decision: Consent) -> None:
        """Keep a decision."""
        values = {name: getattr(decision, name) for name in _FIELDS}
        self._connection.execute(insert(consent), {"person_id": person_id, **values})

    def of_person(self, person_id: int) -> Sequence[Consent]:
        """Return every decision of a person, oldest first."""
        columns = (consent.c[name] for name in _FIELDS)
        query = select(*columns).where(consent.c.person_id == person_id).order_by(consent.c.id)
        return [Consent(**dict(zip(_FIELDS, row, strict=True))) for row in self._connection.execute(query)]
