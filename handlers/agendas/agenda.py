"""A delegate's own agenda: shown on demand, acknowledged, with a sheet on each counterpart."""

from __future__ import annotations

from handlers.agendas import day_sheet
from handlers.choosing import cards
from handlers.choosing.candidates import are_judged, judge
from handlers.messages import Button, id_in
from handlers.visit import Visit
from locales.translator import N_
from storage.records import Company, StoredAgenda

NOT_YET = N_("The agenda is not published yet. We write to you here as soon as it is.")
NO_COMPANY = N_("You have no agenda yet. Register first: /start")
SEEN = N_("Thank you, noted.")
STALE = N_("That agenda has been replaced. Here is the present one.")
NO_SHEET = N_("You have no meeting with that company any more.")


def show(visit: Visit, _argument: str = "") -> None:
    """Show the published meetings of the person's company."""
    found = _published(visit)
    if found is None:
        return
    company, agenda = found
    judged = judge(visit.uow, visit.event, only_for=company.id)
    meetings = visit.uow.agendas.meetings(agenda.id, company_id=company.id)
    visit.reply(
        day_sheet.day_sheet(visit.uow, visit.house, company, meetings, visit.t, judged=judged, version=agenda.id)
    )


def _published(visit: Visit) -> tuple[Company, StoredAgenda] | None:
    """Return the person's company and the agenda in force; say why not when there is none."""
    company = visit.company
    if company is None or visit.person.membership not in ("registrant", "delegate"):
        visit.say(visit.t(NO_COMPANY))
        return None
    agenda = visit.uow.agendas.newest("published")
    if agenda is None:
        visit.say(visit.t(NOT_YET))
        return None
    return company, agenda


def tap_seen(visit: Visit, data: str) -> None:
    """Take the OK on an agenda, ``k:3``; on an old one, show the present one."""
    found = _published(visit)
    if found is None:
        return
    _company, agenda = found
    if data.removeprefix("k:") != str(agenda.id):
        visit.say(visit.t(STALE))
        show(visit)
        return
    visit.uow.agendas.acknowledge(agenda.id, visit.person.id, now=visit.now)
    visit.say(visit.t(SEEN))


def tap_sheet(visit: Visit, data: str) -> None:
    """Show who a counterpart is and how to reach them, ``s:7``; only to those who meet them."""
    found = _published(visit)
    if found is None:
        return
    own, agenda = found
    meetings = visit.uow.agendas.meetings(agenda.id, company_id=own.id)
    partners = {day_sheet.counterpart_of(one, own.id) for one in meetings}
    company = visit.uow.companies.find(id_in(data.removeprefix("s:")))
    if company is None or company.id not in partners:
        visit.say(visit.t(NO_SHEET))
        return
    visit.say(_sheet(visit, own, company), ((Button(label=visit.t.plain(N_("My agenda")), data="m:agenda"),),))


def _sheet(visit: Visit, own: Company, company: Company) -> str:
    """Return the meeting sheet: who they are, trust, three reasons, what is still open, how to reach them."""
    t = visit.t
    judged = judge(visit.uow, visit.event, only_for=own.id)
    how = cards.contacts(visit.uow, company, t)
    if not are_judged(judged, own.id, company.id):  # one of them is being approved once more
        return "\n\n".join([t(N_("<b>{company}</b>"), company=company.legal_name or "?"), how])
    parts = [cards.card(visit, judged, own.id, company)]
    questions = cards.open_questions(visit, judged, company)
    if questions:
        parts.append("\n".join([t(N_("Questions still open:")), *questions]))
    return "\n\n".join([*parts, how])
