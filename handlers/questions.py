"""Questions as data: what a form asks, in which order, of whom, and when.

A new question is one `Question` in a form and its three translations. `AnswerType` is what every kind of answer can
do (the kinds are in `answer_types`); how a conversation moves is in `conversation`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from events.event import Event
from handlers.messages import Button, Contact
from locales.translator import N_, Translator
from storage.records import StoredAnswer

Values = Mapping[str, Any]
"""The values of the answers given so far, by question key."""

Condition = Callable[[Values], bool]

Rows = tuple[tuple[Button, ...], ...]


def always(_values: Values) -> bool:
    """Hold for everybody."""
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One possible answer: its stored key, and the English source of what people read."""

    value: str
    label: str
    group: str | None = None  # choices of one group share a page, under the group's title
    also: tuple[str, ...] = ()  # other words that people type for it, in any language


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing to ask. `name` is what the answer is called in summaries and in "edit …"."""

    key: str
    name: str
    prompt: str
    type: AnswerType
    choices: tuple[Choice, ...] = ()
    most: int | None = None  # how many choices may be taken
    required: bool = False
    when: Condition = always
    scope: Literal["person", "company"] = "company"
    help: str = ""
    depends_on: tuple[str, ...] = ()  # answers that give this one its meaning: when they change, it is read again
    is_listed: bool = True  # shown in the summary and offered for editing


Form = tuple[Question, ...]


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What reading and showing an answer may depend on."""

    event: Event
    t: Translator
    now: datetime
    values: Values


class InvalidAnswer(Exception):
    """What was sent is no answer; `message` (an English source text) and `params` say why and what would be."""

    def __init__(self, message: str, **params: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.params = params


class AnswerType:
    """Reads what people send and shows it back; the defaults suit an answer typed as one line.

    `takes_numbers`: a number typed in answer is the answer, not the number of a button.
    """

    takes_numbers = False

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        """Return the value of typed words, or raise `InvalidAnswer`."""
        raise InvalidAnswer(N_("Please use the buttons."))

    def tap(self, question: Question, data: str, situation: Situation) -> Any:
        """Return the value of a tapped button, or raise `InvalidAnswer`; data may be forged."""
        return self.read(question, data, situation)

    def contact(self, question: Question, contact: Contact, situation: Situation) -> Any:
        """Return the value of a shared phone number, or raise `InvalidAnswer`."""
        raise InvalidAnswer(N_("I need something else here, not a phone number."))

    def show(self, question: Question, value: Any, t: Translator) -> str:
        """Return the value as plain text for a reader."""
        return str(value)

    def rows(self, question: Question, situation: Situation, *, chosen: Any, page: int) -> Rows:
        """Return the buttons that suggest answers."""
        return ()

    def hint(self, question: Question, situation: Situation, *, page: int) -> str:
        """Return a line of markup under the prompt that says how to answer, or nothing."""
        return ""


def values_of(answers: Mapping[str, StoredAnswer]) -> dict[str, Any]:
    """Return the values that were given, without the skipped and the unfinished ones."""
    return {key: answer.value for key, answer in answers.items() if answer.status == "given"}


def applicable(form: Form, values: Values) -> list[Question]:
    """Return the questions that concern this person, in order."""
    return [question for question in form if question.when(values)]


def first_open(form: Form, answers: Mapping[str, StoredAnswer], values: Values) -> Question | None:
    """Return the question to ask now: the first that is neither answered nor left for later."""
    for question in form:
        answer = answers.get(question.key)
        if (answer is None or answer.status == "partial") and question.when(values):
            return question
    return None
