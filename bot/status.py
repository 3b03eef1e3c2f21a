"""Pages for machines: is the house well, and how long is its queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from bot.worker import Worker
from storage.unit_of_work import UnitOfWork

_STATUSES = ("queued", "sending", "sent", "dead", "dropped")


def add_status(app: web.Application, *, worker: Worker, clock: Callable[[], datetime]) -> None:
    """Add `/healthz` (200 when the database answers) and `/metrics` (Prometheus text)."""

    async def health(_request: web.Request) -> web.Response:
        try:
            await worker.run(lambda uow: uow.people.count())
        except Exception:
            return web.json_response({"status": "database unavailable"}, status=503)
        return web.json_response({"status": "ok"})

    async def metrics(_request: web.Request) -> web.Response:
        now = clock()
        return web.Response(text=await worker.run(lambda uow: _metrics(uow, now)), content_type="text/plain")

    app.router.add_get("/healthz", health)
    app.router.add_get("/metrics", metrics)


def _metrics(uow: UnitOfWork, now: datetime) -> str:
    counts = uow.outbox.counts()
    oldest = uow.outbox.oldest_waiting(now=now)
    waits = 0.0 if oldest is None else (now - oldest).total_seconds()
    lines = [
        "# HELP mawid_messages Outgoing messages by status.",
        "# TYPE mawid_messages gauge",
        *(f'mawid_messages{{status="{status}"}} {counts.get(status, 0)}' for status in _STATUSES),
        "# HELP mawid_oldest_waiting_seconds Age of the longest-waiting due message.",
        "# TYPE mawid_oldest_waiting_seconds gauge",
        f"mawid_oldest_waiting_seconds {waits:.3f}",
        "# HELP mawid_people People known.",
        "# TYPE mawid_people gauge",
        f"mawid_people {uow.people.count()}",
        "# HELP mawid_companies Companies by status and role.",
        "# TYPE mawid_companies gauge",
        *(
            f'mawid_companies{{status="{status}",role="{role or ""}"}} {count}'
            for (status, role), count in sorted(uow.companies.counts().items(), key=str)
        ),
    ]
    return "\n".join(lines) + "\n"
