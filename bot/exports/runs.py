"""A line of mixed directions as runs that a page draws one after the other from the left.

The levels come from the Unicode bidirectional algorithm (UAX 9, as fpdf2 implements it); the order of the runs is its
rule L2. A run has one direction and one font, so nothing is left for the PDF library to guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection

from locales.digits import strip_bidi
from locales.markup import has_rtl_letters

Covers = Callable[[str, bool], bool]
"""Tells whether the Arabic font (True) or the Latin one (False) has a character."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Characters in the order of reading, all of one level and one font."""

    text: str
    level: int
    is_arabic: bool

    @property
    def is_rtl(self) -> bool:
        return self.level % 2 == 1


# fpdf2 2.8 cuts a word at each of its vowel marks, so that the letters no longer join; print leaves them out anyway.
_VOWEL_MARKS = re.compile("[\u064b-\u0652\u0670]")


def visual_runs(text: str, covers: Covers) -> list[Run]:
    """Return the runs of a line from left to right; its first letter decides the direction of the whole."""
    text = _VOWEL_MARKS.sub("", text)
    base = TextDirection.RTL if starts_rtl(text) else TextDirection.LTR
    paragraph = BidiParagraph(text=text, base_direction=base)
    known = [
        (one.character, one.embedding_level)
        for one in paragraph.get_characters_with_embedding_level()
        if strip_bidi(one.character)
    ]
    placed = [(character, level, _is_arabic(character, level, covers)) for character, level in known]
    runs = [
        Run(text="".join(character for character, *_ in members), level=level, is_arabic=is_arabic)
        for (level, is_arabic), members in groupby(placed, key=lambda one: one[1:])
    ]
    return _reordered(runs)


def starts_rtl(text: str) -> bool:
    """Tell whether the first letter of a text is written from the right.

    >>> starts_rtl("10:40 طاولة"), starts_rtl("Atlas أطلس"), starts_rtl("10:40")
    (True, False, False)
    """
    first = next((letter for letter in text if letter.isalpha()), "")
    return has_rtl_letters(first)


def _is_arabic(character: str, level: int, covers: Covers) -> bool:
    """Choose the font that suits the run's direction, the other one where it lacks the character."""
    wanted = level % 2 == 1
    return wanted if covers(character, wanted) else not wanted


def _reordered(runs: list[Run]) -> list[Run]:
    """Reverse every stretch of runs at or above each level, from the highest down (rule L2)."""
    ordered = list(runs)
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        regrouped: list[Run] = []
        for is_deep, members in groupby(ordered, key=lambda run: run.level >= level):
            stretch = list(members)
            regrouped += reversed(stretch) if is_deep else stretch
        ordered = regrouped
    return ordered
