"""Messages about a whole day: the evening before, doors open in the morning, thanks at the end.

They keep to quiet hours, are written from the agenda in force, and are dropped when the day they tell changes before
they leave: whose day changes is told by the change itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from events.event import Event
from handlers.agendas.outdated import day_of, digest_key, fingerprint
from handlers.choosing.candidates import judge
from handlers.reminding import digest_words
from handlers.reminding.planned import TOO_LATE, Crowd, Planned, keep_unsaid, may_come, queue, reached_at, read_crowd
from handlers.reminding.reminder_settings import DOORS, EVENING, THANKS, level_of, quiet_of, wants_digest
from handlers.visit import House
from storage.records import StoredAgenda, StoredMeeting
from storage.reminders import Recipient
from storage.unit_of_work import UnitOfWork

WRITE_AHEAD = timedelta(minutes=2)
"""How long before it leaves a message about a day is written: enough to have all of them ready."""

DOORS_LIVE = timedelta(hours=1)
THANKS_LIVE = timedelta(hours=3)

QUIET = "quiet_hours"
"""Why a message was dropped whose reader is quiet until it is of no more use."""

Meetings = Sequence[StoredMeeting]


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """One kind of message about one day of the event, due at an instant of the event's wall time."""

    kind: str
    day: str  # as the slots call it: d1
    date: date
    due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A digest for one person."""

    digest: Digest
    company_id: int
    meetings: Meetings
    planned: Planned


def digests_of(event: Event) -> Iterator[Digest]:
    """Yield every message about a day that the event wants."""
    wanted = event.reminders
    for number, day in enumerate(event.days, 1):
        for kind, on, at in (
            (EVENING, day.date - timedelta(days=1), wanted.evening_before),
            (DOORS, day.date, wanted.doors_open),
            (THANKS, day.date, wanted.thanks),
        ):
            if at is not None:
                yield Digest(kind=kind, day=f"d{number}", date=day.date, due_at=_instant(event, on, at))


def _instant(event: Event, day: date, at: time) -> datetime:
    return datetime.combine(day, at, event.zone).astimezone(UTC)


def enqueue_due(
    uow: UnitOfWork, house: House, agenda: StoredAgenda, now: datetime, *, back: datetime, most: int
) -> int:
    """Write up to `most` messages about a day that are due and not written yet; return how many."""
    event = house.event
    current = [one for one in digests_of(event) if one.due_at <= now + WRITE_AHEAD and back < _over_at(event, one)]
    if not current or most <= 0:
        return 0
    meetings = uow.agendas.meetings(agenda.id)
    letters = [letter for digest in current for letter in _letters(uow, event, digest, meetings)]
    fates = uow.reminders.fates([one.planned.key for one in letters])
    told = _TooNew(uow, agenda)
    open_ones = [
        one for one in letters if may_come(fates.get(one.planned.key)) and not (now >= one.digest.due_at and told(one))
    ]
    unsaid = [
        (one.planned, TOO_LATE if now >= one.planned.expires_at else QUIET)
        for one in open_ones
        if _is_useless(one, now) and one.planned.key not in fates
    ]
    kept = keep_unsaid(uow, unsaid, most=most, now=now)
    due = [one for one in open_ones if not _is_useless(one, now)][: most - kept]
    return kept + _queue(uow, house, agenda, due, now)


def _over_at(event: Event, digest: Digest) -> datetime:
    """Return from when on nobody needs a message about a day any more."""
    return _instant(event, digest.date + timedelta(days=1), time.min) + THANKS_LIVE


def _is_useless(letter: Letter, now: datetime) -> bool:
    return letter.planned.expires_at <= max(now, letter.planned.due_at)


def _letters(uow: UnitOfWork, event: Event, digest: Digest, meetings: Meetings) -> Iterator[Letter]:
    """Yield a message for everybody who meets on the day and wants one."""
    of_company: dict[int, list[StoredMeeting]] = {}
    for one in meetings:
        if day_of(one) == digest.day:
            of_company.setdefault(one.buyer_id, []).append(one)
            of_company.setdefault(one.provider_id, []).append(one)
    left = uow.reminders.companies_that_left(of_company) if of_company else set()
    crowd: Crowd = read_crowd(uow, of_company.keys() - left)
    for company_id, people in crowd.items():
        for recipient in people:
            own = [one for one in of_company[company_id] if _concerns(one, company_id, recipient)]
            planned = _planned(event, digest, company_id, of_company[company_id], own, recipient)
            if planned is not None:
                yield Letter(digest=digest, company_id=company_id, meetings=own, planned=planned)


def _concerns(meeting: StoredMeeting, company_id: int, recipient: Recipient) -> bool:
    given = meeting.buyer_delegate_id if company_id == meeting.buyer_id else meeting.provider_delegate_id
    return given in (None, recipient.person.id)


def _planned(
    event: Event, digest: Digest, company_id: int, meetings: Meetings, own: Meetings, recipient: Recipient
) -> Planned | None:
    address = reached_at(recipient)
    if address is None or not own or not wants_digest(digest.kind, level_of(recipient.values)):
        return None
    quiet = quiet_of(recipient.values)
    return Planned(
        key=digest_key(digest.kind, digest.day, meetings, company_id=company_id, person_id=recipient.person.id),
        recipient=recipient,
        address=address,
        due_at=digest.due_at if quiet is None else quiet.over_at(digest.due_at, event.zone),
        expires_at=_expires_at(digest, own),
        is_digest=True,
    )


def _expires_at(digest: Digest, own: Meetings) -> datetime:
    """Return from when on a message is of no more use: an hour late, doors are not news any more."""
    if digest.kind == THANKS:
        return digest.due_at + THANKS_LIVE
    begins_at = own[0].starts_at
    return min(begins_at, digest.due_at + DOORS_LIVE) if digest.kind == DOORS else begins_at


class _TooNew:
    """Knows whose day is new in an agenda, and so was told by its publication."""

    def __init__(self, uow: UnitOfWork, agenda: StoredAgenda) -> None:
        self._uow = uow
        self._published_at = agenda.published_at

    @cached_property
    def _former(self) -> Meetings:
        former = self._uow.agendas.newest("replaced")
        return () if former is None else self._uow.agendas.meetings(former.id)

    def __call__(self, letter: Letter) -> bool:
        """Tell whether the agenda came out after a message was due, and this day with it."""
        if self._published_at is None or self._published_at <= letter.digest.due_at:
            return False
        before = [
            one
            for one in self._former
            if day_of(one) == letter.digest.day and letter.company_id in (one.buyer_id, one.provider_id)
        ]
        return fingerprint(before) != letter.planned.key.split(":")[4]


def _queue(uow: UnitOfWork, house: House, agenda: StoredAgenda, due: Sequence[Letter], now: datetime) -> int:
    if not due:
        return 0
    judged = judge(uow, house.event)
    uow.reminders.free_expired([one.planned.key for one in due])
    queued = 0
    for one in due:
        t = one.planned.translator(house.event)
        at = max(now, one.planned.due_at)
        words = digest_words.write(
            uow,
            house,
            one.digest.kind,
            company_id=one.company_id,
            meetings=one.meetings,
            judged=judged,
            agenda=agenda,
            is_eve=at.astimezone(house.event.zone).date() < one.digest.date,
            t=t,
        )
        queued += queue(uow, replace(one.planned, due_at=at), words, now=now) is not None
    return queued
