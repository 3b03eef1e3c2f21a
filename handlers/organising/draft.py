"""What an organiser should know of a draft before it is published."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from events.event import Event
from handlers.agendas import allocation
from handlers.choosing import legal
from handlers.choosing.candidates import are_judged, judge
from handlers.messages import Button, Reply
from handlers.names import company_name
from handlers.visit import House
from locales.dates import format_number
from locales.markup import Markup
from locales.translator import N_, N_n, Translator
from storage.records import StoredAgenda, StoredMeeting
from storage.unit_of_work import UnitOfWork

DRAFT = N_n(
    "<b>Draft {version}</b>: {meetings} meeting, {share} of the best conceivable.",
    "<b>Draft {version}</b>: {meetings} meetings, {share} of the best conceivable.",
)
NO_CONFLICT = N_("No conflict: nobody and no table is booked twice.")
OUTDATED = N_n(
    "⚠️ {n} meeting of this draft is not possible any more. Allocate again before you publish.",
    "⚠️ {n} meetings of this draft are not possible any more. Allocate again before you publish.",
)
TOO_LATE = N_n(
    "⏳ {n} meeting that took place or begins in less than {minutes} min would change, which is too late. "
    "Allocate again before you publish.",
    "⏳ {n} meetings that took place or begin in less than {minutes} min would change, which is too late. "
    "Allocate again before you publish.",
)
LEGAL = N_n("⚖️ A legal rule concerns {n} meeting:", "⚖️ A legal rule concerns {n} meetings:")
GINI = N_("Fairness (Gini, 0 is equal): buyers {buyers}, providers {providers}.")
FLOORS = N_n("{n} company has fewer meetings than it should:", "{n} companies have fewer meetings than they should:")
LEFTOVERS = N_n("{n} wish could not be placed:", "{n} wishes could not be placed:")

WHY = {
    "no_common_slot": N_("no time at which both are there"),
    "no_common_free_slot": N_("no time at which both are free"),
    "day_full": N_("their day is full"),
    "no_table": N_("no table free"),
    "no_suitable_table": N_("no table that suits both"),
    "stronger_match": N_("a stronger match took the place"),
    "order": N_("it would break an agreed order"),
    "forbidden": N_("forbidden by the organisers"),
    "already_met": N_("they met already"),
    "too_few_slots": N_("they are there for too short a time"),
    "too_few_pairs": N_("too few wishes on both sides"),
    "partners_elsewhere": N_("their partners have no other free time"),
    "contested": N_("others need the same places"),
    "not_found": N_("none was found in time"),
}
WHY_OTHERWISE = N_("it did not fit")
MOST_SHOWN = 8


def draft_screen(uow: UnitOfWork, house: House, draft: StoredAgenda, t: Translator, *, now: datetime) -> Reply:
    """Return what an organiser should know before publishing."""
    summary = draft.summary
    meetings = uow.agendas.meetings(draft.id)
    lines = [
        t.count(
            DRAFT,
            len(meetings),
            meetings=format_number(len(meetings), t.language),
            version=draft.id,
            share=format_share(summary["share"], t.language),
        ),
        *_doubts(uow, house.event, draft, t, now),
        *_legal_lines(uow, house.event, meetings, t),
        t(GINI, buyers=_gini(summary, "buyer"), providers=_gini(summary, "provider")),
        *_floor_lines(uow, summary, t),
        *_leftover_lines(uow, summary, t),
    ]
    rows = (
        (Button(label=t.plain(N_("Publish…")), data=f"g:preview={draft.id}", style="primary"),),
        (
            Button(label=t.plain(N_("By company")), data=f"z:{draft.id}.list=0"),
            Button(label=t.plain(N_("Another pair…")), data=f"z:{draft.id}.pair="),
        ),
        (Button(label=t.plain(N_("Allocate again")), data="g:allocate"),),
    )
    return Reply(text="\n".join(lines), language=t.language, rows=rows)


def _doubts(uow: UnitOfWork, event: Event, draft: StoredAgenda, t: Translator, now: datetime) -> list[str]:
    """Return what stands in the way of publishing, or that nothing does."""
    broken, late = allocation.unfit(uow, event, draft, now=now)
    lines = [t.count(OUTDATED, broken)] if broken else []
    lines += [t.count(TOO_LATE, late, minutes=event.changes.freeze_minutes)] if late else []
    return lines or [t(NO_CONFLICT)]


def _legal_lines(uow: UnitOfWork, event: Event, meetings: Sequence[StoredMeeting], t: Translator) -> list[str]:
    """Return the meetings that a rule wants the organisers to look at."""
    judged = judge(uow, event)
    found = [
        (one, legal.say(flag.rule, event, t))
        for one in meetings
        if are_judged(judged, one.buyer_id, one.provider_id)
        for flag in legal.flags_between(judged, one.buyer_id, one.provider_id, event)
        if "flag_organiser" in flag.effects
    ]
    if not found:
        return []
    lines = [t.count(LEGAL, len({one.pair for one, _rule in found}))]
    for one, rule in found[:MOST_SHOWN]:
        names = {"buyer": company_name(uow, one.buyer_id), "provider": company_name(uow, one.provider_id)}
        lines.append(t(N_("• {buyer} and {provider}: {why}"), why=_words(rule), **names))
    return lines


def format_share(share: float | None, language: str) -> str:
    """Return a share as a percentage.

    >>> format_share(0.9987, "fr"), format_share(0.9987, "en")
    ('99,8\xa0%', '99.8%')
    """
    if share is None:
        return "?"
    number = f"{math.floor(1000 * share) / 10:.1f}"  # never "100 %" of what is not
    return f"{number}%" if language == "en" else f"{number.replace('.', ',')}\u00a0%"


def _gini(summary: Mapping[str, Any], side: str) -> str:
    return f"{summary['gini'].get(side, 0.0):.2f}"


def _floor_lines(uow: UnitOfWork, summary: Mapping[str, Any], t: Translator) -> list[str]:
    missed = summary["floors_missed"]
    if not missed:
        return []
    lines = ["", t.count(FLOORS, len(missed))]
    for company_id, floor, held, possible, code in missed[:MOST_SHOWN]:
        why = t.plain(WHY.get(code, WHY_OTHERWISE))
        line = N_("• {company}: {held} of {floor} ({possible} possible): {why}")
        shown = "?" if possible is None else str(possible)
        lines.append(
            t(line, company=company_name(uow, company_id), held=held, floor=floor, possible=shown, why=_words(why))
        )
    return lines


def _leftover_lines(uow: UnitOfWork, summary: Mapping[str, Any], t: Translator) -> list[str]:
    left = sorted(summary["leftovers"], key=lambda one: -one[2])
    if not left:
        return []
    lines = ["", t.count(LEFTOVERS, len(left))]
    for buyer, provider, _weight, code, _who in left[:MOST_SHOWN]:
        why = t.plain(WHY.get(code, WHY_OTHERWISE))
        line = N_("• {buyer} and {provider}: {why}")
        lines.append(t(line, buyer=company_name(uow, buyer), provider=company_name(uow, provider), why=_words(why)))
    return lines


def _words(text: str) -> Markup:
    """Spare an isolate round words that are in the reader's language already."""
    return Markup(text, isolate=False)
