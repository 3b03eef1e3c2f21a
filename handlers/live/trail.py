"""What was done, and by whom: the organisers' acts as they read them in the chat, the latest first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.live import act_words
from handlers.live.act_words import Names
from handlers.messages import Button, id_in
from handlers.names import known_name
from handlers.organising.admission import admits
from handlers.visit import Rows, Visit
from locales.dates import format_moment
from locales.markup import Markup
from locales.translator import N_
from storage.records import AuditLine

TITLE = N_("<b>What was done</b>")
LINE = N_("• {moment}, {who}: {act}, {subject}")
CHANGED = N_("   {before} → {after}")
BECAME = N_("   {after}")
NOTHING = N_("Nothing was done yet.")
THE_HOUSE = N_("command line")

PAGE = 8
LONGEST = 120  # characters of a value: a text that was typed is shown as far as it tells what it was
_PAIR = re.compile(r"\b(\d+)~(\d+)\b")
OF_PARTICIPANTS = ("submit", "edit", "answer", "mutual")
"""Acts that are no organiser's; they are in the export."""


def show(visit: Visit, before: str = "") -> None:
    """Show one page of the trail, older than a line when one is named."""
    if not admits(visit):
        return
    found = visit.uow.audit.page(before_id=id_in(before), limit=PAGE + 1, without=OF_PARTICIPANTS)
    lines = [visit.t(TITLE), *(_line(visit, line) for line in found[:PAGE])] if found else [visit.t(NOTHING)]
    visit.say("\n".join(lines), _rows(visit, found))


def _line(visit: Visit, line: AuditLine) -> str:
    t = visit.t
    names = _names(visit, line)
    moment = format_moment(line.done_at, visit.event.zone, t.language)
    who = t.plain(THE_HOUSE) if line.person_id is None else names.of("person", str(line.person_id))
    said = t(
        LINE,
        moment=Markup(moment, isolate=False),
        who=who,
        act=Markup(act_words.act(line.act, t), isolate=False),
        subject=act_words.subject(line.subject, names, t),
    )
    before, after = (act_words.details(value, names, visit.event, t)[:LONGEST] for value in (line.before, line.after))
    if before:
        return f"{said}\n{t(CHANGED, before=before, after=after or t.plain(act_words.NOTHING))}"
    return f"{said}\n{t(BECAME, after=after)}" if after else said


def _names(visit: Visit, line: AuditLine) -> Names:
    """Return the names that a line needs: who did it, to whom, and whose meetings it tells of."""
    kind, _, number = line.subject.partition(":")
    pairs = _PAIR.findall(f"{line.subject} {line.before} {line.after}")
    companies = {}
    for part in {number if kind == "company" else "", *(one for pair in pairs for one in pair)}:
        company = visit.uow.companies.find(id_in(part))
        if company is not None and company.legal_name:
            companies[company.id] = company.legal_name
    people = {}
    for person_id in (line.person_id, id_in(number) if kind == "person" else None):
        person = visit.uow.people.find_by_id(person_id) if person_id else None
        if person is not None:
            people[person.id] = known_name(visit.uow, person)
    return Names(companies=companies, people=people)


def _rows(visit: Visit, found: Sequence[AuditLine]) -> Rows:
    t = visit.t
    older = (
        Button(label=t.plain(N_("Older ›")), data=f"i:acts={found[PAGE - 1].id}", is_quiet=True)
        if found[PAGE:]
        else None
    )
    menu = Button(label=t.plain(N_("Organiser menu")), data="m:organise")
    return ((older, menu),) if older else ((menu,),)
