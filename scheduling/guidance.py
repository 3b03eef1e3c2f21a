"""Which relaxations guide the search, coarse first: each gives a choice of pairs, prices and a tighter bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from scheduling.arrays import Arrays, Bools, Floats
from scheduling.prices import Groups, opens_in, surplus, usable_tables
from scheduling.relaxation import Relaxation, group_slots, relax

# Columns of a grouped LP, and of the full slot LP, that stay within seconds of HiGHS on one small core.
GROUPED_COLUMNS = 80_000
FULL_COLUMNS = 24_000
# Groups of slots: prices vary more over the day where tables are scarce, and those LPs are quicker too. The second
# number is for events whose columns do not fit with the first.
GROUPS_IF_SCARCE, GROUPS = (8, 6), (6, 4)
# An edge that costs at most this share of the heaviest weight beyond its own is worth trying.
PROMISING = 0.06


@dataclass(frozen=True, kw_only=True)
class Prizes:
    """What placing each edge is worth to the search (m), and a floor meeting: fixed pairs, then floors, then weight."""

    edge: Floats
    floor: float


@dataclass(frozen=True, kw_only=True)
class Guide:
    """What the search follows at one stage.

    `promise` (m): what an edge is worth beyond its prices; `promising` (m): edges that a large neighbourhood tries.
    """

    groups: Groups
    share: Floats
    promise: Floats
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
    many, few = GROUPS_IF_SCARCE if scarce else GROUPS
    groups = group_slots(arrays, limit=many)
    if opens_in(arrays, groups).sum() > GROUPED_COLUMNS:
        groups = group_slots(arrays, limit=few)
    each = tuple(np.array([slot]) for slot in range(arrays.open.shape[1]))
    if len(groups) == 1:
        return []
    stages = [_later(arrays, groups, prize, _affordable(arrays, groups, first))]
    if opens_in(arrays, each).sum() <= FULL_COLUMNS:
        stages.append(_later(arrays, each, prize, None))
    return stages


def proven_bound(arrays: Arrays) -> float:
    """Return the lowest bound on the weight that the guides prove, floors and fixed pairs left aside."""
    bare = replace(arrays, floor=np.zeros_like(arrays.floor), fixed=np.zeros_like(arrays.fixed))
    prize = prizes(bare)
    first = first_guide(bare, prize, np.inf)
    return min([first.bound, *(stage(np.inf).bound for stage in finer_guides(bare, prize, first))])


def _affordable(arrays: Arrays, groups: Groups, first: Guide) -> Bools | None:
    """Return the most promising edges, as many as fit an LP over `groups`; None when they all do."""
    columns = np.count_nonzero(opens_in(arrays, groups), axis=1)
    if columns.sum() <= GROUPED_COLUMNS:
        return None
    order = np.argsort(-np.where(arrays.fixed, np.inf, first.promise), kind="stable")
    among = np.zeros(len(order), dtype=np.bool_)
    among[order[np.cumsum(columns[order]) <= GROUPED_COLUMNS]] = True
    return among


def _later(arrays: Arrays, groups: Groups, prize: Prizes, among: Bools | None) -> Callable[[float], Guide]:
    return lambda seconds: _guide(arrays, groups, prize, seconds, among)


def _guide(arrays: Arrays, groups: Groups, prize: Prizes, seconds: float, among: Bools | None = None) -> Guide:
    """Solve the relaxation twice when fixed pairs or floors ask for more than its optimum gives: their prizes would
    spoil the prices that prove the bound."""
    priced = relax(arrays, groups, prize=arrays.weight, among=among, seconds=seconds)
    chosen = priced.share.sum(axis=1)
    people = len(arrays.people)
    held = np.bincount(arrays.a, chosen, people) + np.bincount(arrays.b, chosen, people)
    guide = priced
    if (held < arrays.floor - 1e-6).any() or (chosen[arrays.fixed] < 1 - 1e-6).any():
        guide = relax(arrays, groups, prize=prize.edge, floor_prize=prize.floor, among=among, seconds=seconds)
    promise = _promise(arrays, priced)
    return Guide(
        groups=groups,
        share=guide.share,
        promise=promise,
        promising=_needed(arrays) | (promise > -PROMISING * float(arrays.weight.max(initial=1.0))),
        bound=priced.bound,
        shortfall=guide.shortfall if among is None else np.zeros(people),  # without some edges it proves nothing
    )


def tighter(old: Guide, new: Guide) -> Guide:
    """Return `new` with the better bound of the two, and what either proves about floors."""
    return replace(
        new,
        bound=min(old.bound, new.bound),
        shortfall=old.shortfall if old.shortfall.sum() > new.shortfall.sum() else new.shortfall,
    )


def _promise(arrays: Arrays, priced: Relaxation) -> Floats:
    """Return what each edge is worth beyond its prices, at best."""
    beyond = surplus(arrays, priced.groups, priced.person_price, priced.table_price, priced.cap_price)
    best: Floats = beyond.max(axis=1)
    return best


def _needed(arrays: Arrays) -> Bools:
    """Say which edges may be needed whatever they cost."""
    needed: Bools = (arrays.floor[arrays.a] > 0) | (arrays.floor[arrays.b] > 0) | arrays.fixed
    return needed
