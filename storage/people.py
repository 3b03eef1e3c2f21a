"""People and the addresses where they are reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage.models import address, inbox, outbox, person
from storage.records import Address, Person

_PERSON = (
    person.c.id,
    person.c.language,
    person.c.company_id,
    person.c.membership,
    person.c.organiser_role,
    person.c.asked,
    person.c.preferred_channel,
)
_ADDRESS = (
    address.c.address,
    address.c.person_id,
    address.c.dead_reason,
    address.c.language_hint,
    address.c.name_hint,
    address.c.blocked_until,
    address.c.window_until,
    address.c.also,
)
_BOTH = (
    select(*_ADDRESS, *_PERSON)
    .join(person, person.c.id == address.c.person_id)
    .where(address.c.address == bindparam("wanted"))
    .with_for_update(of=address)
)
_BY_ID = select(*_PERSON).where(person.c.id == bindparam("wanted"))
_UPDATE = update(person).where(person.c.id == bindparam("person_key"))


def _person(row: Sequence[Any], start: int = 0) -> Person:
    return Person(
        id=row[start],
        language=row[start + 1],
        company_id=row[start + 2],
        membership=row[start + 3],
        organiser_role=row[start + 4],
        asked=row[start + 5],
        preferred_channel=row[start + 6],
    )


def _address(row: Sequence[Any]) -> Address:
    return Address(
        address=row[0],
        person_id=row[1],
        dead_reason=row[2],
        language_hint=row[3],
        name_hint=row[4],
        blocked_until=row[5],
        window_until=row[6],
        also=row[7],
    )


class PersonRepository:
    """Loads and changes people; `find` also locks the address: one person's turns run one after another."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, wanted: str) -> tuple[Address, Person] | None:
        """Return the address and its person, or None for somebody new."""
        row = self._connection.execute(_BOTH, {"wanted": wanted}).first()
        return None if row is None else (_address(row), _person(row, len(_ADDRESS)))

    def main_name(self, other: str) -> str | None:
        """Return the address that is also known under another name."""
        found: str | None = self._connection.execute(
            select(address.c.address).where(address.c.also == other).limit(1)
        ).scalar()
        return found

    def find_by_id(self, person_id: int) -> Person | None:
        """Return a person, or None when nobody has this id."""
        row = self._connection.execute(_BY_ID, {"wanted": person_id}).first()
        return None if row is None else _person(row)

    def add(
        self, *, at: str, language_hint: str | None, name_hint: str | None, now: datetime
    ) -> tuple[Address, Person]:
        """Add a person nobody knew, reached at one address."""
        person_id = self._connection.execute(
            insert(person).returning(person.c.id), {"membership": "none", "created_at": now}
        ).scalar_one()
        self._connection.execute(
            insert(address),
            {
                "address": at,
                "person_id": person_id,
                "language_hint": (language_hint or "")[:16] or None,
                "name_hint": (name_hint or "")[:128] or None,
                "created_at": now,
            },
        )
        found = self.find(at)
        assert found is not None
        return found

    def change(self, person_id: int, **fields: Any) -> None:
        """Set the named columns of a person."""
        self._connection.execute(_UPDATE, {"person_key": person_id, **fields})

    def change_address(self, wanted: str, **fields: Any) -> None:
        """Set the named columns of an address."""
        self._connection.execute(update(address).where(address.c.address == wanted).values(**fields))

    def move_address(self, old: str, new: str) -> None:
        """Rename an address whose platform gave it another id; everything received there and queued for it follows.

        When somebody wrote from the new one already, it stays theirs: only what is queued follows, and the old
        address is dead.
        """
        is_new = self._connection.execute(select(address.c.person_id).where(address.c.address == new)).first() is None
        named_old = address.c.address == old
        if is_new:
            self._connection.execute(update(address).where(named_old).values(address=new))
            self._connection.execute(update(inbox).where(inbox.c.address == old).values(address=new))
            self._connection.execute(update(outbox).where(outbox.c.address == old).values(address=new))
            return
        self._connection.execute(update(address).where(named_old).values(dead_reason="moved", blocked_until=None))
        self._connection.execute(
            update(outbox)
            .where(outbox.c.address == old, outbox.c.status.in_(("queued", "sending")))
            .values(address=new)
        )

    def addresses(self, person_id: int) -> Sequence[Address]:
        """Return where a person is reached, oldest first."""
        query = (
            select(*_ADDRESS).where(address.c.person_id == person_id).order_by(address.c.created_at, address.c.address)
        )
        return [_address(row) for row in self._connection.execute(query)]

    def of_company(self, company_id: int, *memberships: str) -> Sequence[Person]:
        """Return a company's people of some memberships, the first registered first."""
        query = (
            select(*_PERSON)
            .where(person.c.company_id == company_id, person.c.membership.in_(memberships))
            .order_by(person.c.id)
        )
        return [_person(row) for row in self._connection.execute(query)]

    def every(self) -> Sequence[Person]:
        """Return everybody, the first registered first."""
        return [_person(row) for row in self._connection.execute(select(*_PERSON).order_by(person.c.id))]

    def after(self, person_id: int, *, limit: int) -> Sequence[Person]:
        """Return the next people after one, the first registered first."""
        query = select(*_PERSON).where(person.c.id > person_id).order_by(person.c.id).limit(limit)
        return [_person(row) for row in self._connection.execute(query)]

    def addresses_between(self, first: int, last: int) -> Mapping[int, Sequence[Address]]:
        """Return where the people of a range of ids are reached, by person, oldest first."""
        query = (
            select(*_ADDRESS)
            .where(address.c.person_id.between(first, last))
            .order_by(address.c.created_at, address.c.address)
        )
        found: dict[int, list[Address]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.person_id, []).append(_address(row))
        return found

    def organisers(self) -> Sequence[Person]:
        """Return every organiser."""
        query = select(*_PERSON).where(person.c.organiser_role.is_not(None)).order_by(person.c.id)
        return [_person(row) for row in self._connection.execute(query)]

    def dead_addresses(self, *, limit: int = 50) -> Sequence[Address]:
        """Return the addresses that can no longer be reached."""
        query = select(*_ADDRESS).where(address.c.dead_reason.is_not(None)).order_by(address.c.address).limit(limit)
        return [_address(row) for row in self._connection.execute(query)]

    def count_by_language(self) -> dict[str, int]:
        """Return how many delegates chose each language."""
        query = (
            select(person.c.language, func.count())
            .where(person.c.language.is_not(None), person.c.company_id.is_not(None))
            .group_by(person.c.language)
            .order_by(person.c.language)
        )
        return dict(self._connection.execute(query).all())

    def count(self) -> int:
        """Return how many people there are."""
        return self._connection.execute(select(func.count()).select_from(person)).scalar_one()

    def erase(self, person_id: int) -> None:
        """Delete a person with their addresses, answers and consents."""
        self._connection.execute(delete(person).where(person.c.id == person_id))
