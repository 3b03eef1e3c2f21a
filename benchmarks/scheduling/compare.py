"""Compare `allocate`, a naive greedy and a direct CP-SAT model on invented events, side by side in one run.

    python -m benchmarks.scheduling.compare [--shapes SML] [--seeds 5] [--cp-sat 20] [--tight]

Every agenda is checked. Ours is timed in CPU seconds of this process (one core), from problem to agenda; `in time`
is the share of the bound that the search had when the target's time was over. The bound is the LP over every slot
with --tight (slow at M and L), else the one `allocate` proves.
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import dataclass

from benchmarks.scheduling.instances import SHAPES, build
from benchmarks.scheduling.rivals import cp_sat, greedy
from scheduling import Agenda, Problem, Progress, allocate, bound, check

LIMITS = {"S": (0.1, 3.0), "M": (0.5, 5.0), "L": (15.0, 15.0)}


@dataclass(frozen=True, kw_only=True)
class Run:
    """One event: shares of the bound (ours in time, ours at the end, greedy, CP-SAT) and our seconds."""

    in_time: float
    ours: float
    seconds: float
    greedy: float
    cp_sat: float | None


def run(problem: Problem, *, seconds: float, cp_seconds: float, is_tight: bool) -> Run:
    """Return how everybody does on `problem`; raise AssertionError on any conflict."""
    started, seen = time.process_time(), []

    def watch(progress: Progress) -> bool:
        seen.append((time.process_time() - started, progress.weight))
        return seen[-1][0] > seconds

    ours = allocate(problem, rounds=10**6, swaps=0, time_limit=1e5, on_progress=watch)
    spent = seen[-1][0]
    best = min(ours.bound or 0.0, bound(problem, is_tight=True)) if is_tight else ours.bound or 0.0
    rivals: list[Agenda | None] = [greedy(problem), cp_sat(problem, seconds=cp_seconds) if cp_seconds else None]
    for agenda in (ours, *rivals):
        assert agenda is None or check(problem, agenda) == ()
    return Run(
        in_time=max((weight for when, weight in seen if when <= seconds), default=0.0) / best,
        ours=ours.weight / best,
        seconds=spent,
        greedy=rivals[0].weight / best if rivals[0] else 0.0,
        cp_sat=rivals[1].weight / best if rivals[1] else None,
    )


def main() -> None:
    """Print a markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shapes", default="SM")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--presence", default="full,iid,block")
    parser.add_argument("--cp-sat", type=float, default=0.0, help="seconds for CP-SAT; 0 leaves it out")
    parser.add_argument("--tight", action="store_true")
    options = parser.parse_args()
    print("| event | limit s | in time, mean | in time, worst | CPU s | greedy, mean | CP-SAT, mean |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for shape in options.shapes:
        for presence in options.presence.split(","):
            for tables in ("brief", "loose"):
                limit = LIMITS[shape][presence != "full"]
                runs = [
                    run(
                        build(SHAPES[shape], presence=presence, tables=tables, seed=seed),
                        seconds=limit,
                        cp_seconds=options.cp_sat,
                        is_tight=options.tight and presence == "block",
                    )
                    for seed in range(options.seeds)
                ]
                print(_row(f"{shape} {presence} {tables}", limit, runs), flush=True)


def _row(name: str, limit: float, runs: list[Run]) -> str:
    mean = statistics.mean
    solved = [run.cp_sat for run in runs if run.cp_sat is not None]
    cp = f"{100 * mean(solved):.2f} %" if solved else "-"
    return (
        f"| {name} | {limit} | {100 * mean(run.in_time for run in runs):.3f} % "
        f"| {100 * min(run.in_time for run in runs):.3f} % | {mean(run.seconds for run in runs):.2f} "
        f"| {100 * mean(run.greedy for run in runs):.2f} % | {cp} |"
    )


if __name__ == "__main__":
    main()
