"""When to begin sending, so that everything arrives on time at the rate that a channel permits.

Sending is a machine that handles one message after another, each for 1 / rate seconds. Served by earliest due date
(Jackson 1955; as "earliest deadline first", Liu & Layland 1973), no order is late less; laid out backward from the
last deadline, each message stands as late as it can without making another one late: 2,000 messages that must arrive
at 09:45 by a channel of 25 a second begin at 09:43:40.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Timed:
    """A message by its `key`, the `channel` it leaves by, and the aware instant `arrives_by` which it must be there."""

    key: str
    channel: str
    arrives_by: datetime


def latest_starts(messages: Iterable[Timed], rates: Mapping[str, float], *, default_rate: float) -> dict[str, datetime]:
    """Return when to begin sending each message, by its key: the latest instant at which all of them are on time.

    `rates`: messages a second by channel, `default_rate` for a channel that is not named; all above 0, else
    `ValueError`. Each channel is a queue of its own. The soonest deadline starts first, ties by key, so the same
    messages give the same starts. A start may lie in the past: then the rate no longer suffices, and to begin at once
    in this order still makes the latest message the least late.

    >>> from datetime import UTC
    >>> lead = datetime(2027, 4, 14, 9, 45, tzinfo=UTC)
    >>> crowd = [Timed(key=f"{n:04d}", channel="telegram", arrives_by=lead) for n in range(2000)]
    >>> starts = latest_starts(crowd, {"telegram": 25.0}, default_rate=25.0)
    >>> (lead - starts["0000"]).total_seconds(), (lead - starts["1999"]).total_seconds()
    (80.0, 0.04)
    """
    if min(default_rate, *rates.values(), default_rate) <= 0:
        raise ValueError("a rate is a number of messages a second above 0")
    starts: dict[str, datetime] = {}
    next_start: dict[str, datetime] = {}
    for message in sorted(messages, key=lambda one: (one.arrives_by, one.key), reverse=True):
        ready_by = min(message.arrives_by, next_start.get(message.channel, message.arrives_by))
        takes = timedelta(seconds=1.0 / rates.get(message.channel, default_rate))
        starts[message.key] = next_start[message.channel] = ready_by - takes
    return starts
