"""Solves a scheduling problem in a process of its own, so that conversations never wait for it.

The problem arrives on standard input as JSON; every line on standard output is JSON: progress, and at last the
agenda or what is wrong with the problem.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from scheduling import Agenda, InvalidProblem, Problem, Progress, agenda_from_json, allocate, problem_from_json, to_json

LONGEST_LINE = 64 * 2**20  # bytes of one agenda as JSON

OnProgress = Callable[[int, float], Awaitable[None]]


class SolverFailed(Exception):
    """There is no agenda; the message says why, as far as the solver could tell."""


async def solve(problem: Problem, *, time_limit: float, on_progress: OnProgress) -> Agenda:
    """Return the agenda of a problem; `on_progress` hears of meetings and share of the bound on the way."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.solver",
        str(time_limit),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(to_json(problem).encode())
        process.stdin.close()
        async for line in process.stdout:
            said = json.loads(line)
            if "agenda" in said:
                return agenda_from_json(said["agenda"])
            if "problem" in said:
                raise SolverFailed(said["problem"])
            await on_progress(said["meetings"], said["share"])
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    raise SolverFailed


def main() -> None:
    """Solve the problem on standard input."""
    try:
        problem = problem_from_json(sys.stdin.read())
        agenda = allocate(problem, seed=0, time_limit=float(sys.argv[1]), on_progress=_report)
    except InvalidProblem as problem_found:
        _say({"problem": str(problem_found)})
    else:
        _say({"agenda": to_json(agenda)})


def _report(progress: Progress) -> None:
    share = progress.weight / progress.bound if progress.bound else 1.0
    _say({"meetings": progress.meetings, "share": share})


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
