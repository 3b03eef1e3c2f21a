"""The engine of every form: from what somebody sent to what is saved and what is asked next. Pure.

A conversation's state is its answers; the question to ask is computed from them. `asked` only remembers which
question the last screen showed, so that typed words reach the question that the person was looking at, even when
the form changed meanwhile. Buttons name their own question, so a late tap can only change the answer it belongs to.

Data of buttons: ``q:key=value`` answer · ``t:key=value`` toggle · ``d:key`` done · ``p:key=2`` page · ``b:key`` back ·
``l:key`` later · ``x:key`` leave all optional ones for later · ``h:key`` help · ``a:key`` ask again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from handlers.answer_types.choices import ManyOf, page_of
from handlers.messages import Contact
from handlers.questions import Form, InvalidAnswer, Question, Situation, applicable, first_open
from locales.translator import N_
from storage.records import StoredAnswer

LONGEST_KEPT = 1000  # characters of typed words kept beside an answer; the inbox keeps them all
LONGEST_PAGE = 2  # digits of a page's number; a longer one is forged

NO_LONGER_ASKED = N_("That question is no longer asked. Let us go on from here.")
KEPT = N_("Your answer is kept: {answer}")
CHANGED = N_("Changed: {name} is now {answer}")
REQUIRED = N_("I do need this one before we go on.")
WORDS_ONLY = N_("I can only read words and taps here. Please answer in a message, or with the buttons.")
NOTHING_BEFORE = N_("This is the first question.")
NOT_AN_ANSWER = N_("That message was not one of your answers, so nothing changed. To change an answer: /edit")


@dataclass(frozen=True, kw_only=True)
class Note:
    """A sentence that precedes the next screen; a problem says why an answer was not taken."""

    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    is_problem: bool = False


@dataclass(frozen=True, kw_only=True)
class State:
    """All that a step depends on."""

    form: Form
    answers: Mapping[str, StoredAnswer]
    asked: str | None
    situation: Situation

    @property
    def asked_key(self) -> str | None:
        return self.asked.partition("#")[0] if self.asked else None

    @property
    def asked_page(self) -> int:
        page = self.asked.partition("#")[2] if self.asked else ""
        return int(page) if page.isdecimal() else 0

    def question(self, key: str | None) -> Question | None:
        """Return a question that still concerns this person."""
        for question in self.form:
            if question.key == key:
                return question if question.when(self.situation.values) else None
        return None

    @cached_property
    def applicable(self) -> list[Question]:
        """The questions that concern this person, in order."""
        return applicable(self.form, self.situation.values)

    @property
    def current(self) -> Question | None:
        """The question to ask now: the one that was asked for, else the first open one."""
        return self.question(self.asked_key) or first_open(self.form, self.answers, self.situation.values)


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a message changes, and what to show next: the question `ask`, or the first open one when it is None.

    `redraw` names a message of ours to be redrawn in place instead of asking anew.
    """

    saved: tuple[StoredAnswer, ...] = ()
    note: Note | None = None
    ask: str | None = None
    page: int = 0
    redraw: str | None = None
    wants_help: bool = False


def say(state: State, typed: str, *, message_ref: str | None = None) -> Step:
    """Take typed words as the answer to the question that was shown."""
    question = state.question(state.asked_key)
    if question is None:
        return Step(note=Note(message=NO_LONGER_ASKED) if state.asked else None)
    if isinstance(question.type, ManyOf) and question.type.is_done(typed):
        return _finish(state, question)
    try:
        value = question.type.read(question, typed, state.situation, page=state.asked_page)
        value = _with_toggled(state, question, value)
    except InvalidAnswer as problem:
        return _again(question, problem, page=state.asked_page)
    return _save(state, question, value, typed=typed, message_ref=message_ref)


