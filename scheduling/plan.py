"""The agenda under construction: where each edge is, and what every move needs to know about it."""

from __future__ import annotations

import numpy as np

from scheduling.arrays import Arrays, Bools, Floats, Ints

UNPLACED = -1


class Plan:
    """Edges with a slot each or `UNPLACED`; the counts follow by themselves.

    `place` (m); `load` (n, s) meetings per person and slot; `used` (s) tables taken; `count` (n) meetings per person.
    `worth` is the sum of `prize` over placed edges plus `floor_prize` for each meeting that counts for a floor: what
    every move keeps or raises.
    """

    def __init__(self, arrays: Arrays, prize: Floats, floor_prize: float) -> None:
        edges, slots = arrays.open.shape
        self.arrays, self.prize, self.floor_prize = arrays, prize, floor_prize
        self.place: Ints = np.full(edges, UNPLACED, dtype=np.int64)
        self.load: Ints = np.zeros((len(arrays.people), slots), dtype=np.int64)
        self.used: Ints = np.zeros(slots, dtype=np.int64)
        self.count: Ints = np.zeros(len(arrays.people), dtype=np.int64)
        self.table_price: Floats = np.zeros(slots)
        # By person, so that the sparse matching of a slot need not sort.
        order = np.lexsort((arrays.b, arrays.a))
        self.edges_at = [order[arrays.open[order, slot]] for slot in range(slots)]
        self.edges_of = edges_by_person(arrays)
        self.others = [
            np.where(arrays.a[edges] == person, arrays.b[edges], arrays.a[edges])
            for person, edges in enumerate(self.edges_of)
        ]
        self.open_of = [arrays.open[edges] for edges in self.edges_of]
        self.has_floors = bool(arrays.floor.any())
        self.has_caps = bool((arrays.cap < arrays.free.sum(axis=1)).any())
        self.rules = _rule_map(arrays.rules)

    def put(self, edge: int, slot: int) -> None:
        """Place an unplaced edge."""
        a, b = self.arrays.a[edge], self.arrays.b[edge]
        self.place[edge] = slot
        self._tally(a, b, slot, 1)

    def take(self, edge: int) -> None:
        """Unplace a placed edge."""
        a, b = self.arrays.a[edge], self.arrays.b[edge]
        self._tally(a, b, int(self.place[edge]), -1)
        self.place[edge] = UNPLACED

    def _tally(self, a: int, b: int, slot: int, step: int) -> None:
        self.load[a, slot] += step
        self.load[b, slot] += step
        self.count[a] += step
        self.count[b] += step
        self.used[slot] += step

    def move_to(self, target: Ints, edges: Ints) -> None:
        """Give each of `edges` the slot (or `UNPLACED`) of the same position in `target`."""
        changed = np.flatnonzero(self.place[edges] != target)
        for index in changed.tolist():
            if self.place[edges[index]] != UNPLACED:
                self.take(int(edges[index]))
        for index in changed.tolist():
            if target[index] != UNPLACED:
                self.put(int(edges[index]), int(target[index]))

    def restore(self, place: Ints) -> None:
        """Return to an earlier `place` (a copy)."""
        changed = np.flatnonzero(self.place != place)
        self.move_to(place[changed], changed)

    def worth(self) -> float:
        """Return the sum of prizes, floors included."""
        total = float(self.prize[self.place != UNPLACED].sum())
        return total + self.floor_prize * float(np.minimum(self.count, self.arrays.floor).sum())

    def weight(self) -> float:
        """Return the sum of weights of the placed edges."""
        return float(self.arrays.weight[self.place != UNPLACED].sum())

    def floor_bonus(self, people: Ints, held: Ints) -> Floats:
        """Return the prize of one more meeting for `people` who hold `held` without it."""
        return np.where(held < self.arrays.floor[people], self.floor_prize, 0.0)

    def rule_slots(self, edge: int) -> Bools:
        """Return the slots (s) that the precedences of `edge` leave it, the other edges staying where they are."""
        fine = np.ones(len(self.used), dtype=np.bool_)
        for other, is_after in self.rules.get(edge, ()):
            slot = self.place[other]
            if slot != UNPLACED and is_after:
                fine[slot:] = False
            elif slot != UNPLACED:
                fine[: slot + 1] = False
        return fine


def edges_by_person(arrays: Arrays) -> list[Ints]:
    """Return the edges of every person, in edge order."""
    people = np.concatenate([arrays.a, arrays.b])
    edges = np.tile(np.arange(len(arrays.a)), 2)
    order = np.lexsort((edges, people))
    cuts = np.searchsorted(people[order], np.arange(len(arrays.people) + 1))
    return [edges[order[cuts[person] : cuts[person + 1]]] for person in range(len(arrays.people))]


def _rule_map(rules: tuple[tuple[int, int], ...]) -> dict[int, tuple[tuple[int, bool], ...]]:
    """Return, per edge, the other edge of each rule and whether that other comes after."""
    found: dict[int, tuple[tuple[int, bool], ...]] = {}
    for before, after in rules:
        found[before] = (*found.get(before, ()), (after, True))
        found[after] = (*found.get(after, ()), (before, False))
    return found
