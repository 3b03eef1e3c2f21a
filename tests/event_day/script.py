"""How an event is to go, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class Script:
    """How large the event is, and how much goes wrong."""

    companies: int
    meetings_each: int
    changes: int  # that are approved
    step: timedelta
    first: timedelta = timedelta(hours=-15)  # from the beginning of the first meeting: the evening before
    days: int = 2
    hours: float | None = None  # of each day that are lived through; None: to its end
    whatsapp: float = 0.25  # of the delegates
    web: float = 0.15
    blocked: float = 0.02
    faulty: float = 0.05
    undo_each: int = 10  # of so many changes that were approved, the last is undone
    obliging: float = 0.8  # of the delegates who confirm what they are told
    prompt: float = 0.7  # of the delegates on WhatsApp who open what waits for them at once; the others do so later
    seed: int = 0


@dataclass(kw_only=True)
class Outcome:
    """What came of it."""

    people: Counter[str] = field(default_factory=Counter)  # by channel
    blocked: int = 0
    versions: int = 0
    meetings: int = 0
    proposed: int = 0
    approved: int = 0
    undone: int = 0
    messages: Counter[str] = field(default_factory=Counter)  # by channel
    reminders: int = 0
    templates: int = 0  # of the messages, those that WhatsApp permits outside its window
    opened: int = 0  # times that somebody tapped a template to read what waited
    failures: int = 0  # injected by the platforms
    compared: int = 0  # delegates whose phone was read at the end
    told: int = 0  # agendas and changes that ask to be confirmed
    acknowledged: int = 0
    on_call_list: int = 0
    wrong_days: list[str] = field(default_factory=list)  # whose last shown day is not the agenda
    wrong_reminders: list[str] = field(default_factory=list)  # for a meeting that was not so at that moment
    doubled: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)  # meetings of which somebody was not reminded


class SteppingClock:
    """Stands still until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        """Return the seconds since 1970."""
        return self.at.timestamp()
