"""What an approved company may add once it chooses whom to meet: half-days kept free, a stand-in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from handlers.answer_types.choices import ManyOf
from handlers.answer_types.text import Text
from handlers.availability import HALF_DAYS
from handlers.questions import Choice, Question, Rows, Situation, Values
from locales.translator import N_


class HalfDays(ManyOf):
    """Half-days of this event: only those of the days it has are offered."""

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        return super().read(_of_event(question, situation), typed, situation, page=page)

    def tap(self, question: Question, data: str, situation: Situation) -> Any:
        return super().tap(_of_event(question, situation), data, situation)

    def rows(self, question: Question, situation: Situation, *, chosen: Any, page: int) -> Rows:
        return super().rows(_of_event(question, situation), situation, chosen=chosen, page=page)


def _of_event(question: Question, situation: Situation) -> Question:
    return replace(question, choices=question.choices[: 2 * len(situation.event.days)])


def _wants_details(values: Values) -> bool:
    return values.get("gives_details") is True


_LABELS = (
    N_("Day 1, morning"),
    N_("Day 1, afternoon"),
    N_("Day 2, morning"),
    N_("Day 2, afternoon"),
    N_("Day 3, morning"),
    N_("Day 3, afternoon"),
    N_("Day 4, morning"),
    N_("Day 4, afternoon"),
)

ATTENDANCE = (
    Question(
        key="half_days_off",
        name=N_("Half-days kept free"),
        prompt=N_("Are there half-days on which you cannot meet anybody?"),
        type=HalfDays(),
        choices=tuple(Choice(value=key, label=label) for key, label in zip(HALF_DAYS, _LABELS, strict=True)),
        when=_wants_details,
        help=N_("Without an answer you are available during all meeting sessions."),
    ),
    Question(
        key="stand_in",
        name=N_("Stand-in"),
        prompt=N_("Who takes over if you cannot come? Name and phone, please."),
        type=Text(longest=120),
        when=_wants_details,
    ),
)
