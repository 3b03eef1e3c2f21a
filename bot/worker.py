"""The one thread that talks to the database, and commits the work of many people together.

A job is a function of a unit of work. Jobs that wait at the same moment run in one transaction: the disk is asked
once for all of them, which is what makes a durable answer cheap. When one of them fails, everything is rolled back
and each runs again alone, so that nobody suffers for another's error; jobs have no effects but on the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from storage import Database, UnitOfWork
from storage.database import DatabaseUnavailable

T = TypeVar("T")
Job = Callable[[UnitOfWork], T]

log = logging.getLogger(__name__)

MOST_TOGETHER = 64
"""Jobs in one transaction: beyond this the last to wait gains less than the first loses."""

MOST_REFUSALS = 2
"""Jobs refused in a row before the database counts as away for all that wait: each refusal may take seconds."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    job: Job[Any]
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Any]


class Worker:
    """Runs jobs one after another in a thread of its own, committed in groups.

    `on_queued` is called, in the event loop, after each transaction that left a message or a task for others.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._is_open = True
        self.on_queued: Callable[[], None] = lambda: None
        self._lock = threading.Lock()  # nothing may be queued behind the word that ends the thread
        self._thread = threading.Thread(target=self._work, name="database", daemon=True)
        self._thread.start()

    async def run(self, job: Job[T]) -> T:
        """Run a job; return its result once it is committed, or raise what it or the database raised."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        with self._lock:
            if not self._is_open:
                raise RuntimeError("the database is closed")
            self._queue.put(_Waiting(job, loop, done))
        return await done

    def close(self) -> None:
        """Finish what waits and end the thread."""
        with self._lock:
            if self._is_open:
                self._is_open = False
                self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        is_open = True
        while is_open:
            first = self._queue.get()
            batch = [] if first is None else [first]
            is_open = first is not None
            while is_open and len(batch) < MOST_TOGETHER:
                try:
                    waiting = self._queue.get_nowait()
                except queue.Empty:
                    break
                if waiting is None:
                    is_open = False
                else:
                    batch.append(waiting)
            if batch:
                self._commit(batch)

    def _commit(self, batch: list[_Waiting]) -> None:
        try:
            results = self._together(batch)
        except Exception:
            if len(batch) > 1:
                log.info("a transaction of %d jobs failed; running each alone", len(batch))
            self._one_by_one(batch)
        else:
            _settle([(waiting, result, None) for waiting, result in zip(batch, results, strict=True)])

    def _together(self, batch: list[_Waiting]) -> list[Any]:
        with self._database.begin() as uow:
            results = [waiting.job(uow) for waiting in batch]
        self._tell_of(uow, batch[0].loop)
        return results

    def _tell_of(self, uow: UnitOfWork, loop: asyncio.AbstractEventLoop) -> None:
        if uow.has_queued:
            with contextlib.suppress(RuntimeError):  # the loop has closed, and with it whoever would take it up
                loop.call_soon_threadsafe(self.on_queued)

    def _one_by_one(self, batch: list[_Waiting]) -> None:
        refusals = 0
        for position, waiting in enumerate(batch):
            error = self._alone(waiting)
            refusals = refusals + 1 if isinstance(error, DatabaseUnavailable) else 0
            if refusals == MOST_REFUSALS:
                _settle([(other, None, error) for other in batch[position + 1 :]])
                return

    def _alone(self, waiting: _Waiting) -> Exception | None:
        try:
            with self._database.begin() as uow:
                result = waiting.job(uow)
            self._tell_of(uow, waiting.loop)
        except Exception as error:
            _settle([(waiting, None, error)])
            return error
        _settle([(waiting, result, None)])
        return None


def _settle(outcomes: list[tuple[_Waiting, Any, Exception | None]]) -> None:
    """Hand results back to their event loops, one wake-up for each loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Waiting, Any, Exception | None]]] = {}
    for outcome in outcomes:
        by_loop.setdefault(outcome[0].loop, []).append(outcome)
    for loop, settled in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, settled)
        except RuntimeError:
            log.warning("%d results came after the event loop had closed", len(settled))


def _resolve(settled: list[tuple[_Waiting, Any, Exception | None]]) -> None:
    for waiting, result, error in settled:
        if waiting.done.done():
            continue  # whoever waited was cancelled; the work is committed all the same
        if error is None:
            waiting.done.set_result(result)
        else:
            waiting.done.set_exception(error)
