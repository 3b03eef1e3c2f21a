"""Measure pushes: at the permitted rate, with the pace lifted, and what a claim costs as the outbox grows.

Run ``python -m benchmarks.push`` from the root of the project; ``--write`` keeps the tables in RESULTS.md. About
twenty minutes: the pace of 25 messages a second is the platform's.
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
    ("pace lifted, no latency", ("--recipients", "2000", "--latency", "0", "--unpaced")),
)
ROWS = (2_000, 200_000)


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    text = "\n".join([*_head(), *_broadcasts(), "", *_claims()]) + "\n"
    print(text)
    if options.write:
        (HERE / "RESULTS.md").write_text(text)


def _head() -> Iterator[str]:
    yield "# Pushes: measured figures"
    yield ""
    yield (
        f"`python -m benchmarks.push`, {datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, SQLite (WAL, FULL) unless another is named, "
        f"load average {os.getloadavg()[2]:.0f} with other "
        "work on the machine. The real `mawid run` against the fake Bot API server with its limits of 30 messages a "
        "second; while a paced push runs, somebody new writes every 0.4 s."
    )
    yield ""


def _broadcasts() -> Iterator[str]:
    yield (
        "| push | messages | doubled | per s | most in a second | calls failed | of them 429 | CPU ms / message "
        "| replies meanwhile | their p99 ms | peak MiB |"
    )
    yield f"|{'---|' * 11}"
    for name, arguments in RUNS:
        figures = _broadcast(*arguments)
        p99 = "–" if figures["reply_p99_ms"] is None else f"{figures['reply_p99_ms']:.0f}"
        yield (
            f"| {name} | {figures['messages']:,} | {figures['doubled']} | {figures['per_s']:.1f} "
            f"| {figures['most_in_a_second']} | {figures['failed']} | {figures['refused_429']} "
            f"| {figures['cpu_ms']:.2f} | {figures['replies']} | {p99} | {figures['peak_mib']:.0f} |"
        )


def _broadcast(*arguments: str) -> Mapping[str, Any]:
    command = [sys.executable, "-m", "benchmarks.push.broadcast", *arguments]
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
