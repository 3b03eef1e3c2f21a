from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage import Database
from storage.occupancy import Occupancy, Occupied

HOLD = """
import sys
from storage import Database
from storage.occupancy import Occupancy
Occupancy(Database(sys.argv[1])).take()
print("taken", flush=True)
sys.stdin.read()
"""


def hold(url: str) -> subprocess.Popen[str]:
    """Run the database in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "taken\n"
    return process


def test_second_process_is_told_who_runs_the_database(sqlite_database: Database) -> None:
    with hold(str(sqlite_database.engine.url)) as process:
        with pytest.raises(Occupied, match=f"mawid.db is run by another mawid already .process {process.pid}."):
            Occupancy(sqlite_database).take()
        with sqlite_database.begin() as uow:
            assert uow.people.count() == 0  # other commands go on working
        process.kill()

    mine = Occupancy(sqlite_database)
    mine.take()
    mine.release()


def test_database_can_be_run_again_once_it_is_released(sqlite_database: Database) -> None:
    first, second = Occupancy(sqlite_database), Occupancy(sqlite_database)
    first.take()
    with pytest.raises(Occupied, match=f"process {os.getpid()}"):
        second.take()

    first.release()
    first.release()
    second.take()
    second.release()


def test_process_that_has_not_written_its_number_yet_is_told_as_new(sqlite_database: Database) -> None:
    first = Occupancy(sqlite_database)
    first.take()
    assert sqlite_database.file is not None
    sqlite_database.file.with_name(".mawid.db.pid").unlink()

    with pytest.raises(Occupied, match="it has just started"):
        Occupancy(sqlite_database).take()
    first.release()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_database_in_memory_is_nobody_elses(url: str) -> None:
    database = Database(url)
    for occupancy in (Occupancy(database), Occupancy(database)):
        occupancy.take()
        occupancy.release()
    database.close()


def test_database_on_a_server_is_run_by_many(postgresql_database: Database, tmp_path: Path) -> None:
    Occupancy(postgresql_database).take()
    Occupancy(postgresql_database).take()
