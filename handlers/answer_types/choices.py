"""Answers chosen from a list: one of, many of, a band of sizes, yes or no; tapped or typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from handlers.answer_types.layout import PAGE_SIZE, choose, lay_out
from handlers.messages import Button
from handlers.questions import AnswerType, Choice, InvalidAnswer, Question, Rows, Situation
from locales.digits import fold, western_digits
from locales.markup import isolate
from locales.translator import LANGUAGES, N_, N_n, Translator, translator
from matching.taxonomy import CAPACITY_BOUNDS

DONE = N_("Done")

NONE = "none"
"""The value of a choice that excludes every other one of its question."""

_SHORTEST_PREFIX = 3
_SEPARATORS = re.compile(r"\s*[,;،؛/\n]\s*|\s+(?:et|and|y)\s+|\s+و\s*")
_MOST_PARTS = 4  # of one label with separators in it, such as "Transport, logistics" or "24/7"
_MORE_THAN = re.compile(r"^\s*>|\+\s*$")
_THOUSANDS = re.compile(r"(?<=\d)[\s.,'’](?=\d{3}(?!\d))")
_NUMBERS = re.compile(r"^[\d\s,;،؛./\-]+$")


def pages_of(choices: Sequence[Choice]) -> list[list[Choice]]:
    """Cut choices into screens: whole groups where they fit, else parts of even length."""
    pages: list[list[Choice]] = []
    for _group, members in groupby(choices, key=lambda choice: choice.group):
        pages.extend(_even_parts(list(members)))
    return pages


def _even_parts(choices: list[Choice]) -> Iterator[list[Choice]]:
    count = -(-len(choices) // PAGE_SIZE)
    size = -(-len(choices) // count)
    for start in range(0, len(choices), size):
        yield choices[start : start + size]


_NONE_WORDS = (
    "none",
    "nothing",
    "none of these",
    "aucun",
    "aucune",
    "aucun d'eux",
    "rien",
    "لا شيء",
    "لا شي",
    "ولا واحد",
)
_BOTH_WORDS = (
    "both",
    "both of them",
    "les deux",
    "tous les deux",
    "toutes les deux",
    "كلاهما",
    "كليهما",
    "الاثنان",
    "الاثنين",
)


def is_none(typed: str) -> bool:
    """Tell whether somebody typed that none applies, in any language.

    >>> is_none("Aucune."), is_none("لا شيء"), is_none("One")
    (True, True, False)
    """
    return fold(typed) in {fold(word) for word in _NONE_WORDS}


def _is_both(typed: str) -> bool:
    return fold(typed) in {fold(word) for word in _BOTH_WORDS}


@cache
def _words_of(choice: Choice) -> frozenset[str]:
    labels = (translator(language).plain(choice.label) for language in LANGUAGES)
    return frozenset(fold(word) for word in (choice.value, *labels, *choice.also))


def find_choice(typed: str, choices: Sequence[Choice], page: Sequence[Choice]) -> Choice | None:
    """Return the choice that was typed: its number on the page shown, its label in any language, or its beginning."""
    digits = western_digits(typed).strip(" .)")
    if digits.isdecimal() and not any(digits in _words_of(choice) for choice in choices):
        position = int(digits) - 1
        return page[position] if 0 <= position < len(page) else None
    wanted = fold(typed)
    exact = [choice for choice in choices if wanted in _words_of(choice)]
    if exact:
        return exact[0]
    if len(wanted) < _SHORTEST_PREFIX:
        return None
    begun = [choice for choice in choices if any(word.startswith(wanted) for word in _words_of(choice))]
    return begun[0] if len(begun) == 1 else None


class OneOf(AnswerType):
    """Exactly one of the question's choices; stored as its key."""

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        pages = pages_of(question.choices)
        choice = find_choice(typed, question.choices, pages[min(page, len(pages) - 1)])
        if choice is None:
            raise InvalidAnswer(N_("I did not recognise that answer. Please tap one, or type its number or its name."))
        return choice.value

    def tap(self, question: Question, data: str, situation: Situation) -> Any:
        if data not in {choice.value for choice in question.choices}:
            raise InvalidAnswer(N_("That choice no longer exists. Please take one of these."))
        return data

    def show(self, question: Question, value: Any, t: Translator) -> str:
        return label_of(question, value, t)

    def rows(self, question: Question, situation: Situation, *, chosen: Any, page: int) -> Rows:
        pages = pages_of(question.choices)
        page = min(page, len(pages) - 1)
        buttons = [
            Button(label=label_in(choice, situation.t), data=choose(question, choice.value)) for choice in pages[page]
        ]
        return (*lay_out(buttons), *turn_page(question, situation.t, page=page, count=len(pages)))


