"""Every refusal of Telegram, as each of the two libraries reports it, means the same to the sender."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientTimeout

from bot.channels.base import AddressMoved, Delivery, RetryLater, SendFailed, Undeliverable
from bot.channels.telegram import TelegramChannel, conversation
from bot.channels.telegram import request as push_request
from tests.fakes.telegram_house import House, make_channel, make_delivery, polling, sending
from tests.fakes.telegram_server import FakeTelegram
from tests.fakes.waiting import until

Send = Callable[[Delivery], Awaitable[str | None]]


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        server.person(7)
        yield server


@pytest.fixture
async def channel(fake: FakeTelegram) -> AsyncIterator[TelegramChannel]:
    async with sending(fake) as made:
        yield made


@pytest.fixture(params=["reply", "push"])
def send(channel: TelegramChannel, request: pytest.FixtureRequest) -> Send:
    method: Send = getattr(channel, request.param)
    return method


async def failure(send: Send, delivery: Delivery | None = None) -> tuple[Any, ...]:
    """Return what came out, as plain values."""
    with pytest.raises(SendFailed) as raised:
        await send(delivery or make_delivery())
    match raised.value:
        case RetryLater() as error:
            return "retry", error.reason, error.after_seconds, error.is_ambiguous
        case Undeliverable() as error:
            return "undeliverable", error.reason, error.is_address_dead
        case AddressMoved() as error:
            return "moved", error.new_address
        case _:
            raise AssertionError(raised.value)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "blocked"}, ("undeliverable", "blocked", True)),
        ({"kind": "deactivated"}, ("undeliverable", "deactivated", True)),
        ({"kind": "kicked"}, ("undeliverable", "kicked", True)),
        ({"kind": "flood", "retry_after": 17}, ("retry", "flood", 17.0, False)),
        ({"kind": "migrate", "new_chat_id": -100123}, ("moved", "telegram:-100123")),
        ({"kind": "bad_gateway"}, ("retry", "platform_error", None, True)),
        ({"kind": "server_error"}, ("retry", "platform_error", None, True)),
        ({"kind": "reset"}, ("retry", "network", None, True)),
        ({"kind": "unauthorized"}, ("retry", "token_rejected", 300.0, False)),
        ({"kind": "conflict"}, ("retry", "other_poller", 5.0, False)),
    ],
)
async def test_fault(fake: FakeTelegram, send: Send, fault: dict[str, Any], expected: tuple[Any, ...]) -> None:
    fake.fail(**fault)

    assert await failure(send) == expected


@pytest.mark.parametrize(
    ("status", "description", "expected"),
    [
        (400, "Bad Request: PEER_ID_INVALID", ("undeliverable", "chat_not_found", True)),
        (400, "Bad Request: not enough rights to send text messages", ("undeliverable", "no_rights", False)),
        (400, "Bad Request: group chat was upgraded to a supergroup chat", ("undeliverable", "chat_upgraded", True)),
        (400, "Bad Request: something new", ("undeliverable", "bad_request", False)),
        (403, "Forbidden: bot is not a member of the channel chat", ("undeliverable", "not_a_member", True)),
        (403, "Forbidden: something new", ("undeliverable", "forbidden", True)),
        (404, "Not Found", ("retry", "token_rejected", 300.0, False)),
        (413, "Request Entity Too Large", ("undeliverable", "file_too_large", False)),
        (429, "Too Many Requests: retry after 9", ("retry", "flood", 5.0, False)),
        (503, "Service Unavailable", ("retry", "platform_error", None, True)),
    ],
)
async def test_text(fake: FakeTelegram, send: Send, status: int, description: str, expected: tuple[Any, ...]) -> None:
    fake.fail("refuse", status=status, description=description)

    assert await failure(send) == expected


async def test_what_the_server_itself_refuses(fake: FakeTelegram, send: Send) -> None:
    fake.person(8).has_started = False

    assert await failure(send, make_delivery(chat_id=8)) == ("undeliverable", "never_started", True)
    assert await failure(send, make_delivery(chat_id=9)) == ("undeliverable", "chat_not_found", True)
    assert await failure(send, make_delivery("<b>open")) == ("undeliverable", "bad_markup", False)


async def test_silence_is_ambiguous(fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push_request, "_SECONDS", ClientTimeout(total=0.05))
    fake.fail("hang", times=2, is_applied=True)
    async with sending(fake) as channel:
        monkeypatch.setattr(conversation, "_REQUEST_SECONDS", 0.05)

        assert await failure(channel.push) == ("retry", "network", None, True)

    assert len(fake.person(7).messages) == 1


async def test_silence_in_conversation_is_ambiguous(fake: FakeTelegram) -> None:
    fake.fail("hang", is_applied=True)
    async with sending(fake) as channel:
        with pytest.raises(RetryLater) as raised:
            await channel._client.call("sendMessage", {"chat_id": 7, "text": "a"}, seconds=0.05)

    assert (raised.value.reason, raised.value.is_ambiguous) == ("network", True)


@pytest.mark.parametrize("how", ["reply", "push"])
async def test_nobody_listening_is_not_ambiguous(how: str) -> None:
    async with FakeTelegram() as fake:
        channel = make_channel(fake)
    send: Send = getattr(channel, how)

    assert await failure(send) == ("retry", "network", None, False)
    await channel.stop()


async def test_tap_answered_too_late_is_nothing(fake: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    house = House()
    fake.person(7).tap_on(1, "late")
    fake.expire_queries()

    async with polling(fake, house):
        await until(lambda: house.committed)
        await until(lambda: fake.sent("answerCallbackQuery", is_ok=False))

    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_token_is_never_logged(fake: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    house = House()
    async with polling(fake, house) as channel:
        fake.person(7).say("hello")
        await until(lambda: house.committed)
        for how in (channel.reply, channel.push):
            await how(make_delivery())
            for kind in ("unauthorized", "bad_gateway", "reset", "flood"):
                fake.fail(kind, method="sendMessage")
                with pytest.raises(SendFailed) as raised:
                    await how(make_delivery())
                assert raised.value.__suppress_context__

    assert any("<token>" in record.getMessage() for record in caplog.records)
    assert fake.token not in caplog.text
    assert fake.token.partition(":")[2] not in caplog.text
