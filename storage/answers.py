"""Answers of people and companies: the state of every conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Insert,
    Select,
    Table,
    bindparam,
    delete,
    func,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.models import company, company_answer, person_answer
from storage.records import StoredAnswer

_FIELDS = ("key", "value", "status", "typed", "message_ref", "answered_at")
_CHANGED = _FIELDS[1:]


def _columns(table: Table) -> list[Any]:
    return [table.c[name] for name in _FIELDS]


def _answer(row: Sequence[Any]) -> StoredAnswer:
    key, value, status, typed, message_ref, answered_at = row
    return StoredAnswer(
        key=key, value=value, status=status, typed=typed, message_ref=message_ref, answered_at=answered_at
    )


_OF_PERSON = select(*_columns(person_answer)).where(person_answer.c.person_id == bindparam("person"))
_OF_COMPANY = select(*_columns(company_answer)).where(company_answer.c.company_id == bindparam("company"))
_OF_BOTH = union_all(_OF_PERSON, _OF_COMPANY)


def _upsert(table: Table, dialect: str) -> Insert:
    module: Any = sqlite if dialect == "sqlite" else postgresql
    statement = module.insert(table)
    changed = {name: statement.excluded[name] for name in _CHANGED}
    saved: Insert = statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changed)
    return saved


_UPSERTS = {
    (table.name, dialect): _upsert(table, dialect)
    for table in (person_answer, company_answer)
    for dialect in ("sqlite", "postgresql")
}


class AnswerRepository:
    """Loads and saves answers by owner and question key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def load(self, *, person_id: int, company_id: int | None) -> dict[str, StoredAnswer]:
        """Return what a person sees as their answers: their own and their company's, by key."""
        if company_id is None:
            found = self._connection.execute(_OF_PERSON, {"person": person_id})
        else:
            found = self._connection.execute(_OF_BOTH, {"person": person_id, "company": company_id})
        return {row[0]: _answer(row) for row in found.all()}

    def of_company(self, company_id: int) -> dict[str, StoredAnswer]:
        """Return a company's answers by key."""
        rows = self._connection.execute(_OF_COMPANY, {"company": company_id})
        return {row[0]: _answer(row) for row in rows}

    def of_approved_companies(self) -> dict[int, dict[str, StoredAnswer]]:
        """Return the answers of every approved company, by company and key."""
        query = (
            select(company_answer.c.company_id, *_columns(company_answer))
            .join(company, company.c.id == company_answer.c.company_id)
            .where(company.c.status == "approved")
        )
        return self._by_owner(query)

    def version_of_approved(self) -> tuple[Any, ...]:
        """Return a value that differs whenever an answer of an approved company was given, changed or removed."""
        query = (
            select(func.count(), func.max(company_answer.c.answered_at))
            .join(company, company.c.id == company_answer.c.company_id)
            .where(company.c.status == "approved")
        )
        return tuple(self._connection.execute(query).one())

    def companies_with(self, key: str) -> set[int]:
        """Return the companies of which an answer is known."""
        query = select(company_answer.c.company_id).where(company_answer.c.key == key)
        return set(self._connection.execute(query).scalars())

    def of_everybody(self) -> dict[int, dict[str, StoredAnswer]]:
        """Return the answers of every person, by person and key."""
        return self._by_owner(select(person_answer.c.person_id, *_columns(person_answer)))

    def of_companies(self, key: str) -> dict[int, Any]:
        """Return what each company answered to one question, by company."""
        query = select(company_answer.c.company_id, company_answer.c.value).where(
            company_answer.c.key == key, company_answer.c.status == "given"
        )
        return dict(self._connection.execute(query).all())

    def of_every_company(self) -> dict[int, dict[str, StoredAnswer]]:
        """Return the answers of every company, approved or not, by company and key."""
        return self._by_owner(select(company_answer.c.company_id, *_columns(company_answer)))

    def _by_owner(self, query: Select[Any]) -> dict[int, dict[str, StoredAnswer]]:
        answers: dict[int, dict[str, StoredAnswer]] = {}
        for owner, *row in self._connection.execute(query):
            answer = _answer(row)
            answers.setdefault(owner, {})[answer.key] = answer
        return answers

    def save_of_person(self, person_id: int, answer: StoredAnswer) -> None:
        """Keep one answer of a person, replacing the former."""
        self._save(person_answer, {"person_id": person_id}, answer)

    def save_of_company(self, company_id: int, answer: StoredAnswer) -> None:
        """Keep one answer of a company, replacing the former."""
        self._save(company_answer, {"company_id": company_id}, answer)

    def _save(self, table: Table, owner: Mapping[str, int], answer: StoredAnswer) -> None:
        values = {name: getattr(answer, name) for name in _FIELDS}
        self._connection.execute(_UPSERTS[table.name, self._connection.dialect.name], {**owner, **values})

    def remove_of_person(self, person_id: int, *keys: str) -> None:
        """Forget some answers of a person; all of them when no key is named."""
        statement = delete(person_answer).where(person_answer.c.person_id == person_id)
        self._connection.execute(statement.where(person_answer.c.key.in_(keys)) if keys else statement)

    def forget_duplicates_of(self, company_id: int) -> None:
        """Forget, in every other company's answers, that it looked like a company that is gone."""
        query = select(company_answer.c.company_id, company_answer.c.value).where(
            company_answer.c.key == "duplicate_of"
        )
        for owner, value in self._connection.execute(query).all():
            if value and value.get("id") == company_id:
                self.remove_of_company(owner, "duplicate_of")

    def remove_of_company(self, company_id: int, *keys: str) -> None:
        """Forget some answers of a company; all of them when no key is named."""
        statement = delete(company_answer).where(company_answer.c.company_id == company_id)
        self._connection.execute(statement.where(company_answer.c.key.in_(keys)) if keys else statement)
