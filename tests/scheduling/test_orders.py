"""A meeting put in a given slot by the organiser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling import (
    Agenda,
    InvalidProblem,
    Meeting,
    MeetingMoved,
    Pair,
    PairAdded,
    Participant,
    Precedence,
    Problem,
    Slot,
    Table,
    check,
    exact_repair,
    numbered_tables,
    repair,
)
from scheduling.repair_report import Repair
from tests.scheduling.published import published_days


def day(*held: str, slots: int = 3, tables: int = 2, wished: str = "") -> tuple[Problem, Agenda]:
    """Build a day from meetings written `ax@1:2` (pair, slot, table); `wished` pairs are not placed."""
    meetings = tuple(
        Meeting(pair=f"{text[0]}~{text[1]}", a=text[0], b=text[1], slot=text[3], table=text[5:]) for text in held
    )
    problem = Problem(
        participants=tuple(Participant(id=name) for name in "abcxyz"),
        slots=tuple(Slot(id=str(number), session="am") for number in range(1, slots + 1)),
        tables=numbered_tables(tables),
        pairs=tuple(Pair(a=text[0], b=text[1], weight=2.0) for text in (*held, *wished.split())),
    )
    return problem, Agenda(meetings=meetings, weight=2.0 * len(meetings))


def places(found: Repair) -> dict[str, tuple[str, str]]:
    return {meeting.pair: (meeting.slot, meeting.table) for meeting in found.agenda.meetings}


def test_meeting_moves_to_the_slot_and_keeps_its_table() -> None:
    problem, agenda = day("ax@1:2", "by@1:1")

    found = repair(problem, agenda, MeetingMoved(pair="a~x", slot="3"))

    assert places(found) == {"b~y": ("1", "1"), "a~x": ("3", "2")}
    assert (found.touched, found.others, found.lost) == ({"a", "x"}, frozenset(), ())


def test_offer_is_accepted_even_in_the_freeze() -> None:
    problem, agenda = day("ax@1:1", wished="by")

    found = repair(problem, agenda, MeetingMoved(pair="b~y", slot="1", table="2"), now="1", freeze=2)

    assert places(found) == {"a~x": ("1", "1"), "b~y": ("1", "2")}
    assert found.changes[0].before is None


def test_meeting_in_the_way_gives_way_and_finds_another_slot() -> None:
    problem, agenda = day("ax@1:1", "ay@2:1", tables=1)

    found = repair(problem, agenda, MeetingMoved(pair="a~x", slot="2"))

    assert (places(found)["a~x"], found.others) == (("2", "1"), frozenset())
    assert places(found)["a~y"][0] in ("1", "3")


def test_named_table_is_vacated() -> None:
    problem, agenda = day("ax@1:1", "by@2:1")

    found = repair(problem, agenda, MeetingMoved(pair="a~x", slot="2", table="1"))

    assert places(found) == {"a~x": ("2", "1"), "b~y": ("2", "2")}
    assert found.touched == {"a", "x", "b", "y"}


def test_table_of_the_meeting_that_gives_way_is_taken_when_no_other_is_free() -> None:
    problem, agenda = day("ax@1:2", "ay@2:1", "bz@2:2")

    found = repair(problem, agenda, MeetingMoved(pair="a~x", slot="2"))

    assert places(found)["a~x"] == ("2", "1")
    assert places(found)["b~z"] == ("2", "2")


def test_lightest_of_parallel_meetings_gives_way() -> None:
    problem, agenda = day("ax@1:1", "ay@2:1", "az@2:2", wished="", tables=3)
    people = tuple(replace(one, capacity=2) if one.id == "a" else one for one in problem.participants)
    pairs = tuple(replace(one, weight=5.0) if one.b == "y" else one for one in problem.pairs)
    problem, agenda = replace(problem, participants=people, pairs=pairs), replace(agenda, weight=9.0)

    found = repair(problem, agenda, MeetingMoved(pair="a~x", slot="2"))

    assert {change.pair for change in found.changes} == {"a~x", "a~z"}
    assert check(found.problem, found.agenda) == ()


@pytest.mark.parametrize("is_exact", [True, False])
def test_ordered_meeting_is_not_displaced_again(is_exact: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact_repair, "LARGEST", 400 if is_exact else -1)
    problem, agenda = day("ax@1:1", "ay@2:1", "by@1:2", slots=2)

    found = repair(problem, agenda, MeetingMoved(pair="a~x", slot="2"))

    assert places(found)["a~x"][0] == "2"
    assert check(found.problem, found.agenda) == ()


def test_ordered_meeting_keeps_its_table_when_others_are_seated_again() -> None:
    problem, agenda = day("ax@1:1", "by@2:1", slots=2, tables=3)
    tables = tuple(
        Table(id=str(rank), features=frozenset({"quiet"}) if rank < 3 else frozenset()) for rank in range(1, 4)
    )
    people = tuple(replace(one, needs=frozenset({"quiet"})) if one.id == "b" else one for one in problem.participants)
    pairs = (*problem.pairs, Pair(a="c", b="z"))
    problem = replace(problem, tables=tables, participants=people, pairs=pairs)
    agenda = Agenda(meetings=(*agenda.meetings, Meeting(pair="c~z", a="c", b="z", slot="2", table="2")), weight=5.0)

    found = repair(problem, agenda, MeetingMoved(pair="a~x", slot="2", table="1"))

    assert places(found) == {"a~x": ("2", "1"), "b~y": ("2", "2"), "c~z": ("2", "3")}


def test_order_widens_the_slots_of_the_pair() -> None:
    problem, agenda = day("ax@1:1")
    pairs = (replace(problem.pairs[0], slots=frozenset({"1"}), session="am"),)

    found = repair(replace(problem, pairs=pairs), agenda, MeetingMoved(pair="a~x", slot="2"))

    assert (found.problem.pairs[0].slots, found.problem.pairs[0].session) == ({"1", "2"}, None)
    assert check(found.problem, found.agenda) == ()


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        (MeetingMoved(pair="a~q", slot="2"), "pair: unknown (a~q)"),
        (MeetingMoved(pair="b~y", slot="1"), "slot: in_the_past (1)"),
        (MeetingMoved(pair="a~x", slot="3"), "pair: in_the_past (a~x)"),
        (MeetingMoved(pair="b~z", slot="3"), "pair: forbidden (b~z)"),
        (MeetingMoved(pair="b~y", slot="4"), "slot: not_present (b)"),
        (MeetingMoved(pair="c~y", slot="2"), "slot: out_of_order (2)"),
        (MeetingMoved(pair="c~z", slot="3"), "pair: cap_reached (c~z)"),
        (MeetingMoved(pair="c~y", slot="3", table="2"), "table: unsuitable_table (2)"),
        (MeetingMoved(pair="c~y", slot="4"), "slot: no_table (4)"),
        (MeetingMoved(pair="c~x", slot="2"), "slot: frozen (2)"),
    ],
)
def test_order_that_cannot_be_carried_out_says_why(told: MeetingMoved, fault: str) -> None:
    problem, agenda = day("ax@1:1", "by@2:1", "cx@3:1", "az@4:1", slots=4, wished="bz cy cz")
    problem = replace(
        problem,
        participants=tuple(
            replace(one, latest="3") if one.id == "b" else replace(one, cap=1) if one.id == "z" else one
            for one in problem.participants
        ),
        tables=(Table(id="1"), Table(id="2", available=frozenset("12"))),
        pairs=tuple(replace(one, status="forbidden") if one.key == "b~z" else one for one in problem.pairs),
        precedences=(Precedence(before="b~y", after="c~y"),),
    )
    if told.pair == "c~x":
        problem, agenda = day("ax@1:1", "bx@2:1", "cx@3:1")

    with pytest.raises(InvalidProblem) as refused:
        repair(problem, agenda, told, now="2", freeze=1)

    assert str(refused.value) == fault


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_order_is_carried_out_without_conflict_or_refused(data: st.DataObject) -> None:
    problem, agenda = data.draw(published_days())
    now, freeze = data.draw(st.integers(0, 2)), data.draw(st.integers(0, 1))
    told = MeetingMoved(
        pair=data.draw(st.sampled_from(problem.pairs)).key,
        slot=data.draw(st.sampled_from(problem.slots)).id,
        table=data.draw(st.none() | st.sampled_from([table.id for table in problem.tables])),
    )

    try:
        found = repair(problem, agenda, told, now=str(now), freeze=freeze)
    except InvalidProblem:
        return

    assert check(found.problem, found.agenda) == ()
    held = {meeting.pair: meeting for meeting in found.agenda.meetings}
    assert held[told.pair].slot == told.slot
    assert told.table in (None, held[told.pair].table)
    for change in found.changes:
        if change.pair != told.pair and change.before is not None:
            assert int(change.before.slot) >= now + freeze
            assert change.after is None or int(change.after.slot) >= now + freeze


def test_added_pair_leaves_a_frozen_slot_alone() -> None:
    problem, agenda = day("ax@1:1", slots=1)

    found = repair(problem, agenda, PairAdded(pair=Pair(a="b", b="y")), freeze=1)

    assert [one.reason.code for one in found.lost] == ["no_common_slot"]
