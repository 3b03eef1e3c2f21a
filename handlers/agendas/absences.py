"""What is out for a part of the event, as organisers said on the day: companies that are away, tables that are out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from events.event import Event
from handlers.availability import table_names
from scheduling import Problem
from storage.unit_of_work import UnitOfWork

Slots = Mapping[str, Sequence[str]]
"""Slot ids by the company's id, or by the table's number."""


def absences(uow: UnitOfWork) -> tuple[Slots, Slots]:
    """Return in which slots companies are away, and in which tables are out."""
    settings = uow.settings.all()
    return settings.get("companies_away") or {}, settings.get("tables_away") or {}


def without_absent(uow: UnitOfWork, event: Event, problem: Problem) -> Problem:
    """Return the problem without the companies and the tables in the slots in which they are out."""
    companies, tables = absences(uow)
    named = {name: tables[number] for number, name in table_names(uow, event).items() if number in tables}
    everywhen = frozenset(slot.id for slot in problem.slots)

    def left(available: frozenset[str] | None, out: Sequence[str]) -> frozenset[str]:
        return (everywhen if available is None else available) - frozenset(out)

    return replace(
        problem,
        participants=tuple(
            replace(one, available=left(one.available, companies[one.id])) if one.id in companies else one
            for one in problem.participants
        ),
        tables=tuple(
            replace(one, available=left(one.available, named[one.id])) if one.id in named else one
            for one in problem.tables
        ),
    )
