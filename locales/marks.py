"""How a source file marks the sentences that the catalogues translate.

`N_("…")` and `N_n("…", "…")` change nothing at run time: the extraction finds them by name, so their arguments must
be literal strings.
"""

from __future__ import annotations

from typing import NamedTuple


class Plural(NamedTuple):
    """A message about `{n}` things: the English words for one, and for many."""

    one: str
    many: str


def N_(msgid: str, /) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a sentence for translation and return it unchanged.

    >>> N_("Good morning")
    'Good morning'
    """
    return msgid


def N_n(one: str, many: str, /) -> Plural:  # noqa: N802 - sister of N_
    """Mark a sentence that counts something.

    >>> N_n("{n} meeting", "{n} meetings")
    Plural(one='{n} meeting', many='{n} meetings')
    """
    return Plural(one, many)
