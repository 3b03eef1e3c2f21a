"""The clock of the house: APScheduler ticks, and what is due is read from the tables."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Tick = Callable[[], Awaitable[None]]


def now() -> datetime:
    """Return the present instant; the only place where the wall clock is read."""
    return datetime.now(UTC)


class Clock:
    """Calls what was registered, every so many seconds; a tick that comes late still counts, several count once."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def every(self, seconds: float, tick: Tick, *, name: str) -> None:
        """Call `tick` every so many seconds once the clock runs."""
        self._scheduler.add_job(tick, "interval", seconds=seconds, id=name)

    def start(self) -> None:
        """Begin ticking."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
