"""What changed in a person's day, in one breath: to ask them once more, and for whoever calls them to say."""

from __future__ import annotations

from events.event import Event
from handlers.agendas import telling
from handlers.agendas.days import Days
from locales.dates import format_day, format_time
from locales.translator import N_, N_n, Translator
from storage.records import Person
from storage.unit_of_work import UnitOfWork

FIRST_DAY = N_n(
    "Your agenda for {event} has {n} meeting: at {time} on {day}, table {table}.",
    "Your agenda for {event} has {n} meetings; the first is at {time} on {day}, table {table}.",
)
NOTHING_LEFT = N_("Your agenda for {event} has no meetings at the moment.")


def sentences(
    uow: UnitOfWork, event: Event, person: Person, t: Translator, *, known: int | None, version: int
) -> list[str]:
    """Return what a person has to know of a version who knew another one, a line of markup each."""
    days = Days(uow)
    return telling.change_lines(uow, event, person, t, days=days, known=known, version=version) or [
        _whole_day(event, person, t, days, version)
    ]


def _whole_day(event: Event, person: Person, t: Translator, days: Days, version: int) -> str:
    name = event.name.in_(t.language)
    meetings = days.of(version, person)
    if not meetings:
        return t(NOTHING_LEFT, event=name)
    at = meetings[0].starts_at.astimezone(event.zone)
    day, time = format_day(at.date(), t.language), format_time(at, t.language)
    return t.count(FIRST_DAY, len(meetings), event=name, day=day, time=time, table=meetings[0].table_name)
