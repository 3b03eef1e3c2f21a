"""Find every conflict of an agenda.

Written from the rules alone, with its own loops: it shares no code with `allocate`, so tests can trust it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from scheduling.model import Agenda, Meeting, Pair, Problem


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One rule that an agenda breaks: a stable `code`, and the pairs (keys) and others concerned."""

    code: str
    pairs: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    slot: str = ""
    table: str = ""


def check(problem: Problem, agenda: Agenda) -> tuple[Conflict, ...]:
    """Return every conflict of `agenda` with `problem` (valid); empty means the agenda can be held.

    Codes: `unknown_pair`, `unknown_slot`, `unknown_table`, `wrong_participants`, `pair_twice`, `forbidden`,
    `already_met`, `slot_dropped`, `not_present`, `pair_not_now`, `over_capacity`, `over_cap`, `table_twice`,
    `table_out`, `table_unsuitable`, `seat_changed`, `fixed_missing`, `published_changed`, `precedence_broken`,
    `wrong_weight`, `above_bound`.

    >>> problem = Problem(participants=(), slots=(), tables=(), pairs=())
    >>> check(problem, Agenda(meetings=(Meeting(pair="p", a="x", b="y", slot="1", table="1"),)))[0].code
    'unknown_pair'
    """
    strangers = tuple(_strangers(problem, agenda))
    if strangers:
        return strangers
    return (
        *_pair_conflicts(problem, agenda),
        *_presence_conflicts(problem, agenda),
        *_load_conflicts(problem, agenda),
        *_table_conflicts(problem, agenda),
        *_seat_conflicts(problem, agenda),
        *_promise_conflicts(problem, agenda),
        *_order_conflicts(problem, agenda),
        *_sum_conflicts(problem, agenda),
    )


def _strangers(problem: Problem, agenda: Agenda) -> Iterator[Conflict]:
    known = (
        ("unknown_pair", "pair", {pair.key for pair in problem.pairs}),
        ("unknown_slot", "slot", {slot.id for slot in problem.slots}),
        ("unknown_table", "table", {table.id for table in problem.tables}),
    )
    for meeting in agenda.meetings:
        for code, field, ids in known:
            if getattr(meeting, field) not in ids:
                yield Conflict(code=code, pairs=(meeting.pair,), slot=meeting.slot, table=meeting.table)


def _pairs(problem: Problem) -> dict[str, Pair]:
    return {pair.key: pair for pair in problem.pairs}


def _pair_conflicts(problem: Problem, agenda: Agenda) -> Iterator[Conflict]:
    pairs, seen = _pairs(problem), set()
    for meeting in agenda.meetings:
        pair = pairs[meeting.pair]
        if sorted((meeting.a, meeting.b)) != sorted((pair.a, pair.b)):
            yield Conflict(code="wrong_participants", pairs=(pair.key,), participants=(meeting.a, meeting.b))
        if pair.key in seen:
            yield Conflict(code="pair_twice", pairs=(pair.key,), slot=meeting.slot)
        if pair.status == "forbidden":
            yield Conflict(code="forbidden", pairs=(pair.key,), participants=(pair.a, pair.b))
        if pair.status == "met":
            yield Conflict(code="already_met", pairs=(pair.key,), participants=(pair.a, pair.b))
        seen.add(pair.key)


def _presence_conflicts(problem: Problem, agenda: Agenda) -> Iterator[Conflict]:
    people = {person.id: person for person in problem.participants}
    rank = {slot.id: number for number, slot in enumerate(problem.slots)}
    session = {slot.id: slot.session for slot in problem.slots}
    pairs = _pairs(problem)
    for meeting in agenda.meetings:
        pair, now = pairs[meeting.pair], rank[meeting.slot]
        if problem.slots[now].is_dropped:
            yield Conflict(code="slot_dropped", pairs=(pair.key,), slot=meeting.slot)
        for name in (pair.a, pair.b):
            person = people[name]
            away = person.available is not None and meeting.slot not in person.available
            early = person.earliest is not None and now < rank[person.earliest]
            late = person.latest is not None and now > rank[person.latest]
            if away or early or late:
                yield Conflict(code="not_present", pairs=(pair.key,), participants=(name,), slot=meeting.slot)
        wrong_slot = pair.slots is not None and meeting.slot not in pair.slots
        wrong_session = pair.session is not None and session[meeting.slot] != pair.session
        if wrong_slot or wrong_session:
            yield Conflict(code="pair_not_now", pairs=(pair.key,), slot=meeting.slot)


