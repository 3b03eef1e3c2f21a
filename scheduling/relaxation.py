"""The linear relaxation of a day whose slots are grouped, its prices, and the bound those prices prove.

With one group this is the b-matching of the pairs (integral with two sides, half-integral otherwise); with one
group per slot it is the slot LP. The prices prove the bound (`scheduling.prices`), whatever the solver did.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from scheduling.arrays import Arrays, Bools, Floats, Ints
from scheduling.prices import Groups, opens_in, places_in, price_bound, settle, usable_tables


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """What the LP says. `share` (m, g): how much of each edge in each group; `bound`: proven, on the weight.

    `shortfall` (n): meetings below the floor that no agenda of the relaxation avoids together.
    """

    groups: Groups
    share: Floats
    person_price: Floats
    table_price: Floats
    cap_price: Floats
    bound: float
    shortfall: Floats


@dataclass(frozen=True, kw_only=True)
class _Grid:
    """Columns of the LP: edge `edge[i]` in group `group[i]`; capacities per group."""

    edge: Ints
    group: Ints
    places: Ints
    tables: Ints
    capped: Ints


def relax(
    arrays: Arrays,
    groups: Groups,
    *,
    prize: Floats,
    floor_prize: float = 0.0,
    among: Bools | None = None,
    method: str = "highs",
    seconds: float = np.inf,
) -> Relaxation:
    """Solve the relaxation over `groups` of slots with edge values `prize` (m) and a prize per floor meeting.

    `among` (m): edges that may be chosen, None = all. The prices are then those of a smaller program, solved in a
    fraction of the time; the bound is proven all the same, since every edge is held against them.
    When `seconds` run out nothing is chosen and the bound is the trivial one: still proven.
    """
    n, g = len(arrays.people), len(groups)
    grid = _grid(arrays, groups, among)
    floored = np.flatnonzero(arrays.floor) if floor_prize > 0 else np.empty(0, dtype=np.int64)
    matrix, limit = _rows(arrays, grid, g, floored)
    columns = len(grid.edge)
    cost = np.concatenate([-prize[grid.edge], np.full(len(floored), floor_prize)])
    top = np.concatenate([np.ones(columns), arrays.floor[floored]])
    bounds = np.stack([np.zeros_like(top), top], axis=1)
    options = {"time_limit": max(seconds, 0.0)} if seconds < np.inf else {}
    answer = linprog(cost, A_ub=matrix, b_ub=limit, bounds=bounds, method=method, options=options)
    if answer.status != 0:
        nothing = np.zeros(n * g + g + len(grid.capped)), np.zeros(columns + len(floored))
        return _read(arrays, groups, grid, floored, among, *nothing)
    return _read(arrays, groups, grid, floored, among, np.maximum(-answer.ineqlin.marginals, 0.0), answer.x)


def _read(
    arrays: Arrays,
    groups: Groups,
    grid: _Grid,
    floored: Ints,
    among: Bools | None,
    price: Floats,
    solution: Floats,
) -> Relaxation:
    """Return the LP's prices (one per constraint) and solution (one per column) by person and group."""
    m, n, g = len(arrays.a), len(arrays.people), len(groups)
    share, cap_price, shortfall = np.zeros((m, g)), np.zeros(n), np.zeros(n)
    share[grid.edge, grid.group] = solution[: len(grid.edge)]
    shortfall[floored] = solution[len(grid.edge) :]
    cap_price[grid.capped] = price[n * g + g : n * g + g + len(grid.capped)]
    person_price, table_price = price[: n * g].reshape(n, g), price[n * g : n * g + g]
    if among is not None:
        person_price = settle(arrays, groups, person_price, table_price, cap_price, ~among)
    return Relaxation(
        groups=groups,
        share=share,
        person_price=person_price,
        table_price=table_price,
        cap_price=cap_price,
        bound=price_bound(arrays, groups, person_price, table_price, cap_price),
        shortfall=shortfall,
    )


def _grid(arrays: Arrays, groups: Groups, among: Bools | None) -> _Grid:
    opens = opens_in(arrays, groups)
    edge, group = np.nonzero(opens if among is None else opens & among[:, None])
    heads = arrays.free.sum(axis=1)
    capped = np.flatnonzero(arrays.cap < heads)
    return _Grid(
        edge=edge, group=group, places=places_in(arrays, groups), tables=usable_tables(arrays, groups), capped=capped
    )


def _rows(arrays: Arrays, grid: _Grid, g: int, floored: Ints) -> tuple[csr_matrix, Floats]:
    """Return the constraints: person and group, table and group, caps, each pair once, floors (slack last)."""
    n, m, v = len(arrays.people), len(arrays.a), len(grid.edge)
    a, b, column = arrays.a[grid.edge], arrays.b[grid.edge], np.arange(v)
    caps, floors = np.full(n, -1), np.full(n, -1)
    caps[grid.capped] = n * g + g + np.arange(len(grid.capped))
    floors[floored] = n * g + g + len(grid.capped) + m + np.arange(len(floored))
    parts = [(a * g + grid.group, column, 1.0), (b * g + grid.group, column, 1.0)]
    parts += [(n * g + grid.group, column, 1.0), (n * g + g + len(grid.capped) + grid.edge, column, 1.0)]
    for target, sign in ((caps, 1.0), (floors, -1.0)):
        for people in (a, b):
            hit = target[people] >= 0
            parts.append((target[people][hit], column[hit], sign))
    parts.append((floors[floored], v + np.arange(len(floored)), -1.0))
    rows = np.concatenate([row for row, _, _ in parts])
    columns = np.concatenate([col for _, col, _ in parts])
    values = np.concatenate([np.full(len(row), value) for row, _, value in parts])
    limit = np.concatenate(
        [grid.places.ravel(), grid.tables, arrays.cap[grid.capped], np.ones(m), -arrays.floor[floored]]
    )
    return csr_matrix((values, (rows, columns)), shape=(len(limit), v + len(floored))), limit.astype(np.float64)


def group_slots(arrays: Arrays, *, limit: int) -> Groups:
    """Group slots in which the same people are there, complete-linkage, into at most `limit` groups.

    When `limit` groups cannot hold slots that resemble one another (random absences), one group is returned: the
    finer LP would then cost much and say nothing more.
    """
    there = arrays.free > 0
    apart = (there[:, :, None] != there[:, None, :]).sum(axis=0)
    groups = [[slot] for slot in range(there.shape[1])]
    alike, unlike = 0.02 * len(arrays.people), 0.3 * len(arrays.people)
    while len(groups) > 1:
        width, i, j = min(
            (max(int(apart[s, t]) for s in groups[i] for t in groups[j]), i, j)
            for i in range(len(groups))
            for j in range(i)
        )
        if width > alike and len(groups) <= limit:
            break
        groups[j] += groups.pop(i)
    widest = max((int(apart[np.ix_(group, group)].max()) for group in groups), default=0)
    if widest > unlike:
        groups = [list(range(there.shape[1]))]
    return tuple(np.array(sorted(group)) for group in groups)
