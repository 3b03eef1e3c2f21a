"""The house reminds by its own clock, from the tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bot.opening import open_app
from bot.rounds import EVERY
from bot.settings import Settings
from events.event import Event
from handlers.reminding.reminders import MOST_AT_ONCE
from storage import Database
from tests.fakes.waiting import until
from tests.handlers.reminding.crowds import add_crowd
from tests.handlers.reminding.ticks import at, rows


def statuses(database: Database) -> Counter[str]:
    return Counter(status for _key, status, _reason in rows(database))


async def test_tick_writes_all_that_is_due_and_it_is_sent(
    sqlite_database: Database, tmp_path: Path, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(EVERY, "remind", 0.05)
    settings = replace(event.reminders, minutes_before=(15,), evening_before=None, doors_open=None, thanks=None)
    pairs = MOST_AT_ONCE // 2 + 5
    add_crowd(sqlite_database, event, pairs, channel="web")
    app = await open_app(
        Settings(database_url=f"sqlite:///{tmp_path / 'mawid.db'}", port=0),
        replace(event, reminders=settings),
        now=lambda: at("10:25"),
    )
    try:
        await until(lambda: statuses(sqlite_database) == {"sent": 2 * pairs}, seconds=60)
    finally:
        await app.stop()

    assert app.rounds.reminded_at == at("10:25")
