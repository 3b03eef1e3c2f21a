"""What tests of the real program share: a database of its own on the PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from storage import Database


@pytest.fixture
def shared_url(postgresql_url: str) -> Iterator[str]:
    """A database of its own on the server, for real processes."""
    server = Database(postgresql_url)
    autocommit = server.engine.execution_options(isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection:
        connection.execute(text("CREATE DATABASE shared"))
    yield server.engine.url.set(database="shared").render_as_string(hide_password=False)
    with autocommit.connect() as connection:
        connection.execute(text("DROP DATABASE shared WITH (FORCE)"))
    server.close()


@pytest.fixture
def stored_in(request: pytest.FixtureRequest, kind: str) -> dict[str, str]:
    """The setting by which a process of this test keeps its data on a kind of database."""
    return {"DATABASE_URL": request.getfixturevalue("shared_url")} if kind == "postgresql" else {}
