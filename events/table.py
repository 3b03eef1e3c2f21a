"""One TOML table, read key by key: wrong keys become faults that say what was expected, what was found, and an example.

Reading goes on after a fault, with a stand-in value, so that one look at the messages is enough to mend the file.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeVar

from events.event import Words

T = TypeVar("T")

MISSING = "nothing"
_KEY = re.compile(r"[a-z][a-z0-9_-]*")
_LONGEST_SHOWN = 60
_NEVER = datetime.combine(date.min, time.min)


@dataclass(kw_only=True)
class Faults:
    """The faults met so far in one file."""

    file: str
    found: list[str] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    def add(self, path: str, *, expected: str, found: str, example: str) -> None:
        self.found.append(f"{self.file}: {path}: expected {expected}, found {found}. Example: {example}")
        self.paths.add(path)

    def is_sound(self, path: str) -> bool:
        """Tell whether the value at `path` is what the file says, not a stand-in after a fault."""
        return not any(path == bad or path.startswith((f"{bad}.", f"{bad}[")) for bad in self.paths)


def shown(value: object) -> str:
    """Return a value as a person would write it in the file.

    >>> shown("Casa"), shown(True), shown(12), shown({"fr": "x"}), shown(["fr", 1])
    ('"Casa"', 'true', '12', 'a table', '["fr", 1]')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        text = value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"
        return f'"{text}"'
    if isinstance(value, list):
        return f"[{', '.join(shown(item) for item in value)}]"
    return "a table" if isinstance(value, dict) else str(value)


