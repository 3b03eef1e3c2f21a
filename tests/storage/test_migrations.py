from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage import Database
from storage.migrations.runner import FOLDER, configure, current_version, newest_version
from storage.models import metadata
from tests.storage.seeds import add_person


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table; on PostgreSQL a schema of its own."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield database
        database.close()
        return
    url: str = request.getfixturevalue("postgresql_url")
    server = Database(url)
    with server.engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA empty"))
    separator = "&" if "?" in url else "?"
    database = Database(f"{url}{separator}options=-csearch_path%3Dempty")
    yield database
    database.close()
    with server.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA empty CASCADE"))
    server.close()


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def difference(connection: Connection) -> list[object]:
    """Return what alembic would change to make the schema what the models say."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


def test_migrated_schema_is_what_the_models_say(empty: Database) -> None:
    empty.migrate()

    with empty.engine.connect() as connection:
        assert difference(connection) == []
        assert tables(connection) == set(metadata.tables)


def test_partial_indexes_are_migrated_as_the_models_say(empty: Database) -> None:
    empty.migrate()

    with empty.engine.connect() as connection:
        found = {
            index["name"]: str(value).replace("::text", "").replace("(status)", "status").strip("()")
            for index in inspect(connection).get_indexes("outbox")
            for name, value in index.get("dialect_options", {}).items()
            if name.endswith("_where")
        }
    assert found == {
        "ix_outbox_waiting": "status = 'queued'",
        "ix_outbox_expiring": "status = 'queued'",
        "ix_outbox_in_hand": "status = 'sending'",
        "ix_outbox_leased": "status = 'sending'",
        "ix_outbox_dead": "status = 'dead'",
        "ix_outbox_broadcast_id": "broadcast_id IS NOT NULL",
        "ix_outbox_held": "status = 'held'",
        "ix_outbox_closed": "sent_at IS NOT NULL",
    }


def test_schema_walks_up_down_and_up_again(empty: Database) -> None:
    empty.migrate()

    with empty.engine.begin() as connection:
        assert current_version(connection) == newest_version()
        command.downgrade(configure(connection), "base")
        assert tables(connection) == set()
        assert current_version(connection) is None
    empty.migrate()
    with empty.engine.connect() as connection:
        assert difference(connection) == []


def test_schema_walks_every_step_down_and_up(empty: Database) -> None:
    empty.migrate()

    with empty.engine.begin() as connection:
        steps = 0
        while current_version(connection) is not None:
            command.downgrade(configure(connection), "-1")
            steps += 1
        for _ in range(steps):
            command.upgrade(configure(connection), "+1")
        assert current_version(connection) == newest_version()
        assert difference(connection) == []


def test_second_start_changes_nothing(empty: Database) -> None:
    empty.migrate()
    with empty.begin() as uow:
        add_person(uow)
    empty.migrate()

    with empty.begin() as uow:
        assert uow.people.count() == 1


def test_replicas_that_start_together_migrate_once(empty: Database) -> None:
    url = empty.engine.url.render_as_string(hide_password=False)
    replicas = [Database(url) for _ in range(3)]
    problems: list[BaseException] = []

    def start(replica: Database) -> None:
        try:
            replica.migrate()
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=start, args=(replica,)) for replica in replicas]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    with empty.engine.connect() as connection:
        assert current_version(connection) == newest_version()
    for replica in replicas:
        replica.close()


def test_next_migration_is_written_without_importing_the_models(sqlite_database: Database, tmp_path: Path) -> None:
    with sqlite_database.engine.begin() as connection:
        connection.execute(text("DROP TABLE web_session"))
        config = configure(connection)
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", f"{FOLDER / 'versions'}\n{tmp_path}")
        command.revision(config, "Bring sessions back", autogenerate=True, version_path=str(tmp_path))

    (written,) = tmp_path.glob("*_bring_sessions_back.py")
    assert 'sa.Column("created_at", sa.DateTime(timezone=True), nullable=False)' in written.read_text().replace(
        "'", '"'
    )
    assert "storage" not in written.read_text()


def test_newest_version_is_the_one_that_alembic_would_walk_to(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        script = ScriptDirectory.from_config(configure(connection))

    assert newest_version() == script.get_current_head()
