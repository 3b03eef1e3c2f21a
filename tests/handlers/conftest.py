"""The troubled morning of `changing`, built once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from events.event import Event
from handlers.visit import House
from storage import Database
from tests.handlers.live.changing import open_menu, publish_day
from tests.world import World


@pytest.fixture(scope="session")
def published_file(tmp_path_factory: pytest.TempPathFactory, approved_file: Path, event: Event) -> Path:
    """A SQLite file with an agenda in force that everybody has received."""
    file = Path(shutil.copy(approved_file, tmp_path_factory.mktemp("published") / "mawid.db"))
    database = Database(f"sqlite:///{file}")
    publish_day(World(database=database, house=House(event=event)))
    database.close()
    return file


@pytest.fixture
def morning(tmp_path: Path, published_file: Path, house: House) -> Iterator[World]:
    """Ten o'clock on the first day; the organiser looks at the menu of changes."""
    database = Database(f"sqlite:///{shutil.copy(published_file, tmp_path / 'day.db')}")
    world = World(database=database, house=house)
    open_menu(world)
    yield world
    database.close()
