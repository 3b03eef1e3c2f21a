from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from storage import Database
from storage.leadership import Leadership

HOLDERS = text(
    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() ORDER BY pid"
)


def holders(database: Database) -> list[int]:
    with database.engine.connect() as connection:
        return list(connection.execute(HOLDERS).scalars())


def end_connections(database: Database) -> None:
    """Cut the connections of whoever holds a lock, as a network does."""
    with database.engine.connect() as connection:
        for pid in holders(database):
            connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})


@pytest.fixture
def pair(postgresql_database: Database) -> Iterator[tuple[Leadership, Leadership]]:
    first, second = Leadership(postgresql_database, "a token"), Leadership(postgresql_database, "a token")
    yield first, second
    first.release()
    second.release()


def test_one_of_two_leads_until_it_lets_go(pair: tuple[Leadership, Leadership]) -> None:
    first, second = pair

    assert [first.hold(), second.hold(), first.hold(), second.hold()] == [True, False, True, False]
    first.release()
    assert [second.hold(), first.hold()] == [True, False]


def test_senders_of_two_bots_do_not_know_one_another(
    postgresql_database: Database, pair: tuple[Leadership, Leadership]
) -> None:
    other = Leadership(postgresql_database, "another token")

    assert [pair[0].hold(), other.hold()] == [True, True]
    other.release()


def test_lock_is_lost_with_its_connection(postgresql_database: Database, pair: tuple[Leadership, Leadership]) -> None:
    first, second = pair
    assert first.hold()
    end_connections(postgresql_database)

    assert not first.hold()
    assert second.hold()
    assert not first.hold()
    assert holders(postgresql_database) != []


def test_server_that_is_away_leads_nobody(tmp_path: object) -> None:
    database = Database(f"postgresql:///mawid?host={tmp_path}")

    assert not Leadership(database, "a token").hold()
    database.close()
