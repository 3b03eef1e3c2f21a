"""Words of an organiser folded, with what they say about time as tokens of their own.

``qt1120`` a time · ``qd20270415`` a day · ``qm15`` minutes · ``qn15`` minutes earlier · ``qs`` a separator · and those
of `handlers.understanding.vocabulary.IDIOMS`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from handlers.understanding import vocabulary
from locales.digits import fold, strip_bidi, western_digits
from locales.typed_dates import typed_date

_LENGTHS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:a )?quarter of an hour|(?:un )?quart d[’' ]heure|ربع ساعة"), " +15 "),
    (re.compile(r"half an hour|(?:une )?demi[- ]heure|نصف ساعة"), " +30 "),
    (
        re.compile(r"\b(?:an|one) hour\b|\bune heure(?= de retard)|(?<=retard d)[’' ]une heure|\bساعة(?: واحدة)?"),
        " +60 ",
    ),
    (re.compile(r"ساعتين|ساعتان"), " +120 "),
)
_HOURS_LONG = re.compile(
    r"\b(\d)\s*hours?\b|\b(\d)\s*h(?:eures?)?(?=\s+de\s+retard)|(?<=retard de )(\d)\s*h(?:eures?)?\b(?!\s*\d)"
)
_UNIT = r"(?:minutes?|mins?\b|mn\b|دقيقة|دقائق|د\b)"
_EARLIER = re.compile(rf"(?<!\S)[-−](\d{{1,4}})(?:\s*{_UNIT}|(?!\s*[\d:h.]))")
_MINUTES = re.compile(rf"\+\s*(\d{{1,4}})(?!\d)(?:\s*{_UNIT})?|\b(\d{{1,4}})\s*{_UNIT}")
_HALF_DAY = re.compile(
    r"\b(\d{1,2})(?:\s*[:h.]\s*(\d{2}))?\s*h?\s*"
    r"(?:(p\.?\s?m\b\.?|de l[’' ]apr[eè]s[- ]midi|du soir|مساء|بعد الظهر)|a\.?\s?m\b\.?|du matin|صباحا)"
)
_NOON = re.compile(r"(?<!-)(?<!l[’' ]après )\bmidi\b|\b(?:noon|midday)\b|منتصف النهار|(?<!بعد )\bالظهر\b")
_TIME = re.compile(
    r"\b(\d{1,2})\s*(?:[:h.]|heures?)\s*(\d{2})(?!\d)|\b(\d{1,2})\s*(?:h|heures?|o[’']?clock)\b",
)
_SLASHED_DATE = re.compile(r"\b\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d{2}))?\b(?!\s*/)")
_SPLIT = re.compile(r"\s*[/|↔]\s*|\s[-–—]\s")
_BARE_HOUR = re.compile(rf"({vocabulary.HOUR_WORDS}) (\d{{1,2}})\b(?! ?qt)")
_OF_TABLES = re.compile(rf"(?:{vocabulary.TABLE_WORD})(?: (?:{'|'.join(vocabulary.BETWEEN_TABLES)}|\d{{1,3}}))* ?$")
_LONGEST_DATE = 4  # words: "the day after tomorrow", "jeudi 15 avril 2027"
_LONGEST_LIST = 20  # words: "tables 7, 8, 9 and 10"
_WEEK = timedelta(days=7)


def mark(text: str, today: date | None = None, language: str = "en") -> str:
    """Return words folded and marked; days are found where `today` is known.

    >>> mark("Table 7 out until 11h20"), mark("slot ١١:٢٠ -10 min"), mark("+15"), mark("2 pm")
    ('table 7 out until qt1120', 'slot qt1120 qn10', 'qm15', 'qt1400')
    >>> mark("late until tomorrow 11", date(2027, 4, 14)), mark("15/4 11:00", date(2027, 4, 14))
    ('late until qd20270415 qt1100', 'qd20270415 qt1100')
    """
    line = western_digits(strip_bidi(text)).casefold()
    if today is not None:
        line = _with_slashed_dates(line, today, language)
    for phrase, minutes in _LENGTHS:
        line = phrase.sub(minutes, line)
    line = _HOURS_LONG.sub(lambda found: f" +{60 * int(found[1] or found[2] or found[3])} ", line)
    line = _EARLIER.sub(r" qn\1 ", line)
    line = _MINUTES.sub(lambda found: f" qm{found[1] or found[2]} ", line)
    line = _NOON.sub(" 12:00 ", _HALF_DAY.sub(_on_24_hours, line))
    line = _TIME.sub(lambda found: _time(found[1] or found[3], found[2] or "00"), line)
    line = fold(_SPLIT.sub(" qs ", line))
    line = re.sub(r"\bو(?=[a-z0-9])", "و ", line)
    if today is not None:
        line = _with_dates(line, today, language)
    line = _BARE_HOUR.sub(_bare_hour, line)
    for idiom, token in vocabulary.IDIOMS:
        line = re.sub(idiom, token, line)
    return re.sub(" +", " ", line).strip()


def _on_24_hours(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), found[2] or "00"
    later = 12 if found[3] and hour < 12 else -12 if not found[3] and hour == 12 else 0
    return f"{hour + later}:{minute} "


def _time(hour: str, minute: str) -> str:
    is_time = int(hour) < 24 and int(minute) < 60
    return f" qt{int(hour):02d}{minute} " if is_time else f" {hour} {minute} "


def _bare_hour(found: re.Match[str]) -> str:
    if _is_of_tables(found.string[: found.start(2)]):
        return found[0]
    return f"{found[1]} {_time(found[2], '00').strip()}"


def _is_of_tables(before: str) -> bool:
    """Tell whether a number that follows these words is that of a table: "tables 7, 8 to 9"."""
    return _OF_TABLES.search(before) is not None


def _with_slashed_dates(line: str, today: date, language: str) -> str:
    def dated(found: re.Match[str]) -> str:
        day = None if _is_of_tables(fold(line[: found.start()])) else _near_date(found[0], today, language)
        return found[0] if day is None else f" {_day(day)} "

    return _SLASHED_DATE.sub(dated, line)


def _with_dates(line: str, today: date, language: str) -> str:
    """Mark "tomorrow", "Thursday", "15 avril": the longest words that are a date."""
    words, found = line.split(), list[str]()
    while words:
        is_table = _is_of_tables(" ".join(found[-_LONGEST_LIST:]))
        size, day = (0, None) if is_table else _date_at(words, today, language)
        found.append(words[0] if day is None else _day(day))
        words = words[max(1, size) :]
    return " ".join(found)


def _date_at(words: list[str], today: date, language: str) -> tuple[int, date | None]:
    for size in range(min(_LONGEST_DATE, len(words)), 0, -1):
        window = words[:size]
        if _may_be_date(window):
            day = _near_date(" ".join(vocabulary.DAYS.get(word, word) for word in window), today, language)
            if day is not None:
                return size, day
    return 0, None


def _may_be_date(window: list[str]) -> bool:
    """Tell whether words may be a date by themselves: none of "today", "sun", "7 8", "de mardi"."""
    is_spoken = any(len(word) > 2 and word.isalpha() for word in window)
    is_long = len(window) > 1 or len(window[0]) > 4 or window[0] in vocabulary.DAYS
    return is_spoken and is_long and not {window[0], window[-1]} & vocabulary.NEVER_DATES


def _near_date(words: str, today: date, language: str) -> date | None:
    """Return the date that was typed; a weekday is the next one, today included."""
    day = typed_date(words, language, today)
    is_weekday = day == today + _WEEK and not any(letter.isdigit() for letter in words)
    return today if is_weekday else day


def _day(day: date) -> str:
    return f"qd{day:%Y%m%d}"
