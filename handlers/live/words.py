"""Free words of an organiser read as a change: "table 7 out until 11", "Atlas en retard jusqu’à 11h20".

Reading finds the kind by its words, then times, tables and companies whatever their order. What may mean several things
gives several requests, to choose from; what is not said stays empty, to be asked. Nothing is ever guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from handlers.live import vocabulary
from handlers.live.clock import slot_after, slot_at, slot_unfinished
from handlers.live.day import Day
from handlers.live.disruptions import LONGEST_NAME, REST_OF_DAY, REST_OF_EVENT, Request
from handlers.live.names import meant
from locales.digits import fold, strip_bidi, western_digits

_PHRASES = (
    (re.compile(r"(?:a )?quarter of an hour|(?:un )?quart d[’' ]heure|ربع ساعة"), " +15 "),
    (re.compile(r"half an hour|(?:une )?demi[- ]heure|نصف ساعة"), " +30 "),
)
_MINUTES = re.compile(
    r"\+\s*(\d{1,3})\s*(?:minutes?|mins?|mn|دقيقة|دقائق|د\b)?|\b(\d{1,3})\s*(?:minutes?|mins?\b|mn\b|دقيقة|دقائق)"
)
_TIME = re.compile(r"\b(\d{1,2})\s*[:h.]\s*(\d{2})(?!\d)|\b(\d{1,2})\s*h\b")
_SPLIT = re.compile(r"\s*[/|↔]\s*|\s[-–—]\s")
_BARE_HOUR = re.compile(rf"\b({vocabulary.HOUR_WORDS}) (\d{{1,2}})\b(?! ?qt)")
_NAMED = re.compile(
    r"(?:\bto\b|\bas\b|\bcalled\b|\ben\b|\bappelle\b|إلى|الى|باسم|:|=|→)\s*[«\"“”']?\s*([^«»\"“”]+?)\s*[»\"“”']?\s*$",
    re.IGNORECASE,
)
MOST_READINGS = 6


@dataclass(kw_only=True)
class _Said:
    """What is left of the words while they are read."""

    text: str
    times: list[int]  # minutes since midnight
    minutes: int | None

    def take(self, pattern: str) -> str | None:
        """Return the first match, and take all out of the words."""
        found = re.search(pattern, self.text)
        if found is None:
            return None
        self.text = re.sub(pattern, " qs ", self.text) if found[0] else self.text
        return found[0]


def read(text: str, day: Day) -> list[Request]:
    """Return what words may mean; nothing when no kind of change is named in them."""
    marked = _marked(text)
    names = {company.id: company.legal_name or "" for company in day.companies.values() if company.status == "approved"}
    marked, mentions = _with_mentions(marked, names)
    for kind, patterns in vocabulary.RULES:
        if _fits(marked, patterns):
            said = _said(marked)
            tables = _tables(said, day) if kind.startswith("table") else []
            for pattern in patterns:
                said.take(pattern)
            return _requests(kind, text, said, _companies(said, mentions, names), tables, day)[:MOST_READINGS]
    return []


def names_change(text: str) -> bool:
    """Tell at little cost whether words may name a change at all.

    >>> names_change("table 7 out until 11"), names_change("thank you all")
    (True, False)
    """
    marked = _marked(text)
    return any(_fits(marked, patterns) for _kind, patterns in vocabulary.RULES)


def _fits(marked: str, patterns: tuple[str, ...]) -> bool:
    return all(re.search(pattern, marked) for pattern in patterns)


def read_times(text: str) -> list[int]:
    """Return the times in words, as minutes since midnight; a bare hour counts.

    >>> read_times("11h20"), read_times("١١:٢٠"), read_times("at 9"), read_times("11")
    ([680], [680], [540], [660])
    """
    times = _said(_marked(text)).times
    bare = western_digits(text).strip()
    return [int(bare) * 60] if not times and re.fullmatch(r"\d{1,2}", bare) and int(bare) < 24 else times


def read_minutes(text: str) -> int | None:
    """Return the minutes in words.

    >>> read_minutes("+١٥"), read_minutes("20 min"), read_minutes("10"), read_minutes("soon")
    (15, 20, 10, None)
    """
    bare = western_digits(text).strip()
    return int(bare) if re.fullmatch(r"\d{1,3}", bare) else _said(_marked(text)).minutes


def _marked(text: str) -> str:
    """Return words folded, with times, minutes and separators as words of their own."""
    line = western_digits(strip_bidi(text)).casefold()
    for phrase, minutes in _PHRASES:
        line = phrase.sub(minutes, line)
    line = _MINUTES.sub(lambda found: f" qm{found[1] or found[2]} ", line)
    line = _TIME.sub(lambda found: _time(found[1] or found[3], found[2] or "00"), line)
    line = fold(_SPLIT.sub(" qs ", line))
    line = re.sub(r"\bو(?=[a-z])", "و ", line)
    return _BARE_HOUR.sub(lambda found: f"{found[1]} {_time(found[2], '00').strip()}", line)


def _time(hour: str, minute: str) -> str:
    is_time = int(hour) < 24 and int(minute) < 60
    return f" qt{int(hour):02d}{minute} " if is_time else f" {hour} {minute} "


def _said(marked: str) -> _Said:
    times = [int(found[:2]) * 60 + int(found[2:]) for found in re.findall(r"\bqt(\d{4})\b", marked)]
    minutes = re.search(r"\bqm(\d+)\b", marked)
    return _Said(text=marked, times=times, minutes=int(minutes[1]) if minutes else None)


def _with_mentions(marked: str, names: Mapping[int, str]) -> tuple[str, list[list[int]]]:
    """Take whole names out of the words first: a company may be called "Pause" or "Table"."""
    by_name: dict[str, list[int]] = {}
    for key, name in names.items():
        by_name.setdefault(fold(name), []).append(key)
    mentions: list[list[int]] = []
    for name in sorted(filter(None, by_name), key=len, reverse=True):
        pattern = rf"\b{re.escape(name)}\b"
        if re.search(pattern, marked):
            marked = re.sub(pattern, f" qc{len(mentions)}q ", marked)
            mentions.append(by_name[name])
    return re.sub(r" +", " ", marked), mentions


def _companies(said: _Said, mentions: list[list[int]], names: Mapping[int, str]) -> list[list[int]]:
    """Return who is meant, in the order of the words: each a list of those it may be."""
    found: list[list[int]] = []
    text = re.sub(r"\bq[tm]\d+\b", " qs ", said.text)
    for part in re.split(rf"{vocabulary.JOINTS}|(\bqc\d+q\b)", text):
        known = re.fullmatch(r"qc(\d+)q", part or "")
        if known:
            found.append(mentions[int(known[1])])
            continue
        words = [word for word in (part or "").split() if word not in vocabulary.FILLERS]
        candidates = meant(" ".join(words), names)
        if candidates:
            found.append(candidates)
    return found


def _tables(said: _Said, day: Day) -> list[str]:
    """Return the number of the table that is named behind its word, by its number or by the name it was given."""
    by_name = {fold(name): number for number, name in day.tables.items()} | {number: number for number in day.tables}
    for name in sorted(by_name, key=len, reverse=True):
        if said.take(rf"{vocabulary.TABLE}(?: (?:n|no|numero|number|رقم))? {re.escape(name)}\b") is not None:
            return [by_name[name]]
    return []


def _requests(
    kind: str, text: str, said: _Said, companies: list[list[int]], tables: list[str], day: Day
) -> list[Request]:
    """Return every reading: one for each company that may be meant."""
    request = Request(kind=kind)
    match kind:
        case "table_out" | "table_back" | "table_name":
            for table in tables:
                request = request.with_("table", table)
            if kind == "table_out":
                return [request.with_("until", _until(said, day))]
            return [request.with_("name", _new_name(text))] if kind == "table_name" else [request]
        case "late" | "early" | "gone" | "back":
            readings = [request.with_("company", str(one)) for one in (companies or [[]])[0]] or [request]
            return [_with_time(reading, said, day) for reading in readings]
        case "rest" | "delay" | "drop" | "reopen" | "pause":
            return [_with_time(request, said, day)]
        case _:
            return _of_meetings(request, said, companies, day)


def _with_time(request: Request, said: _Said, day: Day) -> Request:
    """Return the request with the slots that its times mean."""
    first = said.times[0] if said.times else None
    last = said.times[-1] if said.times else None
    match request.kind:
        case "late":
            return request.with_("until", _until(said, day))
        case "early":
            return request.with_("since", slot_unfinished(day, first))
        case "gone":
            return request.with_("span", _span(said, day))
        case "rest":
            minutes = str(said.minutes or "")
            return request.with_("since", slot_after(day, first)).with_("minutes", minutes)
        case "delay":
            return request.with_("slot", slot_at(day, first)).with_("minutes", str(said.minutes or ""))
        case "drop":
            return request.with_("slot", slot_at(day, first))
        case "reopen":
            return request.with_("closed", slot_at(day, first, is_closed=True))
        case "pause":
            until = (slot_after(day, last) or REST_OF_DAY) if len(said.times) > 1 else ""
            return request.with_("since", slot_unfinished(day, first)).with_("until", until)
        case _:  # back
            return request


def _until(said: _Said, day: Day) -> str:
    if said.times:
        return slot_after(day, said.times[-1]) or REST_OF_DAY
    if said.minutes is not None:
        local = (day.now + timedelta(minutes=said.minutes)).astimezone(day.event.zone)
        return slot_after(day, local.hour * 60 + local.minute) or REST_OF_DAY
    return _span(said, day, is_said=True)


def _span(said: _Said, day: Day, *, is_said: bool = False) -> str:
    """Return whether the day or the event is meant; on the last day both are one, but for words that want a time."""
    if re.search(vocabulary.REST_OF_EVENT_WORDS, said.text):
        return REST_OF_EVENT
    if re.search(vocabulary.REST_OF_DAY_WORDS, said.text):
        return REST_OF_DAY
    return "" if is_said or not day.is_last_day else REST_OF_EVENT


def _new_name(text: str) -> str:
    found = _NAMED.search(strip_bidi(text).strip())
    return found[1][: LONGEST_NAME + 1] if found else ""


def _of_meetings(request: Request, said: _Said, companies: list[list[int]], day: Day) -> list[Request]:
    """Return the requests on one meeting or two: "A / B" is the meeting of two companies, "A" any of its own."""
    if request.kind == "add":
        pairs = [pair for pair in _pairs(companies[:2], day) if day.meeting(pair) is None] or _alone(companies)
        when = slot_at(day, said.times[-1]) if said.times else ""
        return [request.with_("new_pair", pair).with_("when", when) for pair in pairs]
    if request.kind == "swap":
        firsts, rest = _meetings(companies, day)
        seconds, _ = _meetings(rest, day)
        return [request.with_("pair", one).with_("other", other) for one, other in product(firsts, seconds)]
    firsts, _rest = _meetings(companies, day)
    readings = [request.with_("pair", pair) for pair in firsts]
    if request.kind == "move":
        to = slot_at(day, said.times[-1]) if said.times else ""
        return [reading.with_("to", to) for reading in readings]
    return readings


def _meetings(companies: list[list[int]], day: Day) -> tuple[list[str], list[list[int]]]:
    """Return which meeting is meant by the first two companies, or by the first alone; and the companies left over."""
    together = [pair for pair in _pairs(companies[:2], day) if day.meeting(pair) is not None]
    if together:
        return together, companies[2:]
    found = []
    for company in companies[0] if companies else ():
        own = day.meetings_ahead(company)
        found.append(own[0].pair if len(own) == 1 else str(company))
    return found or [""], companies[1:]


def _pairs(companies: list[list[int]], day: Day) -> list[str]:
    """Return the pairs of a buyer and a provider that two mentions may mean."""
    if len(companies) < 2:
        return []
    found = []
    for one, other in product(*companies):
        roles = (day.companies[one].role, day.companies[other].role)
        if roles == ("buyer", "provider"):
            found.append(f"{one}~{other}")
        elif roles == ("provider", "buyer"):
            found.append(f"{other}~{one}")
    return found


def _alone(companies: list[list[int]]) -> list[str]:
    return [str(one) for one in companies[0]] if companies else [""]
