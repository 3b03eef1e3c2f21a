"""The best repair of a small agenda, proved: an integer program over every meeting that may move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from scheduling.board import Board, ranks
from scheduling.rescue import SECONDS, TRIFLE, Option
from scheduling.reseating import reseat

LARGEST = 400  # columns; above, the proof would cost more than a repair may take

Row = tuple[dict[int, float], float, float]  # coefficient of each column, least, most


def repair_exactly(board: Board, hit: Sequence[str], *, window: int, displaced: int, touched: Set[str]) -> bool:
    """Place the `hit` pairs, which are off the board; say whether that was done and is proved the best.

    First the largest weight of hit pairs placed while at most `displaced` other meetings change slot, all of
    them kept; then the fewest people outside `touched` whose day changes. Only where any table suits any
    pair: else tables would have to be columns too. The board is unchanged when the answer is False.
    """
    movable = [key for key, (slot, _) in board.where.items() if window >> slot & 1]
    if len(movable) > LARGEST or len({board.suitable(key) for key in (*hit, *movable)}) > 1:
        return False
    model = _Model(board, hit, window, displaced, touched)
    if not model.kept_weight:  # no slot for any of them, whoever moves
        return True
    if model.columns > LARGEST:
        return False
    best = model.solve(model.kept_weight, [])
    fewest = best and model.solve(model.people_cost, [(model.kept_weight, -np.inf, best[0] + TRIFLE / 2)])
    if fewest is None:
        return False
    model.apply(fewest[1])
    return True


class _Model:
    def __init__(self, board: Board, hit: Sequence[str], window: int, displaced: int, touched: Set[str]) -> None:
        self.board, self.hit = board, hit
        self.homes = {
            key: where for key, where in board.where.items() if window >> where[0] & 1 and key != board.settled
        }
        self._stay = len(self.homes) - displaced
        for key in self.homes:  # the chairs of whoever may move are free to the model
            board.lift(key)
        self.options: list[Option] = [
            (key, slot) for key in (*hit, *self.homes) for slot in ranks(board.both_free(key) & window)
        ]
        self.at = {option: column for column, option in enumerate(self.options)}
        self.limits = [*self._limits()]
        for key, where in self.homes.items():
            board.place(key, *where)
        others = sorted({name for key in self.homes for name in board.ends(key)} - touched)
        self.person = {name: len(self.options) + number for number, name in enumerate(others)}
        self.columns = len(self.options) + len(others)

    @property
    def kept_weight(self) -> dict[int, float]:
        """Minus the weight of the hit pairs that are placed."""
        return {
            column: -self.board.pairs[key].weight - TRIFLE
            for column, (key, _) in enumerate(self.options)
            if key not in self.homes
        }

    @property
    def people_cost(self) -> dict[int, float]:
        return dict.fromkeys(self.person.values(), 1.0)

    def solve(self, cost: Mapping[int, float], extra: Sequence[Row]) -> tuple[float, list[Option]] | None:
        """Return the least cost and the places chosen, None when the time was too short to be sure."""
        rows = [*self._rows(), *extra]
        matrix = np.zeros((len(rows), self.columns))
        for number, (terms, _, _) in enumerate(rows):
            matrix[number, list(terms)] = list(terms.values())
        costs = np.zeros(self.columns)
        costs[list(cost)] = list(cost.values())
        solution = milp(
            costs,
            integrality=np.ones(self.columns),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows]),
            options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
        )
        if solution.status != 0:
            return None
        chosen = [option for option, column in self.at.items() if solution.x[column] > 0.5]
        return float(solution.fun), chosen

    def apply(self, chosen: Sequence[Option]) -> None:
        """Put the chosen places on the board; whoever keeps the slot keeps the table."""
        moved = {key: slot for key, slot in chosen if key not in self.homes or self.homes[key][0] != slot}
        for key in self.homes.keys() & moved.keys():
            self.board.lift(key)
        reseat(self.board, moved, thaw=None)

    def _limits(self) -> Iterator[Row]:
        """People and tables, read while the board holds only what cannot move."""
        sharing: defaultdict[tuple[str, int], dict[int, float]] = defaultdict(dict)
        for (key, slot), column in self.at.items():
            for name in (*self.board.ends(key), ""):
                sharing[name, slot][column] = 1.0
        for (name, slot), terms in sharing.items():
            room = self.board.room(name, slot) if name else self.board.open_tables[slot].bit_count()
            yield terms, 0, room

    def _rows(self) -> Iterator[Row]:
        yield {self.at[key, slot]: 1.0 for key, (slot, _) in self.homes.items()}, self._stay, np.inf
        for key in (*self.hit, *self.homes):
            places = {column: 1.0 for (some, _), column in self.at.items() if some == key}
            yield places, float(key in self.homes), 1
        yield from self.limits
        for key, (slot, _) in self.homes.items():
            for name in self.board.ends(key):
                if name in self.person:
                    yield {self.at[key, slot]: 1.0, self.person[name]: 1.0}, 1, np.inf
        for rule in self.board.problem.precedences:
            for (first, slot), left in self.at.items():
                for (last, other), right in self.at.items():
                    if (first, last) == (rule.before, rule.after) and slot >= other:
                        yield {left: 1.0, right: 1.0}, 0, 1
