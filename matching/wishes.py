"""What two companies want of each other, and what that makes of their pair.

A wish is private. ``no`` from either side ends the pair for good and is told to nobody: a pair that ended
looks exactly like one that was never suggested. Otherwise the wishes set the rung of a pair, and the
affinity orders the pairs of one rung.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.affinity import Affinities
from matching.company import CompanyId, stable_key

Wishes = Mapping[tuple[CompanyId, CompanyId], str]
"""(who wishes, whom) → "must", "yes" or "no"; silence is absence."""

SILENT: Final = 0
ASKED: Final = 1  # one side wishes, the other is silent
YES_YES: Final = 2
MUST_YES: Final = 3
MUST_MUST: Final = 4

RUNG_WEIGHT: Final = 101  # above the best score, so that no score outweighs a rung


@dataclass(frozen=True, kw_only=True)
class WeighedPair:
    """A possible pair with its place on the ladder; ``weight`` is rung × 101 + score."""

    buyer: CompanyId
    provider: CompanyId
    rung: int
    weight: int


def rung(one: str | None, other: str | None) -> int | None:
    """Return the rung of a pair from the wishes of its two companies, None when either said no.

    >>> rung("must", "yes"), rung("yes", None), rung("must", "no")
    (3, 1, None)
    """
    if "no" in (one, other):
        return None
    if one is None or other is None:
        return SILENT if one is other else ASKED
    return YES_YES + (one, other).count("must")


def is_mutual(wishes: Wishes, one: CompanyId, other: CompanyId) -> bool:
    """Return whether both want to meet, with a must or a yes.

    >>> is_mutual({(1, 2): "yes", (2, 1): "must"}, 2, 1)
    True
    """
    found = rung(wishes.get((one, other)), wishes.get((other, one)))
    return found is not None and found >= YES_YES


def weigh_pairs(judged: Affinities, wishes: Wishes, *, lowest: int = YES_YES) -> list[WeighedPair]:
    """Return the possible pairs from a rung upward, heaviest first, ties by stable ids.

    Only pairs with a wish are looked at unless ``lowest`` is ``SILENT``, which takes every open pair. Wishes
    of companies that left are passed over.
    """
    pairs = _open_pairs(judged) if lowest == SILENT else _wished_pairs(judged, wishes)
    weighed = [_weighed(judged, wishes, buyer, provider) for buyer, provider in pairs]
    kept = [pair for pair in weighed if pair is not None and pair.rung >= lowest]
    return sorted(kept, key=lambda pair: (-pair.weight, stable_key(pair.buyer), stable_key(pair.provider)))


def _weighed(judged: Affinities, wishes: Wishes, buyer: CompanyId, provider: CompanyId) -> WeighedPair | None:
    found = rung(wishes.get((buyer, provider)), wishes.get((provider, buyer)))
    pair = judged.pair(buyer, provider)
    if found is None or pair.gate:
        return None
    return WeighedPair(buyer=buyer, provider=provider, rung=found, weight=found * RUNG_WEIGHT + pair.score)


def _open_pairs(judged: Affinities) -> Iterable[tuple[CompanyId, CompanyId]]:
    buyers, providers = judged.buyers.companies, judged.providers.companies
    at = np.argwhere(judged.matrices.gates() == 0).tolist()
    return ((buyers[row].id, providers[column].id) for row, column in at)


def _wished_pairs(judged: Affinities, wishes: Wishes) -> set[tuple[CompanyId, CompanyId]]:
    ordered = (judged.as_pair(*pair) for pair in wishes)
    return {
        (buyer, provider)
        for buyer, provider in ordered
        if buyer in judged.buyers.index and provider in judged.providers.index
    }
