"""How a person's day in one version of the agenda differs from their day in another, in words: old → new."""

from __future__ import annotations

from datetime import datetime

from events.event import Event
from handlers.agendas.day_sheet import counterpart_of
from handlers.agendas.days import Days
from handlers.availability import table_label, table_names
from handlers.names import company_name
from locales.dates import format_day, format_time
from locales.translator import N_, Translator
from storage.records import Person, StoredMeeting
from storage.unit_of_work import UnitOfWork

ADDED = N_("New: {time} on {day}, table {table}, {company}")
MOVED = N_("Moved: {company}, from {old_time} on {old_day}, table {old_table}, to {time} on {day}, table {table}")
MOVED_TODAY = N_("Moved: {company}, from {old_time}, table {old_table}, to {time}, table {table}")
TABLE = N_("New table: {table} instead of {old_table}, {company}, {time} on {day}")
RENAMED = N_("Table {old_table} is now called {table}: {company}, {time} on {day}")
TIME = N_("New time: {time} instead of {old_time}, {company}, table {table}, {day}")
TIME_TODAY = N_("New time: {time} instead of {old_time}, {company}, table {table}")
CANCELLED = N_("Cancelled: {company}, {time} on {day}")
TAKEN_OVER = N_("A colleague of yours takes over your meeting with {company}, {time} on {day}")
YOU_GO = N_("You attend: {company}, {time} on {day}, table {table}")
ALL_GO = N_("Your colleagues attend as well: {company}, {time} on {day}, table {table}")


def change_lines(
    uow: UnitOfWork,
    event: Event,
    person: Person,
    t: Translator,
    *,
    days: Days,
    known: int | None,
    version: int,
    now: datetime,
    since: datetime | None = None,
) -> list[str]:
    """Return how a person's day differs between two versions, a line of markup each; none to who `known` nothing.

    `since`: leave out the meetings that had begun by then, where they were and where they are.
    """
    own = person.company_id
    if known is None or own is None:
        return []
    before, after = days.of(known, person), days.of(version, person)
    ahead = {one.pair for one in (*before, *after) if since is None or one.starts_at > since}
    old, new = ({one.pair: one for one in meetings if one.pair in ahead} for meetings in (before, after))
    held_before = {one.pair for one in days.of_company(known, person)}
    held_after = {one.pair for one in days.of_company(version, person)}
    lines = []
    for pair, meeting in new.items():
        place = _place(uow, event, own, meeting, t)
        former = old.get(pair)
        if former is None:
            lines.append(t(YOU_GO if pair in held_before else ADDED, **place))
            continue
        message = _moved(uow, event, former, meeting, now)
        if message is not None:
            was = _place(uow, event, own, former, t)
            lines.append(t(message, **place, **{f"old_{key}": value for key, value in was.items()}))
        goes_alone = days.is_given_to(meeting, person)
        if goes_alone != days.is_given_to(former, person):
            lines.append(t(YOU_GO if goes_alone else ALL_GO, **place))
    for pair, meeting in old.items():
        if pair not in new:
            lines.append(t(TAKEN_OVER if pair in held_after else CANCELLED, **_place(uow, event, own, meeting, t)))
    return lines


def _moved(uow: UnitOfWork, event: Event, former: StoredMeeting, meeting: StoredMeeting, now: datetime) -> str | None:
    """Return what to say of a meeting that is at another time or table (an English source text), or None."""
    old, new = former.table_name, meeting.table_name
    if former.starts_at == meeting.starts_at:
        if old == new:
            return None
        return RENAMED if _is_renamed(uow, event, old, new) else TABLE
    dates = [at.astimezone(event.zone).date() for at in (now, former.starts_at, meeting.starts_at)]
    if len(set(dates)) == 1:
        return TIME_TODAY if old == new else MOVED_TODAY
    return TIME if old == new and dates[1] == dates[2] else MOVED


def _is_renamed(uow: UnitOfWork, event: Event, old: str, new: str) -> bool:
    """Tell whether the table of one name is the one that has another name now, so that nobody has to walk."""
    names = table_names(uow, event)
    if old in names.values():
        return False
    known = {number for number in names if number == old}
    known |= {number for number, name in uow.changes.ever_in_force("table_name") if name == old}
    return [names.get(number) for number in known] == [new]


def _place(uow: UnitOfWork, event: Event, own: int, meeting: StoredMeeting, t: Translator) -> dict[str, str]:
    at = meeting.starts_at.astimezone(event.zone)
    return {
        "time": format_time(at, t.language),
        "day": format_day(at.date(), t.language),
        "table": table_label(event, meeting.table_name, t.language),
        "company": company_name(uow, counterpart_of(meeting, own)),
    }
