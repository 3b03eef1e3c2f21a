"""Breaks: the idle gaps inside a participant's day.

A day is a bit mask, bit t set when the participant meets in slot t. A break is a maximal group of idle slots
between two meetings; slots before the first and after the last meeting do not count, and a slot in which the
participant is away is idle like any other (Bofill et al., JAIR 74, 2022, section 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations


def breaks(day: int) -> int:
    """Return the number of breaks of a day.

    >>> breaks(0b1100101), breaks(0b0110), breaks(0)
    (2, 0, 0)
    """
    return ((day ^ day << 1).bit_count() >> 1) - 1 if day else 0


def idle_slots(day: int) -> int:
    """Return how many slots the breaks of a day last in all.

    >>> idle_slots(0b1100101)
    3
    """
    return day.bit_length() - (day & -day).bit_length() + 1 - day.bit_count() if day else 0


def days_with_breaks(slots: int, meetings: int, count: int) -> Iterator[int]:
    """Yield every day of `meetings` meetings in `slots` slots that has exactly `count` breaks.

    >>> sorted(map(bin, days_with_breaks(4, 3, 1)))
    ['0b1011', '0b1101']
    """
    if not meetings:
        return
    for cuts in combinations(range(1, meetings), count):
        edges = (0, *cuts, meetings)
        for starts in combinations(range(slots - meetings + 1), count + 1):
            # Slide each run right by the idle slots before it: starts are strictly increasing, so runs part.
            yield sum(
                ((1 << edges[run + 1] - edges[run]) - 1) << (starts[run] + edges[run]) for run in range(count + 1)
            )


def fits(day: int, allowed: Sequence[int]) -> bool:
    """Say whether each meeting (a mask of allowed slots) can take its own slot of `day` (Kuhn's algorithm).

    >>> fits(0b011, [0b001, 0b011]), fits(0b011, [0b001, 0b101])
    (True, False)
    """
    holder: dict[int, int] = {}

    def place(meeting: int, tried: set[int]) -> bool:
        free = allowed[meeting] & day
        while free:
            slot = free & -free
            free ^= slot
            if slot not in tried:
                tried.add(slot)
                if slot not in holder or place(holder[slot], tried):
                    holder[slot] = meeting
                    return True
        return False

    return all(place(meeting, set()) for meeting in range(len(allowed)))
