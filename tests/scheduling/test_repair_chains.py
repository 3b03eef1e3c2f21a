from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from scheduling import exact_repair, rescue
from scheduling.board import Board
from scheduling.chains import rescue_by_chain
from scheduling.check import check
from scheduling.disruption import Late, PairAdded, SlotDropped, TableOut
from scheduling.model import Agenda, Meeting, Pair, Participant, Precedence, Problem, Slot, Table, numbered_tables
from scheduling.repair import repair
from scheduling.repair_report import Repair


def day(
    *held: str, slots: int = 3, tables: int = 2, people: str = "abcxyz", wished: str = ""
) -> tuple[Problem, Agenda]:
    """Build a day from meetings written `ax@1:2`: pair, slot, table."""
    meetings = tuple(
        Meeting(pair=f"{text[0]}~{text[1]}", a=text[0], b=text[1], slot=text[3], table=text[5:]) for text in held
    )
    problem = Problem(
        participants=tuple(Participant(id=name) for name in people),
        slots=tuple(Slot(id=str(number)) for number in range(1, slots + 1)),
        tables=numbered_tables(tables),
        pairs=tuple(Pair(a=text[0], b=text[1]) for text in (*held, *wished.split())),
    )
    return problem, Agenda(meetings=meetings, weight=float(len(meetings)))


