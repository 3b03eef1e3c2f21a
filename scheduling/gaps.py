"""Close idle gaps without giving up a meeting: Kempe chains between two slots, annealed.

Only the two ends of a chain see their busy slots change (`delegates`), so a move costs a walk along the chain and two
look-ups in a table of days (`waits`). Where the slot that gains a meeting has no table left, a second chain brings one
back the other way, and the two pass or fail together: with every table taken there is hardly another way to move.
Simulated annealing (Kirkpatrick et al. 1983), half of the draws from people who have a gap.
"""

from __future__ import annotations

import random as stdlib_random
import time
from math import exp

import numpy as np

from scheduling.arrays import Arrays, Ints
from scheduling.delegates import Chain, Delegates
from scheduling.waits import Days, waits

# In gaps: at first a move that opens one gap passes one time in seventeen, at the end hardly ever.
HOT, COLD = 0.35, 0.15
COOLING_STEPS = 200
BROKEN_SHARE = 0.5  # of the draws
# Where tables are full: the dearest first chain, the dearest own change of a second one, and how many are looked at.
FIRST_COST, SECOND_COST = 0.6, 0.4
LOOKED_AT, WALKED = 40, 3


def close_gaps(arrays: Arrays, place: Ints, *, busy: Ints, seed: int, swaps: int, deadline: float) -> Ints:
    """Return slots for the same placed edges with fewer idle gaps; never more gaps than before.

    `busy` (n): a bit mask of the slots of published meetings, which count in the gaps and stay. Edges bound by a
    precedence stay as well. Stops after `swaps` attempts or at `deadline` (`time.monotonic()`).
    """
    walk = _Walk(Delegates(arrays, place, busy), stdlib_random.Random(seed))  # noqa: S311 - not for secrets
    per_step = max(1, swaps // COOLING_STEPS)
    for step in range(COOLING_STEPS if swaps and walk.movable else 0):
        if not walk.gaps or time.monotonic() >= deadline:
            break
        walk.anneal(per_step, HOT * (COLD / HOT) ** (step / COOLING_STEPS))
    return np.array(walk.best, dtype=np.int64)


class _Walk:
    """The annealing: `gaps` now, and the slots of the edges when they were fewest (`best`)."""

    def __init__(self, held: Delegates, random: stdlib_random.Random) -> None:
        self.held, self.draw = held, random.random
        kinds = {away: Days(away, held.slots) for away in set(held.away)}
        self.days = [kinds[away] for away in held.away]
        self.waits = [waits(day, away) for day, away in zip(held.day, held.away, strict=True)]
        self.gaps = self.fewest = sum(self.waits)
        self.best = list(held.slot)
        self.movable = [one for one in held.movable if self.days[one].worth_trying(held.day[one])]
        self.broken = [one for one in self.movable if self.waits[one]]

    def anneal(self, tries: int, heat: float) -> None:
        """Try `tries` moves at one temperature. The walk along the chain is written out: a call costs a move."""
        draw, held, days, movable = self.draw, self.held, self.days, self.movable
        at, day_of, other, may, room = held.at, held.day, held.other, held.open, held.room
        for _ in range(tries):
            crowd = self.broken if self.broken and draw() < BROKEN_SHARE else movable
            first = crowd[int(draw() * len(crowd))]
            day = day_of[first]
            moves = days[first].exchanges.get(day) or days[first].worth_trying(day)  # never empty: a run can slide
            a, b, _, change = moves[int(draw() * len(moves))]
            last, to, edges = first, b, list[int]()
            edge = at[first][a]
            while edge >= 0:
                if not may[edge][to]:
                    break
                edges.append(edge)
                last = other[edge] - last
                edge = at[last][to]
                if edge < 0 and day_of[last] >> to & 1:
                    break  # a published meeting is there
                to = a + b - to
            else:
                if not edges:  # the meeting in a is a published one
                    continue
                change += self._change(last, a, b)
                if len(edges) & 1 and room[b] < 1:
                    self._both_ways(first, edges, last, a, b, change, heat)
                elif (change <= 0 or draw() < exp(-change / heat)) and held.can_sit(edges, a, b):
                    self._turn(first, edges, last, a, b)

    def _both_ways(self, first: int, edges: list[int], last: int, a: int, b: int, change: float, heat: float) -> None:
        """Turn a chain that brings a meeting too many to b together with one that takes another from b to a."""
        back = self._way_back(first, last, a, b) if change <= FIRST_COST else None
        if back is None:
            return
        change, one, (others, end) = change + back[0], back[1], back[2]
        if (change <= 0 or self.draw() < exp(-change / heat)) and self.held.can_sit((*edges, *others), a, b):
            self._turn(first, edges, last, a, b)
            self._turn(one, others, end, b, a)

    def _change(self, delegate: int, a: int, b: int) -> float:
        """Return what it costs a delegate to exchange busy and idle between slots a and b."""
        day, cost = self.held.day[delegate], self.days[delegate]
        return cost[day ^ 1 << a ^ 1 << b] - cost[day]

    def _way_back(self, first: int, last: int, a: int, b: int) -> tuple[float, int, Chain] | None:
        """Return the cheapest chain seen that takes a meeting from b to a: its cost, who starts it, the chain."""
        held, movable, found = self.held, self.movable, list[tuple[float, int, Chain]]()
        count, both, gives = len(movable), 1 << a | 1 << b, 1 << b
        at = int(self.draw() * count)
        for one in (*movable[at : at + LOOKED_AT], *movable[: max(0, at + LOOKED_AT - count)]):
            if held.day[one] & both != gives or held.away[one] >> a & 1 or one in (first, last):
                continue
            own = self._change(one, a, b)
            back = held.chain(one, b, a) if own <= SECOND_COST else None
            if back is None or not len(back[0]) & 1:
                continue
            found.append((own + self._change(back[1], a, b), one, back))
            if len(found) == WALKED or found[-1][0] <= 0:
                break
        return min(found, key=lambda option: option[:2], default=None)

    def _turn(self, first: int, edges: list[int], last: int, a: int, b: int) -> None:
        self.held.turn(edges, first, a, b)
        for delegate in (first, last):
            self._reshape(delegate, self.held.day[delegate] ^ 1 << a ^ 1 << b)
        if self.gaps < self.fewest and min(self.held.room) >= 0:  # between two turns a table may be missing
            self.best, self.fewest = list(self.held.slot), self.gaps

    def _reshape(self, delegate: int, day: int) -> None:
        self.held.day[delegate] = day
        was, now = self.waits[delegate], waits(day, self.held.away[delegate])
        self.waits[delegate] = now
        self.gaps += now - was
        if now and not was:
            self.broken.append(delegate)
        elif was and not now:
            self.broken.remove(delegate)