def _with_toggled(state: State, question: Question, value: Any) -> Any:
    """Add what was typed to what is switched on already on the same screens."""
    given = state.answers.get(question.key)
    if given is None or given.status != "partial" or not isinstance(question.type, ManyOf):
        return value
    return question.type.checked(question, [*given.value, *value])


def share_contact(state: State, contact: Contact) -> Step:
    """Take a shared phone number as the answer to whichever phone question there is."""
    asked = state.question(state.asked_key)
    others = state.applicable
    refusals = []
    for question in filter(None, (asked, *others)):
        try:
            value = question.type.contact(question, contact, state.situation)
        except InvalidAnswer as problem:
            refusals.append(problem)
        else:
            return _save(state, question, value, typed=contact.phone)
    return _repeat(state, Note(message=refusals[0].message, params=refusals[0].params, is_problem=True))


def send_media(state: State) -> Step:
    """Explain that a sticker, a voice note or a picture is no answer."""
    return _repeat(state, Note(message=WORDS_ONLY, is_problem=True))


def edit_message(state: State, typed: str, *, message_ref: str | None) -> Step:
    """Take an edited message as a new answer to the question that the message answered."""
    for key, answer in state.answers.items():
        question = state.question(key)
        if message_ref is not None and answer.message_ref == message_ref and question is not None:
            page = _page_answered(question, answer)
            try:
                value = question.type.read(question, typed, state.situation, page=page)
            except InvalidAnswer as problem:
                return _again(question, problem, page=page)
            return _save(state, question, value, typed=typed, message_ref=message_ref)
    return _repeat(state, Note(message=NOT_AN_ANSWER))


def _page_answered(question: Question, answer: StoredAnswer) -> int:
    """Return the screen an answer was given on, which is where its numbers count from."""
    values = answer.value if isinstance(answer.value, list) else [answer.value]
    return page_of(question, values[0]) if question.choices and values else 0


def tap(state: State, data: str, *, message_ref: str | None) -> Step:
    """Follow a tapped button, which names its own question."""
    verb, _, rest = data.partition(":")
    key, _, value = rest.partition("=")
    question = state.question(key)
    if question is None:
        return _repeat(state, Note(message=NO_LONGER_ASKED))
    match verb:
        case "q":
            return _choose(state, question, value)
        case "t":
            return _toggle(state, question, value, message_ref)
        case "d":
            return _finish(state, question)
        case "p" if value.isdecimal() and len(value) <= LONGEST_PAGE:
            return Step(ask=key, page=int(value), redraw=message_ref)
        case "b":
            return go_back(state, key)
        case "l":
            return leave_for_later(state, key)
        case "x":
            return leave_the_rest(state)
        case "h":
            return Step(ask=key, page=state.asked_page if key == state.asked_key else 0, wants_help=True)
        case "a":
            return Step(ask=key)
        case _:
            return _repeat(state, Note(message=NO_LONGER_ASKED))


def go_back(state: State, key: str | None = None) -> Step:
    """Show the question before the one shown."""
    if state.current is None:
        return Step()
    asked = state.applicable
    here = next((i for i, question in enumerate(asked) if question.key == (key or _shown_key(state))), 0)
    if here == 0:
        return Step(ask=asked[0].key, note=Note(message=NOTHING_BEFORE))
    return Step(ask=asked[here - 1].key)


def leave_for_later(state: State, key: str | None = None) -> Step:
    """Skip a question that may wait; an answer given already is kept."""
    question = state.question(key or _shown_key(state))
    if question is None:
        return Step()
    given = state.answers.get(question.key)
    if given is not None and given.status == "given":
        shown = question.type.show(question, given.value, state.situation.t)
        return _repeat(state, Note(message=KEPT, params={"answer": shown}), after=question.key)
    if question.required:
        return Step(ask=question.key, note=Note(message=REQUIRED, is_problem=True))
    return Step(saved=(_later(question),), ask=_interrupted(state, question.key))


