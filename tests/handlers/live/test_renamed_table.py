"""A table that is only called otherwise: nobody is sent to another one."""

from __future__ import annotations

import pytest

from tests.handlers.live.changing import meeting, pushes
from tests.world import World

DAY = "Wednesday 14 April 2027"


def approve(world: World, said: str) -> None:
    world.organiser.say(said)
    world.organiser.tap("Approve")


def told(world: World) -> str:
    """Let the change settle, and return what Rif's counterpart of ten forty is told."""
    return pushes(world)["Lumen"][-1].splitlines()[1]


@pytest.fixture
def renamed(morning: World) -> World:
    """Table 2, where Lumen meets Rif, is called Rabat; everybody knows. Lumen reads English here."""
    morning.phone("Lumen").say("/language English")
    approve(morning, "rename table 2 to Rabat")
    assert told(morning) == f"Table 2 is now called Rabat: Rif Appels, 10:40 on {DAY}"
    return morning


def test_new_name_of_a_table_that_had_one(renamed: World) -> None:
    """It was told as a new table, and people got up."""
    approve(renamed, "rename table Rabat to Fes")

    assert told(renamed) == f"Table Rabat is now called Fes: Rif Appels, 10:40 on {DAY}"


def test_number_that_comes_back(renamed: World) -> None:
    renamed.organiser.tap("Undo")

    assert told(renamed) == f"Table Rabat is now called 2: Rif Appels, 10:40 on {DAY}"


def test_other_table_is_told_as_such_whatever_it_is_called(renamed: World) -> None:
    approve(renamed, "table Rabat out until 11:00")

    table = meeting(renamed, "Lumen", "Rif").table_name
    assert told(renamed) == f"New table: {table} instead of Rabat, Rif Appels, 10:40 on {DAY}"


def test_name_that_two_tables_had_sends_nobody_to_the_wrong_one(renamed: World) -> None:
    """Rabat may be table 2 or table 9 to who heard of it: they are told where to go."""
    for said in ("rename table 2 to 2", "rename table 9 to Rabat", "rename table 9 to 9"):
        approve(renamed, said)

    assert told(renamed) == f"New table: 2 instead of Rabat, Rif Appels, 10:40 on {DAY}"


def test_new_name_and_another_table_at_once(renamed: World) -> None:
    approve(renamed, "rename table Rabat to Fes")
    approve(renamed, "table Fes out until 11:00")

    table = meeting(renamed, "Lumen", "Rif").table_name
    assert told(renamed) == f"New table: {table} instead of Rabat, Rif Appels, 10:40 on {DAY}"
