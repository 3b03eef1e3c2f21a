"""From a request to the agenda it would make: the repair, what it costs, and what would be remembered of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Literal

from events.slots import Slot, shift, slots
from handlers.agendas import allocation
from handlers.messages import id_in
from handlers.repairing import settings_after
from handlers.repairing.day import Day
from handlers.repairing.disruptions import Request
from handlers.repairing.steps import Impossible, steps_of
from locales.translator import N_
from scheduling import Agenda, Disruption, InvalidProblem, Offer, Pair, Problem, repair
from storage.records import StoredMeeting
from storage.unit_of_work import UnitOfWork

MINUTES_OF_DAY = 24 * 60
MOST_DISPLACED = 2
"""Meetings that were not hit and may move all the same, where a meeting would be lost otherwise."""

NEAR = 3
"""Slots: as far behind its time a meeting is moved first, before it is looked for in all of the day."""

EARLIER_NOTICE = timedelta(minutes=60)
"""How far ahead a time must be for a meeting to be moved forward to it: people are told, and have to be there."""

WHY_IMPOSSIBLE: Mapping[str, str] = {
    "forbidden": N_("These two may not meet."),
    "not_present": N_("One of them is not there at that time."),
    "cap_reached": N_("One of them would have too many meetings."),
    "no_table": N_("No table is free at that time."),
    "unsuitable_table": N_("That table cannot be used at that time."),
    "frozen": N_("That slot begins so soon that nobody is moved out of it any more."),
    "in_the_past": N_("That has begun already."),
}
IMPOSSIBLE = N_("That cannot be done.")
MIDNIGHT = N_("So late, a slot would leave its day.")
NO_ROOM = N_("There is no time at which both are free and a table is left.")
NOT_OF_MEETING = N_("That person belongs to neither company of this meeting.")


Reach = Literal["later", "day", "event"]
"""Where a meeting that would be lost is looked for: later on its day, anywhere on it, on any day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowance:
    """How many meetings that were not hit may move (`displaced`), and which pairs may move further than near."""

    displaced: int = 0
    wide: Mapping[str, Reach] = field(default_factory=dict)

    def widened(self, pairs: Iterable[str], reach: Reach) -> Allowance:
        """Return the allowance with which some pairs may move further."""
        return replace(self, wide={**self.wide, **dict.fromkeys(pairs, reach)})


