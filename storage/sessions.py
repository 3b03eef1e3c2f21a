"""Web sessions: which address a cookie stands for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.invites import hash_secret
from storage.models import web_session


class SessionRepository:
    """Keeps the hash of each cookie and the address it opens."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token: str, *, address: str, language_hint: str | None, now: datetime) -> None:
        """Let a cookie stand for an address."""
        values = {
            "token_hash": hash_secret(token),
            "address": address,
            "language_hint": (language_hint or "")[:16] or None,
            "created_at": now,
        }
        self._connection.execute(insert(web_session), values)

    def address_of(self, token: str) -> str | None:
        """Return the address a cookie stands for, or None."""
        query = select(web_session.c.address).where(web_session.c.token_hash == hash_secret(token))
        return self._connection.execute(query).scalar_one_or_none()

    def remove_of_address(self, address: str) -> None:
        """Close every session of an address."""
        self._connection.execute(delete(web_session).where(web_session.c.address == address))
