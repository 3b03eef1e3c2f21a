"""What no single key of the event file can tell: order, overlaps, bounds, dates around the event.

A check is left out when one of the values it compares was already found wrong: one mistake, one message.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from events.event import Day, Event, Session
from events.slots import slot_starts
from events.table import Faults


def check(event: Event, faults: Faults) -> None:
    """Note every contradiction between the values of `event`."""
    _check_days(event, faults)
    _check_keys(event, faults)
    _check_slots(event, faults)
    _check_limits(event, faults)
    _check_dates(event, faults)
    _check_reminders(event, faults)
    if not faults.found:
        _check_floors(event, faults)


def _expect(ok: bool, faults: Faults, path: str, *uses: str, expected: str, found: str, example: str) -> None:
    if not ok and all(faults.is_sound(used) for used in (path, *uses)):
        faults.add(path, expected=expected, found=found, example=example)


def _sessions(event: Event) -> Iterator[tuple[str, Day, Session]]:
    for i, day in enumerate(event.days):
        for j, session in enumerate(day.sessions):
            yield f"days[{i}].sessions[{j}]", day, session


def _check_days(event: Event, faults: Faults) -> None:
    for i, (before, day) in enumerate(zip(event.days, event.days[1:], strict=False), 1):
        _expect(
            before.date < day.date,
            faults,
            f"days[{i}].date",
            f"days[{i - 1}].date",
            expected=f"a date after days[{i - 1}].date ({before.date})",
            found=str(day.date),
            example="date = 2027-04-15",
        )
    for i, day in enumerate(event.days):
        _check_order(day, f"days[{i}].sessions", faults)


def _check_order(day: Day, place: str, faults: Faults) -> None:
    for j, session in enumerate(day.sessions):
        _expect(
            session.start < session.end,
            faults,
            f"{place}[{j}].end",
            f"{place}[{j}].start",
            expected=f"a time after its start ({session.start:%H:%M})",
            found=f"{session.end:%H:%M}",
            example='end = "12:30"',
        )
    for j, (before, session) in enumerate(zip(day.sessions, day.sessions[1:], strict=False), 1):
        _expect(
            before.end <= session.start,
            faults,
            f"{place}[{j}].start",
            f"{place}[{j - 1}].end",
            expected=f'no earlier than the end of "{before.key}" ({before.end:%H:%M})',
            found=f"{session.start:%H:%M}",
            example=f'start = "{before.end:%H:%M}"',
        )


def _check_keys(event: Event, faults: Faults) -> None:
    _check_unique([(place, session.key) for place, _, session in _sessions(event)], "day1-morning", faults)
    rules = [(f"legal_rules[{i}]", rule.key) for i, rule in enumerate(event.legal_rules)]
    _check_unique(rules, "fr-b2c-prospecting", faults)


def _check_unique(keys: list[tuple[str, str]], example: str, faults: Faults) -> None:
    owners: dict[str, str] = {}
    for place, key in keys:
        owner = owners.setdefault(key, place)
        _expect(
            owner == place,
            faults,
            f"{place}.key",
            f"{owner}.key",
            expected=f"a key that {owner} does not have",
            found=f'"{key}"',
            example=f'key = "{example}"',
        )


def _check_slots(event: Event, faults: Faults) -> None:
    meetings = [(place, session) for place, _, session in _sessions(event) if session.kind == "meetings"]
    _expect(
        bool(meetings) or not all(faults.is_sound(f"{place}.kind") for place, _, _ in _sessions(event)),
        faults,
        "days",
        expected='at least one session of kind "meetings"',
        found="none",
        example='kind = "meetings"',
    )
    for place, session in meetings:
        _expect(
            bool(slot_starts(event, session)),
            faults,
            f"{place}.end",
            f"{place}.start",
            f"{place}.kind",
            "meetings.slot_minutes",
            expected=f"room for one slot of {event.slot_minutes} minutes",
            found=f"{session.start:%H:%M} to {session.end:%H:%M}",
            example='end = "12:30"',
        )


def _check_limits(event: Event, faults: Faults) -> None:
    for role, limits in event.limits.items():
        _expect(
            limits.floor <= limits.cap,
            faults,
            f"limits.{role}.cap",
            f"limits.{role}.floor",
            expected=f"no less than the floor ({limits.floor})",
            found=str(limits.cap),
            example=f"cap = {limits.floor + 4}",
        )


def _check_floors(event: Event, faults: Faults) -> None:
    """Note a floor that the days cannot hold; the slots can be counted only when everything else is right."""
    total = sum(len(slot_starts(event, session)) for _, _, session in _sessions(event) if session.kind == "meetings")
    for role, limits in event.limits.items():
        _expect(
            limits.floor <= total,
            faults,
            f"limits.{role}.floor",
            expected=f"no more than the {total} slots of the event",
            found=str(limits.floor),
            example=f"floor = {min(4, total)}",
        )


def _check_dates(event: Event, faults: Faults) -> None:
    if not event.days:
        return
    opening = datetime.combine(
        event.first_day, min((session.start for session in event.days[0].sessions), default=time.min)
    )
    _expect(
        event.wishes.deadline < opening,
        faults,
        "wishes.deadline",
        "days[0].date",
        "days[0].sessions[0].start",
        expected=f"a moment before the event opens ({opening:%Y-%m-%d %H:%M})",
        found=f"{event.wishes.deadline:%Y-%m-%d %H:%M}",
        example='deadline = "2027-04-09 18:00"',
    )
    last = len(event.days) - 1
    _expect(
        event.last_day < event.privacy.retain_until,
        faults,
        "privacy.retain_until",
        f"days[{last}].date",
        expected=f"a date after the last day ({event.last_day})",
        found=str(event.privacy.retain_until),
        example="retain_until = 2027-10-15",
    )


def _check_reminders(event: Event, faults: Faults) -> None:
    minutes = event.reminders.minutes_before
    _expect(
        len(set(minutes)) == len(minutes),
        faults,
        "reminders.minutes_before",
        expected="each number once",
        found=", ".join(str(minute) for minute in minutes),
        example="minutes_before = [15, 5]",
    )
    _check_day_messages(event, faults)


def _check_day_messages(event: Event, faults: Faults) -> None:
    """Note a welcome that comes after a day has begun, and thanks that come before it is over."""
    sessions = list(_sessions(event))
    if not sessions:
        return
    first_place, _, first = min(sessions, key=lambda one: one[2].start)
    last_place, _, last = max(sessions, key=lambda one: one[2].end)
    doors_open, thanks = event.reminders.doors_open, event.reminders.thanks
    _expect(
        doors_open is None or doors_open <= first.start,
        faults,
        "reminders.doors_open",
        f"{first_place}.start",
        expected=f"no later than the first session ({first.start:%H:%M})",
        found=f"{doors_open:%H:%M}" if doors_open else "",
        example=f'doors_open = "{first.start:%H:%M}"',
    )
    _expect(
        thanks is None or thanks >= last.end,
        faults,
        "reminders.thanks",
        f"{last_place}.end",
        expected=f"no earlier than the end of the last session ({last.end:%H:%M})",
        found=f"{thanks:%H:%M}" if thanks else "",
        example=f'thanks = "{last.end:%H:%M}"',
    )
