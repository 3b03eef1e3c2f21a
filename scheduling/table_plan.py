"""Give every meeting a table: one assignment per slot, keeping people where they sat before.

Seated participants never move. When one side fits on the tables and nothing else restricts them, that side is kept
still as far as the tables allow; otherwise the profit of a table is the number of the two people it keeps in place.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.optimize import linear_sum_assignment

from scheduling.arrays import Arrays, Bools, Floats, Ints
from scheduling.plan import UNPLACED

# Keeping the pinned side in place comes before keeping the other.
PINNED_PROFIT = 4.0


def assign_tables(arrays: Arrays, place: Ints, seated_before: Mapping[tuple[int, int], int]) -> Ints:
    """Return the table (index) of every placed edge, `UNPLACED` elsewhere.

    `seated_before` gives (person, slot) -> table of published meetings. Slots follow one another in time; within
    a slot the assignment is exact.
    """
    table = np.full(len(place), UNPLACED)
    last = np.full(len(arrays.people), UNPLACED)
    profit = _profits(arrays, place)
    for slot in range(arrays.open.shape[1]):
        edges = np.flatnonzero(place == slot)
        if len(edges):
            table[edges] = _seat(arrays, edges, slot, last, profit)
            last[arrays.a[edges]] = table[edges]
            last[arrays.b[edges]] = table[edges]
        for (person, when), seat in seated_before.items():
            if when == slot:
                last[person] = seat
    return table


def _profits(arrays: Arrays, place: Ints) -> Floats:
    """Return what keeping each person in place is worth: more for a side that fits on the tables."""
    profit = np.ones(len(arrays.people))
    placed = place != UNPLACED
    if arrays.two_sided:
        sides = [np.unique(ends[placed]) for ends in (arrays.a, arrays.b)]
        pinned = min(sides, key=len)
        if len(pinned) <= len(arrays.left):
            profit[pinned] = PINNED_PROFIT
    return profit


def _seat(arrays: Arrays, edges: Ints, slot: int, last: Ints, profit: Floats) -> Ints:
    """Return a table for each of `edges`, all different and suitable."""
    tables = np.flatnonzero(arrays.left[:, slot])
    fits = np.ones((len(edges), len(tables)), dtype=np.bool_)
    if arrays.admits is not None:
        fits = arrays.admits[edges][:, tables]
    gain = _kept(arrays.a[edges], tables, last, profit) + _kept(arrays.b[edges], tables, last, profit)
    gain = gain + _unclaimed(tables, last, edges, arrays)
    # Anything suitable beats anything unsuitable, so the full assignment that is known to exist is found.
    rows, columns = linear_sum_assignment(np.where(fits, gain + 100.0 * len(edges), 0.0), maximize=True)
    seats = np.full(len(edges), UNPLACED)
    seats[rows] = tables[columns]
    return seats


def _kept(people: Ints, tables: Ints, last: Ints, profit: Floats) -> Floats:
    same: Bools = last[people][:, None] == tables[None, :]
    return np.where(same, profit[people][:, None], 0.0)


def _unclaimed(tables: Ints, last: Ints, edges: Ints, arrays: Arrays) -> Floats:
    """Prefer, a little, tables that nobody who is idle in this slot left: they may come back to theirs."""
    idle = np.ones(len(last), dtype=np.bool_)
    idle[arrays.a[edges]] = False
    idle[arrays.b[edges]] = False
    claimed = np.isin(tables, last[idle])
    return np.where(claimed, 0.0, 0.1)[None, :]
