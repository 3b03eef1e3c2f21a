"""The list of a company's wishes, and the last words when all cards were seen."""

from __future__ import annotations

from handlers import screens
from handlers.conversation import Note
from handlers.messages import Button
from handlers.visit import Visit
from locales.translator import N_
from storage.records import Company

CLOSED = N_("The choice is closed since {moment}. Ask the organisers: {contact}")
LAST = N_("You have seen all suggestions. You may change your mind until {moment}.")
KINDS = {"must": N_("Must meet"), "yes": N_("Yes"), "no": N_("No")}
MARKS = {"must": "★", "yes": "✓", "no": "✗"}
NO_WISHES = N_("You have not chosen anybody yet.")
MOST_LISTED = 40  # rows of buttons; a longer list goes on by search


def is_closed(visit: Visit) -> bool:
    """Tell whether the deadline has passed."""
    return visit.now >= visit.event.wishes_close_at


def show_list(visit: Visit, own: Company) -> None:
    """Show what the company chose, each with a way to change it."""
    t = visit.t
    lines = [t(N_("<b>Your wishes</b>"))]
    rows: list[tuple[Button, ...]] = []
    for wish in visit.uow.wishes.of_company(own.id):
        company = visit.uow.companies.find(wish.counterpart_id)
        if company is None:
            continue
        is_mutual = wish.kind != "no" and visit.uow.wishes.kind(company.id, own.id) in ("must", "yes")
        mark = f"{MARKS[wish.kind]}{' 🤝' if is_mutual else ''}"
        lines.append(
            t(
                N_("{mark} {company}: {kind}"),
                mark=mark,
                company=company.legal_name or "?",
                kind=t.plain(KINDS[wish.kind]),
            )
        )
        if not is_closed(visit):
            rows.append((Button(label=(company.legal_name or "?")[:40], data=f"w:see={company.id}"),))
    if len(lines) == 1:
        lines.append(t(NO_WISHES))
    rows.append(find_row(visit))
    visit.say("\n".join(lines), tuple(rows[-MOST_LISTED:]))


def show_end(visit: Visit, note: Note | None = None) -> None:
    t = visit.t
    text = t(LAST, moment=visit.moment(visit.event.wishes_close_at))
    visit.say("\n\n".join(filter(None, (screens.note_text(note, t), text))), (find_row(visit), list_row(visit)))


def find_row(visit: Visit) -> tuple[Button, ...]:
    """Return the ways to find others."""
    t = visit.t
    return (
        Button(label=t.plain(N_("More suggestions")), data="w:more"),
        Button(label=t.plain(N_("Search")), data="w:find"),
    )


def list_row(visit: Visit) -> tuple[Button, ...]:
    """Return the ways to the list, and to what else the organisers should know."""
    t = visit.t
    return (
        Button(label=t.plain(N_("My wishes")), data="w:list"),
        Button(label=t.plain(N_("Free half-days…")), data="w:details"),
    )


def say_closed(visit: Visit) -> None:
    """Tell that the deadline has passed."""
    t = visit.t
    visit.say(t(CLOSED, moment=visit.moment(visit.event.wishes_close_at), contact=visit.event.contact.email))
