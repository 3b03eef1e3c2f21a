"""Takes updates of every channel in, and sends the replies of a turn as soon as it is committed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from bot.delivery import Deliverer
from bot.floods import FloodGate
from bot.worker import Worker
from handlers import router
from handlers.messages import Incoming, Outgoing
from handlers.visit import House
from storage.database import DatabaseUnavailable
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

Handle = Callable[[Incoming, UnitOfWork, House, datetime], list[Outgoing]]


class Intake:
    """Hands updates to the router in order of arrival, one transaction a turn."""

    def __init__(
        self, *, worker: Worker, house: House, deliverer: Deliverer, clock: Callable[[], datetime], floods: FloodGate
    ) -> None:
        self._worker = worker
        self._house = house
        self._deliverer = deliverer
        self._clock = clock
        self._floods = floods

    async def receive(self, incoming: Incoming) -> None:
        """Handle an update; return once it is committed, raise `DatabaseUnavailable` when it could not be."""
        verdict = self._floods.judge(incoming.address)
        try:
            outgoing = await self._run(_HANDLES[verdict], incoming)
        except DatabaseUnavailable:
            raise
        except Exception:
            log.exception("an update of %s failed", incoming.address)
            outgoing = await self._run(router.apologise, incoming)
        self._deliverer.reply(outgoing)

    async def _run(self, handle: Handle, incoming: Incoming) -> list[Outgoing]:
        marks = await self._deliverer.replies_seen(incoming.address)
        now = self._clock()

        def turn(uow: UnitOfWork) -> list[Outgoing]:
            uow.outbox.mark_sent(marks, now=now)
            return handle(incoming, uow, self._house, now)

        outgoing = await self._worker.run(turn)
        self._deliverer.are_marked(incoming.address, marks)
        return outgoing


_HANDLES: dict[str, Handle] = {
    "welcome": router.receive,
    "warn": router.turn_away,
    "ignore": router.keep_only,
}
