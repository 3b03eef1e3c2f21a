"""Reads a delegate's day: as it should be, and as a phone shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from events.event import Event
from handlers.agendas.day_sheet import LINE, TITLE, VERSION, counterpart_of
from handlers.availability import table_label
from handlers.messages import plain_text
from locales.dates import format_day, format_time
from locales.translator import translator
from storage.records import Person, StoredMeeting
from storage.unit_of_work import UnitOfWork

DayLines = dict[str, list[str]]
"""The lines of each day's meetings, under the day as its reader's language writes it."""

ONE_DAY = ("🌙", "☀️")
"""How a message begins that tells one day, and leaves the others as they were."""


def days_of(
    uow: UnitOfWork, event: Event, person: Person, meetings: Iterable[StoredMeeting], language: str
) -> DayLines:
    """Return the days that somebody with these meetings should read."""
    days: DayLines = {}
    for one in meetings:
        at = one.starts_at.astimezone(event.zone)
        days.setdefault(format_day(at.date(), language), []).append(_line(uow, event, person, one, language))
    return days


def _line(uow: UnitOfWork, event: Event, person: Person, meeting: StoredMeeting, language: str) -> str:
    assert person.company_id is not None
    at = format_time(meeting.starts_at.astimezone(event.zone), language)
    name = name_of(uow, counterpart_of(meeting, person.company_id))
    table = table_label(event, meeting.table_name, language)
    return plain_text(translator(language)(LINE, time=at, table=table, company=name)).strip()


def name_of(uow: UnitOfWork, company_id: int) -> str:
    """Return what a company is called."""
    company = uow.companies.find(company_id)
    return (company.legal_name if company is not None else None) or "?"


def days_shown(texts: Sequence[str], event: Event, language: str) -> DayLines:
    """Return each day as these messages show it last: an agenda replaces all, a message of one day only that day.

    A sheet that one platform shows in several messages goes on until it tells its version.
    """
    t = translator(language)
    title = plain_text(t(TITLE, event=event.name.in_(language)))
    end = plain_text(t(VERSION, version="")).strip(" \u2066\u2067\u2068\u2069")
    headers = {format_day(day.date, language) for day in event.days}
    shown: DayLines = {}
    is_inside, day = False, ""
    for text in texts:
        if not is_inside and title not in text:
            continue
        is_of_one_day = text.startswith(ONE_DAY)
        for line in (line.strip(" *") for line in text.splitlines()):
            if title in line:
                is_inside, day = True, ""
                shown = shown if is_of_one_day else {}
            elif is_inside and line in headers:
                day = line
                shown[day] = []
            elif is_inside and line.startswith(end):
                is_inside = False
            elif is_inside and day and line.count(" · ") == 2:
                shown[day].append(line)
    return shown
