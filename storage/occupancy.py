"""One process at a time runs a SQLite database: two would both be its only sender.

The lock is SQLite's own, on an empty file beside the database: it works wherever SQLite does, and the system lets
go of it when the process dies, however it dies. Commands that only read and write the database need no lock.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from storage.database import Database


class Occupied(Exception):
    """Another process runs this database; the message says which."""


class Occupancy:
    """Keeps other processes from running a database, from `take` to `release`; nothing to keep on a server."""

    def __init__(self, database: Database) -> None:
        self._file = database.file
        self._lock: sqlite3.Connection | None = None

    def take(self) -> None:
        """Become the one process of this database, or raise `Occupied`."""
        if self._file is None:
            return
        lock = sqlite3.connect(_beside(self._file, "lock"), timeout=0, isolation_level=None, check_same_thread=False)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            lock.close()
            raise Occupied(f"{self._file} is run by another mawid already ({self._who()})") from None
        self._lock = lock
        _beside(self._file, "pid").write_text(f"{os.getpid()}\n", encoding="ascii")

    def _who(self) -> str:
        assert self._file is not None
        try:
            return f"process {int(_beside(self._file, 'pid').read_text(encoding='ascii'))}"
        except (OSError, ValueError):
            return "it has just started"

    def release(self) -> None:
        """Let another process run the database."""
        if self._lock is not None and self._file is not None:
            _beside(self._file, "pid").unlink(missing_ok=True)
            self._lock.close()
            self._lock = None


def _beside(file: Path, what: str) -> Path:
    return file.with_name(f".{file.name}.{what}")
