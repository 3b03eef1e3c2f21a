"""What is typed in answer to a question about a change: nothing else may be said in it but what is asked."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.mentions import named
from handlers.messages import id_in
from handlers.repairing.day import Day
from handlers.repairing.disruptions import LONGEST_DELAY, LONGEST_NAME, REST_OF_DAY, REST_OF_EVENT, Request, is_company
from handlers.understanding import vocabulary
from handlers.understanding.clock import (
    limit,
    refuse_other_days,
    refuse_past,
    slot_after,
    slot_at,
    slot_unfinished,
    why_no_slot,
)
from handlers.understanding.listening import NO_TABLE, Said, listen, table_names
from handlers.understanding.meetings import new_pairs, pairs_of, which, why_apart
from handlers.understanding.moments import Moment
from handlers.understanding.readings import Reading, Refused, hint
from handlers.understanding.spans import TOO_LONG, with_times
from locales.digits import fold, western_digits

_OF_COMPANIES = ("company", "pair", "other", "new_pair")


def answer(request: Request, field: str, text: str, day: Day, language: str = "en") -> Reading:
    """Return the request with a field taken from typed words: once for each thing they may mean.

    Nothing when they are no answer; only a note when they are one that cannot be taken.
    """
    try:
        said = listen(text, day, language)
        refuse_other_days(day, said.moments, language)
        if field in _OF_COMPANIES:
            return _of_company(request, field, text, said)
        if field == "span" and said.moments:
            return _of_time(request, said)
        values = _values(request, field, text, said)
    except Refused as refused:
        return Reading(note=refused.note)
    requests = tuple(request.with_(field, value) for value in values)
    return Reading(requests=requests, note=said.note)


def _of_company(request: Request, field: str, text: str, said: Said) -> Reading:
    """Return the request with a company, or with the meeting of two; whoever is chosen already stays so."""
    whole = named(text, said.names)  # a name may hold what stands between names: "Audit & Conseil"
    if whole:
        said.companies = [whole]
    else:
        said.find_companies()
    if not said.companies or said.unknown:
        near = said.near_companies() if not said.companies else []
        return Reading(
            requests=tuple(request.with_(field, str(one)) for one in near),
            note=said.note if near else None,
            is_certain=False,
        )
    values = _companies(request, field, said)
    return Reading(requests=tuple(request.with_(field, one) for one in values), note=said.note, left=said.left)


def _companies(request: Request, field: str, said: Said) -> list[str]:
    known = request[field]
    if field == "company" or (len(said.companies) == 1 and not is_company(known, said.day)):
        return [str(one) for one in said.take_company()]
    if len(said.companies) > 1:
        return new_pairs(said) if field == "new_pair" else which(said)
    others = said.take_company()
    pairs = pairs_of([id_in(known)], others, said.day)
    found = pairs if field == "new_pair" else [pair for pair in pairs if said.day.meeting(pair) is not None]
    if not found:
        said.hint(why_apart(id_in(known), others[0], said.day))
    return found or [known]


def _of_time(request: Request, said: Said) -> Reading:
    """Return the absence with the time until which it lasts, or from which on."""
    said.moments = [replace(one, role=one.role or ("until" if one.minutes is not None else "")) for one in said.moments]
    if said.minutes or not _is_all(request, said):
        return Reading()
    found = with_times("gone", said)
    return (
        Reading()
        if said.moments
        else Reading(requests=(replace(found.with_("company", request["company"]), instead_of=request.instead_of),))
    )


def _values(request: Request, field: str, text: str, said: Said) -> list[str]:
    match field:
        case "table":
            return _table(text, said)
        case "name":
            name = text.strip()
            return [name] if 0 < len(name) <= LONGEST_NAME else []
        case "minutes":
            return _minutes(request, text, said)
        case _:
            return _slots(request, field, text, said)


def _table(text: str, said: Said) -> list[str]:
    typed = fold(text)
    if said.tables[1:]:
        return []
    found = table_names(said.day).get(typed) or said.take_table()
    if not found and typed.isdecimal():
        said.hint(hint(NO_TABLE, table=typed))
    return [found] if found else []


def _minutes(request: Request, text: str, said: Said) -> list[str]:
    bare = western_digits(text).strip()
    if re.fullmatch(r"\d{1,4}", bare):
        said.minutes, said.text = [int(bare)], ""
    if len(said.minutes) != 1 or "qn" in said.text or not _is_all(request, said):
        return []
    minutes = said.minutes[0]
    if minutes > LONGEST_DELAY:
        said.hint(hint(TOO_LONG, most=LONGEST_DELAY))
    return [str(minutes)] if 0 < minutes <= LONGEST_DELAY else []


def _slots(request: Request, field: str, text: str, said: Said) -> list[str]:
    bare = western_digits(text).strip()
    day = said.day
    if re.fullmatch(r"\d{1,2}", bare) and int(bare) < 24:
        said.moments, said.text = [Moment(day=day.today[0].day, minutes=int(bare) * 60)], ""
    rest = _rest(said) if field in ("until", "span") else ""
    if len(said.moments) + bool(rest) != 1 or said.minutes or not _is_all(request, said):
        return []
    if rest:
        return [rest]
    at = said.moments[0]
    if field == "until":
        return [limit(day, at, since=request["since"])]
    if at.minutes is None:
        return []
    if field == "since":
        refuse_past(day, at)
        found = slot_after(day, at) if request.kind == "rest" else slot_unfinished(day, at)
    else:
        found = slot_at(day, at, is_closed=field == "closed")
    if not found:
        said.hint(why_no_slot(day, at, is_closed=field == "closed"))
    return [found] if found else []


def _rest(said: Said) -> str:
    if re.search(vocabulary.REST_OF_EVENT_WORDS, said.text):
        said.without([vocabulary.REST_OF_EVENT_WORDS])
        return REST_OF_EVENT
    if re.search(vocabulary.REST_OF_DAY_WORDS, said.text) and not said.moments:
        said.without([vocabulary.REST_OF_DAY_WORDS])
        return REST_OF_DAY
    return ""


def _is_all(request: Request, said: Said) -> bool:
    """Tell whether nobody and nothing else is named beside an answer than those the question is about."""
    said.find_companies()
    known = {id_in(part) for field in _OF_COMPANIES for part in request[field].split("~")}
    others = [one for one in said.companies if not known & set(one)]
    tables = {*said.tables, *said.strange_tables} - {request["table"]}
    return not (others or tables or said.unknown or said.numbers)
