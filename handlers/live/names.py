"""Which company is meant: the name as it is, a part of it, or nearly so; never a guess between two."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from locales.digits import fold
from matching.duplicates import normalise_name

NEARLY = 78.0
"""Lowest rapidfuzz ratio (0..100) at which a mistyped name is taken for a company's."""
AS_GOOD = 8.0
"""How much worse than the best a name may fit and still be offered beside it."""
MOST_OFFERED = 6


def meant(words: str, names: Mapping[int, str]) -> list[int]:
    """Return the companies (id → legal name) that words may mean, best first; one alone is certain.

    >>> known = {1: "Atlas Contact SARL", 2: "Atlas Contacts", 3: "Rif Appels"}
    >>> meant("rif", known), meant("Atlas", known), meant("atlas contact", known), meant("Riff Apels", known)
    ([3], [1, 2], [1], [3])
    """
    wanted = fold(words)
    if not wanted:
        return []
    folded = {key: fold(name) for key, name in names.items()}
    exact = [key for key, name in folded.items() if name == wanted or fold(normalise_name(names[key])) == wanted]
    if exact:
        return exact[:MOST_OFFERED]
    partly = [key for key, name in folded.items() if _is_part(wanted.split(), name.split())]
    if partly:
        return partly[:MOST_OFFERED]
    near = process.extract(wanted, folded, scorer=fuzz.token_sort_ratio, score_cutoff=NEARLY, limit=MOST_OFFERED)
    return [key for _name, score, key in near if score >= near[0][1] - AS_GOOD]


def _is_part(wanted: list[str], words: list[str]) -> bool:
    """Tell whether every wanted word begins a word of the name, each another one."""
    left = list(words)
    for one in wanted:
        found = next((word for word in left if word.startswith(one)), None)
        if found is None:
            return False
        left.remove(found)
    return True
