"""From wishes to a draft agenda: the scheduling problem of this event, and what came of solving it.

Solving takes seconds and is done beside the turns (`task`): `prepare` and `keep` are short, `solve` is pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from events.event import Event
from events.slots import Slot as EventSlot
from handlers.agendas.absences import without_absent
from handlers.agendas.frozen import changeable, frozen_meetings, is_frozen, lost
from handlers.agendas.participants import accepts, participants_of, tables_of
from handlers.availability import day_slots, open_slots
from handlers.choosing import legal
from handlers.choosing.candidates import approved_candidates, is_open, judge, weights, wishes_of
from handlers.questions import values_of
from matching.affinity import Affinities, affinities
from matching.wishes import ASKED, YES_YES, Wishes, weigh_pairs
from scheduling import Agenda, Meeting, Pair, Problem, Progress, Slot, allocate
from scheduling.model import Status
from storage.records import StoredAgenda, StoredMeeting
from storage.unit_of_work import UnitOfWork

TIME_LIMIT = 30.0
"""Seconds after which the search stops whatever it found; the bound usually stops it long before."""


def prepare(uow: UnitOfWork, event: Event, *, keeps_published: bool = False, now: datetime | None = None) -> Problem:
    """Return the problem of this event as it stands; `keeps_published` moves nothing that was promised.

    Asked at a moment, it is what is left of the event: no slot that begins too soon, no pair whose meeting is frozen.
    """
    known = approved_candidates(uow, event)
    answers = {key: values_of(stored) for key, stored in uow.answers.of_approved_companies().items()}
    known_slots = [slot for slot in open_slots(uow, event) if now is None or not is_frozen(event, slot.starts_at, now)]
    frozen = frozen_meetings(uow, event, now)
    tables = tables_of(uow, event)
    participants = participants_of(uow, event, known, answers=answers, slots=known_slots, tables=tables, held=frozen)
    judged = affinities(known, weights(uow), blocking=legal.blocking(event))
    problem = Problem(
        participants=participants,
        slots=tuple(
            Slot(
                id=slot.id,
                session=f"{slot.day.isoformat()} {slot.session}",
                starts_at=f"{slot.day.isoformat()}T{slot.start:%H:%M}",
            )
            for slot in known_slots
        ),
        tables=tables,
        pairs=_pairs(uow, judged, met={one.pair for one in frozen}),
        seated_side=event.seated_side if any(one.side == event.seated_side for one in participants) else None,
    )
    problem = without_absent(uow, event, problem)
    return replace(problem, published=_promised(uow, problem)) if keeps_published else problem


def _pairs(uow: UnitOfWork, judged: Affinities, *, met: Collection[str]) -> tuple[Pair, ...]:
    """Return the pairs that may meet: those wished, those the organisers fixed, and what each is worth."""
    settings = uow.settings.all()
    lowest = ASKED if settings.get("one_wish_is_enough") else YES_YES
    decided: Mapping[str, str] = settings.get("pairs") or {}
    wishes = wishes_of(uow.wishes.every())
    weighed = {f"{pair.buyer}~{pair.provider}": pair for pair in weigh_pairs(judged, wishes, lowest=lowest)}
    pairs = [
        Pair(
            a=str(pair.buyer),
            b=str(pair.provider),
            weight=pair.weight,
            status="met" if key in met else _status(decided.get(key)),
        )
        for key, pair in weighed.items()
    ]
    pairs += [
        Pair(a=str(buyer), b=str(provider), weight=0, status="fixed")
        for buyer, provider in _fixed_pairs(decided)
        if f"{buyer}~{provider}" not in {*weighed, *met} and _may_be_fixed(judged, wishes, buyer, provider)
    ]
    return tuple(pairs)


def _status(decided: str | None) -> Status:
    return "fixed" if decided == "fixed" else "forbidden" if decided == "forbidden" else "open"


def _fixed_pairs(decided: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    for key in sorted(decided):
        if decided[key] == "fixed":
            buyer, _, provider = key.partition("~")
            yield int(buyer), int(provider)


def may_be_fixed(uow: UnitOfWork, event: Event, pair: str) -> bool:
    """Tell whether organisers may bring a buyer and a provider together; not told why not: a refusal is private."""
    buyer, _, provider = pair.partition("~")
    return _may_be_fixed(judge(uow, event), wishes_of(uow.wishes.every()), int(buyer), int(provider))


def _may_be_fixed(judged: Affinities, wishes: Wishes, buyer: int, provider: int) -> bool:
    """Tell whether a pair may be fixed without a wish; what an organiser fixed does not outweigh a refusal."""
    is_refused = "no" in (wishes.get((buyer, provider)), wishes.get((provider, buyer)))
    return is_open(judged, buyer, provider) and not is_refused


def _promised(uow: UnitOfWork, problem: Problem) -> tuple[Meeting, ...]:
    """Return the published meetings that can still be held as they were promised."""
    published = uow.agendas.newest("published")
    if published is None:
        return ()
    people = {person.id: person for person in problem.participants}
    stored = uow.agendas.meetings(published.id)
    broken = impossible(problem, stored)
    held: Counter[str] = Counter()
    sitting: Counter[tuple[str, str]] = Counter()
    kept = []
    for meeting in as_meetings(one for one in stored if one not in broken):
        both = (people[meeting.a], people[meeting.b])
        is_there = all(one.available is None or meeting.slot in one.available for one in both)
        has_room = all(sitting[one.id, meeting.slot] < one.capacity for one in both)
        if is_there and has_room and all(one.cap is None or held[one.id] < one.cap for one in both):
            held.update(one.id for one in both)
            sitting.update((one.id, meeting.slot) for one in both)
            kept.append(meeting)
    return tuple(kept)


def as_meetings(stored: Iterable[StoredMeeting]) -> tuple[Meeting, ...]:
    """Return stored meetings as scheduling takes them."""
    return tuple(
        Meeting(pair=one.pair, a=str(one.buyer_id), b=str(one.provider_id), slot=one.slot, table=one.table_name)
        for one in stored
    )


def impossible(problem: Problem, meetings: Iterable[StoredMeeting]) -> Sequence[StoredMeeting]:
    """Return the meetings that cannot take place as things stand.

    One refused or left, the table or the slot is closed, or the table lacks what one of them needs.
    """
    pairs = {pair.key for pair in problem.pairs if pair.status not in ("forbidden", "met")}
    known_slots = {slot.id for slot in problem.slots}
    people = {person.id: person for person in problem.participants}
    tables = {table.id: table for table in problem.tables}

    def is_possible(one: StoredMeeting) -> bool:
        table = tables.get(one.table_name)
        if one.pair not in pairs or one.slot not in known_slots or table is None:
            return False
        is_there = table.available is None or one.slot in table.available
        return is_there and all(accepts(table, people[str(who)]) for who in (one.buyer_id, one.provider_id))

    return [one for one in meetings if not is_possible(one)]


def unfit(uow: UnitOfWork, event: Event, draft: StoredAgenda, *, now: datetime) -> tuple[int, int]:
    """Return how many meetings of a draft are impossible, and how many it would change too late."""
    problem = prepare(uow, event, now=now)
    stored, frozen = uow.agendas.meetings(draft.id), frozen_meetings(uow, event, now)
    rest = changeable(stored, frozen)
    too_late = [one for one in rest if is_frozen(event, one.starts_at, now)]
    lost_ones = lost(stored, frozen, {one.id for one in problem.participants})
    broken = impossible(problem, [one for one in rest if one not in too_late])
    return len(broken), len({one.pair for one in (*too_late, *lost_ones)})


def solve(problem: Problem, *, on_progress: Callable[[Progress], object] | None = None) -> Agenda:
    """Return the agenda of a problem; the same problem gives the same agenda."""
    return allocate(problem, seed=0, time_limit=TIME_LIMIT, on_progress=on_progress)


def keep(uow: UnitOfWork, event: Event, agenda: Agenda, *, person_id: int | None, now: datetime) -> StoredAgenda:
    """Keep an agenda as the draft, with the meetings that may no longer change, and return it."""
    placed = {meeting.pair for meeting in agenda.meetings}
    frozen = [one for one in frozen_meetings(uow, event, now) if one.pair not in placed]
    version = uow.agendas.add_draft(
        [*frozen, *stored_meetings(uow, event, agenda.meetings)],
        summary=summary_of(agenda),
        person_id=person_id,
        now=now,
    )
    draft = uow.agendas.find(version)
    assert draft is not None
    return draft


def stored_meetings(
    uow: UnitOfWork, event: Event, meetings: Iterable[Meeting], *, times: Iterable[EventSlot] | None = None
) -> list[StoredMeeting]:
    """Return meetings as they are stored: with their instants, and with the sequence of their calendar entry.

    A sequence grows with every publication that changes the entry. Versions count faster than changes, so a meeting
    that comes back after it was cancelled begins above whatever its entry had reached. `times`: the slots as they
    will be, where a change delays some of them.
    """
    at = {slot.id: slot for slot in (day_slots(uow, event) if times is None else times)}
    published = uow.agendas.newest("published")
    before = {one.pair: one for one in uow.agendas.meetings(published.id)} if published else {}
    first = published.id if published else 0
    stored = []
    for meeting in meetings:
        slot = at[meeting.slot]
        old = before.get(f"{meeting.a}~{meeting.b}")
        place = (meeting.slot, meeting.table, slot.starts_at)
        is_same = old is not None and (old.slot, old.table_name, old.starts_at) == place
        stored.append(
            StoredMeeting(
                buyer_id=int(meeting.a),
                provider_id=int(meeting.b),
                slot=meeting.slot,
                table_name=meeting.table,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                sequence=first if old is None else old.sequence + (0 if is_same else 1),
                buyer_delegate_id=None if old is None else old.buyer_delegate_id,
                provider_delegate_id=None if old is None else old.provider_delegate_id,
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
