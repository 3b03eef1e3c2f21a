"""Opens the database and its transactions: SQLite in one file, or PostgreSQL by its address alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.migrations.runner import upgrade
from storage.unit_of_work import UnitOfWork

SQLITE_BUSY_SECONDS = 5.0


class DatabaseUnavailable(Exception):
    """The database refused or lost the transaction: locked, full, down. Nothing of it was kept; try again."""


def _to_json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def _from_json(stored: Any) -> Any:
    return orjson.loads(stored) if isinstance(stored, str | bytes) else stored  # SQLite keeps a number as a number


_JSON = {"json_serializer": _to_json, "json_deserializer": _from_json}


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    """Make a connection durable (a commit survives a power cut), open to readers, and strict on keys."""
    connection.isolation_level = None  # SQLAlchemy's own BEGIN below; sqlite3 would delay it
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _open_engine(url: str) -> Engine:
    """Return an engine whose errors never quote the values of a statement: they are personal data."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, **_JSON, hide_parameters=True, connect_args={"timeout": SQLITE_BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        return engine
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return create_engine(parsed, **_JSON, hide_parameters=True, pool_pre_ping=True, pool_size=5)


@contextmanager
def _translated_errors() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise DatabaseUnavailable(str(error.orig)) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseUnavailable(str(error.orig)) from error
        raise


class Database:
    """One database of one event; thread-safe, open until `close`."""

    def __init__(self, url: str) -> None:
        self.engine = _open_engine(url)
        self.lessee: int | None = None  # the number under which this process leases messages, where there are several

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database; None on a server, or in memory."""
        name = self.engine.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    def migrate(self) -> None:
        """Bring the schema to the newest version; a no-op when it is."""
        with _translated_errors():
            upgrade(self.engine)

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """Open a transaction that commits when the block ends and leaves nothing when it raises.

        A lost or locked database raises `DatabaseUnavailable`, whatever the driver calls it.
        """
        with _translated_errors(), self.engine.begin() as connection:
            yield UnitOfWork(connection, lessee=self.lessee)

    def close(self) -> None:
        """Give every connection back; on SQLite the write-ahead log is folded into the file."""
        self.engine.dispose()
