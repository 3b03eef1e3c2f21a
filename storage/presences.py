"""What delegates said before their meetings: on the way, late, cannot come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select

from storage.models import presence
from storage.records import StoredPresence

_FIELDS = tuple(StoredPresence.__dataclass_fields__)


class PresenceRepository:
    """Keeps the newest word of each person on each meeting."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, said: StoredPresence) -> None:
        """Keep what somebody said of a meeting, in place of what they said of it before."""
        self._connection.execute(
            delete(presence).where(
                presence.c.buyer_id == said.buyer_id,
                presence.c.provider_id == said.provider_id,
                presence.c.slot == said.slot,
                presence.c.person_id == said.person_id,
            )
        )
        self._connection.execute(insert(presence), asdict(said))

    def of_slots(self, slots: Collection[str]) -> Sequence[StoredPresence]:
        """Return what was said of the meetings of some slots, the first said first."""
        query = (
            select(*(presence.c[name] for name in _FIELDS))
            .where(presence.c.slot.in_(slots))
            .order_by(presence.c.said_at, presence.c.person_id)
        )
        return [StoredPresence(**dict(zip(_FIELDS, row, strict=True))) for row in self._connection.execute(query)]
