"""A delegate's own agenda: shown on demand, acknowledged, with a sheet on each counterpart."""

from __future__ import annotations

from handlers.agendas import day_sheet
from handlers.agendas.days import Days
from handlers.availability import table_label
from handlers.choosing import cards
from handlers.choosing.candidates import are_judged, judge
from handlers.choosing.wish_list import was_mutual
from handlers.messages import Button, id_in
from handlers.visit import Visit
from locales.dates import format_day, format_time
from locales.translator import N_
from matching.affinity import Affinities
from storage.records import Company, StoredAgenda, StoredMeeting

NOT_YET = N_("The agenda is not published yet. We write to you here as soon as it is.")
NO_COMPANY = N_("You have no agenda yet. Register first: /start")
ORGANISER = N_("You meet nobody yourself. /publish shows everybody’s agenda, /status how the day stands.")
SEEN = N_("Thank you, noted.")
STALE = N_("That agenda has been replaced. Here is the present one.")
WHERE = N_("{day}, {time}, table {table}")
NO_SHEET = N_("You have no meeting with that company any more.")


def show(visit: Visit, _argument: str = "") -> None:
    """Show the published meetings of the person's company."""
    found = _published(visit)
    if found is None:
        return
    company, agenda = found
    judged = judge(visit.uow, visit.event, only_for=company.id)
    meetings = Days(visit.uow).of(agenda.id, visit.person)
    visit.reply(day_sheet.day_sheet(visit.uow, visit.house, company, meetings, visit.t, judged=judged, agenda=agenda))


def _published(visit: Visit) -> tuple[Company, StoredAgenda] | None:
    """Return the person's company and the agenda in force; say why not when there is none."""
    company = visit.company
    if company is None or visit.person.membership not in ("registrant", "delegate"):
        visit.say(visit.t(NO_COMPANY if visit.person.organiser_role is None else ORGANISER))
        return None
    agenda = visit.uow.agendas.newest("published")
    if agenda is None:
        visit.say(visit.t(NOT_YET))
        return None
    return company, agenda


def tap_seen(visit: Visit, data: str) -> None:
    """Take the OK on an agenda, ``k:3``; on an old one, show the present one, unless their own day is the same."""
    found = _published(visit)
    if found is None:
        return
    _company, agenda = found
    version = id_in(data.removeprefix("k:"))
    if not _knows(visit, version, agenda):
        visit.say(visit.t(STALE))
        show(visit)
        return
    visit.uow.agendas.acknowledge(version, visit.person.id, now=visit.now)
    visit.uow.notices.acknowledge(visit.person.id, now=visit.now)
    visit.say(visit.t(SEEN))


def _knows(visit: Visit, version: int, agenda: StoredAgenda) -> bool:
    """Tell whether a version says of the person's day what the one in force says."""
    if version == agenda.id:
        return True
    seen = visit.uow.agendas.find(version)
    days = Days(visit.uow)
    was_in_force = seen is not None and seen.published_at is not None
    return was_in_force and days.places(version, visit.person) == days.places(agenda.id, visit.person)


def tap_sheet(visit: Visit, data: str) -> None:
    """Show who a counterpart is and how to reach them, ``s:7``; to those who meet them or agreed to."""
    own = visit.company
    if own is None or visit.person.membership not in ("registrant", "delegate"):
        visit.say(visit.t(NO_COMPANY))
        return
    company = visit.uow.companies.find(id_in(data.removeprefix("s:")))
    judged = judge(visit.uow, visit.event, only_for=own.id)
    meeting = _meeting_with(visit, own, company)
    if company is not None and meeting is not None:
        back = Button(label=visit.t.plain(N_("My agenda")), data="m:agenda")
    elif company is not None and are_judged(judged, own.id, company.id) and was_mutual(visit.uow, own, company):
        back = Button(label=visit.t.plain(N_("My wishes")), data="w:list")
    else:
        visit.say(visit.t(NO_SHEET))
        return
    where = "" if meeting is None else f"{_where(visit, meeting)}\n\n"
    visit.say(where + _sheet(visit, judged, own, company), ((back,),))


def _meeting_with(visit: Visit, own: Company, company: Company | None) -> StoredMeeting | None:
    """Return the meeting of two companies in the agenda in force."""
    agenda = visit.uow.agendas.newest("published")
    if agenda is None or company is None:
        return None
    meetings = visit.uow.agendas.meetings(agenda.id, company_id=own.id)
    return next((one for one in meetings if day_sheet.counterpart_of(one, own.id) == company.id), None)


def _where(visit: Visit, meeting: StoredMeeting) -> str:
    """Return when and where a meeting takes place, its table as the event calls it."""
    at = meeting.starts_at.astimezone(visit.event.zone)
    return visit.t(
        WHERE,
        day=format_day(at.date(), visit.language),
        time=format_time(at, visit.language),
        table=table_label(visit.event, meeting.table_name, visit.language),
    )


def _sheet(visit: Visit, judged: Affinities, own: Company, company: Company) -> str:
    """Return the meeting sheet: who they are, trust, three reasons, five questions, how to reach them."""
    t = visit.t
    how = cards.contacts(visit.uow, company, t)
    if not are_judged(judged, own.id, company.id):  # one of them is being approved once more
        return "\n\n".join([t(N_("<b>{company}</b>"), company=company.legal_name or "?"), how])
    questions = [t(N_("Questions still open:")), *cards.open_questions(visit, judged, own.id, company)]
    return "\n\n".join([cards.card(visit, judged, own.id, company), "\n".join(questions), how])
