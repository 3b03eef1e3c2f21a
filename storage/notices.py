"""Notices: which version of the agenda each person was told last, and whether they confirmed it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from storage.models import notice, outbox
from storage.records import Notice

_FIELDS = tuple(Notice.__dataclass_fields__)
_COLUMNS = tuple(notice.c[name] for name in _FIELDS)
_IS_PENDING = notice.c.told_at.is_(None)
_IS_SILENT = and_(notice.c.told_at.is_not(None), notice.c.acknowledged_at.is_(None), notice.c.called_at.is_(None))


class NoticeRepository:
    """Keeps at most one notice that is still to be told for each person, and every one that was."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(
        self, person_id: int, *, from_agenda_id: int | None, pause: timedelta, at_most: timedelta, now: datetime
    ) -> int:
        """Note that a person is to be told of a change after a `pause`; return the notice's id.

        One that waits already is put off, but never longer than `at_most` after its first change.
        """
        pending = self._first(notice.c.person_id == person_id, _IS_PENDING)
        if pending is not None:
            self.change(pending.id, due_at=min(now + pause, pending.noted_at + at_most))
            return pending.id
        values = {"person_id": person_id, "from_agenda_id": from_agenda_id, "noted_at": now, "due_at": now + pause}
        notice_id: int = self._connection.execute(insert(notice).returning(notice.c.id), values).scalar_one()
        return notice_id

    def has_due(self, *, now: datetime) -> bool:
        """Tell whether somebody is to be told now."""
        return (
            self._connection.execute(select(notice.c.id).where(_IS_PENDING, notice.c.due_at <= now)).first() is not None
        )

    def due(self, *, now: datetime, limit: int) -> Sequence[Notice]:
        """Return who is to be told now, those who wait longest first; another process leaves them alone."""
        query = (
            select(*_COLUMNS)
            .where(_IS_PENDING, notice.c.due_at <= now)
            .order_by(notice.c.due_at, notice.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [_notice(row) for row in self._connection.execute(query)]

    def hasten(self, *, now: datetime) -> int:
        """Let everything that waits be told now; return how many people."""
        waiting = update(notice).where(_IS_PENDING, notice.c.due_at > now).values(due_at=now)
        self._connection.execute(waiting)
        return self.count_pending()

    def count_pending(self) -> int:
        """Return how many people are still to be told of something."""
        return self._connection.execute(
            select(func.count(notice.c.person_id.distinct())).where(_IS_PENDING)
        ).scalar_one()

    def is_pending(self, person_id: int) -> bool:
        """Tell whether a person is still to be told of something."""
        return self._first(notice.c.person_id == person_id, _IS_PENDING) is not None

    def find(self, notice_id: int) -> Notice | None:
        """Return a notice, or None."""
        return self._first(notice.c.id == notice_id)

    def last_told(self, person_id: int) -> Notice | None:
        """Return what a person was told last, or None."""
        return self._first(notice.c.person_id == person_id, notice.c.told_at.is_not(None))

    def of_person(self, person_id: int) -> Sequence[Notice]:
        """Return every notice of a person, oldest first."""
        query = select(*_COLUMNS).where(notice.c.person_id == person_id).order_by(notice.c.id)
        return [_notice(row) for row in self._connection.execute(query)]

    def _first(self, *conditions: ColumnElement[bool]) -> Notice | None:
        query = select(*_COLUMNS).where(*conditions).order_by(notice.c.id.desc()).limit(1)
        row = self._connection.execute(query).first()
        return None if row is None else _notice(row)

    def change(self, notice_id: int, **fields: Any) -> None:
        """Set the named columns."""
        self._connection.execute(update(notice).where(notice.c.id == notice_id).values(**fields))

    def remove(self, notice_id: int) -> None:
        """Forget a notice that there is nothing to tell of."""
        self._connection.execute(delete(notice).where(notice.c.id == notice_id))

    def remove_pending(self, person_id: int) -> None:
        """Forget what a person was still to be told."""
        self._connection.execute(delete(notice).where(notice.c.person_id == person_id, _IS_PENDING))

    def leave_older(self, person_id: int, *, than: int) -> None:
        """Follow up nothing that a newer notice has replaced."""
        older = and_(notice.c.person_id == person_id, notice.c.id != than, _IS_SILENT)
        self._connection.execute(update(notice).where(older).values(follow_at=None, until_at=None))

    def acknowledge(self, person_id: int, *, now: datetime) -> None:
        """Keep that a person confirmed what they were told."""
        told = and_(notice.c.person_id == person_id, notice.c.told_at.is_not(None))
        self._connection.execute(
            update(notice).where(told, notice.c.acknowledged_at.is_(None)).values(acknowledged_at=now)
        )

    def to_nudge(self, *, now: datetime, soon: datetime, limit: int = 50) -> Sequence[Notice]:
        """Return whom to ask once more, as long as it is of use: silent for too long.

        Whom the message did not reach is asked when the others will be only at an instant until `soon`.
        """
        is_unreached = or_(notice.c.outbox_id.is_(None), outbox.c.status == "dead")
        query = (
            select(*_COLUMNS)
            .outerjoin(outbox, outbox.c.id == notice.c.outbox_id)
            .where(
                _IS_SILENT,
                notice.c.nudged_at.is_(None),
                notice.c.until_at > now,
                or_(notice.c.follow_at <= now, and_(notice.c.follow_at <= soon, is_unreached)),
            )
            .order_by(notice.c.id)
            .limit(limit)
            .with_for_update(of=notice, skip_locked=True)
        )
        return [_notice(row) for row in self._connection.execute(query)]

    def to_list(self, *, nudged_before: datetime, now: datetime) -> Sequence[Notice]:
        """Return who stayed silent after they were asked once more, and is not on the list to call yet."""
        query = (
            select(*_COLUMNS)
            .where(
                _IS_SILENT, notice.c.nudged_at <= nudged_before, notice.c.listed_at.is_(None), notice.c.until_at > now
            )
            .order_by(notice.c.id)
            .with_for_update(skip_locked=True)
        )
        return [_notice(row) for row in self._connection.execute(query)]

    def to_call(self, *, now: datetime) -> Sequence[Notice]:
        """Return the list of whom to call; who did not answer comes after the others."""
        query = select(*_COLUMNS).where(_IS_SILENT, notice.c.listed_at.is_not(None), notice.c.until_at > now)
        found = [_notice(row) for row in self._connection.execute(query)]
        return sorted(found, key=lambda one: (one.tried_at is not None, one.tried_at or one.listed_at, one.id))

    def informed(self) -> set[int]:
        """Return the people who know their day: they confirmed what they were told last, or were told by phone."""
        newest = (
            select(func.max(notice.c.id).label("id"))
            .where(notice.c.told_at.is_not(None))
            .group_by(notice.c.person_id)
            .subquery()
        )
        query = (
            select(notice.c.person_id)
            .join(newest, newest.c.id == notice.c.id)
            .where(or_(notice.c.acknowledged_at.is_not(None), notice.c.called_at.is_not(None)))
        )
        return set(self._connection.execute(query).scalars())


def _notice(row: Sequence[Any]) -> Notice:
    return Notice(**dict(zip(_FIELDS, row, strict=True)))
