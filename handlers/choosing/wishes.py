"""Whom a company wants to meet: suggestions as cards, must / yes / no, and what both learn when they agree.

A "no" is final and private: whoever got it is told nothing, and the pair looks as if it had never been suggested.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from handlers import screens
from handlers.choosing import further_questions, wish_list, wish_notices, wish_search
from handlers.choosing.candidates import is_open, judge
from handlers.choosing.cards import card, why_them
from handlers.conversation import Note
from handlers.joining import registration
from handlers.messages import Button, id_in
from handlers.visit import Visit
from locales.translator import N_, Translator
from matching.company import CompanyId
from matching.suggestions import PLACES, suggest
from storage.records import Company, StoredSuggestion

NOT_APPROVED = N_(
    "You choose whom you want to meet once the organisers have approved your company. We write to you here."
)
NOBODY = N_("There is nobody to propose yet. We write to you when companies that fit are registered.")
INTERESTED = N_("💡 They would like to meet you.")
KEPT = {
    "must": N_("Noted: <b>{company}</b> is a must."),
    "yes": N_("Noted: yes to <b>{company}</b>."),
    "no": N_("Noted: no to <b>{company}</b>. They will never know."),
}
UNKNOWN = N_("That company is no longer among those you could meet.")
GONE = Note(message=UNKNOWN)
CHOSEN = N_("Your choice so far: {kind}")


def show(visit: Visit, _argument: str = "") -> None:
    """Show the next card, or the list of wishes when all cards were seen."""
    own = _own_company(visit)
    if own is not None:
        _show_present(visit, own)


def _show_present(visit: Visit, own: Company, note: Note | None = None) -> None:
    if wish_list.is_closed(visit):
        wish_list.show_list(visit, own, note)
        return
    waiting = _unseen(visit, own.id) or _suggest_first(visit, own.id)
    if waiting:
        _show_card(visit, own, waiting[0].counterpart_id, note)
    elif visit.uow.wishes.suggestions(own.id):
        wish_list.show_end(visit, own, note)
    else:
        text = "\n\n".join(filter(None, (screens.note_text(note, visit.t), visit.t(NOBODY))))
        visit.say(text, (wish_list.find_row(visit),))


def _own_company(visit: Visit) -> Company | None:
    """Return the person's approved company; say why not when there is none."""
    company = visit.company
    if company is None or company.status != "approved" or visit.person.membership == "pending":
        visit.say(visit.t(NOT_APPROVED))
        return None
    if "withdrawn" in visit.values:
        registration.show_current(visit)
        return None
    return company


def _unseen(visit: Visit, own: int) -> Sequence[StoredSuggestion]:
    known = {wish.counterpart_id for wish in visit.uow.wishes.of_company(own)}
    refused = {wish.company_id for wish in visit.uow.wishes.about_company(own) if wish.kind == "no"}
    return [
        one
        for one in visit.uow.wishes.suggestions(own)
        if not one.is_seen and one.counterpart_id not in known and one.counterpart_id not in refused
    ]


def _suggest_first(visit: Visit, own: int) -> Sequence[StoredSuggestion]:
    if visit.uow.wishes.suggestions(own):
        return []
    return _suggest(visit, own, batch=1)


def _suggest(visit: Visit, own: int, *, batch: int) -> Sequence[StoredSuggestion]:
    """Add a batch of proposals: who asked for this company first, then the best, some seen by few so far."""
    uow = visit.uow
    judged = judge(uow, visit.event, only_for=own)
    wishes: dict[tuple[CompanyId, CompanyId], str] = {  # the expired ones too: nobody is proposed twice
        (wish.company_id, wish.counterpart_id): wish.kind
        for wish in (*uow.wishes.of_company(own), *uow.wishes.about_company(own))
    }
    shown = [one.counterpart_id for one in uow.wishes.suggestions(own)]
    possible = {int(other) for other, _score in judged.ranked(own)}
    asked_us = [
        wish.company_id
        for wish in uow.wishes.about_company(own)
        if wish.kind != "no"
        and wish.company_id in possible
        and wish.company_id not in shown
        and (own, wish.company_id) not in wishes
    ][:PLACES]
    found = suggest(
        judged,
        own,
        wishes=wishes,
        exposure=uow.wishes.exposure(),
        shown=[*shown, *asked_us],
        places=max(0, PLACES - len(asked_us)),
    )
    uow.wishes.suggest(own, [*asked_us, *(int(one.company) for one in found)], batch=batch, now=visit.now)
    return _unseen(visit, own)


def _show_card(visit: Visit, own: Company, counterpart: int, note: Note | None = None) -> None:
    t = visit.t
    company = visit.uow.companies.find(counterpart)
    judged = judge(visit.uow, visit.event, only_for=own.id)
    visit.uow.wishes.mark_seen(own.id, counterpart)
    if company is None or not is_open(judged, own.id, counterpart):
        _show_present(visit, own, note)
        return
    parts = [screens.note_text(note, t), card(visit, judged, own.id, company)]
    if visit.uow.wishes.kind(counterpart, own.id) in ("must", "yes"):
        parts.append(t(INTERESTED))
    chosen = visit.uow.wishes.kind(own.id, counterpart)
    if chosen is not None:
        parts.append(t(CHOSEN, kind=t.plain(wish_list.KINDS[chosen])))
    visit.say("\n\n".join(filter(None, parts)), _card_rows(t, counterpart, is_chosen=chosen is not None))


