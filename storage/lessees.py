"""Who leases messages: on PostgreSQL each process under a number of its own, whose advisory lock tells that it lives.

The lock belongs to a connection: when a process dies, however it dies, the server ends the connection and with it the
lock, and what the process had in hand is free at once instead of when its lease runs out.
"""

from __future__ import annotations

import secrets

from sqlalchemy import BigInteger, Column, ColumnElement, cast, column, func, literal_column, select, table, text

_KIND = 7266945  # any number of our own
_LARGEST = 2**31 - 1  # as large as such a number may be

TAKE = text(f"SELECT pg_advisory_lock({_KIND}, :number)")

_locks = table("pg_locks", column("locktype"), column("database"), column("classid"), column("objid"))
_databases = table("pg_database", column("oid"), column("datname"))
_LIVING = select(cast(_locks.c.objid, BigInteger)).where(
    _locks.c.locktype == literal_column("'advisory'"),
    _locks.c.classid == literal_column(str(_KIND)),
    _locks.c.database
    == select(_databases.c.oid).where(_databases.c.datname == func.current_database()).scalar_subquery(),
)


def new_number() -> int:
    """Return a number that no other process has, for all that chance can do."""
    return 1 + secrets.randbelow(_LARGEST)


def is_gone(lessee: Column[int | None]) -> ColumnElement[bool]:
    """Hold where the process of this number is no more; on PostgreSQL only, and not for a process without a number."""
    return lessee.is_not(None) & lessee.not_in(_LIVING)
