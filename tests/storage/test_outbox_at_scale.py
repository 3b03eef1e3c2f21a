"""The outbox with many rows and with several senders."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from storage import Database, UnitOfWork
from storage.models import outbox
from storage.outbox import BROADCAST, CHANGE
from tests.storage.seeds import NOON, SECOND, enqueue

ROWS = 3000


def fill(database: Database, *, count: int, **fields: Any) -> None:
    dull = {"payload": "{}", "attempts": 0, "created_at": NOON, "after_inbox_id": 0, "due_at": NOON, "priority": CHANGE}
    rows = [{**dull, "address": f"telegram:{index}", "status": "queued", **fields} for index in range(count)]
    with database.engine.begin() as connection:
        connection.execute(insert(outbox), rows)


@pytest.fixture
def crowded(database: Database) -> Iterator[Database]:
    """Many rows sent, many due in the future, a broadcast half-way."""
    future = NOON + timedelta(days=1)
    fill(database, count=ROWS, status="sent")
    fill(database, count=ROWS, due_at=future, expires_at=future + timedelta(hours=1))
    fill(database, count=ROWS // 10, priority=BROADCAST)
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    yield database
    with database.engine.begin() as connection:
        connection.execute(outbox.delete())
        if not database.is_sqlite:
            connection.execute(text("ANALYZE outbox"))  # other tests shall not plan with these figures


def plans(database: Database, do: Callable[[UnitOfWork], object]) -> list[str]:
    """Return the plan of each SELECT and UPDATE that is executed, as the database explains it."""
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    found = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if re.match("SELECT|UPDATE", statement) and "advisory_xact_lock" not in statement:
            cursor.execute(explain + statement, parameters)
            found.append("\n".join(str(row) for row in cursor.fetchall()))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.begin() as uow:
            do(uow)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return found


def claim(uow: UnitOfWork) -> object:
    return uow.outbox.claim(now=NOON, count=16)


def drop(uow: UnitOfWork) -> object:
    return uow.outbox.drop_expired(now=NOON)


def take_back(uow: UnitOfWork) -> object:
    return uow.outbox.take_back(now=NOON)


@pytest.mark.parametrize("do", [claim, drop, take_back])
def test_table_is_never_read_from_end_to_end(crowded: Database, do: Callable[[UnitOfWork], object]) -> None:
    found = plans(crowded, do)

    assert found != []
    for plan in found:
        assert "SCAN outbox" not in plan
        assert "Seq Scan on outbox" not in plan
        assert "outbox" in plan


def test_claim_read_everything_that_was_due_later(sqlite_database: Database) -> None:
    """The cost of a claim is that of what may leave, counted in steps of SQLite's virtual machine."""
    future = NOON + timedelta(days=1)
    steps = []
    for _ in range(2):
        fill(sqlite_database, count=ROWS, due_at=future, expires_at=future)
        steps.append(count_steps(sqlite_database))

    few, many = steps
    assert many <= few + 10


def count_steps(database: Database) -> int:
    """Return how many hundreds of steps an empty claim takes."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    with database.begin() as uow:
        raw = uow.outbox._connection.connection.driver_connection
        assert raw is not None
        raw.set_progress_handler(count, 100)
        drop(uow)
        claim(uow)
        raw.set_progress_handler(None, 0)
    return counted


def claim_all(database: Database, now: datetime, problems: list[BaseException]) -> list[int]:
    """Claim and send until nothing is left, as one sender does."""
    mine: list[int] = []
    try:
        while True:
            with database.begin() as uow:
                batch = uow.outbox.claim(now=now, count=7)
                is_over = uow.outbox.counts().keys() <= {"sent"}
            with database.begin() as uow:
                uow.outbox.mark_sent([(message.id, None) for message in batch], now=now)
            mine += [message.id for message in batch]
            if is_over:
                return mine
    except BaseException as problem:
        problems.append(problem)
        return mine


def test_two_senders_never_get_the_same_message(database: Database) -> None:
    fill(database, count=60)
    fill(database, count=60)
    problems: list[BaseException] = []
    got: list[list[int]] = [[], []]

    def work(index: int) -> None:
        got[index] = claim_all(database, NOON, problems)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert problems == []
    assert len(got[0]) + len(got[1]) == 120
    assert len({*got[0], *got[1]}) == 120


def test_second_sender_did_not_take_the_next_message_to_an_address_in_hand(postgresql_database: Database) -> None:
    with postgresql_database.begin() as uow:
        uow.outbox.remove_of_address("telegram:shared")
        first = enqueue(uow, "telegram:shared", due_at=NOON - SECOND)
        enqueue(uow, "telegram:shared", due_at=NOON - SECOND)

    with postgresql_database.begin() as one, postgresql_database.begin() as other:
        mine = [message.id for message in one.outbox.claim(now=NOON, count=5)]
        theirs = [message.id for message in other.outbox.claim(now=NOON, count=5)]

    assert first in mine
    assert theirs == []
    with postgresql_database.begin() as uow:
        assert uow.outbox.claim(now=NOON, count=5) == []
        uow.outbox.remove_of_address("telegram:shared")


def test_row_held_by_another_transaction_is_passed_over(postgresql_database: Database) -> None:
    with postgresql_database.begin() as uow:
        held = enqueue(uow, "telegram:held", due_at=NOON - SECOND)
        free = enqueue(uow, "telegram:free", due_at=NOON)

    with postgresql_database.engine.begin() as connection:
        connection.execute(outbox.update().where(outbox.c.id == held).values(attempts=0))
        with postgresql_database.begin() as uow:
            assert [message.id for message in uow.outbox.claim(now=NOON, count=5)] == [free]
    with postgresql_database.begin() as uow:
        for name in ("telegram:held", "telegram:free"):
            uow.outbox.remove_of_address(name)
