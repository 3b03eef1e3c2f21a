"""Two processes on one database: one sends, the other stands by or refuses to start."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.lead import Lead
from storage import Database
from storage.leadership import Leadership
from storage.models import outbox
from storage.outbox import BROADCAST
from tests.bot.fake_channel import PAYLOAD
from tests.bot.house_process import HouseProcess
from tests.bot.test_kill import running
from tests.fakes.telegram_server import FakeTelegram
from tests.fakes.waiting import until
from tests.storage.test_leadership import end_connections

SECONDS = 90.0
RECIPIENTS = 400


class Told:
    """What a lead told of itself."""

    def __init__(self, leadership: Leadership | None) -> None:
        self.words: list[str] = []
        self.lead = Lead(leadership, on_gained=self._gained, on_lost=self._lost)

    async def _gained(self) -> None:
        self.words.append("gained")

    async def _lost(self) -> None:
        self.words.append("lost")


async def test_lead_passes_on_when_the_first_lets_go(postgresql_database: Database) -> None:
    first, second = (Told(Leadership(postgresql_database, "t")) for _ in range(2))
    for told in (first, second, first, second):
        await told.lead.look()
    assert (first.words, second.words) == (["gained"], [])

    await first.lead.release()
    await second.lead.look()
    assert (first.lead.is_ours, second.lead.is_ours) == (False, True)
    await second.lead.release()


async def test_lost_connection_is_a_lost_lead_and_the_lock_is_taken_again(postgresql_database: Database) -> None:
    told = Told(Leadership(postgresql_database, "t"))
    await told.lead.look()
    await asyncio.to_thread(end_connections, postgresql_database)
    for _ in range(2):
        await told.lead.look()

    assert told.words == ["gained", "lost", "gained"]
    await told.lead.release()


async def test_server_that_does_not_answer_is_a_lost_lead(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told(Leadership(postgresql_database, "t"))
    await told.lead.look()
    monkeypatch.setattr("bot.lead._PATIENCE", 0.0)
    await told.lead.look()
    assert told.words == ["gained", "lost"]

    monkeypatch.undo()
    await told.lead.look()
    assert told.words == ["gained", "lost", "gained"]
    await told.lead.release()


async def test_process_alone_always_leads() -> None:
    told = Told(None)
    await told.lead.look()

    assert told.lead.is_ours
    await told.lead.release()


def enqueue(database: Database) -> None:
    now = datetime.now(UTC)
    dull = {"payload": PAYLOAD, "status": "queued", "attempts": 0, "after_inbox_id": 0, "priority": BROADCAST}
    rows = [{**dull, "address": f"telegram:{n}", "due_at": now, "created_at": now} for n in range(1, RECIPIENTS + 1)]
    with database.engine.begin() as connection:
        connection.execute(outbox.insert(), rows)


async def test_second_sender_stands_by_and_takes_over_when_the_first_is_killed(shared_url: str, tmp_path: Path) -> None:
    database = Database(shared_url)
    await asyncio.to_thread(database.migrate)
    async with FakeTelegram(accepts_strangers=True) as fake:
        given = {"TELEGRAM_BOT_TOKEN": fake.token, "TELEGRAM_API_BASE": fake.base_url, "DATABASE_URL": shared_url}
        folders = [tmp_path / "first", tmp_path / "second"]
        for folder in folders:
            folder.mkdir()
        first, second = (HouseProcess(folder, **given) for folder in folders)
        async with running(first), running(second):
            await until(lambda: "this process sends" in first.logged + second.logged, seconds=SECONDS)
            leader, standby = (first, second) if "this process sends" in first.logged else (second, first)
            await until(lambda: standby.link is not None, seconds=SECONDS)
            enqueue(database)
            await until(lambda: len(fake.sent("sendMessage")) > RECIPIENTS // 10, seconds=SECONDS)
            assert "this process sends" not in standby.logged
            await leader.kill()
            await until(lambda: len(arrivals(fake)) == RECIPIENTS, seconds=SECONDS)
            fake.person(7).say("/start")  # it receives, too
            await until(lambda: bool(fake.person(7).messages), seconds=SECONDS)
            assert await standby.interrupt() == 0

        assert [call for call in fake.calls if call.status == 429] == []
        assert arrivals(fake).total() < RECIPIENTS * 1.1
    database.close()


def arrivals(fake: FakeTelegram) -> Counter[int]:
    sent = (int(call.parameters["chat_id"]) for call in fake.sent("sendMessage"))
    return Counter(chat for chat in sent if 1 <= chat <= RECIPIENTS)


async def test_second_process_on_one_sqlite_refuses_to_start_and_says_why(tmp_path: Path) -> None:
    house = HouseProcess(tmp_path)
    async with running(house):
        await until(lambda: house.link is not None, seconds=SECONDS)
        other = HouseProcess(tmp_path)
        await other.start()
        assert await other.wait() == 1
        assert "mawid.db is run by another mawid already (process" in other.logged
        assert "Stop it first." in other.logged
        assert await house.interrupt() == 0
        assert await house.open() != ""