class Table:
    """A table of the file, its place (`days[1].sessions[0]`), and the keys that were asked for."""

    def __init__(self, content: Mapping[str, object], faults: Faults, place: str = "") -> None:
        self.content = content
        self.faults = faults
        self.place = place
        self._asked: list[str] = []

    def path(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def fault(self, key: str, *, expected: str, found: str | None = None, example: str) -> None:
        """Note that the value of `key` is not what was expected."""
        value = shown(self.content[key]) if key in self.content else MISSING
        self.faults.add(self.path(key), expected=expected, found=found or value, example=f"{key} = {example}")

    def has(self, key: str) -> bool:
        """Tell whether `key` was written, which makes it a known one."""
        self._asked.append(key)
        return key in self.content

    def text(self, key: str, example: str) -> str:
        """Return a text that is not empty."""
        return self._value(key, _text, "a text", f'"{example}"', "")

    def matching(self, key: str, pattern: str, expected: str, example: str) -> str:
        """Return a text that matches `pattern` whole."""

        def read(value: object) -> str | None:
            return value if isinstance(value, str) and re.fullmatch(pattern, value) else None

        return self._value(key, read, expected, f'"{example}"', "")

    def key(self, key: str, example: str) -> str:
        """Return a stable key: small letters, digits, - and _."""
        return self.matching(key, _KEY.pattern, "a key of small letters, digits, - and _", example)

    def one_of(self, key: str, choices: Sequence[str]) -> str:
        """Return one of `choices`."""
        expected = " or ".join(f'"{choice}"' for choice in choices)

        def read(value: object) -> str | None:
            return value if isinstance(value, str) and value in choices else None

        return self._value(key, read, expected, f'"{choices[0]}"', choices[0])

    def some_of(self, key: str, choices: Sequence[str]) -> tuple[str, ...]:
        """Return one or several of `choices`, written as a text or as a list."""
        expected = " or ".join(f'"{choice}"' for choice in choices)

        def read(value: object) -> tuple[str, ...] | None:
            listed = value if isinstance(value, list) else [value]
            known = tuple(choice for choice in choices if choice in listed)
            return known if known and len(known) == len(listed) else None

        return self._value(key, read, expected, f'"{choices[0]}"', (choices[0],))

    def integer(self, key: str, *, at_least: int, at_most: int, example: int, default: int | None = None) -> int:
        """Return a whole number within bounds; `default`, if there is one, where the key is absent."""

        def read(value: object) -> int | None:
            fits = isinstance(value, int) and not isinstance(value, bool) and at_least <= value <= at_most
            return value if fits and isinstance(value, int) else None

        if default is not None and not self.has(key):
            return default
        return self._value(key, read, f"a whole number from {at_least} to {at_most}", str(example), example)

    def flag(self, key: str) -> bool:
        """Return yes or no."""
        return self._value(
            key, lambda value: value if isinstance(value, bool) else None, "true or false", "false", False
        )

    def day(self, key: str, example: str) -> date:
        """Return a day."""
        return self._value(key, _date, "a date", example, date.min)

    def time(self, key: str, example: str) -> time:
        """Return a wall time."""
        return self._value(key, _time, "a time on 24 hours", f'"{example}"', time.min)

    def moment(self, key: str, example: str) -> datetime:
        """Return a day and wall time, without zone: the event has one."""
        return self._value(key, _moment, "a date and time without zone", f'"{example}"', _NEVER)

    def texts(self, key: str, expected: str, example: str, pattern: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts that match `pattern` whole; an empty one when the key may be absent, and is."""

        def read(value: object) -> tuple[str, ...] | None:
            if not isinstance(value, list):
                return None
            texts = tuple(item for item in value if isinstance(item, str) and re.fullmatch(pattern, item))
            return texts if len(texts) == len(value) and (texts or not required) else None

        if not required and not self.has(key):
            return ()
        return self._value(key, read, expected, example, ())

    def integers(
        self, key: str, *, at_least: int, at_most: int, example: str, default: tuple[int, ...]
    ) -> tuple[int, ...]:
        """Return a list of whole numbers within bounds; `default` where the key is absent."""

        def read(value: object) -> tuple[int, ...] | None:
            if not isinstance(value, list):
                return None
            numbers = tuple(item for item in value if type(item) is int and at_least <= item <= at_most)
            return numbers if len(numbers) == len(value) else None

        if not self.has(key):
            return default
        return self._value(key, read, f"a list of whole numbers from {at_least} to {at_most}", example, ())

    def words(
        self,
        key: str,
        languages: Sequence[str],
        pattern: str = r"(?s).*\S.*",
        expected: str = "a text",
        example: str = "…",
    ) -> Words:
        """Return a text in every one of `languages`."""
        inner = self.table(key, "{ " + ", ".join(f'{language} = "…"' for language in languages or ("fr",)) + " }")
        texts = {language: inner.matching(language, pattern, expected, example) for language in languages}
        if languages:  # else their own fault was noted, and no key here can be told right or wrong
            inner.refuse_others()
        return Words(texts)

    def table(self, key: str, example: str, *, required: bool = True) -> Table:
        """Return the table under `key`; an empty one when it may be absent, and is."""
        if not required and not self.has(key):
            return Table({}, self.faults, self.path(key))
        content = self._value(key, _table, "a table", example, None)
        return Blank(self.faults, self.path(key)) if content is None else Table(content, self.faults, self.path(key))

    def tables(self, key: str, *, required: bool = True) -> Iterator[Table]:
        """Return the tables of a list, with their position in their place."""
        if not required and not self.has(key):
            return
        none: list[Mapping[str, object]] = []
        several = self._value(key, _tables, f"one [[{self._header(key)}]] or more", "[{ … }]", none)
        for position, content in enumerate(several):
            yield Table(content, self.faults, f"{self.path(key)}[{position}]")

    def _header(self, key: str) -> str:
        return re.sub(r"\[\d+\]", "", self.path(key))

    def refuse_others(self) -> None:
        """Note every key that nobody asked for, with the known one it resembles."""
        for key in self.content:
            if key not in self._asked:
                self.faults.found.append(f"{self.faults.file}: {self.path(key)}: unknown key{self._meant(key)}")

    def _meant(self, key: str) -> str:
        close = difflib.get_close_matches(key, self._asked, 1)
        known = ", ".join(dict.fromkeys(self._asked))
        return f"; did you mean {close[0]}?" if close else f"; the keys here are {known}"

    def _value(self, key: str, read: Callable[[object], T | None], expected: str, example: str, standin: T) -> T:
        if self.has(key):
            value = read(self.content[key])
            if value is not None:
                return value
        self.fault(key, expected=expected, example=example)
        return standin


class Blank(Table):
    """Stands in for a table that is missing: its own absence is the fault, not that of each of its keys."""

    def __init__(self, faults: Faults, place: str) -> None:
        super().__init__({}, Faults(file=faults.file), place)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _date(value: object) -> date | None:
    if isinstance(value, str):
        return _parsed(date.fromisoformat, value, r"\d{4}-\d{2}-\d{2}")
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _time(value: object) -> time | None:
    if isinstance(value, str):
        return _parsed(time.fromisoformat, value.rjust(len("00:00"), "0"), r"\d{2}:\d{2}")
    return value.replace(second=0, microsecond=0) if isinstance(value, time) else None


def _moment(value: object) -> datetime | None:
    if isinstance(value, str):
        return _parsed(datetime.fromisoformat, value, r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}")
    return value if isinstance(value, datetime) and value.tzinfo is None else None


def _parsed(parse: Callable[[str], T], value: str, pattern: str) -> T | None:
    try:
        return parse(value) if re.fullmatch(pattern, value) else None
    except ValueError:
        return None


def _table(value: object) -> Mapping[str, object] | None:
    return value if isinstance(value, dict) else None


def _tables(value: object) -> list[Mapping[str, object]] | None:
    return value if isinstance(value, list) and value and all(isinstance(item, dict) for item in value) else None
