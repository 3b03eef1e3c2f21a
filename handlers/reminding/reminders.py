"""What is due is read from the tables: reminders before each meeting, and messages about a whole day.

Nothing is scheduled. Every tick looks at the meetings ahead in the agenda in force and writes whatever is due soon
and not written yet, so that a restart, a second process or a clock that jumps loses nothing and doubles nothing: the
key of a reminder (`handlers.agendas.outdated`) is unique. A reminder that waits is dropped as soon as its meeting is no
longer so, its reader does not want it any more, or it is of no more use; why stays in its row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from events.event import Event
from handlers.agendas.day_sheet import counterpart_of
from handlers.agendas.outdated import drop_outdated, place_of, refresh_instants, reminder_key
from handlers.choosing.candidates import judge
from handlers.reminding import digests
from handlers.reminding.planned import (
    TOO_LATE,
    Crowd,
    Planned,
    keep_unsaid,
    may_come,
    queue,
    reached_at,
    read_crowd,
    sent_by,
)
from handlers.reminding.reminder_settings import level_of, wanted_leads
from handlers.reminding.reminder_words import reminder
from handlers.reminding.unwanted import drop_unwanted
from handlers.visit import House
from storage.records import StoredAgenda, StoredMeeting
from storage.reminders import Recipient
from storage.unit_of_work import UnitOfWork

PLAN_AHEAD = timedelta(minutes=10)
"""How long before it has to arrive a reminder is written: at 25 a second time to send 14,000."""

MOST_AT_ONCE = 100
"""Messages written in one transaction, so that people in conversation need not wait for it."""

LOOK_BACK = timedelta(hours=12)
"""How far back a house that stood still looks for what it did not say."""

DEFAULT_RATE = 25.0
"""Messages a second by a channel whose rate is not told."""

PLANNED_SHARE = 0.95
"""Of a channel's rate: the rest is for calls that fail, and for answers that leave meanwhile."""

ON_THE_WAY = timedelta(seconds=3)
"""How long before its instant a reminder leaves at the latest: platforms take their time, too."""

COUNTERPART_LEFT = "counterpart_left"


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """One reminder of one person before one meeting; `lead` 0 says "now", for want of the one before."""

    meeting: StoredMeeting
    company_id: int
    lead: int
    planned: Planned


def enqueue_due(
    uow: UnitOfWork, house: House, now: datetime, rates: Mapping[str, float], *, since: datetime | None = None
) -> int:
    """Write what is due soon and was not written yet; return how many rows, and call it again after `MOST_AT_ONCE`.

    `rates`: messages a second by channel. `since`: when this was last done; what became useless since then without
    having been written is kept with its reason. Without it, the last hours are looked at.
    """
    agenda = uow.agendas.newest("published")
    if agenda is None:
        return 0
    refresh_instants(uow, house.event, agenda.id)
    drop_outdated(uow, agenda.id, now)
    drop_unwanted(uow, house.event, now)
    back = min(now, now - LOOK_BACK if since is None else since)
    written = _before_meetings(uow, house.event, agenda, now, rates, back)
    return written + digests.enqueue_due(uow, house, agenda, now, back=back, most=MOST_AT_ONCE - written)


def _before_meetings(
    uow: UnitOfWork, event: Event, agenda: StoredAgenda, now: datetime, rates: Mapping[str, float], back: datetime
) -> int:
    meetings = _near(uow, event, agenda, now, back)
    company_ids = {company_id for one in meetings for company_id in (one.buyer_id, one.provider_id)}
    crowd = read_crowd(uow, company_ids)
    series = list(_series(event, meetings, crowd, until=now + PLAN_AHEAD))
    if not series:
        return 0
    fates = uow.reminders.fates([one.planned.key for occasions in series for one in occasions])
    decide = _Decision(
        fates=fates,
        left=uow.reminders.companies_that_left(company_ids),
        told=_Told(uow, agenda),
        now=now,
        back=back,
    )
    for occasions in series:
        decide.take(occasions)
    kept = keep_unsaid(uow, decide.unsaid, most=MOST_AT_ONCE, now=now)
    if not decide.due:
        return kept
    starts = _starts([one for occasions in series for one in occasions], rates, now)
    due = sorted(decide.due, key=lambda one: (starts[one.planned.key], one.planned.key))
    return kept + _queue(uow, event, due[: MOST_AT_ONCE - kept], starts, crowd, now)


def _near(
    uow: UnitOfWork, event: Event, agenda: StoredAgenda, now: datetime, back: datetime
) -> Sequence[StoredMeeting]:
    """Return the meetings whose reminders are due soon, may still be of use, or became useless since `back`."""
    leads = event.reminders.minutes_before
    if not leads:
        return ()
    first = back - timedelta(minutes=event.slot_minutes)
    return uow.agendas.meetings_between(agenda.id, first, now + PLAN_AHEAD + timedelta(minutes=max(leads)))