class YesNo(OneOf):
    """Yes or no; stored as true or false."""

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        return super().read(question, typed, situation) == "yes"

    def tap(self, question: Question, data: str, situation: Situation) -> Any:
        return super().tap(question, data, situation) == "yes"

    def show(self, question: Question, value: Any, t: Translator) -> str:
        return super().show(question, "yes" if value else "no", t)


class Band(OneOf):
    """A band of sizes: tapped, or typed as a number that falls into one."""

    takes_numbers = True

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        line = western_digits(typed)
        known = find_choice(typed, question.choices, ())
        digits = re.findall(r"\d+", _THOUSANDS.sub("", line) if known is None else line)
        if len(digits) == 1:
            return band_of(int(digits[0][:9]) + bool(_MORE_THAN.search(line)))
        return super().read(question, typed, situation, page=page)

    def hint(self, question: Question, situation: Situation, *, page: int) -> str:
        return situation.t(N_("Tap a size, or type the number."))


class ManyOf(AnswerType):
    """Several of the question's choices; stored as a list of keys in the form's order."""

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        pages = pages_of(question.choices)
        shown = pages[min(page, len(pages) - 1)]
        none = [choice for choice in question.choices if choice.value == NONE]
        others = [choice for choice in question.choices if choice.value != NONE]
        if none and is_none(typed):
            found = none
        elif len(others) == 2 and _is_both(typed):
            found = others
        elif _NUMBERS.match(western_digits(typed)) and find_choice(typed, question.choices, ()) is None:
            found = [_required(number, question, shown) for number in re.findall(r"\d+", western_digits(typed))]
        else:
            found = list(_named(typed, question, shown))
        return self.checked(question, [choice.value for choice in found])

    def tap(self, question: Question, data: str, situation: Situation) -> Any:
        if data not in {choice.value for choice in question.choices}:
            raise InvalidAnswer(N_("That choice no longer exists. Please take one of these."))
        return data

    def toggled(self, question: Question, chosen: Sequence[str], value: str) -> list[str]:
        """Return the choices after one was switched on or off, or raise `InvalidAnswer` when there are too many."""
        wanted = set(chosen) ^ {value}
        if value in wanted:
            wanted = {value} if value == NONE else wanted - {NONE}
        if question.most is not None and value in wanted and len(wanted) > question.most:
            raise InvalidAnswer(N_("At most {most}: switch one off before you take another."), most=question.most)
        return [choice.value for choice in question.choices if choice.value in wanted]

    def checked(self, question: Question, chosen: Sequence[str]) -> list[str]:
        """Return the choices in the form's order, or raise `InvalidAnswer` when there are none or too many."""
        wanted = [choice.value for choice in question.choices if choice.value in chosen]
        if len(wanted) > 1:
            wanted = [value for value in wanted if value != NONE]
        if not wanted:
            raise InvalidAnswer(N_("Please choose at least one."))
        if question.most is not None and len(wanted) > question.most:
            raise InvalidAnswer(N_("At most {most}, please."), most=question.most)
        return wanted

    def is_done(self, typed: str) -> bool:
        """Tell whether somebody typed what the last button says, in any language."""
        return fold(typed) in {fold(translator(language).plain(DONE)) for language in LANGUAGES}

    def show(self, question: Question, value: Any, t: Translator) -> str:
        comma = "، " if t.rtl else ", "
        return comma.join(label_of(question, key, t) for key in value)

    def rows(self, question: Question, situation: Situation, *, chosen: Any, page: int) -> Rows:
        t = situation.t
        pages = pages_of(question.choices)
        page = min(page, len(pages) - 1)
        taken = set(chosen or ())
        toggles = [
            Button(
                label=label_in(choice, t),
                data=f"t:{question.key}={choice.value}",
                is_on=choice.value in taken,
            )
            for choice in pages[page]
        ]
        done = t.plain(N_("Done ({n})"), n=len(taken), isolate=False) if taken else t.plain(DONE)
        finish = Button(label=done, data=f"d:{question.key}", style="primary")
        return (*lay_out(toggles), *turn_page(question, t, page=page, count=len(pages)), (finish,))

    def hint(self, question: Question, situation: Situation, *, page: int) -> str:
        t = situation.t
        pages = pages_of(question.choices)
        shown = pages[min(page, len(pages) - 1)]
        group = t(shown[0].group) if shown[0].group else ""
        most = (
            t.count(N_n("Choose one, then Done.", "Choose up to {n}, then Done."), question.most)
            if question.most
            else t(N_("Choose all that apply, then Done."))
        )
        return f"{most}\n<b>{group}</b>" if group else most


