"""The command line: `python -m scheduling COMMAND FILE`. Each command is one small function and one entry below."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from scheduling.allocation import ROUNDS, allocate, bound
from scheduling.check import check
from scheduling.diff import diff
from scheduling.disruption import Disruption
from scheduling.dzn import read_dzn
from scheduling.errors import Fault, InvalidProblem, SchedulingError
from scheduling.json_format import agenda_from_json, from_data, problem_from_json, schema, to_data, to_json
from scheduling.model import Agenda, Problem
from scheduling.must_meet import must_meet
from scheduling.repair import repair
from scheduling.search import Progress
from scheduling.validation import validate


@dataclass(frozen=True, kw_only=True)
class Command:
    """One word of the command line: what it does, its files, and how to run it (returns the exit code)."""

    help: str
    files: tuple[str, ...]
    run: Callable[[argparse.Namespace], int]


def _problem(path: Path) -> Problem:
    problem = problem_from_json(path.read_bytes())
    validate(problem)
    return problem


def _allocate(options: argparse.Namespace) -> int:
    def tell(progress: Progress) -> None:
        share = 100 * progress.weight / progress.bound if progress.bound else 100.0
        print(f"round {progress.round}: {progress.meetings} meetings, {share:.2f} % of the bound", file=sys.stderr)

    agenda = allocate(
        _problem(options.problem),
        seed=options.seed,
        time_limit=options.time_limit,
        rounds=options.rounds,
        on_progress=tell if options.verbose else None,
    )
    print(to_json(agenda))
    return 0


def _check(options: argparse.Namespace) -> int:
    conflicts = check(_problem(options.problem), agenda_from_json(options.agenda.read_bytes()))
    print(json.dumps(to_data(conflicts), indent=2, ensure_ascii=False))
    return 1 if conflicts else 0


def _bound(options: argparse.Namespace) -> int:
    print(json.dumps({"bound": bound(_problem(options.problem), is_tight=options.tight)}))
    return 0


def _diff(options: argparse.Namespace) -> int:
    old, new = (agenda_from_json(path.read_bytes()) for path in (options.old, options.new))
    print(to_json(diff(old, new)))
    return 0


def _repair(options: argparse.Namespace) -> int:
    published = agenda_from_json(options.agenda.read_bytes())
    told = _disruption(options.disruption.read_bytes())
    mended = repair(
        _problem(options.problem),
        published,
        told,
        now=options.now,
        freeze=options.freeze,
        displaced=options.displaced,
    )
    print(to_json(mended))
    return 0


def _disruption(text: bytes) -> Disruption:
    """Read `{"kind": "TableOut", "table": "7"}`: the name of a disruption and its fields."""
    data = json.loads(text)
    kinds = {kind.__name__: kind for kind in get_args(Disruption)}
    name = data.pop("kind", "") if isinstance(data, dict) else ""
    if name not in kinds:
        raise InvalidProblem([Fault(path="kind", code="not_one_of_" + "_".join(kinds), value=str(name))])
    disruption: Disruption = from_data(kinds[name], data)
    return disruption


def _read_dzn(options: argparse.Namespace) -> int:
    print(to_json(read_dzn(options.dzn.read_text(encoding="utf-8"))))
    return 0


def _must_meet(options: argparse.Namespace) -> int:
    found = must_meet(
        _problem(options.problem), seed=options.seed, time_limit=options.time_limit, fairness=options.fairness
    )
    print(to_json(found))
    return 0 if found.agenda is not None else 1


def _schema(options: argparse.Namespace) -> int:
    print(json.dumps({"problem": schema(Problem), "agenda": schema(Agenda)}, indent=2))
    return 0


COMMANDS = {
    "allocate": Command(help="make an agenda", files=("problem",), run=_allocate),
    "check": Command(help="list the conflicts of an agenda; exit 1 if any", files=("problem", "agenda"), run=_check),
    "bound": Command(help="prove the weight no agenda exceeds", files=("problem",), run=_bound),
    "diff": Command(help="say what changed between two agendas", files=("old", "new"), run=_diff),
    "repair": Command(
        help="mend a published agenda after a disruption", files=("problem", "agenda", "disruption"), run=_repair
    ),
    "must-meet": Command(help="place every pair with the fewest breaks", files=("problem",), run=_must_meet),
    "read-dzn": Command(help="turn a published MiniZinc instance into a problem", files=("dzn",), run=_read_dzn),
    "schema": Command(help="print the JSON Schemas", files=(), run=_schema),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scheduling", description="Schedule one-to-one meetings.")
    words = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        word = words.add_parser(name, help=command.help)
        for file in command.files:
            word.add_argument(file, type=Path, metavar=file.upper())
        if name == "allocate":
            word.add_argument("--seed", type=int, default=0)
            word.add_argument("--rounds", type=int, default=ROUNDS, help="budget; same budget, same agenda")
            word.add_argument("--time-limit", type=float, default=300.0, help="safety stop, in seconds")
            word.add_argument("--verbose", action="store_true", help="tell the progress on stderr")
        if name == "must-meet":
            word.add_argument("--seed", type=int, default=0)
            word.add_argument("--time-limit", type=float, default=20.0, help="seconds")
            word.add_argument("--fairness", type=int, default=2, help="how far two people's breaks may be apart")
        if name == "repair":
            word.add_argument("--now", help="id of the first slot that has not begun")
            word.add_argument("--freeze", type=int, default=0, help="slots from now that take no new meeting")
            word.add_argument("--displaced", type=int, default=2, help="meetings not hit that may change slot")
        if name == "bound":
            word.add_argument("--tight", action="store_true", help="the LP over every slot: slower, lower")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 for conflicts found, 2 for a file that cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        return COMMANDS[options.command].run(options)
    except (SchedulingError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())
