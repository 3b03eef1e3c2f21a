"""Which company is meant: the name as it is, a part of it, or nearly so; never a guess between two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz, process

from locales.digits import fold
from matching.duplicates import normalise_name

NEARLY = 78.0
"""Lowest rapidfuzz ratio (0..100) at which a mistyped name is taken for a company's."""
AS_GOOD = 8.0
"""How much worse than the best a name may fit and still be offered beside it."""
MOST_OFFERED = 6
SHORTEST_PART, LONGEST_PART = 3, 6
"""Letters of a word, and words of a part of a name, that are looked for among others that belong to no name."""


def meant(words: str, names: Mapping[int, str]) -> list[int]:
    """Return the companies (id → legal name) that words may mean, best first; one alone is certain.

    >>> known = {1: "Atlas Contact SARL", 2: "Atlas Contacts", 3: "Rif Appels"}
    >>> meant("rif", known), meant("Atlas", known), meant("atlas contact", known), meant("Riff Apels", known)
    ([3], [1, 2], [1], [3])
    """
    wanted = fold(words)
    found = named(wanted, names)
    if found:
        return found
    folded = {key: fold(name) for key, name in names.items()}
    near = process.extract(wanted, folded, scorer=fuzz.token_sort_ratio, score_cutoff=NEARLY, limit=MOST_OFFERED)
    return [key for _name, score, key in near if score >= near[0][1] - AS_GOOD]


def meant_within(words: list[str], names: Mapping[int, str]) -> list[list[int]]:
    """Return the companies of which whole words stand among others, in their order: each a list of those it may be.

    >>> meant_within(["the", "rif", "people", "atlas"], {1: "Atlas Contact SARL", 2: "Atlas Contacts", 3: "Rif Appels"})
    [[3], [1, 2]]
    """
    index: dict[str, set[int]] = {}
    for key, name in names.items():
        for word in fold(name).split():
            index.setdefault(word, set()).add(key)
    return list(_within(words, index))


def _within(words: list[str], index: Mapping[str, set[int]]) -> Iterator[list[int]]:
    for size in range(min(len(words), LONGEST_PART), 0, -1):
        for start in range(len(words) - size + 1):
            end = start + size
            window = words[start:end]
            found = set.intersection(*(index.get(word, set()) for word in window))
            if found and is_long_enough(window):
                yield from _within(words[:start], index)
                yield sorted(found)[:MOST_OFFERED]
                yield from _within(words[end:], index)
                return


def is_long_enough(words: list[str]) -> bool:
    """Tell whether one of the words is long enough to be looked for among others, of which most belong to no name."""
    return any(len(word) >= SHORTEST_PART for word in words)


def nearly(words: list[str], names: Mapping[int, str]) -> list[int]:
    """Return the companies one word of whose names each of the words may be a slip of, best first: to be offered.

    >>> nearly(["azgun"], {1: "Azgoun Relation Client", 2: "Rif Appels"})
    [1]
    """
    wanted = [word for word in words if len(word) >= SHORTEST_PART and len(words) <= LONGEST_PART]
    scores = {
        key: min(max((fuzz.ratio(one, word) for word in fold(name).split()), default=0.0) for one in wanted)
        for key, name in names.items()
        if wanted
    }
    near = sorted((key for key, score in scores.items() if score >= NEARLY), key=lambda key: (-scores[key], key))
    return near[:MOST_OFFERED]


def named(words: str, names: Mapping[int, str]) -> list[int]:
    """Return the companies that are called so, or a part of whose name is."""
    wanted = fold(words)
    folded = {key: fold(name) for key, name in names.items()}
    exact = [key for key, name in folded.items() if name == wanted or fold(normalise_name(names[key])) == wanted]
    partly = exact or [key for key, name in folded.items() if wanted and _is_part(wanted.split(), name.split())]
    return partly[:MOST_OFFERED]


def _is_part(wanted: list[str], words: list[str]) -> bool:
    """Tell whether every wanted word begins a word of the name, each another one."""
    left = list(words)
    for one in wanted:
        found = next((word for word in left if word.startswith(one)), None)
        if found is None:
            return False
        left.remove(found)
    return True
