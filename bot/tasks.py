"""Does the work that takes longer than a turn, one task after another.

The solvers weigh as much as the rest of the house, so they are imported with the first task."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime

from bot.worker import Worker
from handlers.visit import House
from locales.translator import Translator, translator
from storage.database import DatabaseUnavailable
from storage.records import Task
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

PROGRESS_PAUSE = 1.0  # seconds between two redrawings: as often as a platform lets a message be edited


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
        self._has_begun = False  # work that nobody is at: the database went away meanwhile
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Look for work now."""
        self._wake.set()

    async def start(self) -> None:
        """Begin, with what a process that died had begun."""
        await self._worker.run(lambda uow: uow.tasks.restart())
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Drop what is in hand; it is done again at the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        self._wake.set()
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                if self._has_begun:
                    await self._worker.run(lambda uow: uow.tasks.restart())
                    self._has_begun = False
                while (task := await self._worker.run(lambda uow: uow.tasks.take())) is not None:
                    await self._do(task)
            except DatabaseUnavailable as problem:
                self._has_begun = True
                log.warning("the database is away (%s); the next tick tries again", problem)

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
        problem = await self._worker.run(lambda uow: allocation.prepare(uow, event, keeps_published=keeps))
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
