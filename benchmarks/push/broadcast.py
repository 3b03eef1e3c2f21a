"""One broadcast by the real `mawid run` over a fake Bot API server, while a few people write to it.

Prints one line of JSON. Run by `python -m benchmarks.push`.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import statistics
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from benchmarks.houses import KINDS, end_house, new_database, start_house
from benchmarks.processes import cpu_seconds, peak_mib
from handlers.messages import Reply
from handlers.visit import to_payload
from storage import Database
from storage.models import outbox
from storage.outbox import BROADCAST
from tests.fakes.telegram_faults import Kind, RateLimits
from tests.fakes.telegram_phone import Person, Shown
from tests.fakes.telegram_server import FakeTelegram

WORDS = "Your meeting with Atlas Contact SARL moved to 14:20, table 12."
WRITERS = 1_000_000  # chats above this write to the bot; those below only read
FAULTS: tuple[Kind, ...] = ("server_error", "bad_gateway", "reset", "flood")
PAUSE = 0.4  # seconds between two people who write


class Post:
    """Notes when each message arrived, how long each writer waited, and how much of that was the house's doing."""

    def __init__(self, fake: FakeTelegram, recipients: int) -> None:
        self._fake = fake
        self._recipients = recipients
        self._wrote_at: dict[int, float] = {}
        self._handed_at: dict[int, float] = {}
        self.has_begun = asyncio.Event()
        self.is_over = asyncio.Event()
        self.arrivals: list[float] = []
        self.by_chat: Counter[int] = Counter()
        self.waits: list[float] = []
        self.own_waits: list[float] = []
        fake.on_message = self._arrived
        fake.on_request = self._asked
        fake.updates.on_handed = self._handed

    def _arrived(self, person: Person, shown: Shown) -> None:
        now = time.perf_counter()
        if person.chat_id > WRITERS:
            if shown.is_from_bot and person.chat_id in self._wrote_at:
                self.waits.append(now - self._wrote_at.pop(person.chat_id))
            return
        self.arrivals.append(now)
        self.has_begun.set()
        self.by_chat[person.chat_id] += 1
        if len(self.by_chat) == self._recipients:
            self.is_over.set()

    def _handed(self, update: dict[str, Any]) -> None:
        """Note that the house was given what somebody wrote."""
        self._handed_at.setdefault(int(update.get("message", {}).get("chat", {}).get("id", 0)), time.perf_counter())

    def _asked(self, method: str, parameters: dict[str, Any]) -> None:
        """Note that the house's first answer to somebody reached the platform, which takes its own time now."""
        handed_at = self._handed_at.pop(int(parameters.get("chat_id", 0)), None)
        if method == "sendMessage" and handed_at is not None:
            self.own_waits.append(time.perf_counter() - handed_at)

    async def write(self) -> None:
        """Let one more person write every so often."""
        number = WRITERS
        while not self.is_over.is_set():
            number += 1
            self._wrote_at[number] = time.perf_counter()
            self._fake.person(number).say("/start")
            await asyncio.sleep(PAUSE)


async def broadcast(options: argparse.Namespace) -> dict[str, Any]:
    """Return the figures of one broadcast."""
    limits = None if options.unpaced else RateLimits()
    with new_database(options.database) as url:
        fill(url, options.recipients)
        async with FakeTelegram(rate_limits=limits, accepts_strangers=True) as fake:
            fake.latency = options.latency
            trouble = asyncio.create_task(_trouble(fake)) if options.faults else None
            post = Post(fake, options.recipients)
            house = await start_house(fake, url, program="benchmarks.push.unpaced" if options.unpaced else "bot")
            try:
                return await _watch(fake, post, house.pid, options)
            finally:
                if trouble is not None:
                    trouble.cancel()
                await end_house(house)


async def _trouble(fake: FakeTelegram) -> None:
    """Let one call in twenty fail, each time in another way; every ten seconds, refuse a handful in a row."""
    for number in itertools.count():
        await asyncio.sleep(0.8)
        kind = FAULTS[number % len(FAULTS)]
        fake.fail(kind, method="sendMessage", retry_after=2)
        if number % 12 == 11:
            fake.fail("flood", method="sendMessage", times=5, retry_after=2)


def fill(url: str, recipients: int) -> None:
    """Queue one message to each of so many people."""
    database = Database(url)
    database.migrate()
    payload, now = to_payload(Reply(text=WORDS, language="en")), datetime.now(UTC)
    dull = {"payload": payload, "status": "queued", "attempts": 0, "after_inbox_id": 0, "priority": BROADCAST}
    rows = [{**dull, "address": f"telegram:{n}", "due_at": now, "created_at": now} for n in range(1, recipients + 1)]
    with database.engine.begin() as connection:
        connection.execute(insert(outbox), rows)
    database.close()


async def _watch(fake: FakeTelegram, post: Post, pid: int, options: argparse.Namespace) -> dict[str, Any]:
    await post.has_begun.wait()
    used = cpu_seconds(pid)
    already = len(post.arrivals)
    writers = None if options.unpaced else asyncio.create_task(post.write())
    async with asyncio.timeout(900):
        await post.is_over.wait()
    used = cpu_seconds(pid) - used
    if writers is not None:
        await writers
    return {
        "messages": len(post.arrivals),
        "doubled": len(post.arrivals) - len(post.by_chat),
        "per_s": (len(post.arrivals) - 1) / (post.arrivals[-1] - post.arrivals[0]),
        "most_in_a_second": _most_in_a_second(post.arrivals),
        "refused_429": sum(call.status == 429 for call in fake.calls),
        "failed": sum(call.status != 200 for call in fake.calls if call.method == "sendMessage"),
        "cpu_ms": used / (len(post.arrivals) - already) * 1000,
        "replies": len(post.waits),
        "reply_p99_ms": _p99_ms(post.waits),
        "own_reply_p99_ms": _p99_ms(post.own_waits),
        "peak_mib": peak_mib(pid),
    }


def _p99_ms(seconds: list[float]) -> float | None:
    return statistics.quantiles(seconds, n=100)[98] * 1000 if len(seconds) > 1 else None


def _most_in_a_second(arrivals: list[float]) -> int:
    most = first = 0
    for last, at in enumerate(arrivals):
        while at - arrivals[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure one broadcast.")
    parser.add_argument("--recipients", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=0.08, help="seconds the platform takes for each call")
    parser.add_argument("--unpaced", action="store_true")
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--faults", action="store_true", help="errors, pages, resets and 429s on the way")
    print(json.dumps(asyncio.run(broadcast(parser.parse_args()))))


if __name__ == "__main__":
    main()
