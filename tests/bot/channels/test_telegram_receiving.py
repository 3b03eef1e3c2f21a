"""What the house hears of what a person does on the phone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.messages import Contact, Incoming
from tests.fakes.telegram_house import House, make_delivery, make_rows, polling
from tests.fakes.telegram_server import FakeTelegram
from tests.fakes.waiting import until

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


def heard(**content: Any) -> Incoming:
    return Incoming(
        **{
            "address": "telegram:7",
            "update_id": "1001",
            "received_at": NOW,
            "language_hint": "fr",
            "name_hint": "Amina Alaoui",
            **content,
        }
    )


async def listen(fake: FakeTelegram, n: int = 1) -> list[Incoming]:
    house = House()
    async with polling(fake, house, clock=lambda: NOW):
        await until(lambda: len(house.committed) >= n)
    return house.committed


async def test_text(fake: FakeTelegram) -> None:
    message_id = fake.person(7, "fr", "Amina", "Alaoui").say("/start euro26")

    assert await listen(fake) == [heard(text="/start euro26", message_ref=str(message_id))]


async def test_edited_text(fake: FakeTelegram) -> None:
    amina = fake.person(7, "fr", "Amina", "Alaoui")
    message_id = amina.say("Dupond")
    amina.edit(message_id, "Dupont")

    _, edit = await listen(fake, 2)

    assert edit == heard(update_id="1002", text="Dupont", is_edit=True, message_ref=str(message_id))


async def test_tap_is_heard_and_answered(fake: FakeTelegram) -> None:
    amina = fake.person(7, "fr", "Amina", "Alaoui")
    house = House()
    async with polling(fake, house, clock=lambda: NOW) as channel:
        ref = await channel.reply(make_delivery(rows=make_rows("Oui", "Non")))
        amina.tap("Oui")
        await until(lambda: house.committed)
        await until(lambda: fake.sent("answerCallbackQuery"))

    assert house.committed == [heard(choice="oui", message_ref=ref)]
    assert fake.queries == {}


async def test_tap_on_a_message_long_gone_is_heard(fake: FakeTelegram) -> None:
    fake.person(7, "fr", "Amina", "Alaoui").tap_on(999, "q=1")
    fake.expire_queries()

    assert await listen(fake) == [heard(choice="q=1", message_ref="999")]


@pytest.mark.parametrize("own", [True, False])
async def test_contact(fake: FakeTelegram, own: bool) -> None:
    message_id = fake.person(7, "fr", "Amina", "Alaoui").share_contact("+212600000000", own=own)

    expected = heard(contact=Contact(phone="+212600000000", is_own=own), message_ref=str(message_id))
    assert await listen(fake) == [expected]


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ("sticker", "sticker"),
        ("voice", "voice"),
        ("audio", "audio"),
        ("photo", "photo"),
        ("video", "video"),
        ("video_note", "video"),
        ("animation", "video"),
        ("document", "document"),
        ("location", "location"),
        ("venue", "location"),
        ("poll", "poll"),
        ("dice", "other"),
    ],
)
async def test_media(fake: FakeTelegram, sent: str, kind: str) -> None:
    fake.person(7, "fr", "Amina", "Alaoui").send(sent, caption="see" if sent == "photo" else None)

    assert [incoming.media for incoming in await listen(fake)] == [kind]


async def test_blocking_and_unblocking(fake: FakeTelegram) -> None:
    amina = fake.person(7, "fr", "Amina", "Alaoui")
    amina.block()
    amina.unblock()

    assert await listen(fake, 2) == [
        heard(reachable=False),
        heard(update_id="1002", reachable=True),
    ]


async def test_groups_bots_and_service_messages_are_passed_over(fake: FakeTelegram) -> None:
    amina = fake.person(7)
    amina.send("pinned")
    group = {"id": -5, "type": "group", "title": "Team"}
    fake.publish("message", {"message_id": 1, "date": 0, "chat": group, "from": amina.user, "text": "hi"})
    fake.publish(
        "message",
        {"message_id": 1, "date": 0, "chat": {"id": 9, "type": "private"}, "from": fake.bot_user, "text": "hi"},
    )
    amina.say("last")

    assert [incoming.text for incoming in await listen(fake)] == ["last"]


async def test_update_that_cannot_be_read_does_not_stop_the_bot(fake: FakeTelegram) -> None:
    fake.publish("message", {"chat": {"id": 7}, "text": 5})
    fake.person(7).say("still here")

    assert [incoming.text for incoming in await listen(fake)] == ["still here"]
    assert not fake.updates.pending
