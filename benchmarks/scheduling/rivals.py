"""What `allocate` is compared with: a naive greedy, and the natural CP-SAT model (ortools, only if installed)."""

from __future__ import annotations

import numpy as np

from scheduling.agenda import describe
from scheduling.arrays import Arrays, to_arrays
from scheduling.model import Agenda, Meeting, Problem


def greedy(problem: Problem) -> Agenda:
    """Return the agenda of the organiser with a pencil: heaviest pair first, earliest common slot, next table."""
    arrays = to_arrays(problem)
    busy = arrays.free <= 0
    used = np.zeros(len(arrays.tables), dtype=np.int64)
    place = np.full(len(arrays.a), -1)
    for edge in np.argsort(-arrays.weight, kind="stable").tolist():
        a, b = arrays.a[edge], arrays.b[edge]
        fits = np.flatnonzero(arrays.open[edge] & ~busy[a] & ~busy[b] & (used < arrays.tables))
        if len(fits):
            place[edge] = slot = fits[0]
            busy[a, slot] = busy[b, slot] = True
            used[slot] += 1
    return _agenda(problem, arrays, place)


def cp_sat(problem: Problem, *, seconds: float) -> Agenda | None:
    """Return what CP-SAT finds in `seconds` with one worker; None when ortools is missing or it finds nothing."""
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        return None
    arrays, model = to_arrays(problem), cp_model.CpModel()
    cells = list(zip(*(index.tolist() for index in np.nonzero(arrays.open)), strict=True))
    held = {cell: model.new_bool_var("") for cell in cells}
    groups: dict[tuple[str, int, int], list[object]] = {}
    for (edge, slot), variable in held.items():
        groups.setdefault(("pair", edge, 0), []).append(variable)
        groups.setdefault(("person", int(arrays.a[edge]), slot), []).append(variable)
        groups.setdefault(("person", int(arrays.b[edge]), slot), []).append(variable)
        groups.setdefault(("slot", 0, slot), []).append(variable)
    for (kind, _, slot), variables in groups.items():
        if kind == "slot":
            model.add(sum(variables) <= int(arrays.tables[slot]))
        else:
            model.add_at_most_one(variables)
    model.maximize(sum(int(arrays.weight[edge]) * variable for (edge, _), variable in held.items()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, 1
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    place = np.full(len(arrays.a), -1)
    for (edge, slot), variable in held.items():
        if solver.value(variable):
            place[edge] = slot
    return _agenda(problem, arrays, place)


def _agenda(problem: Problem, arrays: Arrays, place: np.ndarray) -> Agenda:
    """Return the agenda of `place`, tables in order of arrival."""
    pairs = {pair.key: pair for pair in problem.pairs}
    used = [0] * len(problem.slots)
    meetings = []
    for edge in np.flatnonzero(place >= 0).tolist():
        pair, slot = pairs[arrays.keys[edge]], int(place[edge])
        table = problem.tables[used[slot]].id
        used[slot] += 1
        meetings.append(Meeting(pair=pair.key, a=pair.a, b=pair.b, slot=problem.slots[slot].id, table=table))
    return describe(problem, meetings)
