"""The menu of commands and the few words that platforms show of us, in a reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from events.event import Event
from handlers.commands import COMMANDS
from locales.dates import format_day
from locales.translator import N_, translator

DESCRIPTION = N_(
    "I register your company for {event} ({venue}, {day}) and tell you whom you meet, when and at which table. "
    "Write to me in French, Arabic or English."
)
SHORT_DESCRIPTION = N_("Your appointments at {event}")


def menu_commands(language: str) -> Sequence[tuple[str, str]]:
    """Return name and description of each command of the menu."""
    t = translator(language)
    return [(command.name, t.plain(command.description)) for command in COMMANDS if command.is_in_menu]


def menu_words(event: Event, language: str) -> tuple[str, str]:
    """Return the description (shown before a chat starts) and the short one (shown on the profile)."""
    t = translator(language)
    name = event.name.in_(language)
    long = t.plain(
        DESCRIPTION,
        event=name,
        venue=event.venue.name.in_(language),
        day=format_day(event.first_day, language),
    )
    return long, t.plain(SHORT_DESCRIPTION, event=name)
