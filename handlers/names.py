"""What people are called."""

from __future__ import annotations

from storage.records import Person
from storage.unit_of_work import UnitOfWork


def known_name(uow: UnitOfWork, person: Person) -> str:
    """Return what a person called themselves, else what their platform calls them."""
    answer = uow.answers.load(person_id=person.id, company_id=None).get("full_name")
    if answer is not None and answer.value:
        return str(answer.value)
    addresses = uow.people.addresses(person.id)
    return next((address.name_hint for address in addresses if address.name_hint), "?")


def company_name(uow: UnitOfWork, company_id: int) -> str:
    """Return what a company is called, "?" for one that is gone or has no name yet."""
    company = uow.companies.find(company_id)
    return (company.legal_name if company is not None else None) or "?"
