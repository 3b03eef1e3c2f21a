"""Displacement chains: a meeting takes a chair, the meeting that sat there takes another one.

At most three moves: the pair to place and two others. Shortest chains first; among the chains that displace
one meeting, the one that changes the day of the fewest people who were not concerned yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from itertools import product

from scheduling.board import Board, ranks

LONGEST = 2  # displaced meetings in one chain
STEPS = 4_000  # placements tried in one repair, shared by the pairs to place

Places = dict[str, tuple[int, int]]  # slot and table of pairs


def rescue_by_chain(
    board: Board, key: str, *, window: int, displaced: int, touched: Set[str], steps: int = STEPS
) -> Places | None:
    """Place a pair that is off the board by displacing at most `displaced` meetings inside `window`.

    Return where the displaced meetings were, or None when nothing was found and nothing changed.
    `touched` people are concerned already: changing their day once more costs nothing. `steps` placements are
    tried at most.
    """
    search = _Search(board, window, steps)
    if not search.open_slots:
        return None
    if search.fit(key, 0) is not None:
        return {}
    for depth in range(1, min(displaced, LONGEST) + 1):
        found = search.cheapest(key, depth, touched)
        if found is not None:
            return found
    return None


class _Search:
    def __init__(self, board: Board, window: int, steps: int) -> None:
        self.board, self.window, self.steps = board, window, steps
        self.open_slots = self.chairs()
        self.held: list[str] = []  # placed by the chain itself: not to be displaced again

    def chairs(self) -> int:
        """Return the slots with a table left. A chain fills exactly one of them: without any, it cannot end."""
        return sum(1 << slot for slot in ranks(self.window) if self.board.open_tables[slot])

    def cheapest(self, key: str, depth: int, touched: Set[str]) -> Places | None:
        board = self.board
        best: Places | None = None
        best_after: Places = {}
        fewest = len(board.people) + 1
        for slot, blockers in self._evictions(key, depth):
            before = self._push(key, slot, blockers, depth)
            if before is None:
                continue
            after = {moved: board.where[moved] for moved in (key, *before)}
            people = {name for moved in before for name in board.ends(moved)} - touched
            self._restore((key, *before), before)
            if len(people) < fewest:
                best, best_after, fewest = before, after, len(people)
            if fewest <= 1 or depth > 1:
                break
        if best is not None:
            self._restore(best, best_after)
        return best

    def fit(self, key: str, depth: int) -> Places | None:
        """Place a pair, displacing up to `depth` meetings: return where those were, None if it cannot be."""
        for slot in ranks(self.board.both_free(key) & self.window):
            table = self.board.table_for(key, slot)
            if table is not None:
                self.board.place(key, slot, table)
                return {}
        pushed = (self._push(key, slot, blockers, depth) for slot, blockers in self._evictions(key, depth))
        return next((before for before in pushed if before is not None), None)

    def _evictions(self, key: str, depth: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the slots a pair could take, and the meetings that must leave for it."""
        if not depth:
            return
        board = self.board
        days = [(board.free[name], board.day(name)) for name in board.ends(key)]
        for slot in ranks(board.when(key) & board.in_order(key) & self.window):
            busy = [held[slot] for free, held in days if not free >> slot & 1]
            if not busy:
                busy = [[*board.in_slot[slot]]]
            for some in product(*busy):
                blockers = tuple(dict.fromkeys(some))  # one meeting may block both, under another pair's id
                if len(blockers) > depth or any(other in self.held or other == board.settled for other in blockers):
                    continue
                self.steps -= 1
                if self.steps < 0:
                    return
                yield slot, blockers

    def _push(self, key: str, slot: int, blockers: tuple[str, ...], depth: int) -> Places | None:
        board, left = self.board, depth - len(blockers)
        if not left and not all(board.both_free(other) & self.open_slots for other in blockers):
            return None  # nowhere to go: most blockers end here
        before = {other: board.lift(other) for other in blockers}
        table = board.table_for(key, slot)
        if table is not None:
            board.place(key, slot, table)
            self.held.append(key)
            settled = self._settle(blockers, left, before)
            self.held.pop()
            if settled:
                return before
        self._restore((key, *before), before)
        return None

    def _settle(self, blockers: tuple[str, ...], left: int, before: Places) -> bool:
        """Place the displaced meetings elsewhere; note in `before` where further ones were."""
        for other in blockers:
            further = self.fit(other, left)
            if further is None:
                return False
            before.update(further)
            left -= len(further)
        return True

    def _restore(self, moved: Mapping[str, object] | tuple[str, ...], places: Places) -> None:
        for key in moved:
            if key in self.board.where:
                self.board.lift(key)
        for key, (slot, table) in places.items():
            self.board.place(key, slot, table)
