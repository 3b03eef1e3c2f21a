"""What `allocate` promises, judged by `check` and, on tiny problems, by brute force."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling import (
    Agenda,
    InvalidProblem,
    Meeting,
    Pair,
    Participant,
    Precedence,
    Problem,
    Progress,
    Slot,
    Table,
    allocate,
    bound,
    check,
    describe,
    numbered_tables,
)
from scheduling.validation import faults
from tests.scheduling.invented import problems, two_sided

QUICK = 3


def best_weight(problem: Problem) -> float:
    """Return the weight of the best agenda by trying every slot (or none) for every pair; tables are a count."""
    slots = [None, *(slot.id for slot in problem.slots)]
    best = 0.0
    for choice in product(slots, repeat=len(problem.pairs)):
        used = dict.fromkeys(slots, 0)
        meetings = []
        for pair, slot in zip(problem.pairs, choice, strict=True):
            if slot is not None:
                used[slot] += 1
                if used[slot] > len(problem.tables):
                    break
                meetings.append(Meeting(pair=pair.key, a=pair.a, b=pair.b, slot=slot, table=str(used[slot])))
        else:
            agenda = describe(problem, meetings)
            if agenda.weight > best and not check(problem, agenda):
                best = agenda.weight
    return best


@settings(max_examples=150, deadline=None)
@given(problem=problems(), seed=st.integers(0, 3))
def test_an_agenda_has_no_conflict(problem: Problem, seed: int) -> None:
    agenda = allocate(problem, seed=seed, rounds=QUICK)

    assert check(problem, agenda) == ()
    assert {meeting.pair for meeting in agenda.meetings}.isdisjoint(left.pair for left in agenda.leftovers)
    assert len(agenda.meetings) + len(agenda.leftovers) == len(problem.pairs)


@settings(max_examples=60, deadline=None)
@given(problem=problems(), keep=st.integers(1, 3))
def test_published_meetings_keep_their_place(problem: Problem, keep: int) -> None:
    told = allocate(problem, rounds=QUICK).meetings[::keep]
    again = replace(problem, published=told)

    agenda = allocate(again, rounds=QUICK, seed=1)

    assert faults(again) == ()
    assert set(told) <= set(agenda.meetings)
    assert check(again, agenda) == ()


@settings(max_examples=25, deadline=None)
@given(problem=problems(is_plain=True, people=4, slots=3))
def test_the_bounds_hold_and_tiny_agendas_are_the_best(problem: Problem) -> None:
    agenda = allocate(problem, rounds=10)
    best = best_weight(problem)

    assert agenda.weight == best
    assert best <= bound(problem, is_tight=True) + 1e-6
    assert bound(problem, is_tight=True) <= bound(problem) + 1e-6


@settings(max_examples=20, deadline=None)
@given(
    buyers=st.integers(1, 6),
    providers=st.integers(1, 6),
    slots=st.integers(1, 6),
    tables=st.integers(1, 4),
)
def test_with_everybody_present_the_bound_is_reached(buyers: int, providers: int, slots: int, tables: int) -> None:
    agenda = allocate(two_sided(buyers, providers, slots, tables), rounds=QUICK)

    assert agenda.share_of_bound == pytest.approx(1.0)


@settings(max_examples=30, deadline=None)
@given(problem=problems(), seed=st.integers(0, 3))
def test_the_same_seed_gives_the_same_agenda(problem: Problem, seed: int) -> None:
    assert allocate(problem, seed=seed, rounds=QUICK) == allocate(problem, seed=seed, rounds=QUICK)


def test_a_bigger_event_with_absences_comes_close_to_its_bound() -> None:
    problem = two_sided(14, 18, 12, 8)
    slots = [slot.id for slot in problem.slots]
    people = tuple(
        replace(person, available=frozenset(slots[: 7 + i % 4] if i % 2 else slots[-7 - i % 4 :]))
        for i, person in enumerate(problem.participants)
    )
    problem = replace(problem, participants=people)

    agenda = allocate(problem, rounds=12)

    assert check(problem, agenda) == ()
    assert agenda.share_of_bound is not None
    assert agenda.share_of_bound > 0.98


def test_scattered_absences_are_searched_in_large_neighbourhoods_too() -> None:
    draw = random.Random(5)
    problem = two_sided(10, 12, 16, 9)
    names = [slot.id for slot in problem.slots]
    problem = replace(
        problem,
        participants=tuple(
            replace(person, available=frozenset(draw.sample(names, 7))) for person in problem.participants
        ),
        pairs=tuple(replace(pair, weight=draw.randint(1, 99)) for pair in problem.pairs),
    )
    seen: list[Progress] = []

    agenda = allocate(problem, rounds=8, on_progress=seen.append)

    assert check(problem, agenda) == ()
    assert [now.weight for now in seen] == sorted(now.weight for now in seen)
    for stop in range(1, len(seen)):
        calls = iter(range(stop))
        stopped = allocate(problem, rounds=8, on_progress=lambda _, calls=calls: next(calls, None) is None)
        assert check(problem, stopped) == ()
    assert agenda.share_of_bound is not None
    assert agenda.share_of_bound > 0.95


def test_floors_come_before_weight() -> None:
    rich = [Pair(a="b1", b=f"p{i}", weight=100) for i in range(3)]
    problem = Problem(
        participants=(
            Participant(id="b1", side="buyer"),
            Participant(id="b2", side="buyer", floor=2),
            *(Participant(id=f"p{i}", side="provider") for i in range(3)),
        ),
        slots=tuple(Slot(id=f"s{i}") for i in range(3)),
        tables=numbered_tables(1),
        pairs=(*rich, *(Pair(a="b2", b=f"p{i}", weight=1) for i in range(3))),
    )

    agenda = allocate(problem)

    assert agenda.weight == 102
    assert agenda.floors_missed == ()
    assert agenda.bound == 300


def test_who_cannot_reach_the_floor_is_named_with_the_reason() -> None:
    problem = Problem(
        participants=(
            Participant(id="b1", side="buyer", floor=2, available=frozenset({"s0"})),
            Participant(id="b2", side="buyer", floor=2),
            Participant(id="b3", side="buyer", floor=2),
            Participant(id="b4", side="buyer", floor=1),
            Participant(id="p1", side="provider"),
            Participant(id="p2", side="provider", available=frozenset({"s0"})),
            Participant(id="p3", side="provider", available=frozenset({"s0"})),
        ),
        slots=(Slot(id="s0"), Slot(id="s1")),
        tables=numbered_tables(3),
        pairs=(
            Pair(a="b1", b="p1"),
            Pair(a="b1", b="p2"),
            Pair(a="b2", b="p1"),
            Pair(a="b3", b="p2"),
            Pair(a="b3", b="p3"),
            Pair(a="b4", b="p2"),
        ),
    )

    missed = {miss.participant: miss for miss in allocate(problem).floors_missed}

    assert missed["b1"].reason.code == "too_few_slots"
    assert missed["b2"].reason.code == "too_few_pairs"
    assert (missed["b3"].reason.code, missed["b3"].possible) == ("partners_elsewhere", 1)


def test_floors_that_do_not_fit_together_are_contested() -> None:
    problem = Problem(
        participants=(
            Participant(id="b1", side="buyer", floor=1),
            Participant(id="b2", side="buyer", floor=1),
            Participant(id="p1", side="provider", cap=1),
        ),
        slots=(Slot(id="s0"), Slot(id="s1")),
        tables=numbered_tables(1),
        pairs=(Pair(a="b1", b="p1", weight=2), Pair(a="b2", b="p1")),
    )

    agenda = allocate(problem)

    assert [(miss.participant, miss.reason.code) for miss in agenda.floors_missed] == [("b2", "contested")]


def test_a_fixed_pair_is_placed_however_light() -> None:
    problem = two_sided(2, 1, 1, 1)
    light = replace(problem.pairs[0], weight=0, status="fixed", slots=frozenset({"s0"}))
    problem = replace(problem, pairs=(light, replace(problem.pairs[1], weight=500)))

    agenda = allocate(problem)

    assert [meeting.pair for meeting in agenda.meetings] == ["b0~p0"]
    assert check(problem, agenda) == ()


def test_a_seated_side_never_changes_table() -> None:
    problem = replace(two_sided(3, 4, 4, 5), seated_side="buyer")

    agenda = allocate(problem)

    assert check(problem, agenda) == ()
    assert agenda.sides[0].table_changes == 0
    assert len(agenda.meetings) == 12


def test_a_seat_that_suits_is_chosen_and_a_published_one_kept() -> None:
    problem = two_sided(2, 1, 2, 0)
    people = (problem.participants[0], problem.participants[1], replace(problem.participants[2], needs=frozenset("q")))
    told = Meeting(pair="b0~p0", a="b0", b="p0", slot="s0", table="loud")
    tables = (Table(id="loud", features=frozenset("q")), Table(id="quiet", features=frozenset("q")), Table(id="off"))
    problem = replace(problem, participants=people, tables=tables, published=(told,), seated_side="buyer")

    agenda = allocate(problem)

    assert [(meeting.pair, meeting.table) for meeting in agenda.meetings] == [("b0~p0", "loud"), ("b1~p0", "quiet")]
    assert check(problem, agenda) == ()


def test_delegates_of_one_company_meet_in_parallel() -> None:
    problem = two_sided(1, 3, 1, 3)
    many = replace(problem.participants[0], capacity=2, cap=2)
    problem = replace(problem, participants=(many, *problem.participants[1:]))

    agenda = allocate(problem)

    assert agenda.weight == 10 + 1 + 10 + 2
    assert check(problem, agenda) == ()


def test_precedences_are_kept_with_published_times() -> None:
    problem = two_sided(1, 3, 3, 1)
    told = Meeting(pair="b0~p1", a="b0", b="p1", slot="s1", table="1")
    rules = (Precedence(before="b0~p0", after="b0~p1"), Precedence(before="b0~p1", after="b0~p2"))
    problem = replace(problem, precedences=rules, published=(told,))

    agenda = allocate(problem)

    assert [meeting.pair for meeting in agenda.meetings] == ["b0~p0", "b0~p1", "b0~p2"]
    assert check(problem, agenda) == ()


def test_nothing_to_place_is_an_empty_agenda() -> None:
    problem = replace(two_sided(1, 1, 1, 1), pairs=())

    assert allocate(problem).meetings == ()
    assert allocate(problem).share_of_bound == 1.0
    assert bound(problem) == 0.0
    assert Agenda(meetings=()).share_of_bound is None


def test_progress_is_told_and_can_stop_the_search() -> None:
    problem = two_sided(6, 7, 6, 4)
    problem = replace(
        problem,
        participants=tuple(
            replace(person, available=frozenset(f"s{(i + j) % 6}" for j in range(4)))
            for i, person in enumerate(problem.participants)
        ),
    )
    seen: list[Progress] = []

    def stop(progress: Progress) -> bool:
        seen.append(progress)
        return True

    agenda = allocate(problem, on_progress=stop)

    assert len(seen) == 1
    assert seen[0].weight <= agenda.bound
    assert check(problem, agenda) == ()


def test_a_time_limit_of_zero_still_gives_a_valid_agenda() -> None:
    problem = two_sided(4, 4, 4, 3)

    agenda = allocate(problem, time_limit=0.0)

    assert check(problem, agenda) == ()
    assert agenda.bound >= agenda.weight


def test_an_invalid_problem_is_refused() -> None:
    broken = replace(two_sided(1, 1, 1, 1), seated_side="nobody")

    with pytest.raises(InvalidProblem, match="seated_side: unknown"):
        allocate(broken)
    with pytest.raises(InvalidProblem):
        bound(broken)
