"""Give meetings another table in their own slot: nobody's time changes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.optimize import linear_sum_assignment

from scheduling.board import Board, ranks


def reseat(board: Board, homeless: Mapping[str, int], *, thaw: int | None = 0) -> tuple[str, ...]:
    """Seat pairs (key → slot) that are off the board, each in its slot; return those left without a table.

    One assignment per slot: as many of them as possible get a table, then the fewest other meetings change
    theirs (none in slots before `thaw`; none at all when that is None), and no other meeting loses its table.
    Among the homeless, weight decides.
    """
    left: list[str] = []
    for slot in sorted(set(homeless.values())):
        standing = _reseat_slot(board, slot, [key for key, where in homeless.items() if where == slot], others=False)
        if (
            thaw is not None and slot >= thaw and standing and board.open_tables[slot]
        ):  # without a free table nobody gains by moving
            standing = _reseat_slot(board, slot, standing, others=True)
        left += standing
    return tuple(left)


def _reseat_slot(board: Board, slot: int, homeless: list[str], *, others: bool) -> list[str]:
    around = [key for key in board.in_slot[slot] if key != board.settled]
    keys, tables = [*homeless, *around] if others else homeless, len(board.problem.tables)
    never = 4.0 * len(keys) ** 2 + 4  # dearer than every meeting changing table, twice over
    weights = sum(board.pairs[key].weight for key in homeless) + 1.0
    place = board.where.get(board.settled or "")
    reserved = 1 << place[1] if place is not None and place[0] == slot else 0
    costs = np.full((len(keys), tables + len(homeless)), never)
    for row, key in enumerate(keys):
        within = board.tables_in[slot] & ~reserved if others else board.open_tables[slot]
        costs[row, list(ranks(board.suitable(key) & within))] = 1.0
        if row < len(homeless):
            # no table: dearer than every meeting changing table
            costs[row, tables + row] = 2.0 * len(keys) + board.pairs[key].weight / weights
        else:
            costs[row, board.where[key][1]] = 0.0
    columns = linear_sum_assignment(costs)[1]
    moved = [key for key, column in zip(keys, columns, strict=True) if column < tables]
    for key in moved:
        if key in board.where:
            board.lift(key)
    for key, column in zip(keys, columns, strict=True):
        if column < tables:
            board.place(key, slot, int(column))
    return [key for key, column in zip(homeless, columns, strict=False) if column >= tables]
