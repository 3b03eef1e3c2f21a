"""Who has not chosen yet, and one tap that reminds them."""

from __future__ import annotations

from datetime import timedelta

from handlers.organising import nudges
from tests.handlers.registrations import words
from tests.world import BUYERS, NAMES, PROVIDERS, World, data, text


def test_silent_companies_are_named_and_reminded_with_one_tap(world: World) -> None:
    for key in NAMES:
        if key not in ("Lumen", "Rif"):
            world.wish(key, "Atlas" if key in BUYERS else "Banco", "no")
    organiser = world.organiser

    (reply,) = organiser.tap_data("o:silent")
    told = words(organiser.tap("Remind them all"))
    again = words(organiser.tap_data("o:nudge"))

    assert text(reply) == "2 approved companies have not chosen anybody yet:\n• Lumen Energie\n• Rif Appels"
    assert (told, again) == ("2 companies are reminded.", "0 companies are reminded.")
    (push,) = world.phone("Lumen").receive_pushes()
    assert text(push) == (
        "Euroffshore 2027\u00a0: vous n’avez pas encore choisi qui vous voulez rencontrer. "
        "Vous avez jusqu’au vendredi 9 avril 2027 à 18:00."
    )
    assert data(push) == ["m:wishes"]
    assert world.phone("Rif").receive_pushes()[0].language == "ar"
    assert world.phone("Banco").receive_pushes() == []
    assert [line.after for line in world.trail("wishes")] == [2, 0]


def test_next_day_they_are_reminded_again(world: World) -> None:
    organiser = world.organiser
    organiser.tap_data("o:nudge")
    organiser.now += timedelta(days=1)

    assert words(organiser.tap_data("o:nudge")) == "12 companies are reminded."


def test_everybody_has_chosen(world: World) -> None:
    for key in BUYERS:
        world.wish(key, "Atlas")
    for key in PROVIDERS:
        world.wish(key, "Banco", "no")

    assert words(world.organiser.tap_data("o:silent")) == "Every approved company has chosen somebody."


def test_many_are_counted_and_the_first_named(world: World) -> None:
    world.add_twins("Atlas", 20)

    (reply,) = world.organiser.tap_data("o:silent")

    assert text(reply).splitlines()[0] == "32 approved companies have not chosen anybody yet:"
    assert len(text(reply).splitlines()) == 1 + nudges.MOST_NAMED


def test_nobody_is_reminded_of_a_choice_that_is_closed(world: World) -> None:
    """They were told that they could still choose."""
    organiser = world.organiser
    organiser.now += timedelta(days=60)

    (reply,) = organiser.tap_data("o:silent")
    told = words(organiser.tap_data("o:nudge"))

    assert reply.buttons == ()
    assert told == ("The choice is closed since Friday 9 April 2027 at 18:00. Ask the organisers: contact@example.org")
    assert world.phone("Banco").receive_pushes() == []


def test_participants_may_not_remind(world: World) -> None:
    assert words(world.phone("Banco").tap_data("o:nudge")).startswith("This menu is for the organisers.")
    assert world.phone("Atlas").receive_pushes() == []
