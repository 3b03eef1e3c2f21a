"""Whom to show to whom: the best counterparts first, and a fair showing for those few have seen.

A list by score alone shows the same few companies to everybody. Some places of each list are therefore kept
for counterparts that have been shown least, provided they suit at least half as well as the best: an exposure
floor, the simplest of the remedies compared for two-sided markets by Tomita & Yokoyama 2024,
arXiv 2409.00720. Nothing here is random: the same event gives the same lists.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from matching.affinity import Affinities
from matching.company import CompanyId, stable_key
from matching.wishes import Wishes

PLACES: Final = 8
FLOOR_PLACES: Final = 2  # of the places, those kept for companies shown least
LEAST_PART: Final = 2  # a counterpart on a floor place scores at least the best score divided by this


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A counterpart to show, with the fused score; ``is_floor`` when it has its place for being little seen."""

    company: CompanyId
    score: int
    is_floor: bool = False


def suggest(
    judged: Affinities,
    company: CompanyId,
    *,
    wishes: Wishes,
    exposure: Mapping[CompanyId, int],
    shown: Collection[CompanyId] = (),
    places: int = PLACES,
    floor_places: int = FLOOR_PLACES,
) -> tuple[Suggestion, ...]:
    """Return at most ``places`` counterparts for one company, best first.

    Left out are those behind a closed gate, those the company has a wish about already, those who said no
    to it, and those in ``shown`` (pass the earlier lists to get more). ``exposure`` tells how often each
    counterpart has been shown to anybody; missing means never.
    """
    possible = [
        (other, score)
        for other, score in judged.ranked(company)
        if other not in shown and (company, other) not in wishes and wishes.get((other, company)) != "no"
    ]
    best = possible[: max(0, places - floor_places)]
    rest = possible[len(best) :]
    little_seen = _little_seen(rest, exposure, least=_least_score(possible))[: places - len(best)]
    chosen = {other for other, _ in (*best, *little_seen)}
    fill = [(other, score) for other, score in rest if other not in chosen][: places - len(chosen)]
    listed = [Suggestion(company=other, score=score) for other, score in (*best, *fill)]
    listed += [Suggestion(company=other, score=score, is_floor=True) for other, score in little_seen]
    return tuple(sorted(listed, key=lambda one: (-one.score, stable_key(one.company))))


def suggest_all(
    judged: Affinities,
    *,
    wishes: Wishes,
    exposure: Mapping[CompanyId, int],
    shown: Mapping[CompanyId, Collection[CompanyId]],
    places: int = PLACES,
    floor_places: int = FLOOR_PLACES,
) -> dict[CompanyId, tuple[Suggestion, ...]]:
    """Return a list for every company, each counting the showings of those before it.

    Companies are served in the order of a digest of their ids: neither alphabetical nor by arrival.
    """
    seen = Counter(exposure)
    members = (*judged.buyers.companies, *judged.providers.companies)
    lists: dict[CompanyId, tuple[Suggestion, ...]] = {}
    for company in sorted((member.id for member in members), key=_serving_key):
        lists[company] = suggest(
            judged,
            company,
            wishes=wishes,
            exposure=seen,
            shown=shown.get(company, ()),
            places=places,
            floor_places=floor_places,
        )
        seen.update(one.company for one in lists[company])
    return lists


def gini(values: Iterable[int]) -> float:
    """Return the Gini coefficient of counts: 0.0 when all have the same, towards 1.0 when one has all.

    >>> gini([3, 3, 3]), gini([0, 0, 0, 8]), gini([])
    (0.0, 0.75, 0.0)
    """
    ordered = sorted(values)
    count, total = len(ordered), sum(ordered)
    if not total:
        return 0.0
    ranked = sum(rank * value for rank, value in enumerate(ordered, start=1))
    return 2 * ranked / (count * total) - (count + 1) / count


def _least_score(possible: list[tuple[CompanyId, int]]) -> float:
    return possible[0][1] / LEAST_PART if possible else 0


def _little_seen(
    rest: list[tuple[CompanyId, int]], exposure: Mapping[CompanyId, int], *, least: float
) -> list[tuple[CompanyId, int]]:
    """Return the counterparts that suit well enough, those shown least first; within a tie, best first."""
    fair = [(other, score) for other, score in rest if score >= least]
    return sorted(fair, key=lambda one: exposure.get(one[0], 0))


def _serving_key(company: CompanyId) -> bytes:
    return hashlib.blake2b(repr(company).encode(), digest_size=8).digest()
