"""A request as scheduling takes it: the problem to start from, and the disruptions one after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handlers.agendas.absences import absences
from handlers.choosing.candidates import are_judged, judge
from handlers.messages import id_in
from handlers.repairing.day import Day
from handlers.repairing.disruptions import REST_OF_DAY, REST_OF_EVENT, Request
from locales.translator import N_
from scheduling import (
    Back,
    Disruption,
    Gone,
    MeetingMoved,
    Pair,
    PairAdded,
    PairCancelled,
    Problem,
    SlotBack,
    SlotDelayed,
    SlotDropped,
    TableBack,
    TableOut,
)
from storage.unit_of_work import UnitOfWork

Steps = tuple[Problem, tuple[Disruption, ...]]

NOT_AWAY = N_("That company is not marked as away.")
NOT_OUT = N_("That table is not marked as out.")
NO_SLOT = N_("No meeting slot is at that time.")
MEET_ALREADY = N_("These two have a meeting already.")
MAY_NOT_MEET = N_("These two may not meet: they do not fit, or one of them is not available for it.")
WHY_NOT: Mapping[str, str] = {
    "legal_block": N_("These two may not meet: a rule of law stands against it."),
    "no_common_activity": N_("These two may not meet: the provider does none of the work that the buyer entrusts."),
    "no_common_language": N_("These two may not meet: the provider has none of the languages that the buyer requires."),
    "label_missing": N_("These two may not meet: the provider lacks a label that the buyer requires."),
    "hours_not_held": N_("These two may not meet: the buyer needs service day and night, which the provider lacks."),
    "start_too_late": N_("These two may not meet: the provider can only start long after the buyer wants to."),
}
"""By gate. What lies between the companies themselves stays between them: any of it is `MAY_NOT_MEET`."""


class Impossible(Exception):
    """A request that cannot be carried out; `message` (an English source text) says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def steps_of(uow: UnitOfWork, day: Day, request: Request) -> Steps:
    """Return how a complete request is carried out, or raise `Impossible`."""
    match request.kind:
        case "table_out" | "table_back":
            return day.problem, (_of_table(uow, day, request),)
        case "late" | "early" | "gone" | "away" | "back":
            return day.problem, (_of_company(uow, day, request),)
        case "held_up":
            return _held_up(day, request)
        case "rest" | "delay":
            return _delayed(day, request)
        case "drop":
            return day.problem, (SlotDropped(slot=request["slot"]),)
        case "reopen":
            return _reopened(day, request)
        case "pause":
            return _paused(day, request)
        case "move":
            table = day.tables.get(request["table"])
            return day.problem, (MeetingMoved(pair=request["pair"], slot=request["to"], table=table),)
        case "cancel":
            return day.problem, (PairCancelled(pair=request["pair"]),)
        case "add":
            return _added(uow, day, request)
        case _:
            return day.problem, _swapped(day, request)


def _of_table(uow: UnitOfWork, day: Day, request: Request) -> Disruption:
    number = request["table"]
    name = day.tables[number]
    if request.kind == "table_out":
        return TableOut(table=name, slots=between(day, request["since"], request["until"]))
    ahead = between(day, request["since"], REST_OF_EVENT)
    is_out = number in (uow.settings.all().get("tables_out") or ())
    mended = ahead if is_out else ahead & frozenset(absences(uow)[1].get(number, ()))
    if not mended:
        raise Impossible(NOT_OUT)
    return TableBack(table=name, slots=mended)


def _of_company(uow: UnitOfWork, day: Day, request: Request) -> Disruption:
    company = request["company"]
    match request.kind:
        case "late":
            return Gone(participant=company, slots=between(day, "", request["until"]))
        case "early":
            return Gone(participant=company, slots=between(day, request["since"], REST_OF_DAY))
        case "away":
            return Gone(participant=company, slots=between(day, request["since"], request["until"]))
        case "gone":
            span = request["span"]
            is_one = span not in (REST_OF_DAY, REST_OF_EVENT)
            return Gone(participant=company, slots=frozenset({span}) if is_one else between(day, "", span))
        case _:
            away = frozenset(absences(uow)[0].get(company, ())) & between(day, request["since"], REST_OF_EVENT)
            if not away:
                raise Impossible(NOT_AWAY)
            return Back(participant=company, slots=away)


def between(day: Day, since: str, limit: str) -> frozenset[str]:
    """Return the slots from one on ("": from now on) to another, to the end of its day, or to that of the event."""
    first, last = day.slot(since) or day.ahead[0], day.slot(limit)
    slots = [slot for slot in day.ahead if slot.starts_at >= first.starts_at]
    if limit == REST_OF_DAY:
        return frozenset(slot.id for slot in slots if slot.day == first.day)
    return frozenset(slot.id for slot in slots if last is None or slot.starts_at < last.starts_at)


