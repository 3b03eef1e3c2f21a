"""Fewer breaks by simulated annealing on Kempe chains.

Take a person who meets in slot a and not in slot b, and bring that meeting to b. The counterpart may be busy
in b: that meeting goes to a, and so on along the chain, which ends at a second person. Everybody between them
keeps the same busy slots: **only the two ends of a chain change the shape of their day**, so a move costs two
look-ups in a table of days, however long the chain.

What made the search strong, measured on the published instances:

- only moves that do not lengthen the first person's day by a break are drawn (tabled per day, see `_moves`);
- half of the draws start from somebody who has a break;
- an idle slot inside a day costs `IDLE_COST` of a break, so that breaks shrink before they close;
- a slot may hold more meetings than tables, at `CROWD_COST` each: agendas with such a slot are never kept.

Kempe chains as neighbourhood: Johnson, Aragon, McGeoch, Schevon, "Optimization by simulated annealing II",
*Operations Research* 39 (1991).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from random import Random

from scheduling.breaks import breaks, idle_slots
from scheduling.instance import Instance

IDLE_COST = 0.4  # of a break; 0.2 loses the slope, 0.8 freezes the search
CROWD_COST = 1.5
UNFAIR_COST = 2.0  # for each break of a person above the fairness limit
BROKEN_SHARE = 0.5  # of the draws
TABLED_DAYS = 20_000  # some 5 kB each
SWEEP = 1000  # moves between two looks at the clock


class Annealer:
    """A schedule on the move. `best_slots` is the best allowed one so far, `best` its breaks."""

    def __init__(self, instance: Instance, slot_of: Sequence[int], *, fairness: int, random: Random) -> None:
        self.instance, self.fairness, self.random = instance, fairness, random
        self.slot_of = list(slot_of)
        self.at = [[-1] * instance.slots for _ in range(instance.people)]
        self.load = [0] * instance.slots
        self.days = [0] * instance.people
        for meeting, slot in enumerate(slot_of):
            self.load[slot] += 1
            for person in instance.pairs[meeting]:
                self.at[person][slot] = meeting
                self.days[person] |= 1 << slot
        self.breaks = [breaks(day) for day in self.days]
        self.total, self.crowd = sum(self.breaks), 0
        self.broken = [person for person, count in enumerate(self.breaks) if count]
        self.full = (1 << instance.slots) - 1
        self.movable = [person for person, day in enumerate(self.days) if 0 < day < self.full]
        self.ends = [one + other for one, other in instance.pairs]
        self.may = [[bool(mask >> slot & 1) for slot in range(instance.slots)] for mask in instance.allowed]
        self.cost: dict[int, float] = _Costs(fairness)
        self.moves: dict[int, list[tuple[int, int, int, float]]] = {}
        self.best: int | None = None
        self.best_slots: list[int] = []
        self._note_best()

    def sweep(self, temperature: float, goal: int) -> None:
        """Try `SWEEP` moves at one temperature, in breaks. One function on purpose: a call costs a move."""
        draw, at, may, ends, cost, load = (
            self.random.random, self.at, self.may, self.ends, self.cost, self.load,
        )  # fmt: skip
        tables, linked = self.instance.tables, bool(self.instance.precedences)
        if len(self.moves) > TABLED_DAYS:
            self.moves.clear()
        for _ in range(SWEEP if self.movable else 0):
            crowd = self.broken if self.broken and draw() < BROKEN_SHARE else self.movable
            first = crowd[int(draw() * len(crowd))]
            day = self.days[first]
            moves = self.moves.get(day) or self._moves(day)  # never empty: a run can slide, a gap be filled
            a, b, new_day, change = moves[int(draw() * len(moves))]
            chain, last, to = [], first, b
            meeting = at[first][a]
            while meeting >= 0:
                if not may[meeting][to]:
                    break
                chain.append(meeting)
                last = ends[meeting] - last
                meeting = at[last][to]
                to = a + b - to
            else:
                last_day = self.days[last] ^ 1 << a ^ 1 << b
                change += cost[last_day] - cost[self.days[last]]
                if odd := len(chain) & 1:
                    change += CROWD_COST * ((load[b] >= tables[b]) - (load[a] > tables[a]))
                if change > 0 and draw() >= exp(-change / temperature):
                    continue
                if linked and not self._in_order(chain, a, b):
                    continue
                self._turn(chain, first, a, b)
                if odd:
                    self.crowd += (load[b] >= tables[b]) - (load[a] > tables[a])
                    load[a] -= 1
                    load[b] += 1
                self._reshape(first, new_day)
                self._reshape(last, last_day)
                if not self.crowd and (self.best is None or self.total < self.best):
                    self._note_best()
                    if self.total <= goal:
                        return

    def _moves(self, day: int) -> list[tuple[int, int, int, float]]:
        """Table the moves (from slot, to slot, new day, change of cost) worth drawing for a day."""
        found = []
        now = self.cost[day]
        for a in _slots(day):
            for b in _slots(self.full & ~day):
                new_day = day ^ 1 << a ^ 1 << b
                change = self.cost[new_day] - now
                if change <= 1.0:
                    found.append((a, b, new_day, change))
        self.moves[day] = found
        return found

    def _in_order(self, chain: Sequence[int], a: int, b: int) -> bool:
        """Say whether every precedence holds once the chain has turned."""
        moved = {meeting: a if step & 1 else b for step, meeting in enumerate(chain)}
        return all(
            moved.get(first, self.slot_of[first]) < slot
            for meeting, slot in moved.items()
            for first in self.instance.earlier[meeting]
        ) and all(
            moved.get(last, self.slot_of[last]) > slot
            for meeting, slot in moved.items()
            for last in self.instance.later[meeting]
        )

    def _turn(self, chain: Sequence[int], first: int, a: int, b: int) -> None:
        """Swap slots a and b along the chain, which starts with the meeting of `first` in a."""
        at, person, left, to = self.at, first, a, b
        at[person][a] = -1
        for meeting in chain:
            at[person][to] = meeting
            person = self.ends[meeting] - person
            at[person][to] = meeting
            self.slot_of[meeting] = to
            left, to = to, left
        at[person][to] = -1

    def _reshape(self, person: int, day: int) -> None:
        self.days[person] = day
        was, now = self.breaks[person], breaks(day)
        if was != now:
            self.breaks[person] = now
            self.total += now - was
            if not was:
                self.broken.append(person)
            elif not now:
                self.broken.remove(person)

    def _note_best(self) -> None:
        crowded = any(load > most for load, most in zip(self.load, self.instance.tables, strict=True))
        is_fair = max(self.breaks, default=0) - min(self.breaks, default=0) <= self.fairness
        is_better = is_fair and not crowded
        self.best, self.best_slots = (self.total, self.slot_of[:]) if is_better else (self.best, self.best_slots)


class _Costs(dict[int, float]):
    """What a day costs, in breaks, tabled as it is asked for."""

    def __init__(self, fairness: int) -> None:
        super().__init__()
        self.fairness = fairness

    def __missing__(self, day: int) -> float:
        count = breaks(day)
        unfair = UNFAIR_COST * max(0, count - self.fairness)
        value = self[day] = count + unfair + IDLE_COST * idle_slots(day)
        return value


def _slots(mask: int) -> list[int]:
    return [slot for slot in range(mask.bit_length()) if mask >> slot & 1]
