"""The menu of commands and the few words that platforms show of us, in a reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from events.event import Event
from handlers.command_words import menu
from locales.dates import format_day
from locales.translator import N_, translator

DESCRIPTION = N_(
    "I register your company for {event} ({venue}, {day}) and tell you whom you meet, when and at which table. "
    "Write to me in French, Arabic or English."
)
SHORT_DESCRIPTION = N_("Your appointments at {event}")


def menu_commands(language: str, *, for_organisers: bool = False) -> Sequence[tuple[str, str]]:
    """Return name and description of each command of a menu."""
    t = translator(language)
    return [(one.name, t.plain(one.description)) for one in menu(for_organisers=for_organisers)]


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
