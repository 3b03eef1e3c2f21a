"""What changed in a person's day, in one breath: to ask them once more, and for whoever calls them to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from events.event import Event
from handlers.agendas.days import Days
from handlers.agendas.differences import change_lines
from handlers.availability import table_label
from locales.dates import format_day, format_time
from locales.translator import N_, N_n, Translator
from storage.records import Person, StoredMeeting
from storage.unit_of_work import UnitOfWork

FIRST_DAY = N_n(
    "Your agenda for {event} has {n} meeting: at {time} on {day}, table {table}.",
    "Your agenda for {event} has {n} meetings; the first is at {time} on {day}, table {table}.",
)
STILL = N_n(
    "You have {n} more meeting at {event}: at {time} on {day}, table {table}.",
    "You have {n} more meetings at {event}; the next is at {time} on {day}, table {table}.",
)
NO_MORE = N_("You have no more meetings at {event}.")
NOTHING_LEFT = N_("Your agenda for {event} has no meetings at the moment.")


def sentences(
    uow: UnitOfWork, event: Event, person: Person, t: Translator, *, known: int | None, version: int, now: datetime
) -> list[str]:
    """Return what a person has to know of a version who knew another one, a line of markup each; only what is ahead."""
    days = Days(uow)
    return change_lines(uow, event, person, t, days=days, known=known, version=version, now=now, since=now) or [
        _whole_day(event, days.of(version, person), t, now)
    ]


def _whole_day(event: Event, meetings: Sequence[StoredMeeting], t: Translator, now: datetime) -> str:
    name = event.name.in_(t.language)
    ahead = [one for one in meetings if one.starts_at > now]
    if not ahead:
        return t(NO_MORE if meetings else NOTHING_LEFT, event=name)
    at = ahead[0].starts_at.astimezone(event.zone)
    day, time = format_day(at.date(), t.language), format_time(at, t.language)
    words = FIRST_DAY if len(ahead) == len(meetings) else STILL
    table = table_label(event, ahead[0].table_name, t.language)
    return t.count(words, len(ahead), event=name, day=day, time=time, table=table)
