"""Reminders that wait are dropped once their reader does not want them any more, or is no longer there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from events.event import Event
from handlers.reminding.planned import read_crowd
from handlers.reminding.reminder_settings import NONE, level_of, wanted_leads, wants_digest
from storage.reminders import Recipient
from storage.unit_of_work import UnitOfWork

LEFT, NOT_AGREED, NOT_WANTED = "left", "no_consent", "not_wanted"

_REMINDER = re.compile(r"reminder:(\d+)~(\d+):.*:(\d+):(\d+)")
_DIGEST = re.compile(r"digest:(\w+):\w+:(\d+):\w+:(\d+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Written:
    """What the key of a reminder tells: for whom, and how many minutes before, or of what kind about a day."""

    company_ids: tuple[int, ...]
    person_id: int
    lead: int | None = None
    kind: str = ""


def drop_unwanted(uow: UnitOfWork, event: Event, now: datetime) -> int:
    """Drop the reminders of those who left, withdrew their consent, or chose fewer; return how many."""
    waiting = [(row.id, written) for row in uow.reminders.waiting() if (written := _written(row.key)) is not None]
    company_ids = {company_id for _row_id, written in waiting for company_id in written.company_ids}
    if not company_ids:
        return 0
    left = uow.reminders.companies_that_left(company_ids)
    crowd = read_crowd(uow, company_ids - left)
    people = {one.person.id: one for members in crowd.values() for one in members}
    reasons: dict[str, list[int]] = {}
    for row_id, written in waiting:
        reason = _reason(event, people.get(written.person_id), written)
        if reason is not None:
            reasons.setdefault(reason, []).append(row_id)
    return sum(uow.reminders.drop(rows, reason=reason, now=now) for reason, rows in reasons.items())


def _written(key: str) -> _Written | None:
    found = _REMINDER.fullmatch(key)
    if found is not None:
        pair = (int(found[1]), int(found[2]))
        return _Written(company_ids=pair, lead=int(found[3]), person_id=int(found[4]))
    found = _DIGEST.fullmatch(key)
    return None if found is None else _Written(company_ids=(int(found[2]),), kind=found[1], person_id=int(found[3]))


def _reason(event: Event, recipient: Recipient | None, written: _Written) -> str | None:
    """Return why somebody is not to get a reminder any more; None when they are."""
    if recipient is None:
        return LEFT
    if not recipient.has_agreed:
        return NOT_AGREED
    level = level_of(recipient.values)
    if written.lead is None:
        return None if wants_digest(written.kind, level) else NOT_WANTED
    leads = wanted_leads(event.reminders.minutes_before, level)
    is_wanted = written.lead in leads or (written.lead == 0 and level != NONE)
    return None if is_wanted else NOT_WANTED
