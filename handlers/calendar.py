"""Meetings as a calendar file (RFC 5545): a stable UID and a growing SEQUENCE, so that an update replaces."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Timezone, TimezoneStandard
from icalendar import Event as Entry

from events.event import Event
from locales.translator import N_, Translator
from storage.records import StoredMeeting

SUMMARY = N_("{company}, table {table}")


def calendar_of(event: Event, own: int, meetings: Iterable[tuple[StoredMeeting, str]], t: Translator) -> bytes:
    """Return a calendar of meetings (with the counterpart's name each) in the event's zone."""
    calendar = Calendar()
    calendar.add("prodid", "-//Mawid//Mawid//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", event.name.in_(t.language))
    calendar.add("x-wr-timezone", event.timezone)
    known = list(meetings)
    if known:
        calendar.add_component(_zone(event, known[0][0].starts_at))
    for meeting, name in known:
        calendar.add_component(_entry(event, own, meeting, name, t))
    return bytes(calendar.to_ical())


def _entry(event: Event, own: int, meeting: StoredMeeting, name: str, t: Translator) -> Entry:
    entry = Entry()
    entry.add("uid", f"{event.key}-{meeting.pair}-{own}@mawid")
    entry.add("sequence", meeting.sequence)
    entry.add("dtstamp", meeting.starts_at)  # not the moment of writing: the same agenda gives the same file
    entry.add("dtstart", meeting.starts_at.astimezone(event.zone).replace(tzinfo=None), {"TZID": event.timezone})
    entry.add("dtend", meeting.ends_at.astimezone(event.zone).replace(tzinfo=None), {"TZID": event.timezone})
    entry.add("summary", t.plain(SUMMARY, company=name, table=meeting.table_name, isolate=False))
    entry.add("location", f"{event.venue.name.in_(t.language)}, {event.venue.address.in_(t.language)}")
    entry.add("status", "CONFIRMED")
    return entry


def _zone(event: Event, at: datetime) -> Timezone:
    """Return the event's zone with the offset of its days; it does not change in the few days of an event."""
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
