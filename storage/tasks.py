"""Work asked for in a turn and done beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from storage.models import task
from storage.records import Task

_FIELDS = tuple(Task.__dataclass_fields__)


class TaskRepository:
    """Queues work and hands it out once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.has_queued = False

    def add(self, kind: str, payload: Any, *, person_id: int | None, now: datetime) -> int:
        """Ask for work; return its id."""
        self.has_queued = True
        values = {"kind": kind, "payload": payload, "status": "waiting", "person_id": person_id, "created_at": now}
        task_id: int = self._connection.execute(insert(task).returning(task.c.id), values).scalar_one()
        return task_id

    def take(self) -> Task | None:
        """Return the oldest task that waits, now running; None when there is none."""
        query = (
            select(*(task.c[name] for name in _FIELDS))
            .where(task.c.status == "waiting")
            .order_by(task.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = self._connection.execute(query).first()
        if row is None:
            return None
        taken = Task(**dict(zip(_FIELDS, row, strict=True)))
        self._connection.execute(update(task).where(task.c.id == taken.id).values(status="running"))
        return taken

    def hold(self, task_id: int, *, until: datetime | None) -> None:
        """Say until when somebody is at a task, unless they say so again; None: nobody is."""
        self._connection.execute(
            update(task).where(task.c.id == task_id, task.c.status == "running").values(lease_until=until)
        )

    def finish(self, task_id: int, *, is_done: bool) -> None:
        """Close a task."""
        status = "done" if is_done else "failed"
        self._connection.execute(update(task).where(task.c.id == task_id).values(status=status))

    def restart(self, *, now: datetime, every: bool = False) -> None:
        """Queue again what was begun and nobody is at (`every`: whatever was begun, when no other process lives)."""
        begun = update(task).where(task.c.status == "running")
        if not every:
            begun = begun.where(or_(task.c.lease_until.is_(None), task.c.lease_until <= now))
        self._connection.execute(begun.values(status="waiting", lease_until=None))

    def is_waiting(self, kind: str) -> bool:
        """Tell whether such work is under way already."""
        query = select(task.c.id).where(task.c.kind == kind, task.c.status.in_(("waiting", "running"))).limit(1)
        return self._connection.execute(query).first() is not None
