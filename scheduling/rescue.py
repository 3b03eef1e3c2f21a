"""Find another slot for meetings that lost theirs, moving nobody else.

The board is changed in place; a pair that finds nothing stays off it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from scheduling.board import Board, ranks
from scheduling.reseating import reseat

EXACT_KINDS = 4  # kinds of table demand whose unions are all written down (Hall's condition)
SECONDS = 5.0  # for one integer program, far more than it was ever seen to need
TRIFLE = 1e-4  # weight added to each pair: one without weight is still worth keeping

Option = tuple[str, int]  # a pair (key) in a slot
Row = tuple[list[int], int]  # columns, most


def place_free(board: Board, keys: Sequence[str], window: int) -> bool:
    """Place lifted pairs in slots of `window`, nobody else moved, for the largest weight; True when proved.

    Integer program on (pair, slot): each pair at most once, each person within capacity, tables by Hall's
    condition on the kinds of table demand, precedences between the pairs.
    """
    options = [(key, slot) for key in keys for slot in ranks(board.both_free(key) & window)]
    options = [(key, slot) for key, slot in options if board.table_for(key, slot) is not None]
    if not options:
        return True
    kinds = sorted({board.suitable(key) for key in keys})
    rows = [*_placement_rows(board, keys, options, kinds)]
    matrix = np.zeros((len(rows), len(options)))
    for row, (columns, _) in enumerate(rows):
        matrix[row, columns] = 1.0
    solution = milp(
        np.array([-board.pairs[key].weight - TRIFLE for key, _ in options]),
        integrality=np.ones(len(options)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, ub=[most for _, most in rows]),
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    if solution.x is None:
        return False
    chosen = [option for option, share in zip(options, solution.x, strict=True) if share > 0.5]
    seated = not reseat(board, dict(chosen), thaw=None)
    return seated and solution.status == 0 and len(kinds) <= EXACT_KINDS


def _placement_rows(
    board: Board, keys: Sequence[str], options: Sequence[Option], kinds: Sequence[int]
) -> Iterator[Row]:
    for key in keys:
        yield _columns(options, keys={key}), 1
    for slot in sorted({slot for _, slot in options}):
        for name in sorted({name for key in keys for name in board.ends(key)}):
            mine = {key for key in keys if name in board.ends(key)}
            yield _columns(options, keys=mine, slot=slot), board.room(name, slot)
        for union in _unions(kinds):
            inside = {key for key in keys if not board.suitable(key) & ~union}
            yield _columns(options, keys=inside, slot=slot), (board.open_tables[slot] & union).bit_count()
    for rule in board.problem.precedences:
        for left, (first, slot) in enumerate(options):
            for right, (last, other) in enumerate(options):
                if (first, last) == (rule.before, rule.after) and slot >= other:
                    yield [left, right], 1


def _columns(options: Sequence[Option], *, keys: set[str], slot: int | None = None) -> list[int]:
    return [column for column, (key, when) in enumerate(options) if key in keys and (slot is None or when == slot)]


def _unions(kinds: Sequence[int]) -> set[int]:
    """Return the unions of the kinds of demand; only each alone and all together when they are many."""
    sizes = range(1, len(kinds) + 1) if len(kinds) <= EXACT_KINDS else (1, len(kinds))
    found = set()
    for size in sizes:
        for some in combinations(kinds, size):
            union = 0
            for kind in some:
                union |= kind
            found.add(union)
    return found
