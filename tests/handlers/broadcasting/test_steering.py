"""Pause, resume, stop: nothing leaves that was held back, and nobody who said no meanwhile is reached."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.handlers.broadcasting.desk import Desk, said
from tests.handlers.registrations import labels
from tests.world import BUYERS, PROVIDERS, text

EVERYBODY = {*BUYERS, *PROVIDERS}


@pytest.fixture
def under_way(desk: Desk) -> Desk:
    desk.write()
    desk.approve()
    desk.start()
    return desk


def states(desk: Desk) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in desk.deliveries():
        found[line.state] = found.get(line.state, 0) + 1
    return found


def test_paused_broadcast_leaves_nothing_and_goes_on_where_it_was(under_way: Desk) -> None:
    desk = under_way
    desk.send(count=3)

    paused = desk.author.tap_data("u:pause=1")
    while_paused = desk.send_all()
    resumed = desk.second.tap_data("u:resume=1")
    rest = desk.send_all()

    assert said(paused) == "Paused. 9 messages are held back."
    assert while_paused == []
    assert said(resumed) == "It goes on with 9 messages."
    assert len(rest) == 9
    assert desk.acts()[-2:] == ["broadcast_pause", "broadcast_resume"]


def test_message_in_hand_that_comes_back_waits_with_the_others(under_way: Desk) -> None:
    desk = under_way
    with desk.world.begin() as uow:
        in_hand = next(row for row in uow.outbox.claim(now=desk.now, count=50) if row.kind == "broadcast")
    desk.author.tap_data("u:pause=1")
    with desk.world.begin() as uow:
        uow.outbox.take_back(now=desk.now, every=True)

    assert desk.send_all() == []  # also before the clock ticks
    desk.tick()

    with desk.world.begin() as uow:
        found = uow.outbox.find(in_hand.id)
    assert found is not None
    assert found.status == "held"


def test_message_in_hand_that_comes_back_after_the_stop_is_dropped(under_way: Desk) -> None:
    desk = under_way
    with desk.world.begin() as uow:
        uow.outbox.claim(now=desk.now, count=50)
    desk.author.tap_data("u:stop_now=1")
    with desk.world.begin() as uow:
        uow.outbox.take_back(now=desk.now, every=True)

    assert desk.send_all() == []
    desk.tick()

    assert states(desk) == {"dropped": 12}


def test_consent_is_asked_again_when_it_goes_on(under_way: Desk) -> None:
    desk = under_way
    desk.author.tap_data("u:pause=1")
    desk.world.change("Banco", status="refused")
    desk.world.answer("Rif", withdrawn=True)
    desk.world.change("Souss", status="submitted")

    (reply,) = desk.author.tap_data("u:resume=1")

    assert text(reply) == (
        "It goes on with 9 messages.\n3 messages are dropped: their readers may not be written to any more."
    )
    assert desk.reached() == EVERYBODY - {"Banco", "Rif", "Souss"}
    lost = {line.company: line.reason for line in desk.deliveries() if line.state == "dropped"}
    assert lost == {"Banco Norte": "refused", "Rif Appels": "withdrawn", "Souss Support": "gone"}


def test_paused_before_its_time_it_still_waits_for_it(desk: Desk) -> None:
    desk.write()
    desk.author.tap_data(f"u:when={desk.number}")
    desk.author.say("14/4/2027 8:00")
    desk.approve()

    desk.author.tap_data("u:pause=1")
    desk.author.tap("Go on")
    desk.start()

    assert (desk.broadcast.status, list(desk.rows())) == ("scheduled", [])


def test_people_not_yet_queued_are_not_queued_while_it_is_paused(desk: Desk) -> None:
    desk.write()
    desk.approve()
    desk.author.tap_data("u:pause=1")

    desk.start()
    queued = len(desk.rows())
    desk.author.tap_data("u:resume=1")
    desk.start()

    assert (queued, len(desk.rows())) == (0, 12)


def test_stop_is_asked_once_more_and_drops_what_waits(under_way: Desk) -> None:
    desk = under_way
    desk.send(count=2)
    question = desk.author.tap_data("u:stop=1")

    replies = desk.author.tap("Stop it")

    assert said(question) == "Stop it for good? What has not left is dropped; what has left stays."
    assert text(replies[0]) == "Stopped. 10 messages are dropped."
    assert "10 not sent: stopped before it left" in text(replies[1])
    assert states(desk) == {"sent": 2, "dropped": 10}
    assert desk.send_all() == []
    assert desk.broadcast.finished_at is not None


def test_stop_can_be_thought_over(under_way: Desk) -> None:
    under_way.author.tap_data("u:stop=1")

    under_way.author.tap("Let it go on")

    assert under_way.broadcast.status == "sending"


@pytest.mark.parametrize("verb", ["pause", "resume", "stop", "stop_now"])
def test_what_is_over_cannot_be_steered(under_way: Desk, verb: str) -> None:
    under_way.send_all()
    under_way.tick()

    replies = under_way.author.tap_data(f"u:{verb}=1")

    assert text(replies[0]) == "⚠️ That is not possible any more. Here is how it is now."
    assert "Pause" not in labels(replies[1])
    assert under_way.broadcast.status == "done"


def test_every_organiser_may_stop_it(under_way: Desk) -> None:
    under_way.second.tap_data("u:stop_now=1")

    line = under_way.world.trail("broadcast:1")[-1]
    assert (line.act, line.before, line.after) == ("broadcast_stop", "sending", {"dropped": 12})
    assert under_way.broadcast.finished_at == under_way.second.now
    assert under_way.second.now - under_way.now < timedelta(minutes=1)
