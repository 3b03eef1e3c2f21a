"""Free words of an organiser read as a change: "table 7 out until 11", "Atlas en retard jusqu’à 11h20".

Reading finds the kind by its words, then times, tables and companies whatever their order. What may mean several things
gives several requests, to choose from; what is not said stays empty, to be asked; what is said and cannot be used is
named. Nothing is ever guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from handlers.repairing.day import Day
from handlers.repairing.disruptions import LONGEST_NAME, Request
from handlers.understanding import vocabulary
from handlers.understanding.clock import refuse_other_days
from handlers.understanding.listening import Said, listen
from handlers.understanding.marking import mark
from handlers.understanding.meetings import with_meetings
from handlers.understanding.negation import opposed
from handlers.understanding.readings import Reading, Refused
from handlers.understanding.spans import with_times
from locales.digits import strip_bidi

_NAMED = re.compile(
    r"(?:\bto\b|\bas\b|\bcalled\b|\ben\b|\bappelle\b|إلى|الى|باسم|:|=|→)\s*[«\"“”']?\s*([^«»\"“”]+?)\s*[»\"“”']?\s*$",
    re.IGNORECASE,
)
_OF_MEETINGS = ("move", "cancel", "add", "swap", "delegate")
_OF_COMPANIES = ("late", "early", "gone", "away", "back")
MOST_READINGS = 6


def read(text: str, day: Day, language: str = "en") -> Reading:
    """Return what words may mean; nothing when no kind of change is named in them."""
    said = listen(text, day, language)
    rules = (rule for rule in vocabulary.RULES if _fits(said.text, rule[1]) and not _is_of_one(rule[0], said))
    named, patterns = next(rules, ("", ()))
    if not named:
        return Reading()
    try:
        refuse_other_days(day, said.moments, language)
        kind = opposed(named, patterns, said.text)
        said.without(patterns)
        said.find_companies()
        requests = tuple(_requests(kind, said))[:MOST_READINGS]
    except Refused as refused:
        return Reading(note=refused.note)
    return Reading(requests=requests, note=said.note, left=said.left, is_certain=said.is_certain)


def names_change(text: str) -> bool:
    """Tell at little cost whether words may name a change at all; that of a table may name it by a name of its own.

    >>> names_change("table 7 out until 11"), names_change("thank you all")
    (True, False)
    """
    marked = mark(text)
    return any(
        _fits(marked, (one for one in patterns if one != vocabulary.TABLE)) for _kind, patterns in vocabulary.RULES
    )


def read_minutes(text: str) -> int | None:
    """Return the minutes in words.

    >>> read_minutes("+١٥"), read_minutes("20 min"), read_minutes("half an hour"), read_minutes("soon")
    (15, 20, 30, None)
    """
    found = re.search(r"\bqm(\d+)\b", mark(text))
    return int(found[1]) if found else None


def _fits(marked: str, patterns: Iterable[str]) -> bool:
    return all(re.search(pattern, marked) for pattern in patterns)


def _is_of_one(kind: str, said: Said) -> bool:
    """Tell whether "all" is said of the people of one company: "Atlas and everyone there 10 min late"."""
    return kind == "rest" and not said.moments and said.names_company


def _requests(kind: str, said: Said) -> list[Request]:
    """Return every reading: one for each company or meeting that may be meant."""
    if kind in _OF_MEETINGS:
        return with_meetings(kind, said)
    if kind == "table_name":
        return [_renamed(said)]
    table = said.take_table() if kind.startswith("table") else ""
    request = with_times(kind, said)
    if kind.startswith("table"):
        return [request.with_("table", table)]
    return _of_companies(request, said) if kind in _OF_COMPANIES else [request]


def _of_companies(request: Request, said: Said) -> list[Request]:
    if said.companies:
        said.hint_slips()
        return [request.with_("company", str(one)) for one in said.take_company()]
    near = said.near_companies()
    said.is_certain = not near
    return [request.with_("company", str(one)) for one in near] or [request]


def _renamed(said: Said) -> Request:
    """Return a table and its new name, which may hold anything."""
    found = _NAMED.search(strip_bidi(said.typed).strip())
    request = Request(kind="table_name").with_("table", said.take_table())
    said.forget()
    return request.with_("name", found[1][: LONGEST_NAME + 1] if found else "")
