"""Meetings as a calendar file (RFC 5545): a stable UID and a growing SEQUENCE, so that an update replaces.

A cancelled meeting is sent once more as such: left out, it would stay in the calendars it was imported into.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from events.event import Event
from handlers.availability import table_label
from locales.translator import N_, Translator
from storage.records import StoredMeeting

if TYPE_CHECKING:  # imported with the first calendar: it is slow to load, and a registration needs none
    from icalendar import Event as Component
    from icalendar import Timezone

SUMMARY = N_("Meeting with {company}, table {table}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A meeting in somebody's calendar, called by the counterpart's name."""

    meeting: StoredMeeting
    name: str
    is_cancelled: bool = False


def calendar_of(event: Event, own: int, entries: Iterable[Entry], t: Translator, *, made_at: datetime) -> bytes:
    """Return a calendar of at least one meeting in the event's zone, as an agenda of `made_at` has it."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Mawid//Mawid//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", event.name.in_(t.language))
    calendar.add("x-wr-timezone", event.timezone)
    known = list(entries)
    calendar.add_component(_zone(event, known[0].meeting.starts_at))
    for entry in known:
        calendar.add_component(_component(event, own, entry, t, made_at))
    return bytes(calendar.to_ical())


def _component(event: Event, own: int, entry: Entry, t: Translator, made_at: datetime) -> Component:
    from icalendar import Event as Component

    meeting = entry.meeting
    component = Component()
    component.add("uid", f"{event.key}-{meeting.pair}-{own}@mawid")
    component.add("sequence", meeting.sequence + (1 if entry.is_cancelled else 0))
    component.add("dtstamp", made_at)  # not the moment of writing: the same agenda gives the same file
    component.add("dtstart", meeting.starts_at.astimezone(event.zone).replace(tzinfo=None), {"TZID": event.timezone})
    component.add("dtend", meeting.ends_at.astimezone(event.zone).replace(tzinfo=None), {"TZID": event.timezone})
    table = table_label(event, meeting.table_name, t.language)
    comma = "، " if t.rtl else ", "
    component.add("summary", t.plain(SUMMARY, company=entry.name, table=table, isolate=False))
    component.add("location", comma.join((event.venue.name.in_(t.language), event.venue.address.in_(t.language))))
    component.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return component


def _zone(event: Event, at: datetime) -> Timezone:
    """Return the event's zone with the offset of its days; it does not change in the few days of an event."""
    from icalendar import Timezone, TimezoneStandard

    offset = at.astimezone(event.zone).utcoffset() or timedelta(0)
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - RFC 5545 wants local time here
    standard.add("tzoffsetfrom", offset)
    standard.add("tzoffsetto", offset)
    standard.add("tzname", at.astimezone(event.zone).tzname() or event.timezone)
    zone = Timezone()
    zone.add("tzid", event.timezone)
    zone.add_component(standard)
    return zone
