"""Whom a company wants to meet: suggestions as cards, must / yes / no, and what both learn when they agree.

A "no" is final and private: whoever got it is told nothing, and the pair looks as if it had never been suggested.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers import registration, screens, wish_list, wish_notices
from handlers.cards import card, why_them
from handlers.conversation import Note, Step
from handlers.forms.attendance import ATTENDANCE
from handlers.messages import Button
from handlers.visit import Visit
from handlers.wish_search import searchable
from locales.digits import fold
from locales.translator import N_, N_n, Translator
from storage.records import Company, StoredAnswer, StoredSuggestion

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
NOTHING_FOUND = N_("I found nobody for “{words}”. Try a name, an activity or a country.")
FIND = N_(
    "Type a name or an activity, and I look among the companies you could meet. "
    "Somebody to avoid? Find them and tap “No”: they will never know."
)
UNKNOWN = N_("That company is no longer among those you could meet.")

MOST_FOUND = 6


def show(visit: Visit, _argument: str = "") -> None:
    """Show the next card, or the list of wishes when all cards were seen."""
    own = _own_company(visit)
    if own is None:
        return
    if wish_list.is_closed(visit):
        _show_list(visit)
        return
    waiting = _unseen(visit, own.id) or _suggest_first(visit, own.id)
    if waiting:
        _show_card(visit, own, waiting[0].counterpart_id)
    elif visit.uow.wishes.suggestions(own.id):
        wish_list.show_end(visit)
    else:
        visit.say(visit.t(NOBODY), (wish_list.find_row(visit),))


def _own_company(visit: Visit) -> Company | None:
    """Return the person's approved company; say why not when there is none."""
    company = visit.company
    if company is None or company.status != "approved" or visit.person.membership == "pending":
        visit.say(visit.t(NOT_APPROVED))
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
    from handlers.candidates import judge, wishes_of
    from matching.suggestions import PLACES, suggest

    uow = visit.uow
    judged = judge(uow, visit.event, only_for=own)
    if own not in judged.buyers.index and own not in judged.providers.index:
        return []
    wishes = wishes_of([*uow.wishes.of_company(own), *uow.wishes.about_company(own)])
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
    from handlers.candidates import judge

    t = visit.t
    company = visit.uow.companies.find(counterpart)
    judged = judge(visit.uow, visit.event, only_for=own.id)
    if company is None or not _is_possible(visit, judged, own.id, counterpart):
        visit.uow.wishes.mark_seen(own.id, counterpart)
        show(visit)
        return
    visit.uow.wishes.mark_seen(own.id, counterpart)
    parts = [screens.note_text(note, t), card(visit, judged, own.id, company)]
    if visit.uow.wishes.kind(counterpart, own.id) in ("must", "yes"):
        parts.append(t(INTERESTED))
    visit.say("\n\n".join(filter(None, parts)), _card_rows(t, counterpart))


def _is_possible(visit: Visit, judged: object, own: int, counterpart: int) -> bool:
    """Tell whether a pair may be proposed: no gate between them, and no private refusal by the other side."""
    from matching.affinity import Affinities

    assert isinstance(judged, Affinities)
    try:
        is_open = not judged.between(own, counterpart).gate
    except KeyError:
        return False
    return is_open and visit.uow.wishes.kind(counterpart, own) != "no"


