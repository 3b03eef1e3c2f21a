"""What is remembered of a change: the settings by which the next problem is the one that the new agenda solves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from events.slots import slots
from handlers.agendas.absences import absences
from handlers.repairing.day import Day
from handlers.repairing.disruptions import Request
from scheduling import Problem
from scheduling.presence import stay
from storage.unit_of_work import UnitOfWork

Open = dict[str, frozenset[str]]
"""The slots in which a table or a company can be used, by its id."""


def settings_after(
    uow: UnitOfWork, day: Day, after: Problem, *, late: Mapping[str, int], request: Request
) -> dict[str, Any]:
    """Return the settings that change with a repair, by key; None where nothing is left to remember."""
    current = uow.settings.all()
    companies, tables = absences(uow)
    numbers = {name: number for number, name in day.tables.items()}
    new_tables = {numbers[name]: slots_open for name, slots_open in _open_tables(after).items() if name in numbers}
    old_tables = {
        numbers[name]: slots_open for name, slots_open in _open_tables(day.problem).items() if name in numbers
    }
    found: dict[str, Any] = {
        "closed_slots": sorted(slot.id for slot in after.slots if slot.is_dropped),
        "slot_shifts": dict(late),
        "companies_away": _away(companies, _present(day.problem), _present(after)),
        "tables_away": _away(tables, old_tables, new_tables),
        "tables_out": [
            number for number in current.get("tables_out") or () if not new_tables[number] - old_tables[number]
        ],
        "pairs": _pairs(current.get("pairs") or {}, request),
    }
    return {key: value or None for key, value in found.items() if (current.get(key) or None) != (value or None)}


def shifts(day: Day, after: Problem) -> dict[str, int]:
    """Return by how many minutes each slot begins later than planned, of those that do."""
    found = {}
    for planned, place in zip(slots(day.event), after.slots, strict=True):
        assert place.starts_at is not None
        begins = _minutes(place.starts_at, planned.day.isoformat())
        delay = begins - (planned.start.hour * 60 + planned.start.minute)
        if delay:
            found[planned.id] = delay
    return found


def _minutes(starts_at: str, day: str) -> int:
    """Return the minutes since midnight of `day`, also of a time that is on the day after."""
    date, _, clock = starts_at.partition("T")
    hour, minute = clock.split(":")
    return (0 if date == day else 24 * 60) + int(hour) * 60 + int(minute)


def _open_tables(problem: Problem) -> Open:
    everywhen = frozenset(slot.id for slot in problem.slots)
    return {table.id: everywhen if table.available is None else table.available for table in problem.tables}


def _present(problem: Problem) -> Open:
    return {one.id: stay(problem, one) for one in problem.participants}


def _away(known: Mapping[str, Any], before: Open, after: Open) -> dict[str, list[str]]:
    """Return who or what is away when, after some became so and others came back."""
    found = {key: list(away) for key, away in known.items()}
    for key, now_open in after.items():
        lost, regained = before[key] - now_open, now_open - before[key]
        if lost or regained:
            found[key] = sorted({*found.get(key, ()), *lost} - regained)
    return {key: away for key, away in found.items() if away}


def _pairs(decided: Mapping[str, str], request: Request) -> dict[str, str]:
    """Return what organisers decided of pairs: a cancelled one is not prepared again, an added one is kept."""
    if request.kind == "cancel":
        return {**decided, request["pair"]: "forbidden"}
    return {**decided, request["new_pair"]: "fixed"} if request.kind == "add" else dict(decided)
