"""Dates as people type them, in any of the three languages whatever the language of the conversation.

Day comes before month, as in France and Morocco. A date without a year is the next one. A weekday that contradicts
its date makes the whole unreadable: better to ask again than to choose which half was meant.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from locales.digits import fold, strip_bidi, western_digits

# Standard and Moroccan (ماي, غشت …), Levantine and Iraqi (نيسان …), French and English with their abbreviations.
_MONTHS = (
    "janvier janv jan january يناير كانون-الثاني جانفي",
    "fevrier fevr fev february feb فبراير شباط فيفري",
    "mars march mar مارس اذار",
    "avril avr april apr ابريل نيسان افريل",
    "mai may ماي مايو ايار",
    "juin june jun يونيو يونيه حزيران جوان",
    "juillet juil july jul يوليوز يوليو يوليه تموز جويليه",
    "aout august aug غشت اغسطس اب اوت",
    "septembre sept sep september شتنبر سبتمبر ايلول",
    "octobre oct october اكتوبر تشرين-الاول",
    "novembre nov november نونبر نوفمبر تشرين-الثاني",
    "decembre dec december دجنبر ديسمبر كانون-الاول",
)
_WEEKDAYS = (
    "lundi monday mon الاثنين اثنين الاتنين",
    "mardi tuesday tue tues الثلاثاء ثلاثاء التلاتاء",
    "mercredi wednesday wed الاربعاء اربعاء",
    "jeudi thursday thu thur thurs الخميس خميس",
    "vendredi friday fri الجمعه جمعه",
    "samedi saturday sat السبت سبت",
    "dimanche sunday sun الاحد احد",
)
_RELATIVE = {
    0: ("aujourd hui", "today", "اليوم"),
    1: ("demain", "tomorrow", "غدا", "يوم غد", "غدوا"),
    2: ("apres demain", "day after tomorrow", "the day after tomorrow", "بعد غد", "بعد غدا"),
}
_NOISE = frozenset(fold("le the of de du on in في يوم شهر من سنة عام").split())


def _numbered(lines: tuple[str, ...], first: int) -> dict[str, int]:
    """Map every word to the number of its line, as `fold` leaves it."""
    return {fold(word): number for number, line in enumerate(lines, first) for word in line.split()}


_MONTH_NUMBERS = _numbered(_MONTHS, 1)
_WEEKDAY_NUMBERS = _numbered(_WEEKDAYS, 0)
_RELATIVE_DAYS = {fold(words): days for days, several in _RELATIVE.items() for words in several}
_TWO_WORD_MONTHS = {name: name.replace(" ", "") for name in _MONTH_NUMBERS if " " in name}
_MONTH_NUMBERS |= {joined: _MONTH_NUMBERS[name] for name, joined in _TWO_WORD_MONTHS.items()}

_ORDINAL = re.compile(r"\b(\d{1,2})(?:er|st|nd|rd|th)\b")
_CENTURY = 2000
_OLDEST = 1900  # a year of three digits is a slip of the finger


def typed_date(text: str, language: str, today: date) -> date | None:
    """Return the date that was typed, None when it is none.

    >>> today = date(2026, 11, 22)
    >>> typed_date("12/11/2026", "fr", today), typed_date("١٢ نونبر", "ar", today)
    (datetime.date(2026, 11, 12), datetime.date(2027, 11, 12))
    >>> typed_date("demain", "fr", today), typed_date("soon", "en", today)
    (datetime.date(2026, 11, 23), None)
    """
    words = _words(western_digits(strip_bidi(text)))
    days = _RELATIVE_DAYS.get(" ".join(words))
    if days is not None:
        return today + timedelta(days=days)
    weekdays = {_WEEKDAY_NUMBERS[word] for word in words if word in _WEEKDAY_NUMBERS}
    rest = [word for word in words if word not in _WEEKDAY_NUMBERS and word not in _NOISE]
    if not rest and len(weekdays) == 1:
        return _next_weekday(weekdays.pop(), today)
    found = _read(rest, language, today)
    return found if found is None or weekdays <= {found.weekday()} else None


def _words(text: str) -> list[str]:
    folded = _ORDINAL.sub(r"\1", fold(text))
    for name, joined in _TWO_WORD_MONTHS.items():
        folded = folded.replace(name, joined)
    return folded.split()


def _next_weekday(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _read(words: list[str], language: str, today: date) -> date | None:
    """Read a day, a month in letters or digits, and perhaps a year."""
    if not 2 <= len(words) <= 3 or not all(word.isdecimal() or word in _MONTH_NUMBERS for word in words):
        return None
    named = [word for word in words if word in _MONTH_NUMBERS]
    numbers = [int(word) for word in words if word.isdecimal()]
    if len(named) == 1:
        return _dated(numbers[0], _MONTH_NUMBERS[named[0]], numbers[1:], today)
    if named:
        return None
    if len(words[0]) == 4:
        return _dated(numbers[-1], numbers[1], numbers[:1], today) if len(numbers) == 3 else None
    day, month, *year = numbers
    if language == "en" and month > 12:
        day, month = month, day  # 11/13/2026 can only be the American order
    return _dated(day, month, year, today)


def _dated(day: int, month: int, years: list[int], today: date) -> date | None:
    if years:
        [year] = years
        return _valid(_CENTURY + year if year < 100 else year, month, day)
    coming = (_valid(today.year + ahead, month, day) for ahead in range(9))  # 29 February may be eight years away
    return next((found for found in coming if found is not None and found >= today), None)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= _OLDEST else None
    except ValueError:
        return None


_CLOCK = re.compile(r"(?:\b(?:at|à)\s+|الساعة\s*|على\s+)?\b([01]?\d|2[0-3])\s?(?:[:hH]\s?([0-5]\d)\b|[hH]\b)")

_TWELVE = re.compile(r"(?:\bat\s+)?\b(0?[1-9]|1[0-2])(?::([0-5]\d))?\s?([ap])\.?m\b\.?", re.IGNORECASE)
_MINUTES = "minutes?|mins?|mn|دقيقه|دقايق"
_HOURS = "hours?|heures?|h|ساعه|ساعات"
_FROM_NOW = re.compile(  # as `fold` writes it
    rf"(?:in|dans|بعد) (?:(\d{{1,3}}) ?(?:({_MINUTES})|(?:{_HOURS}))|an hour|une heure|ساعه)"
)


def typed_moment(text: str, language: str, now: datetime) -> datetime | None:
    """Return the day and time that were typed, in the zone of `now`.

    A time alone is the next one on the clock; "in 20 minutes" counts from now.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> typed_moment("23/11 18:00", "fr", now), typed_moment("غدا ٠٩:٣٠", "ar", now)
    (datetime.datetime(2026, 11, 23, 18, 0, tzinfo=datetime.timezone.utc), \
datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.timezone.utc))
    >>> typed_moment("8h", "fr", now), typed_moment("tomorrow", "en", now)
    (datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.timezone.utc), None)
    """
    typed = western_digits(strip_bidi(text))
    from_now = _FROM_NOW.fullmatch(fold(typed))
    if from_now is not None:
        number, minutes = int(from_now[1] or 1), from_now[2]
        passed = timedelta(minutes=number) if minutes else timedelta(hours=number)
        return (now.astimezone(UTC) + passed).astimezone(now.tzinfo)
    twelve = _TWELVE.search(typed)
    clock = twelve or _CLOCK.search(typed)
    if clock is None:
        return None
    hour = int(clock[1]) if twelve is None else int(clock[1]) % 12 + (12 if clock[3] in "pP" else 0)
    at = time(hour, int(clock[2] or 0))
    rest = f"{typed[: clock.start()]} {typed[clock.end() :]}".strip(" ,،")
    if rest:
        day = typed_date(rest, language, now.date())
        return None if day is None else datetime.combine(day, at, now.tzinfo)
    today = datetime.combine(now.date(), at, now.tzinfo)
    return today if today > now else datetime.combine(now.date() + timedelta(days=1), at, now.tzinfo)
