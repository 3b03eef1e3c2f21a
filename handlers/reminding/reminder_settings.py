"""How often and when a delegate is reminded: all, fewer, none, and quiet hours.

Quiet hours move what tells of a whole day (the evening before, doors open, thanks) to their end. A reminder minutes
before a meeting comes whatever the hour: who has a meeting then is awake, and nobody is served by hearing of it later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers.messages import Button
from handlers.visit import Visit
from locales.dates import format_time
from locales.digits import western_digits
from locales.markup import Markup
from locales.translator import N_, Translator
from storage.records import StoredAnswer

LEVEL, QUIET = "@reminders", "@quiet"
"""Under which keys a person's answers keep the settings."""

PURPOSE = "reminders"

EVENING, DOORS, THANKS = "evening", "doors", "thanks"
"""The messages about a whole day."""

ALL, FEWER, NONE = "all", "few", "none"
LEVELS: Mapping[str, str] = {
    ALL: N_("you get all of them"),
    FEWER: N_("you get fewer: the evening before, and once before each meeting"),
    NONE: N_("you get none"),
}
LABELS: Mapping[str, str] = {ALL: N_("All of them"), FEWER: N_("Fewer"), NONE: N_("None of them")}
SUGGESTED = ("21:00-08:00", "22:00-07:00")

TITLE = N_("<b>Your reminders</b>: {level}.")
NOT_AGREED = N_("You have not agreed to be reminded, so no reminder is sent to you. You can change that here: /privacy")
QUIET_NOW = N_("Quiet hours: from {start} to {end}, time of the event.")
NOT_QUIET = N_("No quiet hours.")
EXPLAINED = N_(
    "In quiet hours the messages about a whole day wait until they end; the reminder before a meeting comes all the "
    "same. Changes of your agenda are always told. For other hours, tap “Other hours”."
)
TYPE = N_("From when to when shall I stay quiet? Two times, for example: {example}")
BAD = N_("I need two different times, for example: {example}")
NOBODY = N_("Reminders are for companies that meet. Register first: /start")
EXAMPLE = "22-7"

