"""Closing gaps keeps every meeting, every rule, and never opens a gap in all."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling import Meeting, Pair, Participant, Precedence, Problem, Slot, allocate, check, describe, numbered_tables
from scheduling.agenda import describe as describe_agenda
from scheduling.arrays import to_arrays
from scheduling.delegates import Delegates
from scheduling.gaps import close_gaps
from scheduling.plan import UNPLACED
from scheduling.search import Budget, search
from scheduling.statistics import gap_count
from scheduling.table_plan import assign_tables
from scheduling.waits import Days, waits
from tests.scheduling.invented import problems, two_sided


def nobody(problem: Problem) -> np.ndarray:
    return np.zeros(len(problem.participants), dtype=np.int64)


@settings(max_examples=80, deadline=None)
@given(problem=problems())
def test_the_same_meetings_are_held_without_conflict(problem: Problem) -> None:
    arrays = to_arrays(problem)
    if not len(arrays.a):
        return
    before = search(arrays, seed=0, budget=Budget(rounds=1, deadline=math.inf)).place

    after = close_gaps(arrays, before, busy=nobody(problem), seed=0, swaps=2000, deadline=math.inf)

    assert ((before == UNPLACED) == (after == UNPLACED)).all()
    assert sum_of_gaps(problem, after) <= sum_of_gaps(problem, before)
    tables = assign_tables(arrays, after, {})
    pairs = {pair.key: pair for pair in problem.pairs}
    meetings = [
        Meeting(
            pair=arrays.keys[edge],
            a=pairs[arrays.keys[edge]].a,
            b=pairs[arrays.keys[edge]].b,
            slot=problem.slots[after[edge]].id,
            table=problem.tables[tables[edge]].id,
        )
        for edge in np.flatnonzero(after != UNPLACED)
    ]
    assert check(problem, describe_agenda(problem, meetings)) == ()


def sum_of_gaps(problem: Problem, place: np.ndarray) -> int:
    """Count per delegate for people of capacity 1 only: delegates are told apart inside."""
    arrays = to_arrays(problem)
    if arrays.free.max(initial=0) > 1:
        return 0
    free = arrays.free
    return sum(
        gap_count(
            [int(slot) for slot in place[(arrays.a == person) | (arrays.b == person)] if slot != UNPLACED],
            np.flatnonzero(free[person] == 0).tolist(),
        )
        for person in range(len(arrays.people))
    )


def test_a_scattered_day_is_brought_together() -> None:
    problem = two_sided(1, 3, 7, 1)
    arrays = to_arrays(problem)

    after = close_gaps(arrays, np.array([0, 3, 6]), busy=nobody(problem), seed=0, swaps=20_000, deadline=math.inf)

    assert sorted(np.diff(np.sort(after)).tolist()) == [1, 1]


def test_published_meetings_stay_and_count() -> None:
    problem = two_sided(1, 2, 7, 1)
    told = Meeting(pair="b0~p0", a="b0", b="p0", slot="s3", table="1")
    problem = replace(problem, published=(told,))

    after = close_gaps(
        to_arrays(problem),
        np.array([6]),
        busy=np.array([1 << 3, 1 << 3, 0], dtype=object),
        seed=0,
        swaps=20_000,
        deadline=math.inf,
    )

    assert abs(int(after[0]) - 3) == 1


def test_no_time_means_no_change() -> None:
    problem = two_sided(1, 2, 5, 1)
    place = np.array([0, 4])

    after = close_gaps(to_arrays(problem), place, busy=nobody(problem), seed=0, swaps=1000, deadline=-math.inf)

    assert after.tolist() == [0, 4]


@given(day=st.integers(0, 2**10 - 1), away=st.integers(0, 2**10 - 1))
def test_masks_and_lists_count_alike(day: int, away: int) -> None:
    away &= ~day
    busy, absent = ([slot for slot in range(10) if mask >> slot & 1] for mask in (day, away))

    assert waits(day, away) == gap_count(busy, absent)
    assert waits(day, 0) == gap_count(busy)


def test_a_day_costs_its_gaps_and_a_little_for_each_slot_of_waiting() -> None:
    days = Days(0b0010, 5)

    assert (days[0b0101], days[0b10001], days[0]) == (0.0, pytest.approx(1.2), 0.0)


def test_tabled_days_are_forgotten_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduling.waits.TABLED_DAYS", 1)
    days = Days(0b1000, 4)

    assert [(a, b) for a, b, _, _ in days.worth_trying(0b0101)] == [(0, 1), (2, 1)]
    assert days.worth_trying(0b0101) is days.worth_trying(0b0101)
    assert days.worth_trying(0b0111) == []
    assert list(days.exchanges) == [0b0111]


def test_nobody_waits_while_away() -> None:
    problem = two_sided(1, 2, 5, 1)
    away = replace(problem.participants[0], available=frozenset({"s0", "s3", "s4"}))
    problem = replace(problem, participants=(away, *problem.participants[1:]))
    meetings = [
        Meeting(pair=f"b0~p{i}", a="b0", b=f"p{i}", slot=slot, table="1") for i, slot in enumerate(["s0", "s3"])
    ]

    assert [(side.gaps, side.breaks) for side in describe(problem, meetings).sides] == [(0, 1), (0, 0)]


def test_an_agenda_counts_the_gaps_of_each_side() -> None:
    problem = two_sided(1, 2, 5, 1)
    meetings = [
        Meeting(pair=f"b0~p{i}", a="b0", b=f"p{i}", slot=slot, table="1") for i, slot in enumerate(["s0", "s4"])
    ]

    assert [side.gaps for side in describe(problem, meetings).sides] == [1, 0]


def test_a_full_slot_takes_no_more() -> None:
    problem = two_sided(2, 2, 3, 1)
    arrays = to_arrays(problem)
    place = np.array([0, 2, UNPLACED, 1])  # one table: every slot is taken, only exchanges are left

    after = close_gaps(arrays, place, busy=nobody(problem), seed=0, swaps=20_000, deadline=math.inf)

    assert sorted(after.tolist()) == [UNPLACED, 0, 1, 2]
    assert sum_of_gaps(problem, after) == 0


def test_a_chain_does_not_run_into_a_published_meeting() -> None:
    problem = two_sided(1, 3, 3, 1)
    told = Meeting(pair="b0~p0", a="b0", b="p0", slot="s1", table="1")
    problem = replace(problem, published=(told,))
    place = np.array([0, 2])

    after = close_gaps(
        to_arrays(problem),
        place,
        busy=np.array([1 << 1, 1 << 1, 0, 0], dtype=object),
        seed=0,
        swaps=5_000,
        deadline=math.inf,
    )

    assert sorted(after.tolist()) == [0, 2]


def test_exchanges_keep_special_seats() -> None:
    problem = two_sided(2, 4, 4, 2)
    people = tuple(
        replace(person, seats=("1",) if person.id in ("p0", "p1") else ()) for person in problem.participants
    )
    problem = replace(problem, participants=people)
    arrays = to_arrays(problem)
    place = np.array([0, 2, UNPLACED, UNPLACED, UNPLACED, UNPLACED, 1, 3])

    after = close_gaps(arrays, place, busy=nobody(problem), seed=0, swaps=20_000, deadline=math.inf)

    assert after[0] != after[1]
    assert sum_of_gaps(problem, after) == 0


def test_meetings_bound_by_an_order_stay() -> None:
    problem = two_sided(1, 2, 5, 1)
    rule = Precedence(before="b0~p0", after="b0~p1")
    arrays = to_arrays(replace(problem, precedences=(rule,)))

    after = close_gaps(arrays, np.array([0, 4]), busy=nobody(problem), seed=0, swaps=5_000, deadline=math.inf)

    assert after.tolist() == [0, 4]


def test_delegates_do_not_move_into_a_published_slot_of_their_company() -> None:
    problem = two_sided(1, 3, 4, 2)
    company = replace(problem.participants[0], capacity=2)
    told = Meeting(pair="b0~p0", a="b0", b="p0", slot="s1", table="1")
    problem = replace(problem, participants=(company, *problem.participants[1:]), published=(told,))

    after = close_gaps(
        to_arrays(problem),
        np.array([0, 3]),
        busy=np.array([1 << 1, 1 << 1, 0, 0], dtype=object),
        seed=0,
        swaps=5_000,
        deadline=math.inf,
    )

    assert 1 not in after.tolist()


def test_gaps_between_published_meetings_alone_stay() -> None:
    people = tuple(Participant(id=name) for name in ("x0", "x1", "x2"))
    problem = Problem(
        participants=people,
        slots=tuple(Slot(id=f"s{number}") for number in range(3)),
        tables=numbered_tables(1),
        pairs=(Pair(a="x0", b="x1"), Pair(a="x1", b="x2")),
        published=(
            Meeting(pair="x0~x1", a="x0", b="x1", slot="s0", table="1"),
            Meeting(pair="x1~x2", a="x1", b="x2", slot="s2", table="1"),
        ),
    )

    assert set(allocate(problem).meetings) == set(problem.published)


def full_house(slots: int = 6) -> tuple[Problem, np.ndarray]:
    """Return a day whose every table is taken in every slot: a meeting moves only when another comes back."""
    problem = two_sided(4, 4, slots, 2)
    random, arrays = np.random.default_rng(1), to_arrays(problem)
    place = np.full(len(arrays.a), UNPLACED)
    for slot in range(slots):
        busy: set[int] = set()
        for edge in random.permutation(len(place)).tolist():
            ends = {int(arrays.a[edge]), int(arrays.b[edge])}
            if place[edge] == UNPLACED and not ends & busy and len(busy) < 4:
                place[edge] = slot
                busy |= ends
    return problem, place


def test_with_every_table_taken_two_chains_change_places() -> None:
    problem, place = full_house()
    arrays = to_arrays(problem)

    after = close_gaps(arrays, place, busy=nobody(problem), seed=0, swaps=40_000, deadline=math.inf)

    assert np.bincount(after[after != UNPLACED]).tolist() == [2] * 6
    assert sum_of_gaps(problem, after) < sum_of_gaps(problem, place)


def test_no_swaps_mean_no_change() -> None:
    problem, place = full_house()

    after = close_gaps(to_arrays(problem), place, busy=nobody(problem), seed=0, swaps=0, deadline=math.inf)

    assert after.tolist() == place.tolist()


def test_chain_stops_where_a_meeting_may_not_be_or_is_published() -> None:
    problem = two_sided(2, 2, 3, 2)
    people = tuple(
        replace(person, available=frozenset({"s0", "s1"}))
        if person.id == "p0"
        else replace(person, capacity=2 if person.id == "p1" else 1)
        for person in problem.participants
    )
    told = Meeting(pair="b1~p1", a="b1", b="p1", slot="s1", table="1")
    arrays = to_arrays(replace(problem, participants=people, published=(told,)))
    place = np.array([0, 2, UNPLACED])  # b0~p0, b0~p1, b1~p0
    held = Delegates(arrays, place, np.array([0, 2, 0, 2], dtype=object))

    assert held.chain(0, 0, 1) == ([0], 2)
    assert held.chain(0, 0, 2) is None  # p0 has left by then
    assert held.chain(0, 2, 1) is None  # p1 is promised elsewhere
    assert held.chain(1, 1, 0) == ([], 1)  # a promise is no meeting to move


def test_people_with_promises_only_move_nothing_of_them() -> None:
    problem = two_sided(1, 2, 4, 1)
    told = Meeting(pair="b0~p0", a="b0", b="p0", slot="s0", table="1")
    arrays = to_arrays(replace(problem, published=(told,)))

    after = close_gaps(
        arrays,
        np.array([3]),
        busy=np.array([1, 1, 0], dtype=object),
        seed=0,
        swaps=3_000,
        deadline=math.inf,
    )

    assert after.tolist() == [1]
