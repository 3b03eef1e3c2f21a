"""Times for chosen pairs when everybody is always there: an edge colouring, so nothing is ever lost.

A bipartite graph of degree d takes d colours (Konig 1916); alternating paths find them one edge at a time, and then
even out the colours, since among two colours the larger one always has a path with one more edge (de Werra 1971).
"""

from __future__ import annotations

from collections.abc import Sequence

from scheduling.arrays import Arrays, Ints

FREE = -1


def is_colourable(arrays: Arrays, chosen: Ints) -> bool:
    """Say whether colouring applies: two sides, one delegate each, all slots open and alike, degrees that fit."""
    degree = max((int(count) for ends in (arrays.a, arrays.b) for count in _counts(ends[chosen])), default=0)
    alike = arrays.two_sided and arrays.is_count_enough and not arrays.rules and bool(arrays.open.all())
    single = bool((arrays.free[arrays.a] == 1).all() and (arrays.free[arrays.b] == 1).all())
    same = bool((arrays.tables == arrays.tables[0]).all()) and len(chosen) <= int(arrays.tables.sum())
    return alike and single and same and degree <= len(arrays.tables)


def _counts(people: Ints) -> list[int]:
    counts: dict[int, int] = {}
    for person in people.tolist():
        counts[person] = counts.get(person, 0) + 1
    return list(counts.values())


def colour(ends: Sequence[tuple[int, int]], slots: int, tables: int) -> list[int]:
    """Return a slot for each edge: nobody twice in a slot, at most `tables` edges in each.

    `ends`: the two people of each edge, of different sides and at most `slots` edges each; at most
    `slots * tables` edges in all.

    >>> colour([(0, 2), (0, 3), (1, 2)], 2, 2)
    [1, 0, 0]
    """
    colours = _Colours(ends, slots)
    for edge in range(len(ends)):
        colours.add(edge)
    colours.even_out(tables)
    return colours.slot


class _Colours:
    """A partial colouring: `at[person][slot]` is the edge that the person has there."""

    def __init__(self, ends: Sequence[tuple[int, int]], slots: int) -> None:
        self.ends, self.slots = ends, slots
        self.slot = [FREE] * len(ends)
        self.at = {person: [FREE] * slots for edge in ends for person in edge}

    def add(self, edge: int) -> None:
        """Give `edge` a slot, turning one alternating path when its two people are free at different times."""
        one, two = self.ends[edge]
        first, second = self.at[one].index(FREE), self.at[two].index(FREE)
        if self.at[two][first] != FREE:
            # In a bipartite graph this path cannot come back to `one`, who is free in `first`.
            self._turn(self._path(two, first, second), first, second)
        self._set(edge, first)

    def _path(self, person: int, here: int, there: int) -> list[int]:
        """Return the edges of the path that leaves `person` by slot `here`, then `there`, and so on."""
        path: list[int] = []
        edge = self.at[person][here]
        while edge != FREE:
            path.append(edge)
            one, two = self.ends[edge]
            person = two if person == one else one
            here, there = there, here
            edge = self.at[person][here]
        return path

    def _turn(self, path: Sequence[int], first: int, second: int) -> None:
        """Exchange the two slots along `path`."""
        turned = [(edge, first + second - self.slot[edge]) for edge in path]
        for edge in path:
            for person in self.ends[edge]:
                self.at[person][self.slot[edge]] = FREE
        for edge, slot in turned:
            self._set(edge, slot)

    def _set(self, edge: int, slot: int) -> None:
        self.slot[edge] = slot
        for person in self.ends[edge]:
            self.at[person][slot] = edge

    def even_out(self, tables: int) -> None:
        """Move edges from slots with more than `tables` to the emptiest ones."""
        size = [self.slot.count(slot) for slot in range(self.slots)]
        for full in range(self.slots):
            while size[full] > tables:
                empty = min(range(self.slots), key=lambda slot: size[slot])
                self._turn(self._longer_path(full, empty), full, empty)
                size[full] -= 1
                size[empty] += 1

    def _longer_path(self, full: int, empty: int) -> list[int]:
        """Return a path that begins and ends with an edge of `full`: there is one, `full` being the larger."""
        starts = (person for person, row in self.at.items() if row[full] != FREE and row[empty] == FREE)
        paths = (self._path(person, full, empty) for person in starts)
        return next(path for path in paths if len(path) % 2)
