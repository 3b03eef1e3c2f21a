from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channels.telegram import TelegramChannel
from tests.fakes.telegram_house import sending
from tests.fakes.telegram_server import FakeTelegram

MENU: dict[str, Any] = {
    "commands": {"fr": [("start", "Commencer")], "en": [("start", "Start")], "ar": [("start", "ابدأ")]},
    "names": {"fr": "Mawid", "en": "Mawid", "ar": "موعد"},
    "descriptions": {"fr": "Rendez-vous d'affaires", "en": "Business appointments", "ar": "مواعيد الأعمال"},
    "short_descriptions": {"fr": "Rendez-vous", "en": "Appointments", "ar": "مواعيد"},
}


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
async def channel(fake: FakeTelegram) -> AsyncIterator[TelegramChannel]:
    async with sending(fake) as made:
        yield made


async def test_menu_is_set_for_each_language_and_by_default(fake: FakeTelegram, channel: TelegramChannel) -> None:
    await channel.publish_menu(**MENU)

    assert {key: value for key, value in fake.menu.items() if key[0] == "commands"} == {
        ("commands", ""): [{"command": "start", "description": "Start"}],
        ("commands", "fr"): [{"command": "start", "description": "Commencer"}],
        ("commands", "en"): [{"command": "start", "description": "Start"}],
        ("commands", "ar"): [{"command": "start", "description": "ابدأ"}],
    }
    assert fake.menu["description", ""] == "Business appointments"
    assert fake.menu["short_description", "fr"] == "Rendez-vous"
    assert fake.menu["name", "ar"] == "موعد"


async def test_what_is_published_already_is_not_set_again(fake: FakeTelegram, channel: TelegramChannel) -> None:
    await channel.publish_menu(**MENU)
    fake.calls.clear()

    await channel.publish_menu(**MENU)

    assert {call.method for call in fake.calls if call.method.startswith("set")} == set()


async def test_a_refusal_is_left_for_the_next_start(fake: FakeTelegram, channel: TelegramChannel) -> None:
    fake.fail("flood", method="setMyName", times=9, retry_after=80_000)

    await channel.publish_menu(**MENU)

    assert ("name", "") not in fake.menu
    assert fake.menu["short_description", "ar"] == "مواعيد"


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("commands", {"en": [("Start", "a")]}, "a Telegram command is"),
        ("commands", {"en": [("start", "")]}, "the description of /start in en"),
        ("commands", {"en": [("start", "a")] * 101}, "100 commands"),
        ("names", {"en": "a" * 65}, "name in en has 65 characters, 64 are allowed"),
        ("descriptions", {"en": "a" * 513}, "description in en has 513"),
        ("short_descriptions", {"en": "a" * 121}, "short_description in en has 121"),
        ("names", {"fr_FR": "a"}, "two-letter language code"),
    ],
)
async def test_words_over_a_limit_are_refused_before_anything_is_set(
    fake: FakeTelegram, channel: TelegramChannel, key: str, value: Any, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        await channel.publish_menu(**{**MENU, key: value})

    assert fake.menu == {}
