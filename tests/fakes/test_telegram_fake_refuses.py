"""The fake refuses what Telegram refuses, in Telegram's words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson
import pytest

from tests.fakes.telegram_faults import RateLimits
from tests.fakes.telegram_server import FakeTelegram

KEY = {"text": "Yes", "callback_data": "q=1"}


class Caller:
    """A plain HTTP client of the fake."""

    def __init__(self, fake: FakeTelegram, session: aiohttp.ClientSession) -> None:
        self._fake, self._session = fake, session

    async def __call__(self, method: str, **parameters: Any) -> dict[str, Any]:
        url = f"{self._fake.base_url}/bot{self._fake.token}/{method}"
        async with self._session.post(url, json=parameters) as answer:
            body: dict[str, Any] = await answer.json(content_type=None)
            return body

    async def refusal(self, method: str, **parameters: Any) -> str:
        body = await self(method, **parameters)
        assert body["ok"] is False
        return str(body["description"])


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        server.person(7)
        yield server


@pytest.fixture
async def call(fake: FakeTelegram) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(fake, session)


@pytest.mark.parametrize(
    ("method", "parameters", "refusal"),
    [
        ("sendMessage", {"text": "a"}, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": 7}, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": 7, "text": "  "}, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": 7, "text": "a" * 4097}, "Bad Request: message is too long"),
        ("sendMessage", {"chat_id": 8, "text": "a"}, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": 7, "text": "a", "txt": 1}, 'Bad Request: unknown parameter "txt" of sendMessage'),
        (
            "sendMessage",
            {"chat_id": 7, "text": "<b>a", "parse_mode": "HTML"},
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            "sendMessage",
            {"chat_id": 7, "text": "<b>é</i>", "parse_mode": "HTML"},
            'Bad Request: can\'t parse entities: Unmatched end tag at byte offset 5, expected "</b>", found "</i>"',
        ),
        (
            "sendMessage",
            {"chat_id": 7, "text": "a <x>", "parse_mode": "HTML"},
            'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 2',
        ),
        (
            "sendMessage",
            {"chat_id": 7, "text": "a</b>", "parse_mode": "HTML"},
            "Bad Request: can't parse entities: Unexpected end tag at byte offset 1",
        ),
        (
            "sendMessage",
            {"chat_id": 7, "text": "1 < 2", "parse_mode": "HTML"},
            "Bad Request: can't parse entities: Unclosed start tag at byte offset 2",
        ),
        (
            "editMessageText",
            {"chat_id": 7, "message_id": 99, "text": "a"},
            "Bad Request: message to edit not found",
        ),
        (
            "answerCallbackQuery",
            {"callback_query_id": "99"},
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        ),
        (
            "setWebhook",
            {"url": "http://example.org/"},
            "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            "setWebhook",
            {"url": "https://example.org/", "secret_token": "é"},
            "Bad Request: secret token contains unallowed characters",
        ),
        ("setMyCommands", {"commands": [{"command": "A", "description": "a"}]}, "Bad Request: BOT_COMMAND_INVALID"),
        ("setMyName", {"name": "a" * 65}, "Bad Request: BOT_TITLE_INVALID"),
        ("setMyName", {"name": "a", "language_code": "fr_FR"}, "Bad Request: invalid language code specified"),
        ("sendDocument", {"chat_id": 7}, "Bad Request: there is no document in the request"),
        ("sendCake", {}, "Not Found: method not found"),
    ],
)
async def test_refuses(call: Caller, method: str, parameters: dict[str, Any], refusal: str) -> None:
    assert await call.refusal(method, **parameters) == refusal


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([[{**KEY, "callback_data": "a" * 65}]], "Bad Request: BUTTON_DATA_INVALID"),
        ([[{**KEY, "callback_data": "ع" * 33}]], "Bad Request: BUTTON_DATA_INVALID"),
        ([[{**KEY, "callback_data": ""}]], "Bad Request: BUTTON_DATA_INVALID"),
        ([[KEY] * 8] * 13, "Bad Request: reply markup is too long"),
        ([[KEY] * 9], "Bad Request: reply markup is too long: more than 8 buttons in a row"),
        (
            [[{"text": "a"}]],
            "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            [[{**KEY, "style": "loud"}]],
            "Bad Request: can't parse inline keyboard button: invalid button style specified",
        ),
        (
            [[{**KEY, "colour": "red"}]],
            "Bad Request: can't parse inline keyboard button: unknown field ['colour']",
        ),
    ],
)
async def test_refuses_keyboards(call: Caller, rows: Any, refusal: str) -> None:
    markup = {"inline_keyboard": rows}

    assert await call.refusal("sendMessage", chat_id=7, text="a", reply_markup=markup) == refusal


async def test_counts_characters_after_parsing(fake: FakeTelegram, call: Caller) -> None:
    text = "<b>" + "&lt;" * 4096 + "</b>"

    answer = await call("sendMessage", chat_id=7, text=text, parse_mode="HTML")

    assert answer["ok"] is True
    assert fake.person(7).last.text == "<" * 4096


async def test_coerces_a_form(fake: FakeTelegram) -> None:
    form = {"chat_id": "7", "text": "é & + %", "reply_markup": orjson.dumps({"inline_keyboard": [[KEY]]}).decode()}

    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{fake.base_url}/bot{fake.token}/sendMessage", data=form) as answer,
    ):
        assert answer.status == 200

    assert fake.person(7).transcript() == "bot: é & + %\n     [Yes]"


async def test_same_edit_is_not_modified(fake: FakeTelegram, call: Caller) -> None:
    sent = await call("sendMessage", chat_id=7, text="a", reply_markup={"inline_keyboard": [[KEY]]})
    message = {"chat_id": 7, "message_id": sent["result"]["message_id"], "text": "a"}

    refusal = await call.refusal("editMessageText", **message, reply_markup={"inline_keyboard": [[KEY]]})
    edited = await call("editMessageText", **message)

    assert refusal.startswith("Bad Request: message is not modified: specified new message content")
    assert edited["ok"] is True
    assert fake.person(7).last.rows == []


async def test_wrong_token_is_unauthorized(fake: FakeTelegram) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{fake.base_url}/bot1:wrong/getMe") as wrong,
        session.post(f"{fake.base_url}/botwrong/getMe") as malformed,
    ):
        assert (wrong.status, malformed.status) == (401, 404)


async def test_blocked_person_cannot_be_written_to(fake: FakeTelegram, call: Caller) -> None:
    fake.person(7).block()

    assert await call.refusal("sendMessage", chat_id=7, text="a") == "Forbidden: bot was blocked by the user"


async def test_rate_limits(call: Caller) -> None:
    limits = RateLimits(per_second=5, chat_burst=2)
    async with FakeTelegram(rate_limits=limits) as fake, aiohttp.ClientSession() as session:
        call = Caller(fake, session)
        for chat_id in (1, 2, 3):
            fake.person(chat_id)

        in_one_chat = [await call("sendMessage", chat_id=1, text="a") for _ in range(3)]
        others = [await call("sendMessage", chat_id=chat_id, text="a") for chat_id in (2, 2, 3, 3)]

        assert [answer["ok"] for answer in in_one_chat] == [True, True, False]
        assert in_one_chat[2]["parameters"] == {"retry_after": 1}
        assert in_one_chat[2]["description"] == "Too Many Requests: retry after 1"
        assert [answer["ok"] for answer in others] == [True, True, True, False]


async def test_every_call_is_recorded(fake: FakeTelegram, call: Caller) -> None:
    await call("sendMessage", chat_id="7", text="a")
    await call("sendMessage", chat_id=7, text="")

    assert [(c.method, c.status, c.parameters["chat_id"]) for c in fake.calls] == [
        ("sendMessage", 200, 7),
        ("sendMessage", 400, 7),
    ]
    assert fake.calls[0].at <= fake.calls[1].at
