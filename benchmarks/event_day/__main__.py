"""Live through a large event in fast motion, and write down what went wrong: ``python -m benchmarks.event_day``.

The event, the platforms and the delegates are those of `tests.event_day`; the clock jumps from one moment to the next.
Once on each kind of database, a quarter of an hour in all. RESULTS.md is written anew.
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.houses import KINDS, new_database
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
    """Run once on each kind of database and write the results."""
    logging.disable(logging.CRITICAL)  # one message in twenty is broken on purpose
    runs = {}
    for kind in KINDS:
        with new_database(kind) as url:
            world = _world(url)
            wall, cpu = time.monotonic(), time.process_time()
            outcome = asyncio.run(_live(world))
            runs[kind] = outcome, Cost(wall=time.monotonic() - wall, cpu=time.process_time() - cpu)
            world.database.close()
    text = "\n".join(_report(runs)) + "\n"
    print(text)
    (HERE / "RESULTS.md").write_text(text)


def _world(url: str) -> World:
    house = House(event=read_event(EVENT), web_base="https://mawid.example", telegram_name="mawid_bot")
    database = Database(url)
    database.migrate()
    build(database, house)
    world = World(database=database, house=house)
    grow(world, SCRIPT)
    publish_first(world, SCRIPT, now=START)
    return world


async def _live(world: World) -> Outcome:
    async with FakeTelegram(rate_limits=None) as telegram, FakeGraph() as graph:
        return await EventDays(world, SCRIPT, telegram=telegram, graph=graph).run()


def _report(runs: Mapping[str, tuple[Outcome, Cost]]) -> Iterator[str]:
    yield "# An event in fast motion: measured figures"
    yield ""
    yield (
        f"`python -m benchmarks.event_day`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, load average {os.getloadavg()[2]:.1f} at the end. "
        f"{SCRIPT.companies} companies with a delegate each, {SCRIPT.days} days in steps "
        f"of {SCRIPT.step // timedelta(minutes=1)} minutes, {SCRIPT.changes} disruptions in the organiser's "
        f"chat, {SCRIPT.blocked:.0%} of the delegates have blocked the bot, {SCRIPT.faulty:.0%} of the calls that "
        "send on Telegram and WhatsApp are broken (a proxy's page, 500 or 503, 429, a reset). The real house sends "
        "over HTTP to the two fake platforms, which share its process, as do all phones and pages."
    )
    yield ""
    yield f"| | {' | '.join(runs)} |"
    yield f"|{'---|' * (len(runs) + 1)}"
    for rows in zip(*(_figures(outcome, cost) for outcome, cost in runs.values()), strict=True):
        yield f"| {rows[0][0]} | {' | '.join(figure for _label, figure in rows)} |"
    yield ""
    yield (
        "A day is wrong when the last one that a reachable delegate's phone or page shows differs in any line from the "
        "agenda in force; a reminder, when at the moment it arrives its meeting is not so; doubled, when the same "
        "reminder or the same change is shown twice; missed, when a meeting that took place, and stood in the agenda "
        "before its last reminder was due, had none for somebody who was there."
    )
    for kind, (outcome, _cost) in runs.items():
        for name in ("wrong_days", "wrong_reminders", "doubled", "missed"):
            for line in getattr(outcome, name):
                yield f"\n{kind}, {name}: {line}"


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
