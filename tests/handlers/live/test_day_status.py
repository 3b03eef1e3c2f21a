"""How the day stands: messages, and today's meetings, those at risk first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from handlers.live import day_status
from storage.records import PresenceKind, StoredPresence
from tests.handlers.live.days import MINUTE, MORNING, THREE, edit, last, open_day, person, receive, settle
from tests.handlers.registrations import new_phone, queue_message, words
from tests.world import World, data, text

NOT_ORGANISER = "This menu is for the organisers. If you are one, ask a colleague for an invitation."


@pytest.fixture
def day(world: World) -> World:
    open_day(world, *THREE)
    world.organiser.now = MORNING
    return world


def confirm(world: World, *keys: str) -> None:
    for key in keys:
        world.phone(key).tap_data(f"k:{last(world, key).agenda_id}")


def say(world: World, seat: Sequence[str], who: str, kind: PresenceKind, minutes: int | None = None) -> None:
    """Let somebody say something before a meeting."""
    said = StoredPresence(
        buyer_id=world.ids[seat[0]],
        provider_id=world.ids[seat[1]],
        slot=seat[2],
        person_id=person(world, who).id,
        kind=kind,
        minutes=minutes,
        said_at=MORNING,
    )
    with world.begin() as uow:
        uow.presences.save(said)


def meetings(world: World) -> list[str]:
    """Return what /status says of the meetings."""
    return words(world.organiser.say("/status")).partition("\n\n")[2].splitlines()


def test_status_is_for_organisers(day: World) -> None:
    assert words(day.phone("Banco").say("/status")) == NOT_ORGANISER


def test_meetings_are_confirmed_once_both_sides_know_of_them(day: World) -> None:
    confirm(day, "Banco", "Atlas", "Nordic")
    say(day, THREE[2], "Souss", "on_my_way")

    assert meetings(day) == [
        "Meetings of Wednesday 14 April 2027",
        "⚠️ at risk: 0 · … not confirmed yet: 1 · ✓ confirmed: 2",
        "… 11:05 · table 2 · Banco Norte – Rif Appels",
        "✓ 10:40 · table 1 · Banco Norte – Atlas Contact",
        "✓ 10:40 · table 4 · Nordic Retail – Souss Support",
    ]


def test_meetings_at_risk_come_first_with_the_reason(day: World) -> None:
    confirm(day, "Banco", "Atlas", "Nordic", "Souss", "Rif")
    say(day, THREE[0], "Atlas", "late", 10)
    say(day, THREE[0], "Banco", "late")
    say(day, THREE[1], "Rif", "cannot_come")
    with day.begin() as uow:
        uow.people.change_address("telegram:24", dead_reason="blocked")

    assert meetings(day)[1:] == [
        "⚠️ at risk: 3 · … not confirmed yet: 0 · ✓ confirmed: 0",
        "⚠️ 10:40 · table 1 · Banco Norte – Atlas Contact: Buyer Banco is late · Provider Atlas is 10 minutes late",
        "⚠️ 10:40 · table 4 · Nordic Retail – Souss Support: nobody of Souss Support can be reached",
        "⚠️ 11:05 · table 2 · Banco Norte – Rif Appels: Provider Rif cannot come",
    ]


def test_delegate_a_meeting_was_given_to_is_who_counts(day: World) -> None:
    confirm(day, "Banco", "Atlas")
    banco = person(day, "Banco").id
    edit(day, *THREE, now=MORNING, given={"Banco Atlas": ("buyer", banco)})

    assert "✓ 10:40 · table 1 · Banco Norte – Atlas Contact" in meetings(day)


def test_meetings_that_are_over_are_left_out_and_the_next_day_follows(day: World) -> None:
    edit(day, *THREE, ("Nordic", "Atlas", "d2s01", "9"), now=MORNING)

    day.organiser.now = MORNING + timedelta(minutes=121)
    assert len(meetings(day)) == 3
    day.organiser.now = MORNING + timedelta(hours=9)
    assert meetings(day)[0] == "Meetings of Thursday 15 April 2027"
    day.organiser.now = MORNING + timedelta(days=3)
    assert meetings(day) == ["No meetings are ahead."]


def test_before_an_agenda_is_in_force_there_are_no_meetings(world: World) -> None:
    assert meetings(world) == ["No meetings are ahead."]
    (menu,) = world.organiser.say("/organise")
    assert "m:status" not in data(menu)


def test_long_days_are_paged(day: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_status, "PAGE", 2)
    (first,) = day.organiser.say("/status")
    (second,) = day.organiser.tap("Next ›")
    (back,) = day.organiser.tap("‹ Previous")
    (beyond,) = day.organiser.tap_data("i:status=999")

    assert data(first) == ["i:status=2", "i:calls", "m:organise"]
    assert data(second) == ["i:status=0", "i:calls", "m:organise"]
    assert [len(text(one).splitlines()) for one in (first, second)] == [7, 6]
    shown = [text(one).partition("\n\n")[2] for one in (first, second, back, beyond)]
    assert shown == [shown[0], shown[1]] * 2


def test_messages_sent_waiting_and_failed_by_name(day: World) -> None:
    at = MORNING + timedelta(days=2)
    queue_message(day.phone("Banco"))
    sent = queue_message(day.phone("Nordic"))
    lost = queue_message(day.phone("Rif"))
    stray = queue_message(new_phone(day.database, day.house, 4711))
    with day.begin() as uow:
        uow.outbox.mark_sent([(sent, "1")], now=at)
        uow.outbox.give_up(lost, status="dead", reason="blocked", now=at)
        uow.outbox.give_up(stray, status="dead", reason="chat_not_found", now=at)
    day.organiser.now = at

    said = words(day.organiser.say("/status")).splitlines()

    assert said[:4] == [
        "Messages",
        "Waiting: 1 · sent in the last 24 hours: 1 · failed: 2",
        "• ? (Telegram): chat not found",
        "• Provider Rif (Telegram): has blocked the bot",
    ]


def test_who_is_about_to_be_told_or_called_is_counted(day: World) -> None:
    edit(day, ("Banco", "Atlas", "d1s03", "1"), *THREE[1:], now=MORNING)
    settle(day, MORNING + MINUTE)
    receive(day, now=MORNING + MINUTE)
    notice = last(day, "Banco")
    with day.begin() as uow:
        uow.notices.change(notice.id, listed_at=MORNING)
    edit(day, *THREE, now=MORNING + MINUTE)

    said = words(day.organiser.say("/status"))

    assert "2 people are about to be told of a change.\n1 person is to be called.\n" in said
