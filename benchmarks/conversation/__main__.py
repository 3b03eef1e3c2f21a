"""Measure a committed registration answer beside a bare aiogram echo, on the same fake server, in turn.

Run ``python -m benchmarks.conversation`` from the root of the project; ``--write`` keeps the table in RESULTS.md.
Every run has its own server, database and bot process; A B A B …, and the medians of the rounds are shown. On a
machine shared with others only the ratios within one call mean anything.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

Figures = Mapping[str, float]

HERE = Path(__file__).resolve().parent
MODES = ("polling", "webhook")
COLUMNS = (
    ("updates/s", "updates_per_s", 0),
    ("p50 ms", "p50_ms", 0),
    ("p99 ms", "p99_ms", 0),
    ("CPU ms / update", "cpu_ms", 2),
    ("peak MiB", "peak_mib", 0),
    ("start to first answer s", "start_s", 1),
)
RATIOS = tuple(key for _, key, _ in COLUMNS)


def main() -> None:
    """Run all rounds and print the table."""
    options = _options()
    bots = {"echo": None, "Mawid": None, **({"Mawid before": options.before} if options.before else {})}
    rounds: dict[tuple[str, str], list[Figures]] = {}
    for number in range(options.rounds):
        for mode in options.modes:
            for bot, project in bots.items():
                figures = _measure(bot, mode, project, options)
                rounds.setdefault((bot, mode), []).append(figures)
                print(f"round {number + 1}, {bot}, {mode}: {json.dumps(figures)}", file=sys.stderr, flush=True)
    medians = {run: _median(figures) for run, figures in rounds.items()}
    text = _report(medians, options)
    print(text)
    if options.write:
        (HERE / "RESULTS.md").write_text(text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--people", type=int, default=120)
    parser.add_argument("--in-flight", type=int, default=80)
    parser.add_argument("--modes", nargs="+", choices=MODES, default=MODES)
    parser.add_argument("--before", type=Path, help="the folder of another version, to be measured in turn as well")
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


def _measure(bot: str, mode: str, project: Path | None, options: argparse.Namespace) -> Figures:
    command = [sys.executable, "-m", "benchmarks.conversation.measure", "--mode", mode]
    command += ["--bot", "echo" if bot == "echo" else "mawid"]
    command += ["--people", str(options.people), "--in-flight", str(options.in_flight)]
    command += ["--project", str(project)] if project else []
    figures: Figures = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return figures


def _median(rounds: Sequence[Figures]) -> Figures:
    return {key: statistics.median(figures[key] for figures in rounds) for key in rounds[0]}


def _report(medians: Mapping[tuple[str, str], Figures], options: argparse.Namespace) -> str:
    names = [name for name, _, _ in COLUMNS]
    lines = [
        "# A registration answer beside an aiogram echo: measured figures",
        "",
        _method(options),
        "",
        f"| bot | {' | '.join(names)} |",
        f"|---|{'---|' * len(names)}",
    ]
    for (bot, mode), figures in medians.items():
        lines.append(_row(f"{bot}, {mode}", [f"{figures[key]:,.{digits}f}" for _, key, digits in COLUMNS]))
        if bot != "echo":
            ratios = [figures[key] / medians["echo", mode][key] for key in RATIOS]
            lines.append(_row("÷ echo", [f"{ratio:.2f} ×" for ratio in ratios]))
    return "\n".join(lines) + "\n"


def _method(options: argparse.Namespace) -> str:
    return (
        f"`python -m benchmarks.conversation --rounds {options.rounds} --people {options.people}`, "
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}; "
        f"{options.in_flight} people in conversation at once, medians of {options.rounds} rounds, "
        f"load average {os.getloadavg()[2]:.0f} with other work on the machine.\n"
        "Each answer of Mawid is validated, committed to SQLite (WAL, FULL) and replied to; every one was found in the "
        "database at the end. The echo keeps nothing. Ratios are to the echo of the same mode."
    )


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
