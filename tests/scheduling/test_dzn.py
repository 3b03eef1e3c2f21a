from __future__ import annotations

import pytest

from scheduling.dzn import read_dzn
from scheduling.errors import InvalidProblem
from scheduling.model import Pair, Precedence
from scheduling.validation import faults

DAY = """
% a comment; with a semicolon = and more
nBusiness = 4; nMeetings = 3; nTables = 2; nTotalSlots = 4; nMorningSlots = 2;
requested = [|1, 2, 1,
|1, 3, 2,
|4, 2, 3,
|];
meetingsxBusiness = [{1,2,3}, {1,2,4}, {1,3}, {1,4}];
forbidden = [{0}, {0, 4}, {}, {1}];
fixed = [0, 0, 3];
precedences = [{}, {}, {1}];
"""


def test_day_is_read_in_full() -> None:
    problem = read_dzn(DAY)

    assert faults(problem) == ()
    assert [slot.session for slot in problem.slots] == ["morning", "morning", "afternoon", "afternoon"]
    assert [table.id for table in problem.tables] == ["1", "2"]
    assert [person.available for person in problem.participants] == [
        None,
        frozenset({"1", "2", "3"}),
        None,
        frozenset({"2", "3", "4"}),
    ]
    assert problem.pairs == (
        Pair(id="1", a="1", b="2", status="fixed", session="morning"),
        Pair(id="2", a="1", b="3", status="fixed", session="afternoon"),
        Pair(id="3", a="4", b="2", status="fixed", slots=frozenset({"3"})),
    )
    assert problem.precedences == (Precedence(before="1", after="3"),)


def test_optional_parts_may_be_absent() -> None:
    problem = read_dzn("\n".join(DAY.splitlines()[:7]))

    assert [person.available for person in problem.participants] == [None] * 4
    assert [pair.slots for pair in problem.pairs] == [None] * 3


def test_missing_parts_are_told_at_once() -> None:
    with pytest.raises(InvalidProblem) as told:
        read_dzn("nBusiness = 4; nMeetings = 3; nTotalSlots = 4; nMorningSlots = 2;")

    assert [str(fault) for fault in told.value.faults] == ["nTables: missing", "requested: missing"]


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("|1, 2, 1,", "|1, 5, 1,", "requested[0]: unknown ([1, 5, 1])"),
        ("|1, 2, 1,", "|1, 2, 4,", "requested[0]: unknown ([1, 2, 4])"),
        ("|1, 2, 1,", "|1, 2,", "requested[0]: unknown ([1, 2])"),
        ("|1, 2, 1,", "", "requested: wrong_length (2, not 3)"),
        ("{0, 4}", "{0, 5}", "forbidden[1]: unknown ([0, 5])"),
        ("[0, 0, 3]", "[0, 0, 9]", "fixed[2]: unknown (9)"),
        ("{}, {}, {1}]", "{}, {}, {4}]", "precedences[2]: unknown ([4])"),
    ],
)
def test_fault_has_its_path(good: str, bad: str, fault: str) -> None:
    with pytest.raises(InvalidProblem) as told:
        read_dzn(DAY.replace(good, bad))

    assert [str(one) for one in told.value.faults] == [fault]
