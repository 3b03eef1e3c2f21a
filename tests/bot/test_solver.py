"""The solver in a process of its own: what it says, and what happens when it is killed."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import solver
from scheduling import Pair, Participant, Problem, Slot, agenda_from_json, allocate, check, numbered_tables, to_json


def problem(**fields: object) -> Problem:
    values: dict[str, object] = {
        "participants": (
            Participant(id="1", side="buyer"),
            Participant(id="2", side="provider"),
            Participant(id="3", side="provider"),
        ),
        "slots": (Slot(id="s1"), Slot(id="s2")),
        "tables": numbered_tables(2),
        "pairs": (Pair(a="1", b="2", weight=3), Pair(a="1", b="3", weight=2)),
    }
    return Problem(**{**values, **fields})  # type: ignore[arg-type]


async def ignore(_meetings: int, _share: float) -> None:
    """Hear of progress without doing anything."""


async def test_agenda_comes_back_with_progress_on_the_way() -> None:
    heard: list[tuple[int, float]] = []

    async def hear(meetings: int, share: float) -> None:
        heard.append((meetings, share))

    agenda = await solver.solve(problem(), time_limit=5.0, on_progress=hear)

    assert agenda == allocate(problem(), seed=0, time_limit=5.0)
    assert check(problem(), agenda) == ()
    assert heard[-1] == (2, 1.0)


async def test_invalid_problem_is_told_with_its_faults() -> None:
    with pytest.raises(solver.SolverFailed, match=r"participants\[0\]\.latest: unknown \(s9\)"):
        await solver.solve(
            problem(participants=(Participant(id="1", latest="s9"),), pairs=()), time_limit=5.0, on_progress=ignore
        )


def child_that(tmp_path: Path, *lines: str) -> str:
    """Return an interpreter that runs these lines of shell whatever it is asked to run."""
    program = tmp_path / "python"
    program.write_text("\n".join(["#!/bin/sh", *lines]) + "\n")
    program.chmod(0o755)
    return str(program)


async def test_killed_solver_gives_no_agenda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = child_that(tmp_path, "cat >/dev/null", "echo '{\"meetings\": '$$', \"share\": 0.5}'", "exec sleep 60")
    monkeypatch.setattr(sys, "executable", program)

    async def kill(pid: int, _share: float) -> None:
        os.kill(pid, signal.SIGKILL)

    with pytest.raises(solver.SolverFailed) as failure:
        await solver.solve(problem(), time_limit=5.0, on_progress=kill)

    assert str(failure.value) == ""


async def test_solver_does_not_outlive_whoever_waited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = child_that(tmp_path, "cat >/dev/null", "echo '{\"meetings\": '$$', \"share\": 0.5}'", "exec sleep 60")
    monkeypatch.setattr(sys, "executable", program)
    begun: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def note(pid: int, _share: float) -> None:
        begun.set_result(pid)

    waiting = asyncio.create_task(solver.solve(problem(), time_limit=5.0, on_progress=note))
    pid = await begun
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], list[dict[str, object]]]:
    """Run the child's own program on what it reads, and return what it says."""

    def _run(typed: str) -> list[dict[str, object]]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        monkeypatch.setattr(sys, "argv", ["solver", "5.0"])
        solver.main()
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return _run


def test_program_says_progress_and_then_the_agenda(run: Callable[[str], list[dict[str, object]]]) -> None:
    *progress, last = run(to_json(problem()))

    assert {"meetings": 2, "share": 1.0} in progress
    assert agenda_from_json(str(last["agenda"])) == allocate(problem(), seed=0, time_limit=5.0)


def test_program_says_share_of_nothing_as_everything(run: Callable[[str], list[dict[str, object]]]) -> None:
    for line in run(to_json(problem(pairs=()))):
        assert line.get("share", 1.0) == 1.0


@pytest.mark.parametrize("typed", [to_json(problem(slots=(Slot(id="s1"), Slot(id="s1")))), '{"participants": 7}'])
def test_program_says_what_is_wrong(run: Callable[[str], list[dict[str, object]]], typed: str) -> None:
    """A problem of the wrong shape ended the program without a word."""
    (line,) = run(typed)

    assert list(line) == ["problem"]
    assert line["problem"]
