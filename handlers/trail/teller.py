"""How what the audit trail kept is told to one reader: whose names, in which language, in how much room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from events.event import Event
from events.slots import slots
from handlers.broadcasting.splitting import split_text
from handlers.live.titles import clock
from handlers.trail.act_words import Names
from locales.dates import format_moment
from locales.digits import strip_bidi
from locales.markup import Markup, contain, escape, has_rtl_letters, isolate
from locales.translator import N_, Translator

# Translators: one of several things told of an act: "told: 2", "status: approved".
NAMED = N_("{name}: {value}")
YES, NO, NOTHING = N_("yes"), N_("no"), N_("nothing")
TYPED = 40
"""Characters of a text that somebody typed, where room is short: enough to tell which it was."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Teller:
    """Tells values in words.

    `today`: the day under which the reader finds them, so that its times need no date. `longest`: the characters there
    is room for (None: any number).
    """

    names: Names
    event: Event
    t: Translator
    today: date
    longest: int | None = None

    def listed(self, items: Iterable[str]) -> str:
        """Return items one after the other: the first, and as many more as there is room for."""
        shown = [one for one in items if one]
        between = self._between(shown)
        if self.longest is not None:
            ends = accumulate(len(strip_bidi(one)) + len(between) for one in shown)
            fit = max(1, sum(end - len(between) <= self.longest for end in ends))
            shown = [*shown[:fit], "…"] if shown[fit:] else shown
        return between.join(shown)

    def _between(self, items: Iterable[str]) -> str:
        """Return what stands between items: a comma, or a dot where they have commas themselves."""
        comma = "، " if self.t.rtl else ", "
        return " · " if any(comma in one for one in items) else comma

    def named(self, name: str, value: str) -> str:
        """Return a value behind what it is (an English source text); both in words already."""
        return self.t.plain(NAMED, name=as_is(self.t.plain(name)), value=as_is(value))

    def own(self, text: str) -> str:
        """Return a name, a number or the like in its own direction."""
        safe = contain(text)
        return isolate(safe) if self.t.rtl or has_rtl_letters(safe) else safe

    def typed(self, text: str) -> str:
        """Return what somebody typed; where room is short, on one line and no more of it than tells which it was."""
        if self.longest is None:
            return self.own(text)
        line = " ".join(strip_bidi(text).split())
        beginning = split_text(line, TYPED)[0]
        return self.own(beginning if beginning == line else f"{beginning}…")

    def yes_or_no(self, value: bool) -> str:
        """Return a flag in a word."""
        return self.t.plain(YES if value else NO)

    def when(self, at: datetime) -> str:
        """Return when a meeting begins: its time, with the day if that is another one."""
        return clock(at, self.event.zone, self.today, self.t)

    def planned(self, slot_id: str) -> str:
        """Return when a slot begins by the event file; its id when it is in there no longer."""
        found = next((slot.starts_at for slot in slots(self.event) if slot.id == slot_id), None)
        return slot_id if found is None else self.when(found)

    def moment(self, text: str) -> str | None:
        """Return an instant as people write it; None for any other text."""
        try:
            instant = datetime.fromisoformat(text) if text[10:11] == "T" else None
        except ValueError:
            return None
        if instant is None or instant.tzinfo is None:
            return None
        return format_moment(instant, self.event.zone, self.t.language)


def as_is(text: str) -> Markup:
    """Spare an isolate round words that bring their own."""
    return Markup(escape(text), isolate=False)
