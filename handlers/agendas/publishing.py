"""An agenda is put in force, and exactly those are told whose day it changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from events.event import Event
from handlers.agendas import allocation, day_sheet
from handlers.choosing.candidates import judge
from handlers.messages import Reply
from handlers.visit import House, tell
from locales.translator import Translator
from matching.affinity import Affinities
from storage.records import StoredAgenda, StoredMeeting
from storage.unit_of_work import UnitOfWork


def is_outdated(uow: UnitOfWork, event: Event, draft: StoredAgenda) -> bool:
    """Tell whether a meeting of a draft became impossible since: somebody refused or left, a table or slot closed."""
    return bool(allocation.impossible(allocation.prepare(uow, event), uow.agendas.meetings(draft.id)))


def touched_companies(uow: UnitOfWork, draft: StoredAgenda) -> list[int]:
    """Return the companies whose day differs from what is published; at the first publication all that meet."""
    published = uow.agendas.newest("published")
    before = {} if published is None else _by_company(uow.agendas.meetings(published.id))
    after = _by_company(uow.agendas.meetings(draft.id))
    return sorted(
        company for company in {*before, *after} if _places(before.get(company)) != _places(after.get(company))
    )


def _by_company(meetings: Iterable[StoredMeeting]) -> dict[int, list[StoredMeeting]]:
    found: dict[int, list[StoredMeeting]] = {}
    for meeting in meetings:
        found.setdefault(meeting.buyer_id, []).append(meeting)
        found.setdefault(meeting.provider_id, []).append(meeting)
    return found


def _places(meetings: list[StoredMeeting] | None) -> set[tuple[str, str, str]]:
    return {(one.pair, one.slot, one.table_name) for one in meetings or ()}


def publish(uow: UnitOfWork, house: House, draft: StoredAgenda, *, person_id: int | None, now: datetime) -> int:
    """Put a draft in force and tell exactly those whose day it changes; return how many companies are told."""
    published = uow.agendas.newest("published")
    before = {} if published is None else _by_company(uow.agendas.meetings(published.id))
    after = _by_company(uow.agendas.meetings(draft.id))
    touched = touched_companies(uow, draft)
    uow.agendas.publish(draft.id, now=now)
    uow.audit.add(
        person_id=person_id,
        act="publish",
        subject=f"agenda:{draft.id}",
        before=None if published is None else published.id,
        after={"companies": len(touched)},
        now=now,
    )
    judged = judge(uow, house.event)
    for company_id in touched:
        _tell_company(
            uow, house, company_id, before.get(company_id, []), after.get(company_id, []), judged, draft.id, now
        )
    return len(touched)


def _tell_company(
    uow: UnitOfWork,
    house: House,
    company_id: int,
    before: list[StoredMeeting],
    after: list[StoredMeeting],
    judged: Affinities,
    version: int,
    now: datetime,
) -> None:
    company = uow.companies.get(company_id)
    kept = {one.pair for one in after}
    cancelled = [one for one in before if one.pair not in kept]

    def build(t: Translator) -> Reply:
        changes = day_sheet.changes_of(uow, house.event, company_id, before, after, t) if before else []
        return day_sheet.day_sheet(
            uow, house, company, after, t, judged=judged, version=version, changes=changes, cancelled=cancelled
        )

    for person in uow.people.of_company(company_id, "registrant", "delegate"):
        tell(uow, house.event, person, build, key=f"agenda:{version}:{company_id}", now=now)
