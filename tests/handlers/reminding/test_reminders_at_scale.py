"""Two processes that plan at the same moment, two thousand delegates at one lead, and what an idle tick costs."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from threading import Barrier

import pytest
from sqlalchemy import event as events

from handlers.choosing import candidates
from handlers.reminding import reminders
from handlers.reminding.reminders import MOST_AT_ONCE, ON_THE_WAY, PLANNED_SHARE, enqueue_due
from handlers.visit import House
from storage import Database
from tests.handlers.reminding.crowds import add_crowd
from tests.handlers.reminding.ticks import RATES, TICK, at, rows, tick

LEAD = at("10:25")


@pytest.fixture
def before_meetings(house: House) -> House:
    """The house of an event that reminds before meetings, and not of whole days."""
    settings = replace(house.event.reminders, evening_before=None, doors_open=None, thanks=None)
    house.event = replace(house.event, reminders=settings)
    return house


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect what is asked of the database."""
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    events.listen(database.engine, "before_cursor_execute", listen)
    yield said
    events.remove(database.engine, "before_cursor_execute", listen)


def test_two_processes_that_plan_at_once_write_each_reminder_once(database: Database, before_meetings: House) -> None:
    add_crowd(database, before_meetings.event, 30)
    barrier = Barrier(2)

    def plan() -> int:
        barrier.wait()
        return tick(database, before_meetings, at("10:20"))

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(plan) for _ in range(2)]
        [future.result() for future in futures]

    found = rows(database, "reminder")
    assert len(found) == len({key for key, _status, _reason in found}) == 60
    assert {(status, reason) for _key, status, reason in found} == {("queued", None)}


def test_two_processes_that_free_what_expired_write_it_once(database: Database, before_meetings: House) -> None:
    add_crowd(database, before_meetings.event, 10)
    tick(database, before_meetings, at("10:20"))
    with database.begin() as uow:
        uow.outbox.drop_expired(now=at("18:00"))  # by a clock that was wrong
    barrier = Barrier(2)

    def plan() -> int:
        barrier.wait()
        return tick(database, before_meetings, at("10:21"))

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(plan) for _ in range(2)]
        [future.result() for future in futures]

    found = [(status, reason) for _key, status, reason in rows(database, "reminder")]
    assert sorted(found, key=str) == [("dropped", "expired")] * 20 + [("queued", None)] * 20


def test_process_that_dies_while_planning_leaves_nothing_half_written(
    database: Database, before_meetings: House
) -> None:
    add_crowd(database, before_meetings.event, 3)

    def die() -> None:
        with database.begin() as uow:
            enqueue_due(uow, before_meetings, at("10:20"), RATES, since=at("10:20") - TICK)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        die()

    assert rows(database, "reminder") == []
    assert tick(database, before_meetings, at("10:20")) == 6


def test_two_thousand_delegates_at_one_lead_all_hear_in_time(
    sqlite_database: Database, before_meetings: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 25 a second that takes 80 seconds, so the first leaves a little earlier than that."""
    monkeypatch.setattr(reminders, "MOST_AT_ONCE", 2000)  # nobody waits here, and it takes less time
    add_crowd(sqlite_database, before_meetings.event, 1000)

    assert tick(sqlite_database, before_meetings, at("10:16")) == 2000

    with sqlite_database.begin() as uow:
        starts = [message.due_at for message in uow.outbox.claim(now=LEAD, count=3000)]
    assert len(starts) == 2000
    takes = timedelta(seconds=1 / (25 * PLANNED_SHARE))
    assert starts[0] == LEAD - ON_THE_WAY - 2000 * takes
    assert starts[-1] == LEAD - ON_THE_WAY - takes
    assert {after - before for before, after in pairwise(starts)} == {takes}
    assert timedelta(seconds=86) < LEAD - starts[0] < timedelta(seconds=88)


def test_room_was_kept_for_words_that_are_said_only_to_whom_no_reminder_reached(
    sqlite_database: Database, before_meetings: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A minute before their meeting 2,000 people heard half a minute early: "now" was given 80 seconds of its own."""
    monkeypatch.setattr(reminders, "MOST_AT_ONCE", 2000)
    settings = replace(before_meetings.event.reminders, minutes_before=(1,))
    before_meetings.event = replace(before_meetings.event, reminders=settings)
    add_crowd(sqlite_database, before_meetings.event, 1000)

    assert tick(sqlite_database, before_meetings, at("10:31")) == 2000

    with sqlite_database.begin() as uow:
        starts = [message.due_at for message in uow.outbox.claim(now=at("10:39"), count=3000)]
    assert starts[-1] == at("10:39") - ON_THE_WAY - timedelta(seconds=1 / (25 * PLANNED_SHARE))


def test_soonest_deadline_leaves_first(sqlite_database: Database, before_meetings: House) -> None:
    settings = replace(before_meetings.event.reminders, minutes_before=(15, 14))
    before_meetings.event = replace(before_meetings.event, reminders=settings)
    add_crowd(sqlite_database, before_meetings.event, 50)  # 100 people need 100 seconds for each lead
    with sqlite_database.begin() as uow:
        while enqueue_due(uow, before_meetings, at("10:16"), {"telegram": 1.0}, since=at("10:15")):
            pass

    with sqlite_database.begin() as uow:
        first = uow.outbox.claim(now=at("10:26"), count=200)  # one for each address

    assert [message.expires_at for message in first] == [at("10:26")] * 100  # the lead of 15 minutes
    early = at("10:25") - first[-1].due_at  # or the others would be late, a minute later
    assert timedelta(seconds=40) < early < timedelta(seconds=60)


def test_one_transaction_writes_no_more_than_people_can_wait_for(
    sqlite_database: Database, before_meetings: House
) -> None:
    add_crowd(sqlite_database, before_meetings.event, 80)

    with sqlite_database.begin() as uow:
        assert enqueue_due(uow, before_meetings, at("10:20"), RATES, since=at("10:19")) == MOST_AT_ONCE
    with sqlite_database.begin() as uow:
        assert enqueue_due(uow, before_meetings, at("10:20"), RATES, since=at("10:19")) == 160 - MOST_AT_ONCE


def test_tick_asks_little_and_judges_nobody_when_nothing_is_due(
    sqlite_database: Database, before_meetings: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_crowd(sqlite_database, before_meetings.event, 150)
    tick(sqlite_database, before_meetings, at("10:20"))
    with sqlite_database.begin() as uow:
        sent = uow.outbox.claim(now=LEAD, count=300)
        uow.outbox.mark_sent([(message.id, None) for message in sent], now=LEAD)
    monkeypatch.setattr(candidates, "affinities", None)  # judging all pairs would fail

    with statements(sqlite_database) as far:
        assert tick(sqlite_database, before_meetings, at("06:00")) == 0
    with statements(sqlite_database) as near:
        assert tick(sqlite_database, before_meetings, at("10:24")) == 0

    assert len(far) <= 8
    assert len(near) <= 14
