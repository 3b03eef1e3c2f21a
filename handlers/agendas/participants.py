"""Companies as scheduling takes them: when they are there, how many meet in parallel, what their table must have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from events.event import Event
from events.slots import Slot
from handlers.answer_types.choices import NONE
from handlers.availability import free_slots, limits, open_tables, table_names
from matching.company import Company as Candidate
from scheduling import Participant, Table
from storage.records import StoredMeeting
from storage.unit_of_work import UnitOfWork


def participants_of(
    uow: UnitOfWork,
    event: Event,
    known: Iterable[Candidate],
    *,
    answers: Mapping[int, Mapping[str, Any]],
    slots: Sequence[Slot],
    tables: Sequence[Table],
    held: Iterable[StoredMeeting],
) -> tuple[Participant, ...]:
    """Return every company with what is left of its day after the meetings it `held` already."""
    bounds = {role: limits(uow, event, role) for role in ("buyer", "provider")}
    counts = Counter(one for meeting in held for one in (meeting.buyer_id, meeting.provider_id))
    return tuple(
        _participant(one, answers.get(int(one.id), {}), bounds[one.role], counts[int(one.id)], slots, tables)
        for one in known
    )


def _participant(
    company: Candidate,
    values: Mapping[str, Any],
    bounds: tuple[int, int],
    held: int,
    slots: Sequence[Slot],
    tables: Sequence[Table],
) -> Participant:
    floor, cap = (max(0, bound - held) for bound in bounds)
    zones = frozenset(values.get("table_zones") or ())
    needs = frozenset(values.get("table_needs") or ()) - {NONE}
    one = Participant(
        id=str(company.id),
        side=company.role,
        available=free_slots(slots, values),
        floor=floor,
        cap=cap,
        capacity=int(values.get("parallel") or 1),
        zones=zones,
        needs=needs,
    )
    if any(accepts(table, one) for table in tables):
        return one
    return replace(one, available=frozenset(), zones=frozenset(), needs=frozenset())  # without a table, never


def tables_of(uow: UnitOfWork, event: Event) -> tuple[Table, ...]:
    """Return the tables in use, with their zones and features."""
    used, names = set(open_tables(uow, event)), table_names(uow, event)
    return tuple(
        Table(id=names[str(table.number)], zone=table.zone, features=frozenset(table.features))
        for table in event.tables
        if names[str(table.number)] in used
    )


def accepts(table: Table, one: Participant) -> bool:
    """Tell whether a table has what a company needs."""
    return (not one.zones or table.zone in one.zones) and one.needs <= table.features
