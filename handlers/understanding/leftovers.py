"""What of an organiser's words is not used is named above the preview or the question, so that it is said again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from handlers.conversation import Note
from handlers.messages import id_in
from handlers.repairing.day import Day
from handlers.understanding.readings import Left, Reading
from locales.dates import format_day, format_list
from locales.markup import Markup, contain, escape
from locales.translator import N_, Translator

NOT_TAKEN = N_("Not taken from your words: {parts}. Say it again in another message, if it is to happen too.")
BOTH = N_("{first} {second}")
TABLE = N_("table {table}")
MINUTES = N_("{minutes} min")


def note(day: Day, reading: Reading, t: Translator) -> Note | None:
    """Return what a reading does not use of the words, with why, to be shown above what it does."""
    notes = list(_notes(day, reading, t))
    if len(notes) < 2:
        return notes[0] if notes else None
    first, second = (Markup(t(one.message, **one.params), isolate=False) for one in notes)
    return Note(message=BOTH, params={"first": first, "second": second}, is_problem=True)


def _notes(day: Day, reading: Reading, t: Translator) -> Iterator[Note]:
    if reading.note is not None:
        yield reading.note
    if reading.left:
        parts = format_list([_name(day, one, t) for one in reading.left], t.language)
        shown = Markup(escape(contain(parts)), isolate=not t.rtl)  # each has its own there
        yield Note(message=NOT_TAKEN, params={"parts": shown}, is_problem=True)


def _name(day: Day, left: Left, t: Translator) -> str:
    match left.part:
        case "table":
            return t.plain(TABLE, table=day.tables.get(left.value, left.value), isolate=False)
        case "company":
            return day.name(id_in(left.value))
        case "minutes":
            return t.plain(MINUTES, minutes=left.value, isolate=False)
        case "day":
            return format_day(date.fromisoformat(left.value), t.language)
        case _:  # a time, a number
            return left.value
