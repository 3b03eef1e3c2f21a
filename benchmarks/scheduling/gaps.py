"""Idle gaps per person before and after closing them, chosen meetings kept; floors and what they cost.

    python -m benchmarks.scheduling.gaps [--shape M] [--swaps 450]

A gap is a run of idle slots between two meetings, the slots in which the person is away cut out of the day; a break
counts those as idle too (Bofill et al., JAIR 74, 2022).
"""

from __future__ import annotations

import argparse
import time

from benchmarks.scheduling.instances import SHAPES, build
from scheduling import Agenda, allocate, check

CASES = tuple((presence, tables) for presence in ("full", "block", "iid") for tables in ("brief", "loose"))


def main() -> None:
    """Print two markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", default="M")
    parser.add_argument("--swaps", type=int, default=450)
    options = parser.parse_args()
    shape = SHAPES[options.shape]
    print("| event | gaps per person before | after | divided by | breaks before | after | CPU s | same pairs |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for presence, tables in CASES:
        problem = build(shape, presence=presence, tables=tables)
        started = time.process_time()
        plain = allocate(problem, rounds=3, swaps=0)
        middle = time.process_time()
        after = allocate(problem, rounds=3, swaps=options.swaps)
        seconds = time.process_time() - middle - (middle - started)
        assert check(problem, after) == () == check(problem, plain)
        old, new = _gaps(plain), _gaps(after)
        same = {meeting.pair for meeting in plain.meetings} == {meeting.pair for meeting in after.meetings}
        name = f"{options.shape} {presence} {tables}"
        print(
            f"| {name} | {old:.2f} | {new:.2f} | {old / new:.1f} | {_breaks(plain):.2f} | {_breaks(after):.2f} "
            f"| {seconds:.1f} | {same} |",
            flush=True,
        )
    print("\n| event | floor | below it | weight given up |\n| --- | --- | --- | --- |")
    for presence, tables in (("full", "brief"), ("block", "brief")):
        free = allocate(build(shape, presence=presence, tables=tables), swaps=0)
        kept = allocate(build(shape, presence=presence, tables=tables, floor=3), swaps=0)
        lost = 100 * (1 - kept.weight / free.weight)
        name = f"{options.shape} {presence} {tables}"
        print(f"| {name} | 3 | {len(kept.floors_missed)} | {lost:.2f} % |", flush=True)


def _gaps(agenda: Agenda) -> float:
    return sum(side.gaps for side in agenda.sides) / sum(side.participants for side in agenda.sides)


def _breaks(agenda: Agenda) -> float:
    return sum(side.breaks for side in agenda.sides) / sum(side.participants for side in agenda.sides)


if __name__ == "__main__":
    main()
