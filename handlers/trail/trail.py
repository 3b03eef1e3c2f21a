"""What was done, and by whom: the organisers' acts as they read them in the chat, the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from handlers.messages import Button, id_in
from handlers.names import known_name
from handlers.organising.admission import admits
from handlers.trail import act_words, told_changes, value_words
from handlers.trail.act_words import Names
from handlers.trail.teller import NOTHING, Teller, as_is
from handlers.visit import Rows, Visit
from locales.dates import format_day, format_time
from locales.translator import N_
from storage.records import AuditLine

TITLE = N_("<b>What was done</b>")
LINE = N_("• {time}, {who}: {act}, {subject}")
CHANGED = N_("   {before} → {after}")
BECAME = N_("   {after}")
NOTHING_DONE = N_("Nothing was done yet.")
THE_HOUSE = N_("command line")

PAGE = 8
LONGEST = 140
"""Characters of a side, before or after: as many of its items as tell what it was."""
OF_PARTICIPANTS = ("submit", "edit", "answer", "mutual")
"""Acts that are no organiser's; they are in the export."""


def show(visit: Visit, before: str = "") -> None:
    """Show one page of the trail, older than a line when one is named; each day has its heading."""
    if not admits(visit):
        return
    t = visit.t
    found = visit.uow.audit.page(before_id=id_in(before), limit=PAGE + 1, without=OF_PARTICIPANTS)
    names = _names(visit, found[:PAGE])
    lines = [t(TITLE)] if found else [t(NOTHING_DONE)]
    for day, of_day in groupby(found[:PAGE], key=lambda line: _day(visit, line)):
        lines += ["", f"<b>{format_day(day, t.language)}</b>", *(_line(visit, line, names) for line in of_day)]
    visit.say("\n".join(lines), _rows(visit, found))


def _day(visit: Visit, line: AuditLine) -> date:
    return line.done_at.astimezone(visit.event.zone).date()


def _line(visit: Visit, line: AuditLine, names: Names) -> str:
    t = visit.t
    teller = Teller(names=names, event=visit.event, t=t, today=_day(visit, line), longest=LONGEST)
    who = as_is(t.plain(THE_HOUSE)) if line.person_id is None else names.of("person", str(line.person_id))
    said = t(
        LINE,
        time=format_time(line.done_at.astimezone(visit.event.zone), t.language),
        who=who,
        act=as_is(act_words.act(line.act, t)),
        subject=as_is(act_words.subject(line.subject, names, t)),
    )
    asked = told_changes.asked(line.after, teller)
    return "\n".join([said, *([f"   {asked}"] if asked else []), *_details(line, teller)])


def _details(line: AuditLine, teller: Teller) -> list[str]:
    """Return the line of what was and what came of it, if any of it was kept."""
    t = teller.t
    before, after = value_words.sides(line, teller)
    if before:
        return [t(CHANGED, before=as_is(before), after=as_is(after or t.plain(NOTHING)))]
    return [t(BECAME, after=as_is(after))] if after else []


def _names(visit: Visit, lines: Sequence[AuditLine]) -> Names:
    """Return the names that lines may need: of every company, and of the people who are in them."""
    companies = {company.id: company.legal_name for company in visit.uow.companies.every() if company.legal_name}
    people = {}
    for person_id in {person_id for line in lines for person_id in _people_in(line)}:
        person = visit.uow.people.find_by_id(person_id)
        if person is not None:
            people[person.id] = known_name(visit.uow, person)
    return Names(companies=companies, people=people)


def _people_in(line: AuditLine) -> set[int]:
    """Return who did it, to whom, and who goes to the meetings it tells of."""
    kind, _, number = line.subject.partition(":")
    named = {line.person_id or 0, id_in(number) if kind == "person" else 0}
    return (named | told_changes.people_in(line.before) | told_changes.people_in(line.after)) - {0}


def _rows(visit: Visit, found: Sequence[AuditLine]) -> Rows:
    t = visit.t
    older = (
        Button(label=t.plain(N_("Older ›")), data=f"i:acts={found[PAGE - 1].id}", is_quiet=True)
        if found[PAGE:]
        else None
    )
    menu = Button(label=t.plain(N_("Organiser menu")), data="m:organise")
    return ((older, menu),) if older else ((menu,),)
