"""Every update that arrived, once: what makes a repeat a no-op, and what keeps whatever was typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.models import inbox
from storage.records import Received

_FIELDS = tuple(Received.__dataclass_fields__)
_COLUMNS = tuple(inbox.c[name] for name in _FIELDS)


def _insert_new(dialect: str) -> Insert:
    module: Any = sqlite if dialect == "sqlite" else postgresql
    statement: Insert = module.insert(inbox).on_conflict_do_nothing(index_elements=["update_key"]).returning(inbox.c.id)
    return statement


_INSERTS = {dialect: _insert_new(dialect) for dialect in ("sqlite", "postgresql")}
_AFTER = (
    select(*_COLUMNS)
    .where(inbox.c.address == bindparam("wanted"), inbox.c.id > bindparam("after"))
    .order_by(inbox.c.id)
)


class InboxRepository:
    """Accepts updates and reads a conversation back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def accept(
        self,
        *,
        update_key: str,
        address: str,
        kind: str,
        body: str | None,
        message_ref: str | None,
        now: datetime,
    ) -> int | None:
        """Store an update and return its id; None when it was stored before."""
        values = {
            "update_key": update_key,
            "address": address,
            "kind": kind,
            "body": body,
            "message_ref": message_ref,
            "received_at": now,
        }
        row = self._connection.execute(_INSERTS[self._connection.dialect.name], values).first()
        return None if row is None else int(row[0])

    def after(self, address: str, *, after_id: int = 0) -> Sequence[Received]:
        """Return what an address sent after a given update, oldest first."""
        rows = self._connection.execute(_AFTER, {"wanted": address, "after": after_id})
        return [Received(**dict(zip(_FIELDS, row, strict=True))) for row in rows]

    def last_id(self, address: str) -> int:
        """Return the id of the newest update of an address, 0 when there is none."""
        query = select(func.max(inbox.c.id)).where(inbox.c.address == address)
        return self._connection.execute(query).scalar_one() or 0

    def last_ids(self, addresses: Collection[str]) -> Mapping[str, int]:
        """Return the id of the newest update of each address that ever sent one."""
        wanted = inbox.c.address.in_(addresses)
        query = select(inbox.c.address, func.max(inbox.c.id)).where(wanted).group_by(inbox.c.address)
        return dict(self._connection.execute(query).all())

    def remove_of_address(self, address: str, *, keep_id: int) -> None:
        """Forget everything an address sent; of the update `keep_id` stays that it came, so that it is not repeated."""
        self._connection.execute(delete(inbox).where(inbox.c.address == address, inbox.c.id != keep_id))
        forgotten = {"address": "erased", "body": None, "message_ref": None}
        self._connection.execute(update(inbox).where(inbox.c.id == keep_id).values(**forgotten))
