"""The pages for machines: healthy only while messages leave, and figures that tell what waits, is late, failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.status import add_status, metrics_text
from bot.worker import Worker
from handlers.reminding.punctuality import Lateness, lateness
from storage import Database, UnitOfWork
from storage.outbox import BROADCAST, REPLY
from tests.storage.seeds import NOON, SECOND, add_company, add_person, enqueue


async def page(database: Database, path: str, *, is_sending: bool = True) -> tuple[int, str]:
    """Fetch a page of a house whose clock stands at noon."""
    worker = Worker(database)
    app = web.Application()
    add_status(app, worker=worker, clock=lambda: NOON, is_sending=lambda: is_sending)
    try:
        async with TestClient(TestServer(app)) as client, client.get(path) as answer:
            return answer.status, await answer.text()
    finally:
        worker.close()


def figures(uow: UnitOfWork, now: datetime = NOON) -> dict[str, str]:
    lines = metrics_text(uow, now).splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))  # type: ignore[misc]


async def test_house_is_healthy_while_the_database_answers_and_messages_leave(sqlite_database: Database) -> None:
    assert await page(sqlite_database, "/healthz") == (200, '{"status": "ok"}')
    assert await page(sqlite_database, "/healthz", is_sending=False) == (503, '{"status": "sender stopped"}')
    with sqlite_database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE person RENAME TO gone")
    assert await page(sqlite_database, "/healthz") == (503, '{"status": "database unavailable"}')


async def test_figures_are_text_that_prometheus_reads(database: Database) -> None:
    status, text = await page(database, "/metrics")

    assert status == 200
    lines = text.splitlines()
    assert lines[:3] == [
        "# HELP mawid_messages Outgoing messages by status; sent, dead and dropped: in the last 24 hours.",
        "# TYPE mawid_messages gauge",
        'mawid_messages{status="queued"} 0',
    ]
    assert "mawid_oldest_waiting_seconds 0.000" in lines


def test_depth_and_age_of_the_queue_by_priority(database: Database) -> None:
    with database.begin() as uow:
        enqueue(uow, due_at=NOON - 90 * SECOND)
        enqueue(uow, due_at=NOON - 3 * SECOND)
        enqueue(uow, priority=BROADCAST, due_at=NOON - 5 * SECOND)
        enqueue(uow, priority=REPLY, is_leased=True)
        uow.windows.hold(enqueue(uow, is_leased=True))
        found = figures(uow)

    assert {key: value for key, value in found.items() if key.startswith(("mawid_waiting", "mawid_oldest"))} == {
        'mawid_waiting{priority="reply"}': "1",
        'mawid_waiting{priority="emergency"}': "0",
        'mawid_waiting{priority="change"}': "3",
        'mawid_waiting{priority="digest"}': "0",
        'mawid_waiting{priority="broadcast"}': "1",
        "mawid_oldest_waiting_seconds": "90.000",
        'mawid_oldest_waiting_by_priority_seconds{priority="reply"}': "0.000",
        'mawid_oldest_waiting_by_priority_seconds{priority="emergency"}': "0.000",
        'mawid_oldest_waiting_by_priority_seconds{priority="change"}': "90.000",
        'mawid_oldest_waiting_by_priority_seconds{priority="digest"}': "0.000",
        'mawid_oldest_waiting_by_priority_seconds{priority="broadcast"}': "5.000",
    }
    assert [found[f'mawid_messages{{status="{status}"}}'] for status in ("queued", "held", "sending")] == [
        "3",
        "1",
        "1",
    ]


def test_failures_of_the_last_day_by_reason(database: Database) -> None:
    with database.begin() as uow:
        for reason in ("blocked", "blocked", 'odd "reason"'):
            uow.outbox.give_up(enqueue(uow), status="dead", reason=reason, now=NOON)
        uow.outbox.withdraw(enqueue(uow), reason="superseded", now=NOON)
        uow.outbox.give_up(enqueue(uow), status="dead", reason="blocked", now=NOON - timedelta(hours=25))
        found = figures(uow)

    assert {key: value for key, value in found.items() if key.startswith("mawid_failures")} == {
        'mawid_failures{status="dead",reason="blocked"}': "2",
        'mawid_failures{status="dead",reason="odd \\"reason\\""}': "1",
        'mawid_failures{status="dropped",reason="superseded"}': "1",
    }


def test_reminders_are_late_against_what_they_promise(database: Database) -> None:
    """Reminders begin to leave before their time where many are due, which is not early for whoever gets one."""
    ten = datetime(2027, 4, 14, 10, 0, tzinfo=UTC)
    with database.begin() as uow:
        for number, (lead, sent_at) in enumerate(
            [(15, ten - timedelta(minutes=16)), (15, ten - timedelta(minutes=14)), (5, ten - timedelta(minutes=5))]
        ):
            row = enqueue(uow, kind="reminder", dedup_key=f"reminder:1~2:d1s03@7@141000:{lead}:{number}")
            uow.outbox.mark_sent([(row, "1")], now=sent_at)
        other = enqueue(uow, kind="reminder", dedup_key="digest:evening:d1:12:3f9a:99")
        uow.outbox.mark_sent([(other, "1")], now=ten)
        found = figures(uow, ten)

        assert lateness(uow, ten) == Lateness(count=3, mean=20.0, most=60.0)
        assert lateness(uow, ten + timedelta(hours=2)) == Lateness()
    assert found["mawid_reminders"] == "3"
    assert found['mawid_reminder_lateness_seconds{of="mean"}'] == "20.000"
    assert found['mawid_reminder_lateness_seconds{of="max"}'] == "60.000"


def test_people_companies_and_who_is_to_be_told_or_called(database: Database) -> None:
    with database.begin() as uow:
        person = add_person(uow)
        add_company(uow, status="approved", role="buyer")
        uow.notices.note(person.id, from_agenda_id=None, pause=SECOND, at_most=SECOND, now=NOON)
        found = figures(uow)

    assert (found["mawid_people"], found["mawid_changes_to_tell"], found["mawid_to_call"]) == ("1", "1", "0")
    assert found['mawid_companies{status="approved",role="buyer"}'] == "1"
