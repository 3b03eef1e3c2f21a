"""Each leftover says why, in the words of the pair's own situation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduling import Agenda, Leftover, Meeting, Pair, Participant, Precedence, Problem, Reason, Slot, describe
from scheduling.statistics import gini
from tests.scheduling.invented import two_sided

BASE = two_sided(2, 2, 2, 2)


def held(pair: str, slot: str, table: str = "1") -> Meeting:
    a, b = pair.split("~")
    return Meeting(pair=pair, a=a, b=b, slot=slot, table=table)


def reason(agenda: Agenda, pair: str) -> Reason:
    return next(left.reason for left in agenda.leftovers if left.pair == pair)


def first(problem: Problem, **changes: object) -> Problem:
    person = replace(problem.participants[0], **changes)  # type: ignore[arg-type]
    return replace(problem, participants=(person, *problem.participants[1:]))


@pytest.mark.parametrize(
    ("problem", "meetings", "expected"),
    [
        (
            replace(BASE, pairs=(replace(BASE.pairs[0], status="forbidden"),)),
            (),
            Reason(code="forbidden", participants=("b0", "p0")),
        ),
        (
            replace(BASE, pairs=(replace(BASE.pairs[0], status="met"),)),
            (),
            Reason(code="already_met", participants=("b0", "p0")),
        ),
        (first(BASE, available=frozenset()), (), Reason(code="no_common_slot", participants=("b0", "p0"))),
        (replace(BASE, tables=()), (), Reason(code="no_suitable_table", participants=("b0", "p0"))),
        (
            first(BASE, cap=1),
            (held("b0~p1", "s0"),),
            Reason(code="stronger_match", participants=("b0",), pairs=("b0~p1",)),
        ),
        (
            first(replace(BASE, pairs=(replace(BASE.pairs[0], weight=99), *BASE.pairs[1:])), cap=1),
            (held("b0~p1", "s0"),),
            Reason(code="day_full", participants=("b0",)),
        ),
        (first(BASE, cap=0), (), Reason(code="day_full", participants=("b0",))),
        (
            BASE,
            (held("b0~p1", "s0"), held("b1~p0", "s1", "2")),
            Reason(code="no_common_free_slot", participants=("b0", "p0")),
        ),
        (
            replace(
                BASE,
                precedences=(
                    Precedence(before="b0~p0", after="b1~p1"),
                    Precedence(before="b1~p1", after="b0~p1"),
                ),
            ),
            (held("b1~p1", "s0"),),
            Reason(code="order", participants=("b0", "p0")),
        ),
        (
            replace(BASE, slots=BASE.slots[:1], tables=BASE.tables[:1]),
            (held("b1~p1", "s0"),),
            Reason(code="no_table", participants=("b0", "p0")),
        ),
    ],
)
def test_a_leftover_says_why(problem: Problem, meetings: tuple[Meeting, ...], expected: Reason) -> None:
    assert reason(describe(problem, meetings), "b0~p0") == expected


def test_a_pair_that_must_follow_a_late_one_has_no_slot_in_order() -> None:
    problem = replace(BASE, precedences=(Precedence(before="b1~p1", after="b0~p0"),))

    assert reason(describe(problem, [held("b1~p1", "s1")]), "b0~p0").code == "order"


def test_leftovers_come_heaviest_first() -> None:
    agenda = describe(BASE, [held("b0~p0", "s0")])

    assert [(left.pair, left.weight) for left in agenda.leftovers] == [("b1~p1", 12), ("b0~p1", 11), ("b1~p0", 11)]
    assert isinstance(agenda.leftovers[0], Leftover)


def test_a_floor_that_nothing_forbids_was_not_found() -> None:
    agenda = describe(first(BASE, floor=2), [held("b0~p0", "s0")])

    assert [(miss.participant, miss.meetings, miss.possible, miss.reason.code) for miss in agenda.floors_missed] == [
        ("b0", 1, 2, "not_found")
    ]


def test_statistics_tell_how_evenly_a_side_is_served() -> None:
    meetings = [held("b0~p0", "s0"), held("b0~p1", "s1", "2")]

    buyer, provider = describe(BASE, meetings).sides

    assert (buyer.side, buyer.participants, buyer.meetings_min, buyer.meetings_max) == ("buyer", 2, 0, 2)
    assert (buyer.meetings_mean, buyer.gini, buyer.gaps, buyer.table_changes) == (1.0, 0.5, 0, 1)
    assert (provider.gini, provider.table_changes) == (0.0, 0)
    assert gini([0, 0]) == 0.0


def test_delegates_keep_a_table_when_one_of_them_does() -> None:
    problem = Problem(
        participants=(Participant(id="c", capacity=2), *(Participant(id=f"g{i}") for i in range(3))),
        slots=(Slot(id="s0"), Slot(id="s1")),
        tables=BASE.tables,
        pairs=tuple(Pair(a="c", b=f"g{i}") for i in range(3)),
    )

    agenda = describe(problem, [held("c~g0", "s0"), held("c~g1", "s0", "2"), held("c~g2", "s1", "2")])

    assert agenda.sides[0].table_changes == 0