def _card_rows(t: Translator, counterpart: int, *, is_chosen: bool) -> tuple[tuple[Button, ...], ...]:
    rows = (
        (
            Button(label=f"★ {t.plain(N_('Must meet'))}", data=f"w:must={counterpart}", style="primary"),
            Button(label=t.plain(N_("Yes")), data=f"w:yes={counterpart}"),
            Button(label=t.plain(N_("No")), data=f"w:no={counterpart}", style="danger"),
        ),
        (
            Button(label=t.plain(N_("Why?")), data=f"w:why={counterpart}"),
            Button(label=t.plain(N_("Later")), data=f"w:later={counterpart}"),
            Button(label=t.plain(N_("My wishes")), data="w:list"),
        ),
    )
    return (*rows, (Button(label=t.plain(N_("Take it back")), data=f"w:clear={counterpart}"),)) if is_chosen else rows


def tap(visit: Visit, data: str) -> None:
    """Follow a button of the cards: ``w:must=7``; only pairs that are possible can be wished."""
    verb, _, number = data.removeprefix("w:").partition("=")
    own = _own_company(visit)
    if own is None:
        return
    if verb in _PLAIN:
        _PLAIN[verb](visit, own)
        return
    if verb == "later":
        _show_present(visit, own)
        return
    if verb == "page":
        wish_search.turn(visit, own, id_in(number))
        return
    counterpart = visit.uow.companies.find(id_in(number))
    act = _ABOUT.get(verb)
    if counterpart is None or act is None or counterpart.role == own.role:
        _show_present(visit, own, GONE)
    else:
        act(visit, own, counterpart)


def _wish(visit: Visit, own: Company, counterpart: Company, kind: str) -> None:
    if wish_list.is_closed(visit):
        wish_list.say_closed(visit)
        return
    uow = visit.uow
    may_refuse = kind == "no" and wish_list.is_known(
        visit.uow, own.id, counterpart.id
    )  # a refusal outlives what made it possible
    if not may_refuse and not is_open(judge(uow, visit.event, only_for=own.id), own.id, counterpart.id):
        _show_present(visit, own, GONE)
        return
    uow.wishes.save(own.id, counterpart.id, kind, now=visit.now)
    answer = uow.wishes.kind(counterpart.id, own.id)
    if kind != "no" and answer in ("must", "yes"):
        wish_notices.tell_both(visit, own, counterpart)
    elif kind != "no" and answer is None:
        wish_notices.announce(visit, counterpart)
    note = Note(message=KEPT[kind], params={"company": counterpart.legal_name or "?"})
    _show_present(visit, own, note)


def _show_asked(visit: Visit, own: Company) -> None:
    """Show the first of those who asked for this company and wait for its answer."""
    judged = judge(visit.uow, visit.event, only_for=own.id)
    known = {wish.counterpart_id for wish in visit.uow.wishes.of_company(own.id)}
    asking = [
        wish.company_id
        for wish in visit.uow.wishes.about_company(own.id)
        if wish.kind != "no" and wish.company_id not in known and is_open(judged, own.id, wish.company_id)
    ]
    if asking and not wish_list.is_closed(visit):
        _show_card(visit, own, asking[0])
    else:
        _show_present(visit, own)


def _clear(visit: Visit, own: Company, counterpart: Company) -> None:
    if wish_list.is_closed(visit):
        wish_list.say_closed(visit)
        return
    visit.uow.wishes.remove(own.id, counterpart.id)
    wish_list.show_list(visit, own)


def _see(visit: Visit, own: Company, counterpart: Company) -> None:
    if is_open(judge(visit.uow, visit.event, only_for=own.id), own.id, counterpart.id):
        _show_card(visit, own, counterpart.id)
    else:
        _show_present(visit, own, GONE)


def _explain(visit: Visit, own: Company, counterpart: Company) -> None:
    judged = judge(visit.uow, visit.event, only_for=own.id)
    if not is_open(judged, own.id, counterpart.id):
        _show_present(visit, own, GONE)
        return
    is_chosen = visit.uow.wishes.kind(own.id, counterpart.id) is not None
    visit.say(why_them(visit, judged, own.id, counterpart), _card_rows(visit.t, counterpart.id, is_chosen=is_chosen))


def _more(visit: Visit, own: Company) -> None:
    if wish_list.is_closed(visit):
        wish_list.say_closed(visit)
        return
    if not _unseen(visit, own.id):
        batch = max((one.batch for one in visit.uow.wishes.suggestions(own.id)), default=0) + 1
        _suggest(visit, own.id, batch=batch)
    _show_present(visit, own)


def type_words(visit: Visit, words: str) -> None:
    """Search the companies that could be met, by name, activity, sector or country."""
    visit.change_person(asked=None)
    own = _own_company(visit)
    if own is not None:
        wish_search.search(visit, own, words)


def _wish_as(kind: str) -> Callable[[Visit, Company, Company], None]:
    return lambda visit, own, counterpart: _wish(visit, own, counterpart, kind)


_PLAIN: Mapping[str, Callable[[Visit, Company], None]] = {
    "details": further_questions.ask_details,
    "avoid": further_questions.ask_avoided,
    "refs": further_questions.ask_references,
    "list": wish_list.show_list,
    "more": _more,
    "find": wish_search.ask,
    "asked": _show_asked,
}
_ABOUT: Mapping[str, Callable[[Visit, Company, Company], None]] = {
    **{kind: _wish_as(kind) for kind in wish_list.KINDS},
    "clear": _clear,
    "why": _explain,
    "see": _see,
}
