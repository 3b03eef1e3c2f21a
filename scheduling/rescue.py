"""Find another slot for meetings that lost theirs, moving nobody else.

The board is changed in place; a pair that finds nothing stays off it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from scheduling.board import Board, ranks
from scheduling.reseating import reseat

EXACT_KINDS = 4  # kinds of table demand whose unions are all written down (Hall's condition)
SECONDS = 5.0  # for one integer program, far more than it was ever seen to need
TRIFLE = 1e-4  # weight added to each pair: one without weight is still worth keeping

Option = tuple[str, int]  # a pair (key) in a slot
Row = tuple[list[int], int]  # columns, most


def place_free(board: Board, keys: Sequence[str], window: int) -> bool:
    """Place lifted pairs in slots of `window`, nobody else moved, for the largest weight; True when proved.

    One after the other, whoever has the fewest slots first: when everybody who has any is placed, no answer is
    better. Else an integer program on (pair, slot): each pair at most once, each person within capacity, tables by
    Hall's condition on the kinds of table demand, precedences between the pairs.
    """
    slots = {key: _open_slots(board, key, window) for key in keys}
    hopeful = [key for key in keys if slots[key]]
    if _place_each(board, sorted(hopeful, key=lambda key: slots[key].bit_count()), window):
        return True
    options = [(key, slot) for key in hopeful for slot in ranks(slots[key])]
    kinds = sorted({board.suitable(key) for key in hopeful})
    rows = [*_placement_rows(board, options, kinds)]
    columns = [column for columns, _ in rows for column in columns]
    starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    matrix = csr_array((np.ones(len(columns)), columns, starts), shape=(len(rows), len(options)))
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


def _open_slots(board: Board, key: str, window: int) -> int:
    """Return the slots of `window` in which both are free and a table that suits them is."""
    slots = board.both_free(key) & window
    return sum(1 << slot for slot in ranks(slots) if board.table_for(key, slot) is not None)


def _place_each(board: Board, keys: Sequence[str], window: int) -> bool:
    """Place the pairs one by one, each in its first slot; unless all of them are placed, none is."""
    for number, key in enumerate(keys):
        slots = _open_slots(board, key, window)
        if not slots:
            for placed in keys[:number]:
                board.lift(placed)
            return False
        slot = next(ranks(slots))
        board.place(key, slot, board.table_for(key, slot) or 0)
    return True


def _placement_rows(board: Board, options: Sequence[Option], kinds: Sequence[int]) -> Iterator[Row]:
    per_pair: defaultdict[str, list[int]] = defaultdict(list)
    per_person: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    per_demand: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for column, (key, slot) in enumerate(options):
        per_pair[key].append(column)
        per_demand[slot, board.suitable(key)].append(column)
        for name in board.ends(key):
            per_person[name, slot].append(column)
    yield from ((columns, 1) for columns in per_pair.values())
    yield from ((columns, board.room(name, slot)) for (name, slot), columns in per_person.items())
    for slot in sorted({slot for _, slot in options}):
        for union in _unions(kinds):
            inside = [column for kind in kinds if not kind & ~union for column in per_demand[slot, kind]]
            yield inside, (board.open_tables[slot] & union).bit_count()
    for rule in board.problem.precedences:
        for left, right in product(per_pair[rule.before], per_pair[rule.after]):
            if options[left][1] >= options[right][1]:
                yield [left, right], 1


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
