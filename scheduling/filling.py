"""Turn the relaxation's choice of pairs into times: slot by slot, the most urgent people and pairs first.

A person with as many chosen pairs left as free slots must meet now. With everybody present an edge colouring loses
nothing (`scheduling.colouring`).
"""

from __future__ import annotations

import numpy as np

from scheduling.arrays import Bools, Floats, Ints
from scheduling.colouring import colour, is_colourable
from scheduling.plan import UNPLACED, Plan
from scheduling.prices import Groups
from scheduling.slot_move import candidates, choose

# How steeply urgency grows, and what a pair with one slot left weighs beside a person with none to spare.
STEEPNESS = 8
PAIR_URGENCY = 50.0
PERSON_URGENCY = 100.0
ELSEWHERE = 0.4
# Added to the urgency of a person without a slot to spare: it outweighs any two who have one.
NOW_OR_NEVER = 100.0


def fill(plan: Plan, groups: Groups, share: Floats, random: np.random.Generator) -> None:
    """Place edges of positive `share` (m, groups) into the slots of `groups`, which must be empty.

    Edges chosen for the group at hand come first; those chosen for another group may fill what remains.
    """
    chosen = share.sum(axis=1) > 0.3
    if len(groups) == 1 and len(groups[0]) == len(plan.used) and is_colourable(plan.arrays, np.flatnonzero(chosen)):
        _colour(plan, np.flatnonzero(chosen))
        return
    done = np.ones(len(plan.used), dtype=np.bool_)
    done[np.concatenate(groups)] = False
    price = 0.0
    for number in random.permutation(len(groups)).tolist():
        for slot in random.permutation(groups[number]).tolist():
            here = share[:, number] > 0.3
            price = _fill_slot(plan, slot, groups[number], chosen, here, done, random, price)
            done[slot] = True


def _colour(plan: Plan, edges: Ints) -> None:
    arrays = plan.arrays
    ends = list(zip(arrays.a[edges].tolist(), arrays.b[edges].tolist(), strict=True))
    plan.move_to(np.array(colour(ends, len(plan.used), int(arrays.tables[0])), dtype=np.int64), edges)


def _fill_slot(
    plan: Plan,
    slot: int,
    group: Ints,
    chosen: Bools,
    here: Bools,
    done: Bools,
    random: np.random.Generator,
    price: float,
) -> float:
    edges = candidates(plan, slot, random)
    edges = edges[chosen[edges]]
    if not len(edges):
        return price
    ahead = group[~done[group]]
    gain = _urgency(plan, edges, ahead, here)
    later = np.count_nonzero(plan.arrays.open[edges][:, ~done], axis=1)
    gain = np.where(here[edges], gain, ELSEWHERE * PAIR_URGENCY / later)
    picked, price = choose(plan, slot, edges, gain, gain, random, price)
    plan.move_to(np.full(len(picked), slot), edges[picked])
    return price


def _urgency(plan: Plan, edges: Ints, ahead: Ints, here: Bools) -> Floats:
    """Return how badly each edge needs one of the slots `ahead` (this one included)."""
    arrays = plan.arrays
    waiting = here & (plan.place == UNPLACED)
    people = len(arrays.people)
    wanted = np.bincount(arrays.a[waiting], minlength=people) + np.bincount(arrays.b[waiting], minlength=people)
    left = arrays.free[:, ahead].sum(axis=1)
    tension = np.minimum(wanted / np.maximum(left, 1), 1.5) ** STEEPNESS
    tension[(wanted > 0) & (wanted >= left)] += NOW_OR_NEVER
    common = np.maximum(np.count_nonzero(arrays.open[edges][:, ahead], axis=1), 1)
    urgency: Floats = PERSON_URGENCY * (tension[arrays.a[edges]] + tension[arrays.b[edges]])
    total: Floats = urgency + PAIR_URGENCY / common + 1.0
    return total
