"""Answers typed as words: a line of text, a date."""

from __future__ import annotations

import datetime
import re
from typing import Any

from handlers.questions import AnswerType, InvalidAnswer, Question, Situation
from locales.dates import format_day
from locales.digits import strip_bidi
from locales.translator import N_, Translator
from locales.typed_dates import typed_date

_SPACES = re.compile(r"\s+")


def clean(typed: str) -> str:
    """Return typed words as one line, without direction marks and control characters.

    >>> clean("  Atlas\\u202e   Contact\\n")
    'Atlas Contact'
    """
    line = _SPACES.sub(" ", strip_bidi(typed)).strip()
    return "".join(character for character in line if character.isprintable())


class Text(AnswerType):
    """One line with at least one letter."""

    def __init__(self, *, shortest: int = 2, longest: int = 120) -> None:
        self.shortest = shortest
        self.longest = longest

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        line = clean(typed)
        if len(line) > self.longest:
            raise InvalidAnswer(N_("That is too long: at most {longest} characters, please."), longest=self.longest)
        if len(line) < self.shortest or not any(character.isalpha() for character in line):
            raise InvalidAnswer(N_("Please type it in words, at least {shortest} characters."), shortest=self.shortest)
        return line


class DateAnswer(AnswerType):
    """A day, typed as people write days in any of our languages; stored as ISO 8601."""

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        day = typed_date(clean(typed), situation.t.language, situation.now.date())
        if day is None:
            raise InvalidAnswer(N_("I did not recognise that date. Example: {example}"), example="12/11/2027")
        return day.isoformat()

    def show(self, question: Question, value: Any, t: Translator) -> str:
        return format_day(datetime.date.fromisoformat(value), t.language)


text, date = Text(), DateAnswer()
