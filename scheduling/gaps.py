"""Close idle gaps without giving up a meeting: Kempe swaps between two slots, annealed.

A Kempe chain is a path of meetings that alternate between two slots, each sharing a person with the next; exchanging
the two slots along it keeps everybody in at most one place. Only the two ends of the chain see their busy slots
change, so a move costs a walk along the chain and four table look-ups. Delegates of one company are told apart.
Simulated annealing (Kirkpatrick et al. 1983) on the number of gaps; after Bofill et al., JAIR 74 (2022), gaps are
maximal runs of idle slots between two meetings.
"""

from __future__ import annotations

import math
import random as stdlib_random
import time

import numpy as np

from scheduling.arrays import Arrays, Ints
from scheduling.plan import UNPLACED
from scheduling.slot_matching import is_seatable

# In gaps: at first a swap that opens one gap passes one time in seventeen, at the end practically never.
HOT, COLD = 0.35, 0.1
COOLING_STEPS = 200


def close_gaps(arrays: Arrays, place: Ints, *, busy: Ints, seed: int, swaps: int, deadline: float) -> Ints:
    """Return slots for the same placed edges with fewer idle gaps; never more gaps than before.

    `busy` (n): a bit mask of the slots of published meetings, which count in the gaps and stay. Edges bound by a
    precedence stay as well. Stops after `swaps` attempts or at `deadline` (`time.monotonic()`).
    """
    chains = _Chains(arrays, place, busy)
    draw = stdlib_random.Random(seed)  # noqa: S311 - not for secrets
    best, best_gaps = list(chains.slot), chains.gaps
    per_step = max(1, swaps // COOLING_STEPS)
    for step in range(COOLING_STEPS):
        if not chains.gaps or not chains.movable or time.monotonic() >= deadline:
            break
        heat = HOT * (COLD / HOT) ** (step / COOLING_STEPS)
        chains.anneal(draw, per_step, heat)
        if chains.gaps < best_gaps:
            best, best_gaps = list(chains.slot), chains.gaps
    return np.array(best, dtype=np.int64)


def gaps_in(mask: int) -> int:
    """Return the maximal runs of zeros between two ones of `mask`.

    >>> gaps_in(0b1001011)
    2
    """
    return max((mask & ~(mask << 1)).bit_count() - 1, 0)


class _Chains:
    """Meetings by delegate and slot, and the bit mask of each delegate's busy slots."""

    def __init__(self, arrays: Arrays, place: Ints, busy: Ints) -> None:
        self.arrays = arrays
        self.slot = place.tolist()
        self.slots = arrays.open.shape[1]
        self.open = [int(mask) for mask in (arrays.open @ (1 << np.arange(self.slots, dtype=object)))]
        for before, after in arrays.rules:
            for edge in (before, after):
                self.open[edge] = 1 << max(self.slot[edge], 0)
        self.room = (arrays.tables - np.bincount(place[place != UNPLACED], minlength=self.slots)).tolist()
        self.at: list[list[int]] = []
        self.mask: list[int] = []
        self.ends: dict[int, list[int]] = {}
        self._seat_delegates(arrays, busy)
        self.gaps = sum(map(gaps_in, self.mask))

    def _seat_delegates(self, arrays: Arrays, busy: Ints) -> None:
        """Give each meeting a delegate on either side who is free then."""
        first: list[int] = []
        for person, heads in enumerate(arrays.free.max(axis=1, initial=0).tolist()):
            first.append(len(self.at))
            for _ in range(max(heads, 1)):
                self.at.append([UNPLACED] * self.slots)
                self.mask.append(int(busy[person]))
        for edge, slot in enumerate(self.slot):
            if slot != UNPLACED:
                self.ends[edge] = []
                for person in (int(arrays.a[edge]), int(arrays.b[edge])):
                    delegate = next(d for d in range(first[person], len(self.at)) if self.at[d][slot] == UNPLACED)
                    self.at[delegate][slot] = edge
                    self.mask[delegate] |= 1 << slot
                    self.ends[edge].append(delegate)
        self.movable = [delegate for delegate, row in enumerate(self.at) if max(row) != UNPLACED]

    def anneal(self, draw: stdlib_random.Random, tries: int, heat: float) -> None:
        """Try `tries` chains that start where a delegate is busy in one slot and idle in another."""
        passes = [1.0, math.exp(-1 / heat), math.exp(-2 / heat)]
        chance, delegates, count, slots = draw.random, self.movable, len(self.movable), self.slots
        for _ in range(tries):
            delegate = delegates[int(chance() * count)]
            source, target = int(chance() * slots), int(chance() * slots)
            row, mask = self.at[delegate], self.mask[delegate]
            if row[source] < 0 or mask >> target & 1:
                continue
            change = gaps_in(mask ^ (1 << source | 1 << target)) - gaps_in(mask)
            chain = self._chain(delegate, source, target)
            if not chain:
                continue
            change += self._end_change(chain, delegate, source, target)
            if change <= 0 or (change <= 2 and chance() < passes[change]):
                self._swap(chain, source, target, change)

    def _chain(self, delegate: int, source: int, target: int) -> list[int]:
        """Return the edges of the chain from `delegate`, empty when something on it may not move."""
        chain: list[int] = []
        here, there = source, target
        edge = self.at[delegate][here]
        while edge >= 0:
            if not self.open[edge] >> there & 1:
                return []
            chain.append(edge)
            one, other = self.ends[edge]
            delegate = other if delegate == one else one
            here, there = there, here
            edge = self.at[delegate][here]
            # A published meeting is in the mask but not in the row: the chain would run into it.
            if edge < 0 and self.mask[delegate] >> here & 1:
                return []
        if len(chain) % 2 and self.room[target] < 1:
            return []
        return chain if self._is_seatable(chain, source, target) else []

    def _is_seatable(self, chain: list[int], source: int, target: int) -> bool:
        if self.arrays.is_count_enough:
            return True
        place = np.array(self.slot)
        moved = place[chain]
        place[chain] = np.where(moved == source, target, source)
        return all(is_seatable(self.arrays, np.flatnonzero(place == slot), slot) for slot in (source, target))

    def _far_end(self, chain: list[int], delegate: int) -> int:
        for edge in chain:
            one, other = self.ends[edge]
            delegate = other if delegate == one else one
        return delegate

    def _end_change(self, chain: list[int], delegate: int, source: int, target: int) -> int:
        """Return how many gaps the far end of the chain gains: it exchanges busy and idle."""
        mask = self.mask[self._far_end(chain, delegate)]
        return gaps_in(mask ^ (1 << source | 1 << target)) - gaps_in(mask)

    def _swap(self, chain: list[int], source: int, target: int, change: int) -> None:
        at, mask, ends, slot = self.at, self.mask, self.ends, self.slot
        for edge in chain:
            for delegate in ends[edge]:
                at[delegate][slot[edge]] = UNPLACED
                mask[delegate] &= ~(1 << slot[edge])
        for edge in chain:
            slot[edge] = target if slot[edge] == source else source
            for delegate in ends[edge]:
                at[delegate][slot[edge]] = edge
                mask[delegate] |= 1 << slot[edge]
        if len(chain) % 2:
            self.room[source] += 1
            self.room[target] -= 1
        self.gaps += change
