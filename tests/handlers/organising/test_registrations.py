"""How the registrations stand, as organisers read it."""

from __future__ import annotations

from tests.handlers.registrations import labels, words
from tests.world import BUYERS, PROVIDERS, World


def test_registrations_are_counted_by_role_language_and_ecosystem(world: World) -> None:
    world.organiser.say("/organise")

    replies = world.organiser.tap("All registrations")

    lines = words(replies).splitlines()
    assert lines[0] == f"Buyers: {len(BUYERS)} approved, 0 waiting, 0 still answering, 0 refused"
    assert lines[1] == f"Providers: {len(PROVIDERS)} approved, 0 waiting, 0 still answering, 0 refused"
    assert lines[2].startswith("Languages of the delegates: ")
    assert lines[3].startswith("Ecosystems of the approved: Customer relations ")
    assert labels(replies[0]) == ["Organiser menu"]


def test_nothing_to_count_is_said_as_zero(world: World) -> None:
    for key in (*BUYERS, *PROVIDERS):
        world.change(key, status="refused")

    replies = world.organiser.tap_data("o:stats")

    assert words(replies).splitlines()[3] == "Ecosystems of the approved: 0"
