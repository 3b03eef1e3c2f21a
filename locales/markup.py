"""Text that is ready to be shown, and the isolates that keep two writing directions apart.

Markup is plain text whose only tags are `<b>` and `<i>` and in which `& < >` are escaped. A value inserted in a
sentence of the other direction is wrapped in FSI … PDI (U+2068 … U+2069), so that a name, number, code or time keeps
its own direction and does not reorder the words beside it.
"""

from __future__ import annotations

import html
import re

FSI = "\u2068"
PDI = "\u2069"

# Hebrew, Arabic, Syriac, Thaana, N'Ko … and the Arabic presentation forms: the blocks of right-to-left letters.
_RTL_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_DIRECTION = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_OVERRIDE = re.compile("[\u200e\u200f\u061c\u202a-\u202e]")
_TAG = re.compile(r"</?[bi]>")


class Markup(str):
    """A parameter that is already rendered: inserted as it stands, isolated unless told otherwise."""

    isolate: bool

    def __new__(cls, text: str, *, isolate: bool = True) -> Markup:
        made = super().__new__(cls, text)
        made.isolate = isolate
        return made


def has_rtl_letters(text: str) -> bool:
    """Tell whether `text` contains a right-to-left letter.

    >>> has_rtl_letters("OCP المغرب"), has_rtl_letters("OCP")
    (True, False)
    """
    return not text.isascii() and _RTL_LETTER.search(text) is not None


def isolate(text: str) -> str:
    """Wrap `text` so that its direction does not leak into the sentence around it."""
    return f"{FSI}{text}{PDI}"


def contain(text: str) -> str:
    """Return `text` without direction characters that would act beyond it.

    Isolates that are properly closed stay; overrides, marks and stray isolates go.

    >>> contain("evil\\u202e\\u2069"), contain("kept \\u2068OCP\\u2069") == "kept \\u2068OCP\\u2069"
    ('evil', True)
    """
    if text.isascii() or _DIRECTION.search(text) is None:
        return text
    kept = _OVERRIDE.sub("", text)
    return kept if _is_closed(kept) else _DIRECTION.sub("", kept)


def _is_closed(text: str) -> bool:
    depth = 0
    for character in text:
        if "\u2066" <= character <= FSI:
            depth += 1
        elif character == PDI:
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


def escape(text: str) -> str:
    """Return plain text as markup.

    >>> escape("Dupont & fils <SARL>")
    'Dupont &amp; fils &lt;SARL&gt;'
    """
    return html.escape(text, quote=False)


def plain(markup: str) -> str:
    """Return markup as plain text.

    >>> plain("<b>Dupont &amp; fils</b>")
    'Dupont & fils'
    """
    return html.unescape(_TAG.sub("", markup))
