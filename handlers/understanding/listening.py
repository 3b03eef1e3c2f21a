"""What an organiser's words name: tables, companies, times and minutes, each taken by the reading that uses it.

``qb0q`` a table · ``qc0q`` a company, by its place among those that are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from handlers.conversation import Note
from handlers.mentions import is_long_enough, meant, meant_within, nearly
from handlers.repairing.day import Day
from handlers.understanding import vocabulary
from handlers.understanding.marking import mark
from handlers.understanding.moments import Moment, moments_in
from handlers.understanding.readings import Left, hint, written
from locales.digits import fold
from locales.translator import N_

NOT_FOUND = N_("I cannot find “{words}”.")
NO_TABLE = N_("There is no table {table}.")
LONGEST_QUOTED = 60

_NO_NAME = re.compile(rf"{vocabulary.TABLE_WORD}|q[tdmnb]\d+q?|q(?:gone|out|late|drop)")

_TABLE_NAMED_ALONE = 3
"""Letters of a table's name that is recognised without the word "table"."""


@dataclass(kw_only=True)
class Said:
    """The words of one message while they are read: what is used is taken out, what stays was left out."""

    typed: str
    text: str
    day: Day
    tables: list[str]
    strange_tables: list[str]
    moments: list[Moment]
    minutes: list[int]
    mentions: list[list[int]]
    companies: list[list[int]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    slips: list[list[str]] = field(default_factory=list)
    note: Note | None = None
    used: list[Left] = field(default_factory=list)
    is_certain: bool = True
    is_break: bool = False

    @cached_property
    def names(self) -> dict[int, str]:
        return names_of(self.day)

    @property
    def names_company(self) -> bool:
        """Whether somebody is named at all, among words that may also say what happened."""
        words = [one for one in self.text.split() if one not in vocabulary.FILLERS]
        return bool(self.mentions) or bool(meant_within(words, self.names))

    def hint(self, note: Note) -> None:
        """Keep why something was not taken; what was found first counts."""
        self.note = self.note or note

    def without(self, patterns: Iterable[str]) -> None:
        """Take the words out that say what kind of change it is."""
        for pattern in patterns:
            found = re.search(pattern, self.text)
            if found is not None and found[0]:
                self.text = re.sub(pattern, lambda one: " qs " if one[0] else "", self.text)

    def take_table(self) -> str:
        """Return the number of the table named first; "" without one, or where there is no such table."""
        if self.tables:
            self.used.append(Left(part="table", value=self.tables[0]))
            return self.tables.pop(0)
        if self.strange_tables:
            self.hint(hint(NO_TABLE, table=self.strange_tables.pop(0)))
        return ""

    def take_company(self) -> list[int]:
        """Return whom the first mention of a company may mean."""
        found = self.companies.pop(0)
        self.used += [Left(part="company", value=str(one)) for one in found]
        return found

    def take_moment(self, position: int = 0) -> Moment:
        found = self.moments.pop(position)
        self.used += _left_of_moment(found)
        return found

    def take_minutes(self) -> int | None:
        return self.minutes.pop(0) if self.minutes else None

    def forget(self) -> None:
        """Leave out nothing: what else is said belongs to a name."""
        for said in (self.tables, self.strange_tables, self.moments, self.minutes, self.companies, self.numbers):
            said.clear()

    def find_companies(self) -> None:
        """Find who is meant, in the order of the words; what is not found stays among the `unknown` words."""
        part: list[str] = []
        for word in (*self._words(), "qs"):
            known = re.fullmatch(r"qc(\d+)q", word)
            if word in vocabulary.JOINTS or _NO_NAME.fullmatch(word) or known:
                self._find_company([one for one in part if one not in vocabulary.FILLERS])
                part = []
            else:
                part.append(word)
            if known:
                self.companies.append(self.mentions[int(known[1])])

    def _find_company(self, words: list[str]) -> None:
        whole = meant(" ".join(words), self.names) if is_long_enough(words) else []
        found = [whole] if whole else meant_within(words, self.names)
        self.companies += found
        if not whole:
            self.numbers += [word for word in words if word.isdecimal()]
        if not found:
            self.unknown += [word for word in words if not word.isdecimal()]
            self.slips += [words] if nearly(words, self.names) else []

    def _words(self) -> Iterator[str]:
        """Return the words that are left, with what Arabic joins to a name as a word of its own."""
        for word in self.text.split():
            if word.startswith("و") and meant_within([word[1:]], self.names):
                yield "و"
                yield word[1:]
            else:
                yield word

    def near_companies(self) -> list[int]:
        """Return whom the unknown words may mean, after a slip of the finger; say that they are not found."""
        if not self.unknown:
            return []
        self.hint(hint(NOT_FOUND, words=self.as_typed(self.unknown)))
        return nearly(self.unknown, self.names)

    def hint_slips(self) -> None:
        """Say which names are not found beside one that is: words that may be a slip of the finger."""
        for words in self.slips:
            self.hint(hint(NOT_FOUND, words=self.as_typed(words)))

    def as_typed(self, words: Sequence[str]) -> str:
        """Return folded words as the person wrote them."""
        kept = [one for one in re.findall(r"[\w’']+", self.typed) if set(fold(one).split()) & set(words)]
        return (" ".join(kept) or " ".join(words))[:LONGEST_QUOTED]

    @property
    def left(self) -> tuple[Left, ...]:
        """Return what was said and is used by nothing, each thing once."""
        found = [
            *(Left(part="table", value=one) for one in (*self.tables, *self.strange_tables)),
            *(Left(part="company", value=str(one[0])) for one in self.companies if not self._is_used(one)),
            *(part for one in self.moments for part in _left_of_moment(one)),
            *(Left(part="minutes", value=str(one)) for one in self.minutes),
            *(Left(part="number", value=one) for one in self.numbers),
        ]
        return tuple(dict.fromkeys(one for one in found if one not in self.used))

    def _is_used(self, candidates: list[int]) -> bool:
        return any(Left(part="company", value=str(one)) in self.used for one in candidates)


def listen(typed: str, day: Day, language: str) -> Said:
    """Return what words name."""
    local = day.now.astimezone(day.event.zone).date()
    marked, mentions = _with_companies(mark(typed, local, language), names_of(day))
    marked, tables = _with_tables(marked, day)
    return Said(
        typed=typed,
        text=marked,
        day=day,
        tables=list(dict.fromkeys(one for one in tables if one in day.tables)),
        strange_tables=list(dict.fromkeys(one for one in tables if one not in day.tables)),
        moments=moments_in(marked, day.today[0].day),
        minutes=[int(one) for one in re.findall(r"\bq[mn](\d+)\b", marked)],
        mentions=mentions,
        is_break=re.search(vocabulary.BREAK, marked) is not None,
    )


def names_of(day: Day) -> dict[int, str]:
    """Return the names of the companies that take part, by id."""
    return {company.id: company.legal_name or "" for company in day.companies.values() if company.status == "approved"}


def _left_of_moment(moment: Moment) -> list[Left]:
    if moment.minutes is not None:
        return [Left(part="time", value=written(moment.minutes))]
    return [Left(part="day", value=moment.day.isoformat())]


@lru_cache(maxsize=4096)
def _marked_name(name: str) -> str:
    return mark(name)


def _with_companies(marked: str, names: Mapping[int, str]) -> tuple[str, list[list[int]]]:
    """Take whole names out of the words first: a company may be called "Pause" or "Table"."""
    by_name: dict[str, list[int]] = {}
    for key, name in names.items():
        by_name.setdefault(_marked_name(name), []).append(key)
    mentions: list[list[int]] = []
    for name in sorted(filter(None, by_name), key=len, reverse=True):
        pattern = rf"\b{re.escape(name)}\b"
        if re.search(pattern, marked):
            marked = re.sub(pattern, f"qc{len(mentions)}q", marked)
            mentions.append(by_name[name])
    return marked, mentions


def _with_tables(marked: str, day: Day) -> tuple[str, list[str]]:
    """Take the tables out of the words: "tables 7, 8 and 9", and those that have a name, also without "table"."""
    named = table_names(day)
    words, found, kept = marked.split(), list[str](), list[str]()
    is_list = False
    while words:
        number, size = _table_at(words, named, is_list=is_list)
        if size:
            kept.append(f"qb{len(found)}q")
            found.append(number)
            words = words[size:]
            continue
        is_list = re.fullmatch(vocabulary.TABLE_WORD, words[0]) is not None or (
            is_list and words[0] in vocabulary.BETWEEN_TABLES
        )
        kept.append(words.pop(0))
    return " ".join(kept), found


def _table_at(words: list[str], named: Mapping[str, str], *, is_list: bool) -> tuple[str, int]:
    """Return the number of the table that is named here and the words it takes; 0 words where none is."""
    for name in sorted(named, key=len, reverse=True):
        parts = name.split()
        if words[: len(parts)] == parts and (is_list or _stands_alone(name)):
            return named[name], len(parts)
    is_number = is_list and words[0].isdecimal()
    return (words[0], 1) if is_number else ("", 0)


def _stands_alone(name: str) -> bool:
    return sum(letter.isalpha() for letter in name) >= _TABLE_NAMED_ALONE


def table_names(day: Day) -> dict[str, str]:
    """Return the number of each table by all it is called, folded: the event file's names and those of the day."""
    of_file = {
        fold(words): str(table.number)
        for table in day.event.tables
        if table.name is not None
        for words in table.name.texts.values()
    }
    of_day = {fold(name): number for number, name in day.tables.items()}
    return {
        name: number for name, number in ({number: number for number in day.tables} | of_file | of_day).items() if name
    }