def _load_conflicts(problem: Problem, agenda: Agenda) -> Iterator[Conflict]:
    pairs = _pairs(problem)
    days: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in agenda.meetings:
        days[pairs[meeting.pair].a].append(meeting)
        days[pairs[meeting.pair].b].append(meeting)
    for person in problem.participants:
        day = days[person.id]
        if person.cap is not None and len(day) > person.cap:
            yield Conflict(code="over_cap", pairs=tuple(meeting.pair for meeting in day), participants=(person.id,))
        for slot in problem.slots:
            together = tuple(meeting.pair for meeting in day if meeting.slot == slot.id)
            if len(together) > person.capacity:
                yield Conflict(code="over_capacity", pairs=together, participants=(person.id,), slot=slot.id)


def _table_conflicts(problem: Problem, agenda: Agenda) -> Iterator[Conflict]:
    tables = {table.id: table for table in problem.tables}
    people = {person.id: person for person in problem.participants}
    pairs = _pairs(problem)
    sitting: dict[tuple[str, str], list[str]] = defaultdict(list)
    for meeting in agenda.meetings:
        sitting[meeting.slot, meeting.table].append(meeting.pair)
        table = tables[meeting.table]
        if table.available is not None and meeting.slot not in table.available:
            yield Conflict(code="table_out", pairs=(meeting.pair,), slot=meeting.slot, table=table.id)
        for name in (pairs[meeting.pair].a, pairs[meeting.pair].b):
            person = people[name]
            wrong_seat = bool(person.seats) and table.id not in person.seats
            wrong_zone = bool(person.zones) and table.zone not in person.zones
            if wrong_seat or wrong_zone or not table.features.issuperset(person.needs):
                yield Conflict(
                    code="table_unsuitable",
                    pairs=(meeting.pair,),
                    participants=(name,),
                    slot=meeting.slot,
                    table=table.id,
                )
    for (slot, table_id), together in sitting.items():
        if len(together) > 1:
            yield Conflict(code="table_twice", pairs=tuple(together), slot=slot, table=table_id)


def _seat_conflicts(problem: Problem, agenda: Agenda) -> Iterator[Conflict]:
    """A seated participant uses at most one table per delegate, shared with nobody of that side."""
    pairs = _pairs(problem)
    used: dict[str, set[str]] = defaultdict(set)
    for meeting in agenda.meetings:
        for name in (pairs[meeting.pair].a, pairs[meeting.pair].b):
            used[name].add(meeting.table)
    owner: dict[str, str] = {}
    for person in problem.participants:
        if problem.seated_side is None or person.side != problem.seated_side:
            continue
        shared = any(owner.setdefault(table, person.id) != person.id for table in sorted(used[person.id]))
        if shared or len(used[person.id]) > person.capacity:
            yield Conflict(code="seat_changed", participants=(person.id,))


def _promise_conflicts(problem: Problem, agenda: Agenda) -> Iterator[Conflict]:
    held = {meeting.pair: (meeting.slot, meeting.table) for meeting in agenda.meetings}
    for pair in problem.pairs:
        if pair.status == "fixed" and pair.key not in held:
            yield Conflict(code="fixed_missing", pairs=(pair.key,), participants=(pair.a, pair.b))
    for promise in problem.published:
        if held.get(promise.pair) != (promise.slot, promise.table):
            yield Conflict(
                code="published_changed",
                pairs=(promise.pair,),
                participants=(promise.a, promise.b),
                slot=promise.slot,
                table=promise.table,
            )


def _order_conflicts(problem: Problem, agenda: Agenda) -> Iterator[Conflict]:
    rank = {slot.id: number for number, slot in enumerate(problem.slots)}
    when = {meeting.pair: rank[meeting.slot] for meeting in agenda.meetings}
    for rule in problem.precedences:
        if rule.before in when and rule.after in when and when[rule.before] >= when[rule.after]:
            yield Conflict(code="precedence_broken", pairs=(rule.before, rule.after))


def _sum_conflicts(problem: Problem, agenda: Agenda) -> Iterator[Conflict]:
    pairs = _pairs(problem)
    total = math.fsum(pairs[meeting.pair].weight for meeting in agenda.meetings)
    slack = 1e-6 * max(1.0, total)
    if abs(total - agenda.weight) > slack:
        yield Conflict(code="wrong_weight")
    if agenda.bound is not None and total > agenda.bound + slack:
        yield Conflict(code="above_bound")
