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


def shorten(label: str, length: int) -> str:
    """Cut a name or label at the end of a word so that it has at most `length` characters.

    >>> shorten("Renewable energy and water", 20)
    'Renewable energy…'
    """
    if len(label) <= length:
        return label
    cut = label[: length - 1]
    at_word = cut.rpartition(" ")[0] if label[length - 1] != " " else cut
    is_worth_it = len(at_word) * 2 >= length  # one very long word is cut inside rather than lost
    return (at_word if is_worth_it else cut).rstrip(" ,;:-–") + "…"


def company_name(uow: UnitOfWork, company_id: int) -> str:
    """Return what a company is called, "?" for one that is gone or has no name yet."""
    company = uow.companies.find(company_id)
    return (company.legal_name if company is not None else None) or "?"
