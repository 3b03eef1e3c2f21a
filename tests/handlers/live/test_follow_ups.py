"""Who stays silent is asked once more, by another channel where there is one, then called by the organisers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.messages import Reply
from storage.records import Consent
from tests.handlers.live.days import (
    MINUTE,
    MORNING,
    SECOND,
    THREE,
    edit,
    follow_up,
    last,
    open_day,
    person,
    receive,
    settle,
    told,
)
from tests.handlers.registrations import words
from tests.world import World, data, text

TOLD = MORNING + 60 * SECOND
ASKED = TOLD + 10 * MINUTE
"""`changes.call_list_minutes` after the change was told."""
LISTED = ASKED + 5 * MINUTE
DAY = "Wednesday 14 April 2027"


@pytest.fixture
def changed(world: World) -> World:
    """Banco and Atlas were told that they meet later; Atlas confirmed it."""
    open_day(world, *THREE)
    for key in ("Banco", "Rif", "Nordic", "Souss", "Atlas"):
        world.phone(key).tap_data(f"k:{last(world, key).agenda_id}")
    edit(world, ("Banco", "Atlas", "d1s05", "1"), *THREE[1:], now=MORNING)
    settle(world, TOLD)
    receive(world, now=TOLD)
    world.phone("Atlas").tap("OK, seen")
    return world


def pushes(world: World, key: str, at: object) -> list[Reply]:
    return receive(world, now=at).get(key, [])  # type: ignore[arg-type]


def add_address(world: World, key: str, address: str) -> None:
    """Let somebody be reached on another channel too."""
    from sqlalchemy import insert

    from storage.models import metadata

    owner = person(world, key).id
    with world.database.engine.begin() as connection:
        values = {"address": address, "person_id": owner, "created_at": MORNING}
        connection.execute(insert(metadata.tables["address"]), values)


def test_the_silent_are_asked_once_more_and_nobody_else(changed: World) -> None:
    early = follow_up(changed, ASKED - SECOND)
    asked = follow_up(changed, ASKED)
    again = follow_up(changed, ASKED + 15 * SECOND)

    assert (early, asked, again) == (0, 1, 0)
    found = receive(changed, now=ASKED)
    assert found.keys() == {"Banco"}
    (push,) = found["Banco"]
    version = last(changed, "Banco").agenda_id
    assert text(push).splitlines() == [
        "Please confirm that you have seen this:",
        "New time: 12:20 instead of 10:40, Atlas Contact, table 1 (Quiet corner)",
    ]
    assert data(push) == [f"k:{version}", "m:agenda"]
    assert words(changed.phone("Banco").tap("OK, seen")) == "Thank you, noted."
    assert follow_up(changed, LISTED) == 0


def test_they_are_asked_by_their_other_channel(changed: World) -> None:
    add_address(changed, "Banco", "web:abc")

    follow_up(changed, ASKED)

    with changed.begin() as uow:
        (asked,) = uow.outbox.of_address("web:abc")
        assert (asked.kind, asked.created_at) == ("change", ASKED)
    assert pushes(changed, "Banco", ASKED) == []


def test_somebody_whose_message_did_not_arrive_is_asked_elsewhere_at_once(changed: World) -> None:
    add_address(changed, "Banco", "web:abc")
    edit(changed, ("Banco", "Atlas", "d1s05", "8"), *THREE[1:], now=TOLD + MINUTE)
    settle(changed, TOLD + 2 * MINUTE)
    notice = last(changed, "Banco")
    with changed.begin() as uow:
        uow.outbox.give_up(notice.outbox_id or 0, status="dead", reason="blocked", now=TOLD + 2 * MINUTE)

    follow_up(changed, TOLD + 2 * MINUTE)

    with changed.begin() as uow:
        assert len(uow.outbox.of_address("web:abc")) == 1
    assert last(changed, "Banco").listed_at is None


@pytest.mark.parametrize("how", ["dead", "gone", "waiting", "no reminders"])
def test_somebody_whom_nothing_more_reaches_is_to_be_called_at_once(changed: World, how: str) -> None:
    edit(changed, ("Banco", "Atlas", "d1s05", "8"), *THREE[1:], now=TOLD + MINUTE)
    settle(changed, TOLD + 2 * MINUTE)
    at = TOLD + 2 * MINUTE
    changed.phone("Atlas").now = at
    changed.phone("Atlas").receive_pushes()
    changed.phone("Atlas").tap("OK, seen")
    banco, notice = person(changed, "Banco"), last(changed, "Banco")
    with changed.begin() as uow:
        if how == "dead":
            uow.outbox.give_up(notice.outbox_id or 0, status="dead", reason="blocked", now=at)
        elif how == "gone":
            uow.outbox.mark_sent([(notice.outbox_id or 0, "1")], now=at)
            uow.people.change_address(changed.phone("Banco").address, dead_reason="blocked")
        elif how == "no reminders":
            uow.outbox.mark_sent([(notice.outbox_id or 0, "1")], now=at)
            uow.consents.add(
                banco.id,
                Consent(purpose="reminders", is_given=False, text_version="1", language="en", decided_at=at),
            )

    follow_up(changed, at + 10 * MINUTE)

    listed = last(changed, "Banco")
    assert listed.listed_at == listed.nudged_at == at + 10 * MINUTE
    changed.organiser.now = at + 10 * MINUTE
    assert [text(push) for push in changed.organiser.receive_pushes()] == [
        "1 person has not confirmed a change and should be called."
    ]


def test_still_silent_they_are_to_be_called_and_the_organisers_are_told_once(changed: World) -> None:
    follow_up(changed, ASKED)
    early = follow_up(changed, LISTED - SECOND)
    listed = follow_up(changed, LISTED)
    again = follow_up(changed, LISTED + 15 * SECOND)

    assert (early, listed, again) == (0, 1, 0)
    changed.organiser.now = LISTED
    (push,) = changed.organiser.receive_pushes()
    assert text(push) == "1 person has not confirmed a change and should be called."
    assert data(push) == ["i:calls"]


def test_who_must_know_very_soon_is_asked_and_called_at_the_same_time(changed: World) -> None:
    start = MORNING + timedelta(minutes=140)  # 11:20: the meeting of 11:30 is moved to 12:45
    edit(changed, ("Banco", "Atlas", "d1s05", "1"), ("Banco", "Rif", "d1s03", "2"), THREE[2], now=start - 20 * MINUTE)
    settle(changed, start - 15 * MINUTE)
    receive(changed, now=start - 15 * MINUTE)

    follow_up(changed, start + MINUTE)

    notice = last(changed, "Rif")
    assert notice.nudged_at == notice.listed_at == start + MINUTE


def test_change_of_meetings_that_are_over_is_not_followed_up(changed: World) -> None:
    evening = MORNING + timedelta(hours=10)

    assert follow_up(changed, evening) == 0


def test_change_of_a_day_far_off_is_followed_up_the_day_before(world: World) -> None:
    open_day(world, *THREE)
    weeks_before = MORNING - timedelta(days=1)

    assert last(world, "Banco").told_at == weeks_before
    first_meeting = MORNING + timedelta(minutes=100)
    assert last(world, "Banco").follow_at == first_meeting - timedelta(hours=24)
    assert last(world, "Rif").follow_at == first_meeting + 25 * MINUTE - timedelta(hours=24)


def test_newer_change_asks_for_itself(changed: World) -> None:
    edit(changed, ("Banco", "Atlas", "d1s05", "9"), *THREE[1:], now=ASKED - SECOND)

    follow_up(changed, ASKED)

    assert told(changed, "Banco")[-2].nudged_at is None
    assert pushes(changed, "Banco", ASKED) == []


def test_newer_message_leaves_the_older_one_alone(changed: World) -> None:
    edit(changed, ("Banco", "Atlas", "d1s05", "9"), *THREE[1:], now=TOLD + MINUTE)
    settle(changed, TOLD + 2 * MINUTE)
    receive(changed, now=TOLD + 2 * MINUTE)

    assert follow_up(changed, ASKED) == 0
    assert follow_up(changed, ASKED + 2 * MINUTE) == 2  # Banco, and Atlas who confirmed only the one before


@pytest.mark.parametrize("how", ["refused", "erased"])
def test_somebody_who_no_longer_takes_part_is_neither_asked_nor_called(changed: World, how: str) -> None:
    if how == "refused":
        changed.change("Banco", status="refused")
    else:
        changed.phone("Banco").say("/erase")
        changed.phone("Banco").tap_data("v:erase")
    receive(changed, now=TOLD)

    follow_up(changed, ASKED)
    follow_up(changed, LISTED)

    with changed.begin() as uow:
        assert uow.notices.to_call(now=LISTED) == []
    assert pushes(changed, "Banco", LISTED) == []


def test_before_an_agenda_is_in_force_nobody_is_asked(world: World) -> None:
    assert follow_up(world, MORNING) == 0


def test_change_of_what_is_over_when_it_is_told_is_never_followed_up(changed: World) -> None:
    evening = MORNING + timedelta(hours=10)
    edit(changed, ("Banco", "Atlas", "d1s05", "9"), *THREE[1:], now=evening)
    settle(changed, evening + MINUTE)

    notice = last(changed, "Banco")
    assert (notice.told_at, notice.follow_at, notice.until_at) == (evening + MINUTE, None, None)


def test_somebody_who_can_be_reached_again_is_asked_there(changed: World) -> None:
    address = changed.phone("Banco").address
    with changed.begin() as uow:
        uow.people.change_address(address, dead_reason="blocked")
    edit(changed, ("Banco", "Atlas", "d1s05", "9"), *THREE[1:], now=TOLD + MINUTE)
    settle(changed, TOLD + 2 * MINUTE)
    add_address(changed, "Banco", "web:abc")

    follow_up(changed, TOLD + 2 * MINUTE)

    with changed.begin() as uow:
        (asked,) = uow.outbox.of_address("web:abc")
    assert "Please confirm that you have seen this:" in asked.payload
