"""Publishes the bot's commands, name and descriptions, per language, within Telegram's limits."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from bot.channels.base import SendFailed

log = logging.getLogger(__name__)

Call = Callable[[str, dict[str, Any]], Awaitable[Any]]
Commands = Mapping[str, Sequence[tuple[str, str]]]
Words = Mapping[str, str]
T = TypeVar("T")

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_COMMANDS, _DESCRIPTION = 100, 256
_WORDS = {"name": 64, "description": 512, "short_description": 120}


async def publish_menu(
    call: Call, *, commands: Commands, names: Words, descriptions: Words, short_descriptions: Words, default: str
) -> None:
    """Set what differs from what is published; the `default` language also serves readers of all others.

    Raises ValueError for words over a limit; what Telegram refuses or delays is logged and left for the next start.
    """
    words = {"name": names, "description": descriptions, "short_description": short_descriptions}
    _check_commands(commands)
    for key, by_language in words.items():
        _check_words(key, by_language)
    for code, listed in _with_default(commands, default):
        wanted = [{"command": name, "description": text} for name, text in listed]
        await _publish(call, "MyCommands", code, {"commands": wanted}, wanted)
    for key, by_language in words.items():
        method = "My" + key.title().replace("_", "")
        for code, text in _with_default(by_language, default):
            await _publish(call, method, code, {key: text}, {key: text})


def _with_default(by_language: Mapping[str, T], default: str) -> Iterator[tuple[dict[str, str], T]]:
    """Yield the language parameter and the value, the default first: other languages fall back on it."""
    if default in by_language:
        yield {}, by_language[default]
    for language, value in by_language.items():
        yield {"language_code": language}, value


async def _publish(call: Call, method: str, code: dict[str, str], value: dict[str, Any], wanted: Any) -> None:
    # Telegram allows few changes of a name a day, and reading is free: write only what differs.
    try:
        if await call(f"get{method}", code) != wanted:
            await call(f"set{method}", {**value, **code})
    except SendFailed as failed:
        log.warning("set%s %s is left for the next start: %s", method, code.get("language_code", ""), failed.reason)


def _check_commands(commands: Commands) -> None:
    for language, listed in commands.items():
        _check_language(language)
        if len(listed) > _COMMANDS:
            raise ValueError(f"Telegram takes {_COMMANDS} commands, {language} has {len(listed)}")
        for name, description in listed:
            if not _COMMAND.fullmatch(name):
                raise ValueError(f"a Telegram command is 1-32 of a-z, 0-9 and _: {name!r}")
            if not 1 <= len(description) <= _DESCRIPTION:
                raise ValueError(f"the description of /{name} in {language} must have 1-{_DESCRIPTION} characters")


def _check_words(key: str, by_language: Words) -> None:
    for language, text in by_language.items():
        _check_language(language)
        if len(text) > _WORDS[key]:
            raise ValueError(f"the bot's {key} in {language} has {len(text)} characters, {_WORDS[key]} are allowed")


def _check_language(language: str) -> None:
    if not _LANGUAGE.fullmatch(language):
        raise ValueError(f"Telegram wants a two-letter language code: {language!r}")
