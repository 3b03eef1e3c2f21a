"""The agenda in force as a repair takes it, and which part of it is still ahead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from events.event import Event
from events.slots import Slot
from handlers.agendas import allocation
from handlers.availability import day_slots, table_names
from scheduling import Agenda, Meeting, Pair, Participant, Problem, Table
from scheduling import Slot as Place
from storage.records import Company, StoredAgenda, StoredMeeting
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Day:
    """What a change starts from: the published version, its problem, the slots as they begin now, and the time."""

    event: Event
    version: StoredAgenda
    meetings: Sequence[StoredMeeting]
    slots: Sequence[Slot]
    closed: frozenset[str]
    tables: dict[str, str]  # number → name
    companies: dict[int, Company]
    problem: Problem
    now: datetime

    @cached_property
    def published(self) -> Agenda:
        return Agenda(meetings=allocation.as_meetings(self.meetings))

    @cached_property
    def ahead(self) -> list[Slot]:
        """The slots that have not begun."""
        return [slot for slot in self.slots if slot.starts_at > self.now]

    @cached_property
    def today(self) -> list[Slot]:
        """The slots ahead on the day that is on, or on the next one."""
        return [slot for slot in self.ahead if slot.day == self.ahead[0].day]

    @property
    def is_last_day(self) -> bool:
        return len(self.today) == len(self.ahead)

    @property
    def freeze(self) -> int:
        """How many slots ahead begin so soon that no meeting is moved into them."""
        limit = self.now + timedelta(minutes=self.event.changes.freeze_minutes)
        return sum(slot.starts_at <= limit for slot in self.ahead)

    def slot(self, slot_id: str) -> Slot | None:
        """Return a slot that has not begun."""
        return next((slot for slot in self.ahead if slot.id == slot_id), None)

    def meeting(self, pair: str) -> StoredMeeting | None:
        """Return the meeting of a pair that has not begun."""
        return next((one for one in self.meetings_ahead() if one.pair == pair), None)

    def meetings_ahead(self, company_id: int | None = None) -> list[StoredMeeting]:
        """Return the meetings that have not begun, all or those of one company."""
        return [
            one
            for one in self.meetings
            if one.starts_at > self.now and company_id in (None, one.buyer_id, one.provider_id)
        ]

    def name(self, company_id: int) -> str:
        """Return what a company is called."""
        found = self.companies.get(company_id)
        return (found.legal_name if found is not None else None) or "?"


def read_day(uow: UnitOfWork, event: Event, now: datetime) -> Day | None:
    """Return the agenda in force with what is ahead of it; None when none is published."""
    version = uow.agendas.newest("published")
    if version is None:
        return None
    meetings = uow.agendas.meetings(version.id)
    slots = day_slots(uow, event)
    closed = frozenset(uow.settings.all().get("closed_slots") or ())
    tables = table_names(uow, event)
    problem = _problem(allocation.prepare(uow, event), event, slots, closed, tables.values(), meetings)
    return Day(
        event=event,
        version=version,
        meetings=meetings,
        slots=slots,
        closed=closed,
        tables=tables,
        companies={company.id: company for company in uow.companies.every()},
        problem=problem,
        now=now,
    )


def _problem(
    prepared: Problem,
    event: Event,
    slots: Iterable[Slot],
    closed: frozenset[str],
    names: Iterable[str],
    meetings: Sequence[StoredMeeting],
) -> Problem:
    """Return the problem that the agenda in force solves, whatever was answered, wished or set up since.

    A repair mends what the change breaks and nothing else: a meeting that was published is possible where it stands.
    """
    held = allocation.as_meetings(meetings)
    places = tuple(
        Place(
            id=slot.id,
            session=f"{slot.day.isoformat()} {slot.session}",
            starts_at=f"{slot.day.isoformat()}T{slot.start:%H:%M}",
            minutes=event.slot_minutes + event.gap_minutes,
            is_dropped=slot.id in closed,
        )
        for slot in slots
    )
    return replace(
        prepared,
        slots=places,
        tables=_tables(prepared, names, held),
        participants=_participants(prepared, held),
        pairs=_pairs(prepared, held),
        published=(),
    )


def _tables(prepared: Problem, names: Iterable[str], held: Iterable[Meeting]) -> tuple[Table, ...]:
    known = {table.id: table for table in prepared.tables}
    used: dict[str, set[str]] = {}
    for meeting in held:
        used.setdefault(meeting.table, set()).add(meeting.slot)
    found = []
    for name in dict.fromkeys((*names, *used)):
        table = known.get(name, Table(id=name, available=frozenset()))
        found.append(replace(table, available=_with(table.available, used.get(name, ()))))
    return tuple(found)


def _participants(prepared: Problem, held: Sequence[Meeting]) -> tuple[Participant, ...]:
    used: dict[str, set[str]] = {}
    count: Counter[str] = Counter()
    sides: dict[str, str] = {}
    for meeting in held:
        for one, side in ((meeting.a, "buyer"), (meeting.b, "provider")):
            used.setdefault(one, set()).add(meeting.slot)
            count[one] += 1
            sides[one] = side
    known = {one.id: one for one in prepared.participants}
    strangers = {one: Participant(id=one, side=side) for one, side in sides.items() if one not in known}
    return tuple(
        replace(
            one,
            available=_with(one.available, used.get(one.id, ())),
            cap=None if one.cap is None else max(one.cap, count[one.id]),
        )
        for one in (known | strangers).values()
    )


def _pairs(prepared: Problem, held: Iterable[Meeting]) -> tuple[Pair, ...]:
    placed = {meeting.pair: meeting for meeting in held}
    pairs = [
        replace(pair, status="open")
        if pair.status == "fixed" or (pair.status == "forbidden" and pair.key in placed)
        else pair
        for pair in prepared.pairs
    ]
    known = {pair.key for pair in pairs}
    return (*pairs, *(Pair(a=one.a, b=one.b, weight=0.0) for key, one in placed.items() if key not in known))


def _with(available: frozenset[str] | None, slots: Iterable[str]) -> frozenset[str] | None:
    return None if available is None else available | frozenset(slots)
