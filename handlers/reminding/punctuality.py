"""How late reminders leave: against the instant they promise, not the one at which the queue began on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.unit_of_work import UnitOfWork

WINDOW = timedelta(hours=1)

_KEY = re.compile(r"reminder:.*@(\d{2})(\d{2})(\d{2})(?:\+[\d-]*)?:(\d+):\d+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Lateness:
    """Seconds by which the reminders of the last hour left late; 0 for one that was on time."""

    count: int = 0
    mean: float = 0.0
    most: float = 0.0


def lateness(uow: UnitOfWork, now: datetime) -> Lateness:
    """Return how late the reminders of the last hour were."""
    late = []
    for key, sent_at in uow.traffic.reminders_since(now - WINDOW):
        promised_at = promised(key, near=sent_at)
        if promised_at is not None:
            late.append(max(0.0, (sent_at - promised_at).total_seconds()))
    return Lateness(count=len(late), mean=sum(late) / len(late), most=max(late)) if late else Lateness()


def promised(key: str, *, near: datetime) -> datetime | None:
    """Return when the reminder with this key was to arrive, None for another kind of message.

    The key has the day and the time at which the meeting begins, and the minutes before it
    (`handlers.agendas.outdated`); the month is the one that brings them nearest.

    >>> from datetime import UTC
    >>> promised("reminder:1~2:d1s03@7@011000:15:99", near=datetime(2027, 3, 31, 23, tzinfo=UTC))
    datetime.datetime(2027, 4, 1, 9, 45, tzinfo=datetime.timezone.utc)
    """
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    day, hour, minute, lead = (int(part) for part in found.groups())
    starts = (_on(near + timedelta(days=distance), day, hour, minute) for distance in range(-2, 3))
    known = [one for one in starts if one is not None]
    return known[0] - timedelta(minutes=lead) if known else None


def _on(date: datetime, day: int, hour: int, minute: int) -> datetime | None:
    return date.replace(hour=hour, minute=minute, second=0, microsecond=0) if date.day == day else None
