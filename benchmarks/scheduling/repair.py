"""Measure `repair` on published agendas of 200 buyers × 300 providers × 24 slots.

    python benchmarks/scheduling/repair.py [--events 20] [--displaced 2] [--seed 0]

For each kind of event, on several presence patterns: how long it takes (processor milliseconds, one core), how
many of the meetings that were hit are kept (of all, and of those for which both people have a free slot left), how
many other meetings change slot, how many other people are
touched. Each answer is checked by `check`. Agendas come from `allocate` with 3 seconds. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import process_time

from instances import SHAPES, build

from scheduling.allocation import allocate
from scheduling.check import check
from scheduling.disruption import Disruption, Gone, Late, LeavesEarly, PairCancelled, SlotDropped, TableOut
from scheduling.model import Agenda, Problem
from scheduling.repair import repair
from scheduling.repair_report import Repair

CASES = (("full", "brief"), ("block", "brief"), ("iid", "loose"), ("full", "loose"))
LATE_SLOTS = 4


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One event: milliseconds, meetings hit and kept, and lost because somebody's day is `full` (or over, or the
    pair is cancelled), other meetings moved to another slot, other people touched."""

    milliseconds: float
    hit: int
    kept: int
    full: int
    moved: int
    others: int
    proven: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=20)
    parser.add_argument("--displaced", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(f"displaced={options.displaced}, {options.events} events each, seed {options.seed}\n")
    print("| presence, tables | event | ms mean (worst) | hit | kept | if days allow | moved (worst) | others |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for presence, tables in CASES:
        problem = build(SHAPES["M"], presence=presence, tables=tables, seed=options.seed)
        agenda = allocate(problem, seed=options.seed, time_limit=3.0)
        for name, draw in EVENTS.items():
            chance = random.Random(options.seed)
            samples = [
                measure(problem, agenda, draw(problem, agenda, chance), options.displaced)
                for _ in range(options.events)
            ]
            print(f"| {presence}, {tables} | {name} | {summary(samples)} |", flush=True)


def measure(problem: Problem, agenda: Agenda, event: Disruption, displaced: int) -> Sample:
    start = process_time()
    found = repair(problem, agenda, event, displaced=displaced)
    spent = process_time() - start
    conflicts = check(found.problem, found.agenda)
    if conflicts:
        raise SystemExit(f"{event}: {conflicts[:3]}")
    hit = set(_hit(found, agenda))
    kept = {meeting.pair for meeting in found.agenda.meetings}
    moved = sum(
        change.pair not in hit and change.before is not None and change.after is not None
        and change.before.slot != change.after.slot
        for change in found.changes
    )  # fmt: skip
    return Sample(
        milliseconds=1000 * spent,
        hit=len(hit),
        kept=len(hit & kept),
        full=sum(lost.reason.code in ("days_full", "participant_gone", "pair_cancelled") for lost in found.lost),
        moved=moved,
        others=len(found.others),
        proven=found.proven,
    )


def _hit(found: Repair, agenda: Agenda) -> Iterator[str]:
    """Yield the pairs whose published meeting cannot stay, by what `check` says of the old agenda."""
    for conflict in check(found.problem, agenda):
        if conflict.code in ("not_present", "slot_dropped", "table_out", "forbidden"):
            yield conflict.pairs[0]


def summary(samples: list[Sample]) -> str:
    count = len(samples)
    times = [sample.milliseconds for sample in samples]
    hit, kept = sum(sample.hit for sample in samples), sum(sample.kept for sample in samples)
    moved, others = [sample.moved for sample in samples], sum(sample.others for sample in samples)
    possible = hit - sum(sample.full for sample in samples)
    return (
        f"{sum(times) / count:.0f} ({max(times):.0f}) | {hit / count:.1f} | {_share(kept, hit)} | "
        f"{_share(kept, possible)} | {sum(moved) / count:.1f} ({max(moved)}) | {others / count:.1f}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def _busy(agenda: Agenda, chance: random.Random) -> str:
    meeting = chance.choice(agenda.meetings)
    return chance.choice((meeting.a, meeting.b))


def _late(problem: Problem, agenda: Agenda, chance: random.Random) -> Disruption:
    """A person who is expected for the first time in the day arrives four slots after that."""
    person = _busy(agenda, chance)
    order = [slot.id for slot in problem.slots]
    available = next(one.available for one in problem.participants if one.id == person)
    first = min(order.index(slot) for slot in available or order)
    return Late(participant=person, until=order[min(first + LATE_SLOTS, len(order) - 1)])


def _leaves(problem: Problem, agenda: Agenda, chance: random.Random) -> Disruption:
    return LeavesEarly(participant=_busy(agenda, chance), after=problem.slots[-LATE_SLOTS - 1].id)


EVENTS: dict[str, Callable[[Problem, Agenda, random.Random], Disruption]] = {
    "table out, all day": lambda problem, _, chance: TableOut(table=chance.choice(problem.tables).id),
    "pair cancelled": lambda _, agenda, chance: PairCancelled(pair=chance.choice(agenda.meetings).pair),
    "late by 4 slots": _late,
    "leaves 4 slots early": _leaves,
    "gone": lambda _, agenda, chance: Gone(participant=_busy(agenda, chance)),
    "slot dropped": lambda problem, _, chance: SlotDropped(slot=chance.choice(problem.slots).id),
}


if __name__ == "__main__":
    main()
