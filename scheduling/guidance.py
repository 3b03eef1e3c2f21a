"""Which relaxations guide the search, coarse first: each gives a choice of pairs, prices and a tighter bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from scheduling.arrays import Arrays, Bools, Floats
from scheduling.relaxation import Groups, Relaxation, group_slots, relax, usable_tables

# Columns of a grouped LP, and of the full slot LP, that stay within seconds of HiGHS on one small core.
GROUPED_COLUMNS = 120_000
FULL_COLUMNS = 24_000
# Groups of slots: prices vary more over the day where tables are scarce, and those LPs are quicker too.
GROUPS_IF_SCARCE, GROUPS = 6, 4


@dataclass(frozen=True, kw_only=True)
class Prizes:
    """What placing each edge is worth to the search (m), and a floor meeting: fixed pairs, then floors, then weight."""

    edge: Floats
    floor: float


@dataclass(frozen=True, kw_only=True)
class Guide:
    """What the search follows at one stage. `promising` (m): edges worth trying in a large neighbourhood."""

    groups: Groups
    share: Floats
    promising: Bools
    bound: float
    shortfall: Floats


def prizes(arrays: Arrays) -> Prizes:
    """Return the prizes of `arrays`; a pair of weight 0 is still worth a trifle, since it was wished."""
    top = float(arrays.weight.max(initial=0.0)) or 1.0
    return Prizes(edge=arrays.weight + np.where(arrays.fixed, 1e4 * top, 1e-6 * top), floor=100.0 * top)


def first_guide(arrays: Arrays, prize: Prizes, seconds: float) -> Guide:
    """Return the b-matching guide: the whole day as one group."""
    return _guide(arrays, (np.arange(arrays.open.shape[1]),), prize, seconds)


def finer_guides(arrays: Arrays, prize: Prizes, first: Guide) -> list[Callable[[float], Guide]]:
    """Return what to try next, each to be called with the seconds it may take."""
    scarce = first.share.sum() > 0.98 * usable_tables(arrays, first.groups).sum()
    groups = group_slots(arrays, limit=GROUPS_IF_SCARCE if scarce else GROUPS)
    each = tuple(np.array([slot]) for slot in range(arrays.open.shape[1]))
    stages = []
    for choice, limit in ((groups, GROUPED_COLUMNS), (each, FULL_COLUMNS)):
        columns = sum(int(arrays.open[:, group].any(axis=1).sum()) for group in choice)
        if len(groups) > 1 and columns <= limit:
            stages.append(_later(arrays, choice, prize))
    return stages


def _later(arrays: Arrays, groups: Groups, prize: Prizes) -> Callable[[float], Guide]:
    return lambda seconds: _guide(arrays, groups, prize, seconds)


def _guide(arrays: Arrays, groups: Groups, prize: Prizes, seconds: float) -> Guide:
    """Solve the relaxation twice when fixed pairs or floors ask for more than its optimum gives: their prizes would
    spoil the prices that prove the bound."""
    priced = relax(arrays, groups, prize=arrays.weight, seconds=seconds)
    chosen = priced.share.sum(axis=1)
    people = len(arrays.people)
    held = np.bincount(arrays.a, chosen, people) + np.bincount(arrays.b, chosen, people)
    guide = priced
    if (held < arrays.floor - 1e-6).any() or (chosen[arrays.fixed] < 1 - 1e-6).any():
        guide = relax(arrays, groups, prize=prize.edge, floor_prize=prize.floor, seconds=seconds)
    return Guide(
        groups=groups,
        share=guide.share,
        promising=_promising(arrays, priced),
        bound=priced.bound,
        shortfall=guide.shortfall,
    )


def tighter(old: Guide, new: Guide) -> Guide:
    """Return `new` with the better bound of the two, and what either proves about floors."""
    return replace(
        new,
        bound=min(old.bound, new.bound),
        shortfall=old.shortfall if old.shortfall.sum() > new.shortfall.sum() else new.shortfall,
    )


def _promising(arrays: Arrays, priced: Relaxation) -> Bools:
    """Say which edges cost little beside the prices, or are needed whatever they cost."""
    spare = arrays.weight - priced.cap_price[arrays.a] - priced.cap_price[arrays.b]
    surplus = spare[:, None] - priced.person_price[arrays.a] - priced.person_price[arrays.b] - priced.table_price
    opens = np.stack([arrays.open[:, group].any(axis=1) for group in priced.groups], axis=1)
    best = np.where(opens, surplus, -np.inf).max(axis=1)
    needed = (arrays.floor[arrays.a] > 0) | (arrays.floor[arrays.b] > 0) | arrays.fixed
    promising: Bools = needed | (best > -0.06 * float(arrays.weight.max(initial=1.0)))
    return promising
