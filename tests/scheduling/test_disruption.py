from __future__ import annotations

import pytest

from scheduling.disruption import (
    Back,
    Disruption,
    Gone,
    Late,
    PairAdded,
    PairCancelled,
    RestDropped,
    SlotDelayed,
    SlotDropped,
    TableOut,
    disrupt,
    span,
)
from scheduling.errors import InvalidProblem
from scheduling.model import Pair, Participant, Problem, Slot, numbered_tables
from scheduling.times import delay_slots

DAY = Problem(
    participants=(Participant(id="a", earliest="2"), Participant(id="x")),
    slots=tuple(Slot(id=str(number)) for number in range(1, 5)),
    tables=numbered_tables(1),
    pairs=(Pair(a="a", b="x"),),
)


@pytest.mark.parametrize(
    ("disruption", "present"),
    [
        (Late(participant="a", until="4"), {"2", "4"}),
        (Gone(participant="a"), {"2"}),
        (Back(participant="a"), {"2", "3", "4"}),
        (Back(participant="a", slots=frozenset({"1", "3"})), {"2", "3", "4"}),
    ],
)
def test_presence_changes_from_now_on(disruption: Disruption, present: set[str]) -> None:
    changed = disrupt(DAY, disruption, now=2)

    assert changed.participants[0] == Participant(id="a", available=frozenset(present))
    assert changed.participants[1] == DAY.participants[1]


@pytest.mark.parametrize(
    ("disruption", "fault"),
    [
        (TableOut(table="9"), "table: unknown (9)"),
        (TableOut(table="1", slots=frozenset({"8", "1"})), "slots: unknown (8)"),
        (Late(participant="q", until="9"), "participant: unknown (q)\nuntil: unknown (9)"),
        (PairCancelled(pair="a~q"), "pair: unknown (a~q)"),
        (PairAdded(pair=Pair(a="a", b="q")), "pair: unknown (q)"),
        (SlotDropped(slot="1"), "slot: in_the_past (1)"),
        (SlotDelayed(slot="1", minutes=5), "slot: in_the_past (1)"),
        (RestDropped(since="1"), "since: in_the_past (1)"),
        (RestDropped(since="7"), "since: unknown (7)"),
    ],
)
def test_unknown_names_and_past_slots_are_refused(disruption: Disruption, fault: str) -> None:
    with pytest.raises(InvalidProblem) as told:
        disrupt(DAY, disruption, now=1)

    assert str(told.value) == fault


def test_span_includes_its_first_slot_only() -> None:
    assert span(DAY, since="2", until="4") == {"2", "3"}
    assert span(DAY) == {"1", "2", "3", "4"}
    with pytest.raises(InvalidProblem, match=r"until: unknown \(9\)"):
        span(DAY, until="9")


def test_delay_of_a_dated_slot_pushes_what_it_must() -> None:
    day = [
        Slot(id="a", starts_at="2026-11-22T09:00:30", minutes=30),
        Slot(id="b", starts_at="2026-11-22T09:30:30"),
        Slot(id="c", starts_at="2026-11-22T10:00", minutes=30),
        Slot(id="d", starts_at="2026-11-22T11:00"),
    ]

    assert [slot.starts_at for slot in delay_slots(day, "a", 40)] == [
        "2026-11-22T09:40:30",
        "2026-11-22T10:10:30",
        "2026-11-22T10:40",
        "2026-11-22T11:10",
    ]


def test_delay_leaves_what_has_no_time() -> None:
    day = [Slot(id="a"), Slot(id="b", starts_at="09:00", minutes=10), Slot(id="c")]

    assert delay_slots(day, "b", 5) == (day[0], Slot(id="b", starts_at="09:05", minutes=10), day[2])


def test_delay_past_midnight_is_refused() -> None:
    with pytest.raises(InvalidProblem, match=r"slot: after_midnight \(23:50\)"):
        delay_slots([Slot(id="a", starts_at="23:50")], "a", 15)
