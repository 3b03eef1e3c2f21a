"""Digits, hidden characters, and the form in which typed words are compared."""

from __future__ import annotations

import re
import unicodedata

_ZEROS = "\u0660\u06f0\uff10"  # Arabic-Indic, Persian, full-width
_WESTERN = {ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)}
_WESTERN |= {0x066B: ".", 0x066C: ","}  # the Arabic keyboard's decimal and thousands separators

# Direction characters, then zero-width ones; the joiner stays before an emoji, where it is part of the picture.
_HIDDEN = re.compile(
    "[\u2066-\u2069\u202a-\u202e\u200e\u200f\u061c\u200b\u200c\u2060\ufeff]|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)
_FORMAT = re.compile("[\u00ad\u0640\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # invisible, and tatweel
_GAP = re.compile(r"[\W_]+")
# Letters that no Unicode decomposition brings together.
_SAME = str.maketrans(
    {
        "\u0671": "\u0627",  # alef wasla
        "\u0649": "\u064a",  # alef maksura, written for yeh
        "\u06cc": "\u064a",  # Persian yeh
        "\u0629": "\u0647",  # teh marbuta, typed as heh
        "\u06a9": "\u0643",  # Persian kaf
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
    }
)


def western_digits(text: str) -> str:
    """Return `text` with Arabic-Indic, Persian and full-width digits as 0–9.

    >>> western_digits("٠٠١٢ ۳۴ ５"), western_digits("١٢٫٥")
    ('0012 34 5', '12.5')
    """
    return text if text.isascii() else text.translate(_WESTERN)


def strip_bidi(text: str) -> str:
    """Return `text` without the characters that steer direction or have no width.

    >>> strip_bidi("\\u2068OCP\\u2069\\u200b\\u202e")
    'OCP'
    """
    return text if text.isascii() else _HIDDEN.sub("", text)


def fold(text: str) -> str:
    """Return the form in which two spellings of the same words are equal.

    >>> fold("  Côte-d’Ivoire "), fold("COTE D'IVOIRE")
    ('cote d ivoire', 'cote d ivoire')
    >>> fold("المَمْلَكَةُ العَرَبِيَّة") == fold("المملكه العربية")
    True
    """
    bare = _without_accents(_FORMAT.sub("", text).casefold())
    return _GAP.sub(" ", western_digits(bare.translate(_SAME))).strip()


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if unicodedata.category(character) != "Mn")
