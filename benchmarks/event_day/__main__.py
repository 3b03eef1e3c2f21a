"""Live through a large event in fast motion, and write down what went wrong: ``python -m benchmarks.event_day``.

The event, the platforms and the delegates are those of `tests.event_day`; the clock jumps from one moment to the next.
It takes half an hour and more. RESULTS.md is written anew.
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from events.reading import read_event
from handlers.visit import House
from storage import Database
from tests.event_day.crowd import grow, publish_first
from tests.event_day.days import EventDays
from tests.event_day.script import Outcome, Script
from tests.fakes.graph_server import FakeGraph
from tests.fakes.telegram_server import FakeTelegram
from tests.world import START, World, build

HERE = Path(__file__).resolve().parent
EVENT = HERE.parent.parent / "events" / "euroffshore.toml"
SCRIPT = Script(companies=300, meetings_each=8, changes=60, step=timedelta(minutes=5), seed=2)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Seconds that a run took, by the wall and of the processor; the platforms and the phones are in it."""

    wall: float
    cpu: float


def main() -> None:
    """Run once and write the results."""
    logging.disable(logging.CRITICAL)  # one message in twenty is broken on purpose
    with tempfile.TemporaryDirectory() as folder:
        world = _world(Path(folder) / "mawid.db")
        wall, cpu = time.monotonic(), time.process_time()
        outcome = asyncio.run(_live(world))
        cost = Cost(wall=time.monotonic() - wall, cpu=time.process_time() - cpu)
    text = "\n".join(_report(outcome, cost)) + "\n"
    print(text)
    (HERE / "RESULTS.md").write_text(text)


def _world(file: Path) -> World:
    house = House(event=read_event(EVENT), web_base="https://mawid.example", telegram_name="mawid_bot")
    database = Database(f"sqlite:///{file}")
    database.migrate()
    database.close()
    build(file, house)
    world = World(database=Database(f"sqlite:///{file}"), house=house)
    grow(world, SCRIPT)
    publish_first(world, SCRIPT, now=START)
    return world


async def _live(world: World) -> Outcome:
    async with FakeTelegram(rate_limits=None) as telegram, FakeGraph() as graph:
        return await EventDays(world, SCRIPT, telegram=telegram, graph=graph).run()


def _report(outcome: Outcome, cost: Cost) -> Iterator[str]:
    yield "# An event in fast motion: measured figures"
    yield ""
    yield (
        f"`python -m benchmarks.event_day`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, SQLite (WAL, FULL, {_where()}), load average {os.getloadavg()[2]:.0f} with "
        f"other work on the machine. {SCRIPT.companies} companies with a delegate each, {SCRIPT.days} days in steps "
        f"of {SCRIPT.step // timedelta(minutes=1)} minutes, {SCRIPT.changes} disruptions in the organiser's "
        f"chat, {SCRIPT.blocked:.0%} of the delegates have blocked the bot, {SCRIPT.faulty:.0%} of the calls that "
        "send on Telegram and WhatsApp are broken (a proxy's page, 500 or 503, 429, a reset). The real house sends "
        "over HTTP to the two fake platforms, which share its process, as do all phones and pages."
    )
    yield ""
    yield "| | |"
    yield "|---|---|"
    for label, figure in _figures(outcome, cost):
        yield f"| {label} | {figure} |"
    yield ""
    yield (
        "A day is wrong when the last one that a reachable delegate's phone or page shows differs in any line from the "
        "agenda in force; a reminder, when at the moment it arrives its meeting is not so; doubled, when the same "
        "reminder or the same change is shown twice; missed, when a meeting that took place, and stood in the agenda "
        "before its last reminder was due, had none for somebody who was there."
    )
    for name in ("wrong_days", "wrong_reminders", "doubled", "missed"):
        for line in getattr(outcome, name):
            yield f"\n{name}: {line}"


def _where() -> str:
    return "in memory" if tempfile.gettempdir().startswith("/dev/shm") else "on disk"


def _figures(outcome: Outcome, cost: Cost) -> Iterator[tuple[str, str]]:
    people = ", ".join(f"{channel} {count}" for channel, count in outcome.people.most_common())
    messages = ", ".join(f"{channel} {count:,}" for channel, count in outcome.messages.most_common())
    yield "delegates", f"{outcome.people.total()} ({people}), {outcome.blocked} of them have blocked the bot"
    yield "disruptions asked for, approved, undone", f"{outcome.proposed}, {outcome.approved}, {outcome.undone}"
    yield "published versions of the agenda", f"{outcome.versions}"
    yield "meetings in the last one", f"{outcome.meetings:,}"
    yield "messages to delegates", f"{outcome.messages.total():,} ({messages})"
    yield "of them reminders of one meeting", f"{outcome.reminders:,}"
    yield "of them templates outside WhatsApp's window", f"{outcome.templates:,}, opened {outcome.opened:,} times"
    yield "failures injected", f"{outcome.failures:,}"
    yield "delegates whose day was compared", f"{outcome.compared}"
    yield "**wrong days**", f"**{len(outcome.wrong_days)}**"
    yield "**wrong reminders**", f"**{len(outcome.wrong_reminders)}**"
    yield "**doubled**", f"**{len(outcome.doubled)}**"
    yield "**missed**", f"**{len(outcome.missed)}**"
    yield "agendas and changes told, confirmed by their reader", f"{outcome.told:,}, {outcome.acknowledged:,}"
    yield "of them put on the call list", f"{outcome.on_call_list}"
    yield "wall time", f"{cost.wall / 60:.1f} min"
    yield "processor time", f"{cost.cpu / 60:.1f} min"


if __name__ == "__main__":
    main()
