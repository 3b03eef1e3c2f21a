"""Late arrivals when tables bind: how many of the hit meetings are kept, and how many could be.

    python benchmarks/scheduling/late.py [--events 40] [--displaced 2] [--seed 0] [--prove]

Published agendas of 200 buyers × 300 providers × 24 slots × 100 tables, as in `repair.py`; each late arrival is that of
somebody with a meeting, four slots after their first one. Per presence pattern, summed over the events:

- *hit*: meetings of the late person in the slots that are missed;
- *kept*: those placed again, with at most `displaced` other meetings moved in each event;
- *could be*: with `--prove`, the most that any repair within that allowance keeps, by an integer program over all
  meetings, or by counting where that settles it (else the counting alone, marked `<=`). Counting: of each event at
  most as many as the late person has free slots left, and as there are free chairs from then on and meetings that
  may leave one;
- *days allow*: at most as many as the late person has free slots left, whatever else is moved.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import process_time

import numpy as np
from instances import SHAPES, build
from repair import EVENTS
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from scheduling.allocation import allocate
from scheduling.board import Board, ranks
from scheduling.check import check
from scheduling.disruption import Late
from scheduling.model import Agenda, Problem
from scheduling.repair import repair

SECONDS = 60.0  # for one integer program

Terms = tuple[list[int], float, float]  # columns, least, most


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One late arrival: meetings hit and kept, the most that could be and that days allow, others moved."""

    hit: int
    kept: int
    possible: int
    days: int
    moved: int
    milliseconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=40)
    parser.add_argument("--displaced", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--prove", action="store_true")
    options = parser.parse_args()
    sign = "" if options.prove else "<= "
    print(
        "| presence | events | hit | kept | could be | days allow | kept / hit | kept / could be | kept / days | ",
        end="",
    )
    print("moved (worst) | ms mean (worst) |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for presence in ("full", "iid", "block"):
        problem = build(SHAPES["M"], presence=presence, tables="brief", seed=options.seed)
        agenda = allocate(problem, seed=options.seed, time_limit=3.0)
        chance = random.Random(options.seed)
        found = []
        for _ in range(options.events):
            event = EVENTS["late by 4 slots"](problem, agenda, chance)
            assert isinstance(event, Late)
            found.append(arrive(problem, agenda, event, displaced=options.displaced, is_proved=options.prove))
        hit, kept = sum(one.hit for one in found), sum(one.kept for one in found)
        possible, days = sum(one.possible for one in found), sum(one.days for one in found)
        moved, times = [one.moved for one in found], [one.milliseconds for one in found]
        print(
            f"| {presence} | {len(found)} | {hit} | {kept} | {sign}{possible} | {days} | {_share(kept, hit)} | "
            f"{_share(kept, possible)} | {_share(kept, days)} | {sum(moved) / len(found):.2f} ({max(moved)}) | "
            f"{sum(times) / len(found):.0f} ({max(times):.0f}) |",
            flush=True,
        )


def arrive(problem: Problem, agenda: Agenda, event: Late, *, displaced: int, is_proved: bool) -> Arrival:
    start = process_time()
    found = repair(problem, agenda, event, displaced=displaced)
    spent = process_time() - start
    conflicts = check(found.problem, found.agenda)
    if conflicts:
        raise SystemExit(f"{event}: {conflicts[:3]}")
    board = Board(found.problem, agenda.meetings)
    hit = board.unheld(since=0)
    for key in hit:
        board.lift(key)
    slots = {meeting.pair: meeting.slot for meeting in found.agenda.meetings}
    kept = sum(key in slots for key in hit)
    arrived = -1 << board.slot_rank[event.until]
    chairs = sum(tables.bit_count() for slot, tables in enumerate(board.open_tables) if arrived >> slot & 1)
    days = min(len(hit), board.free[event.participant].bit_count())
    possible = min(days, chairs + displaced)
    if is_proved and kept < possible:
        possible = most_kept(board, hit, displaced)
    before = {meeting.pair: meeting.slot for meeting in agenda.meetings}
    return Arrival(
        hit=len(hit),
        kept=kept,
        possible=possible,
        days=days,
        moved=sum(before[key] != slots[key] for key in board.where),
        milliseconds=1000 * spent,
    )


def most_kept(board: Board, hit: Sequence[str], displaced: int) -> int:
    """Return how many of the `hit` pairs, which are off the board, any repair can place, proved from above.

    A meeting that would make more than the allowance move is no column.
    """
    days = {name: board.day(name) for name in board.people}
    columns: list[tuple[str, int]] = []
    for key in (*hit, *board.where):
        home = board.where[key][0] if key in board.where else None
        for slot in ranks(board.when(key)):
            blockers = {other for name in board.ends(key) for other in days[name].get(slot, ())}
            if slot == home or len(blockers) <= displaced - (home is not None):
                columns.append((key, slot))
    rows = [*_rows(board, columns, displaced)]
    starts = np.cumsum([0, *(len(terms) for terms, _, _ in rows)])
    flat = [column for terms, _, _ in rows for column in terms]
    matrix = csr_array((np.ones(len(flat)), flat, starts), shape=(len(rows), len(columns)))
    solution = milp(
        np.array([-1.0 if key not in board.where else 0.0 for key, _ in columns]),
        integrality=np.ones(len(columns)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows]),
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    return int(1e-6 - solution.mip_dual_bound)


def _rows(board: Board, columns: Sequence[tuple[str, int]], displaced: int) -> Iterator[Terms]:
    groups: defaultdict[object, list[int]] = defaultdict(list)
    stay = []
    for column, (key, slot) in enumerate(columns):
        for group in (key, slot, *((name, slot) for name in board.ends(key))):
            groups[group].append(column)
        if key in board.where and board.where[key][0] == slot:
            stay.append(column)
    for group, terms in groups.items():
        most = board.tables_in[group].bit_count() if isinstance(group, int) else 1
        yield terms, float(isinstance(group, str) and group in board.where), most
    yield stay, len(stay) - displaced, np.inf


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


if __name__ == "__main__":
    main()
