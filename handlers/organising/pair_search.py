"""Two companies chosen by an organiser, by tap or by name, whether a draft brings them together or not."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.messages import Button, id_in
from handlers.visit import Visit
from locales.digits import fold
from locales.translator import N_
from storage.records import Company, StoredAgenda

FIRST = N_("Which company? Tap it, or type a part of its name.")
SECOND = N_("With whom shall <b>{company}</b> meet? Tap it, or type a part of its name.")
NO_SUCH = N_("No approved company is called “{words}”. Type a part of its name.")
ON_A_PAGE = 12


def companies_of(visit: Visit, pair: str) -> tuple[Company, Company] | None:
    """Return buyer and provider of a pair, None when they are not an approved one of each."""
    found = [visit.uow.companies.find(id_in(number)) for number in pair.split("~")[:2]]
    if len(found) != 2 or any(one is None or one.status != "approved" for one in found):
        return None
    buyer, provider = (one for one in found if one is not None)
    return (buyer, provider) if (buyer.role, provider.role) == ("buyer", "provider") else None


def ask(visit: Visit, draft: StoredAgenda, about: str) -> None:
    """Ask for a company, or for the one it shall meet: ``pair=@1`` page, ``pair=7`` first, ``pair=7@1`` page."""
    number, _, page = about.partition("@")
    _show(visit, draft, _first(visit, id_in(number)), words="", page=id_in(page))


def search(visit: Visit, draft: StoredAgenda, first: int, words: str) -> None:
    """Offer the companies whose name holds the typed words."""
    _show(visit, draft, _first(visit, first), words=words, page=0)


def _first(visit: Visit, number: int) -> Company | None:
    company = visit.uow.companies.find(number)
    return company if company is not None and company.status == "approved" else None


def _show(visit: Visit, draft: StoredAgenda, first: Company | None, *, words: str, page: int) -> None:
    t = visit.t
    found = _named(visit, first, words)
    visit.change_person(asked=f"@pair:{first.id if first else 0}")
    if not found:
        visit.say(t(NO_SUCH, words=words[:40]))
        return
    pages = -(-len(found) // ON_A_PAGE)
    page %= pages
    shown = found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    rows = [(Button(label=(one.legal_name or "?")[:40], data=_data(draft, first, one)),) for one in shown]
    if pages > 1 and not words:
        more = t.plain(N_("More ({page}/{pages}) ›"), page=page + 1, pages=pages, isolate=False)
        rows.append((Button(label=more, data=f"z:{draft.id}.pair={first.id if first else ''}@{page + 1}"),))
    text = t(FIRST) if first is None else t(SECOND, company=first.legal_name or "?")
    visit.say(text, tuple(rows))


def _named(visit: Visit, first: Company | None, words: str) -> Sequence[Company]:
    """Return the approved companies of the other side, or of both, by name."""
    wanted = fold(words).split()
    names = [
        (fold(company.legal_name or ""), company)
        for company in visit.uow.companies.with_status("approved")
        if company.role is not None and (first is None or company.role != first.role)
    ]
    return [
        company
        for name, company in sorted(names, key=lambda pair: (pair[0], pair[1].id))
        if all(word in name for word in wanted)
    ]


def _data(draft: StoredAgenda, first: Company | None, chosen: Company) -> str:
    if first is None:
        return f"z:{draft.id}.pair={chosen.id}"
    buyer, provider = (first, chosen) if first.role == "buyer" else (chosen, first)
    return f"z:{draft.id}.one={buyer.id}~{provider.id}"
