"""An approved change is taken back while nobody has acted on it: the former meetings, as a new version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers.agendas import allocation, outdated
from handlers.agendas.days import Days
from handlers.live import notices
from handlers.visit import Visit
from locales.translator import N_
from storage.records import StoredChange, StoredMeeting
from storage.unit_of_work import UnitOfWork

NOT_APPROVED = N_("That change is not in force, so there is nothing to take back.")
NEWER = N_("The agenda has changed again since. Take the newer change back first, or make another one.")
SEEN = N_("Somebody has confirmed it already. Make another change instead; they will be told.")
BEGUN = N_("A meeting that it concerns has begun. Make another change instead.")


def set_settings(uow: UnitOfWork, values: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Keep values, None meaning nothing; return what they were."""
    current = uow.settings.all()
    for key, value in values.items():
        if value is None:
            uow.settings.unset(key)
        else:
            uow.settings.set(key, value, now=now)
    return {key: current.get(key) for key in values}


def why_not(uow: UnitOfWork, change: StoredChange | None, now: datetime) -> str | None:
    """Return why a change cannot be taken back (an English source text), or None."""
    if change is None or change.status != "approved" or change.after_id is None:
        return NOT_APPROVED
    published = uow.agendas.newest("published")
    current = uow.settings.all()
    is_latest = published is not None and published.id == change.after_id
    if not is_latest or any(current.get(key) != value for key, value in change.summary["settings"].items()):
        return NEWER
    if change.after_id != change.before_id and _is_seen(uow, change, change.after_id):
        return SEEN
    places = (place for _pair, *both in change.summary["changes"] for place in both if place is not None)
    if any(datetime.fromisoformat(place[2]) <= now for place in places):
        return BEGUN
    return None


def _is_seen(uow: UnitOfWork, change: StoredChange, version: int) -> bool:
    """Tell whether somebody whose day it changed has confirmed the version it made."""
    concerned = {int(one) for pair, *_both in change.summary["changes"] for one in pair.split("~")}
    people = (uow.people.find_by_id(one) for one in uow.agendas.acknowledged_by(version))
    return any(person is not None and person.company_id in concerned for person in people)


def undo(visit: Visit, change: StoredChange) -> int:
    """Take a change back that may be; return how many people are told so: whoever heard nothing of it hears nothing."""
    uow, now = visit.uow, visit.now
    set_settings(uow, change.summary["settings_before"], now=now)
    assert change.before_id is not None
    assert change.after_id is not None
    told, version = 0, change.before_id
    if change.after_id != change.before_id:
        version = _publish_again(visit, change.before_id, instead_of=change.after_id)
        notices.note_change(uow, visit.house, before_id=change.after_id, after_id=version, now=now)
        told = _know_otherwise(uow, former=change.after_id, version=version)
        outdated.drop_outdated(uow, version, now)
    uow.changes.change(change.id, status="undone")
    uow.audit.add(
        person_id=visit.person.id,
        act="change_undone",
        subject=f"change:{change.id}",
        before={"version": change.after_id},
        after={"version": version, "told": told},
        now=now,
    )
    return told


def _know_otherwise(uow: UnitOfWork, *, former: int, version: int) -> int:
    """Return how many of those whom a version concerns, as noted a moment ago, know their day otherwise."""
    days = Days(uow)
    known = {
        person: uow.notices.of_person(person.id)[-1].from_agenda_id
        for person in notices.whom_it_concerns(uow, before_id=former, after_id=version)
    }
    return sum(days.places(one, person) != days.places(version, person) for person, one in known.items())


def _publish_again(visit: Visit, version: int, *, instead_of: int) -> int:
    """Publish the meetings of a former version once more, their calendar entries counted on."""
    uow = visit.uow
    former = uow.agendas.find(version)
    assert former is not None
    held = {one.pair: one for one in uow.agendas.meetings(version)}
    in_force = {one.pair: one for one in uow.agendas.meetings(instead_of)}
    meetings = allocation.stored_meetings(uow, visit.event, allocation.as_meetings(held.values()))
    seated = [_seated(one, held[one.pair], in_force.get(one.pair)) for one in meetings]
    again = uow.agendas.add_draft(seated, summary=former.summary, person_id=visit.person.id, now=visit.now)
    uow.agendas.publish(again, now=visit.now)
    return again


def _seated(meeting: StoredMeeting, former: StoredMeeting, present: StoredMeeting | None) -> StoredMeeting:
    """Return a meeting with the delegates it had formerly; who sits there changes the calendar entry, too."""
    seated = replace(
        meeting, buyer_delegate_id=former.buyer_delegate_id, provider_delegate_id=former.provider_delegate_id
    )
    if present is None or outdated.place_of(seated) == outdated.place_of(present):
        return seated
    return replace(seated, sequence=present.sequence + 1)
