"""Answers made of digits: a plain number, a company's number in its country."""

from __future__ import annotations

import re
from typing import Any

from handlers.answer_types.layout import choose, lay_out
from handlers.answer_types.text import clean
from handlers.messages import Button
from handlers.questions import AnswerType, InvalidAnswer, Question, Rows, Situation
from locales.countries import country_name
from locales.digits import western_digits
from locales.translator import N_, Translator
from matching.identifiers import InvalidNumber, check_number, number_name

_THOUSANDS = re.compile(r"(?<=\d)[\s.,'’_\-](?=\d{3}(?!\d))")


class Number(AnswerType):
    """A whole number within bounds; `suggested` ones are offered as buttons."""

    takes_numbers = True

    def __init__(self, *, least: int = 0, most: int = 1_000_000, suggested: tuple[int, ...] = ()) -> None:
        self.least = least
        self.most = most
        self.suggested = suggested

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        found = re.findall(r"\d+", _THOUSANDS.sub("", western_digits(clean(typed))))
        if len(found) != 1 or len(found[0]) > len(str(self.most)) + 3:
            raise InvalidAnswer(N_("Please type one number, for example {example}."), example=max(self.least, 10))
        value = int(found[0])
        if not self.least <= value <= self.most:
            raise InvalidAnswer(N_("A number from {least} to {most}, please."), least=self.least, most=self.most)
        return value

    def rows(self, question: Question, situation: Situation, *, chosen: Any, page: int) -> Rows:
        buttons = [Button(label=str(number), data=choose(question, str(number))) for number in self.suggested]
        return lay_out(buttons)


_COMPLAINTS = {
    "bad_length": N_(
        "This number does not have the right length for {name} ({lengths} characters). Example: {example}"
    ),
    "bad_characters": N_("There are characters here that a number of {name} never has. Example: {example}"),
    "bad_checksum": N_(
        "One character of this {name} must be mistyped: its control digits do not match. Please check it."
    ),
    "bad_component": N_("A part of this {name} does not exist. Please check it. Example: {example}"),
}


class CompanyNumber(AnswerType):
    """A company's number, checked for its country; stored with what duplicates are found by."""

    takes_numbers = True

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        country = situation.values.get("country", "")
        try:
            checked = check_number(country, clean(typed))
        except InvalidNumber as problem:
            raise InvalidAnswer(
                _COMPLAINTS[problem.reason],
                name=problem.name or situation.t.plain(N_("company number")),
                lengths=" / ".join(str(length) for length in problem.lengths),
                example=problem.example,
            ) from None
        return {
            "country": country,
            "number": checked.compact,
            "shown": checked.formatted,
            "group": checked.group_key,
            "is_verified": checked.verified,
        }

    def show(self, question: Question, value: Any, t: Translator) -> str:
        return str(value["shown"])

    def hint(self, question: Question, situation: Situation, *, page: int) -> str:
        country = situation.values.get("country", "")
        where = country_name(country, situation.t.language)
        name = number_name(country)
        if not name:
            return ""
        return situation.t(N_("For {country}: {name}."), country=where, name=name)


number, company_number = Number(), CompanyNumber()
