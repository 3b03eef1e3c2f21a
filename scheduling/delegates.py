"""Meetings by delegate and slot, and chains of meetings that exchange two slots.

A Kempe chain is a path of meetings that alternate between two slots, each sharing a person with the next; exchanging
the two slots along it keeps everybody in at most one place. Only the two ends of the chain see their busy slots
change. Delegates of one company are told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from scheduling.arrays import Arrays, Ints
from scheduling.plan import UNPLACED
from scheduling.slot_matching import is_seatable

Chain = tuple[list[int], int]  # edges in order, and the delegate at the far end


class Delegates:
    """Who sits in which meeting: `at[d][s]` is an edge or `UNPLACED`; `day[d]` a mask of busy slots.

    `busy` (n): masks of published meetings, which are in the days and not in `at`: nothing moves into them.
    `away[d]`: slots in which a delegate cannot meet. `room[s]`: tables left. `movable`: those who have meetings.
    """

    def __init__(self, arrays: Arrays, place: Ints, busy: Ints) -> None:
        self.arrays = arrays
        self.slot: list[int] = place.tolist()
        self.slots = arrays.open.shape[1]
        self.open: list[list[bool]] = arrays.open.tolist()
        for edge in {edge for rule in arrays.rules for edge in rule}:
            self.open[edge] = [slot == self.slot[edge] for slot in range(self.slots)]
        self.room: list[int] = (arrays.tables - np.bincount(place[place != UNPLACED], minlength=self.slots)).tolist()
        self.at: list[list[int]] = []
        self.day: list[int] = []
        self.away: list[int] = []
        self.other: list[int] = [0] * len(self.slot)  # sum of the two delegates of an edge
        self._seat(busy)
        self.movable = [delegate for delegate, row in enumerate(self.at) if max(row) != UNPLACED]

    def _seat(self, busy: Ints) -> None:
        """Give each meeting a delegate on either side who is free then."""
        arrays, first = self.arrays, list[int]()
        for person, free in enumerate(arrays.free.tolist()):
            first.append(len(self.at))
            published = int(busy[person])
            away = sum(1 << slot for slot, heads in enumerate(free) if heads < 1 and not published >> slot & 1)
            for _ in range(max(*free, 1)):
                self.at.append([UNPLACED] * self.slots)
                self.day.append(published)
                self.away.append(away)
        for edge, slot in enumerate(self.slot):
            if slot != UNPLACED:
                for person in (int(arrays.a[edge]), int(arrays.b[edge])):
                    delegate = next(d for d in range(first[person], len(self.at)) if self.at[d][slot] == UNPLACED)
                    self.at[delegate][slot] = edge
                    self.day[delegate] |= 1 << slot
                    self.other[edge] += delegate

    def chain(self, delegate: int, a: int, b: int) -> Chain | None:
        """Return the chain that brings the meeting of `delegate` in slot a to b; None when something may not move."""
        edges, to = list[int](), b
        edge = self.at[delegate][a]
        while edge >= 0:
            if not self.open[edge][to]:
                return None
            edges.append(edge)
            delegate = self.other[edge] - delegate
            edge = self.at[delegate][to]
            if edge < 0 and self.day[delegate] >> to & 1:
                return None  # a published meeting is there
            to = a + b - to
        return edges, delegate

    def turn(self, edges: Sequence[int], delegate: int, a: int, b: int) -> None:
        """Exchange slots a and b along a chain that starts with the meeting of `delegate` in a."""
        at, left, to = self.at, a, b
        at[delegate][a] = UNPLACED
        for edge in edges:
            at[delegate][to] = edge
            delegate = self.other[edge] - delegate
            at[delegate][to] = edge
            self.slot[edge] = to
            left, to = to, left
        at[delegate][to] = UNPLACED
        if len(edges) % 2:
            self.room[a] += 1
            self.room[b] -= 1

    def can_sit(self, edges: Iterable[int], a: int, b: int) -> bool:
        """Say whether the tables of both slots can seat everybody once `edges` have exchanged them."""
        if self.arrays.is_count_enough:
            return True
        place, moved = np.array(self.slot), np.fromiter(edges, dtype=np.int64)
        place[moved] = a + b - place[moved]
        return all(is_seatable(self.arrays, np.flatnonzero(place == slot), slot) for slot in (a, b))
