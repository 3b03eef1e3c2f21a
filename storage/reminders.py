"""What reminders read of everybody at once, and what became of each: a tick has no time for a query per person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, cast, exists, select, update

from storage.models import address, company, company_answer, consent, outbox, person, person_answer
from storage.records import Address, Person

EXPIRED = "expired"
"""Why the outbox dropped what could no longer be useful."""

_PERSON = tuple(Person.__dataclass_fields__)
_ADDRESS = tuple(Address.__dataclass_fields__)
_KINDS = ("reminder", "digest")
_IS_WAITING = outbox.c.status.in_(("queued", "held")) & outbox.c.kind.in_(_KINDS)
_MOST_VALUES = 5_000  # in one statement: a database takes some 32,000


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Somebody of a company that meets: where they are reached, whether they agreed, and their own settings."""

    person: Person
    addresses: Sequence[Address] = ()
    has_agreed: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A reminder that has not left yet."""

    id: int
    key: str
    address: str


class ReminderRepository:
    """Reads recipients in bulk, finds reminders by their keys, and drops those that no longer hold."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def recipients(
        self, company_ids: Collection[int], *, purpose: str, keys: Collection[str]
    ) -> dict[int, list[Recipient]]:
        """Return the people of some companies by company, each with their answers to `keys`."""
        query = (
            select(*(person.c[name] for name in _PERSON))
            .where(person.c.membership.in_(("registrant", "delegate")), person.c.company_id.in_(company_ids))
            .order_by(person.c.id)
        )
        people = [Person(**dict(zip(_PERSON, row, strict=True))) for row in self._connection.execute(query)]
        known = [one.id for one in people]
        addresses, agreed, values = self._addresses(known), self._agreed(known, purpose), self._values(known, keys)
        found: dict[int, list[Recipient]] = {}
        for one in people:
            assert one.company_id is not None  # asked for by company
            recipient = Recipient(
                person=one,
                addresses=addresses.get(one.id, ()),
                has_agreed=agreed.get(one.id, False),
                values=values.get(one.id, {}),
            )
            found.setdefault(one.company_id, []).append(recipient)
        return found

    def _addresses(self, people: Collection[int]) -> dict[int, list[Address]]:
        query = (
            select(*(address.c[name] for name in _ADDRESS))
            .where(address.c.person_id.in_(people))
            .order_by(address.c.created_at, address.c.address)
        )
        found: dict[int, list[Address]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.person_id, []).append(Address(**dict(zip(_ADDRESS, row, strict=True))))
        return found

    def _agreed(self, people: Collection[int], purpose: str) -> dict[int, bool]:
        query = (
            select(consent.c.person_id, consent.c.is_given)
            .where(consent.c.person_id.in_(people), consent.c.purpose == purpose)
            .order_by(consent.c.id)
        )
        return dict(self._connection.execute(query).all())

    def _values(self, people: Collection[int], keys: Collection[str]) -> dict[int, dict[str, Any]]:
        query = select(person_answer.c.person_id, person_answer.c.key, person_answer.c.value).where(
            person_answer.c.person_id.in_(people), person_answer.c.key.in_(keys)
        )
        found: dict[int, dict[str, Any]] = {}
        for person_id, key, value in self._connection.execute(query):
            found.setdefault(person_id, {})[key] = value
        return found

    def companies_that_left(self, company_ids: Collection[int]) -> set[int]:
        """Return which of some companies no longer take part: refused, or without their consent to be matched."""
        withdrew = exists().where(company_answer.c.company_id == company.c.id, company_answer.c.key == "withdrawn")
        query = select(company.c.id).where(
            company.c.id.in_(company_ids), company.c.status.not_in(("approved", "submitted")) | withdrew
        )
        return set(self._connection.execute(query).scalars())

    def fates(self, keys: Iterable[str]) -> dict[str, str]:
        """Return what became of the messages with these keys, by key: their status, or why they were dropped."""
        wanted = list(keys)
        fates: dict[str, str] = {}
        for start in range(0, len(wanted), _MOST_VALUES):
            query = select(outbox.c.dedup_key, outbox.c.status, outbox.c.reason).where(
                outbox.c.dedup_key.in_(wanted[start : start + _MOST_VALUES])
            )
            for key, status, reason in self._connection.execute(query):
                fates[key] = reason if status == "dropped" else status
        return fates

    def waiting(self) -> Sequence[Waiting]:
        """Return every reminder that has not left yet."""
        query = (
            select(outbox.c.id, outbox.c.dedup_key, outbox.c.address)
            .where(_IS_WAITING, outbox.c.dedup_key.is_not(None))
            .order_by(outbox.c.id)
        )
        return [Waiting(id=row_id, key=key, address=to) for row_id, key, to in self._connection.execute(query)]

    def drop(self, row_ids: Collection[int], *, reason: str, now: datetime) -> int:
        """Close reminders that no longer hold and free their keys: should they hold again, they are planned anew.

        Return how many had not left yet.
        """
        if not row_ids:
            return 0
        dropped = self._connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(row_ids), _IS_WAITING)
            .values(status="dropped", reason=reason, sent_at=now, dedup_key=_freed())
        )
        return dropped.rowcount

    def drop_of_address(self, wanted: str, *, reason: str, now: datetime) -> int:
        """Close every reminder that waits for one address; return how many."""
        return self.drop([row.id for row in self.waiting() if row.address == wanted], reason=reason, now=now)

    def free_expired(self, keys: Collection[str]) -> None:
        """Let messages that expired be queued again."""
        if keys:
            self._connection.execute(
                update(outbox)
                .where(outbox.c.dedup_key.in_(keys), outbox.c.status == "dropped", outbox.c.reason == EXPIRED)
                .values(dedup_key=_freed())
            )


def _freed() -> Any:
    """Return the key that a dropped row keeps: its own, marked, and unique by the row's id."""
    return outbox.c.dedup_key + ":dropped:" + cast(outbox.c.id, String)
