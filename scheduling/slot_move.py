"""Re-optimise one slot: everything outside it stays, the meetings inside are chosen again, exactly."""

from __future__ import annotations

import numpy as np

from scheduling.arrays import Arrays, Bools, Floats, Ints
from scheduling.plan import UNPLACED, Plan
from scheduling.slot_matching import match_with_tables, seatable


def improve_slot(plan: Plan, slot: int, random: np.random.Generator, *, noise: float) -> bool:
    """Replace the meetings of `slot` by the best ones given the rest; keep the old ones if they are worth more.

    `noise` (in weight) breaks ties at random, so that repeated calls wander among equals. Return whether anything
    changed.
    """
    edges = candidates(plan, slot, random)
    value = edge_values(plan, edges, slot)
    gain = value + random.random(len(edges)) * noise
    chosen, price = choose(plan, slot, edges, gain, value, random, float(plan.table_price[slot]))
    plan.table_price[slot] = price
    now = plan.place[edges] == slot
    if value[chosen].sum() < value[now].sum():
        return False
    target = np.full(len(edges), UNPLACED)
    target[chosen] = slot
    if not (target != plan.place[edges]).any():
        return False
    plan.move_to(target, edges)
    return True


def choose(
    plan: Plan, slot: int, edges: Ints, gain: Floats, value: Floats, random: np.random.Generator, price: float
) -> tuple[Ints, float]:
    """Return the positions in `edges` of the best meetings of `slot`, seated, and the price of a table.

    `price` is where the search for that price starts, in the unit of `gain`.
    """
    left, right = two_sides(plan.arrays, edges, slot, plan.place[edges] == slot, random)
    crossing = np.flatnonzero(left >= 0)
    best, price = match_with_tables(
        left[crossing], right[crossing], gain[crossing], int(plan.arrays.tables[slot]), price, value[crossing]
    )
    chosen = crossing[best]
    return chosen[seatable(plan.arrays, edges[chosen], slot, value[chosen])], price


def candidates(plan: Plan, slot: int, random: np.random.Generator) -> Ints:
    """Return the edges that may be in `slot` without touching another slot."""
    edges = plan.edges_at[slot]
    now = plan.place[edges]
    edges = edges[(now == UNPLACED) | (now == slot)]
    if plan.has_caps:
        arrays = plan.arrays
        within = (_held(plan, arrays.a[edges], slot) < arrays.cap[arrays.a[edges]]) & (
            _held(plan, arrays.b[edges], slot) < arrays.cap[arrays.b[edges]]
        )
        # A capped person with several delegates could still take too many at once: those keep what they have.
        crowd = (arrays.free[arrays.a[edges], slot] > 1) | (arrays.free[arrays.b[edges], slot] > 1)
        edges = edges[np.where(crowd, _roomy(plan, edges, slot), within) | (plan.place[edges] == slot)]
    return without_rule_breakers(plan, edges, slot, random) if plan.rules else edges


def _held(plan: Plan, people: Ints, slot: int) -> Ints:
    held: Ints = plan.count[people] - plan.load[people, slot]
    return held


def _roomy(plan: Plan, edges: Ints, slot: int) -> Bools:
    """Say for which edges both people could fill every delegate's place of `slot` within their caps."""
    arrays = plan.arrays
    fine = np.ones(len(edges), dtype=np.bool_)
    for people in (arrays.a[edges], arrays.b[edges]):
        fine &= _held(plan, people, slot) + arrays.free[people, slot] <= arrays.cap[people]
    return fine


def without_rule_breakers(plan: Plan, edges: Ints, slot: int, random: np.random.Generator) -> Ints:
    """Drop edges that may break a precedence in `slot`; of two free edges bound together keep one at random."""
    keep = np.ones(len(edges), dtype=np.bool_)
    position = {int(edge): index for index, edge in enumerate(edges)}
    for index in random.permutation(len(edges)).tolist():
        edge = int(edges[index])
        if edge not in plan.rules or plan.place[edge] == slot:
            continue
        partners = [position.get(other) for other, _ in plan.rules[edge]]
        bound = any(other is not None and keep[other] for other in partners)
        keep[index] = bool(plan.rule_slots(edge)[slot]) and not bound
    return edges[keep]


def edge_values(plan: Plan, edges: Ints, slot: int) -> Floats:
    """Return what each edge adds in `slot`: its prize, and a floor's prize for each person still below it."""
    value = plan.prize[edges]
    if plan.has_floors:
        for people in (plan.arrays.a[edges], plan.arrays.b[edges]):
            value = value + plan.floor_bonus(people, _held(plan, people, slot))
    return value


def two_sides(arrays: Arrays, edges: Ints, slot: int, now: Bools, random: np.random.Generator) -> tuple[Ints, Ints]:
    """Return a left and a right vertex per edge: people, or their delegates; -1 where the edge is left out.

    With one mixed side the people are parted at random, those who meet now on opposite sides: the result is
    bipartite and holds the present meetings, so nothing can be lost.
    """
    a, b = arrays.a[edges], arrays.b[edges]
    if not arrays.two_sided:
        is_left = random.random(len(arrays.people)) < 0.5
        is_left[a[now]], is_left[b[now]] = True, False
        a, b = np.where(is_left[a], a, b), np.where(is_left[a], b, a)
        crossing = is_left[a] & ~is_left[b]
    else:
        crossing = np.ones(len(edges), dtype=np.bool_)
    widest = int(arrays.free[:, slot].max(initial=0))
    if widest > 1:
        a = a * widest + _delegates(a, arrays.free[a, slot], now, random)
        b = b * widest + _delegates(b, arrays.free[b, slot], now, random)
    return np.where(crossing, a, -1), np.where(crossing, b, -1)


def _delegates(people: Ints, heads: Ints, now: Bools, random: np.random.Generator) -> Ints:
    """Give each edge one of the delegates of its person at random; present meetings get different ones."""
    pick = (random.random(len(people)) * np.maximum(heads, 1)).astype(np.int64)
    seen: dict[int, int] = {}
    for index in np.flatnonzero(now).tolist():
        person = int(people[index])
        pick[index] = seen.get(person, 0)
        seen[person] = pick[index] + 1
    return pick
