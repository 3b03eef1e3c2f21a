"""Work beside the conversations: done once, told to whoever asked, taken up again after a crash."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest

from bot import solver
from bot.solver import SolverFailed
from bot.tasks import LEASE, TaskRunner
from bot.worker import Worker
from handlers.agendas import allocation
from scheduling import Agenda, Problem
from storage.database import DatabaseUnavailable
from tests.fakes.waiting import until
from tests.world import NOON, World, text

Report = Callable[[int, float], Awaitable[None]]


async def solve(problem: Problem, *, time_limit: float, on_progress: Report) -> Agenda:
    """Solve in this process: what the real one does is seen in `test_solver`."""
    await on_progress(1, 0.5)
    await on_progress(2, 1.0)
    return allocation.solve(problem)


class Bench:
    """A runner on the small event."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.worker = Worker(world.database)
        self.told = 0
        self.runner = TaskRunner(
            worker=self.worker, house=world.house, clock=lambda: self.world.organiser.now, on_message=self._count
        )

    def _count(self) -> None:
        self.told += 1

    def statuses(self) -> list[str]:
        from sqlalchemy import select

        from storage.models import task

        with self.world.database.engine.begin() as connection:
            return list(connection.execute(select(task.c.status).order_by(task.c.id)).scalars())

    async def done(self) -> None:
        """Wait until no task waits or runs."""
        await until(lambda: not {"waiting", "running"} & set(self.statuses()))

    def pushes(self) -> list[str]:
        return [text(push) for push in self.world.organiser.receive_pushes()]


@pytest.fixture
async def bench(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"))
    monkeypatch.setattr(solver, "solve", solve)
    bench = Bench(world)
    yield bench
    await bench.runner.stop()
    bench.worker.close()


async def test_draft_is_prepared_kept_and_shown_to_who_asked(bench: Bench) -> None:
    bench.world.organiser.say("/allocate")
    await bench.runner.start()
    await bench.done()

    draft = bench.world.newest("draft")
    assert draft is not None
    assert len(bench.world.meetings(draft.id)) == 2
    assert bench.statuses() == ["done"]
    (shown,) = bench.pushes()[-1:]
    assert shown.startswith(f"Draft {draft.id}: 2 meetings, 100.0% of the best conceivable.")
    await until(lambda: bench.told == 2)  # the progress and the draft


async def test_progress_redraws_the_message_no_faster_than_platforms_allow(bench: Bench) -> None:
    bench.world.organiser.say("/allocate")
    await bench.runner.start()
    await bench.done()
    bench.pushes()

    said = [text(reply) for _, reply in bench.world.organiser.shown]
    assert [line for line in said if line.startswith("I am looking")] == [
        "I am looking for the best agenda… 1 meeting, 50.0% of the best conceivable."
    ]


async def test_task_asked_for_later_begins_when_woken(bench: Bench) -> None:
    await bench.runner.start()
    bench.world.organiser.say("/allocate")
    bench.runner.wake()
    await bench.done()

    assert bench.world.newest("draft") is not None


async def test_published_agenda_is_kept_when_only_added_to(bench: Bench) -> None:
    world = bench.world
    world.publish(world.draft(("Banco", "Atlas", "d2s03", "9")))
    world.organiser.tap_data("g:late")
    await bench.runner.start()
    await bench.done()

    draft = world.newest("draft")
    assert draft is not None
    assert ("Banco", "Atlas", "d2s03", "9") in world.places(draft.id)
    assert len(world.places(draft.id)) == 2


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (SolverFailed("pairs[0]: unknown"), "pairs[0]: unknown"),
        (SolverFailed(), "the search ended without a result; please try again"),
        (ValueError("secret"), "something went wrong on our side; please try again"),
    ],
)
async def test_failure_is_told_and_another_try_is_possible(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, problem: Exception, told: str
) -> None:
    async def fail(*_: Any, **__: Any) -> Agenda:
        raise problem

    monkeypatch.setattr(solver, "solve", fail)
    bench.world.organiser.say("/allocate")
    await bench.runner.start()
    await bench.done()

    assert bench.pushes()[-1:] == [f"The agenda could not be prepared: {told}"]
    assert bench.statuses() == ["failed"]
    assert bench.world.newest("draft") is None
    monkeypatch.setattr(solver, "solve", solve)
    bench.world.organiser.say("/allocate")
    bench.runner.wake()
    await bench.done()
    assert bench.statuses() == ["failed", "done"]


async def test_task_that_a_crash_interrupted_is_done_at_the_next_start(bench: Bench) -> None:
    bench.world.organiser.say("/allocate")
    with bench.world.begin() as uow:
        assert uow.tasks.take() is not None

    await bench.runner.start()
    await bench.done()

    assert bench.statuses() == ["done"]


async def test_task_stopped_in_the_middle_is_taken_up_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Event()

    async def never(*_: Any, **__: Any) -> Agenda:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(solver, "solve", never)
    bench.world.organiser.say("/allocate")
    await bench.runner.start()
    await begun.wait()
    await bench.runner.stop()
    interrupted = bench.statuses()

    monkeypatch.setattr(solver, "solve", solve)
    await bench.runner.start()
    await bench.done()

    assert (interrupted, bench.statuses()) == (["running"], ["done"])


async def test_task_that_another_process_is_at_is_left_to_it_until_it_died(bench: Bench) -> None:
    now = bench.world.organiser.now
    bench.world.organiser.say("/allocate")
    with bench.world.begin() as uow:
        task = uow.tasks.take()
        assert task is not None
        uow.tasks.hold(task.id, until=now + LEASE)
    await bench.runner.start(is_only_runner=False)
    assert bench.statuses() == ["running"]

    bench.world.organiser.now = now + LEASE
    bench.runner.wake()
    await bench.done()
    assert bench.statuses() == ["done"]


async def test_task_is_done_once_the_database_is_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It stayed "running", and every further request was told to wait for it."""
    away = asyncio.Event()

    async def lose(*_: Any, **__: Any) -> Agenda:
        away.set()
        raise DatabaseUnavailable("away")

    monkeypatch.setattr(solver, "solve", lose)
    bench.world.organiser.say("/allocate")
    await bench.runner.start()
    await away.wait()
    await until(lambda: "the database is away" in caplog.text)

    monkeypatch.setattr(solver, "solve", solve)
    bench.runner.wake()
    await bench.done()

    assert bench.statuses() == ["done"]


async def test_runner_that_never_started_stops_quietly(world: World) -> None:
    worker = Worker(world.database)

    def now() -> datetime:
        return NOON

    await TaskRunner(worker=worker, house=world.house, clock=now, on_message=lambda: None).stop()

    worker.close()
