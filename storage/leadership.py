"""Of several processes on one PostgreSQL, one is the sender of a bot: whoever holds its advisory lock.

The lock belongs to a connection of its own. When the process dies the server ends the connection and with it the
lock; when only the connection is lost, the lock is lost too, and the holder must stop.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from storage.database import Database

_TRY = text("SELECT pg_try_advisory_lock(:key)")
_ALIVE = text("SELECT 1")
_NOTICE_DEATH = (  # seconds until the server knows that the machine of a holder is gone
    "SET tcp_keepalives_idle = 3",
    "SET tcp_keepalives_interval = 1",
    "SET tcp_keepalives_count = 3",
    "SET tcp_user_timeout = 6000",
)


class Leadership:
    """The lock of one name; not for use by two threads at once."""

    def __init__(self, database: Database, name: str) -> None:
        self._engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        self._connection: Connection | None = None
        self._driver: DBAPIConnection | None = None

    def hold(self) -> bool:
        """Take the lock if it is free, or see that it is still ours; return whether it is."""
        try:
            return self._take() if self._connection is None else self._check(self._connection)
        except DBAPIError:
            self.release()
            return False

    def _take(self) -> bool:
        connection = self._engine.connect()
        self._driver = connection.connection.dbapi_connection
        connection.detach()  # it ends with the lock, and is nobody else's afterwards
        self._connection = connection
        for setting in _NOTICE_DEATH:
            connection.exec_driver_sql(setting)
        if not connection.execute(_TRY, {"key": self._key}).scalar_one():
            self.release()
            return False
        return True

    def _check(self, connection: Connection) -> bool:
        connection.execute(_ALIVE)
        return True

    def release(self) -> None:
        """Let another process take the lock."""
        connection, self._connection = self._connection, None
        if connection is not None and self._driver is not None:
            connection.close()
            self._driver.close()  # of a connection that was lost, nobody else would