def leave_the_rest(state: State) -> Step:
    """Skip every optional question that is still open; what was switched on already counts as its answer."""
    rest = []
    for question in state.applicable:
        given = state.answers.get(question.key)
        if not question.required and (given is None or given.status == "partial"):
            rest.append(replace(given, status="given") if given is not None and given.value else _later(question))
    return Step(saved=tuple(rest))


def ask_for_help(state: State) -> Step:
    """Explain the question shown."""
    return Step(ask=_shown_key(state), page=state.asked_page, wants_help=True)


def _choose(state: State, question: Question, data: str) -> Step:
    try:
        value = question.type.tap(question, data, state.situation)
    except InvalidAnswer as problem:
        return _again(question, problem)
    given = state.answers.get(question.key)
    if given is not None and given.status == "given" and given.value == value and question.key != state.asked_key:
        shown = question.type.show(question, value, state.situation.t)
        return _repeat(state, Note(message=KEPT, params={"answer": shown}))
    return _save(state, question, value)


def _toggle(state: State, question: Question, value: str, message_ref: str | None) -> Step:
    if not isinstance(question.type, ManyOf):
        return _again(question, InvalidAnswer(NO_LONGER_ASKED))
    given = state.answers.get(question.key)
    chosen = given.value if given is not None and given.status != "later" else []
    page = page_of(question, value)
    try:
        question.type.tap(question, value, state.situation)
        toggled = question.type.toggled(question, chosen, value)
    except InvalidAnswer as problem:
        return _again(question, problem, page=page)
    is_kept = given is not None and given.status == "given" and bool(toggled)  # an answer stays one while it is edited
    saved = StoredAnswer(key=question.key, value=toggled, status="given" if is_kept else "partial")
    return Step(saved=(saved,), ask=question.key, page=page, redraw=message_ref)


def _finish(state: State, question: Question) -> Step:
    given = state.answers.get(question.key)
    if not isinstance(question.type, ManyOf):
        return _again(question, InvalidAnswer(NO_LONGER_ASKED))
    try:
        value = question.type.checked(question, given.value if given is not None and given.value else [])
    except InvalidAnswer as problem:
        return _again(question, problem)
    if given is not None and given.status == "given" and question.key != state.asked_key:
        return _repeat(
            state, Note(message=KEPT, params={"answer": question.type.show(question, value, state.situation.t)})
        )
    return _save(state, question, value)


def _save(
    state: State, question: Question, value: Any, *, typed: str | None = None, message_ref: str | None = None
) -> Step:
    answer = StoredAnswer(
        key=question.key,
        value=value,
        status="given",
        typed=None if typed is None else typed[:LONGEST_KEPT],
        message_ref=message_ref,
    )
    before = state.answers.get(question.key)
    note = None
    if before is not None and before.status == "given" and before.value != value:
        t = state.situation.t
        note = Note(
            message=CHANGED, params={"name": t.plain(question.name), "answer": question.type.show(question, value, t)}
        )
    return Step(saved=(answer,), note=note, ask=_interrupted(state, question.key))


def _interrupted(state: State, answered: str) -> str | None:
    """Return the question to come back to when a late tap answered another one than the one shown."""
    return None if state.asked_key in (None, answered) or state.question(state.asked_key) is None else state.asked_key


def _later(question: Question) -> StoredAnswer:
    return StoredAnswer(key=question.key, value=None, status="later")


def _shown_key(state: State) -> str | None:
    return None if state.current is None else state.current.key


def _again(question: Question, problem: InvalidAnswer, *, page: int = 0) -> Step:
    note = Note(message=problem.message, params=problem.params, is_problem=True)
    return Step(ask=question.key, page=page, note=note)


def _repeat(state: State, note: Note | None, *, after: str | None = None) -> Step:
    """Show what was shown, preceded by a note; the first open question when it is `after` that was shown."""
    if after is not None and state.asked_key == after:
        return Step(note=note)
    return Step(ask=_shown_key(state), page=state.asked_page, note=note)
