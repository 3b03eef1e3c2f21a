"""What an agenda gives to whom: meetings per person, evenness, idle gaps, table changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from scheduling.model import Meeting, Participant, Problem, SideStatistics
from scheduling.presence import presence


def side_statistics(problem: Problem, meetings: Sequence[Meeting]) -> tuple[SideStatistics, ...]:
    """Return the statistics of each side, in order of name."""
    days, present = days_of(problem, meetings), presence(problem)
    order = [slot.id for slot in problem.slots]
    sides: dict[str, list[Participant]] = defaultdict(list)
    for person in problem.participants:
        sides[person.side].append(person)
    return tuple(
        _of_side(
            side,
            [days[person.id] for person in people],
            [[rank for rank, slot in enumerate(order) if slot not in present[person.id]] for person in people],
        )
        for side, people in sorted(sides.items())
    )


def days_of(problem: Problem, meetings: Sequence[Meeting]) -> dict[str, list[tuple[int, str]]]:
    """Return, per participant, the (slot number, table) of each meeting, in time order."""
    rank = {slot.id: number for number, slot in enumerate(problem.slots)}
    days: dict[str, list[tuple[int, str]]] = {person.id: [] for person in problem.participants}
    for meeting in meetings:
        for name in (meeting.a, meeting.b):
            days[name].append((rank[meeting.slot], meeting.table))
    return {name: sorted(day) for name, day in days.items()}


def gini(values: Sequence[float]) -> float:
    """Return the Gini coefficient: 0 when all are equal, towards 1 when one has everything.

    >>> gini([2, 2, 2]), gini([0, 4])
    (0.0, 0.5)
    """
    total, count = sum(values), len(values)
    if not total:
        return 0.0
    ranked = sum(rank * value for rank, value in enumerate(sorted(values), start=1))
    return max(0.0, 2 * ranked / (count * total) - (count + 1) / count)


def gap_count(slots: Iterable[int], away: Iterable[int] = ()) -> int:
    """Return the idle gaps of a day: maximal runs of idle slots between two meetings, slots `away` cut out.

    >>> gap_count([1, 2, 5, 9]), gap_count([1, 2, 5, 9], away=[3, 4, 7])
    (2, 1)
    """
    busy, absent = sorted(set(slots)), set(away)
    return sum(any(idle not in absent for idle in range(one + 1, other)) for one, other in pairwise(busy))


def _table_changes(day: Sequence[tuple[int, str]]) -> int:
    """Count consecutive busy slots without a table in common (several delegates may sit at several tables)."""
    seats: dict[int, set[str]] = defaultdict(set)
    for slot, table in day:
        seats[slot].add(table)
    runs = [seats[slot] for slot in sorted(seats)]
    return sum(not (now & after) for now, after in pairwise(runs))


def _of_side(side: str, days: Sequence[Sequence[tuple[int, str]]], away: Sequence[Sequence[int]]) -> SideStatistics:
    held = [len(day) for day in days]
    return SideStatistics(
        side=side,
        participants=len(days),
        meetings_min=min(held),
        meetings_mean=sum(held) / len(held),
        meetings_max=max(held),
        gini=gini(held),
        gaps=sum(gap_count((slot for slot, _ in day), absent) for day, absent in zip(days, away, strict=True)),
        breaks=sum(gap_count(slot for slot, _ in day) for day in days),
        table_changes=sum(map(_table_changes, days)),
    )
