from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from storage import Database, UnitOfWork
from storage.database import DatabaseUnavailable
from storage.models import person
from tests.storage.seeds import NOON, add_person, enqueue


def write(database: Database, *steps: Callable[[UnitOfWork], object]) -> None:
    """Take some steps in one transaction."""
    with database.begin() as uow:
        for step in steps:
            step(uow)


def count_people(database: Database) -> int:
    with database.begin() as uow:
        return uow.people.count()


# -- instants ----------------------------------------------------------------------------------------------


def test_instant_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="an instant needs a time zone"), database.begin() as uow:
        uow.companies.add(now=datetime(2027, 3, 1, 12))

    with database.begin() as uow:
        assert uow.companies.counts() == {}


def test_instant_of_any_zone_comes_back_in_utc(database: Database) -> None:
    paris = datetime(2027, 3, 1, 13, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    with database.begin() as uow:
        company_id = uow.companies.add(now=paris).id

    with database.begin() as uow:
        found = uow.companies.get(company_id).created_at
    assert found == paris
    assert found.tzinfo is UTC
    assert found.isoformat() == "2027-03-01T12:00:00.123456+00:00"


def test_instants_are_utc_whatever_the_zone_of_the_server(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    event.listen(database.engine, "connect", lambda raw, _: raw.execute("SET TIME ZONE 'Asia/Kolkata'"))
    database.migrate()
    with database.begin() as uow:
        company = uow.companies.add(now=NOON)
    database.close()

    assert company.created_at.isoformat() == "2027-03-01T12:00:00+00:00"


# -- all or nothing ----------------------------------------------------------------------------------------


def test_block_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        write(database, add_person, enqueue, lambda _: 1 // 0)

    with database.begin() as uow:
        assert uow.people.count() == 0
        assert uow.outbox.counts() == {}


def test_wrong_statement_is_our_error_and_not_the_databases(database: Database) -> None:
    with pytest.raises(IntegrityError):
        write(database, add_person, add_person)

    assert count_people(database) == 0


def test_error_does_not_quote_what_people_wrote(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught, database.engine.begin() as connection:
        connection.execute(insert(person), {"id": 1, "membership": None, "asked": "+212600000000", "created_at": NOON})

    assert "hidden" in str(caught.value)
    assert "+212600000000" not in str(caught.value).split("DETAIL")[0]


def test_keys_are_held_by_the_database(database: Database) -> None:
    with pytest.raises(IntegrityError), database.begin() as uow:
        add_person(uow, company_id=999_999)


# -- a database that is away -------------------------------------------------------------------------------


def test_locked_sqlite_is_unavailable_and_works_again_when_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.SQLITE_BUSY_SECONDS", 0.05)
    database = Database(f"sqlite:///{tmp_path / 'mawid.db'}")
    database.migrate()
    other = sqlite3.connect(tmp_path / "mawid.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(DatabaseUnavailable, match="locked"), database.begin() as uow:
        add_person(uow)

    other.execute("ROLLBACK")
    other.close()
    with database.begin() as uow:
        add_person(uow)
    assert count_people(database) == 1
    database.close()


def test_full_disk_is_unavailable_and_nothing_is_half_written(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count={pages + 4}"))

    with pytest.raises(DatabaseUnavailable, match="full"):
        write(sqlite_database, add_person, *[lambda uow: enqueue(uow, payload="x" * 4000)] * 100)

    with sqlite_database.begin() as uow:
        assert uow.people.count() == 0
        assert uow.outbox.counts() == {}
        add_person(uow)
    with sqlite_database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    assert count_people(sqlite_database) == 1


def test_missing_folder_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'gone' / 'mawid.db'}")

    with pytest.raises(DatabaseUnavailable, match="unable to open"):
        database.migrate()
    database.close()


def kill_connections(database: Database) -> None:
    """End every session of this database but the one that asks."""
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with database.engine.connect() as connection:
        connection.execute(text(f"{query} AND pid <> pg_backend_pid() AND application_name = 'victim'"))


@pytest.fixture
def victim(postgresql_database: Database, postgresql_url: str) -> Database:
    """A second door to the same PostgreSQL, whose connections may be killed."""
    separator = "&" if "?" in postgresql_url else "?"
    return Database(f"{postgresql_url}{separator}application_name=victim")


def test_killed_postgresql_connection_is_unavailable_and_the_next_transaction_works(
    postgresql_database: Database, victim: Database
) -> None:
    before = count_people(victim)

    with pytest.raises(DatabaseUnavailable):
        write(victim, add_person, lambda _: kill_connections(postgresql_database), enqueue)

    assert count_people(victim) == before
    victim.close()


def test_connection_killed_before_the_commit_is_unavailable(postgresql_database: Database, victim: Database) -> None:
    before = count_people(victim)

    with pytest.raises(DatabaseUnavailable):
        write(victim, add_person, lambda _: kill_connections(postgresql_database))

    assert count_people(victim) == before
    victim.close()


def test_idle_connection_that_was_killed_is_not_noticed(postgresql_database: Database, victim: Database) -> None:
    before = count_people(victim)
    kill_connections(postgresql_database)

    assert count_people(victim) == before
    victim.close()


def test_lost_connection_is_unavailable_whatever_the_driver_calls_it(
    postgresql_database: Database, postgresql_url: str
) -> None:
    """A session ended by the server's own time limit raises what psycopg counts as an internal error."""
    separator = "&" if "?" in postgresql_url else "?"
    options = "options=-cidle_in_transaction_session_timeout%3D20&application_name=idler"
    idler = Database(f"{postgresql_url}{separator}{options}")

    with pytest.raises(DatabaseUnavailable, match="idle-in-transaction"):
        write(idler, add_person, lambda _: wait_until_gone(postgresql_database, "idler"), enqueue)

    assert count_people(idler) >= 0
    idler.close()


def wait_until_gone(database: Database, name: str) -> None:
    query = text("SELECT count(*), pg_sleep(0.02) FROM pg_stat_activity WHERE application_name = :name")
    for _ in range(500):
        with database.engine.connect() as connection:
            if connection.execute(query, {"name": name}).scalar_one() == 0:
                return
    raise AssertionError(f"the session of {name} does not end")


def test_absent_postgresql_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"postgresql:///mawid?host={tmp_path}")

    with pytest.raises(DatabaseUnavailable), database.begin():
        pass
    database.close()


# -- addresses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_understood(postgresql_url: str, scheme: str) -> None:
    database = Database(postgresql_url.replace("postgresql", scheme, 1))

    assert database.is_sqlite is False
    assert database.engine.driver == "psycopg"
    with database.engine.connect() as connection:
        assert connection.execute(select(1)).scalar_one() == 1
    database.close()


def test_sqlite_is_durable_and_strict(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert sqlite_database.is_sqlite is True
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_closed_sqlite_is_one_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'mawid.db'}")
    database.migrate()
    database.close()

    assert [path.name for path in tmp_path.iterdir()] == ["mawid.db"]
