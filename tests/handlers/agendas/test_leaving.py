"""A company that erases itself or withdraws: whoever was to meet it is told at once, and nothing waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.messages import Reply
from tests.handlers.registrations import invitation_of, new_phone, register
from tests.world import World, text

ATLAS = ("Banco", "Atlas", "d1s01", "1")
RIF = ("Banco", "Rif", "d1s02", "2")
NORDIC = ("Nordic", "Atlas", "d1s02", "1")


@pytest.fixture
def published(world: World) -> World:
    """Three meetings, all of them told."""
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"), ("Nordic", "Atlas"))
    world.publish(world.draft(ATLAS, RIF, NORDIC))
    for key in ("Banco", "Nordic", "Atlas", "Rif", "organiser"):
        world.phone(key).receive_pushes()
    return world


def leave(world: World, key: str, way: str) -> None:
    phone = world.phone(key)
    if way == "erase":
        phone.say("/erase")
        phone.tap("v:erase")
    else:
        phone.tap_data("q:consent_matching=no")


def pushes(world: World, key: str) -> list[Reply]:
    return world.phone(key).receive_pushes()


def in_force(world: World) -> set[tuple[str, str, str, str]]:
    found = world.newest("published")
    assert found is not None
    return world.places(found.id)


@pytest.mark.parametrize("way", ["erase", "withdraw"])
def test_partners_and_organisers_are_told_at_once(published: World, way: str) -> None:
    leave(published, "Atlas", way)

    (banco,) = pushes(published, "Banco")
    (nordic,) = pushes(published, "Nordic")
    told = [text(reply) for reply in pushes(published, "organiser")]

    assert in_force(published) == {RIF}
    assert "Cancelled: Atlas Contact, 10:40 on Wednesday 14 April 2027" in text(banco)
    assert "11:05 · table 2 · Rif Appels" in text(banco)
    assert "Cancelled: Atlas Contact, 11:05 on Wednesday 14 April 2027" in text(nordic)
    for reply in (banco, nordic):
        assert reply.attachment is not None
        assert b"STATUS:CANCELLED" in reply.attachment.content
    assert told[-1] == (
        "Atlas Contact no longer takes part: 2 published meetings are cancelled, and the other sides are told. "
        "Prepare the agenda again to fill the free time."
    )
    assert pushes(published, "Rif") == []


@pytest.mark.parametrize("way", ["erase", "withdraw"])
def test_one_who_left_is_told_of_no_change(published: World, way: str) -> None:
    leave(published, "Atlas", way)

    assert all("Cancelled" not in text(reply) for reply in pushes(published, "Atlas"))


def test_draft_on_the_desk_stays_there(published: World) -> None:
    draft = published.draft(RIF, NORDIC, ("Banco", "Atlas", "d1s05", "3"))

    leave(published, "Rif", "erase")

    kept = published.newest("draft")
    assert kept is not None
    assert kept.id == draft.id
    assert {place[1] for place in published.places(draft.id) if place[0] == "Banco"} == {"Atlas"}
    assert in_force(published) == {ATLAS, NORDIC}


def test_what_was_held_stays_in_the_agenda_of_one_who_withdraws(published: World) -> None:
    first = min(one.starts_at for one in published.meetings(1))
    published.phone("Atlas").now = first + timedelta(minutes=10)

    leave(published, "Atlas", "withdraw")

    assert in_force(published) == {ATLAS, RIF}


def test_one_colleague_who_leaves_cancels_nothing(published: World) -> None:
    colleague = new_phone(published.database, published.house, 77)
    colleague.say(f"/start {invitation_of(published.phone('Atlas'))}")
    register(colleague)

    leave(published, "Atlas", "erase")

    assert in_force(published) == {ATLAS, RIF, NORDIC}
    assert pushes(published, "Banco") == []


def test_company_without_meetings_leaves_in_silence(published: World) -> None:
    leave(published, "Souss", "erase")

    found = published.newest("published")
    assert found is not None
    assert found.id == 1
    assert pushes(published, "organiser") == []


def test_before_publication_nothing_is_cancelled(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    draft = world.draft(ATLAS)

    leave(world, "Atlas", "withdraw")

    assert world.newest("published") is None
    assert world.places(draft.id) == {ATLAS}
