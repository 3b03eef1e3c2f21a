"""What an approved company may add once it chooses whom to meet: how it comes, whom it avoids, who stands in."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, get_args

from events.event import Event, Feature
from handlers.answer_types.choices import NONE, ManyOf, OneOf, is_none
from handlers.answer_types.text import Text, clean
from handlers.availability import HALF_DAYS
from handlers.questions import AnswerType, Choice, InvalidAnswer, Question, Rows, Situation, Values
from locales.digits import fold
from locales.translator import N_, Translator

MOST_NAMES = 20
LONGEST_NAME = 120
_BETWEEN_NAMES = re.compile(r"[,;،؛\n]")
_NO = frozenset(fold(word) for word in ("no", "non", "لا", "nobody", "personne", "لا احد"))


class OfEvent(ManyOf, ABC):
    """Choices of which an event has only some: the others are neither offered nor taken."""

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        return super().read(self.narrowed(question, situation.event), typed, situation, page=page)

    def tap(self, question: Question, data: str, situation: Situation) -> Any:
        return super().tap(self.narrowed(question, situation.event), data, situation)

    def rows(self, question: Question, situation: Situation, *, chosen: Any, page: int) -> Rows:
        return super().rows(self.narrowed(question, situation.event), situation, chosen=chosen, page=page)

    def hint(self, question: Question, situation: Situation, *, page: int) -> str:
        return super().hint(self.narrowed(question, situation.event), situation, page=page)

    def narrowed(self, question: Question, event: Event) -> Question:
        """Return the question with the choices that this event has."""
        offered = self.offered(event)
        return replace(question, choices=tuple(one for one in question.choices if one.value in {*offered, NONE}))

    @abstractmethod
    def offered(self, event: Event) -> tuple[str, ...]:
        """Return the values that an event has."""


class HalfDays(OfEvent):
    """The half-days of the event's days."""

    def offered(self, event: Event) -> tuple[str, ...]:
        return HALF_DAYS[: 2 * len(event.days)]


class TableFeatures(OfEvent):
    """What at least one table of the event has."""

    def offered(self, event: Event) -> tuple[str, ...]:
        return tuple(feature for table in event.tables for feature in table.features)


class TableZones(OfEvent):
    """The zones of the event's tables, which have no other names than those of the event file."""

    def narrowed(self, question: Question, event: Event) -> Question:
        return replace(question, choices=tuple(Choice(value=zone, label=zone) for zone in self.offered(event)))

    def offered(self, event: Event) -> tuple[str, ...]:
        return tuple(dict.fromkeys(table.zone for table in event.tables if table.zone))

    def toggled(self, question: Question, chosen: Any, value: str) -> list[str]:
        return sorted({*chosen} ^ {value})

    def checked(self, question: Question, chosen: Any) -> list[str]:
        if not chosen:
            raise InvalidAnswer(N_("Please choose at least one."))
        return sorted({*chosen})


class Names(AnswerType):
    """Names of companies, one per line or between commas; "nobody" is an answer too."""

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        if is_none(typed) or fold(typed) in _NO:
            return []
        names = list(filter(None, (clean(part) for part in _BETWEEN_NAMES.split(typed))))
        if not all(any(sign.isalpha() for sign in name) and len(name) <= LONGEST_NAME for name in names) or not names:
            raise InvalidAnswer(N_("Please type the names of companies, one per line, or “nobody”."))
        if len(names) > MOST_NAMES:
            raise InvalidAnswer(N_("At most {most}, please."), most=MOST_NAMES)
        return names

    def show(self, question: Question, value: Any, t: Translator) -> str:
        return ("، " if t.rtl else ", ").join(value) or "–"


def offers_of(event: Event) -> list[str]:
    """Return what of its tables an event lets companies choose."""
    has_features = any(table.features for table in event.tables)
    has_zones = len({table.zone for table in event.tables if table.zone}) > 1
    return [name for name, is_offered in (("features", has_features), ("zones", has_zones)) if is_offered]


