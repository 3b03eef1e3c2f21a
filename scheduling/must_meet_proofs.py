"""What no schedule can do: proofs that an all-must-meet instance is impossible, and lower bounds on breaks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from scheduling.breaks import days_with_breaks, fits
from scheduling.instance import Instance

ENUMERATED_BREAKS = 2  # days with more breaks are too many to enumerate
INTEGRAL = 500  # columns: up to here the shares are whole, which takes moments and proves more
INFEASIBLE = 2  # scipy's status

Row = tuple[Mapping[int, float], float, float]  # coefficient of each column, least, most


def crowded_people(instance: Instance) -> tuple[int, ...]:
    """Return the people whose meetings cannot each have their own slot, whatever the others do (Hall).

    >>> crowded_people(Instance(people=2, slots=2, tables=(1, 1), pairs=((0, 1), (0, 1)), allowed=(1, 1)))
    (0, 1)
    """
    everywhen = (1 << instance.slots) - 1
    return tuple(
        person
        for person, meetings in enumerate(instance.meetings_of)
        if not fits(everywhen, [instance.allowed[meeting] for meeting in meetings])
    )


def least_breaks(instance: Instance, person: int) -> int:
    """Return a number of breaks that `person` cannot go below, looking at this person's own slots only.

    >>> alone = Instance(people=3, slots=3, tables=(1, 1, 1), pairs=((0, 1), (0, 2)), allowed=(0b001, 0b100))
    >>> least_breaks(alone, 0)
    1
    """
    allowed = [instance.allowed[meeting] for meeting in instance.meetings_of[person]]
    if not allowed:
        return 0
    for count in range(ENUMERATED_BREAKS + 1):
        if any(fits(day, allowed) for day in days_with_breaks(instance.slots, len(allowed), count)):
            return count
    return ENUMERATED_BREAKS + 1


def fair_least(instance: Instance, least: Sequence[int], fairness: int) -> tuple[int, ...] | None:
    """Raise each person's least breaks to within `fairness` of the largest; None when somebody cannot follow.

    A person with n meetings has at most n - 1 breaks, and at most as many as the other slots.
    """
    base = max(least, default=0) - fairness
    raised = tuple(max(count, base) for count in least)
    most = [max(0, min(len(meetings) - 1, instance.slots - len(meetings))) for meetings in instance.meetings_of]
    return raised if all(count <= top for count, top in zip(raised, most, strict=True)) else None


def relaxed_breaks(instance: Instance, least: Sequence[int], *, time_limit: float = 10.0) -> int | None:
    """Return a lower bound on the breaks of everybody together, None when the instance is impossible.

    Linear relaxation. The columns are the share of each meeting in each slot, and for each person the share
    of each *run* (an unbroken day) and of a broken day: a day is covered by its run, and what is not covered
    by runs costs `least` breaks, at least one. Stronger than counting breaks slot by slot, because a
    fractional day made of runs is dear. On small instances all shares are 0 or 1.
    Returns `sum(least)` when `time_limit` seconds are not enough.
    """
    model = _Relaxation(instance, least)
    small = len(model.costs) <= INTEGRAL
    solution = milp(
        np.array(model.costs),
        integrality=np.full(len(model.costs), int(small)),
        constraints=model.constraints(),
        bounds=Bounds(0, 1),
        options={"time_limit": time_limit},
    )
    if solution.status == INFEASIBLE:
        return None
    return max(sum(least), math.ceil(solution.fun - 1e-6) if solution.status == 0 else 0)


class _Relaxation:
    def __init__(self, instance: Instance, least: Sequence[int]) -> None:
        self.instance, self.costs = instance, list[float]()
        self.when = [
            {slot: self._column(0) for slot in range(instance.slots) if mask >> slot & 1} for mask in instance.allowed
        ]
        self.runs: dict[int, dict[int, int]] = {}
        self.broken: dict[int, int] = {}
        busy = ((person, meetings) for person, meetings in enumerate(instance.meetings_of) if meetings)
        for person, meetings in busy:
            allowed = [instance.allowed[meeting] for meeting in meetings]
            days = days_with_breaks(instance.slots, len(meetings), 0)
            self.runs[person] = {day: self._column(0) for day in days if fits(day, allowed)}
            self.broken[person] = self._column(max(1, least[person]))

    def _column(self, cost: float) -> int:
        self.costs.append(cost)
        return len(self.costs) - 1

    def constraints(self) -> LinearConstraint:
        rows = [*self._meeting_rows(), *self._day_rows(), *self._order_rows()]
        entries = [(row, column, value) for row, (terms, _, _) in enumerate(rows) for column, value in terms.items()]
        down, across, values = zip(*entries, strict=True) if entries else ((), (), ())
        matrix = coo_array((values, (down, across)), shape=(len(rows), len(self.costs)))
        return LinearConstraint(matrix.tocsr(), [row[1] for row in rows], [row[2] for row in rows])

    def _meeting_rows(self) -> Iterator[Row]:
        for columns in self.when:
            yield dict.fromkeys(columns.values(), 1.0), 1, 1
        for slot, tables in enumerate(self.instance.tables):
            yield {columns[slot]: 1.0 for columns in self.when if slot in columns}, 0, tables

    def _day_rows(self) -> Iterator[Row]:
        """Tie a person's meetings in a slot to the runs that cover it, give or take the broken share."""
        for person, runs in self.runs.items():
            broken = self.broken[person]
            yield dict.fromkeys((broken, *runs.values()), 1.0), 1, 1
            for slot in range(self.instance.slots):
                meetings = self.instance.meetings_of[person]
                busy = {self.when[one][slot]: 1.0 for one in meetings if slot in self.when[one]}
                covered = {column: -1.0 for day, column in runs.items() if day >> slot & 1}
                yield busy | covered, 0, np.inf
                yield busy | covered | {broken: -1.0}, -np.inf, 0

    def _order_rows(self) -> Iterator[Row]:
        """By every slot, no more of the later meeting is over than of the earlier one in the slots before."""
        for first, last in self.instance.precedences:
            for slot in range(self.instance.slots):
                over = {column: 1.0 for when, column in self.when[last].items() if when <= slot}
                before = {column: -1.0 for when, column in self.when[first].items() if when < slot}
                yield over | before, -np.inf, 0
