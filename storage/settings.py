"""What organisers decided in the chat, over what the event file says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from storage.models import setting


class SettingRepository:
    """Values by key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> dict[str, Any]:
        """Return every value that was set."""
        rows = self._connection.execute(select(setting.c.key, setting.c.value))
        return dict(rows.all())

    def set(self, key: str, value: Any, *, now: datetime) -> None:
        """Keep a value, replacing the former."""
        self.unset(key)
        self._connection.execute(insert(setting), {"key": key, "value": value, "changed_at": now})

    def unset(self, key: str) -> None:
        """Go back to what the event file says."""
        self._connection.execute(delete(setting).where(setting.c.key == key))
