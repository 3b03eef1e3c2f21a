"""Walks the schema up and down.

Alembic is imported only where there is something to walk: most starts find the newest schema, and shall be quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent
UPGRADE_LOCK = 7_266_943  # any number of our own: replicas that start together migrate one after another


def configure(connection: Connection) -> Config:
    """Return Alembic's settings for one open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def newest_version() -> str:
    """Return the version that this code needs: the files begin with their numbers."""
    return max(file.name.partition("_")[0] for file in (FOLDER / "versions").glob("[0-9]*.py"))


def current_version(connection: Connection) -> str | None:
    """Return the version that the database has, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest version; other processes that try at the same time wait."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        if current_version(connection) != newest_version():
            from alembic import command

            command.upgrade(configure(connection), "head")
