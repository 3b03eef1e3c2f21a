"""An agenda is put in force, and exactly those are told whose day it changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from events.event import Event
from handlers.agendas import allocation, telling
from handlers.agendas.days import Days, places
from handlers.agendas.outdated import drop_outdated
from handlers.choosing.candidates import judge
from handlers.visit import House
from storage.records import StoredAgenda, StoredMeeting
from storage.unit_of_work import UnitOfWork


def is_outdated(uow: UnitOfWork, event: Event, draft: StoredAgenda, *, now: datetime) -> bool:
    """Tell whether a meeting of a draft became impossible since, or would be changed too late."""
    return any(allocation.unfit(uow, event, draft, now=now))


def touched_companies(uow: UnitOfWork, draft: StoredAgenda) -> list[int]:
    """Return the companies whose day differs from what is published; at the first publication all that meet."""
    published = uow.agendas.newest("published")
    before = {} if published is None else _by_company(uow.agendas.meetings(published.id))
    after = _by_company(uow.agendas.meetings(draft.id))
    return sorted(
        company for company in {*before, *after} if places(before.get(company, ())) != places(after.get(company, ()))
    )


def _by_company(meetings: Iterable[StoredMeeting]) -> dict[int, list[StoredMeeting]]:
    found: dict[int, list[StoredMeeting]] = {}
    for meeting in meetings:
        found.setdefault(meeting.buyer_id, []).append(meeting)
        found.setdefault(meeting.provider_id, []).append(meeting)
    return found


def publish(uow: UnitOfWork, house: House, draft: StoredAgenda, *, person_id: int | None, now: datetime) -> int:
    """Put a draft in force and tell exactly those whose day it changes; return how many companies are told."""
    published = uow.agendas.newest("published")
    touched = touched_companies(uow, draft)
    uow.agendas.publish(draft.id, now=now)
    drop_outdated(uow, draft.id, now)
    uow.audit.add(
        person_id=person_id,
        act="publish",
        subject=f"agenda:{draft.id}",
        before=None if published is None else published.id,
        after={"companies": len(touched)},
        now=now,
    )
    in_force = replace(draft, status="published", published_at=now)
    days = Days(uow)
    judged = judge(uow, house.event)
    at_once = timedelta(0)
    for company_id in touched:
        for person in uow.people.of_company(company_id, "registrant", "delegate"):
            before_id = None if published is None else published.id
            notice_id = uow.notices.note(person.id, from_agenda_id=before_id, pause=at_once, at_most=at_once, now=now)
            notice = uow.notices.find(notice_id)
            assert notice is not None  # noted a moment ago
            telling.tell_now(uow, house, notice, in_force, days=days, judged=judged, now=now)
    return len(touched)
