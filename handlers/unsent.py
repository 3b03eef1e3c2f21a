"""Takes back what has not left yet to people who may no longer be written to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from storage.unit_of_work import UnitOfWork

UNDER_WAY = ("sending", "paused")


def take_back(uow: UnitOfWork, people: Iterable[int], *, reason: str, now: datetime) -> None:
    """Drop what waits of every broadcast for these people."""
    uow.broadcasts.drop_of_people(people, reason=reason, now=now)


def take_back_reminders(uow: UnitOfWork, person_id: int, *, now: datetime) -> None:
    """Drop what waits of the broadcasts that are only for those who want reminders."""
    for broadcast in uow.broadcasts.every():
        if broadcast.status in UNDER_WAY and broadcast.audience.get("purpose") == "reminders":
            uow.broadcasts.drop_of_people([person_id], reason="no_reminders", now=now, broadcast_id=broadcast.id)
