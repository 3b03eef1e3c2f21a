"""A crowd before its first meeting: the real `mawid run` reminds all by the wall clock, over a fake Bot API server.

An event of today is made up whose first meeting begins in a few minutes, the same for all. What counts is how long
before or after its promised instant (one minute before the meeting) each reminder reached its phone. Prints one line of
JSON. Run by `python -m benchmarks.push`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import re
import statistics
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.houses import KINDS, ROOT, end_house, new_database, start_house
from benchmarks.processes import cpu_seconds
from events.reading import read_event
from storage import Database
from tests.fakes.telegram_phone import Person, Shown
from tests.fakes.telegram_server import FakeTelegram
from tests.handlers.reminding.crowds import add_crowd

PACE = 25.0  # messages a second that pushes may take
LEAD = timedelta(minutes=1)
STARTS = timedelta(seconds=20)  # in which the house is up, whatever the machine is busy with
FILL = timedelta(milliseconds=8)  # to store one delegate
SOURCE = ROOT / "events" / "euroffshore.toml"


class Watch:
    """Notes when each reminder arrived, in seconds after the instant that was promised."""

    def __init__(self, fake: FakeTelegram, promised_at: datetime, delegates: int) -> None:
        self._promised_at = promised_at.timestamp()
        self._delegates = delegates
        self.after: list[float] = []
        self.by_chat: Counter[int] = Counter()
        self.is_over = asyncio.Event()
        fake.on_message = self._arrived

    def _arrived(self, person: Person, _shown: Shown) -> None:
        self.after.append(time.time() - self._promised_at)
        self.by_chat[person.chat_id] += 1
        if len(self.by_chat) == self._delegates:
            self.is_over.set()


async def remind(delegates: int, latency: float, kind: str) -> dict[str, Any]:
    """Return how punctual the reminders of one crowd were."""
    needs = timedelta(seconds=delegates / PACE)
    starts_at = _whole_minute(datetime.now(UTC) + STARTS + delegates * FILL + needs + LEAD)
    with new_database(kind) as url, tempfile.TemporaryDirectory() as folder:
        file = _event_file(Path(folder), starts_at)
        database = Database(url)
        database.migrate()
        add_crowd(database, read_event(file), delegates // 2)
        database.close()
        async with FakeTelegram(accepts_strangers=True) as fake:
            fake.latency = latency
            watch = Watch(fake, starts_at - LEAD, delegates)
            room = starts_at - LEAD - needs - datetime.now(UTC)
            house = await start_house(fake, url, event=file)
            try:
                async with asyncio.timeout((room + needs).total_seconds() + 120):
                    await watch.is_over.wait()
                return _figures(watch, fake, cpu_seconds(house.pid))
            finally:
                await end_house(house)


def _whole_minute(at: datetime) -> datetime:
    return datetime.fromtimestamp(math.ceil(at.timestamp() / 60) * 60, UTC)


def _event_file(folder: Path, starts_at: datetime) -> Path:
    """Write an event of one session that begins at an instant, and reminds before meetings only."""
    day = f"""
        timezone = "Etc/UTC"
        [[days]]
        date = {starts_at:%Y-%m-%d}
        [[days.sessions]]
        key = "all"
        kind = "meetings"
        title = {{ fr = "Rendez-vous", ar = "المواعيد", en = "Meetings" }}
        start = "{starts_at:%H:%M}"
        end = "{starts_at + timedelta(minutes=20):%H:%M}"
    """
    text = SOURCE.read_text("utf-8")
    head, _, rest = text.partition("[[days]]")
    meetings = rest[rest.index("[meetings]") :]
    text = re.sub(r"(?m)^timezone = .*$", "", head) + meetings
    zone, _, days = day.strip().partition("\n")
    text = f"{zone.strip()}\n" + text.replace("[meetings]", f"{days}\n[meetings]", 1)
    changes = (
        (r"(?m)^(evening_before|doors_open|thanks) = .*$", ""),
        (r"(?m)^floor = .*$", "floor = 0"),
        (r"(?m)^minutes_before = .*$", f"minutes_before = [{LEAD // timedelta(minutes=1)}]"),
        (r"(?m)^deadline = .*$", f'deadline = "{starts_at - timedelta(days=2):%Y-%m-%d %H:%M}"'),
        (r"(?m)^retain_until = .*$", f"retain_until = {starts_at + timedelta(days=30):%Y-%m-%d}"),
    )
    for pattern, line in changes:
        text = re.sub(pattern, line, text)
    file = folder / "event.toml"
    file.write_text(text, "utf-8")
    return file


def _figures(watch: Watch, fake: FakeTelegram, used: float) -> dict[str, Any]:
    after = sorted(watch.after)
    return {
        "reminders": len(after),
        "doubled": len(after) - len(watch.by_chat),
        "first_s": after[0],
        "median_s": statistics.median(after),
        "p99_s": statistics.quantiles(after, n=100)[98],
        "last_s": after[-1],
        "late": sum(one > 0 for one in after),
        "refused_429": sum(call.status == 429 for call in fake.calls),
        "cpu_ms": used / len(after) * 1000,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how punctual reminders are.")
    parser.add_argument("--delegates", type=int, default=2000)
    parser.add_argument("--latency", type=float, default=0.08, help="seconds the platform takes for each call")
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    options = parser.parse_args()
    print(json.dumps(asyncio.run(remind(options.delegates, options.latency, options.database))))


if __name__ == "__main__":
    main()
