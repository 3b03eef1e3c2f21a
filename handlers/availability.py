"""When companies can meet: the event's slots, less the half-days somebody keeps free and what organisers changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from events.event import Event
from events.slots import Slot, shift, slots
from storage.unit_of_work import UnitOfWork

NOON = time(13, 0)
"""Where the morning ends for "I keep this half-day free"."""

HALF_DAYS = ("d1_am", "d1_pm", "d2_am", "d2_pm", "d3_am", "d3_pm", "d4_am", "d4_pm")


def half_day(slot: Slot) -> str:
    """Return the half-day of a slot, for example ``d1_am``; a delay makes no morning an afternoon.

    >>> from datetime import UTC, date, datetime
    >>> noon = datetime(2027, 4, 14, 12, tzinfo=UTC)
    >>> day, at = date(2027, 4, 14), time(14)
    >>> half_day(Slot(id="d1s07", day=day, session="a", start=at, end=at, starts_at=noon, ends_at=noon))
    'd1_pm'
    """
    planned = slot.start.hour * 60 + slot.start.minute - slot.late_minutes
    return f"{slot.id.partition('s')[0]}_{'am' if planned < NOON.hour * 60 + NOON.minute else 'pm'}"


def day_slots(uow: UnitOfWork, event: Event) -> list[Slot]:
    """Return every slot of the event at the time at which it begins now: as planned, or delayed on the day."""
    late: Mapping[str, int] = uow.settings.all().get("slot_shifts") or {}
    return [shift(event, slot, late[slot.id]) if slot.id in late else slot for slot in slots(event)]


def open_slots(uow: UnitOfWork, event: Event) -> list[Slot]:
    """Return the slots in which meetings may take place, at the time at which they begin now."""
    closed = set(uow.settings.all().get("closed_slots") or ())
    return [slot for slot in day_slots(uow, event) if slot.id not in closed]


def table_names(uow: UnitOfWork, event: Event) -> dict[str, str]:
    """Return what each table is called, by its number: its number, or the name it was given on the day."""
    named: Mapping[str, str] = uow.settings.all().get("table_names") or {}
    return {number: named.get(number, number) for number in (str(table.number) for table in event.tables)}


def table_label(event: Event, name: str, language: str) -> str:
    """Return a table as its guests look for it: with the name that the event file gave it, where there is one."""
    named = next((table.name for table in event.tables if str(table.number) == name and table.name), None)
    return f"{name} ({named.in_(language)})" if named is not None else name


def open_tables(uow: UnitOfWork, event: Event) -> list[str]:
    """Return the names of the tables in use, in their order."""
    out = set(uow.settings.all().get("tables_out") or ())
    return [name for number, name in table_names(uow, event).items() if number not in out]


def free_slots(known: Iterable[Slot], answers: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the slots at which a company can meet; None when it can at all of them."""
    kept_free = set(answers.get("half_days_off") or ())
    if not kept_free:
        return None
    return frozenset(slot.id for slot in known if half_day(slot) not in kept_free)


def limits(uow: UnitOfWork, event: Event, role: str) -> tuple[int, int]:
    """Return floor and cap of meetings of a role: the organisers' where they changed them."""
    changed = uow.settings.all().get(f"limits_{role}")
    if changed:
        return int(changed[0]), int(changed[1])
    fixed = event.limits["buyer" if role == "buyer" else "provider"]
    return fixed.floor, fixed.cap
