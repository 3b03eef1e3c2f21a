"""Search among the companies that could be met: by name, activity, sector or country, in every language, by pages."""

from __future__ import annotations

from handlers.choosing import wish_list
from handlers.choosing.candidates import judge
from handlers.forms import labels
from handlers.messages import Button
from handlers.visit import Visit
from locales.countries import country_name
from locales.digits import fold
from locales.translator import LANGUAGES, N_, N_n, translator
from matching.company import Company as Candidate
from storage.records import Company, StoredAnswer

FIND = N_(
    "Type a name or an activity, and I look among the companies you could meet. "
    "Somebody to avoid? Find them and tap “No”: they will never know."
)
FOUND = N_n("{n} company found.", "{n} companies found.")
NOTHING_FOUND = N_("I found nobody for “{words}”. Try a name, an activity or a country.")

ON_A_PAGE = 6
LONGEST_KEPT = 80
SEARCH_KEY = "@search"
"""Under which the words are kept, so that the next page shows more of the same."""


def ask(visit: Visit, _own: Company) -> None:
    """Ask what to look for."""
    if wish_list.is_closed(visit):
        wish_list.say_closed(visit)
        return
    visit.change_person(asked="@find")
    visit.say(visit.t(FIND))


def search(visit: Visit, own: Company, words: str) -> None:
    """Show whom some words find, best first."""
    kept = StoredAnswer(key=SEARCH_KEY, value=words[:LONGEST_KEPT], status="partial")
    visit.save_as("person", kept)
    turn(visit, own, 0)


def turn(visit: Visit, own: Company, page: int) -> None:
    """Show one page of what the words of the last search find."""
    t = visit.t
    kept = visit.answers.get(SEARCH_KEY)
    words = str(kept.value) if kept is not None else ""
    found = _found(visit, own, words)
    if not found:
        visit.say(t(NOTHING_FOUND, words=words[:40]), (wish_list.find_row(visit),))
        return
    pages = -(-len(found) // ON_A_PAGE)
    page %= pages
    rows = [
        (Button(label=(company.legal_name or "?")[:40], data=f"w:see={company.id}"),)
        for company in found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    ]
    if pages > 1:
        more = t.plain(N_("More ({page}/{pages}) ›"), page=page + 1, pages=pages, isolate=False)
        rows.append((Button(label=more, data=f"w:page={page + 1}"),))
    visit.say(t.count(FOUND, len(found)), (*rows, wish_list.find_row(visit)))


def _found(visit: Visit, own: Company, words: str) -> list[Company]:
    """Return the possible counterparts that every word finds, but those who refused and were never shown."""
    uow = visit.uow
    wanted = fold(words).split()
    if not wanted:
        return []
    judged = judge(uow, visit.event, only_for=own.id)
    refused = {wish.company_id for wish in uow.wishes.about_company(own.id) if wish.kind == "no"}
    approved = {company.id: company for company in uow.companies.with_status("approved", limit=100_000)}
    found = []
    for other, _score in judged.ranked(own.id):
        company = approved[int(other)]
        text = searchable(judged.company(other), company)
        is_hidden = company.id in refused and not wish_list.is_known(uow, own.id, company.id)
        if all(word in text for word in wanted) and not is_hidden:
            found.append(company)
    return found


def searchable(candidate: Candidate, company: Company) -> str:
    """Return everything a company may be searched by, folded."""
    keys = [*(candidate.activities or ()), *(candidate.wanted_activities or ())]
    sectors = [*(candidate.sector or ()), *(candidate.served_sectors or ())]
    words = [company.legal_name or ""]
    for language in LANGUAGES:
        t = translator(language)
        words += [t.plain(labels.ACTIVITIES[key]) for key in keys] + [t.plain(labels.SECTORS[key]) for key in sectors]
        words.append(country_name(company.country or "", language) if company.country else "")
    return fold(" ".join(words))
