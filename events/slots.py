"""The meeting slots of an event, computed from its sessions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from events.event import Day, Event, Session


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One moment at which meetings take place: wall time of the event, and the same as instants in UTC.

    `late_minutes`: by how much it begins later than the event file says.
    """

    id: str
    day: date
    session: str
    start: time
    end: time
    starts_at: datetime
    ends_at: datetime
    late_minutes: int = 0


def slots(event: Event) -> tuple[Slot, ...]:
    """Return every meeting slot in the order of the clock, called `d1s01`, `d1s02` … `d2s01`."""
    return tuple(slot for number, day in enumerate(event.days, 1) for slot in _slots_of_day(event, day, number))


def _slots_of_day(event: Event, day: Day, number: int) -> Iterator[Slot]:
    meetings = [session for session in day.sessions if session.kind == "meetings"]
    starts = [(session, start) for session in meetings for start in slot_starts(event, session)]
    for position, (session, start) in enumerate(starts, 1):
        end = _after(start, event.slot_minutes)
        yield Slot(
            id=f"d{number}s{position:02d}",
            day=day.date,
            session=session.key,
            start=start,
            end=end,
            starts_at=_instant(event, day.date, start),
            ends_at=_instant(event, day.date, end),
        )


def shift(event: Event, slot: Slot, minutes: int) -> Slot:
    """Return a slot that begins `minutes` later by the clock on the wall of its day."""
    start, end = _after(slot.start, minutes), _after(slot.end, minutes)
    return replace(
        slot,
        start=start,
        end=end,
        starts_at=_instant(event, slot.day, start),
        ends_at=_instant(event, slot.day, end),
        late_minutes=slot.late_minutes + minutes,
    )


def slot_starts(event: Event, session: Session) -> tuple[time, ...]:
    """Return when the slots of a session start: one after the other, the gap between them, none beyond its end."""
    length = _minutes(session.end) - _minutes(session.start)
    step = event.slot_minutes + event.gap_minutes
    return tuple(_after(session.start, offset) for offset in range(0, length - event.slot_minutes + 1, step))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _after(start: time, minutes: int) -> time:
    return (datetime.combine(date.min, start) + timedelta(minutes=minutes)).time()


def _instant(event: Event, day: date, at: time) -> datetime:
    return datetime.combine(day, at, event.zone).astimezone(UTC)
