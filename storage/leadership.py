"""Of several processes on one PostgreSQL, one is the sender of a bot: whoever holds its advisory lock.

The lock belongs to a connection of its own. When the process dies the server ends the connection and with it the
lock; when only the connection is lost, the lock is lost too, and the holder must stop. Whoever stands by keeps such a
connection too: it holds the number under which the process leases messages (`storage.lessees`).
"""

from __future__ import annotations

import hashlib
from contextlib import suppress

from sqlalchemy import Connection, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage.database import Database
from storage.lessees import TAKE, new_number

_TRY = text("SELECT pg_try_advisory_lock(:key)")
_ALIVE = text("SELECT 1")
_LET_GO = text("SELECT pg_advisory_unlock_all()")
_NOTICE_DEATH = (  # seconds until the server knows that the machine of a holder is gone
    "SET tcp_keepalives_idle = 3",
    "SET tcp_keepalives_interval = 1",
    "SET tcp_keepalives_count = 3",
    "SET tcp_user_timeout = 6000",
)


class Leadership:
    """The lock of one name, and of this process's `number`; not for use by two threads at once."""

    def __init__(self, database: Database, name: str) -> None:
        self.number = new_number()
        self._engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        self._connection: Connection | None = None
        self._driver: DBAPIConnection | None = None
        self._is_ours = False

    def hold(self) -> bool:
        """Take the lock if it is free, or see that it is still ours; return whether it is."""
        try:
            connection = self._connection or self._connect()
            if self._is_ours:
                connection.execute(_ALIVE)
            else:
                self._is_ours = bool(connection.execute(_TRY, {"key": self._key}).scalar_one())
        except DBAPIError:
            self.release()
        return self._is_ours

    def _connect(self) -> Connection:
        connection = self._engine.connect()
        self._driver = connection.connection.dbapi_connection
        connection.detach()  # it ends with the locks, and is nobody else's afterwards
        self._connection = connection
        for setting in _NOTICE_DEATH:
            connection.exec_driver_sql(setting)
        connection.execute(TAKE, {"number": self.number})
        return connection

    def release(self) -> None:
        """Let another process take the lock."""
        connection, self._connection, self._is_ours = self._connection, None, False
        if connection is not None and self._driver is not None:
            with suppress(SQLAlchemyError):  # the server would let go too, but a moment after the connection ends
                connection.execute(_LET_GO)
            connection.close()
            self._driver.close()  # of a connection that was lost, nobody else would
