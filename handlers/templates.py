"""Calls of the templates that platforms approve: what a message becomes where nothing else is permitted.

The texts are in `locales/*/templates/*.toml`. A template that says everything stands in for its message; the others
only ask the person to open it, and the message itself follows as soon as they do.
"""

from __future__ import annotations

from events.event import Event
from handlers.messages import TemplateCall

OPEN = "n:open"
"""Data of a template's button that only opens what waits."""


def notice_template(event: Event, language: str) -> TemplateCall:
    """Ask to open a message of whatever kind."""
    return TemplateCall(name="notice", params={"event": event.name.in_(language)}, data=OPEN)


def reminder_template(
    event: Event, language: str, *, counterpart: str, time: str, table: str, data: str = OPEN
) -> TemplateCall:
    """Remind of one meeting; `time` as the reader writes it, `data` what its button sends back."""
    params = {"event": event.name.in_(language), "counterpart": counterpart, "time": time, "table": table}
    return TemplateCall(name="reminder", params=params, data=data, is_whole=True)


def change_template(event: Event, language: str, *, count: int, data: str = OPEN) -> TemplateCall:
    """Say that so many of a person's meetings changed; what changed follows once they open it."""
    return TemplateCall(name="change", params={"event": event.name.in_(language), "count": str(count)}, data=data)


def agenda_template(event: Event, language: str, *, day: str, count: int, data: str = OPEN) -> TemplateCall:
    """Say how many meetings await a person on a day; the agenda follows once they open it."""
    params = {"event": event.name.in_(language), "day": day, "count": str(count)}
    return TemplateCall(name="agenda", params=params, data=data)


def broadcast_template(event: Event, language: str, *, data: str = OPEN) -> TemplateCall:
    """Say that the organisers wrote; their words follow once the person opens them."""
    return TemplateCall(name="broadcast", params={"event": event.name.in_(language)}, data=data)


def verdict_template(event: Event, language: str, *, company: str, data: str = OPEN) -> TemplateCall:
    """Say that the organisers decided on a registration; the verdict follows once the person opens it."""
    return TemplateCall(name="verdict", params={"event": event.name.in_(language), "company": company}, data=data)
