"""Consent: every decision, on which purpose and which text, never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

    def given_between(self, first: int, last: int) -> Mapping[int, frozenset[str]]:
        """Return the purposes to which the people of a range of ids agree now, by person."""
        query = (
            select(consent.c.person_id, consent.c.purpose, consent.c.is_given)
            .where(consent.c.person_id.between(first, last))
            .order_by(consent.c.id)
        )
        newest: dict[int, dict[str, bool]] = {}
        for person_id, purpose, is_given in self._connection.execute(query):
            newest.setdefault(person_id, {})[purpose] = is_given
        return {
            person_id: frozenset(purpose for purpose, is_given in decided.items() if is_given)
            for person_id, decided in newest.items()
        }
