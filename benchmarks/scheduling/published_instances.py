"""Run the published B2B meeting scheduling instances and print our breaks beside the proven optimum.

    python benchmarks/scheduling/published_instances.py FOLDER [--set original] [--seconds 20] [--seed 0]

FOLDER holds one folder of `.dzn` files per set (`original`, `forb0003`, `prec15`) and `best_known.csv` with the
columns `set, instance, fairness_d, optimal_breaks, maxsat_seconds_jair2022` (Bofill et al., JAIR 74, 2022, tables 3
and 6 to 11: MaxSAT on a Xeon E3-1220v2). Time is processor time of one core, from the parsed problem to the answer.
Each agenda is checked by `check`. Prints a Markdown table and the count of optima reached.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from time import process_time

from scheduling.check import check
from scheduling.dzn import read_dzn
from scheduling.must_meet import FullAgenda, must_meet

FAIRNESS = 2
UNSATISFIABLE = "UNSAT"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", dest="sets", action="append", help="one of the folders; repeat for several")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with (options.folder / "best_known.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if int(row["fairness_d"]) == FAIRNESS]
    print(f"{options.seconds:g} s each, seed {options.seed}, fairness {FAIRNESS}\n")
    print("| set | instance | best known | ours | proved least | gap | seconds | MaxSAT seconds (published) |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    reached = 0
    rows = [row for row in rows if options.sets is None or row["set"] in options.sets]
    for row in rows:
        text = (options.folder / row["set"] / f"{row['instance']}.dzn").read_text()
        found, seconds = run(text, options.seconds, options.seed)
        best = row["optimal_breaks"]
        reached += answer(found) == best
        print(
            f"| {row['set']} | {row['instance']} | {best} | {answer(found)} | {least(found)} | {gap(found, best)} | "
            f"{seconds:.1f} | {row['maxsat_seconds_jair2022']} |",
            flush=True,
        )
    print(f"\n{reached} of {len(rows)} at the proven optimum.")


def run(text: str, seconds: float, seed: int) -> tuple[FullAgenda, float]:
    problem = read_dzn(text)
    start = process_time()
    found = must_meet(problem, seed=seed, time_limit=seconds, fairness=FAIRNESS, clock=process_time)
    spent = process_time() - start
    if found.agenda is not None and check(problem, found.agenda):
        raise SystemExit(f"conflicts: {check(problem, found.agenda)[:3]}")
    return found, spent


def answer(found: FullAgenda) -> str:
    return UNSATISFIABLE if found.outcome == "impossible" else "?" if found.breaks is None else str(found.breaks)


def least(found: FullAgenda) -> str:
    return "-" if found.outcome == "impossible" else str(found.least)


def gap(found: FullAgenda, best: str) -> str:
    return str(found.breaks - int(best)) if found.breaks is not None and best != UNSATISFIABLE else "-"


if __name__ == "__main__":
    main()