@pytest.fixture
def _no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that every agenda is too large to be repaired exactly."""
    monkeypatch.setattr(exact_repair, "LARGEST", -1)


def slots(found: Repair) -> dict[str, str]:
    return {meeting.pair: meeting.slot for meeting in found.agenda.meetings}


@pytest.mark.usefixtures("_no_proof")
def test_meeting_takes_the_table_of_one_that_can_go() -> None:
    problem, agenda = day("ax@1:1", "by@2:1", slots=2, tables=1)

    found = repair(problem, agenda, Late(participant="a", until="2"))

    assert slots(found) == {"a~x": "2", "b~y": "1"}
    assert (found.others, found.proven) == ({"b", "y"}, False)


@pytest.mark.usefixtures("_no_proof")
def test_chain_prefers_to_touch_one_other_person() -> None:
    problem, agenda = day("ax@1:1", "by@2:1", "bx@3:1", tables=1)

    found = repair(problem, agenda, Late(participant="a", until="2"))

    assert slots(found) == {"a~x": "3", "b~y": "2", "b~x": "1"}
    assert found.others == {"b"}


@pytest.mark.usefixtures("_no_proof")
def test_chain_of_three_moves() -> None:
    # a~x can only go to slot 2, where b~y sits, which can only go to slot 3, where c~z sits, which can go to 1.
    problem, agenda = day("ax@1:1", "by@2:1", "cz@3:1", tables=1)
    pairs = (
        replace(problem.pairs[0], slots=frozenset("12")),
        replace(problem.pairs[1], slots=frozenset("23")),
        problem.pairs[2],
    )
    problem = replace(problem, pairs=pairs)

    found = repair(problem, agenda, Late(participant="a", until="2"))
    shorter = repair(problem, agenda, Late(participant="a", until="2"), displaced=1)

    assert slots(found) == {"a~x": "2", "b~y": "3", "c~z": "1"}
    assert slots(shorter) == {"b~y": "2", "c~z": "3"}
    assert [one.reason.code for one in shorter.lost] == ["no_table"]


@pytest.mark.usefixtures("_no_proof")
def test_both_busy_people_are_freed_by_two_moves() -> None:
    problem, agenda = day("ax@1:1", "ay@2:1", "bx@2:2", tables=2)
    problem = replace(problem, pairs=(replace(problem.pairs[0], slots=frozenset("12")), *problem.pairs[1:]))

    found = repair(problem, agenda, SlotDropped(slot="1"))

    assert slots(found) == {"a~x": "2", "a~y": "3", "b~x": "3"}


@pytest.mark.usefixtures("_no_proof")
def test_same_two_people_under_another_pair_are_one_blocker() -> None:
    problem, agenda = day("ax@1:1", tables=1)
    again = Pair(a="a", b="x", id="again", slots=frozenset("1"))

    found = repair(problem, agenda, PairAdded(pair=again))

    assert slots(found) == {"again": "1", "a~x": "2"}
    assert check(found.problem, found.agenda) == ()


@pytest.mark.usefixtures("_no_proof")
def test_failed_chain_leaves_everything_in_place() -> None:
    problem, agenda = day("ax@1:1", "by@2:1", "bz@3:1", "cy@3:2", tables=2)
    pairs = tuple(
        replace(pair, slots=frozenset({"a~x": "2", "b~y": "23", "b~z": "3", "c~y": "3"}[pair.key]))
        for pair in problem.pairs
    )
    tables = (problem.tables[0], replace(problem.tables[1], available=frozenset("13")))
    problem = replace(problem, pairs=pairs, tables=tables)

    found = repair(problem, agenda, PairAdded(pair=Pair(a="c", b="x", slots=frozenset("2"))))

    assert slots(found) == {"b~y": "2", "b~z": "3", "c~y": "3"}
    assert {one.pair for one in found.lost} == {"a~x", "c~x"}


def test_search_gives_up_after_its_steps() -> None:
    problem, agenda = day("ax@1:1", "by@2:1", slots=2, tables=1)
    board = Board(problem, agenda.meetings)
    board.lift("a~x")

    assert rescue_by_chain(board, "a~x", window=0b10, displaced=2, touched=set(), steps=0) is None
    assert board.where == {"b~y": (1, 0)}


def test_pair_that_fits_needs_no_chain() -> None:
    problem, agenda = day("ax@1:1")
    board = Board(problem, agenda.meetings)
    board.lift("a~x")

    assert rescue_by_chain(board, "a~x", window=0b100, displaced=1, touched=set()) == {}
    assert board.where == {"a~x": (2, 0)}


def test_unsuitable_table_does_not_help_a_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact_repair, "LARGEST", -1)
    problem, agenda = day("ax@1:1", "by@2:2", slots=2)
    tables = (Table(id="1", zone="hall", available=frozenset("1")), Table(id="2"))
    people = (replace(problem.participants[0], zones=frozenset({"hall"})), *problem.participants[1:])
    problem = replace(problem, tables=tables, participants=people)

    found = repair(problem, agenda, TableOut(table="1"))

    assert slots(found) == {"b~y": "2"}


def test_solver_out_of_time_leaves_the_chains_to_work(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, agenda = day("ax@1:1", "by@2:1", slots=2, tables=1)

    def out_of_time(*_: object, **__: object) -> SimpleNamespace:
        return SimpleNamespace(status=1, x=None)

    monkeypatch.setattr(exact_repair, "milp", out_of_time)
    monkeypatch.setattr(rescue, "milp", out_of_time)
    chained = repair(problem, agenda, Late(participant="a", until="2"))
    direct = repair(*day("ax@1:1", "ay@2:1"), Late(participant="a", until="3"), displaced=0)

    assert (slots(chained), chained.proven) == ({"a~x": "2", "b~y": "1"}, False)
    assert (direct.agenda.meetings, direct.proven) == ((), False)


def test_too_many_columns_are_left_to_the_chains(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, agenda = day("ax@1:1", "by@2:1", slots=2, tables=1)
    monkeypatch.setattr(exact_repair, "LARGEST", 2)

    found = repair(problem, agenda, Late(participant="a", until="2"))

    assert (slots(found), found.proven) == ({"a~x": "2", "b~y": "1"}, False)


def test_hit_meetings_keep_their_order() -> None:
    problem, agenda = day("ax@1:1", "by@1:2", slots=4)
    problem = replace(problem, pairs=(replace(problem.pairs[0], slots=frozenset("123")), *problem.pairs[1:]))
    later = tuple(replace(meeting, slot="2") if meeting.pair == "b~y" else meeting for meeting in agenda.meetings)
    problem = replace(problem, precedences=(Precedence(before="a~x", after="b~y"),))

    direct = repair(problem, replace(agenda, meetings=later), TableOut(table="1", slots=frozenset("12")))
    both = repair(problem, replace(agenda, meetings=later), SlotDropped(slot="1"), displaced=1)

    assert check(direct.problem, direct.agenda) == ()
    assert slots(both)["a~x"] < slots(both)["b~y"]
    assert check(both.problem, both.agenda) == ()


def test_first_free_slot_is_left_to_the_meeting_that_must_come_first() -> None:
    problem, agenda = day("ax@2:1", "ay@1:1", slots=4)
    problem = replace(problem, precedences=(Precedence(before="a~y", after="a~x"),))

    found = repair(problem, agenda, Late(participant="a", until="3"), displaced=0)

    assert (slots(found), found.proven) == ({"a~y": "3", "a~x": "4"}, True)


def test_precedence_between_two_hit_meetings_is_kept() -> None:
    problem, agenda = day("ax@1:1", "ay@2:1", slots=4)
    problem = replace(problem, precedences=(Precedence(before="a~x", after="a~y"),))

    found = repair(problem, agenda, Late(participant="a", until="3"))

    assert slots(found) == {"a~x": "3", "a~y": "4"}


def test_five_kinds_of_table_demand_find_their_seats() -> None:
    held = [f"{host}{guest}@1:{table}" for table, (host, guest) in enumerate(zip("abcde", "vwxyz", strict=True), 1)]
    problem, agenda = day(*held, slots=2, tables=5, people="abcdevwxyz")
    people = tuple(
        replace(person, seats=(str(number),) if number <= 5 else ())
        for number, person in enumerate(problem.participants, 1)
    )

    found = repair(replace(problem, participants=people), agenda, SlotDropped(slot="1"))

    assert {(meeting.slot, meeting.table) for meeting in found.agenda.meetings} == {("2", str(n)) for n in range(1, 6)}
    assert check(found.problem, found.agenda) == ()


@pytest.mark.usefixtures("_no_proof")
def test_heaviest_lost_pair_is_rescued_first() -> None:
    problem, agenda = day("ax@1:1", "ay@2:1", "bz@3:1", "cz@4:1", slots=4, tables=1)
    problem = replace(problem, pairs=(problem.pairs[0], replace(problem.pairs[1], weight=3.0), *problem.pairs[2:]))

    found = repair(problem, replace(agenda, weight=6.0), Late(participant="a", until="3"), displaced=1)

    assert slots(found).keys() == {"a~y", "b~z", "c~z"}


@pytest.mark.usefixtures("_no_proof")
def test_direct_place_survives_when_another_pair_needs_a_chain() -> None:
    problem, agenda = day("ax@1:1", "ay@2:1", "bz@4:1", slots=4, tables=1)
    problem = replace(problem, pairs=(replace(problem.pairs[0], slots=frozenset("14")), *problem.pairs[1:]))

    found = repair(problem, agenda, Late(participant="a", until="3"))

    assert slots(found) == {"a~x": "4", "a~y": "3", "b~z": "1"}
    assert check(found.problem, found.agenda) == ()


@pytest.mark.usefixtures("_no_proof")
def test_costlier_chain_does_not_replace_a_cheaper_one() -> None:
    problem, agenda = day("ax@1:1", "by@2:1", "cz@3:1", tables=1)

    found = repair(problem, agenda, Late(participant="a", until="2"))

    assert slots(found) == {"a~x": "2", "b~y": "1", "c~z": "3"}


def test_search_stops_in_the_middle_of_a_slot() -> None:
    problem, agenda = day("ax@1:1", "by@2:1", "cz@2:2", slots=2, tables=2)
    problem = replace(problem, pairs=tuple(replace(pair, slots=frozenset("2")) for pair in problem.pairs))
    board = Board(problem, agenda.meetings)
    board.lift("a~x")

    assert rescue_by_chain(board, "a~x", window=0b11, displaced=1, touched=set(), steps=1) is None
