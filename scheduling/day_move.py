"""Re-optimise one person's whole day: partners x slots, one assignment, everybody else staying where they are."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from scheduling.arrays import Bools, Floats, Ints
from scheduling.plan import UNPLACED, Plan
from scheduling.slot_matching import is_seatable


def improve_day(plan: Plan, person: int, random: np.random.Generator, *, noise: float) -> bool:
    """Replace the day of `person` by the best one given the others; return whether anything changed.

    `noise` (in weight) breaks ties at random. With a cap the assignment is of that cardinality at most.
    """
    edges = plan.edges_of[person]
    if not len(edges):
        return False
    now = plan.place[edges]
    fits = _fits(plan, person, edges, now, random)
    value = _values(plan, person, edges, now)
    gain = value[:, None] + random.random(fits.shape) * noise
    target = _assign(plan, person, edges, now, fits, gain)
    if (target == now).all() or _day_worth(plan, person, value, target) < _day_worth(plan, person, value, now):
        return False
    if not plan.arrays.is_count_enough and not _all_seated(plan, edges, now, target):
        return False
    plan.move_to(target, edges)
    return True


def _fits(plan: Plan, person: int, edges: Ints, now: Ints, random: np.random.Generator) -> Bools:
    """Return edges x slots: where a meeting could be, had `person` an empty day."""
    arrays, others = plan.arrays, plan.others[person]
    mine = np.flatnonzero(now != UNPLACED)
    fits = plan.open_of[person] & (plan.load[others] < arrays.free[others])
    fits[mine, now[mine]] = True
    if plan.has_caps:
        fits[(plan.count[others] >= arrays.cap[others]) & (now == UNPLACED)] = False
    if plan.rules:
        _keep_rules(plan, edges, now, fits, random)
    return fits


def _keep_rules(plan: Plan, edges: Ints, now: Ints, fits: Bools, random: np.random.Generator) -> None:
    """Of edges bound together by a precedence let one move: a placed one stays, and then the others look at it."""
    own = {int(edge) for edge in edges}
    moving: set[int] = set()
    for index in random.permutation(len(edges)).tolist():
        edge = int(edges[index])
        if edge not in plan.rules:
            continue
        bound = {other for other, _ in plan.rules[edge]} & own
        if bound & moving or any(plan.place[other] != UNPLACED for other in bound):
            fits[index] = False
            if now[index] != UNPLACED:
                fits[index, now[index]] = True
        else:
            fits[index] &= plan.rule_slots(edge)
            moving.add(edge)


def _values(plan: Plan, person: int, edges: Ints, now: Ints) -> Floats:
    value = plan.prize[edges]
    if plan.has_floors:
        others = plan.others[person]
        value = value + plan.floor_bonus(others, plan.count[others] - (now != UNPLACED))
    return value


def _assign(plan: Plan, person: int, edges: Ints, now: Ints, fits: Bools, gain: Floats) -> Ints:
    """Return the best slot of each edge; below the floor, more meetings come before better ones."""
    arrays = plan.arrays
    own = np.bincount(now[now != UNPLACED], minlength=fits.shape[1])
    heads = np.minimum(arrays.free[person], arrays.tables - plan.used + own)
    columns = np.repeat(np.arange(fits.shape[1]), heads)
    fit, worth = fits[:, columns], gain[:, columns]
    target = _best(fit, worth, columns, int(arrays.cap[person]))
    if (target != UNPLACED).sum() < arrays.floor[person]:
        target = _best(fit, worth + plan.floor_prize, columns, int(arrays.cap[person]))
    return target


def _best(fit: Bools, worth: Floats, columns: Ints, cap: int) -> Ints:
    """Return the column of each row in the best assignment of at most `cap` cells.

    Rows beyond the cap are sent to dummy columns worth more than anything: exactly `columns - cap` of the columns
    then stay empty (the k-cardinality assignment of Dell'Amico and Martello, 1997, by padding).
    """
    target = np.full(len(fit), UNPLACED)
    profit = np.where(fit, worth, 0.0)
    spare = len(columns) - cap
    if spare > 0:
        prize = 1.0 + float(profit.max(initial=0.0)) * (len(columns) + 1)
        profit = np.concatenate([profit, np.full((spare, len(columns)), prize)])
    rows, slots = linear_sum_assignment(profit, maximize=True)
    real = np.flatnonzero(rows < len(fit))
    real = real[fit[rows[real], slots[real]]]
    target[rows[real]] = columns[slots[real]]
    return target


def _day_worth(plan: Plan, person: int, value: Floats, place: Ints) -> float:
    held = place != UNPLACED
    floor = min(int(held.sum()), int(plan.arrays.floor[person]))
    return float(value[held].sum()) + plan.floor_prize * floor


def _all_seated(plan: Plan, edges: Ints, now: Ints, target: Ints) -> bool:
    """Say whether every slot that changes can still seat its meetings."""
    place = plan.place.copy()
    place[edges] = target
    changed = np.unique(target[(target != now) & (target != UNPLACED)])
    return all(is_seatable(plan.arrays, np.flatnonzero(place == slot), int(slot)) for slot in changed)
