"""Shortens labels to what WhatsApp shows, at the end of a word and never on one that leads nowhere."""

from __future__ import annotations

import re

from bot.channels.split import width

_ELLIPSIS = "…"
_ISOLATES = re.compile("[\u2066-\u2069]")
_DANGLING = {
    "en": frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")),
    "fr": frozenset(
        ("à", "au", "aux", "avec", "d’", "de", "des", "du", "en", "et", "l’", "la", "le", "les", "ou", "par", "pour")
    ),
    "ar": frozenset(("و", "أو", "في", "من", "إلى", "على", "عن", "مع")),
}
"""Words that a title must not end with, by language."""


def bare(label: str) -> str:
    """Return a label without the isolates that a title does not need.

    >>> bare("\\u2068OCP\\u2069 Rabat")
    'OCP Rabat'
    """
    return _ISOLATES.sub("", label).strip()


def shorten_title(label: str, length: int, language: str) -> str:
    """Return a label of at most `length` UTF-16 units; only one long word is cut inside.

    >>> shorten_title("Renewable energy and water", 24, "en")
    'Renewable energy…'
    >>> shorten_title("Service à la clientèle", 20, "fr")
    'Service…'
    """
    if width(label) <= length:
        return label
    words = label.split(" ")
    kept: list[str] = []
    for word in words:
        if width(" ".join([*kept, word])) + 1 > length:
            break
        kept.append(word)
    while kept and (kept[-1].casefold() in _DANGLING.get(language, ()) or not any(c.isalnum() for c in kept[-1])):
        kept.pop()
    return " ".join(kept).rstrip(" ,;:،؛") + _ELLIPSIS if kept else _cut(label, length)


def _cut(label: str, length: int) -> str:
    cut = label
    while width(cut) + 1 > length:
        cut = cut[:-1]
    return cut.rstrip() + _ELLIPSIS


def tell_apart(titles: list[str], length: int) -> list[str]:
    """Return titles of which no two are equal: those that were shortened alike are numbered.

    >>> tell_apart(["Atlas Contact…", "Atlas Contact…", "OCP"], 14)
    ['1 Atlas…', '2 Atlas…', 'OCP']
    """
    if len(set(titles)) == len(titles):
        return titles
    return [
        title if titles.count(title) == 1 else shorten_title(f"{number} {title}", length, "")
        for number, title in enumerate(titles, start=1)
    ]
