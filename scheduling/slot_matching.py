"""Choose the best meetings of one slot, exactly: a maximum-weight matching with a limited number of tables.

Tables are priced: the assignment drops every meeting worth less than the price of a table, and the price is moved
until the tables suffice (Lagrangian relaxation of one constraint). The sparse assignment is the LAPJVsp algorithm of
Jonker and Volgenant (Computing 38, 1987) in scipy.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching, min_weight_full_bipartite_matching

from scheduling.arrays import Arrays, Bools, Floats, Ints

PRICE_STEPS = 6


def match(left: Ints, right: Ints, gain: Floats) -> Ints:
    """Return the indices of a maximum-gain matching among edges (left[i], right[i]) of positive gain.

    >>> match(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([5.0, 4.0, 3.0])).tolist()
    [1, 2]
    """
    keep = np.flatnonzero(gain > 0)
    if not len(keep):
        return keep
    cells = left[keep] * (int(right.max()) + 1) + right[keep]
    if (np.diff(cells) <= 0).any():
        keep, cells = _sorted_best(keep, cells, gain)
    row, rows = _compact(left[keep])
    column, columns = _compact(right[keep])
    graph = _with_own_columns(row, column, gain[keep], rows, columns)
    chosen_row, chosen_column = min_weight_full_bipartite_matching(graph)
    real = chosen_column < columns
    wanted = chosen_row[real] * columns + chosen_column[real]
    return np.sort(keep[np.searchsorted(row * columns + column, wanted)])


def _sorted_best(keep: Ints, cells: Ints, gain: Floats) -> tuple[Ints, Ints]:
    """Sort edges by cell, and of several between the same two vertices keep the best."""
    order = np.lexsort((-gain[keep], cells))
    order = order[np.concatenate([[True], np.diff(cells[order]) > 0])]
    return keep[order], cells[order]


def _compact(vertices: Ints) -> tuple[Ints, int]:
    """Number the vertices that occur 0, 1, ... in order; return the numbers and how many there are."""
    present = np.zeros(int(vertices.max()) + 1, dtype=np.bool_)
    present[vertices] = True
    return (np.cumsum(present) - 1)[vertices], int(present.sum())


def _with_own_columns(row: Ints, column: Ints, gain: Floats, rows: int, columns: int) -> csr_matrix:
    """Return the costs of edges sorted by row; each row may also take its own column, worth nothing.

    That own column is how a row stays unmatched: it makes every assignment full.
    """
    top = float(gain.max()) + 1.0
    ends = np.cumsum(np.bincount(row, minlength=rows) + 1)
    where = np.arange(len(row)) + row
    indices, costs = np.empty(len(row) + rows, dtype=np.int32), np.full(len(row) + rows, top)
    indices[where], costs[where] = column, top - gain
    indices[ends - 1] = columns + np.arange(rows)
    pointers = np.concatenate([[0], ends]).astype(np.int32)
    return csr_matrix((costs, indices, pointers), shape=(rows, columns + rows))


def match_with_tables(
    left: Ints, right: Ints, gain: Floats, tables: int, price: float, value: Floats
) -> tuple[Ints, float]:
    """Return a matching of at most `tables` edges and the table price that led to it.

    `gain` decides the matching, `value` which of the tried ones is kept; `price` is where the search starts.
    Exact when the price proves it (as many meetings as tables, or price 0), else the best of `PRICE_STEPS` tries.
    """
    low, high, best, best_value = 0.0, np.inf, np.empty(0, dtype=np.int64), -1.0
    step = 0.02 * float(gain.max(initial=1.0))
    for _ in range(PRICE_STEPS):
        chosen = match(left, right, gain - price)
        excess = len(chosen) - tables
        if excess > 0:
            chosen = np.sort(chosen[np.argsort(-gain[chosen], kind="stable")[:tables]])
        total = float(value[chosen].sum())
        if total > best_value:
            best, best_value = chosen, total
        if excess == 0 or (excess < 0 and price == 0.0):
            break
        low, high = (price, high) if excess > 0 else (low, price)
        price = (low + high) / 2 if high < np.inf and low > 0.0 else _outward(price, step, excess)
        step *= 2
    return best, price


def _outward(price: float, step: float, excess: int) -> float:
    return price + step if excess > 0 else max(price - step, 0.0)


def seatable(arrays: Arrays, edges: Ints, slot: int, value: Floats) -> Ints:
    """Return the positions of the most valuable subset of `edges` (worth `value`) that `slot` can seat."""
    if arrays.is_count_enough or arrays.admits is None or not len(edges):
        return np.arange(len(edges))
    fits = arrays.admits[edges] & arrays.left[:, slot]
    rows, columns = linear_sum_assignment(np.where(fits, 1.0 + value[:, None], 0.0), maximize=True)
    return np.sort(rows[fits[rows, columns]])


def is_seatable(arrays: Arrays, edges: Ints, slot: int) -> bool:
    """Say whether the tables of `slot` can seat all of `edges`."""
    if arrays.is_count_enough or arrays.admits is None or not len(edges):
        return True
    fits: Bools = arrays.admits[edges] & arrays.left[:, slot]
    return bool((maximum_bipartite_matching(csr_matrix(fits), perm_type="column") >= 0).all())
