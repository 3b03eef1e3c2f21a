"""Pages for machines: is the house well, and how long is its queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from aiohttp import web

from bot.worker import Worker
from handlers.reminding.punctuality import lateness
from storage.outbox import BROADCAST, CHANGE, DIGEST, EMERGENCY, REPLY
from storage.unit_of_work import UnitOfWork

_LATELY = timedelta(hours=24)
_WAITING = ("queued", "held", "sending")
_CLOSED = ("sent", "dead", "dropped")
_PRIORITIES = {REPLY: "reply", EMERGENCY: "emergency", CHANGE: "change", DIGEST: "digest", BROADCAST: "broadcast"}


def add_status(
    app: web.Application, *, worker: Worker, clock: Callable[[], datetime], is_sending: Callable[[], bool]
) -> None:
    """Add `/healthz` (200 while the database answers and messages are being sent) and `/metrics` (Prometheus text)."""

    async def health(_request: web.Request) -> web.Response:
        try:
            await worker.run(lambda uow: uow.people.count())
        except Exception:
            return web.json_response({"status": "database unavailable"}, status=503)
        if not is_sending():
            return web.json_response({"status": "sender stopped"}, status=503)
        return web.json_response({"status": "ok"})

    async def metrics(_request: web.Request) -> web.Response:
        now = clock()
        return web.Response(text=await worker.run(lambda uow: metrics_text(uow, now)), content_type="text/plain")

    app.router.add_get("/healthz", health)
    app.router.add_get("/metrics", metrics)


def metrics_text(uow: UnitOfWork, now: datetime) -> str:
    """Return the figures of the house; each reads the queue or a stretch of time, never the whole outbox."""
    blocks = [*_queue(uow, now), *_failures(uow, now), *_reminders(uow, now), *_people(uow, now)]
    return "".join(f"{line}\n" for block in blocks for line in block)


def _gauge(name: str, explained: str, values: Mapping[str, float]) -> list[str]:
    """Return one figure, with a line for each set of labels; an empty one stands alone."""
    lines = [
        f"{name}{{{labels}}} {_number(value)}" if labels else f"{name} {_number(value)}"
        for labels, value in values.items()
    ]
    return [f"# HELP {name} {explained}", f"# TYPE {name} gauge", *lines]


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _label(name: str, value: str) -> str:
    escaped = value.replace("\\", r"\\").replace('"', r"\"").replace("\n", " ")
    return f'{name}="{escaped}"'


def _queue(uow: UnitOfWork, now: datetime) -> list[list[str]]:
    waiting = uow.traffic.waiting()
    closed = uow.traffic.closed_since(now - _LATELY)
    by_status = {status: sum(n for (one, _), n in waiting.items() if one == status) for status in _WAITING}
    by_status |= {status: closed.get(status, 0) for status in _CLOSED}
    depth = {name: sum(n for (_, one), n in waiting.items() if one == key) for key, name in _PRIORITIES.items()}
    oldest = uow.traffic.oldest_due(now=now)
    ages = {name: (now - oldest[key]).total_seconds() if key in oldest else 0.0 for key, name in _PRIORITIES.items()}
    return [
        _gauge(
            "mawid_messages",
            "Outgoing messages by status; sent, dead and dropped: in the last 24 hours.",
            {_label("status", status): n for status, n in by_status.items()},
        ),
        _gauge(
            "mawid_waiting",
            "Outgoing messages that wait, by priority.",
            {_label("priority", name): n for name, n in depth.items()},
        ),
        _gauge("mawid_oldest_waiting_seconds", "Age of the longest-waiting due message.", {"": max(ages.values())}),
        _gauge(
            "mawid_oldest_waiting_by_priority_seconds",
            "Age of the longest-waiting due message of each priority.",
            {_label("priority", name): age for name, age in ages.items()},
        ),
    ]


def _failures(uow: UnitOfWork, now: datetime) -> list[list[str]]:
    failed = uow.traffic.failures_since(now - _LATELY)
    values = {f"{_label('status', status)},{_label('reason', why)}": n for (status, why), n in sorted(failed.items())}
    return [_gauge("mawid_failures", "Messages of the last 24 hours that did not arrive, by reason.", values)]


def _reminders(uow: UnitOfWork, now: datetime) -> list[list[str]]:
    late = lateness(uow, now)
    return [
        _gauge("mawid_reminders", "Reminders sent in the last hour.", {"": late.count}),
        _gauge(
            "mawid_reminder_lateness_seconds",
            "How long after the promised time the reminders of the last hour were sent.",
            {_label("of", "mean"): late.mean, _label("of", "max"): late.most},
        ),
    ]


def _people(uow: UnitOfWork, now: datetime) -> list[list[str]]:
    companies = {
        f"{_label('status', status)},{_label('role', role or '')}": n
        for (status, role), n in sorted(uow.companies.counts().items(), key=str)
    }
    return [
        _gauge(
            "mawid_changes_to_tell", "People who are still to be told of a change.", {"": uow.notices.count_pending()}
        ),
        _gauge("mawid_to_call", "People on the list to call.", {"": len(uow.notices.to_call(now=now))}),
        _gauge("mawid_people", "People known.", {"": uow.people.count()}),
        _gauge("mawid_companies", "Companies by status and role.", companies),
    ]
