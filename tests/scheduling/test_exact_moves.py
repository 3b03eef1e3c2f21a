"""The small exact methods against brute force: matching, one slot, one day, colouring, relaxation."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduling import Precedence, Problem, guidance
from scheduling.arrays import to_arrays
from scheduling.colouring import colour, is_colourable
from scheduling.day_move import improve_day
from scheduling.guidance import first_guide, prizes
from scheduling.neighbourhood import improve_slots
from scheduling.plan import UNPLACED, Plan
from scheduling.prices import price_bound, settle
from scheduling.relaxation import group_slots, relax
from scheduling.slot_matching import is_seatable, match, match_with_tables, seatable
from scheduling.slot_move import improve_slot
from tests.scheduling.invented import problems, two_sided

EDGES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(-3, 9)), max_size=7)


def is_matching(edges: list[tuple[int, int, int]]) -> bool:
    return len({a for a, _, _ in edges}) == len(edges) == len({b for _, b, _ in edges})


def best_matching(edges: list[tuple[int, int, int]], most: int) -> int:
    return max(
        sum(gain for _, _, gain in chosen)
        for size in range(min(most, len(edges)) + 1)
        for chosen in combinations(edges, size)
        if is_matching(list(chosen))
    )


def columns(edges: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = np.array(edges, dtype=np.int64).reshape(len(edges), 3)
    return rows[:, 0], rows[:, 1], rows[:, 2].astype(np.float64)


@settings(max_examples=100, deadline=None)
@given(edges=EDGES)
def test_a_matching_is_the_best_one(edges: list[tuple[int, int, int]]) -> None:
    chosen = [edges[index] for index in match(*columns(edges))]

    assert is_matching(chosen)
    assert sum(gain for _, _, gain in chosen) == best_matching(edges, len(edges))


@settings(max_examples=100, deadline=None)
@given(edges=EDGES, tables=st.integers(0, 4), price=st.integers(0, 12))
def test_a_matching_never_takes_too_many_tables(edges: list[tuple[int, int, int]], tables: int, price: int) -> None:
    left, right, gain = columns(edges)

    chosen, _ = match_with_tables(left, right, gain, tables, float(price), gain)

    assert len(chosen) <= tables
    assert is_matching([edges[index] for index in chosen])
    assert gain[chosen].sum() <= best_matching(edges, tables)


@settings(max_examples=60, deadline=None)
@given(problem=problems(is_plain=True), seed=st.integers(0, 9))
def test_a_day_and_a_slot_never_lose_worth(problem: Problem, seed: int) -> None:
    arrays = to_arrays(problem)
    prize = prizes(arrays)
    plan, random = Plan(arrays, prize.edge, prize.floor), np.random.default_rng(seed)

    for _ in range(2):
        for person in range(len(arrays.people)):
            worth = plan.worth()
            improve_day(plan, person, random, noise=0.1)
            assert plan.worth() >= worth - 1e-9
        for slot in range(len(plan.used)):
            worth = plan.worth()
            improve_slot(plan, slot, random, noise=0.1)
            assert plan.worth() >= worth - 1e-9


def test_one_day_is_the_best_possible_even_with_a_cap() -> None:
    problem = two_sided(1, 4, 3, 2)
    arrays = to_arrays(problem)
    plan = Plan(arrays, arrays.weight, 0.0)

    assert improve_day(plan, 0, np.random.default_rng(0), noise=0.0)
    assert plan.weight() == 13 + 12 + 11
    assert not improve_day(plan, 0, np.random.default_rng(0), noise=0.0)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), slots=st.integers(1, 5))
def test_colouring_loses_no_edge(data: st.DataObject, slots: int) -> None:
    wanted = data.draw(st.lists(st.tuples(st.integers(0, 5), st.integers(10, 15)), unique=True, max_size=25))
    degree: dict[int, int] = {}
    ends = []
    for a, b in wanted:
        if degree.get(a, 0) < slots and degree.get(b, 0) < slots:
            ends.append((a, b))
            degree[a], degree[b] = degree.get(a, 0) + 1, degree.get(b, 0) + 1
    tables = -(-len(ends) // slots)

    given_slots = colour(ends, slots, tables)

    assert len(given_slots) == len(ends)
    assert len({(person, slot) for edge, slot in zip(ends, given_slots, strict=True) for person in edge}) == 2 * len(
        ends
    )
    assert all(given_slots.count(slot) <= tables for slot in range(slots))


def test_colouring_is_for_full_presence_only() -> None:
    arrays = to_arrays(two_sided(2, 2, 2, 2))

    assert is_colourable(arrays, np.arange(4))
    assert not is_colourable(to_arrays(two_sided(3, 1, 2, 2)), np.arange(3))
    assert not is_colourable(to_arrays(two_sided(2, 2, 2, 1)), np.arange(4))


@settings(max_examples=60, deadline=None)
@given(problem=problems(), prices=st.lists(st.floats(0, 9), min_size=11, max_size=11))
def test_any_prices_prove_a_bound(problem: Problem, prices: list[float]) -> None:
    arrays = to_arrays(problem)
    assume(len(arrays.a))
    day = (np.arange(arrays.open.shape[1]),)
    people = len(arrays.people)

    best = relax(arrays, day, prize=arrays.weight).bound
    proven = price_bound(
        arrays, day, np.array(prices[:people])[:, None], np.array(prices[5:6]), np.array(prices[6 : 6 + people])
    )

    assert best <= proven + 1e-6
    assert relax(arrays, day, prize=arrays.weight, seconds=0.0).bound >= best - 1e-6


def test_slots_are_grouped_by_who_is_there() -> None:
    problem = two_sided(10, 10, 6, 4)
    arrays = to_arrays(problem)
    early = arrays.free.copy()
    early[:10, 3:] = 0
    scattered = np.random.default_rng(0).integers(0, 2, arrays.free.shape)

    def sizes(free: np.ndarray, limit: int) -> list[int]:
        return [len(group) for group in group_slots(replace(arrays, free=free), limit=limit)]

    assert sizes(arrays.free, 4) == [6]
    assert sizes(early, 4) == [3, 3]
    assert sizes(scattered, 2) == [6]


def blocks(seed: int) -> Problem:
    """Return a day in which half of the people leave at noon and half of them come at noon."""
    problem = two_sided(6, 8, 6, 2)
    random = np.random.default_rng(seed)
    names = [slot.id for slot in problem.slots]
    people = tuple(
        replace(person, available=frozenset(names[:4] if random.random() < 0.5 else names[2:]))
        for person in problem.participants
    )
    pairs = tuple(replace(pair, weight=float(random.integers(1, 50))) for pair in problem.pairs)
    return replace(problem, participants=people, pairs=pairs)


@pytest.mark.parametrize("seed", range(4))
def test_prices_of_a_part_of_the_edges_prove_a_bound_once_settled(seed: int) -> None:
    arrays = to_arrays(blocks(seed))
    groups = group_slots(arrays, limit=4)
    best = relax(arrays, groups, prize=arrays.weight).bound
    among = np.random.default_rng(seed).random(len(arrays.a)) < 0.8

    part = relax(arrays, groups, prize=arrays.weight, among=among)

    assert part.bound >= best - 1e-6
    assert (part.share[~among] == 0).all()


def test_a_person_wanted_exactly_as_often_as_there_are_places_is_priced_by_the_next_edge() -> None:
    arrays = to_arrays(two_sided(1, 3, 1, 3))  # one place, three edges worth 10, 11, 12
    day = (np.arange(1),)
    none, unseen = np.zeros((4, 1)), np.array([True, True, False])
    free, tables = np.zeros(4), np.zeros(1)

    price = settle(arrays, day, none, tables, free, unseen)

    assert price_bound(arrays, day, none, tables, free) == 33.0
    assert price_bound(arrays, day, price, tables, free) == 12.0


def test_only_the_most_promising_edges_enter_a_large_program(monkeypatch: pytest.MonkeyPatch) -> None:
    arrays = to_arrays(blocks(0))
    first = first_guide(arrays, prizes(arrays), 60.0)
    monkeypatch.setattr(guidance, "GROUPED_COLUMNS", 60)
    monkeypatch.setattr(guidance, "FULL_COLUMNS", 0)

    (stage,) = guidance.finer_guides(arrays, prizes(arrays), first)
    guide = stage(60.0)

    assert 0 < np.count_nonzero(guide.share.any(axis=1)) < len(arrays.a)
    assert guide.bound >= relax(arrays, guide.groups, prize=arrays.weight).bound - 1e-6
    assert guidance.proven_bound(arrays) <= first.bound


def test_the_first_guide_is_integral_with_two_sides() -> None:
    arrays = to_arrays(two_sided(4, 5, 3, 2))

    guide = first_guide(arrays, prizes(arrays), 60.0)

    assert set(np.round(guide.share, 9).ravel().tolist()) == {0.0, 1.0}
    assert guide.bound == pytest.approx(sum(sorted(arrays.weight.tolist(), reverse=True)[:6]), abs=10)


def test_a_plan_counts_what_it_holds() -> None:
    arrays = to_arrays(two_sided(2, 2, 2, 2))
    plan = Plan(arrays, arrays.weight, 0.0)

    plan.put(0, 1)
    plan.put(3, 1)
    plan.take(0)

    assert plan.place.tolist() == [UNPLACED, UNPLACED, UNPLACED, 1]
    assert (plan.used.tolist(), plan.count.tolist()) == ([0, 1], [0, 1, 0, 1])
    assert all(len(rest) == 2 for rest in plan.edges_of)
    assert plan.weight() == plan.worth() == 12.0


def test_neighbouring_slots_are_chosen_together_only_for_the_better() -> None:
    problem = two_sided(5, 6, 9, 3)
    people = tuple(
        replace(person, available=frozenset(f"s{(i * 2 + j) % 9}" for j in range(5)), cap=3 if i % 2 else None)
        for i, person in enumerate(problem.participants)
    )
    arrays = to_arrays(replace(problem, participants=people))
    prize = prizes(arrays)
    plan, random = Plan(arrays, prize.edge, prize.floor), np.random.default_rng(1)
    everything = np.ones(len(arrays.a), dtype=np.bool_)

    results = []
    for start in (0, 3, 6, 0, 3, 6):
        worth, place = plan.worth(), plan.place.copy()
        results.append(improve_slots(plan, np.arange(start, start + 3), everything, random, noise=0.0))
        assert plan.worth() > worth if results[-1] else (plan.place == place).all()

    assert results[0]
    assert False in results


def test_neighbouring_slots_without_candidates_are_left_alone() -> None:
    arrays = to_arrays(two_sided(1, 1, 3, 1))
    plan = Plan(arrays, arrays.weight, 0.0)

    assert not improve_slots(plan, np.arange(2), np.zeros(1, dtype=np.bool_), np.random.default_rng(0), noise=0.0)


def test_a_capped_company_with_delegates_keeps_its_cap_in_a_slot() -> None:
    problem = two_sided(1, 4, 2, 4)
    company = replace(problem.participants[0], capacity=2, cap=3)
    arrays = to_arrays(replace(problem, participants=(company, *problem.participants[1:])))
    plan, random = Plan(arrays, arrays.weight, 0.0), np.random.default_rng(0)

    for slot in (0, 1, 0, 1):
        improve_slot(plan, slot, random, noise=0.0)
        assert plan.count[0] <= 3
    improve_day(plan, 0, random, noise=0.0)

    assert plan.count.tolist() == [3, 0, 1, 1, 1]


def test_a_full_partner_is_not_asked_again() -> None:
    problem = two_sided(2, 1, 2, 2)
    capped = replace(problem.participants[2], cap=1)
    arrays = to_arrays(replace(problem, participants=(*problem.participants[:2], capped)))
    plan, random = Plan(arrays, arrays.weight, 0.0), np.random.default_rng(0)

    assert improve_day(plan, 0, random, noise=0.0)
    assert not improve_day(plan, 1, random, noise=0.0)


def test_precedences_bind_a_day_and_a_slot() -> None:
    problem = two_sided(1, 3, 3, 1)
    keys = [pair.key for pair in problem.pairs]
    rules = tuple(Precedence(before=before, after=after) for before, after in pairwise(keys))
    arrays = to_arrays(replace(problem, precedences=rules))
    plan, random = Plan(arrays, arrays.weight, 0.0), np.random.default_rng(0)

    plan.put(1, 1)
    for _ in range(20):
        improve_day(plan, 0, random, noise=0.0)
        improve_slot(plan, 2, random, noise=0.0)
        improve_slot(plan, 0, random, noise=0.0)

    assert plan.place.tolist() == [0, 1, 2]


def test_nobody_without_pairs_has_a_day_to_improve() -> None:
    problem = two_sided(1, 1, 1, 1)
    lonely = replace(problem, participants=(*problem.participants, replace(problem.participants[0], id="alone")))
    arrays = to_arrays(lonely)

    assert not improve_day(Plan(arrays, arrays.weight, 0.0), 2, np.random.default_rng(0), noise=0.0)


def test_a_slot_is_seatable_only_with_suitable_tables() -> None:
    problem = two_sided(2, 2, 1, 3)
    picky = tuple(replace(person, seats=("1",)) for person in problem.participants[:2])
    arrays = to_arrays(replace(problem, participants=(*picky, *problem.participants[2:])))
    plan, random = Plan(arrays, arrays.weight, 0.0), np.random.default_rng(0)

    assert is_seatable(arrays, np.array([], dtype=np.int64), 0)
    assert is_seatable(arrays, np.array([0]), 0)
    assert not is_seatable(arrays, np.array([0, 3]), 0)
    assert seatable(arrays, np.array([0, 3]), 0, arrays.weight[[0, 3]]).tolist() == [1]
    plan.put(0, 0)
    assert not improve_day(plan, 1, random, noise=0.0)


def test_a_slot_without_restrictions_is_always_seatable() -> None:
    arrays = to_arrays(two_sided(2, 2, 1, 2))

    assert is_seatable(arrays, np.array([0, 3]), 0)
    assert seatable(arrays, np.array([0, 3]), 0, arrays.weight[[0, 3]]).tolist() == [0, 1]
