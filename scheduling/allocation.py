"""Allocate: choose the meetings of an event and give each a slot and a table.

In this order: fixed pairs, everybody's floor, the total weight, the fewest idle gaps, the fewest table changes. Gaps
are closed with the chosen meetings kept, table changes with the times kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from scheduling.agenda import describe
from scheduling.arrays import Arrays, Ints, to_arrays
from scheduling.gaps import close_gaps
from scheduling.guidance import proven_bound
from scheduling.model import Agenda, Meeting, Problem
from scheduling.plan import UNPLACED
from scheduling.relaxation import relax
from scheduling.search import Budget, Progress, search
from scheduling.table_plan import assign_tables
from scheduling.validation import validate

# Rounds of re-optimisation: beyond it, gains at 500 people are below 0.01 %.
ROUNDS = 40
# Attempted swaps per placed meeting, and the share of the time that is kept for them.
SWAPS_PER_MEETING = 450
GAP_SHARE = 0.4


def allocate(
    problem: Problem,
    *,
    seed: int = 0,
    time_limit: float = 300.0,
    rounds: int = ROUNDS,
    swaps: int = SWAPS_PER_MEETING,
    on_progress: Callable[[Progress], object] | None = None,
) -> Agenda:
    """Return the best agenda found: feasible, with its proven bound, leftovers and their reasons.

    `rounds` of search and `swaps` per meeting to close gaps are the budget: the same problem, seed and budget give
    the same agenda, as long as `time_limit` (seconds, a safety stop) is not reached. The search stops early when
    the bound proves that nothing better exists. `on_progress` is called several times a round with the best so
    far; it may return True to stop. Raises `InvalidProblem` with every fault.

    >>> from scheduling.model import Pair, Participant, Slot, numbered_tables
    >>> day = Problem(
    ...     participants=(Participant(id="x"), Participant(id="y")),
    ...     slots=(Slot(id="9h"),), tables=numbered_tables(1), pairs=(Pair(a="x", b="y", weight=5),))
    >>> allocate(day).meetings[0].slot
    '9h'
    """
    validate(problem)
    started = time.monotonic()
    arrays = to_arrays(problem)
    if not len(arrays.a):
        return describe(problem, problem.published, bound=_promised(problem))
    budget = Budget(rounds=rounds, deadline=started + (1 - GAP_SHARE) * time_limit)
    found = search(arrays, seed=seed, budget=budget, on_progress=on_progress)
    place = close_gaps(
        arrays,
        found.place,
        busy=_busy(problem),
        seed=seed,
        swaps=swaps * int((found.place != UNPLACED).sum()),
        deadline=started + time_limit,
    )
    return describe(
        problem,
        (*problem.published, *_meetings(problem, arrays, place)),
        bound=found.bound + _promised(problem),
        is_contested=bool(found.shortfall.sum() > 1e-6),
    )


def bound(problem: Problem, *, is_tight: bool = False) -> float:
    """Return a weight that no agenda of `problem` exceeds, floors or not (meeting floors can only cost weight).

    The usual bound is the b-matching LP (with one mixed side it may be half-integral, and still a bound), made lower by
    an LP over a few groups of slots alike in presence, or over every slot of a small event: what `allocate` proves.
    The tight one is always the LP over every slot: minutes at thousands of participants. All are proved by prices (see
    `scheduling.prices`). Raises `InvalidProblem`.
    """
    validate(problem)
    arrays = to_arrays(problem)
    if not len(arrays.a):
        return _promised(problem)
    best = proven_bound(arrays)
    if is_tight:
        each = tuple(np.array([slot]) for slot in range(arrays.open.shape[1]))
        best = min(best, relax(arrays, each, prize=arrays.weight, method="highs-ipm").bound)
    return best + _promised(problem)


def _promised(problem: Problem) -> float:
    weights = {pair.key: pair.weight for pair in problem.pairs}
    return float(sum(weights[meeting.pair] for meeting in problem.published))


def _busy(problem: Problem) -> Ints:
    """Return, per participant, the slots of published meetings as a bit mask."""
    rank = {person.id: index for index, person in enumerate(problem.participants)}
    column = {slot.id: index for index, slot in enumerate(problem.slots)}
    masks = [0] * len(rank)
    for meeting in problem.published:
        for name in (meeting.a, meeting.b):
            masks[rank[name]] |= 1 << column[meeting.slot]
    return np.array(masks, dtype=object)


def _meetings(problem: Problem, arrays: Arrays, place: Ints) -> list[Meeting]:
    rank = {name: index for index, name in enumerate(arrays.people)}
    column = {slot.id: index for index, slot in enumerate(problem.slots)}
    number = {table.id: index for index, table in enumerate(problem.tables)}
    before = {
        (rank[name], column[meeting.slot]): number[meeting.table]
        for meeting in problem.published
        for name in (meeting.a, meeting.b)
    }
    tables = assign_tables(arrays, place, before)
    pairs = {pair.key: pair for pair in problem.pairs}
    return [
        Meeting(
            pair=arrays.keys[edge],
            a=pairs[arrays.keys[edge]].a,
            b=pairs[arrays.keys[edge]].b,
            slot=problem.slots[place[edge]].id,
            table=problem.tables[tables[edge]].id,
        )
        for edge in np.flatnonzero(place != UNPLACED).tolist()
    ]
