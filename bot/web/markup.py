"""Turns a reply's mini-markup, or a person's plain words, into runs that a page shows without ever parsing HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NotRequired, TypedDict
from urllib.parse import urlsplit

_TAG = re.compile(r"(</?[bi]>)")
# Bidi isolates end a URL: the words around it put them there.
_URL = re.compile(r"https?://[^\s<>\"«»\u200e\u200f\u202a-\u202e\u2066-\u2069]+", re.IGNORECASE)
_TRAILING = ".,;:!?'’…،؛؟*_"
_PAIRS = {")": "(", "]": "[", "}": "{"}


class Run(TypedDict):
    """A stretch of characters with one look."""

    text: str
    bold: NotRequired[bool]
    italic: NotRequired[bool]
    href: NotRequired[str]


def markup_runs(markup: str) -> list[Run]:
    """Return the runs of a `Reply.text`; anything but <b> and <i> is shown as it is written.

    >>> markup_runs("<b>Dupont &amp; fils</b><script>")
    [{'text': 'Dupont & fils', 'bold': True}, {'text': '<script>'}]
    """
    runs: list[Run] = []
    is_on = {"b": False, "i": False}
    for piece in _TAG.split(markup):
        if _TAG.fullmatch(piece):
            is_on[piece[-2]] = not piece.startswith("</")
        elif piece:
            runs.extend(_styled(run, is_on) for run in plain_runs(html.unescape(piece)))
    return runs


def plain_runs(text: str) -> list[Run]:
    """Return the runs of plain text: words and links.

    >>> plain_runs("Voir https://example.org/a.")
    [{'text': 'Voir '}, {'text': 'https://example.org/a', 'href': 'https://example.org/a'}, {'text': '.'}]
    """
    return [run for run in _linked(text) if run["text"]]


def _linked(text: str) -> Iterator[Run]:
    done = 0
    for match in _URL.finditer(text):
        url = _trimmed(match.group())
        if _is_link(url):
            yield Run(text=text[done : match.start()])
            yield Run(text=url, href=url)
            done = match.start() + len(url)
    yield Run(text=text[done:])


def _trimmed(url: str) -> str:
    """Leave a sentence's punctuation out of a URL, and a closing bracket that was opened before it."""
    while url and (url[-1] in _TRAILING or (url[-1] in _PAIRS and url.count(url[-1]) > url.count(_PAIRS[url[-1]]))):
        url = url[:-1]
    return url


def _is_link(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _styled(run: Run, is_on: dict[str, bool]) -> Run:
    if is_on["b"]:
        run["bold"] = True
    if is_on["i"]:
        run["italic"] = True
    return run
