"""The list of a company's wishes, and the last words when all cards were seen."""

from __future__ import annotations

from handlers import screens
from handlers.conversation import Note
from handlers.deadline import wishes_close_at
from handlers.messages import Button
from handlers.visit import Visit
from locales.translator import N_
from storage.records import Company
from storage.unit_of_work import UnitOfWork

CLOSED = N_("The choice is closed since {moment}. Ask the organisers: {contact}")
LAST = N_("You have seen all suggestions. You may change your mind until {moment}.")
POSTPONED = N_("These wait for your choice:")
KINDS = {"must": N_("Must meet"), "yes": N_("Yes"), "no": N_("No")}
MARKS = {"must": "★", "yes": "✓", "no": "✗"}
NO_WISHES = N_("You have not chosen anybody yet.")
MOST_LISTED = 40  # rows of buttons; a longer list goes on by search


def is_closed(visit: Visit) -> bool:
    """Tell whether the deadline has passed."""
    return visit.now >= wishes_close_at(visit.uow, visit.event)


def show_list(visit: Visit, own: Company, note: Note | None = None) -> None:
    """Show what the company chose, each with a way to change it."""
    t = visit.t
    head = t(N_("<b>Your wishes</b>"))
    lines = []
    rows: list[tuple[Button, ...]] = []
    for wish in visit.uow.wishes.of_company(own.id):
        company = visit.uow.companies.get(wish.counterpart_id)
        is_mutual = wish.kind != "no" and was_mutual(visit.uow, own, company)
        mark = f"{MARKS[wish.kind]}{' 🤝' if is_mutual else ''}"
        lines.append(
            t(
                N_("{mark} {company}: {kind}"),
                mark=mark,
                company=company.legal_name or "?",
                kind=t.plain(KINDS[wish.kind]),
            )
        )
        rows.append(_see_row(company))
    text = "\n".join([head, *(lines or [t(NO_WISHES)])])
    if is_closed(visit):
        rows, text = [], f"{text}\n\n{_closed(visit)}"
    else:
        rows.append(find_row(visit))
    visit.say("\n\n".join(filter(None, (screens.note_text(note, t), text))), tuple(rows[-MOST_LISTED:]))


def show_end(visit: Visit, own: Company, note: Note | None = None) -> None:
    """Tell that all cards were seen, and offer those left for later again."""
    t = visit.t
    known = {wish.counterpart_id for wish in visit.uow.wishes.of_company(own.id)}
    postponed = [
        visit.uow.companies.get(one.counterpart_id)
        for one in visit.uow.wishes.suggestions(own.id)
        if one.is_seen and one.counterpart_id not in known
    ]
    rows = [_see_row(company) for company in postponed if company.status == "approved"]
    text = t(LAST, moment=visit.moment(wishes_close_at(visit.uow, visit.event)))
    if rows:
        text = f"{text}\n\n{t(POSTPONED)}"
    text = "\n\n".join(filter(None, (screens.note_text(note, t), text)))
    visit.say(text, (*rows[:MOST_LISTED], find_row(visit), *_other_rows(visit)))


def find_row(visit: Visit) -> tuple[Button, ...]:
    """Return the ways to find others."""
    t = visit.t
    return (
        Button(label=t.plain(N_("More suggestions")), data="w:more"),
        Button(label=t.plain(N_("Search")), data="w:find"),
    )


def _other_rows(visit: Visit) -> tuple[tuple[Button, ...], ...]:
    """Return the ways to the list, and to what else the organisers should know of the company."""
    t = visit.t
    wishes = Button(label=t.plain(N_("My wishes")), data="w:list")
    if visit.person.membership != "registrant":
        return ((wishes,),)
    return (
        (wishes, Button(label=t.plain(N_("How we come…")), data="w:details")),
        (
            Button(label=t.plain(N_("Companies to avoid…")), data="w:avoid"),
            Button(label=t.plain(N_("References…")), data="w:refs"),
        ),
    )


def is_known(uow: UnitOfWork, own: int, counterpart: int) -> bool:
    """Tell whether a company has seen a counterpart's card, or chose: what it knows must not disappear."""
    seen = any(one.counterpart_id == counterpart and one.is_seen for one in uow.wishes.suggestions(own))
    return seen or uow.wishes.kind(own, counterpart) is not None


def say_closed(visit: Visit) -> None:
    """Tell that the deadline has passed."""
    visit.say(_closed(visit))


def _closed(visit: Visit) -> str:
    moment = visit.moment(wishes_close_at(visit.uow, visit.event))
    return visit.t(CLOSED, moment=moment, contact=visit.event.contact.email)


def _see_row(company: Company) -> tuple[Button, ...]:
    return (Button(label=(company.legal_name or "?")[:40], data=f"w:see={company.id}"),)


def was_mutual(uow: UnitOfWork, one: Company, other: Company) -> bool:
    """Tell whether both were told that they want to meet; what one of them says later takes nothing away."""
    since = max(one.created_at, other.created_at)  # an erased company may have had the same number
    return any(line.done_at >= since for line in uow.audit.of_subject(mutual_subject(one, other)))


def mutual_subject(one: Company, other: Company) -> str:
    """Return under which name the trail keeps that two companies were told of each other."""
    return f"mutual:{min(one.id, other.id)}~{max(one.id, other.id)}"
