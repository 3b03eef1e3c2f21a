from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import event

from bot.worker import MOST_TOGETHER, Worker
from storage import Database, UnitOfWork
from storage.database import DatabaseUnavailable
from tests.fakes.waiting import until
from tests.phone import NOON


@pytest.fixture
async def worker(database: Database) -> AsyncIterator[Worker]:
    worker = Worker(database)
    yield worker
    await asyncio.to_thread(worker.close)


class Hold:
    """A job that keeps the thread until it is let go, so that others gather behind it."""

    def __init__(self, worker: Worker) -> None:
        self._began = threading.Event()
        self._go = threading.Event()
        self.done = asyncio.ensure_future(worker.run(self._job))

    def _job(self, _uow: UnitOfWork) -> None:
        self._began.set()
        assert self._go.wait(20)

    async def __aenter__(self) -> Hold:
        await until(self._began.is_set)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.sleep(0)  # whoever was started inside has queued its job
        self._go.set()
        await self.done


def keep(key: str) -> Callable[[UnitOfWork], str]:
    def job(uow: UnitOfWork) -> str:
        uow.inbox.accept(update_key=key, address="a:1", kind="text", body=None, message_ref=None, now=NOON)
        return key

    return job


def fail(_uow: UnitOfWork) -> None:
    raise ZeroDivisionError


def kept(database: Database) -> list[str]:
    with database.begin() as uow:
        return [line.update_key for line in uow.inbox.after("a:1")]


class Commits:
    """Counts the transactions of a database."""

    def __init__(self, database: Database) -> None:
        self.count = 0
        self.rollbacks = 0
        event.listen(database.engine, "commit", self._commit)
        event.listen(database.engine, "rollback", self._rollback)

    def _commit(self, _connection: object) -> None:
        self.count += 1

    def _rollback(self, _connection: object) -> None:
        self.rollbacks += 1


async def test_jobs_that_wait_together_are_committed_together(worker: Worker, database: Database) -> None:
    async with Hold(worker):
        commits = Commits(database)
        jobs = [asyncio.create_task(worker.run(keep(f"k{number}"))) for number in range(20)]

    assert await asyncio.gather(*jobs) == [f"k{number}" for number in range(20)]
    assert commits.count == 2  # the one that held them up, and theirs
    assert kept(database) == [f"k{number}" for number in range(20)]


async def test_transaction_has_a_longest_size(worker: Worker, database: Database) -> None:
    async with Hold(worker):
        commits = Commits(database)
        jobs = [asyncio.create_task(worker.run(keep(f"k{number}"))) for number in range(MOST_TOGETHER + 1)]

    await asyncio.gather(*jobs)
    assert commits.count == 3


async def test_failing_job_does_not_harm_its_neighbours(worker: Worker, database: Database) -> None:
    async with Hold(worker):
        jobs = [asyncio.create_task(worker.run(job)) for job in (keep("a"), fail, keep("b"))]

    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert [results[0], results[2]] == ["a", "b"]
    assert isinstance(results[1], ZeroDivisionError)
    assert kept(database) == ["a", "b"]


async def test_lonely_job_that_fails_is_tried_again_once_and_leaves_nothing(worker: Worker, database: Database) -> None:
    def half(uow: UnitOfWork) -> None:
        keep("half")(uow)
        fail(uow)

    with pytest.raises(ZeroDivisionError):
        await worker.run(half)

    assert kept(database) == []


async def test_result_comes_only_after_the_commit(worker: Worker, database: Database) -> None:
    seen: list[list[str]] = []
    loop_thread = threading.get_ident()

    def look(_connection: object) -> None:
        assert threading.get_ident() != loop_thread
        seen.append(["committing", f"done={job.done()}"])

    event.listen(database.engine, "commit", look)
    job = asyncio.create_task(worker.run(keep("a")))
    await job
    event.remove(database.engine, "commit", look)

    assert seen == [["committing", "done=False"]]
    assert kept(database) == ["a"]


async def test_commit_that_fails_is_no_result(worker: Worker, database: Database) -> None:
    def refuse(_connection: object) -> None:
        raise DatabaseUnavailable("no room")

    event.listen(database.engine, "commit", refuse)
    with pytest.raises(DatabaseUnavailable):
        await worker.run(keep("a"))
    event.remove(database.engine, "commit", refuse)

    assert kept(database) == []
    assert await worker.run(keep("b")) == "b"


async def test_database_that_is_away_was_asked_for_each_of_many_jobs_again(worker: Worker, database: Database) -> None:
    """A locked database answers after seconds: sixty jobs shall not wait sixty times for it."""
    asked = 0

    def refuse(_connection: object) -> None:
        nonlocal asked
        asked += 1
        raise DatabaseUnavailable("locked")

    async with Hold(worker):
        jobs = [asyncio.create_task(worker.run(keep(f"k{number}"))) for number in range(20)]
        await asyncio.sleep(0)
        event.listen(database.engine, "begin", refuse)

    results = await asyncio.gather(*jobs, return_exceptions=True)
    event.remove(database.engine, "begin", refuse)
    assert {type(result) for result in results} == {DatabaseUnavailable}
    assert asked == 3  # together, and two alone
    assert await worker.run(keep("after")) == "after"


async def test_cancelled_waiter_does_not_undo_the_work(worker: Worker, database: Database) -> None:
    async with Hold(worker):
        left = asyncio.create_task(worker.run(keep("left")))
        stays = asyncio.create_task(worker.run(keep("stays")))
        await asyncio.sleep(0)
        left.cancel()

    assert await stays == "stays"
    assert left.cancelled()
    assert kept(database) == ["left", "stays"]


async def test_close_finishes_what_waits_and_takes_nothing_more(database: Database) -> None:
    worker = Worker(database)
    async with Hold(worker):
        jobs = [asyncio.create_task(worker.run(keep(f"k{number}"))) for number in range(5)]
        await asyncio.sleep(0)
        closing = asyncio.create_task(asyncio.to_thread(worker.close))

    await closing
    assert await asyncio.gather(*jobs) == [f"k{number}" for number in range(5)]
    with pytest.raises(RuntimeError, match="closed"):
        await worker.run(keep("late"))
    worker.close()
    assert len(kept(database)) == 5


def test_result_that_comes_after_the_event_loop_closed_is_let_go(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(database)
    go = threading.Event()

    def slow(uow: UnitOfWork) -> None:
        assert go.wait(20)
        keep("slow")(uow)

    async def leave() -> None:
        task = asyncio.create_task(worker.run(slow))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leave())
    go.set()
    worker.close()

    assert kept(database) == ["slow"]
    assert "after the event loop had closed" in caplog.text
