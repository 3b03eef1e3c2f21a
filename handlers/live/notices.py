"""Changes on the day are told to exactly those they concern, in one message once the organisers' hands rest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from handlers.agendas import telling
from handlers.agendas.days import Days
from handlers.visit import House
from storage.records import Person, StoredMeeting
from storage.unit_of_work import UnitOfWork

MOST_PAUSES = 3
"""A message waits for the next edit again and again, but no longer than this many pauses after the first."""

TOGETHER = 20
"""People told in one transaction: whoever is in conversation waits no longer than that."""


def note_change(uow: UnitOfWork, house: House, *, before_id: int, after_id: int, now: datetime) -> int:
    """Note who is to be told that one version of the agenda took another's place; return how many people."""
    pause = timedelta(seconds=house.event.changes.debounce_seconds)
    concerned = whom_it_concerns(uow, before_id=before_id, after_id=after_id)
    for person in concerned:
        uow.notices.note(person.id, from_agenda_id=before_id, pause=pause, at_most=MOST_PAUSES * pause, now=now)
    return len(concerned)


def whom_it_concerns(uow: UnitOfWork, *, before_id: int, after_id: int) -> list[Person]:
    """Return the people whose own day differs between two versions, and who may be told."""
    touched = _touched(uow.agendas.meetings(before_id), uow.agendas.meetings(after_id))
    days = Days(uow)
    people = [
        person for company in sorted(touched) for person in uow.people.of_company(company, "registrant", "delegate")
    ]
    return [
        person
        for person in people
        if days.places(before_id, person) != days.places(after_id, person) and telling.may_be_told(uow, person)
    ]


def _touched(before: Collection[StoredMeeting], after: Collection[StoredMeeting]) -> set[int]:
    """Return the companies of which a meeting differs in anything, also in who sits there."""
    differing = {*before} ^ {*after}
    return {company for one in differing for company in (one.buyer_id, one.provider_id)}


def settle(uow: UnitOfWork, house: House, now: datetime) -> int:
    """Tell the people whose changes have settled, at most so many in one transaction; return how many were looked at.

    Somebody for whom everything is again as they know it is told nothing.
    """
    if not uow.notices.has_due(now=now):
        return 0
    agenda = uow.agendas.newest("published")
    due = uow.notices.due(now=now, limit=TOGETHER)
    days = Days(uow)
    for notice in due:
        if agenda is None or uow.notices.find(notice.id) is None:  # settled with another one of the same person
            uow.notices.remove(notice.id)
        else:
            telling.tell_now(uow, house, notice, agenda, days=days, now=now)
    return len(due)


def send_now(uow: UnitOfWork, _house: House, now: datetime) -> int:
    """Let everything that waits for the organisers' hands to rest be told at the next tick; return to how many."""
    return uow.notices.hasten(now=now)
