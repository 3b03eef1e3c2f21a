"""A company's day as its delegates read it: plain text first, a calendar file beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from events.event import Event
from handlers.agendas.calendar import Entry, calendar_of
from handlers.availability import table_label
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
from storage.records import Company, StoredAgenda, StoredMeeting
from storage.unit_of_work import UnitOfWork

TITLE = N_("Your meetings at {event}")
LINE = N_("{time} · table {table} · {company}")
NO_MEETINGS = N_("You have no meetings at the moment.")
VENUE = N_("{venue}, {address}\n{link}")
CHANGED = N_("Your agenda has changed:")
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
    agenda: StoredAgenda,
    changes: Sequence[str] = (),
    cancelled: Sequence[StoredMeeting] = (),
) -> Reply:
    """Return somebody's meetings of an agenda in force as one message with its calendar file."""
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
        t(VERSION, version=agenda.id),
    ]
    sheets = tuple(
        (Button(label=_short(uow, counterpart_of(one, company.id)), data=f"s:{counterpart_of(one, company.id)}"),)
        for one in meetings[:30]
    )
    ok = Button(label=t.plain(N_("OK, seen")), data=f"k:{agenda.id}", style="primary")
    return Reply(
        text="\n".join(lines),
        language=t.language,
        rows=((ok,), *sheets),
        attachment=_calendar(uow, house, company.id, meetings, cancelled, t, agenda),
        template=change_template(event, t.language, count=len(changes)) if changes else None,
    )


def _lines(
    uow: UnitOfWork, event: Event, own: int, meeting: StoredMeeting, t: Translator, judged: Affinities
) -> list[str]:
    other = counterpart_of(meeting, own)
    at = format_time(meeting.starts_at.astimezone(event.zone), t.language)
    table = table_label(event, meeting.table_name, t.language)
    lines = [t(LINE, time=at, table=table, company=company_name(uow, other))]
    if are_judged(judged, meeting.buyer_id, meeting.provider_id):
        explained = explain(judged, meeting.buyer_id, meeting.provider_id)
        mine = explained.for_buyer if own == meeting.buyer_id else explained.for_provider
        lines += [f"   {reasons.say(reason, t)}" for reason in mine[:1]]
    return lines


def _calendar(
    uow: UnitOfWork,
    house: House,
    own: int,
    meetings: Sequence[StoredMeeting],
    cancelled: Sequence[StoredMeeting],
    t: Translator,
    agenda: StoredAgenda,
) -> Attachment | None:
    if not meetings and not cancelled:
        return None
    entries = [Entry(meeting=one, name=company_name(uow, counterpart_of(one, own))) for one in meetings]
    entries += [
        Entry(meeting=one, name=company_name(uow, counterpart_of(one, own)), is_cancelled=True) for one in cancelled
    ]
    assert agenda.published_at is not None  # nobody reads a draft
    content = calendar_of(house.event, own, entries, t, made_at=agenda.published_at)
    return Attachment(filename="mawid.ics", media_type="text/calendar", content=content)


def _short(uow: UnitOfWork, company_id: int) -> str:
    return company_name(uow, company_id)[:40]