def _held_up(day: Day, request: Request) -> Steps:
    """Send a company away for a while; what it misses is held once it is there, never before."""
    missed = frozenset(_span(day, request))
    company, since = request["company"], day.slot(request["since"])
    assert since is not None
    later = frozenset(one.id for one in day.ahead if one.starts_at > since.starts_at) - missed
    own = {one.pair for one in day.meetings_ahead(id_in(company)) if one.slot in missed}
    pairs = tuple(replace(pair, slots=later) if pair.key in own else pair for pair in day.problem.pairs)
    return replace(day.problem, pairs=pairs), (Gone(participant=company, slots=missed),)


def _span(day: Day, request: Request) -> list[str]:
    """Return the slots from one until another (not included), or until the end of its day."""
    since, until = day.slot(request["since"]), day.slot(request["until"])
    assert since is not None
    return [
        one.id
        for one in day.ahead
        if one.day == since.day
        and since.starts_at <= one.starts_at
        and (until is None or one.starts_at < until.starts_at)
    ]


def _delayed(day: Day, request: Request) -> Steps:
    """Delay a slot and push those it runs into, or, for the rest of the day, all of them by as much."""
    is_rest = request.kind == "rest"
    slot = request["since" if is_rest else "slot"]
    problem = day.problem
    if is_rest:  # without lengths nothing absorbs a delay, except the night
        last = {one.day: one.id for one in day.slots}.values()
        problem = replace(
            problem,
            slots=tuple(one if one.id in last else replace(one, minutes=None) for one in problem.slots),
        )
    return problem, (SlotDelayed(slot=slot, minutes=id_in(request["minutes"])),)


def _paused(day: Day, request: Request) -> Steps:
    """Drop every slot of a break; all but one are closed beforehand, so that one repair mends them together."""
    span = [one for one in _span(day, request) if one not in day.closed]
    if not span:
        raise Impossible(NO_SLOT)
    closed = set(span[:-1])
    slots = tuple(replace(one, is_dropped=True) if one.id in closed else one for one in day.problem.slots)
    return replace(day.problem, slots=slots), (SlotDropped(slot=span[-1]),)


def _reopened(day: Day, request: Request) -> Steps:
    """Let the closed slots of a break take place; all but one beforehand, so that one repair mends them together."""
    first = request["closed"]
    span = [slot.id for slot in day.ahead if slot.id in between(day, first, request["until"] or REST_OF_DAY)]
    closed = [first, *(one for one in span[1:] if one in day.closed)] if request["until"] else [first]
    opened = set(closed[:-1])
    slots = tuple(replace(one, is_dropped=False) if one.id in opened else one for one in day.problem.slots)
    return replace(day.problem, slots=slots), (SlotBack(slot=closed[-1]),)


def refuse_pair(uow: UnitOfWork, day: Day, key: str) -> None:
    """Raise `Impossible` for a pair that meets already, or may not."""
    if any(meeting.pair == key for meeting in day.meetings):
        raise Impossible(MEET_ALREADY)
    buyer, _, provider = key.partition("~")
    one, other = id_in(buyer), id_in(provider)
    judged = judge(uow, day.event)
    if not are_judged(judged, one, other):
        raise Impossible(MAY_NOT_MEET)
    gate = judged.between(one, other).gate
    if gate or "no" in (uow.wishes.kind(one, other), uow.wishes.kind(other, one)):
        raise Impossible(WHY_NOT.get(gate, MAY_NOT_MEET))


def _added(uow: UnitOfWork, day: Day, request: Request) -> Steps:
    key = request["new_pair"]
    buyer, _, provider = key.partition("~")
    refuse_pair(uow, day, key)
    known = next((pair for pair in day.problem.pairs if pair.key == key), None)
    pair = replace(known, status="open") if known else Pair(a=buyer, b=provider, weight=_ordinary_weight(day))
    if request["when"] == REST_OF_EVENT:
        return day.problem, (PairAdded(pair=pair),)
    others = tuple(one for one in day.problem.pairs if one.key != key)
    return replace(day.problem, pairs=(*others, pair)), (MeetingMoved(pair=key, slot=request["when"]),)


def _ordinary_weight(day: Day) -> float:
    """Return what a meeting weighs that organisers add without a wish: as much as the middle one."""
    weights = sorted(pair.weight for pair in day.problem.pairs)
    return weights[len(weights) // 2] if weights else 1.0


def _swapped(day: Day, request: Request) -> tuple[Disruption, ...]:
    one, other = day.meeting(request["pair"]), day.meeting(request["other"])
    assert one is not None
    assert other is not None
    return (
        MeetingMoved(pair=one.pair, slot=other.slot, table=other.table_name),
        MeetingMoved(pair=other.pair, slot=one.slot, table=one.table_name),
    )
