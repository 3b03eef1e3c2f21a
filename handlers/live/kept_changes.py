"""An approved change as the audit trail keeps it, to be told again long after that day.

Kept are ids and the times in force, no names of companies or people, which may have to be erased.
"""

from __future__ import annotations

from typing import Any

from handlers.live import titles
from handlers.repairing.day import Day
from handlers.repairing.planning import Plan
from storage.records import StoredMeeting


def sides(day: Day, plan: Plan, *, version: int, told: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is kept of before and after: what was asked for, and each meeting that differs."""
    request = plan.request
    before = {"version": day.version.id, "meetings": [_kept(one.before, one.after) for one in plan.changes]}
    after = {
        "version": version,
        "told": told,
        "request": str(request),
        "table": titles.table_of(day, request),
        "times": {key: at.isoformat() for key, at in titles.times_of(day, request).items()},
        "meetings": [_kept(one.after, one.before) for one in plan.changes],
    }
    return before, after


def _kept(meeting: StoredMeeting | None, other: StoredMeeting | None) -> dict[str, Any] | None:
    """Return one side of a meeting, with who goes where the other side differs in that."""
    if meeting is None:
        return None
    starts_at = meeting.starts_at.isoformat()
    kept = {"pair": meeting.pair, "slot": meeting.slot, "starts_at": starts_at, "table": meeting.table_name}
    if other is None or _delegates(meeting) == _delegates(other):
        return kept
    return {**kept, "people": [one for one in _delegates(meeting) if one and one not in _delegates(other)]}


def _delegates(meeting: StoredMeeting) -> tuple[int | None, int | None]:
    return meeting.buyer_delegate_id, meeting.provider_delegate_id
