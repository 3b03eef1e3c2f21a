"""What the messages about a whole day say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.agendas.day_sheet import counterpart_of, day_sheet
from handlers.availability import table_label
from handlers.messages import Button, Reply
from handlers.names import company_name
from handlers.reminding.reminder_settings import DOORS, EVENING
from handlers.templates import agenda_template
from handlers.visit import House
from locales.dates import format_day, format_time
from locales.translator import N_, N_n, Translator
from matching.affinity import Affinities
from storage.records import StoredAgenda, StoredMeeting
from storage.unit_of_work import UnitOfWork

TOMORROW = N_n(
    "🌙 Tomorrow {n} meeting awaits you, at {time}, table {table}, with <b>{company}</b>.",
    "🌙 Tomorrow {n} meetings await you, the first at {time}, table {table}, with <b>{company}</b>.",
)
TODAY = N_n(
    "☀️ Today {n} meeting awaits you, at {time}, table {table}, with <b>{company}</b>.",
    "☀️ Today {n} meetings await you, the first at {time}, table {table}, with <b>{company}</b>.",
)
DOORS_OPEN = N_(
    "☀️ Good morning! Doors open at {doors}: {venue}, {address}\n{link}\n"
    "Your first meeting today: <b>{time}</b>, table <b>{table}</b>, <b>{company}</b>."
)
THANK_YOU = N_(
    "Thank you for your day at {event}. Your agenda stays here: /agenda\nSomething to tell the organisers? {contact}"
)


def write(
    uow: UnitOfWork,
    house: House,
    kind: str,
    *,
    company_id: int,
    meetings: Sequence[StoredMeeting],
    judged: Affinities,
    agenda: StoredAgenda,
    is_eve: bool,
    t: Translator,
) -> Reply:
    """Return a message of a kind about a day with these meetings; `is_eve`: read before the day."""
    event = house.event
    first = meetings[0]
    place = {
        "time": format_time(first.starts_at.astimezone(event.zone), t.language),
        "table": table_label(event, first.table_name, t.language),
        "company": company_name(uow, counterpart_of(first, company_id)),
    }
    if kind == EVENING:
        head = t.count(TOMORROW if is_eve else TODAY, len(meetings), **place)
        company = uow.companies.get(company_id)
        sheet = day_sheet(uow, house, company, meetings, t, judged=judged, agenda=agenda)
        day = format_day(first.starts_at.astimezone(event.zone).date(), t.language)
        return replace(
            sheet,
            text=f"{head}\n\n{sheet.text}",
            rows=(*sheet.rows, (_settings(t),)),
            template=agenda_template(event, t.language, day=day, count=len(meetings)),
        )
    if kind == DOORS:
        venue, doors = event.venue, event.reminders.doors_open
        assert doors is not None  # else nobody would be told
        text = t(
            DOORS_OPEN,
            doors=format_time(doors, t.language),
            venue=venue.name.in_(t.language),
            address=venue.address.in_(t.language),
            link=venue.map_link.in_(t.language),
            **place,
        )
        mine = Button(label=t.plain(N_("My agenda")), data="m:agenda", style="primary")
        return Reply(text=text, language=t.language, rows=((mine, _settings(t)),))
    text = t(THANK_YOU, event=event.name.in_(t.language), contact=event.contact.email)
    return Reply(text=text, language=t.language)


def _settings(t: Translator) -> Button:
    return Button(label=t.plain(N_("My reminders")), data="m:reminders")
