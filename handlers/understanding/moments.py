"""The times in an organiser's words, each with its day and whether it is a beginning or an end."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from handlers.understanding import vocabulary

Role = Literal["from", "until", "at", ""]


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A time of a day, `minutes` after midnight (None: the day as a whole), as its words call it."""

    day: date
    minutes: int | None = None
    role: Role = ""
    is_dated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Token:
    """A time or a day, and whether only words that say nothing of their own are between it and the one before."""

    word: str
    role: Role
    is_adjacent: bool


def moments_in(marked: str, today: date) -> list[Moment]:
    """Return the times of marked words; a day is that of the times behind it, or of those before it at the end.

    >>> today = date(2027, 4, 14)
    >>> [(one.day.day, one.minutes, one.role) for one in moments_in("from qt1220 until qd20270415 at qt1100", today)]
    [(14, 740, 'from'), (15, 660, 'until')]
    >>> [(one.day.day, one.minutes) for one in moments_in("from qt1100 to qt1200 qd20270415", today)]
    [(15, 660), (15, 720)]
    """
    found: list[Moment] = []
    day: date | None = None
    for token in _tokens(marked):
        last = found[-1] if found else None
        if token.word.startswith("qd"):
            day = datetime.strptime(token.word, "qd%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
            if last is not None and last.minutes is not None and not last.is_dated and token.is_adjacent:
                found = _dated(found, day, last.minutes)
            else:
                found.append(Moment(day=day, role=token.role, is_dated=True))
            continue
        one = Moment(day=day or today, minutes=_minutes(token.word), role=token.role, is_dated=day is not None)
        if last is not None and last.minutes is None and (token.is_adjacent or token.role != "until"):
            role = last.role if token.is_adjacent and last.role else one.role
            found[-1] = replace(one, role=role)
        else:
            found.append(one)
    return found


def _tokens(marked: str) -> list[_Token]:
    found = []
    role: Role = ""
    is_adjacent = False
    for word in marked.split():
        if re.fullmatch(r"q[td]\d+", word):
            found.append(_Token(word=word, role=role, is_adjacent=is_adjacent))
            role, is_adjacent = "", True
        elif word in vocabulary.FROM_WORDS:
            role, is_adjacent = "from", False
        elif word in vocabulary.UNTIL_WORDS:
            role, is_adjacent = "until", False
        elif word in vocabulary.AT_WORDS:
            role = role or "at"
        elif word not in vocabulary.BESIDE_TIMES:
            role, is_adjacent = "", False
    return found


def _minutes(word: str) -> int:
    return int(word[2:4]) * 60 + int(word[4:])


def _dated(found: list[Moment], day: date, last: int) -> list[Moment]:
    """Return the times with the day that follows them: of all that lead up to the last one, as "11 to 12 tomorrow"."""
    return [
        one if one.is_dated or one.minutes is None or one.minutes > last else replace(one, day=day, is_dated=True)
        for one in found
    ]
