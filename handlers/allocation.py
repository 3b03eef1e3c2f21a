"""From wishes to a draft agenda: the scheduling problem of this event, and what came of solving it.

Solving takes seconds and is done beside the turns (`task`): `prepare` and `keep` are short, `solve` is pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from events.event import Event
from handlers.availability import free_slots, limits, open_slots, open_tables
from handlers.candidates import approved_candidates, weights, wishes_of
from handlers.questions import values_of
from matching.affinity import affinities
from matching.rules import DEFAULT_RULES, blocking
from matching.wishes import ASKED, YES_YES, weigh_pairs
from scheduling import Agenda, Meeting, Pair, Participant, Problem, Progress, Slot, Table, allocate
from storage.records import StoredAgenda, StoredMeeting
from storage.unit_of_work import UnitOfWork

TIME_LIMIT = 30.0
"""Seconds after which the search stops whatever it found; the bound usually stops it long before."""


def prepare(uow: UnitOfWork, event: Event, *, keeps_published: bool = False) -> Problem:
    """Return the problem of this event as it stands; `keeps_published` moves nothing that was promised."""
    known = approved_candidates(uow, event)
    answers = {key: values_of(stored) for key, stored in uow.answers.of_approved_companies().items()}
    slots = open_slots(uow, event)
    bounds = {role: limits(uow, event, role) for role in ("buyer", "provider")}
    participants = tuple(
        Participant(
            id=str(one.id),
            side=one.role,
            available=free_slots(slots, answers.get(int(one.id), {})),
            floor=bounds[one.role][0],
            cap=bounds[one.role][1],
        )
        for one in known
    )
    judged = affinities(known, weights(uow), blocking=blocking(DEFAULT_RULES, event.first_day))
    settings = uow.settings.all()
    lowest = ASKED if settings.get("one_wish_is_enough") else YES_YES
    decided: Mapping[str, str] = settings.get("pairs") or {}
    weighed = {
        f"{pair.buyer}~{pair.provider}": pair
        for pair in weigh_pairs(judged, wishes_of(uow.wishes.every()), lowest=lowest)
    }
    ids = {participant.id for participant in participants}
    pairs = [
        Pair(a=str(pair.buyer), b=str(pair.provider), weight=pair.weight, status=_status(decided.get(key)))
        for key, pair in weighed.items()
    ]
    pairs += [
        Pair(a=buyer, b=provider, weight=0, status=_status(decided[key]))
        for key in sorted(decided)
        for buyer, _, provider in [key.partition("~")]
        if key not in weighed and buyer in ids and provider in ids and decided[key] == "fixed"
    ]
    return Problem(
        participants=participants,
        slots=tuple(
            Slot(
                id=slot.id,
                session=f"{slot.day.isoformat()} {slot.session}",
                starts_at=f"{slot.day.isoformat()}T{slot.start:%H:%M}",
            )
            for slot in slots
        ),
        tables=tuple(Table(id=name) for name in open_tables(uow, event)),
        pairs=tuple(pairs),
        published=_promised(uow, {slot.id for slot in slots}, {pair.key for pair in pairs}) if keeps_published else (),
    )


def _status(decided: str | None) -> Any:
    return decided if decided in ("fixed", "forbidden") else "open"


def _promised(uow: UnitOfWork, slots: set[str], pairs: set[str]) -> tuple[Meeting, ...]:
    published = uow.agendas.newest("published")
    if published is None:
        return ()
    return tuple(
        Meeting(pair=one.pair, a=str(one.buyer_id), b=str(one.provider_id), slot=one.slot, table=one.table_name)
        for one in uow.agendas.meetings(published.id)
        if one.slot in slots and one.pair in pairs
    )


def solve(problem: Problem, *, on_progress: Callable[[Progress], object] | None = None) -> Agenda:
    """Return the agenda of a problem; the same problem gives the same agenda."""
    return allocate(problem, seed=0, time_limit=TIME_LIMIT, on_progress=on_progress)


def keep(uow: UnitOfWork, event: Event, agenda: Agenda, *, person_id: int | None, now: datetime) -> StoredAgenda:
    """Keep an agenda as the draft, and return it."""
    version = uow.agendas.add_draft(
        stored_meetings(uow, event, agenda), summary=summary_of(agenda), person_id=person_id, now=now
    )
    draft = uow.agendas.find(version)
    assert draft is not None
    return draft


def stored_meetings(uow: UnitOfWork, event: Event, agenda: Agenda) -> list[StoredMeeting]:
    """Return meetings as they are stored: with their instants, and with the sequence of their calendar entry."""
    at = {slot.id: slot for slot in open_slots(uow, event)}
    published = uow.agendas.newest("published")
    before = {one.pair: one for one in uow.agendas.meetings(published.id)} if published else {}
    stored = []
    for meeting in agenda.meetings:
        slot = at[meeting.slot]
        old = before.get(f"{meeting.a}~{meeting.b}")
        is_same = old is not None and (old.slot, old.table_name) == (meeting.slot, meeting.table)
        stored.append(
            StoredMeeting(
                buyer_id=int(meeting.a),
                provider_id=int(meeting.b),
                slot=meeting.slot,
                table_name=meeting.table,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                sequence=0 if old is None else old.sequence + (0 if is_same else 1),
            )
        )
    return stored


def summary_of(agenda: Agenda) -> dict[str, Any]:
    """Return what an organiser reads of an agenda, as plain values."""
    return {
        "weight": agenda.weight,
        "bound": agenda.bound,
        "share": agenda.share_of_bound,
        "floors_missed": [
            [int(miss.participant), miss.floor, miss.meetings, miss.possible, miss.reason.code]
            for miss in agenda.floors_missed
        ],
        "leftovers": [
            [int(left.a), int(left.b), left.weight, left.reason.code, [int(who) for who in left.reason.participants]]
            for left in agenda.leftovers
        ],
        "gini": {side.side: side.gini for side in agenda.sides},
        "gaps": sum(side.gaps for side in agenda.sides),
    }
