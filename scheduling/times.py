"""Shift the times of slots, written as an ISO 8601 date-time or as `HH:MM`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from scheduling.errors import Fault, InvalidProblem
from scheduling.model import Slot


def delay_slots(slots: Sequence[Slot], late: str, minutes: int) -> tuple[Slot, ...]:
    """Return `slots` with `late` beginning `minutes` later, and the next ones pushed while they must be.

    A slot lasts its `minutes`, or until the next one begins. Slots without times stay as they are. Raise
    `InvalidProblem` (`after_midnight`) when an `HH:MM` would leave its day.

    >>> day = [Slot(id="a", starts_at="09:00", minutes=20), Slot(id="b", starts_at="09:30", minutes=20)]
    >>> [slot.starts_at for slot in delay_slots(day, "a", 15)]
    ['09:15', '09:35']
    """
    shifted, pushed = list(slots), timedelta(0)
    for rank, slot in enumerate(slots):
        if slot.starts_at is None:
            continue
        if slot.id == late:
            pushed = timedelta(minutes=minutes)
        shifted[rank] = replace(slot, starts_at=_later(slot.starts_at, pushed))
        pushed = max(timedelta(0), pushed - _slack(slots, rank))
    return tuple(shifted)


def _slack(slots: Sequence[Slot], rank: int) -> timedelta:
    """Return the idle time between a slot and the next one: none when the slot has no length."""
    length = slots[rank].minutes
    following = slots[rank + 1].starts_at if rank + 1 < len(slots) else None
    if length is None or following is None:
        return timedelta(0)
    return _instant(following) - _instant(slots[rank].starts_at or following) - timedelta(minutes=length)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(f"2000-01-01T{text}" if len(text) == len("HH:MM") else text)


def _later(text: str, delay: timedelta) -> str:
    before = _instant(text)
    after = before + delay
    if len(text) > len("HH:MM"):
        return after.isoformat(timespec="minutes" if before.second == 0 else "seconds") if delay else text
    if after.date() != before.date():
        raise InvalidProblem([Fault(path="slot", code="after_midnight", value=text)])
    return after.strftime("%H:%M")
