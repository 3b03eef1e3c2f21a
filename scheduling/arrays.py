"""A problem as numpy arrays: what the solver reads.

Published meetings are taken out first (people, tables and caps are what remains), so the solver cannot move them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.model import Pair, Problem
from scheduling.presence import pair_slots, presence
from scheduling.seating import admissible, is_count_enough, seat_plan, tables_at

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Arrays:
    """n people, m edges (pairs that may still be placed and have a slot in common), s slots, k tables.

    `a`, `b` (m): people of each edge; in a two-sided problem every `a` is of the first side (in order of name).
    `weight` (m); `fixed` (m). `open` (m, s): where an edge may take place. `free` (n, s): delegates.
    `floor`, `cap` (n): meetings still wanted and still allowed. `tables` (s): how many are left.
    `admits` (m, k): tables that suit an edge, `None` when all do. `is_count_enough`: as many meetings as tables can
    always be seated, so nobody need match them.
    `left` (k, s): tables left. `rules`: edge -> edges that must follow (`after`) and precede (`before`).
    """

    people: tuple[str, ...]
    keys: tuple[str, ...]
    a: Ints
    b: Ints
    weight: Floats
    fixed: Bools
    open: Bools
    free: Ints
    floor: Ints
    cap: Ints
    tables: Ints
    left: Bools
    admits: Bools | None
    is_count_enough: bool
    rules: tuple[tuple[int, int], ...]
    two_sided: bool


def to_arrays(problem: Problem) -> Arrays:
    """Return `problem` (valid) as arrays; edges keep the order of the pairs."""
    rank = {person.id: index for index, person in enumerate(problem.participants)}
    seats, left, crowd = seat_plan(problem), tables_at(problem), _people_arrays(problem)
    wished = _edges(problem)
    side = {person.id: person.side for person in problem.participants}
    ends = [(pair.b, pair.a) if side[pair.b] < side[pair.a] else (pair.a, pair.b) for pair, _ in wished]
    a = np.array([rank[first] for first, _ in ends], dtype=np.int64)
    b = np.array([rank[second] for _, second in ends], dtype=np.int64)
    admits = admissible(problem, seats, [pair for pair, _ in wished])
    opens = _open(problem, [slots for _, slots in wished]) & _seatable_slots(admits, left)
    opens &= (crowd["free"][a] > 0) & (crowd["free"][b] > 0)
    seen = np.flatnonzero(opens.any(axis=1))
    pairs, admits = [wished[index][0] for index in seen], admits[seen]
    number = {pair.key: index for index, pair in enumerate(pairs)}
    return Arrays(
        people=tuple(rank),
        keys=tuple(pair.key for pair in pairs),
        a=a[seen],
        b=b[seen],
        weight=np.array([pair.weight for pair in pairs], dtype=np.float64),
        fixed=np.array([pair.status == "fixed" for pair in pairs], dtype=np.bool_),
        open=opens[seen],
        tables=left.sum(axis=0),
        left=left,
        admits=None if admits.all() else admits,
        is_count_enough=is_count_enough(problem, seats, admits),
        rules=tuple(
            (number[rule.before], number[rule.after])
            for rule in problem.precedences
            if rule.before in number and rule.after in number
        ),
        two_sided=len({person.side for person in problem.participants}) == 2,
        **crowd,
    )


def _seatable_slots(admits: Bools, left: Bools) -> Bools:
    """Return edges x slots: where at least one suitable table is left."""
    if admits.all():
        return np.broadcast_to(left.any(axis=0), (len(admits), left.shape[1]))
    found: Bools = admits.astype(np.float32) @ left.astype(np.float32) > 0
    return found


def _people_arrays(problem: Problem) -> dict[str, Ints]:
    present = presence(problem)
    rank = {person.id: index for index, person in enumerate(problem.participants)}
    column = {slot.id: index for index, slot in enumerate(problem.slots)}
    free = np.zeros((len(rank), len(column)), dtype=np.int64)
    for row, person in enumerate(problem.participants):
        free[row, [column[slot] for slot in present[person.id]]] = person.capacity
    held = np.zeros(len(rank), dtype=np.int64)
    for meeting in problem.published:
        for name in (meeting.a, meeting.b):
            free[rank[name], column[meeting.slot]] -= 1
            held[rank[name]] += 1
    heads = free.sum(axis=1)
    caps = [person.cap for person in problem.participants]
    wanted = np.array([head if cap is None else cap for cap, head in zip(caps, heads + held, strict=True)])
    return {
        "free": free,
        "cap": np.minimum(heads, wanted.reshape(len(rank)) - held).astype(np.int64),
        "floor": np.maximum(np.array([p.floor for p in problem.participants], dtype=np.int64) - held, 0),
    }


def _edges(problem: Problem) -> list[tuple[Pair, frozenset[str]]]:
    """Pairs that may still be placed, with their slots, published order of rules respected."""
    present = presence(problem)
    told = {meeting.pair for meeting in problem.published}
    window = _rule_windows(problem)
    always = frozenset(slot.id for slot in problem.slots)
    edges = []
    for pair in problem.pairs:
        if pair.status in ("open", "fixed") and pair.key not in told:
            slots = pair_slots(problem, pair, present) & window.get(pair.key, always)
            if slots:
                edges.append((pair, slots))
    return edges


def _rule_windows(problem: Problem) -> dict[str, frozenset[str]]:
    """Slots left to a pair whose predecessor or successor is already published."""
    order = [slot.id for slot in problem.slots]
    when = {meeting.pair: order.index(meeting.slot) for meeting in problem.published}
    window: dict[str, frozenset[str]] = {}
    for rule in problem.precedences:
        if rule.before in when:
            later = frozenset(order[when[rule.before] + 1 :])
            window[rule.after] = window.get(rule.after, later) & later
        if rule.after in when:
            earlier = frozenset(order[: when[rule.after]])
            window[rule.before] = window.get(rule.before, earlier) & earlier
    return window


def _open(problem: Problem, slots: list[frozenset[str]]) -> Bools:
    column = {slot.id: index for index, slot in enumerate(problem.slots)}
    grid = np.zeros((len(slots), len(column)), dtype=np.bool_)
    for row, names in enumerate(slots):
        grid[row, [column[name] for name in names]] = True
    return grid
