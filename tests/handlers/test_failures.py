"""Codes of failures have words in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.channels.telegram import errors as telegram
from bot.channels.whatsapp import errors as whatsapp
from handlers.failures import REASONS, channel_name, reason
from locales.markup import Markup, isolate
from locales.translator import LANGUAGES, translator

BOT = Path(telegram.__file__).parents[2]
_RAISED = re.compile(r"(?:RetryLater|PlatformAlarm|Postponed|NeedsTemplate|Undeliverable)\(\"(\w+)\"")
ANSWERED_AT_ONCE = {"not_marked_yet"}
"""Codes that reach no message: they only ask a platform to come again."""


def test_every_code_of_the_channels_has_words() -> None:
    raised = {code for path in BOT.rglob("*.py") for code in _RAISED.findall(path.read_text("utf-8"))}
    judged = {verdict.reason for verdict in whatsapp._CODES.values()} | set(telegram._DEAD.values())

    assert (raised | judged) - ANSWERED_AT_ONCE - set(REASONS) == set()


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "la personne a bloqué le bot"), ("ar", "حُظرت مراسلتنا"), ("en", "has blocked the bot")],
)
def test_reason_is_told_in_the_readers_language(language: str, words: str) -> None:
    assert reason("blocked", translator(language)) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_unknown_code_stays_as_it_is(language: str) -> None:
    t = translator(language)
    shown = reason("code_<7>", t)

    assert (shown, shown.isolate) == (Markup("code_&lt;7&gt;"), True)
    assert channel_name("fax", t) == "fax"


def test_channel_is_named_as_its_platform_does() -> None:
    assert [channel_name(one, translator("ar")) for one in ("telegram", "web")] == ["Telegram", "الويب"]
    assert isolate("Telegram") not in channel_name("telegram", translator("ar"))
