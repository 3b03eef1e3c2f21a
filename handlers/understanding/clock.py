"""Times as organisers say them, as slots."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from events.slots import Slot
from handlers.conversation import Note
from handlers.repairing.day import Day
from handlers.repairing.disruptions import REST_OF_DAY, REST_OF_EVENT
from handlers.understanding.moments import Moment
from handlers.understanding.readings import hint, refuse, written
from locales.dates import format_day
from locales.markup import Markup
from locales.translator import N_

PASSED = N_("{time} has passed.")
NO_SUCH_DAY = N_("No meeting slot is left on {day}.")
NOTHING_AFTER = N_("No meeting slot is left after {time}.")
ENDS_FIRST = N_("{until} is not after {time}.")
NO_SLOT = N_("No slot begins at {time}.")
BEGUN = N_("The slot of {time} has begun already.")
CLOSED = N_("The slot of {time} is dropped.")
NOT_CLOSED = N_("The slot of {time} takes place: no break is there to take back.")


def slot_after(day: Day, moment: Moment) -> str:
    """Return the first slot of its day that begins at a time or later; "" when none does."""
    minutes = moment.minutes or 0
    return next((slot.id for slot in _open(day, moment.day) if _begins(slot) >= minutes), "")


def slot_unfinished(day: Day, moment: Moment) -> str:
    """Return the first slot of its day that is not over at a time; "" when all are."""
    minutes = moment.minutes or 0
    return next((slot.id for slot in _open(day, moment.day) if _ends(slot) > minutes), "")


def slot_at(day: Day, moment: Moment, *, is_closed: bool = False) -> str:
    """Return the slot that begins at a time; "" when none does: between two, it is asked which is meant."""
    slots = [slot for slot in day.ahead if slot.day == moment.day and (slot.id in day.closed) == is_closed]
    return next((slot.id for slot in slots if _begins(slot) == moment.minutes), "")


def limit(day: Day, moment: Moment, *, since: str = "", is_any: bool = False) -> str:
    """Return the slot until which something lasts that ends at a time; it begins now, or at the slot `since`.

    `is_any`: whether it may be one that is dropped.
    """
    refuse_past(day, moment)
    slots = [slot for slot in day.ahead if slot.day == moment.day] if is_any else _open(day, moment.day)
    found = next((slot.id for slot in slots if _begins(slot) >= (moment.minutes or 0)), "")
    first = day.slot(since) or day.ahead[0]
    if not found:
        later = next((slot.id for slot in day.ahead if slot.day > moment.day), REST_OF_EVENT)
        found = REST_OF_DAY if first.day == moment.day else later
    last = day.slot(found)
    if since and last is not None and last.starts_at <= first.starts_at:
        raise refuse(ENDS_FIRST, until=written(moment.minutes or 0), time=written(_begins(first)))
    return found


def refuse_past(day: Day, moment: Moment) -> None:
    """Refuse a time that has passed."""
    now = day.now.astimezone(day.event.zone)
    if moment.minutes is not None and moment.day == now.date() and moment.minutes < now.hour * 60 + now.minute:
        raise refuse(PASSED, time=written(moment.minutes))


def refuse_other_days(day: Day, moments: Iterable[Moment], language: str) -> None:
    """Refuse a day on which no meeting is ahead."""
    days = {slot.day for slot in day.ahead}
    for moment in moments:
        if moment.day not in days:
            raise refuse(NO_SUCH_DAY, day=Markup(format_day(moment.day, language), isolate=False))


def why_no_slot(day: Day, moment: Moment, *, is_closed: bool = False) -> Note:
    """Return why no slot is meant by a time, as `slot_at` looks for it."""
    time = written(moment.minutes or 0)
    there = [slot for slot in day.slots if slot.day == moment.day and _begins(slot) == moment.minutes]
    if not there:
        return hint(NO_SLOT, time=time)
    if there[0].starts_at <= day.now:
        return hint(BEGUN, time=time)
    return hint(NOT_CLOSED if is_closed else CLOSED, time=time)


def _open(day: Day, on: date) -> list[Slot]:
    return [slot for slot in day.ahead if slot.day == on and slot.id not in day.closed]


def _begins(slot: Slot) -> int:
    return slot.start.hour * 60 + slot.start.minute


def _ends(slot: Slot) -> int:
    return slot.end.hour * 60 + slot.end.minute
