"""How suggested answers are laid out as buttons."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.messages import Button
from handlers.questions import Question, Rows

PAGE_SIZE = 9
"""Options on one screen: more cannot be taken in at a glance, nor shown as one WhatsApp list with its navigation."""

_LONG_LABEL = 16  # characters; two longer ones do not fit side by side on a 360-pixel screen


def choose(question: Question, value: str) -> str:
    """Return the data of a button that answers `question` with `value`."""
    return f"q:{question.key}={value}"


def lay_out(buttons: Sequence[Button]) -> Rows:
    """Put short buttons two in a row, long ones alone."""
    if any(len(button.label) > _LONG_LABEL for button in buttons):
        return tuple((button,) for button in buttons)
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