_TYPED = re.compile(r"\s*(\d{1,2})(?:[:hH.](\d{2})?)?\s*(?:-|–|—|à|to|الى|إلى)\s*(\d{1,2})(?:[:hH.](\d{2})?)?\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietHours:
    """From `start` to `end` on the event's clock, past midnight where the end is the earlier one."""

    start: time
    end: time

    @classmethod
    def read(cls, stored: object) -> QuietHours | None:
        """Return quiet hours as they are stored or typed, ``22:00-07:00`` or ``22-7``; None for anything else.

        >>> QuietHours.read("22-7")
        QuietHours(start=datetime.time(22, 0), end=datetime.time(7, 0))
        >>> QuietHours.read("22h30 à 7h"), QuietHours.read("25-7"), QuietHours.read("7-7"), QuietHours.read(None)
        (QuietHours(start=datetime.time(22, 30), end=datetime.time(7, 0)), None, None, None)
        """
        found = _TYPED.fullmatch(western_digits(stored)) if isinstance(stored, str) else None
        if found is None:
            return None
        hour, minute, end_hour, end_minute = (int(part or 0) for part in found.groups())
        if max(hour, end_hour) > 23 or max(minute, end_minute) > 59 or (hour, minute) == (end_hour, end_minute):
            return None
        return cls(start=time(hour, minute), end=time(end_hour, end_minute))

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def over_at(self, instant: datetime, zone: ZoneInfo) -> datetime:
        """Return when it may be said: at once, or when the quiet hours end that are on at this instant.

        >>> casa = ZoneInfo("UTC")
        >>> quiet = QuietHours(start=time(22), end=time(7))
        >>> quiet.over_at(datetime(2027, 4, 13, 23, tzinfo=UTC), casa).isoformat()
        '2027-04-14T07:00:00+00:00'
        >>> quiet.over_at(datetime(2027, 4, 13, 18, tzinfo=UTC), casa).isoformat()
        '2027-04-13T18:00:00+00:00'
        """
        local = instant.astimezone(zone)
        wall = local.time()
        if self.start < self.end:
            is_quiet, day = self.start <= wall < self.end, local.date()
        else:
            is_quiet = wall >= self.start or wall < self.end
            day = local.date() + timedelta(days=1 if wall >= self.start else 0)
        return datetime.combine(day, self.end, zone).astimezone(UTC) if is_quiet else instant


def level_of(values: Mapping[str, Any]) -> str:
    """Return which reminders somebody wants; all, until they say something else."""
    stored = values.get(LEVEL)
    return stored if isinstance(stored, str) and stored in LEVELS else ALL


def quiet_of(values: Mapping[str, Any]) -> QuietHours | None:
    """Return somebody's quiet hours."""
    return QuietHours.read(values.get(QUIET))


def wanted_leads(minutes_before: Sequence[int], level: str) -> tuple[int, ...]:
    """Return how many minutes before each meeting somebody is reminded, the earliest first.

    >>> wanted_leads([5, 15], ALL), wanted_leads([5, 15], FEWER), wanted_leads([5, 15], NONE)
    ((15, 5), (15,), ())
    """
    leads = tuple(sorted(minutes_before, reverse=True))
    return {ALL: leads, FEWER: leads[:1]}.get(level, ())


def wants_digest(kind: str, level: str) -> bool:
    """Tell whether somebody wants a message about a whole day: ``evening``, ``doors`` or ``thanks``."""
    return level == ALL or (level == FEWER and kind == EVENING)


def show(visit: Visit, _argument: str = "") -> None:
    """Show the settings with a button for each."""
    if visit.person.membership not in ("registrant", "delegate"):
        visit.say(visit.t(NOBODY))
        return
    t = visit.t
    decided = {consent.purpose: consent.is_given for consent in visit.uow.consents.of_person(visit.person.id)}
    lines = [
        t(TITLE, level=Markup(t(LEVELS[level_of(visit.values)]), isolate=False)),
        _quiet_line(visit),
        "",
        t(EXPLAINED),
    ]
    if not decided.get(PURPOSE):
        lines[:0] = [f"⚠️ {t(NOT_AGREED)}", ""]
    visit.say("\n".join(lines), _rows(visit))


def _quiet_line(visit: Visit) -> str:
    quiet = quiet_of(visit.values)
    if quiet is None:
        return visit.t(NOT_QUIET)
    start, end = (format_time(at, visit.language) for at in (quiet.start, quiet.end))
    return visit.t(QUIET_NOW, start=start, end=end)


def _rows(visit: Visit) -> tuple[tuple[Button, ...], ...]:
    t = visit.t
    level, quiet = level_of(visit.values), quiet_of(visit.values)
    levels = tuple(
        Button(label=t.plain(label), data=f"r:level={key}", is_on=key == level) for key, label in LABELS.items()
    )
    hours = tuple(
        Button(label=_hours(known, t), data=f"r:quiet={hours}", is_on=quiet == known)
        for hours, known in ((hours, QuietHours.read(hours)) for hours in SUGGESTED)
    )
    nothing = Button(label=t.plain(N_("No quiet hours")), data="r:quiet=none", is_on=quiet is None)
    other = Button(label=t.plain(N_("Other hours")), data="r:type")
    return (levels, hours, (nothing, other))


def _hours(quiet: QuietHours | None, t: Translator) -> str:
    assert quiet is not None  # what we suggest can be read
    start, end = (format_time(at, t.language) for at in (quiet.start, quiet.end))
    return t.plain(N_("{start} to {end}"), start=start, end=end, isolate=False)


def tap(visit: Visit, data: str) -> None:
    """Take a setting: ``r:level=few``, ``r:quiet=22:00-07:00``, ``r:quiet=none``; ``r:type`` asks for other hours."""
    verb, _, value = data.removeprefix("r:").partition("=")
    if visit.person.membership in ("registrant", "delegate"):
        if verb == "level" and value in LEVELS:
            _keep(visit, LEVEL, value)
        elif verb == "quiet" and value == "none":
            _keep(visit, QUIET, None)
        elif verb == "quiet" and QuietHours.read(value) is not None:
            _keep(visit, QUIET, str(QuietHours.read(value)))
        elif verb == "type":
            visit.change_person(asked=QUIET)
            visit.say(visit.t(TYPE, example=EXAMPLE))
            return
    show(visit)


def type_hours(visit: Visit, text: str) -> None:
    """Take quiet hours as they were typed."""
    quiet = QuietHours.read(text)
    if quiet is None:
        visit.say(visit.t(BAD, example=EXAMPLE))
        return
    visit.change_person(asked=None)
    _keep(visit, QUIET, str(quiet))
    show(visit)


def _keep(visit: Visit, key: str, value: str | None) -> None:
    """Keep a setting; what waits is dropped, and planned anew where it is still wanted."""
    visit.save_as("person", StoredAnswer(key=key, value=value, status="given"))
    for address in visit.uow.people.addresses(visit.person.id):
        visit.uow.reminders.drop_of_address(address.address, reason="settings_changed", now=visit.now)
