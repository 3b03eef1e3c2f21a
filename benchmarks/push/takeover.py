"""How long nobody sends after the sender was killed: two houses on one PostgreSQL, one token, a broadcast under way.

Prints one line of JSON. Run by `python -m benchmarks.push`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.houses import end_house, new_database, start_house
from benchmarks.push.broadcast import fill
from storage import Database
from storage.models import outbox
from tests.fakes.telegram_phone import Person, Shown
from tests.fakes.telegram_server import FakeTelegram

BETWEEN = 6.0  # seconds for which both live, at least, before the next kill
STARTS = 60.0  # seconds in which a house is expected to begin
SENDS = "this process sends"


class House:
    """One of the two, and what it says of itself."""

    def __init__(self, fake: FakeTelegram, url: str, folder: Path, name: str) -> None:
        self._fake, self._url = fake, url
        self._log = folder / name
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self._log.open("wb") as log:
            self._process = await start_house(self._fake, self._url, log=log)

    @property
    def sends(self) -> bool:
        return re.search(SENDS, self._log.read_text()) is not None

    async def kill(self) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def end(self) -> None:
        if self._process is not None:
            await end_house(self._process)


async def takeovers(kills: int, latency: float) -> dict[str, Any]:
    """Return how long it took until the next message, after each kill, and what was lost or doubled."""
    recipients = kills * 400
    came: Counter[int] = Counter()
    last = {"at": 0.0}
    gaps: list[float] = []
    chance = random.Random(kills)

    def arrived(person: Person, _shown: Shown) -> None:
        came[person.chat_id] += 1
        last["at"] = time.perf_counter()

    with new_database("postgresql") as url, tempfile.TemporaryDirectory() as folder:
        fill(url, recipients)
        async with FakeTelegram(accepts_strangers=True) as fake:
            fake.latency, fake.on_message = latency, arrived
            houses = [House(fake, url, Path(folder), name) for name in ("first", "second")]
            try:
                for house in houses:
                    await house.start()
                for _ in range(kills):
                    await _until(lambda: sum(house.sends for house in houses) == 1)
                    await asyncio.sleep(BETWEEN + chance.random())
                    leader = next(house for house in houses if house.sends)
                    await leader.kill()
                    killed_at = time.perf_counter()
                    await asyncio.sleep(latency * 1.5)  # what had left arrives all the same
                    settled_at = time.perf_counter()
                    await _until(lambda: last["at"] > settled_at)  # noqa: B023 - awaited here
                    gaps.append(time.perf_counter() - killed_at)
                    await leader.start()
                    await asyncio.sleep(BETWEEN)  # it comes back as the one that stands by
                await _stop(url)
                refused = sum(call.status == 429 for call in fake.calls)
            finally:
                for house in houses:
                    await house.end()
    doubled = sum(times - 1 for times in came.values())
    return {
        "kills": kills,
        "median_s": statistics.median(gaps),
        "longest_s": max(gaps),
        "doubled": doubled,
        "refused_429": refused,
        "messages": came.total(),
    }


async def _until(is_so: Any) -> None:
    async with asyncio.timeout(STARTS):
        while not is_so():  # noqa: ASYNC110 - other processes write it
            await asyncio.sleep(0.01)


async def _stop(url: str) -> None:
    """Let what is left of the broadcast be: the measure has been taken."""
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(outbox.delete().where(outbox.c.status == "queued"))
    database.close()
    await asyncio.sleep(1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how soon a standby sends.")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--latency", type=float, default=0.08, help="seconds the platform takes for each call")
    options = parser.parse_args()
    print(json.dumps(asyncio.run(takeovers(options.kills, options.latency))))


if __name__ == "__main__":
    main()