@dataclass(frozen=True, kw_only=True)
class Shifted:
    """One meeting that would differ: `before` is None when it is new, `after` when it is lost."""

    before: StoredMeeting | None
    after: StoredMeeting | None

    @property
    def meeting(self) -> StoredMeeting:
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a request would make of the agenda in force.

    `lost`: the reason code of each meeting that finds no place, by its pair. `settings`: the values to keep, by key
    (None: go back to the event file).
    """

    request: Request
    allowance: Allowance
    meetings: tuple[StoredMeeting, ...]
    changes: tuple[Shifted, ...]
    lost: Mapping[str, str]
    offers: tuple[Offer, ...]
    settings: Mapping[str, Any]

    @property
    def companies(self) -> frozenset[int]:
        """Everybody whose day changes."""
        return frozenset(company for one in self.changes for company in (one.meeting.buyer_id, one.meeting.provider_id))

    @property
    def spared(self) -> list[str]:
        """The pairs whose loss another plan might spare: neither cancelled nor of somebody who is gone."""
        return [pair for pair, code in self.lost.items() if code not in ("pair_cancelled", "participant_gone")]

    def to_json(self) -> dict[str, Any]:
        """Return what tells this plan from another, as it is stored with the proposal."""
        return {
            "changes": [[one.meeting.pair, _place(one.before), _place(one.after)] for one in self.changes],
            "lost": dict(self.lost),
            "settings": dict(self.settings),
            "displaced": self.allowance.displaced,
            "wide": dict(self.allowance.wide),
        }


def _place(meeting: StoredMeeting | None) -> list[Any] | None:
    if meeting is None:
        return None
    sits = [meeting.buyer_delegate_id, meeting.provider_delegate_id]
    return [meeting.slot, meeting.table_name, meeting.starts_at.isoformat(), *sits]


def best_plan(
    uow: UnitOfWork, day: Day, request: Request, *, least_displaced: int = 0, most_displaced: int = MOST_DISPLACED
) -> Plan:
    """Return the plan that touches the fewest people and moves them least.

    A meeting that would be lost is looked for further away, and in the end others may move for it.
    """
    best = make_plan(uow, day, request, Allowance(displaced=least_displaced))
    reaches: tuple[Reach, ...] = ("later", "day", "event")
    for reach in reaches:
        best = _spare_more(uow, day, best, best.allowance.widened(best.spared, reach))
    return _spare_more(uow, day, best, replace(best.allowance, displaced=most_displaced))


def _spare_more(uow: UnitOfWork, day: Day, best: Plan, allowance: Allowance) -> Plan:
    """Return the plan with another allowance if a meeting is lost without it and kept with it."""
    if not best.spared or allowance == best.allowance:
        return best
    found = make_plan(uow, day, best.request, allowance)
    return found if len(found.spared) < len(best.spared) else best


def make_plan(uow: UnitOfWork, day: Day, request: Request, allowance: Allowance) -> Plan:
    """Return the plan of a complete request, or raise `Impossible`."""
    match request.kind:
        case "delegate":
            return _seated(uow, day, request)
        case "table_name":
            return _renamed(uow, day, request)
        case _:
            return _repaired(uow, day, request, allowance)


def _repaired(uow: UnitOfWork, day: Day, request: Request, allowance: Allowance) -> Plan:
    start, steps = steps_of(uow, day, request)
    try:
        problem, agenda, codes, offers = _mend(day, _within(day, start, allowance.wide), steps, allowance.displaced)
    except InvalidProblem as refused:
        raise Impossible(WHY_IMPOSSIBLE.get(refused.faults[0].code, IMPOSSIBLE)) from refused
    placed = {meeting.pair for meeting in agenda.meetings}
    if request.kind == "add" and request["new_pair"] not in placed:
        raise Impossible(NO_ROOM)
    late = settings_after.shifts(day, problem)
    times = _times(day, late)
    meetings = tuple(allocation.stored_meetings(uow, day.event, agenda.meetings, times=times))
    return Plan(
        request=request,
        allowance=allowance,
        meetings=meetings,
        changes=_changes(day.meetings, meetings),
        lost={one.pair: codes[one.pair] for one in day.meetings if one.pair not in placed},
        offers=offers,
        settings=settings_after.settings_after(uow, day, problem, late=late, request=request),
    )


def _within(day: Day, problem: Problem, wide: Mapping[str, Reach]) -> Problem:
    """Return the problem in which meetings move to a later time near their own, or as far as `wide` lets them.

    None moves forward to a time that is so near that it would surprise people.
    """
    ids = [slot.id for slot in day.slots]
    home = {meeting.pair: ids.index(meeting.slot) for meeting in day.meetings}
    soonest = day.now + EARLIER_NOTICE

    def allowed(pair: str) -> frozenset[str]:
        rank, reach = home[pair], wide.get(pair)
        first = 0 if reach in ("day", "event") else rank
        last = rank + NEAR + 1 if reach is None else len(ids)
        return frozenset(
            slot.id
            for number, slot in enumerate(day.slots[first:last], first)
            if (number >= rank or slot.starts_at >= soonest) and (reach == "event" or slot.day == day.slots[rank].day)
        )

    def within_reach(pair: Pair) -> Pair:
        slots = allowed(pair.key)
        return replace(pair, slots=slots if pair.slots is None else slots & pair.slots)

    return replace(problem, pairs=tuple(within_reach(one) if one.key in home else one for one in problem.pairs))


def _mend(
    day: Day, problem: Problem, steps: Sequence[Disruption], displaced: int
) -> tuple[Problem, Agenda, dict[str, str], tuple[Offer, ...]]:
    """Return what one repair after another makes of the day: problem, agenda, why what is lost, free chairs."""
    agenda, codes, offers = day.published, dict[str, str](), tuple[Offer, ...]()
    for step in steps:
        found = repair(problem, agenda, step, now=day.ahead[0].id, freeze=day.freeze, displaced=displaced)
        problem, agenda, offers = found.problem, found.agenda, found.offers
        codes.update((left.pair, left.reason.code) for left in found.lost)
    return problem, agenda, codes, offers


def _times(day: Day, late: Mapping[str, int]) -> list[Slot]:
    """Return the slots as they would begin."""
    for slot in slots(day.event):
        end = slot.start.hour * 60 + slot.start.minute + day.event.slot_minutes + late.get(slot.id, 0)
        if end >= MINUTES_OF_DAY:
            raise Impossible(MIDNIGHT)
    return [shift(day.event, slot, late[slot.id]) if slot.id in late else slot for slot in slots(day.event)]


def _changes(before: Sequence[StoredMeeting], after: Sequence[StoredMeeting]) -> tuple[Shifted, ...]:
    """Return what differs, in the order of the clock."""
    old = {one.pair: one for one in before}
    new = {one.pair: one for one in after}
    found = [Shifted(before=old.get(pair), after=new.get(pair)) for pair in {**old, **new}]
    differ = [one for one in found if _place(one.before) != _place(one.after)]
    return tuple(sorted(differ, key=lambda one: ((one.before or one.meeting).starts_at, one.meeting.pair)))


def _seated(uow: UnitOfWork, day: Day, request: Request) -> Plan:
    """Return the plan by which a meeting is given to another delegate of one of its companies."""
    meeting = day.meeting(request["pair"])
    person = uow.people.find_by_id(id_in(request["person"]))
    assert meeting is not None
    if person is None or person.membership not in ("registrant", "delegate"):
        raise Impossible(NOT_OF_MEETING)
    if person.company_id == meeting.buyer_id:
        given = replace(meeting, buyer_delegate_id=person.id)
    elif person.company_id == meeting.provider_id:
        given = replace(meeting, provider_delegate_id=person.id)
    else:
        raise Impossible(NOT_OF_MEETING)
    if given != meeting:
        given = replace(given, sequence=meeting.sequence + 1)  # it leaves one calendar, and may come back to it
    return _without_repair(day, request, [given if one == meeting else one for one in day.meetings], {})


def _renamed(uow: UnitOfWork, day: Day, request: Request) -> Plan:
    """Return the plan by which a table is called otherwise, from the next slot on."""
    number, name = request["table"], request["name"]
    old = day.tables[number]
    if name in (other for known, other in day.tables.items() if known != number):
        raise Impossible(N_("Another table already has that name."))
    meetings = [
        replace(one, table_name=name, sequence=one.sequence + 1) if is_there and name != old else one
        for one in day.meetings
        for is_there in (one.table_name == old and one.starts_at > day.now,)
    ]
    named: dict[str, str] = {**(uow.settings.all().get("table_names") or {}), number: name}
    if name == number:
        del named[number]
    return _without_repair(day, request, meetings, {} if name == old else {"table_names": named or None})


def _without_repair(day: Day, request: Request, after: list[StoredMeeting], settings: Mapping[str, Any]) -> Plan:
    return Plan(
        request=request,
        allowance=Allowance(),
        meetings=tuple(after),
        changes=_changes(day.meetings, after),
        lost={},
        offers=(),
        settings=settings,
    )
