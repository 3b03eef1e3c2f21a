"""Seats of an agenda that is being repaired: who sits where, and where to go when a seat is out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from scheduling.model import Agenda, Meeting, Participant, Problem, Table
from scheduling.seating import suits


def keep_seats(problem: Problem, agenda: Agenda) -> Problem:
    """Return `problem` with its seated side written down: each of them keeps the tables they have.

    Those who have no meeting may take the tables that nobody has. Once a table goes out in mid-day its owner
    must use a second one, which a `seated_side` would not allow.
    """
    if problem.seated_side is None:
        return problem
    used: dict[str, set[str]] = defaultdict(set)
    for meeting in agenda.meetings:
        for name in (meeting.a, meeting.b):
            used[name].add(meeting.table)
    side = {person.id for person in problem.participants if person.side == problem.seated_side}
    owned = {table for name in side for table in used[name]}
    spare = tuple(table.id for table in problem.tables if table.id not in owned)

    def seated(person: Participant) -> Participant:
        mine = tuple(table.id for table in problem.tables if table.id in used[person.id])
        return replace(person, seats=mine or person.seats or spare) if person.id in side else person

    people = tuple(seated(person) for person in problem.participants)
    return replace(problem, participants=people, seated_side=None)


def replace_seats(problem: Problem, agenda: Agenda, ahead: Sequence[str]) -> Problem:
    """Give those whose seat is out in one of the slots `ahead` one more: a table that nobody has.

    Those who have no meeting give up that table, unless it is the last one they may take.
    """
    if not any(person.seats for person in problem.participants):
        return problem
    meetings = [meeting for meeting in agenda.meetings if meeting.slot in ahead]
    active = {name for meeting in agenda.meetings for name in (meeting.a, meeting.b)}
    owned = {seat for person in problem.participants if person.id in active for seat in person.seats}
    taken = {(meeting.table, meeting.slot) for meeting in meetings}
    extra: dict[str, str] = {}
    for person in problem.participants:
        stranded = _stranded(problem, person, meetings)
        spare = [
            table.id
            for table in problem.tables
            if stranded and table.id not in owned and _welcomes(table, person, stranded, taken)
        ]
        if spare:
            owned.add(spare[0])
            extra[person.id] = spare[0]

    def changed(person: Participant) -> Participant:
        left = tuple(seat for seat in person.seats if seat not in extra.values())
        if person.id in active or not left:
            left = person.seats
        return replace(person, seats=(*left, extra[person.id]) if person.id in extra else left)

    return replace(problem, participants=tuple(map(changed, problem.participants))) if extra else problem


def _stranded(problem: Problem, person: Participant, meetings: Sequence[Meeting]) -> list[str]:
    """Return the slots in which `person` has a meeting and no seat."""
    if not person.seats:
        return []
    seats = [table for table in problem.tables if table.id in person.seats]
    return [
        meeting.slot
        for meeting in meetings
        if person.id in (meeting.a, meeting.b) and not any(_open(table, meeting.slot) for table in seats)
    ]


def _open(table: Table, slot: str) -> bool:
    return table.available is None or slot in table.available


def _welcomes(table: Table, person: Participant, slots: Sequence[str], taken: set[tuple[str, str]]) -> bool:
    anywhere = replace(person, seats=())
    return all(suits(table, anywhere, slot) and (table.id, slot) not in taken for slot in slots)
