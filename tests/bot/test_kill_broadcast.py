"""kill -9 at random moments of a broadcast: nobody is left out, and only what was on its way is said twice."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import Database
from storage.models import outbox
from storage.outbox import BROADCAST
from tests.bot.fake_channel import PAYLOAD
from tests.bot.house_process import HouseProcess
from tests.bot.test_kill import LONGEST_PAUSE, running, settle
from tests.fakes.telegram_server import FakeTelegram
from tests.fakes.waiting import until

log = logging.getLogger(__name__)

LATENCY = 0.08  # seconds the platform takes for each call
SECONDS = 120.0


def enqueue_broadcast(database: Database, recipients: int) -> None:
    now = datetime.now(UTC)
    with database.begin() as uow:
        for number in range(1, recipients + 1):
            address = f"telegram:{number}"
            uow.outbox.enqueue(
                address=address, payload=PAYLOAD, priority=BROADCAST, kind="broadcast", now=now, after_inbox_id=0
            )


def unmarked(database: Database) -> set[int]:
    """Return the chats whose message is in somebody's hand, as far as the database knows."""
    with database.engine.connect() as connection:
        rows = connection.execute(select(outbox.c.address).where(outbox.c.status == "sending"))
        return {int(address.partition(":")[2]) for (address,) in rows}


def arrivals(fake: FakeTelegram) -> Counter[int]:
    return Counter(int(call.parameters["chat_id"]) for call in fake.sent("sendMessage"))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize(("kills", "recipients"), [(4, 200), pytest.param(50, 2000, marks=pytest.mark.soak)])
async def test_broadcast_survives_kills_at_random_points(
    tmp_path: Path, stored_in: dict[str, str], kills: int, recipients: int
) -> None:
    chance = random.Random(kills)
    async with FakeTelegram(accepts_strangers=True) as fake:
        fake.latency = LATENCY
        house = HouseProcess(tmp_path, TELEGRAM_BOT_TOKEN=fake.token, TELEGRAM_API_BASE=fake.base_url, **stored_in)
        database = Database(house.database_url)
        database.migrate()
        enqueue_broadcast(database, recipients)
        may_double: Counter[int] = Counter()
        async with running(house):
            for number in range(kills):
                target = recipients * (number + 1) // (kills + 1)
                await until(lambda: len(arrivals(fake)) >= target, seconds=SECONDS)  # noqa: B023 - awaited here
                await asyncio.sleep(chance.uniform(0, LONGEST_PAUSE))
                await house.kill()
                await asyncio.sleep(LATENCY * 2)  # what had left arrives all the same
                came = arrivals(fake)
                may_double.update(unmarked(database) & came.keys())
                log.info("kill %d: %d arrived, %d of them twice", number + 1, came.total(), came.total() - len(came))
                await house.start()
            await until(lambda: len(arrivals(fake)) == recipients, seconds=SECONDS + recipients)
            await settle(house)
            assert await house.interrupt() == 0
        database.close()

    came = arrivals(fake)
    doubled = Counter({chat: times - 1 for chat, times in came.items() if times > 1})
    refused = sum(call.status == 429 for call in fake.calls)
    log.info("%d of %d came twice over %d kills; %d refused", doubled.total(), recipients, kills, refused)
    assert came.keys() == set(range(1, recipients + 1))
    assert doubled <= may_double
    assert refused == 0
