"""JSON goes out and comes back; what is wrong with a file is said at once."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from scheduling import (
    Agenda,
    InvalidProblem,
    Problem,
    agenda_from_json,
    allocate,
    diff,
    problem_from_json,
    schema,
    to_json,
)
from scheduling.json_format import to_data
from tests.scheduling.invented import problems, two_sided


@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_a_problem_comes_back_as_it_was(problem: Problem) -> None:
    assert problem_from_json(to_json(problem)) == problem


def test_an_agenda_comes_back_as_it_was() -> None:
    agenda = allocate(two_sided(2, 3, 2, 1))

    assert agenda_from_json(to_json(agenda)) == agenda
    assert json.loads(to_json(agenda))["share_of_bound"] == agenda.share_of_bound


def test_an_answer_of_another_kind_is_written_too() -> None:
    assert json.loads(to_json(diff(Agenda(meetings=()), Agenda(meetings=())))) == {
        "added": [],
        "moved": [],
        "cancelled": [],
    }
    assert to_data({1: frozenset({"b", "a"})}) == {"1": ["a", "b"]}


def test_tables_may_be_a_count() -> None:
    problem = problem_from_json('{"participants": [], "slots": [], "tables": 2, "pairs": []}')

    assert [table.id for table in problem.tables] == ["1", "2"]


def test_every_structural_fault_is_reported_with_its_path() -> None:
    text = """{"participants": [{"id": 7, "floor": true, "available": "s1", "capacity": 1.5}, 3],
               "slots": [{}], "tables": -1, "pairs": [{"a": "x", "b": "y", "status": "maybe", "weight": "1"}],
               "colour": "red"}"""

    with pytest.raises(InvalidProblem) as caught:
        problem_from_json(text)

    assert [f"{fault.path}: {fault.code}" for fault in caught.value.faults] == [
        "participants[0].id: not_string",
        "participants[0].available: not_array",
        "participants[0].floor: not_integer",
        "participants[0].capacity: not_integer",
        "participants[1]: not_object",
        "slots[0].id: missing",
        "tables: not_array",
        "pairs[0].weight: not_number",
        "pairs[0].status: not_one_of_open_fixed_forbidden_met",
        "colour: unknown_field",
    ]


def test_what_is_not_json_is_a_fault_too() -> None:
    with pytest.raises(InvalidProblem, match=r"\$: not_json"):
        problem_from_json("{")
    with pytest.raises(InvalidProblem, match=r"\$: not_object"):
        agenda_from_json("[]")


def test_the_schema_names_types_and_required_fields() -> None:
    problem = schema(Problem)
    pair = problem["properties"]["pairs"]["items"]

    assert problem["required"] == ["participants", "slots", "tables", "pairs"]
    assert problem["properties"]["tables"]["anyOf"][1] == {"type": "integer", "minimum": 0}
    assert pair["properties"]["status"] == {"enum": ["open", "fixed", "forbidden", "met"]}
    assert pair["properties"]["session"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert pair["additionalProperties"] is False
    assert schema(Agenda)["additionalProperties"] is True
