"""Days, times, numbers and lists, written for a reader.

Two traps are avoided here. Formatting with both `ar` and `ar_MA` in one process lets names of the first leak into
the second, and abbreviated months (`MMM`) are where it shows: so only `ar_MA`, and no abbreviation, ever. And short
times depend on the locale's habits and spaces: times are written here by hand, on 24 hours, in Western digits.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list as join_list

from locales.marks import N_
from locales.markup import Markup, has_rtl_letters, isolate
from locales.translator import translator
from locales.typed_dates import typed_date
from locales.zones import UnknownZone, zone

__all__ = [
    "UnknownZone",
    "babel_locale",
    "format_day",
    "format_list",
    "format_moment",
    "format_number",
    "format_time",
    "typed_date",
    "zone",
]

_BABEL = {"fr": "fr", "ar": "ar_MA", "en": "en_GB"}
_DAY = "EEEE d MMMM y"
_THOUSANDS = {"fr": "\u202f", "ar": ".", "en": ","}


@cache
def babel_locale(language: str) -> Locale:
    """Return the one Babel locale that formats for `language`."""
    return Locale.parse(_BABEL[language])


def format_day(day: date, language: str) -> str:
    """Return the day in full.

    >>> format_day(date(2026, 11, 12), "fr"), format_day(date(2027, 4, 1), "fr")
    ('jeudi 12 novembre 2026', 'jeudi 1er avril 2027')
    >>> format_day(date(2026, 11, 12), "ar")
    'الخميس 12 نونبر 2026'
    """
    written = format_date(day, _DAY, locale=babel_locale(language))
    return written.replace(" 1 ", " 1er ", 1) if language == "fr" else written


def format_time(at: time | datetime, language: str) -> str:
    """Return the time on 24 hours, the same in every language.

    >>> format_time(time(14, 5), "ar")
    '14:05'
    """
    return f"{at.hour:02d}:{at.minute:02d}"


def format_moment(instant: datetime, event_zone: ZoneInfo, language: str, reader_zone: ZoneInfo | None = None) -> str:
    """Return day and time in the event's zone, with the reader's own time beside it when their clocks differ.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 12, 12, tzinfo=UTC)
    >>> format_moment(noon, zone("Africa/Casablanca"), "en", zone("Europe/Paris"))
    'Thursday 12 November 2026 at 12:00 (13:00 your time)'
    """
    here = instant.astimezone(event_zone)
    moment = _day_and_time(here, language)
    if reader_zone is None:
        return moment
    there = instant.astimezone(reader_zone)
    if there.utcoffset() == here.utcoffset():
        return moment
    same_day = there.date() == here.date()
    own = format_time(there, language) if same_day else _day_and_time(there, language)
    beside = N_("{moment} ({own} your time)")
    return translator(language).plain(beside, moment=_as_is(moment), own=_as_is(own))


def _day_and_time(at: datetime, language: str) -> str:
    # Translators: {day} is a full date, {time} a time on 24 hours: "Thursday 12 November 2026 at 14:05".
    message = N_("{day} at {time}")
    day, hour = format_day(at.date(), language), format_time(at, language)
    return translator(language).plain(message, day=_as_is(day), time=hour)


def _as_is(text: str) -> Markup:
    """Spare an isolate round words that are already in the reader's language and direction."""
    return Markup(text, isolate=False)


def format_list(items: Iterable[str], language: str) -> str:
    """Return the items joined by commas and "and", those of the other direction isolated from their neighbours.

    >>> format_list(["a", "b", "c"], "fr"), format_list(["a", "b", "c"], "en")
    ('a, b et c', 'a, b and c')
    """
    is_rtl = translator(language).rtl
    shown = [isolate(item) if is_rtl or has_rtl_letters(item) else item for item in items]
    return join_list(shown, locale=babel_locale(language))


def format_number(n: int, language: str) -> str:
    """Return a whole number in Western digits, thousands set apart as the language does.

    >>> format_number(1234567, "en"), format_number(1234, "ar"), format_number(-1234, "fr")
    ('1,234,567', '1.234', '-1\\u202f234')
    """
    return f"{n:,}".replace(",", _THOUSANDS[language])