def split_list(typed: str) -> list[str]:
    """Return the parts of a typed list: words by commas and "and".

    >>> split_list("France, Spain and Morocco"), split_list("فرنسا وإسبانيا")
    (['France', 'Spain', 'Morocco'], ['فرنسا', 'إسبانيا'])
    """
    return [part for part in _SEPARATORS.split(typed.strip()) if part]


def _named(typed: str, question: Question, shown: Sequence[Choice]) -> Iterator[Choice]:
    """Yield the choices of a typed list: the longest run of parts first, for a label may hold a separator itself."""
    text = typed.strip()
    gaps = [match.span() for match in _SEPARATORS.finditer(text)]
    parts = [
        (start, stop)
        for (_, start), (stop, _) in zip([(0, 0), *gaps], [*gaps, (len(text), 0)], strict=True)
        if start < stop
    ]
    while parts:
        runs = (parts[: size + 1] for size in reversed(range(1, min(_MOST_PARTS, len(parts)))))
        run = next((run for run in runs if find_choice(text[run[0][0] : run[-1][1]], question.choices, ())), parts[:1])
        yield _required(text[run[0][0] : run[-1][1]], question, shown)
        parts = parts[len(run) :]


def _required(part: str, question: Question, shown: Sequence[Choice]) -> Choice:
    choice = find_choice(part, question.choices, shown)
    if choice is None:
        raise InvalidAnswer(
            N_("I did not recognise “{part}”. Tap the answers, or type their numbers: 1, 3."), part=part[:40]
        )
    return choice


def label_of(question: Question, value: str, t: Translator) -> str:
    """Return what a reader calls a stored choice; one that left the form since shows its key."""
    for choice in question.choices:
        if choice.value == value:
            return label_in(choice, t)
    return str(value)


def label_in(choice: Choice, t: Translator) -> str:
    """Return a choice's label; one without letters ("1–5") is isolated, or right-to-left text would turn it round."""
    label = t.plain(choice.label, isolate=False)
    return isolate(label) if t.rtl and not any(character.isalpha() for character in label) else label


def page_of(question: Question, value: str) -> int:
    """Return the screen on which a choice stands."""
    for position, page in enumerate(pages_of(question.choices)):
        if any(choice.value == value for choice in page):
            return position
    return 0


def turn_page(question: Question, t: Translator, *, page: int, count: int) -> Rows:
    """Return the row that leads to the other screens of a long list."""
    if count == 1:
        return ()
    before = Button(label=t.plain(N_("‹ Previous")), data=f"p:{question.key}={(page - 1) % count}", is_quiet=True)
    after = Button(
        label=t.plain(N_("More ({page}/{pages}) ›"), page=page + 1, pages=count, isolate=False),
        data=f"p:{question.key}={(page + 1) % count}",
        is_quiet=True,
    )
    return ((before, after),) if count > 2 else ((after,),)


def band_of(size: int) -> str:
    """Return the band that holds a number, or raise `InvalidAnswer`."""
    for value, (low, high) in CAPACITY_BOUNDS.items():
        if low <= size and (high is None or size <= high):
            return value
    raise InvalidAnswer(N_("At least 1, please."))


one_of, many_of, band, yes_no = OneOf(), ManyOf(), Band(), YesNo()
