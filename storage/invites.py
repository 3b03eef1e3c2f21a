"""Invitation codes; only their hashes are stored, so that a stolen database opens no door."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from storage.models import invite
from storage.records import Invite

_FIELDS = tuple(Invite.__dataclass_fields__)


def hash_secret(secret: str) -> str:
    """Return what is stored in place of a secret (ours are long and random: no salt is needed)."""
    return hashlib.sha256(secret.encode()).hexdigest()


class InviteRepository:
    """Adds codes and redeems them, each as often as it was meant to be."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, code: str, granted: Invite) -> None:
        """Keep a code and what it opens."""
        values: dict[str, Any] = {name: getattr(granted, name) for name in _FIELDS}
        self._connection.execute(insert(invite), {"code_hash": hash_secret(code), **values})

    def find(self, code: str, *, now: datetime) -> Invite | None:
        """Return what a code opens, or None when it is unknown, used up or too old."""
        query = select(*(invite.c[name] for name in _FIELDS)).where(
            invite.c.code_hash == hash_secret(code), invite.c.uses_left > 0, invite.c.expires_at > now
        )
        row = self._connection.execute(query).first()
        return None if row is None else Invite(**dict(zip(_FIELDS, row, strict=True)))

    def redeem(self, code: str, *, now: datetime) -> Invite | None:
        """Use a code once; None when it opens nothing, or when somebody else just took its last use."""
        found = self.find(code, now=now)
        if found is None:
            return None
        used = self._connection.execute(
            update(invite)
            .where(invite.c.code_hash == hash_secret(code), invite.c.uses_left > 0)
            .values(uses_left=invite.c.uses_left - 1)
        )
        return found if used.rowcount else None

    def remove_of_company(self, company_id: int) -> None:
        """Withdraw every invitation of a company."""
        self._connection.execute(delete(invite).where(invite.c.company_id == company_id))
