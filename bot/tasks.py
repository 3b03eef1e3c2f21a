"""Does the work that takes longer than a turn, one task after another.

The solvers weigh as much as the rest of the house, so they are imported with the first task."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

from bot.worker import Worker
from handlers.visit import House
from locales.translator import Translator, translator
from storage.database import DatabaseUnavailable
from storage.records import Task
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

PROGRESS_PAUSE = 1.0  # seconds between two redrawings: as often as a platform lets a message be edited
LEASE = timedelta(seconds=60)  # how long nobody else begins a task whose runner says nothing
LEASE_PAUSE = 15.0  # seconds between two words that it is still being done


class TaskRunner:
    """Takes tasks from the table when woken, and tells whoever asked what came of them."""

    def __init__(
        self, *, worker: Worker, house: House, clock: Callable[[], datetime], on_message: Callable[[], None]
    ) -> None:
        self._worker = worker
        self._house = house
        self._clock = clock
        self._on_message = on_message
        self._wake = asyncio.Event()
        self._in_hand: int | None = None
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Look for work now."""
        self._wake.set()

    async def start(self, *, is_only_runner: bool = True) -> None:
        """Begin, with what a process that died had begun; another that lives keeps what it is at."""
        now = self._clock()
        await self._worker.run(lambda uow: uow.tasks.restart(now=now, every=is_only_runner))
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Drop what is in hand; it is done again at the next start, or by another process."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            with contextlib.suppress(DatabaseUnavailable):
                await self._let_go()

    async def _run(self) -> None:
        self._wake.set()
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._let_go()  # of a task during which the database went away
                while (task := await self._take()) is not None:
                    self._in_hand = task.id
                    async with self._held(task.id):
                        await self._do(task)
                    self._in_hand = None
            except DatabaseUnavailable as problem:
                log.warning("the database is away (%s); the next tick tries again", problem)

    async def _take(self) -> Task | None:
        now = self._clock()

        def take(uow: UnitOfWork) -> Task | None:
            uow.tasks.restart(now=now)
            task = uow.tasks.take()
            if task is not None:
                uow.tasks.hold(task.id, until=now + LEASE)
            return task

        return await self._worker.run(take)

    async def _let_go(self) -> None:
        in_hand = self._in_hand
        if in_hand is not None:
            await self._worker.run(lambda uow: uow.tasks.hold(in_hand, until=None))
            self._in_hand = None

    @contextlib.asynccontextmanager
    async def _held(self, task_id: int) -> AsyncIterator[None]:
        """Keep other processes from a task while it is done."""

        async def hold() -> None:
            while True:
                await asyncio.sleep(LEASE_PAUSE)
                with contextlib.suppress(DatabaseUnavailable):
                    await self._worker.run(lambda uow: uow.tasks.hold(task_id, until=self._clock() + LEASE))

        holding = asyncio.create_task(hold())
        try:
            yield
        finally:
            holding.cancel()

    async def _do(self, task: Task) -> None:
        from bot.solver import SolverFailed
        from handlers.organising import desk

        t = translator(task.payload["language"])
        try:
            await self._allocate(task, t)
        except DatabaseUnavailable:
            raise
        except SolverFailed as problem:
            await self._fail(task, t, str(problem) or t.plain(desk.INTERRUPTED))
        except Exception:
            log.exception("task %d failed", task.id)
            await self._fail(task, t, t.plain(desk.OUR_ERROR))

    async def _allocate(self, task: Task, t: Translator) -> None:
        from bot.solver import solve
        from handlers.agendas import allocation
        from handlers.organising import desk

        event = self._house.event
        keeps = bool(task.payload.get("keeps_published"))
        asked_at = self._clock()
        problem = await self._worker.run(
            lambda uow: allocation.prepare(uow, event, keeps_published=keeps, now=asked_at)
        )
        last = 0.0

        async def report(meetings: int, share: float) -> None:
            nonlocal last
            if time.monotonic() - last < PROGRESS_PAUSE:
                return
            last = time.monotonic()
            now = self._clock()
            await self._worker.run(
                lambda uow: desk.tell_progress(uow, task.payload, t, meetings=meetings, share=share, now=now)
            )
            self._on_message()

        agenda = await solve(problem, time_limit=allocation.TIME_LIMIT, on_progress=report)
        now = self._clock()

        def keep(uow: UnitOfWork) -> None:
            draft = allocation.keep(uow, event, agenda, person_id=task.person_id, now=now)
            desk.tell_draft(uow, self._house, task.payload, t, draft, now=now)
            uow.tasks.finish(task.id, is_done=True)

        await self._worker.run(keep)
        self._on_message()

    async def _fail(self, task: Task, t: Translator, problem: str) -> None:
        from handlers.organising import desk

        now = self._clock()

        def fail(uow: UnitOfWork) -> None:
            desk.tell_failure(uow, task.payload, t, problem=problem, now=now)
            uow.tasks.finish(task.id, is_done=False)

        await self._worker.run(fail)
        self._on_message()
