"""Measure one bot once: the fake Bot API server and its people in this process, the bot in its own.

Prints one line of JSON. Run by `python -m benchmarks.conversation`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.conversation.answers import Registration, check_database
from benchmarks.conversation.crowd import Chatter, Crowd
from benchmarks.processes import cpu_seconds, free_port, peak_mib
from tests.fakes.telegram_server import FakeTelegram

ROOT = Path(__file__).resolve().parents[2]
FIRST = 900_000_000  # the chat of whoever writes before the bot has started
TURNS = 27  # of an echo's person: as many as a registration has on average
START_SECONDS = 60.0
TALK_SECONDS = 600.0
SETTLE_SECONDS = 0.5


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Return the figures of one run."""
    with tempfile.TemporaryDirectory(prefix="mawid-benchmark-") as folder:
        async with FakeTelegram(rate_limits=None, is_recording=False) as fake:
            bot, first = await _start(fake, options, Path(folder))
            try:
                return {"start_s": first, **await _load(fake, options, bot.pid, Path(folder))}
            finally:
                bot.terminate()
                await bot.wait()


async def _start(
    fake: FakeTelegram, options: argparse.Namespace, folder: Path
) -> tuple[asyncio.subprocess.Process, float]:
    """Start the bot with one update already waiting; return it, and the seconds to the first answer."""
    program = ("-m", "bot", "run") if options.bot == "mawid" else ("-m", "benchmarks.conversation.echo")
    if options.profile:
        program = ("-m", "cProfile", "-o", options.profile, *program)
    fake.person(FIRST).say("/start")
    began = time.perf_counter()
    bot = await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        cwd=options.project,
        env=_environment(fake, options, folder),
        stdout=asyncio.subprocess.DEVNULL,
    )
    await fake.person(FIRST).wait_for_messages(1, START_SECONDS)
    return bot, time.perf_counter() - began


def _environment(fake: FakeTelegram, options: argparse.Namespace, folder: Path) -> dict[str, str]:
    port = free_port()
    given = {
        "TELEGRAM_BOT_TOKEN": fake.token,
        "TELEGRAM_API_BASE": fake.base_url,
        "DATABASE_URL": f"sqlite:///{folder / 'mawid.db'}",
        "MAWID_PORT": str(port),
        "PYTHONPATH": str(options.project),
    }
    if options.mode == "webhook":
        given["TELEGRAM_WEBHOOK_URL"] = f"http://127.0.0.1:{port}"
    return {**os.environ, **given}


async def _load(fake: FakeTelegram, options: argparse.Namespace, pid: int, folder: Path) -> dict[str, Any]:
    await asyncio.sleep(SETTLE_SECONDS)
    crowd = Crowd(
        fake,
        people=options.people,
        in_flight=options.in_flight,
        script=Registration if options.bot == "mawid" else lambda _number: Chatter(TURNS),
    )
    used, own_used = cpu_seconds(pid), time.process_time()
    seconds = await crowd.talk(seconds=TALK_SECONDS)
    used = cpu_seconds(pid) - used
    count = len(crowd.latencies)
    cuts = statistics.quantiles(crowd.latencies, n=100)
    figures = {
        "updates": count,
        "updates_per_s": count / seconds,
        "p50_ms": cuts[49] * 1000,
        "p99_ms": cuts[98] * 1000,
        "cpu_ms": used / count * 1000,
        "fake_cpu_ms": (time.process_time() - own_used) / count * 1000,
        "peak_mib": peak_mib(pid),
    }
    if options.bot == "mawid":
        figures["answers"] = check_database(folder / "mawid.db", crowd.scripts)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure one bot once.")
    parser.add_argument("--bot", choices=("mawid", "echo"), required=True)
    parser.add_argument("--mode", choices=("polling", "webhook"), required=True)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--in-flight", type=int, default=80)
    parser.add_argument("--project", type=Path, default=ROOT)
    parser.add_argument("--profile", help="write a cProfile of the bot there")
    print(json.dumps(asyncio.run(measure(parser.parse_args()))))


if __name__ == "__main__":
    main()
