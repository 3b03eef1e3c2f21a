"""Which tables suit whom: fixed seats, zones, features, tables that are out, and the seats of a seated side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from scheduling.model import Pair, Participant, Problem, Table

Seats = Mapping[str, tuple[int, ...]]


def suits(table: Table, person: Participant, slot: str) -> bool:
    """Say whether `person` can be received at `table` in `slot`, looking at this one person only.

    >>> suits(Table(id="1", zone="hall"), Participant(id="x", zones=frozenset({"garden"})), "9h")
    False
    """
    return (table.available is None or slot in table.available) and _accepts(table, person)


def _accepts(table: Table, person: Participant) -> bool:
    return (
        (not person.seats or table.id in person.seats)
        and (not person.zones or table.zone in person.zones)
        and person.needs <= table.features
    )


def tables_at(problem: Problem) -> NDArray[np.bool_]:
    """Return tables x slots: which tables are there and not taken by a published meeting."""
    taken = {(meeting.table, meeting.slot) for meeting in problem.published}
    rows = [
        [
            (table.available is None or slot.id in table.available) and (table.id, slot.id) not in taken
            for slot in problem.slots
        ]
        for table in problem.tables
    ]
    return np.array(rows, dtype=np.bool_).reshape(len(problem.tables), len(problem.slots))


def _welcome(problem: Problem) -> dict[str, NDArray[np.bool_]]:
    """Return, per participant, which tables accept them; equal participants share one array."""
    known: dict[object, NDArray[np.bool_]] = {}
    rows = {}
    for person in problem.participants:
        key = (person.seats, person.zones, person.needs)
        if key not in known:
            known[key] = np.array([_accepts(table, person) for table in problem.tables], dtype=np.bool_)
        rows[person.id] = known[key]
    return rows


def seat_plan(problem: Problem) -> Seats:
    """Return the tables (by index) of each participant of the seated side: empty without a seated side.

    One assignment maximises the weight of the pairs that the seats suit; seats of published meetings are kept.
    """
    seated = [person for person in problem.participants if person.side == problem.seated_side]
    if problem.seated_side is None or not seated:
        return {}
    welcome = _welcome(problem)
    gain = {person.id: np.zeros(len(problem.tables)) for person in seated}
    for pair in problem.pairs:
        for name, other in ((pair.a, pair.b), (pair.b, pair.a)):
            if name in gain:
                gain[name] += (1.0 + pair.weight) * (welcome[name] & welcome[other])
    return _assign_seats(problem, seated, gain)


def _assign_seats(
    problem: Problem, seated: Sequence[Participant], gain: Mapping[str, NDArray[np.float64]]
) -> dict[str, tuple[int, ...]]:
    column = {table.id: index for index, table in enumerate(problem.tables)}
    kept = 1.0 + sum(float(row.max(initial=0.0)) for row in gain.values())
    for meeting in problem.published:
        for name in (meeting.a, meeting.b):
            if name in gain:
                gain[name][column[meeting.table]] = kept
    heads = [person.id for person in seated for _ in range(person.capacity)]
    rows, columns = linear_sum_assignment(np.stack([gain[name] for name in heads]), maximize=True)
    seats: dict[str, tuple[int, ...]] = {}
    for row, table in zip(rows.tolist(), columns.tolist(), strict=True):
        seats[heads[row]] = (*seats.get(heads[row], ()), table)
    return seats


def admissible(problem: Problem, seats: Seats, pairs: Sequence[Pair]) -> NDArray[np.bool_]:
    """Return pairs x tables: which tables suit both participants and are a seat of the seated one."""
    rows = _welcome(problem)
    for name, tables in seats.items():
        own = np.zeros(len(problem.tables), dtype=np.bool_)
        own[list(tables)] = True
        rows[name] = rows[name] & own
    if not pairs:
        return np.zeros((0, len(problem.tables)), dtype=np.bool_)
    return np.stack([rows[pair.a] & rows[pair.b] for pair in pairs])


def is_count_enough(problem: Problem, seats: Seats, admits: NDArray[np.bool_]) -> bool:
    """Say whether counting tables is enough to know that a slot can be seated.

    So it is when all tables suit all pairs, and when each pair has exactly one seated participant, alone on a seat.
    """
    single = bool(seats) and all(len(tables) == 1 for tables in seats.values())
    return bool(admits.all()) or (single and len({person.side for person in problem.participants}) == 2)
