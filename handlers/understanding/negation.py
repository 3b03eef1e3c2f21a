"""What is said not to be so: the opposite change where there is one, a refusal with its reason where there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handlers.understanding import vocabulary
from handlers.understanding.readings import refuse
from locales.translator import N_

NOT_TO_HAPPEN = N_(
    "That says what is not so, or takes something back, and I change nothing on such words. "
    "Say what shall happen; a change in force is taken back with the “Undo” under it."
)
ONLY_DELAYED = N_("Slots can only be delayed, not begin earlier.")
BREAK_STAYS = N_("A break cannot be moved: take it back (“cancel the break 11:00-11:20”), then add another.")

OPPOSITES: Mapping[str, str] = {
    "table_out": "table_back",
    "late": "back",
    "gone": "back",
    "drop": "reopen",
    "pause": "reopen",
}
_OF_PRESENCE = ("late", "gone", "early", "back")
_TAKING_BACK = rf"{vocabulary.CANCEL}(?: (?:the|that|my|last|la|le|l|les|du|de))* {vocabulary.OTHER_CHANGES}"
_BREAK_MOVED = (
    rf"(?:{vocabulary.SHIFT})(?:{vocabulary.ARTICLES})* {vocabulary.BREAK}"
    rf"|{vocabulary.BREAK} (?:\S+ ){{0,6}}\b(?:decalee?|delayed|later|earlier|plus (?:tot|tard))\b"
)
_NEAR = r"(?: (?!q[bc]\d)\S+){0,3} "
_FAR = r"(?: \S+){0,4} "


def opposed(kind: str, patterns: tuple[str, ...], marked: str) -> str:
    """Return the kind of change that is meant: the opposite of what is named, where that is said not to be so."""
    if kind in ("rest", "delay") and re.search(rf"{vocabulary.EARLIER}|{vocabulary.ADVANCE}", marked):
        raise refuse(ONLY_DELAYED)
    if kind == "pause" and re.search(_BREAK_MOVED, marked):
        raise refuse(BREAK_STAYS)
    if kind in ("cancel", "drop") and re.search(_TAKING_BACK, marked):
        raise refuse(NOT_TO_HAPPEN)
    if not _is_negated(kind, patterns[-1], marked):
        return kind
    if kind not in OPPOSITES or (kind in _OF_PRESENCE and len(_presences(marked)) > 1):
        raise refuse(NOT_TO_HAPPEN)
    return OPPOSITES[kind]


def _is_negated(kind: str, word: str, marked: str) -> bool:
    if kind == "pause":  # "the break of 12:20 is not needed": what is said of it may follow
        return re.search(vocabulary.NEGATION, marked) is not None
    said = rf"(?:{word})" if kind not in ("rest", "delay") else rf"(?:{vocabulary.DELAYED})"
    near, far = rf"{vocabulary.NEGATION}{_NEAR}{said}", rf"{vocabulary.FAR_NEGATION}{_FAR}{said}"
    return re.search(near, marked) is not None or re.search(far, marked) is not None


def _presences(marked: str) -> set[str]:
    """Return what is said of somebody's presence, by kind."""
    return {
        kind
        for kind, patterns in vocabulary.RULES
        if kind in _OF_PRESENCE and re.search(patterns[-1], marked) is not None
    }
