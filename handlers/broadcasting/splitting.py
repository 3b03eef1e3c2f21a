"""Cuts a text too long for one message where a reader would pause, and never where it would break.

A cut falls between paragraphs, else lines, sentences, words; never inside a link, a character made of several code
points, or the isolates that keep a stretch of the other direction together. Only what is longer than a whole message
by itself is cut inside: then the isolate is closed in one part and opened again in the next.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import accumulate

from locales.markup import PDI

_LINK = re.compile(r"(?:https?://|www\.)[^\s\u2066-\u2069]+", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…؟۔。]+[\"'’”»)\]\u00a0\u202f\u2069]*\s")
_ISOLATES = "\u2066\u2067\u2068"
_JOINERS = "\u200c\u200d"
_CLOSING = 2  # units for the marks that close an isolate in one part and open it in the next


def width(text: str) -> int:
    """Return the length as the strictest platform counts it: in UTF-16 units.

    >>> width("ab"), width("😀")
    (2, 2)
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def split_text(text: str, limit: int) -> tuple[str, ...]:
    """Return the parts of a text, each of at most `limit` units, without the white space at the cuts.

    >>> split_text("One. Two. Three.", 10)
    ('One. Two.', 'Three.')
    """
    parts: list[str] = []
    rest = text.strip()
    while width(rest) > limit:
        end, opened = _cut(rest, limit)
        parts.append(rest[:end].rstrip() + PDI * len(opened))
        rest = opened + rest[end:].lstrip()
    return (*parts, rest)


def _cut(text: str, limit: int) -> tuple[int, str]:
    """Return where the first part ends, and the isolates that are open there."""
    reach = _reach(text, limit)
    depths = _open_isolates(text, reach)
    whole = _allowed(text, reach, lambda at: not depths[at])
    if whole:
        return _best(text, whole), ""
    deepest = max(len(opened) for opened in depths)
    room = limit - _CLOSING * deepest
    if room <= deepest + 1:  # nobody writes isolates so deep: they are no reason to go on for ever
        return reach, ""
    inside = _reach(text, room)
    allowed = _allowed(text, inside, lambda at: at > len(depths[at]))
    at = _best(text, allowed) if allowed else inside
    return at, depths[at]


def _reach(text: str, limit: int) -> int:
    """Return how many code points fit into `limit` units, at least one."""
    lengths = accumulate(2 if character > "\uffff" else 1 for character in text)
    return max(1, sum(used <= limit for used in lengths))


def _open_isolates(text: str, reach: int) -> list[str]:
    """Return, for each place up to `reach`, the isolates that were opened before it and not closed."""
    opened = ""
    found = [""]
    for character in text[:reach]:
        if character in _ISOLATES:
            opened += character
        elif character == PDI:
            opened = opened[:-1]
        found.append(opened)
    return found


def _allowed(text: str, reach: int, is_outside: Callable[[int], bool]) -> list[int]:
    """Return the places, up to `reach`, at which nothing would be broken."""
    inside_links = {at for link in _LINK.finditer(text) for at in range(link.start() + 1, link.end())}
    return [at for at in range(1, reach + 1) if is_outside(at) and at not in inside_links and not _joins(text, at)]


def _joins(text: str, at: int) -> bool:
    """Tell whether the characters on both sides of a place are seen as one."""
    before, after = text[at - 1], text[at]
    if _is_extending(after) or before == "\u200d" or (before, after) == ("\r", "\n"):
        return True
    if _is_flag_half(before) and _is_flag_half(after):
        run = at
        while run > 0 and _is_flag_half(text[run - 1]):
            run -= 1
        return (at - run) % 2 == 1
    return False


def _is_extending(character: str) -> bool:
    """Tell whether a character only changes the one before: an accent, a vowel mark, a skin colour, a joiner."""
    return not character.isascii() and (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
        or character in _JOINERS
        or character == PDI
    )


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _best(text: str, allowed: list[int]) -> int:
    """Return the last place of the best kind in the second half, else the last of all."""
    later = [at for at in allowed if at * 2 >= allowed[-1]]
    ends = {match.end() for match in _SENTENCE.finditer(text, 0, min(len(text), allowed[-1] + 1))}
    kinds: tuple[Callable[[int], bool], ...] = (
        lambda at: text[at - 2 : at] == "\n\n",
        lambda at: text[at - 1] == "\n",
        lambda at: at in ends or (at < len(text) and text[at].isspace() and at + 1 in ends),
        lambda at: text[at - 1].isspace() or text[at : at + 1].isspace(),
    )
    for is_wanted in kinds:
        for at in reversed(later):
            if is_wanted(at):
                return at
    return allowed[-1]
