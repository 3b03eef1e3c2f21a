"""People, companies and messages with dull defaults."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from storage import UnitOfWork
from storage.outbox import CHANGE
from storage.records import Company, Person

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def add_person(uow: UnitOfWork, address: str = "telegram:1", **fields: Any) -> Person:
    _, person = uow.people.add(at=address, language_hint="fr", name_hint="Amina", now=NOON)
    if fields:
        uow.people.change(person.id, **fields)
    found = uow.people.find_by_id(person.id)
    assert found is not None
    return found


def add_company(uow: UnitOfWork, **fields: Any) -> Company:
    company = uow.companies.add(now=NOON)
    if fields:
        uow.companies.change(company.id, **fields)
    return uow.companies.get(company.id)


def enqueue(uow: UnitOfWork, address: str = "telegram:1", **fields: Any) -> int:
    values: dict[str, Any] = {"payload": "{}", "priority": CHANGE, "now": NOON, "after_inbox_id": 0, **fields}
    row_id = uow.outbox.enqueue(address=address, **values)
    assert row_id is not None
    return row_id
