"""Times as organisers say them, as slots of the day that is on."""

from __future__ import annotations

from events.slots import Slot
from handlers.live.day import Day


def _begins(slot: Slot) -> int:
    return slot.start.hour * 60 + slot.start.minute


def _ends(slot: Slot) -> int:
    return slot.end.hour * 60 + slot.end.minute


def _open(day: Day) -> list[Slot]:
    return [slot for slot in day.today if slot.id not in day.closed]


def slot_after(day: Day, minutes: int | None) -> str:
    """Return the first slot that begins at a time or later; "" when none does."""
    return "" if minutes is None else next((slot.id for slot in _open(day) if _begins(slot) >= minutes), "")


def slot_unfinished(day: Day, minutes: int | None) -> str:
    """Return the first slot that is not over at a time; "" when all are."""
    return "" if minutes is None else next((slot.id for slot in _open(day) if _ends(slot) > minutes), "")


def slot_at(day: Day, minutes: int | None, *, is_closed: bool = False) -> str:
    """Return the slot that begins at a time; "" when none does: between two, it is asked which is meant."""
    if minutes is None:
        return ""
    slots = [slot for slot in day.today if (slot.id in day.closed) == is_closed]
    return next((slot.id for slot in slots if _begins(slot) == minutes), "")