def _wants_details(values: Values) -> bool:
    return values.get("gives_details") is True


def _names_avoided(values: Values) -> bool:
    return _wants_details(values) or values.get("gives_avoided") is True


def _may_choose_features(values: Values) -> bool:
    return _wants_details(values) and "features" in values.get("table_offers", ())


def _may_choose_zones(values: Values) -> bool:
    return _wants_details(values) and "zones" in values.get("table_offers", ())


_HALF_DAYS = (
    N_("Day 1, morning"),
    N_("Day 1, afternoon"),
    N_("Day 2, morning"),
    N_("Day 2, afternoon"),
    N_("Day 3, morning"),
    N_("Day 3, afternoon"),
    N_("Day 4, morning"),
    N_("Day 4, afternoon"),
)

FEATURES: dict[Feature, str] = {
    "quiet": N_("A quiet place"),
    "screen": N_("A screen"),
    "wheelchair": N_("Room for a wheelchair"),
    "power": N_("A power socket"),
    "whiteboard": N_("A whiteboard"),
}

ATTENDANCE = (
    Question(
        key="half_days_off",
        name=N_("Half-days kept free"),
        prompt=N_("Are there half-days on which you cannot meet anybody?"),
        type=HalfDays(),
        choices=(
            *(Choice(value=key, label=label) for key, label in zip(HALF_DAYS, _HALF_DAYS, strict=True)),
            Choice(value=NONE, label=N_("None")),
        ),
        when=_wants_details,
        help=N_("Without an answer you are available during all meeting sessions."),
    ),
    Question(
        key="parallel",
        name=N_("Meetings at the same time"),
        prompt=N_("How many of you will hold meetings at the same time?"),
        type=OneOf(),
        choices=tuple(Choice(value=number, label=number) for number in ("1", "2", "3", "4")),
        when=_wants_details,
        help=N_("Two of you at two tables meet twice as many companies. Without an answer it is one."),
    ),
    Question(
        key="table_needs",
        name=N_("Needed at the table"),
        prompt=N_("Do you need anything at your table?"),
        type=TableFeatures(),
        choices=(
            *(Choice(value=feature, label=FEATURES[feature]) for feature in get_args(Feature)),
            Choice(value=NONE, label=N_("Nothing")),
        ),
        when=_may_choose_features,
        help=N_("You are then seated only at tables that have it, so choose what you cannot do without."),
    ),
    Question(
        key="table_zones",
        name=N_("Zone of the room"),
        prompt=N_("Must you sit in a certain zone of the room?"),
        type=TableZones(),
        when=_may_choose_zones,
        help=N_("Without an answer any table will do."),
    ),
    Question(
        key="avoided_names",
        name=N_("Companies to avoid"),
        prompt=N_("Is there a company you do not want to meet? Type its name, or several, one per line, or “nobody”."),
        type=Names(),
        when=_names_avoided,
        is_listed=False,  # private: neither in a summary nor on an organiser's screen
        help=N_("They will never know, nor will anybody else. A name that is not registered yet is kept."),
    ),
    Question(
        key="stand_in",
        name=N_("Stand-in"),
        prompt=N_("Who takes over if you cannot come? Name and phone, please."),
        type=Text(longest=120),
        when=_wants_details,
    ),
)


def _gives_references(values: Values) -> bool:
    return values.get("gives_references") is True


REFERENCES = tuple(
    Question(
        key=key,
        name=name,
        prompt=prompt,
        type=Text(longest=160),
        when=_gives_references,
        help=N_("Shown only to companies that agreed to meet you or that you meet. Ask your client first."),
    )
    for key, name, prompt in (
        (
            "reference_1",
            N_("First reference"),
            N_("Which client may a partner call? Company, person, phone or e-mail."),
        ),
        ("reference_2", N_("Second reference"), N_("And a second client?")),
    )
)
"""Asked when somebody agreed to meet, not before."""