def _card_rows(t: Translator, counterpart: int) -> tuple[tuple[Button, ...], ...]:
    return (
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


def tap(visit: Visit, data: str) -> None:
    """Follow a button of the cards: ``w:must=7``; only pairs that are possible can be wished."""
    verb, _, number = data.removeprefix("w:").partition("=")
    own = _own_company(visit)
    if own is None:
        return
    if verb in _PLAIN:
        _PLAIN[verb](visit)
        return
    counterpart = visit.uow.companies.find(int(number)) if number.isdecimal() and len(number) < 10 else None
    if counterpart is None or counterpart.status != "approved" or counterpart.role == own.role:
        visit.say(visit.t(UNKNOWN))
    elif verb in wish_list.KINDS:
        _wish(visit, own, counterpart, verb)
    elif verb == "clear":
        _clear(visit, own, counterpart)
    elif verb == "why":
        _explain(visit, own, counterpart)
    elif verb == "see":
        _show_card(visit, own, counterpart.id)
    else:
        show(visit)


def _wish(visit: Visit, own: Company, counterpart: Company, kind: str) -> None:
    from handlers.candidates import judge

    if wish_list.is_closed(visit):
        wish_list.say_closed(visit)
        return
    uow = visit.uow
    judged = judge(uow, visit.event, only_for=own.id)
    if kind != "no" and judged.between(own.id, counterpart.id).gate:
        visit.say(visit.t(UNKNOWN))
        return
    before = uow.wishes.kind(own.id, counterpart.id)
    uow.wishes.save(own.id, counterpart.id, kind, now=visit.now)
    answer = uow.wishes.kind(counterpart.id, own.id)
    note = Note(message=KEPT[kind], params={"company": counterpart.legal_name or "?"})
    if kind != "no" and answer in ("must", "yes") and before not in ("must", "yes"):
        wish_notices.tell_both(visit, own, counterpart)
    elif kind != "no" and answer is None:
        wish_notices.announce(visit, counterpart)
    _show_next(visit, own, note)


def _show_next(visit: Visit, own: Company, note: Note) -> None:
    waiting = _unseen(visit, own.id)
    if waiting:
        _show_card(visit, own, waiting[0].counterpart_id, note)
    else:
        wish_list.show_end(visit, note)


def _show_asked(visit: Visit) -> None:
    """Put those who asked for this company at the head of its cards."""
    own = _own_company(visit)
    if own is None:
        return
    known = {wish.counterpart_id for wish in visit.uow.wishes.of_company(own.id)}
    for wish in visit.uow.wishes.about_company(own.id):
        if wish.kind != "no" and wish.company_id not in known:
            _show_card(visit, own, wish.company_id)
            return
    show(visit)


def _show_list(visit: Visit) -> None:
    own = _own_company(visit)
    if own is not None:
        wish_list.show_list(visit, own)


def _clear(visit: Visit, own: Company, counterpart: Company) -> None:
    if wish_list.is_closed(visit):
        wish_list.say_closed(visit)
        return
    visit.uow.wishes.remove(own.id, counterpart.id)
    _show_list(visit)


def _explain(visit: Visit, own: Company, counterpart: Company) -> None:
    from handlers.candidates import judge

    judged = judge(visit.uow, visit.event, only_for=own.id)
    if not _is_possible(visit, judged, own.id, counterpart.id):
        visit.say(visit.t(UNKNOWN))
        return
    visit.say(why_them(visit, judged, own.id, counterpart), _card_rows(visit.t, counterpart.id))


def _more(visit: Visit) -> None:
    own = _own_company(visit)
    if own is None or wish_list.is_closed(visit):
        if own is not None:
            wish_list.say_closed(visit)
        return
    waiting = _unseen(visit, own.id)
    if not waiting:
        batch = max((one.batch for one in visit.uow.wishes.suggestions(own.id)), default=0) + 1
        waiting = _suggest(visit, own.id, batch=batch)
    if waiting:
        _show_card(visit, own, waiting[0].counterpart_id)
    else:
        wish_list.show_end(visit)


def _ask_words(visit: Visit) -> None:
    visit.change_person(asked="@find")
    visit.say(visit.t(FIND))


def type_words(visit: Visit, words: str) -> None:
    """Search the companies that could be met, by name, activity, sector or country."""
    from handlers.candidates import judge

    own = _own_company(visit)
    if own is None:
        return
    judged = judge(visit.uow, visit.event, only_for=own.id)
    wanted = fold(words)
    found = []
    for other, _score in judged.ranked(own.id):
        company = visit.uow.companies.find(int(other))
        if company is None or not wanted or wanted not in searchable(judged.company(other), company):
            continue
        if _is_possible(visit, judged, own.id, company.id):
            found.append(company)
    visit.change_person(asked=None)
    if not found:
        visit.say(visit.t(NOTHING_FOUND, words=words[:40]), (wish_list.find_row(visit),))
        return
    rows = [
        (Button(label=(company.legal_name or "?")[:40], data=f"w:see={company.id}"),) for company in found[:MOST_FOUND]
    ]
    text = visit.t.count(N_n("{n} company found.", "{n} companies found."), len(found))
    visit.say(text, (*rows, wish_list.find_row(visit)))


def _ask_details(visit: Visit) -> None:
    """Ask when the company cannot come, and who stands in."""
    visit.save_as("company", StoredAnswer(key="gives_details", value=True, status="given"))
    for question in ATTENDANCE:
        visit.forget("company", question.key)
    registration.follow(visit, Step(ask=ATTENDANCE[0].key))


_PLAIN = {
    "details": _ask_details,
    "list": _show_list,
    "more": _more,
    "find": _ask_words,
    "next": show,
    "asked": _show_asked,
}
