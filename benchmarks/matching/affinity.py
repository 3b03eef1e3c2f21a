"""Measure affinities: whole events, one company changed, suggestions, growth and memory.

Run ``python -m benchmarks.matching.affinity`` from the root of the project; it prints the tables of RESULTS.md.
Every event size runs in a process of its own, so that its peak memory is its own. Times are processor time, which
a machine shared with others hardly changes; everything here runs on one thread, so on an idle machine it is what the
clock on the wall shows. The wall time of the quickest round stands beside it.
"""

import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks.matching.companies import invent_buyer, invent_companies, invent_provider
from matching.affinity import Affinities, affinities
from matching.company import Company
from matching.suggestions import gini, suggest, suggest_all
from matching.weights import Weights
from tests.matching.reference import reference_pair

SIZES = ((20, 30), (63, 95), (200, 300), (632, 949), (2000, 3000))  # each about ten times the pairs of the last
ROUNDS = 5
UPDATES = 40
SAMPLE = 20  # buyers and providers judged by the plain reference
MIB = 1024.0  # ru_maxrss counts KiB on Linux


def main() -> None:
    """Print all tables."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(
        "| buyers × providers | pairs | affinities s (wall) | µs a pair | plain ÷ ours | update ms p50 · max (wall) |",
        end="",
    )
    print(" one list ms | all lists s | peak MiB above imports |")
    print("|---|---|---|---|---|---|---|---|---|")
    for buyers, providers in SIZES:
        command = [sys.executable, "-m", "benchmarks.matching.affinity", str(buyers), str(providers)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(_row(buyers, providers, found))
    print("\n| places kept for the little seen | Gini of showings, buyers · providers | never shown |")
    print("|---|---|---|")
    judged = affinities(invent_companies(buyers=400, providers=600, seed=7))
    for floor_places in (0, 1, 2, 3):
        print(_fairness_row(judged, floor_places))


def measure(buyers: int, providers: int) -> dict[str, float]:
    """Return the figures of one event size, times in seconds, memory in MiB."""
    companies = invent_companies(buyers=buyers, providers=providers, seed=1)
    before = _peak()
    whole = [_timed(lambda: affinities(companies)) for _ in range(ROUNDS)]
    peak = _peak() - before
    judged = affinities(companies)
    changes = _changes(buyers, providers)
    judged.update(changes[0])  # the first use of an index builds it
    updates = [_timed(lambda one=one: judged.update(one)) for one in changes]  # type: ignore[misc]
    lists = [_timed(lambda one=one: suggest(judged, one.id, wishes={}, exposure={})) for one in changes]  # type: ignore[misc]
    every, _ = _timed(lambda: suggest_all(judged, wishes={}, exposure={}, shown={}))
    return {
        "whole": statistics.median(cpu for cpu, _ in whole),
        "whole_wall": min(wall for _, wall in whole),
        "plain": _plain_seconds_a_pair(companies),
        "update": statistics.median(cpu for cpu, _ in updates),
        "slowest": max(cpu for cpu, _ in updates),
        "update_wall": min(wall for _, wall in updates),
        "list": statistics.median(cpu for cpu, _ in lists),
        "lists": every,
        "peak": peak,
    }


def _changes(buyers: int, providers: int) -> list[Company]:
    draw = random.Random(2)
    asked = [invent_buyer(draw, draw.randrange(buyers)) for _ in range(UPDATES // 2)]
    return asked + [invent_provider(draw, buyers + draw.randrange(providers)) for _ in range(UPDATES // 2)]


def _plain_seconds_a_pair(companies: list[Company]) -> float:
    asked = [company for company in companies if company.role == "buyer"][:SAMPLE]
    offered = [company for company in companies if company.role == "provider"][:SAMPLE]
    weights = Weights()
    seconds, _ = _timed(lambda: [reference_pair(one, other, weights) for one in asked for other in offered])
    return seconds / (len(asked) * len(offered))


def _timed(run: Callable[[], object]) -> tuple[float, float]:
    """Return processor and wall seconds of one call."""
    cpu, wall = time.process_time(), time.perf_counter()
    run()
    return time.process_time() - cpu, time.perf_counter() - wall


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB


def _row(buyers: int, providers: int, found: dict[str, float]) -> str:
    pairs = buyers * providers
    each = found["whole"] / pairs
    cells = (
        f"{buyers:,} × {providers:,}",
        f"{pairs:,}",
        f"{found['whole']:.3f} ({found['whole_wall']:.3f})",
        f"{each * 1e6:.2f}",
        f"{found['plain'] / each:.0f}",
        f"{found['update'] * 1e3:.1f} · {found['slowest'] * 1e3:.1f} ({found['update_wall'] * 1e3:.1f})",
        f"{found['list'] * 1e3:.2f}",
        f"{found['lists']:.2f}",
        f"{found['peak']:.0f}",
    )
    return f"| {' | '.join(cells)} |"


def _fairness_row(judged: Affinities, floor_places: int) -> str:
    lists = suggest_all(judged, wishes={}, exposure={}, shown={}, floor_places=floor_places)
    shown = [one.company for listed in lists.values() for one in listed]
    sides = (judged.buyers.companies, judged.providers.companies)
    counts = [[shown.count(company.id) for company in side if judged.ranked(company.id)] for side in sides]
    never = sum(count == 0 for side in counts for count in side)
    total = sum(len(side) for side in counts)
    return f"| {floor_places} of 8 | {gini(counts[0]):.2f} · {gini(counts[1]):.2f} | {never} of {total} |"


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))
    else:
        main()
