"""Where the organisers' buttons of the event day lead: whom to call, how the day stands, what was done."""

from __future__ import annotations

from handlers.live import calls, day_status
from handlers.trail import trail
from handlers.visit import Visit


def tap(visit: Visit, data: str) -> None:
    """Follow ``i:status=12``, ``i:acts=7``, or a button of the list to call; each is for organisers only."""
    verb, _, rest = data.removeprefix("i:").partition("=")
    if verb == "status":
        day_status.show(visit, rest)
    elif verb == "acts":
        trail.show(visit, rest)
    else:
        calls.tap(visit, data)
