"""The deadline of wishes, typed by an organiser over what the event file says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.deadline import wishes_close_at
from tests.handlers.registrations import asked_of, words
from tests.world import World

EXAMPLE = "7/4/2027 18:00"
BAD = f"I need a day and a time before the event begins, for example: {EXAMPLE}"


def closing(world: World) -> datetime:
    with world.begin() as uow:
        return wishes_close_at(uow, world.house.event)


def test_deadline_of_the_event_file_is_in_force_until_another_is_typed(world: World) -> None:
    before = closing(world)

    world.organiser.say("/setup")
    asked = world.organiser.tap("Deadline")
    told = world.organiser.say("٢/٤/٢٠٢٧ 18:00")

    assert before == datetime(2027, 4, 9, 18, 0, tzinfo=UTC)
    assert words(asked).endswith(f"for example: {EXAMPLE}")
    assert words(told).startswith("Companies may choose until Friday 2 April 2027 at 18:00")
    assert closing(world) == datetime(2027, 4, 2, 18, 0, tzinfo=UTC)
    assert asked_of(world.organiser) is None
    assert [(line.before, line.after) for line in world.trail("wishes_close_at")] == [
        (before.isoformat(), closing(world).isoformat())
    ]


@pytest.mark.parametrize("typed", ["tomorrow", "18:00", "14/4/2027 09:00", "soon at 18:00", "31/2/2027 18:00"])
def test_deadline_that_cannot_be_is_asked_again(world: World, typed: str) -> None:
    before = closing(world)
    world.organiser.tap_data("y:deadline")

    told = world.organiser.say(typed)

    assert words(told) == BAD
    assert closing(world) == before
    assert asked_of(world.organiser) == "@deadline"


def test_somebody_who_is_no_organiser_any_more_sets_no_deadline(world: World) -> None:
    before = closing(world)
    world.organiser.tap_data("y:deadline")
    with world.begin() as uow:
        found = uow.people.find(world.organiser.address)
        assert found is not None
        uow.people.change(found[1].id, organiser_role=None)

    told = world.organiser.say("2/4/2027 18:00")

    assert words(told) == BAD
    assert closing(world) == before
