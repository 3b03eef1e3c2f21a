"""The webhook answers 200 only after the commit and trusts nobody without the secret."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.channels.telegram import ChannelRefused, TelegramChannel
from tests.fakes.telegram_house import House, make_channel, make_delivery, make_rows, serving
from tests.fakes.telegram_server import FakeTelegram
from tests.fakes.waiting import until

HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = '{"update_id": 1, "message": {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, '
UPDATE += '"from": {"id": 7, "is_bot": false, "first_name": "A"}, "text": "hi"}}'


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(webhook_retry_delay=0.002) as server:
        yield server


async def start(channel: TelegramChannel, fake: FakeTelegram, site: str, house: House) -> None:
    """Start as with a site of our own; the channel learns its address only now, from the test's server."""
    channel._webhook_url = f"{site}/telegram/webhook"
    await channel.start(house.receive)


async def test_a_conversation(fake: FakeTelegram) -> None:
    house, amina = House(), fake.person(7)
    channel = make_channel(fake, webhook_url="https://example.org")
    async with serving(channel) as site:
        await start(channel, fake, site, house)
        amina.say("/start")
        await until(lambda: house.committed)
        await channel.reply(make_delivery("Ready?", rows=make_rows("Yes")))
        amina.tap("Yes")
        await until(lambda: len(house.committed) == 2)
        await until(lambda: fake.sent("answerCallbackQuery"))
        await channel.stop()

    assert [(i.text, i.choice) for i in house.committed] == [("/start", None), (None, "yes")]
    assert [status for _, status in fake.updates.answers] == [200, 200]
    assert not fake.updates.pending


async def test_what_is_not_committed_is_repeated(fake: FakeTelegram) -> None:
    house = House()
    house.refused.add("one")
    channel = make_channel(fake, webhook_url="https://example.org")
    async with serving(channel) as site:
        await start(channel, fake, site, house)
        fake.person(7).say("one")
        await until(lambda: len(house.attempts) >= 2)
        house.refused.clear()
        await until(lambda: house.committed)
        await until(lambda: not fake.updates.pending)
        await channel.stop()

    assert house.texts == ["one"]
    *refused, accepted = [status for _, status in fake.updates.answers]
    assert (set(refused), accepted) == ({503}, 200)


async def test_settings_reach_telegram(fake: FakeTelegram) -> None:
    channel = make_channel(fake, webhook_url="https://mawid.example/", webhook_secret="s3cret")
    await channel.start(House().receive)
    await channel.stop()

    assert [call.parameters for call in fake.sent("setWebhook")] == [
        {
            "url": "https://mawid.example/telegram/webhook",
            "secret_token": "s3cret",
            "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
            "max_connections": 100,
        }
    ]


async def test_replicas_derive_the_same_secret_which_is_not_the_token(fake: FakeTelegram) -> None:
    for _ in range(2):
        channel = make_channel(fake, webhook_url="https://mawid.example")
        await channel.start(House().receive)
        await channel.stop()

    secrets = {call.parameters["secret_token"] for call in fake.sent("setWebhook")}
    assert len(secrets) == 1
    assert len(secrets.pop()) == 64


async def test_a_refused_webhook_is_told_at_the_start(fake: FakeTelegram) -> None:
    channel = make_channel(fake, webhook_url="http://mawid.example")

    with pytest.raises(ChannelRefused, match=r"http://mawid\.example/telegram/webhook"):
        await channel.start(House().receive)

    await channel.stop()


def test_a_secret_with_other_letters_is_refused(fake: FakeTelegram) -> None:
    with pytest.raises(ValueError, match="webhook secret"):
        make_channel(fake, webhook_secret="é")


@pytest.mark.parametrize(
    ("secret", "body", "status"),
    [
        ("right", UPDATE.encode(), 200),
        ("wrong", UPDATE.encode(), 401),
        ("é", UPDATE.encode(), 401),
        (None, UPDATE.encode(), 401),
        ("right", b"{", 400),
        ("right", b"[]", 400),
        ("right", b'{"update_id": "1"}', 400),
        ("right", b'{"update_id": 1, "message": 5}', 200),
        ("right", b'{"update_id": 1, "news": {}}', 200),
        ("right", b" " * (1024 * 1024 + 1), 413),
        ("wrong", b" " * (1024 * 1024 + 1), 401),
    ],
)
async def test_answers(fake: FakeTelegram, secret: str | None, body: bytes, status: int) -> None:
    house = House()
    channel = make_channel(fake, webhook_url="https://example.org", webhook_secret="right")
    async with serving(channel) as site:
        await channel.start(house.receive)
        assert await post(site, secret, body) == status
        await channel.stop()

    assert house.texts == (["hi"] if (secret, body) == ("right", UPDATE.encode()) else [])


async def test_a_large_body_without_a_length_is_refused(fake: FakeTelegram) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 64 * 1024

    channel = make_channel(fake, webhook_secret="right")
    async with (
        serving(channel) as site,
        aiohttp.ClientSession() as session,
        session.post(f"{site}/telegram/webhook", data=pieces(), headers={HEADER: "right"}) as answer,
    ):
        assert answer.status == 413
    await channel.stop()


async def test_before_the_start_telegram_is_sent_away(fake: FakeTelegram) -> None:
    channel = make_channel(fake, webhook_url="https://example.org", webhook_secret="right")
    async with serving(channel) as site:
        assert await post(site, "right", UPDATE.encode()) == 503
    await channel.stop()


async def post(site: str, secret: str | None, body: bytes) -> int:
    headers = {} if secret is None else {HEADER: secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{site}/telegram/webhook", data=io.BytesIO(body), headers=headers) as answer,
    ):
        return answer.status
