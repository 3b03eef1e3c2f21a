"""A plan is put in force: published as a new version, told, remembered and written down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.agendas import outdated
from handlers.live import kept_changes, notices, undoing
from handlers.repairing.day import Day
from handlers.repairing.planning import Plan
from handlers.visit import House
from storage.records import StoredChange
from storage.unit_of_work import UnitOfWork


def put_in_force(
    uow: UnitOfWork, house: House, day: Day, change: StoredChange, plan: Plan, *, person_id: int, now: datetime
) -> tuple[int, int]:
    """Publish what a plan makes of the day; return how many are told and the version now in force.

    A draft that waits is dropped: it was made of a day that is no longer so. Where no meeting differs, the version
    stays, so that nobody's "OK" grows stale.
    """
    former = undoing.set_settings(uow, plan.settings, now=now)
    after_id, told = day.version.id, 0
    if plan.changes:
        summary = _summary(day, plan)
        after_id = uow.agendas.add_draft(plan.meetings, summary=summary, person_id=person_id, now=now)
        uow.agendas.publish(after_id, now=now)
        told = notices.note_change(uow, house, before_id=day.version.id, after_id=after_id, now=now)
        outdated.drop_outdated(uow, after_id, now)
    uow.changes.change(
        change.id,
        status="approved",
        after_id=after_id,
        approved_by=person_id,
        approved_at=now,
        summary={**plan.to_json(), "settings_before": former},
    )
    before, after = kept_changes.sides(day, plan, version=after_id, told=told)
    subject = f"change:{change.id}"
    uow.audit.add(person_id=person_id, act="change_approved", subject=subject, before=before, after=after, now=now)
    return told, after_id


def _summary(day: Day, plan: Plan) -> dict[str, Any]:
    """Return the summary of the new version: what was left out, with the meetings that are lost now."""
    placed = {one.pair for one in plan.meetings}
    kept = [left for left in day.version.summary["leftovers"] if f"{left[0]}~{left[1]}" not in placed]
    lost = [
        [one.before.buyer_id, one.before.provider_id, 0, plan.lost[one.before.pair], []]
        for one in plan.changes
        if one.before is not None and one.after is None and plan.lost[one.before.pair] != "pair_cancelled"
    ]
    return {**day.version.summary, "leftovers": [*kept, *lost]}
