"""The end of an edition: everything stored is deleted on the day that people were promised."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from storage.models import metadata


class RetentionRepository:
    """Empties every table, so that nothing of anybody stays."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def erase_everything(self) -> int:
        """Delete every row of every table; return how many there were."""
        return sum(self._connection.execute(delete(table)).rowcount for table in reversed(metadata.sorted_tables))
