"""The command line: `python -m scheduling COMMAND FILE`. Each command is one small function and one entry below."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scheduling.allocation import ROUNDS, allocate, bound
from scheduling.check import check
from scheduling.diff import diff
from scheduling.errors import SchedulingError
from scheduling.json_format import agenda_from_json, problem_from_json, schema, to_data, to_json
from scheduling.model import Agenda, Problem
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


def _schema(options: argparse.Namespace) -> int:
    print(json.dumps({"problem": schema(Problem), "agenda": schema(Agenda)}, indent=2))
    return 0


COMMANDS = {
    "allocate": Command(help="make an agenda", files=("problem",), run=_allocate),
    "check": Command(help="list the conflicts of an agenda; exit 1 if any", files=("problem", "agenda"), run=_check),
    "bound": Command(help="prove the weight no agenda exceeds", files=("problem",), run=_bound),
    "diff": Command(help="say what changed between two agendas", files=("old", "new"), run=_diff),
    "schema": Command(help="print the JSON Schemas", files=(), run=_schema),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scheduling", description="Schedule one-to-one meetings.")
    words = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        word = words.add_parser(name, help=command.help)
        for file in command.files:
            word.add_argument(file, type=Path, metavar=f"{file.upper()}.json")
        if name == "allocate":
            word.add_argument("--seed", type=int, default=0)
            word.add_argument("--rounds", type=int, default=ROUNDS, help="budget; same budget, same agenda")
            word.add_argument("--time-limit", type=float, default=60.0, help="safety stop, in seconds")
            word.add_argument("--verbose", action="store_true", help="tell the progress on stderr")
        if name == "bound":
            word.add_argument("--tight", action="store_true", help="the LP over every slot: slower, lower")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 for conflicts found, 2 for a file that cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        return COMMANDS[options.command].run(options)
    except (SchedulingError, OSError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())
