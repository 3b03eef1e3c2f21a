"""Turn placed pairs into an agenda that says what it is worth, what it left out and why."""

from __future__ import annotations

import math
from collections.abc import Iterable

from scheduling.model import Agenda, Meeting, Problem
from scheduling.reasons import Explainer
from scheduling.statistics import side_statistics


def describe(
    problem: Problem, meetings: Iterable[Meeting], *, bound: float | None = None, is_contested: bool = False
) -> Agenda:
    """Return the agenda of `meetings` with weight, leftovers, floors missed and statistics.

    `bound`: a proven upper bound on the weight, if one is known. `is_contested`: a flow proved that not everybody
    can reach the floor.

    >>> describe(Problem(participants=(), slots=(), tables=(), pairs=()), ()).weight
    0.0
    """
    slot = {item.id: index for index, item in enumerate(problem.slots)}
    table = {item.id: index for index, item in enumerate(problem.tables)}
    ordered = tuple(sorted(meetings, key=lambda meeting: (slot[meeting.slot], table[meeting.table])))
    weights = {pair.key: pair.weight for pair in problem.pairs}
    explainer = Explainer(problem, ordered)
    return Agenda(
        meetings=ordered,
        leftovers=explainer.leftovers(),
        floors_missed=explainer.floors_missed(is_contested=is_contested),
        weight=float(math.fsum(weights[meeting.pair] for meeting in ordered)),
        bound=bound,
        sides=side_statistics(problem, ordered),
    )
