"""Figures of the outbox on both databases, and that none of them walks through all of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from storage import Database, UnitOfWork
from storage.outbox import BROADCAST, CHANGE, REPLY
from tests.storage.seeds import NOON, SECOND, add_person, enqueue

DAY = timedelta(hours=24)


def test_waiting_is_counted_by_status_and_priority(database: Database) -> None:
    with database.begin() as uow:
        for priority in (CHANGE, CHANGE, REPLY):
            enqueue(uow, priority=priority)
        enqueue(uow, priority=REPLY, is_leased=True)
        uow.outbox.mark_sent([(enqueue(uow), "1")], now=NOON)

        assert uow.traffic.waiting() == {("queued", CHANGE): 2, ("queued", REPLY): 1, ("sending", REPLY): 1}


def test_held_messages_wait_too(database: Database) -> None:
    with database.begin() as uow:
        uow.windows.hold(enqueue(uow, is_leased=True))

        assert uow.traffic.waiting() == {("held", CHANGE): 1}


def test_oldest_is_what_is_due_for_longest(database: Database) -> None:
    with database.begin() as uow:
        for seconds in (3, 1, 2):
            enqueue(uow, due_at=NOON - seconds * SECOND)
        enqueue(uow, due_at=NOON + SECOND)
        enqueue(uow, priority=BROADCAST, due_at=NOON + SECOND)

        assert uow.traffic.oldest_due(now=NOON) == {CHANGE: NOON - 3 * SECOND}


def test_closed_and_failures_of_late(database: Database) -> None:
    with database.begin() as uow:
        long_ago = enqueue(uow)
        uow.outbox.give_up(long_ago, status="dead", reason="blocked", now=NOON - DAY - SECOND)
        for reason in ("blocked", "blocked", "chat_not_found"):
            uow.outbox.give_up(enqueue(uow), status="dead", reason=reason, now=NOON)
        uow.outbox.withdraw(enqueue(uow), reason="superseded", now=NOON)
        uow.outbox.mark_sent([(enqueue(uow), "1")], now=NOON)

        assert uow.traffic.closed_since(NOON - DAY) == {"dead": 3, "dropped": 1, "sent": 1}
        assert uow.traffic.failures_since(NOON - DAY) == {
            ("dead", "blocked"): 2,
            ("dead", "chat_not_found"): 1,
            ("dropped", "superseded"): 1,
        }


def test_reminders_that_left_of_late(database: Database) -> None:
    with database.begin() as uow:
        reminder = enqueue(uow, kind="reminder", dedup_key="reminder:1")
        enqueue(uow, kind="reminder", dedup_key="reminder:2")
        other = enqueue(uow, dedup_key="other")
        uow.outbox.mark_sent([(reminder, "1"), (other, "2")], now=NOON)

        assert uow.traffic.reminders_since(NOON) == [("reminder:1", NOON)]
        assert uow.traffic.reminders_since(NOON + SECOND) == []


@pytest.mark.parametrize("status", ["sent", "sending"])
def test_message_that_left_cannot_be_withdrawn(database: Database, status: str) -> None:
    with database.begin() as uow:
        row = enqueue(uow, is_leased=True)
        if status == "sent":
            uow.outbox.mark_sent([(row, "1")], now=NOON)

        assert not uow.outbox.withdraw(row, reason="superseded", now=NOON)
        found = uow.outbox.find(row)
        assert found is not None
        assert found.status == status


def test_no_figure_walks_through_the_outbox(sqlite_database: Database) -> None:
    with sqlite_database.begin() as uow:
        add_person(uow)
        statements = _statements(sqlite_database, uow)

    assert len(statements) == 7
    with sqlite_database.engine.begin() as connection:
        for statement, parameters in statements:
            plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            assert not [step for step in plan if step.startswith("SCAN outbox") and "USING" not in step], statement


def _statements(database: Database, uow: UnitOfWork) -> list[tuple[str, tuple[object, ...]]]:
    """Return what the figures ask of the database."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: tuple[object, ...], *_: object) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    uow.traffic.waiting()
    uow.traffic.oldest_due(now=NOON)
    uow.traffic.closed_since(NOON)
    uow.traffic.failures_since(NOON)
    uow.traffic.reminders_since(NOON)
    event.remove(database.engine, "before_cursor_execute", note)
    return asked
