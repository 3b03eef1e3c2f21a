"""Versions of the agenda, and the meetings of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from storage.models import acknowledgement, agenda, meeting
from storage.records import StoredAgenda, StoredMeeting

_FIELDS = tuple(StoredAgenda.__dataclass_fields__)
_MEETING = tuple(StoredMeeting.__dataclass_fields__)


class AgendaRepository:
    """Adds drafts, publishes them, and finds meetings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_draft(
        self, meetings: Iterable[StoredMeeting], *, summary: Any, person_id: int | None, now: datetime
    ) -> int:
        """Keep a new draft, which replaces the former one; return its version number."""
        self._connection.execute(update(agenda).where(agenda.c.status == "draft").values(status="dropped"))
        values = {"status": "draft", "summary": summary, "person_id": person_id, "created_at": now}
        version: int = self._connection.execute(insert(agenda).returning(agenda.c.id), values).scalar_one()
        rows = [{"agenda_id": version, **asdict(one)} for one in meetings]
        if rows:
            self._connection.execute(insert(meeting), rows)
        return version

    def publish(self, version: int, *, now: datetime) -> None:
        """Make a draft the agenda in force."""
        self._connection.execute(update(agenda).where(agenda.c.status == "published").values(status="replaced"))
        self._connection.execute(
            update(agenda).where(agenda.c.id == version).values(status="published", published_at=now)
        )

    def lock(self) -> None:
        """Hold the agenda in force until this is committed, so that two decisions on it come one after the other."""
        held = select(agenda.c.id).where(agenda.c.status == "published").with_for_update()
        self._connection.execute(held).all()

    def reopen(self, version: int) -> None:
        """Make a draft of a version again that another one took the place of."""
        self._connection.execute(update(agenda).where(agenda.c.id == version).values(status="draft"))

    def newest(self, status: str) -> StoredAgenda | None:
        """Return the newest version of a status, or None."""
        query = (
            select(*(agenda.c[name] for name in _FIELDS))
            .where(agenda.c.status == status)
            .order_by(agenda.c.id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return None if row is None else StoredAgenda(**dict(zip(_FIELDS, row, strict=True)))

    def find(self, version: int) -> StoredAgenda | None:
        """Return a version, or None."""
        query = select(*(agenda.c[name] for name in _FIELDS)).where(agenda.c.id == version)
        row = self._connection.execute(query).first()
        return None if row is None else StoredAgenda(**dict(zip(_FIELDS, row, strict=True)))

    def meetings(self, version: int, *, company_id: int | None = None) -> Sequence[StoredMeeting]:
        """Return the meetings of a version, or those of one company in it, in the order of the clock."""
        query = (
            select(*(meeting.c[name] for name in _MEETING))
            .where(meeting.c.agenda_id == version)
            .order_by(meeting.c.starts_at, meeting.c.table_name, meeting.c.buyer_id)
        )
        if company_id is not None:
            query = query.where(or_(meeting.c.buyer_id == company_id, meeting.c.provider_id == company_id))
        return [StoredMeeting(**dict(zip(_MEETING, row, strict=True))) for row in self._connection.execute(query)]

    def meetings_between(self, version: int, first: datetime, last: datetime) -> Sequence[StoredMeeting]:
        """Return the meetings of a version that start from one instant until before another, in clock order."""
        query = (
            select(*(meeting.c[name] for name in _MEETING))
            .where(meeting.c.agenda_id == version, meeting.c.starts_at >= first, meeting.c.starts_at < last)
            .order_by(meeting.c.starts_at, meeting.c.buyer_id, meeting.c.provider_id)
        )
        return [StoredMeeting(**dict(zip(_MEETING, row, strict=True))) for row in self._connection.execute(query)]

    def instants(self, version: int) -> set[tuple[str, datetime, datetime]]:
        """Return the slots of a version's meetings, each with the start and the end that are stored."""
        query = select(meeting.c.slot, meeting.c.starts_at, meeting.c.ends_at).where(meeting.c.agenda_id == version)
        return {(slot, start, end) for slot, start, end in self._connection.execute(query.distinct())}

    def retime(self, version: int, slot: str, *, starts_at: datetime, ends_at: datetime) -> None:
        """Give the meetings of a slot other instants: its wall time stays, the rules of its zone changed."""
        self._connection.execute(
            update(meeting)
            .where(meeting.c.agenda_id == version, meeting.c.slot == slot)
            .values(starts_at=starts_at, ends_at=ends_at)
        )

    def replace_meetings(self, version: int, meetings: Iterable[StoredMeeting], *, summary: Any) -> None:
        """Put other meetings into a draft."""
        self._connection.execute(meeting.delete().where(meeting.c.agenda_id == version))
        rows = [{"agenda_id": version, **asdict(one)} for one in meetings]
        if rows:
            self._connection.execute(insert(meeting), rows)
        self._connection.execute(update(agenda).where(agenda.c.id == version).values(summary=summary))

    def acknowledge(self, version: int, person_id: int, *, now: datetime) -> None:
        """Keep that a person has seen a version; a second time changes nothing."""
        known = select(acknowledgement.c.person_id).where(
            acknowledgement.c.agenda_id == version, acknowledgement.c.person_id == person_id
        )
        if self._connection.execute(known).first() is None:
            values = {"agenda_id": version, "person_id": person_id, "given_at": now}
            self._connection.execute(insert(acknowledgement), values)

    def acknowledged_by(self, version: int) -> set[int]:
        """Return who has seen a version."""
        query = select(acknowledgement.c.person_id).where(acknowledgement.c.agenda_id == version)
        return set(self._connection.execute(query).scalars())
