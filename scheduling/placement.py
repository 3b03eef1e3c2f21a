"""Place every meeting somewhere, breaks left aside: the start of the break search.

Each meeting in turn takes the slot that evicts least; an evicted meeting gets harder to evict with every
eviction it caused (conflict weights), and is placed again. Plain min-conflicts with memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from scheduling.instance import Instance

EVICTIONS_PER_MEETING = 400


def place_all(instance: Instance, random: Random) -> list[int] | None:
    """Return the slot of each meeting, or None when the effort is spent without placing them all.

    Every meeting must have a slot allowed.
    """
    return _Placement(instance, random).run()


class _Placement:
    def __init__(self, instance: Instance, random: Random) -> None:
        self.instance, self.random = instance, random
        self.slot_of = [-1] * len(instance.pairs)
        self.day: list[dict[int, int]] = [{} for _ in range(instance.people)]
        self.sitting: list[list[int]] = [[] for _ in range(instance.slots)]
        self.grip = [1] * len(instance.pairs)

    def run(self) -> list[int] | None:
        allowed = self.instance.allowed
        waiting = sorted(range(len(allowed)), key=lambda meeting: -allowed[meeting].bit_count())
        for _ in range(EVICTIONS_PER_MEETING * max(1, len(allowed))):
            if not waiting:
                return self.slot_of
            waiting.extend(self._place(waiting.pop()))
            if len(waiting) > 1:  # a random order among the evicted, or two of them chase each other forever
                swap = self.random.randrange(len(waiting))
                waiting[swap], waiting[-1] = waiting[-1], waiting[swap]
        return None

    def _place(self, meeting: int) -> set[int]:
        options = [
            (sum(self.grip[other] for other in evicted) + self.random.random(), slot, evicted)
            for slot, evicted in self._options(meeting)
        ]
        _, slot, evicted = min(options, key=lambda option: option[0])
        for other in evicted:
            self._remove(other)
        self.grip[meeting] += bool(evicted)
        self.slot_of[meeting] = slot
        self.sitting[slot].append(meeting)
        for person in self.instance.pairs[meeting]:
            self.day[person][slot] = meeting
        return evicted

    def _options(self, meeting: int) -> Iterator[tuple[int, set[int]]]:
        one, other = self.instance.pairs[meeting]
        for slot in range(self.instance.slots):
            if not self.instance.allowed[meeting] >> slot & 1:
                continue
            evicted = {self.day[who][slot] for who in (one, other) if slot in self.day[who]}
            if len(self.sitting[slot]) - len(evicted) >= self.instance.tables[slot]:
                evicted.add(min(self.sitting[slot], key=lambda some: self.grip[some] + self.random.random()))
            evicted.update(first for first in self.instance.earlier[meeting] if self.slot_of[first] >= slot)
            evicted.update(last for last in self.instance.later[meeting] if 0 <= self.slot_of[last] <= slot)
            yield slot, evicted

    def _remove(self, meeting: int) -> None:
        slot = self.slot_of[meeting]
        self.slot_of[meeting] = -1
        self.sitting[slot].remove(meeting)
        for person in self.instance.pairs[meeting]:
            del self.day[person][slot]
