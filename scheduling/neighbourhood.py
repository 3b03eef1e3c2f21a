"""Re-optimise a few slots together: their LP, then the same filling, then the exact moves; kept only if better."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from scheduling.arrays import Bools, Floats, Ints
from scheduling.day_move import improve_day
from scheduling.filling import fill
from scheduling.plan import UNPLACED, Plan
from scheduling.slot_move import edge_values, improve_slot

SLOTS = 3
# Columns of the LP beyond which it takes longer than what it gains is worth.
MOST_COLUMNS = 12_000


def improve_slots(plan: Plan, slots: Ints, edges: Bools, random: np.random.Generator, *, noise: float) -> bool:
    """Choose again, together, the meetings of `slots` among `edges` and those placed there.

    Return whether the plan is worth more; otherwise it is left as it was.
    """
    before, worth = plan.place.copy(), plan.worth()
    inside = np.isin(plan.place, slots)
    pool = np.flatnonzero(inside | (plan.place == UNPLACED) & edges)
    pool = pool[plan.arrays.open[np.ix_(pool, slots)].any(axis=1)]
    if not len(pool) or len(pool) * len(slots) > MOST_COLUMNS:
        return False
    share = _shares(plan, slots, pool, random, noise)
    plan.move_to(np.full(int(inside.sum()), UNPLACED), np.flatnonzero(inside))
    fill(plan, tuple(slots[i : i + 1] for i in range(len(slots))), share, random)
    for slot in random.permutation(slots).tolist():
        improve_slot(plan, slot, random, noise=noise)
    moved = np.flatnonzero(plan.place != before)
    touched = np.unique(np.concatenate([plan.arrays.a[moved], plan.arrays.b[moved]]))
    for person in random.permutation(touched).tolist():
        improve_day(plan, person, random, noise=noise)
    if plan.worth() <= worth:
        plan.restore(before)
        return False
    return True


def _shares(plan: Plan, slots: Ints, pool: Ints, random: np.random.Generator, noise: float) -> Floats:
    """Return the LP solution (m, slots): each pair once, people and tables within each slot, caps of what is left."""
    arrays, n, k = plan.arrays, len(plan.arrays.people), len(slots)
    row, column = np.nonzero(arrays.open[np.ix_(pool, slots)])
    edge, v = pool[row], len(row)
    room = arrays.cap - plan.count + plan.load[:, slots].sum(axis=1)
    heads = arrays.free[:, slots].sum(axis=1)
    parts = [arrays.a[edge] * k + column, arrays.b[edge] * k + column, n * k + column, n * k + k + row]
    limits = [arrays.free[:, slots].ravel(), arrays.tables[slots], np.ones(len(pool))]
    if (room < heads).any():
        parts += [n * k + k + len(pool) + arrays.a[edge], n * k + k + len(pool) + arrays.b[edge]]
        limits.append(np.minimum(room, heads))
    limit = np.concatenate(limits)
    where = (np.concatenate(parts), np.tile(np.arange(v), len(parts)))
    matrix = csr_matrix((np.ones(len(parts) * v), where), shape=(len(limit), v))
    value = edge_values(plan, edge, int(slots[0])) + random.random(v) * noise
    answer = linprog(-value, A_ub=matrix, b_ub=limit, bounds=(0, 1), method="highs-ds")
    share = np.zeros((len(arrays.a), k))
    share[edge, column] = answer.x
    return share
