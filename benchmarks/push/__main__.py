"""Measure pushes: at the permitted rate, with the pace lifted, a crowd's reminders, takeovers, and what a claim costs.

Run ``python -m benchmarks.push`` from the root of the project; ``--write`` keeps the tables in RESULTS.md. About
half an hour: the pace of 25 messages a second is the platform's.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.push.claims import cost_of_claims
from bot.sender import TOGETHER

HERE = Path(__file__).resolve().parent
RUNS = (
    ("platform answers after 80 ms", ("--recipients", "5000", "--latency", "0.08")),
    ("platform answers after 2 s", ("--recipients", "5000", "--latency", "2")),
    ("80 ms, PostgreSQL", ("--recipients", "5000", "--latency", "0.08", "--database", "postgresql")),
    ("2 s, PostgreSQL", ("--recipients", "5000", "--latency", "2", "--database", "postgresql")),
    ("80 ms, one in twenty fails", ("--recipients", "2000", "--latency", "0.08", "--faults")),
    ("80 ms, one in twenty fails, PostgreSQL", ("--recipients", "2000", "--faults", "--database", "postgresql")),
    ("pace lifted, no latency", ("--recipients", "2000", "--latency", "0", "--unpaced")),
)
REMINDERS = (
    ("2,000, 80 ms", ("--delegates", "2000")),
    ("2,000, 80 ms, PostgreSQL", ("--delegates", "2000", "--database", "postgresql")),
    ("2,000, 2 s", ("--delegates", "2000", "--latency", "2")),
    ("5,000, 80 ms", ("--delegates", "5000")),
    ("20, 80 ms", ("--delegates", "20")),
)
KILLS = "20"
ROWS = (2_000, 200_000)


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    text = "\n".join([*_head(), *_broadcasts(), "", *_reminders(), "", *_takeovers(), "", *_claims()]) + "\n"
    print(text)
    if options.write:
        (HERE / "RESULTS.md").write_text(text)


def _head() -> Iterator[str]:
    yield "# Pushes: measured figures"
    yield ""
    yield (
        f"`python -m benchmarks.push`, {datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, SQLite (WAL, FULL) unless another is named, "
        f"load average {os.getloadavg()[2]:.1f} before. The real `mawid run` against the fake Bot API server with its "
        "limits of 30 messages a second; while a paced push runs, somebody new writes every 0.4 s. With 2 s of latency "
        "a poll and an answer take 2 s each themselves: what the house adds, from having the update to its answer "
        "at the platform, stands beside it."
    )
    yield ""


def _broadcasts() -> Iterator[str]:
    yield (
        "| push | messages | doubled | per s | of 25 | most in a second | calls failed | of them 429 "
        "| CPU ms / message | replies meanwhile | their p99 ms | of it ours, p99 ms | peak MiB |"
    )
    yield f"|{'---|' * 13}"
    for name, arguments in RUNS:
        figures = _run("broadcast", *arguments)
        p99, own = (_milliseconds(figures[name]) for name in ("reply_p99_ms", "own_reply_p99_ms"))
        yield (
            f"| {name} | {figures['messages']:,} | {figures['doubled']} | {figures['per_s']:.1f} "
            f"| {figures['per_s'] / 25:.1%} | {figures['most_in_a_second']} | {figures['failed']} "
            f"| {figures['refused_429']} | {figures['cpu_ms']:.2f} | {figures['replies']} | {p99} | {own} "
            f"| {figures['peak_mib']:.0f} |"
        )


def _milliseconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"


def _reminders() -> Iterator[str]:
    yield (
        "Reminders of one crowd whose first meeting begins at the same time, against the instant that was promised "
        "(seconds; below 0 is early):"
    )
    yield ""
    yield "| delegates, latency | doubled | first | median | p99 | last | after their instant | of them 429 |"
    yield f"|{'---|' * 8}"
    for name, arguments in REMINDERS:
        found = _run("reminders", *arguments)
        yield (
            f"| {name} | {found['doubled']} | {found['first_s']:.1f} | {found['median_s']:.1f} | {found['p99_s']:.1f} "
            f"| {found['last_s']:.1f} | {found['late']} | {found['refused_429']} |"
        )


def _takeovers() -> Iterator[str]:
    found = _run("takeover", "--kills", KILLS)
    yield (
        f"Two houses on one PostgreSQL, the sending one killed {found['kills']} times in the middle of a broadcast: "
        f"the next message came by the other after {found['median_s']:.1f} s (median), {found['longest_s']:.1f} s at "
        f"the longest; {found['doubled']} of {found['messages']:,} messages came twice, {found['refused_429']} were "
        "refused."
    )


def _run(what: str, *arguments: str) -> Mapping[str, Any]:
    command = [sys.executable, "-m", f"benchmarks.push.{what}", *arguments]
    figures: Mapping[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    print(arguments, figures, file=sys.stderr, flush=True)
    return figures


def _claims() -> Iterator[str]:
    yield f"| rows in the outbox | claim of {TOGETHER} ms | their marks ms | claim that finds nothing ms |"
    yield "|---|---|---|---|"
    plans = []
    for rows in ROWS:
        cost = cost_of_claims(rows)
        plans.append(cost["plan"])
        yield f"| {rows:,} | {cost['claim_ms']:.2f} | {cost['mark_ms']:.2f} | {cost['nothing_ms']:.2f} |"
    yield ""
    yield "How SQLite reads for a claim with 200,000 rows:"
    yield ""
    yield from (f"- `{line}`" for line in plans[-1])


if __name__ == "__main__":
    main()
