"""What may no longer change: meetings that took place, or that begin within the event's freeze window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from events.event import Event
from storage.records import StoredMeeting
from storage.unit_of_work import UnitOfWork


def is_frozen(event: Event, starts_at: datetime, now: datetime) -> bool:
    """Tell whether what starts at an instant has begun, or begins too soon to be changed."""
    return starts_at < now + timedelta(minutes=event.changes.freeze_minutes)


def frozen_meetings(uow: UnitOfWork, event: Event, now: datetime | None) -> Sequence[StoredMeeting]:
    """Return the published meetings that stay as they are; none when the question is not asked for a moment."""
    published = uow.agendas.newest("published") if now is not None else None
    if published is None or now is None:
        return ()
    return [one for one in uow.agendas.meetings(published.id) if is_frozen(event, one.starts_at, now)]


def is_same(one: StoredMeeting, other: StoredMeeting) -> bool:
    """Tell whether two versions of a meeting have the same time and table."""
    return _place(one) == _place(other)


def _place(meeting: StoredMeeting) -> tuple[str, str, str]:
    return meeting.pair, meeting.slot, meeting.table_name


def changeable(stored: Sequence[StoredMeeting], frozen: Sequence[StoredMeeting]) -> list[StoredMeeting]:
    """Return the meetings of a draft without those that are published so and stay so."""
    fixed = {_place(one) for one in frozen}
    return [one for one in stored if _place(one) not in fixed]


def lost(
    stored: Sequence[StoredMeeting], frozen: Sequence[StoredMeeting], companies: set[str]
) -> Sequence[StoredMeeting]:
    """Return the frozen meetings of companies still taking part that a draft would move or cancel."""
    places = {_place(one) for one in stored}
    return [
        one for one in frozen if {str(one.buyer_id), str(one.provider_id)} <= companies and _place(one) not in places
    ]
