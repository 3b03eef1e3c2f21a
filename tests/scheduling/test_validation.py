"""Every fault is found, at its path, all at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from scheduling import (
    InvalidProblem,
    Meeting,
    Pair,
    Participant,
    Precedence,
    Problem,
    Slot,
    Table,
    faults,
    numbered_tables,
    validate,
)
from tests.scheduling.invented import problems, two_sided

FINE = two_sided(2, 2, 3, 2)


def said(problem: Problem) -> list[str]:
    return [str(fault) for fault in faults(problem)]


@settings(max_examples=50, deadline=None)
@given(problem=problems())
def test_invented_problems_are_valid(problem: Problem) -> None:
    assert faults(problem) == ()


def test_ids_are_unique_and_not_empty() -> None:
    twice = replace(
        FINE,
        participants=(*FINE.participants, Participant(id="b0", side="buyer"), Participant(id="", side="guest")),
        slots=(*FINE.slots, Slot(id="s0")),
        tables=(*FINE.tables, Table(id="2")),
        pairs=(*FINE.pairs, Pair(a="b0", b="p0")),
    )

    assert said(twice) == [
        "participants[4].id: duplicate (b0)",
        "participants[5].id: empty_id",
        "slots[3].id: duplicate (s0)",
        "tables[2].id: duplicate (2)",
        "pairs[4]: duplicate (b0~p0)",
        "participants: two_sides_at_most (buyer, guest, provider)",
    ]


def test_slots_run_forward_in_time() -> None:
    slots = (
        Slot(id="1", starts_at="09:00", minutes=0),
        Slot(id="2", starts_at="soon"),
        Slot(id="3", starts_at="08:00"),
        Slot(id="4"),
        Slot(id="5", starts_at="2026-11-12T09:00"),
        Slot(id="6", starts_at="2026-11-12T09:20"),
    )

    assert said(Problem(participants=(), slots=slots, tables=(), pairs=())) == [
        "slots[0].minutes: too_small (0)",
        "slots[1].starts_at: not_a_time (soon)",
        "slots[2].starts_at: not_increasing (08:00:00)",
        "slots[4].starts_at: mixed_times (2026-11-12 09:00:00)",
    ]


def test_people_point_to_what_exists() -> None:
    lost = Participant(
        id="x",
        available=frozenset({"s9"}),
        earliest="s8",
        latest="s7",
        seats=("t9",),
        zones=frozenset({"moon"}),
        needs=frozenset({"jacuzzi"}),
    )
    table = Table(id="1", available=frozenset({"s6"}))

    assert said(Problem(participants=(lost,), slots=FINE.slots, tables=(table,), pairs=())) == [
        "tables[0].available: unknown (s6)",
        "participants[0].available: unknown (s9)",
        "participants[0].earliest: unknown (s8)",
        "participants[0].latest: unknown (s7)",
        "participants[0].seats: unknown (t9)",
        "participants[0].zones: unknown (moon)",
        "participants[0].needs: unknown (jacuzzi)",
    ]


def test_numbers_of_people_make_sense() -> None:
    odd = (
        Participant(id="x", floor=-1, cap=-2, capacity=0),
        Participant(id="y", floor=3, cap=2, capacity=2, seats=("1",), earliest="s2", latest="s1"),
    )

    assert said(Problem(participants=odd, slots=FINE.slots, tables=numbered_tables(1), pairs=())) == [
        "participants[0].floor: negative (-1)",
        "participants[0].cap: negative (-2)",
        "participants[0].capacity: too_small (0)",
        "participants[1].floor: floor_above_cap (3 > 2)",
        "participants[1].seats: seats_below_capacity (1)",
        "participants[1]: window_reversed (s2 > s1)",
    ]


def test_pairs_join_two_people_of_different_sides() -> None:
    pairs = (
        Pair(a="b0", b="b0", id="self"),
        Pair(a="b0", b="b1"),
        Pair(a="b0", b="p0", id="odd", weight=-1, session="night", slots=frozenset({"s9"})),
        Pair(a="b0", b="p0", id="odder", weight=float("nan"), status="perhaps"),  # type: ignore[arg-type]
        Pair(a="who", b="p0"),
        Pair(a="b0", b="whom"),
    )

    assert said(replace(FINE, pairs=pairs)) == [
        "pairs[0]: same_participant (b0)",
        "pairs[1]: same_side (b0, b1)",
        "pairs[2].slots: unknown (s9)",
        "pairs[2].session: unknown (night)",
        "pairs[2].weight: negative (-1)",
        "pairs[3].status: unknown_status (perhaps)",
        "pairs[3].weight: not_finite (nan)",
        "pairs[4].a: unknown (who)",
        "pairs[5].b: unknown (whom)",
    ]


def test_precedences_do_not_run_in_a_circle() -> None:
    circle = (
        Precedence(before="b0~p0", after="b0~p1"),
        Precedence(before="b0~p1", after="b1~p0"),
        Precedence(before="b1~p0", after="b0~p1"),
        Precedence(before="b1~p1", after="nobody"),
    )

    assert said(replace(FINE, precedences=circle)) == [
        "precedences[3].after: unknown (nobody)",
        "precedences: cycle (b0~p1, b1~p0)",
    ]


def test_a_chain_of_precedences_is_fine() -> None:
    chain = (Precedence(before="b0~p0", after="b0~p1"), Precedence(before="b0~p1", after="b1~p0"))

    assert faults(replace(FINE, precedences=chain)) == ()


def test_a_seated_side_exists_and_fits() -> None:
    seats = (replace(FINE.participants[0], seats=("1",), capacity=1), *FINE.participants[1:])
    big = replace(FINE, participants=seats, tables=numbered_tables(1), seated_side="buyer")

    assert said(replace(FINE, seated_side="guest")) == ["seated_side: unknown (guest)"]
    assert said(big) == ["seated_side: too_few_tables (2 > 1)", "seated_side: seats_and_seated_side (buyer)"]


def test_published_meetings_refer_to_the_problem() -> None:
    strange = (
        Meeting(pair="none", a="b0", b="p0", slot="s9", table="9"),
        Meeting(pair="b0~p0", a="b0", b="p1", slot="s0", table="1"),
        Meeting(pair="b0~p0", a="b0", b="p0", slot="s0", table="1"),
    )

    assert said(replace(FINE, published=strange)) == [
        "published[2].pair: duplicate (b0~p0)",
        "published[0].pair: unknown (none)",
        "published[0].slot: unknown (s9)",
        "published[0].table: unknown (9)",
        "published[1]: wrong_participants (b0, p1)",
    ]


def test_published_meetings_can_be_kept() -> None:
    people = (
        replace(FINE.participants[0], cap=1, available=frozenset({"s0"})),
        FINE.participants[1],
        replace(FINE.participants[2], seats=("2",)),
        FINE.participants[3],
    )
    pairs = (replace(FINE.pairs[0], status="met"), *FINE.pairs[1:])
    told = (
        Meeting(pair="b0~p0", a="b0", b="p0", slot="s1", table="1"),
        Meeting(pair="b0~p1", a="b0", b="p1", slot="s1", table="1"),
    )

    assert said(replace(FINE, participants=people, pairs=pairs, published=told)) == [
        "published[0]: never_placed (b0~p0)",
        "published[0]: not_available (s1)",
        "published[0]: unsuitable_table (1)",
        "published[1]: not_available (s1)",
        "published[1]: table_taken (1)",
        "published[1]: slot_taken (b0)",
        "published[1]: above_cap (b0)",
    ]


def test_validate_raises_all_faults_together() -> None:
    with pytest.raises(InvalidProblem) as caught:
        validate(replace(FINE, slots=(*FINE.slots, FINE.slots[0]), seated_side="guest"))

    assert [fault.code for fault in caught.value.faults] == ["duplicate", "unknown"]
    assert str(caught.value) == "slots[3].id: duplicate (s0)\nseated_side: unknown (guest)"
    validate(FINE)
