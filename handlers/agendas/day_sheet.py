"""A company's day as its delegates read it: plain text first, a calendar file beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from events.event import Event
from handlers.agendas.calendar import Entry, calendar_of
from handlers.choosing import reasons
from handlers.choosing.candidates import are_judged
from handlers.messages import Attachment, Button, Reply
from handlers.names import company_name
from handlers.templates import change_template
from handlers.visit import House
from locales.dates import format_day, format_time
from locales.translator import N_, Translator
from matching.affinity import Affinities
from matching.reasons import explain
from storage.records import Company, StoredMeeting
from storage.unit_of_work import UnitOfWork

TITLE = N_("Your meetings at {event}")
LINE = N_("{time} · table {table} · {company}")
NO_MEETINGS = N_("You have no meetings at the moment.")
VENUE = N_("{venue}, {address}\n{link}")
CHANGED = N_("Your agenda has changed:")
ADDED = N_("New: {time} on {day}, table {table}, {company}")
MOVED = N_("Moved: {company}, from {old_time} (table {old_table}) on {old_day} to {time} (table {table}) on {day}")
TABLE = N_("New table: {table} instead of {old_table}, {company}, {time} on {day}")
TIME = N_("New time: {time} instead of {old_time}, {company}, table {table}, {day}")
CANCELLED = N_("Cancelled: {company}, {time} on {day}")
TAKEN_OVER = N_("A colleague of yours takes over: {company}, {time} on {day}")
VERSION = N_("Version {version}")


def counterpart_of(meeting: StoredMeeting, company_id: int) -> int:
    """Return the other company of a meeting."""
    return meeting.provider_id if meeting.buyer_id == company_id else meeting.buyer_id


def day_sheet(
    uow: UnitOfWork,
    house: House,
    company: Company,
    meetings: Sequence[StoredMeeting],
    t: Translator,
    *,
    judged: Affinities,
    version: int,
    changes: Sequence[str] = (),
    cancelled: Sequence[StoredMeeting] = (),
) -> Reply:
    """Return all meetings of a company as one message with its calendar file."""
    event = house.event
    lines = [t(CHANGED), *changes, ""] if changes else []
    lines.append(f"<b>{t(TITLE, event=event.name.in_(t.language))}</b>")
    if not meetings:
        lines.append(t(NO_MEETINGS))
    for day, members in groupby(meetings, key=lambda one: one.starts_at.astimezone(event.zone).date()):
        lines += ["", f"<b>{format_day(day, t.language)}</b>"]
        lines += [line for one in members for line in _lines(uow, event, company.id, one, t, judged)]
    venue = event.venue
    lines += [
        "",
        t(
            VENUE,
            venue=venue.name.in_(t.language),
            address=venue.address.in_(t.language),
            link=venue.map_link.in_(t.language),
        ),
        t(VERSION, version=version),
    ]
    sheets = tuple(
        (Button(label=_short(uow, counterpart_of(one, company.id)), data=f"s:{counterpart_of(one, company.id)}"),)
        for one in meetings[:30]
    )
    ok = Button(label=t.plain(N_("OK, seen")), data=f"k:{version}", style="primary")
    return Reply(
        text="\n".join(lines),
        language=t.language,
        rows=((ok,), *sheets),
        attachment=_calendar(uow, house, company.id, meetings, cancelled, t),
        template=change_template(event, t.language, count=len(changes)) if changes else None,
    )


def _lines(
    uow: UnitOfWork, event: Event, own: int, meeting: StoredMeeting, t: Translator, judged: Affinities
) -> list[str]:
    other = counterpart_of(meeting, own)
    at = format_time(meeting.starts_at.astimezone(event.zone), t.language)
    lines = [t(LINE, time=at, table=meeting.table_name, company=company_name(uow, other))]
    if are_judged(judged, meeting.buyer_id, meeting.provider_id):
        explained = explain(judged, meeting.buyer_id, meeting.provider_id)
        mine = explained.for_buyer if own == meeting.buyer_id else explained.for_provider
        lines += [f"   {reasons.say(reason, t)}" for reason in mine[:1]]
    return lines


def changes_of(
    uow: UnitOfWork,
    event: Event,
    own: int,
    before: Sequence[StoredMeeting],
    after: Sequence[StoredMeeting],
    t: Translator,
    *,
    taken_over: Collection[str] = (),
) -> list[str]:
    """Return what differs between two days of somebody, a line of markup each: old → new."""
    old = {one.pair: one for one in before}
    new = {one.pair: one for one in after}
    lines = []
    for pair, meeting in new.items():
        former = old.get(pair)
        if former is None:
            lines.append(t(ADDED, **_place(uow, event, own, meeting, t)))
        elif former.starts_at != meeting.starts_at:
            lines.append(_moved(uow, event, own, former, meeting, t))
        elif former.table_name != meeting.table_name:
            lines.append(t(TABLE, old_table=former.table_name, **_place(uow, event, own, meeting, t)))
    for pair, meeting in old.items():
        if pair not in new:
            place = _place(uow, event, own, meeting, t)
            gone = TAKEN_OVER if pair in taken_over else CANCELLED
            lines.append(t(gone, company=place["company"], time=place["time"], day=place["day"]))
    return lines


def _moved(
    uow: UnitOfWork, event: Event, own: int, former: StoredMeeting, meeting: StoredMeeting, t: Translator
) -> str:
    """Return the line of a meeting at another time; at the same table on the same day, a short one."""
    old, new = _place(uow, event, own, former, t), _place(uow, event, own, meeting, t)
    if (old["day"], old["table"]) == (new["day"], new["table"]):
        return t(TIME, old_time=old["time"], **new)
    return t(MOVED, **new, **{f"old_{key}": value for key, value in old.items() if key != "company"})


def _place(uow: UnitOfWork, event: Event, own: int, meeting: StoredMeeting, t: Translator) -> dict[str, str]:
    at = meeting.starts_at.astimezone(event.zone)
    return {
        "time": format_time(at, t.language),
        "day": format_day(at.date(), t.language),
        "table": meeting.table_name,
        "company": company_name(uow, counterpart_of(meeting, own)),
    }


def _calendar(
    uow: UnitOfWork,
    house: House,
    own: int,
    meetings: Sequence[StoredMeeting],
    cancelled: Sequence[StoredMeeting],
    t: Translator,
) -> Attachment | None:
    if not meetings and not cancelled:
        return None
    entries = [Entry(meeting=one, name=company_name(uow, counterpart_of(one, own))) for one in meetings]
    entries += [
        Entry(meeting=one, name=company_name(uow, counterpart_of(one, own)), is_cancelled=True) for one in cancelled
    ]
    content = calendar_of(house.event, own, entries, t)
    return Attachment(filename="mawid.ics", media_type="text/calendar", content=content)


def _short(uow: UnitOfWork, company_id: int) -> str:
    return company_name(uow, company_id)[:40]
