"""`check` sees every kind of conflict, one example each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from scheduling import Agenda, Meeting, Participant, Precedence, Problem, Slot, Table, check, describe
from tests.scheduling.invented import two_sided

BASE = two_sided(2, 2, 3, 3)
FIRST = Meeting(pair="b0~p0", a="b0", b="p0", slot="s0", table="1")
SECOND = Meeting(pair="b1~p1", a="b1", b="p1", slot="s0", table="2")
Change = Callable[[Problem], Problem]


def codes(problem: Problem, *meetings: Meeting) -> list[str]:
    return [conflict.code for conflict in check(problem, describe(BASE, meetings))]


def with_first(**changes: object) -> Change:
    def change(problem: Problem) -> Problem:
        person = replace(problem.participants[0], **changes)  # type: ignore[arg-type]
        return replace(problem, participants=(person, *problem.participants[1:]))

    return change


def with_pair(**changes: object) -> Change:
    def change(problem: Problem) -> Problem:
        return replace(problem, pairs=(replace(problem.pairs[0], **changes), *problem.pairs[1:]))  # type: ignore[arg-type]

    return change


def test_a_sound_agenda_has_no_conflict() -> None:
    assert codes(BASE, FIRST, SECOND) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (with_first(available=frozenset({"s1"})), "not_present"),
        (with_first(earliest="s1"), "not_present"),
        (with_first(cap=0), "over_cap"),
        (with_first(seats=("2",)), "table_unsuitable"),
        (with_first(zones=frozenset({"garden"})), "table_unsuitable"),
        (with_first(needs=frozenset({"screen"})), "table_unsuitable"),
        (with_pair(status="forbidden"), "forbidden"),
        (with_pair(status="met"), "already_met"),
        (with_pair(slots=frozenset({"s1"})), "pair_not_now"),
        (with_pair(session="pm"), "pair_not_now"),
        (with_pair(weight=11.0), "wrong_weight"),
        (lambda problem: replace(problem, tables=(Table(id="1", available=frozenset()),)), "table_out"),
        (lambda problem: replace(problem, tables=()), "unknown_table"),
        (lambda problem: replace(problem, slots=problem.slots[1:]), "unknown_slot"),
        (lambda problem: replace(problem, slots=(Slot(id="s0", is_dropped=True),)), "slot_dropped"),
        (lambda problem: replace(problem, pairs=problem.pairs[1:]), "unknown_pair"),
    ],
)
def test_one_meeting_in_conflict(change: Change, code: str) -> None:
    assert codes(change(BASE), FIRST) == [code]


def test_latest_is_included() -> None:
    meeting = replace(FIRST, slot="s1")

    assert codes(with_first(latest="s1")(BASE), meeting) == []
    assert codes(with_first(latest="s0")(BASE), meeting) == ["not_present"]


def test_nobody_is_in_two_places() -> None:
    other = Meeting(pair="b0~p1", a="b0", b="p1", slot="s0", table="2")

    assert codes(BASE, FIRST, other) == ["over_capacity"]
    assert codes(with_first(capacity=2)(BASE), FIRST, other) == []


def test_no_table_twice() -> None:
    assert codes(BASE, FIRST, replace(SECOND, table="1")) == ["table_twice"]


def test_no_pair_twice() -> None:
    again = replace(FIRST, slot="s1")

    assert codes(BASE, FIRST, again) == ["pair_twice"]


def test_a_meeting_names_the_people_of_its_pair() -> None:
    agenda = replace(describe(BASE, [FIRST]), meetings=(replace(FIRST, b="p1"),))

    assert [conflict.code for conflict in check(BASE, agenda)] == ["wrong_participants"]


def test_a_seated_participant_stays_and_shares_no_table() -> None:
    seated = replace(BASE, seated_side="buyer")
    moved = Meeting(pair="b0~p1", a="b0", b="p1", slot="s1", table="2")

    assert codes(seated, FIRST, moved) == ["seat_changed"]
    assert codes(seated, FIRST, replace(SECOND, slot="s1", table="1")) == ["seat_changed"]
    assert codes(seated, FIRST, replace(moved, table="1")) == []


def test_promises_are_kept() -> None:
    fixed = with_pair(status="fixed")(BASE)
    told = replace(BASE, published=(FIRST,))

    assert codes(fixed, SECOND) == ["fixed_missing"]
    assert codes(told, replace(FIRST, table="2")) == ["published_changed"]
    assert codes(told) == ["published_changed"]
    assert codes(told, FIRST) == []


def test_order_is_kept_when_both_are_placed() -> None:
    ordered = replace(BASE, precedences=(Precedence(before="b0~p0", after="b1~p1"),))

    assert codes(ordered, FIRST, SECOND) == ["precedence_broken"]
    assert codes(ordered, FIRST, replace(SECOND, slot="s1")) == []
    assert codes(ordered, SECOND) == []


def test_a_weight_above_the_bound_is_not_believed() -> None:
    agenda = replace(describe(BASE, [FIRST]), bound=9.0)

    assert [conflict.code for conflict in check(BASE, agenda)] == ["above_bound"]


def test_somebody_without_a_meeting_is_no_conflict() -> None:
    alone = Problem(participants=(Participant(id="x"),), slots=(), tables=(), pairs=())

    assert check(alone, Agenda(meetings=())) == ()