def _series(
    event: Event, meetings: Iterable[StoredMeeting], crowd: Crowd, *, until: datetime
) -> Iterator[Sequence[Occasion]]:
    """Yield the reminders that each person wants of each meeting, as far as they have to arrive by `until`."""
    for meeting in meetings:
        for company_id in (meeting.buyer_id, meeting.provider_id):
            for recipient in sent_by(crowd, meeting, company_id):
                occasions = [
                    one for one in _of_person(event, meeting, company_id, recipient) if one.planned.due_at <= until
                ]
                if occasions:
                    yield occasions


def _of_person(event: Event, meeting: StoredMeeting, company_id: int, recipient: Recipient) -> Iterator[Occasion]:
    address = reached_at(recipient)
    leads = wanted_leads(event.reminders.minutes_before, level_of(recipient.values))
    if address is None or not leads:
        return
    middle = meeting.starts_at + (meeting.ends_at - meeting.starts_at) / 2
    due = [meeting.starts_at - timedelta(minutes=lead) for lead in leads]
    ends = [*due[1:], meeting.starts_at, middle]  # the next one says the same with less time left
    for lead, due_at, expires_at in zip((*leads, 0), (*due, meeting.starts_at), ends, strict=True):
        key = reminder_key(meeting, lead=lead, person_id=recipient.person.id)
        planned = Planned(key=key, recipient=recipient, address=address, due_at=due_at, expires_at=expires_at)
        yield Occasion(meeting=meeting, company_id=company_id, lead=lead, planned=planned)


class _Told:
    """Knows what a publication told by itself: a meeting that was not so in the agenda before."""

    def __init__(self, uow: UnitOfWork, agenda: StoredAgenda) -> None:
        self._uow = uow
        self._agenda = agenda

    def __call__(self, one: Occasion) -> bool:
        """Tell whether the agenda came out after a reminder was due, and with it this meeting as it is."""
        published_at = self._agenda.published_at
        if published_at is None or published_at <= one.planned.due_at:
            return False
        return self._before.get(one.meeting.pair) != place_of(one.meeting)

    @cached_property
    def _before(self) -> dict[str, str]:
        former = self._uow.agendas.newest("replaced")
        return {} if former is None else {one.pair: place_of(one) for one in self._uow.agendas.meetings(former.id)}


@dataclass(kw_only=True)
class _Decision:
    """Sorts occasions into those to be written now (`due`), and those that will not be, with the reason."""

    fates: Mapping[str, str]
    left: Collection[int]
    told: _Told
    now: datetime
    back: datetime
    due: list[Occasion] = field(default_factory=list)
    unsaid: list[tuple[Planned, str]] = field(default_factory=list)

    def take(self, occasions: Iterable[Occasion]) -> None:
        """Decide on one person's reminders of one meeting, the earliest first."""
        is_missed = False
        for one in occasions:
            if one.company_id not in self.left:
                is_missed = self._is_missed(one, is_missed)

    def _is_missed(self, one: Occasion, is_missed: bool) -> bool:
        """Decide on one, given whether the one before did not leave in time; tell the same of this one."""
        planned = one.planned
        fate = self.fates.get(planned.key)
        if not may_come(fate) or (one.lead == 0 and not is_missed):
            return False
        if counterpart_of(one.meeting, one.company_id) in self.left:
            self.unsaid.append((planned, COUNTERPART_LEFT))
            return False
        if self.now >= planned.due_at and one.lead and fate is None and self.told(one):
            return False
        if self.now < planned.expires_at:
            self.due.append(one)
            return False
        if fate is None and planned.expires_at > self.back and one.lead:
            self.unsaid.append((planned, TOO_LATE))
        return True


def _starts(occasions: Iterable[Occasion], rates: Mapping[str, float], now: datetime) -> dict[str, datetime]:
    """Return when each reminder begins to leave, so that at the planned rates the last one is there in time."""
    from scheduling import Timed, latest_starts  # with the solvers behind it: only for who has a meeting soon

    timed = [
        Timed(key=one.planned.key, channel=one.planned.address.channel, arrives_by=one.planned.due_at - ON_THE_WAY)
        for one in occasions
        if one.planned.due_at > now and one.lead  # "now" is said to few, and only once its time has come
    ]
    planned = {channel: rate * PLANNED_SHARE for channel, rate in rates.items()}
    early = latest_starts(timed, planned, default_rate=DEFAULT_RATE * PLANNED_SHARE)
    return {one.planned.key: max(now, early.get(one.planned.key, now)) for one in occasions}


def _queue(
    uow: UnitOfWork,
    event: Event,
    due: Iterable[Occasion],
    starts: Mapping[str, datetime],
    crowd: Crowd,
    now: datetime,
) -> int:
    judged = judge(uow, event)
    chosen = list(due)
    uow.reminders.free_expired([one.planned.key for one in chosen])
    queued = 0
    for one in chosen:
        words = reminder(
            uow,
            event,
            one.meeting,
            own=one.company_id,
            crowd=crowd,
            judged=judged,
            is_now=one.lead == 0,
            t=one.planned.translator(event),
        )
        queued += queue(uow, replace(one.planned, due_at=starts[one.planned.key]), words, now=now) is not None
    return queued
