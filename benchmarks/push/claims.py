"""What claiming costs with few and with many rows in the outbox, and which indexes it uses."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert, text

from bot.sender import TOGETHER
from storage import Database
from storage.models import outbox
from storage.outbox import CHANGE

CLAIMS = 40
DUE = CLAIMS * TOGETHER + TOGETHER


def cost_of_claims(rows: int) -> Mapping[str, Any]:
    """Return the median milliseconds of a claim of several, of their marks, and of a claim that finds nothing."""
    with tempfile.TemporaryDirectory(prefix="mawid-benchmark-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'mawid.db'}")
        database.migrate()
        now = datetime.now(UTC)
        _fill(database, rows, now)
        claims, marks = _claim_and_mark(database, now)
        nothing = statistics.median(_claim_nothing(database, now) for _ in range(CLAIMS))
        found = {"rows": rows, "claim_ms": claims, "mark_ms": marks, "nothing_ms": nothing}
        plan = _plan(database, now)
        database.close()
    return {**found, "plan": plan}


def _fill(database: Database, rows: int, now: datetime) -> None:
    """Put in a day's outbox: what is due, as much waiting for later as sent already."""
    dull = {"payload": "{}", "attempts": 0, "after_inbox_id": 0, "created_at": now, "due_at": now, "priority": CHANGE}
    later = {"status": "queued", "due_at": now + timedelta(days=1)}
    kinds = [{"status": "queued"}] * DUE + [later if n % 2 else {"status": "sent"} for n in range(rows - DUE)]
    values = [{**dull, "address": f"telegram:{n}", **kind} for n, kind in enumerate(kinds)]
    with database.engine.begin() as connection:
        connection.execute(insert(outbox), values)
        connection.execute(text("ANALYZE"))


def _claim_and_mark(database: Database, now: datetime) -> tuple[float, float]:
    claims, marks = [], []
    for _ in range(CLAIMS):
        began = time.perf_counter()
        with database.begin() as uow:
            uow.outbox.drop_expired(now=now)
            claimed = uow.outbox.claim(now=now, count=TOGETHER)
        claims.append(time.perf_counter() - began)
        assert len(claimed) == TOGETHER
        began = time.perf_counter()
        with database.begin() as uow:
            uow.outbox.mark_sent([(message.id, "1") for message in claimed], now=now)
        marks.append(time.perf_counter() - began)
    return statistics.median(claims) * 1000, statistics.median(marks) * 1000


def _claim_nothing(database: Database, now: datetime) -> float:
    before = now - timedelta(hours=1)
    began = time.perf_counter()
    with database.begin() as uow:
        uow.outbox.drop_expired(now=before)
        assert not uow.outbox.claim(now=before, count=TOGETHER)
    return (time.perf_counter() - began) * 1000


def _plan(database: Database, now: datetime) -> list[str]:
    """Return how SQLite reads for a claim, one line for each table it touches."""
    found: list[str] = []

    def note(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.extend(row[3] for row in cursor.fetchall())

    event.listen(database.engine, "before_cursor_execute", note)
    with database.begin() as uow:
        uow.outbox.claim(now=now, count=1)
    event.remove(database.engine, "before_cursor_execute", note)
    reads = [line for line in found if line.startswith(("SEARCH", "SCAN")) and "subquery" not in line]
    return list(dict.fromkeys(reads))
