"""A meeting given to another delegate of its company: who is told what, and what their calendars keep."""

from __future__ import annotations

import pytest

from tests.handlers.calendars import entries
from tests.handlers.live.changing import colleague_of, meeting, pushes, shown
from tests.handlers.live.days import person
from tests.handlers.registrations import person_of
from tests.phone import Phone
from tests.world import World


@pytest.fixture
def colleague(morning: World) -> Phone:
    """A second delegate of Banco, who reads English."""
    return colleague_of(morning, "Banco")


def give(world: World, to: Phone) -> None:
    """Give the meeting of Banco and Atlas to somebody of Banco."""
    found = person_of(to)
    assert found is not None
    world.organiser.tap_data(f"c:x=delegate;{world.pair('Banco', 'Atlas')};{found.id}")
    world.organiser.tap("Approve")


@pytest.mark.parametrize("is_undone", [True, False], ids=["undone", "handed back"])
def test_calendar_takes_back_a_meeting_that_went_to_a_colleague(
    morning: World, colleague: Phone, is_undone: bool
) -> None:
    """It stayed cancelled: the same entry went out as SEQUENCE 1 CANCELLED, then as SEQUENCE 0 CONFIRMED."""
    banco = morning.phone("Banco")
    give(morning, colleague)
    pushes(morning)
    gone = entries(banco.screen)

    if is_undone:
        morning.organiser.tap("Undo")
    else:
        give(morning, banco)
    pushes(morning)

    uid = f"euroffshore-2027-{morning.pair('Banco', 'Atlas')}-{morning.ids['Banco']}@mawid"
    assert (gone[uid], entries(banco.screen)[uid]) == (("CANCELLED", 1), ("CONFIRMED", 2))


def test_undo_of_a_cancelled_meeting_counts_its_entry_on_once(morning: World) -> None:
    give(morning, morning.phone("Banco"))
    morning.organiser.say("cancel Banco / Atlas")
    morning.organiser.tap("Approve")
    cancelled = morning.newest("published")
    assert cancelled is not None

    morning.organiser.tap("Undo")

    assert meeting(morning, "Banco", "Atlas").sequence == cancelled.id


def test_giving_a_meeting_to_who_has_it_changes_nothing(morning: World) -> None:
    give(morning, morning.phone("Banco"))
    again = f"c:x=delegate;{morning.pair('Banco', 'Atlas')};{person(morning, 'Banco').id}"

    assert shown(morning.organiser.tap_data(again)) == "That changes nothing: it is so already."
    assert meeting(morning, "Banco", "Atlas").sequence == 1
