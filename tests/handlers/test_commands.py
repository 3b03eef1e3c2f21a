from __future__ import annotations

from handlers.command_words import COMMANDS
from handlers.commands import HANDLES


def test_every_command_is_followed() -> None:
    assert list(HANDLES) == [command.name for command in COMMANDS]
