from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from bot.sender import AHEAD, IN_FLIGHT
from handlers.visit import House
from storage import Database
from storage.database import DatabaseUnavailable
from storage.outbox import BROADCAST, EMERGENCY, LEASE, REPLY
from tests.bot.fake_channel import open_post


async def test_waiting_messages_leave_at_start_and_later_ones_when_woken(database: Database, house: House) -> None:
    async with open_post(database, house, sends=False) as post:
        first = post.enqueue()
        await post.sender.start(is_only_sender=True)
        await post.wait_for_statuses(first, are=["sent"])
        second = post.enqueue()
        post.sender.wake()

        await post.wait_for_statuses(second, are=["sent"])
        assert post.channel.pushed == [first, second]


async def test_messages_to_one_address_leave_one_after_another(database: Database, house: House) -> None:
    async with open_post(database, house) as post:
        row_ids = [post.enqueue() for _ in range(5)]
        post.turn()

        await post.wait_for_statuses(*row_ids, are=["sent"] * 5)
        assert post.channel.ids == row_ids
        assert post.channel.most_flying == 1


async def test_no_more_than_so_many_are_on_their_way_at_once(database: Database, house: House) -> None:
    async with open_post(database, house, sends=False) as post:
        post.channel.gate.clear()
        row_ids = [post.enqueue(f"telegram:{number}", priority=BROADCAST) for number in range(IN_FLIGHT * 2 + 3)]
        await post.sender.start(is_only_sender=True)
        await post.wait_for(lambda: post.channel.flying == IN_FLIGHT)
        urgent = post.enqueue("telegram:urgent", priority=REPLY)
        post.sender.wake()
        post.channel.gate.set()

        await post.wait_for_statuses(urgent, *row_ids, are=["sent"] * (len(row_ids) + 1))
        assert post.channel.most_flying == IN_FLIGHT
        assert urgent in post.channel.tried[: IN_FLIGHT + 2]


async def test_restart_takes_back_what_the_last_run_had_in_hand(
    database: Database, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with open_post(database, house, sends=False) as post:
        row_id = post.enqueue(is_leased=True)
        await post.sender.start(is_only_sender=True)

        await post.wait_for_statuses(row_id, are=["sent"])
    assert "1 messages of an earlier run are sent again" in caplog.text


async def test_one_sender_of_several_leaves_the_others_leases_alone(database: Database, house: House) -> None:
    async with open_post(database, house, sends=False) as post:
        theirs, mine = post.enqueue(is_leased=True), post.enqueue("telegram:2")
        await post.sender.start(is_only_sender=False)

        await post.wait_for_statuses(theirs, mine, are=["sending", "sent"])

    async with open_post(database, house, sends=False) as later:
        later.time += LEASE
        await later.sender.start(is_only_sender=False)
        await later.wait_for_statuses(theirs, are=["sent"])


async def test_message_leaves_when_it_falls_due_and_never_after_it_expired(database: Database, house: House) -> None:
    async with open_post(database, house) as post:
        due = post.enqueue(due_at=post.time + timedelta(minutes=5))
        useless = post.enqueue(
            "telegram:2", due_at=post.time + timedelta(minutes=5), expires_at=post.time + timedelta(minutes=5)
        )
        post.turn(minutes=4)
        now = post.enqueue("telegram:3")
        post.turn()
        await post.wait_for_statuses(now, due, are=["sent", "queued"])
        post.turn(minutes=1)

        await post.wait_for_statuses(due, useless, are=["sent", "dropped expired"])
        assert useless not in post.channel.tried


@pytest.mark.parametrize("error", [DatabaseUnavailable("away"), ZeroDivisionError("a bug")])
async def test_sender_died_of_an_error_while_it_claimed(
    database: Database, house: House, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    is_refusing = True

    def refuse(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if is_refusing and "expires_at" in statement and statement.startswith("UPDATE"):
            raise error

    async with open_post(database, house) as post:
        event.listen(database.engine, "before_cursor_execute", refuse)
        row_id = post.enqueue()
        post.turn()
        await post.wait_for(lambda: "next tick tries again" in caplog.text)
        is_refusing = False
        post.turn()

        await post.wait_for_statuses(row_id, are=["sent"])
        event.remove(database.engine, "before_cursor_execute", refuse)


async def test_stop_finishes_what_is_on_its_way_and_begins_nothing(database: Database, house: House) -> None:
    async with open_post(database, house) as post:
        post.channel.gate.clear()
        first = post.enqueue()
        post.turn()
        await post.wait_for(lambda: post.channel.tried == [first])
        second = post.enqueue()

    assert post.statuses(first, second) == ["sent", "queued"]


async def test_sender_that_never_started_stops(database: Database, house: House) -> None:
    async with open_post(database, house, sends=False) as post:
        await post.sender.stop()


async def test_queue_of_many_rows_is_resumed_from_its_head(database: Database, house: House) -> None:
    async with open_post(database, house, sends=False) as post:
        row_ids = [post.enqueue(f"telegram:{number}") for number in range(40)]
        with database.engine.begin() as connection:
            connection.execute(text(f"UPDATE outbox SET status = 'sent' WHERE id <= {row_ids[9]}"))
        await post.sender.start(is_only_sender=True)

        await post.wait_for_statuses(*row_ids, are=["sent"] * 40)
        assert sorted(post.channel.ids) == row_ids[10:]


# -- several processes -------------------------------------------------------------------------------------


async def test_sender_that_stands_by_sends_nothing_until_it_takes_over(database: Database, house: House) -> None:
    async with open_post(database, house, sends=False) as post:
        reply = post.enqueue("telegram:3", priority=REPLY, is_leased=True)
        theirs, waiting = post.enqueue(is_leased=True), post.enqueue("telegram:2")
        await post.sender.start(is_only_sender=False, stands_by=True)
        post.turn()
        await post.worker.run(lambda uow: uow.people.count())  # whatever it would have claimed is claimed now
        assert post.statuses(theirs, waiting) == ["sending", "queued"]

        await post.sender.take_over()
        await post.wait_for_statuses(theirs, waiting, are=["sent", "sent"])
        assert post.statuses(reply) == ["sending"]  # whoever received the question is at it


async def test_sender_that_lost_its_lock_lets_nothing_leave(database: Database, house: House) -> None:
    async with open_post(database, house) as post:
        post.channel.limits = replace(post.channel.limits, messages_per_second=25.0)
        post.channel.gate.clear()
        row_ids = [post.enqueue(f"telegram:{number}") for number in range(AHEAD + 3)]
        post.turn()
        await post.wait_for(lambda: len(post.channel.tried) == AHEAD)
        post.sender.stand_by()
        post.turn()
        await post.wait_for(lambda: post.channel.flying == 0)

        assert post.statuses(*row_ids) == ["sending"] * AHEAD + ["queued"] * 3
        assert post.channel.sent == []
        post.channel.gate.set()
        await post.sender.take_over()
        await post.wait_for_statuses(*row_ids, are=["sent"] * len(row_ids))


async def test_urgent_message_waited_behind_a_broadcast_in_hand(database: Database, house: House) -> None:
    """A channel that keeps a pace is given a few at a time; the rest waits where what is urgent overtakes it."""
    async with open_post(database, house) as post:
        post.channel.limits = replace(post.channel.limits, messages_per_second=25.0)
        post.channel.gate.clear()
        row_ids = [post.enqueue(f"telegram:{number}", priority=BROADCAST) for number in range(AHEAD * 3)]
        post.turn()
        await post.wait_for(lambda: len(post.channel.tried) == AHEAD)
        urgent = post.enqueue("telegram:urgent", priority=EMERGENCY)
        post.channel.gate.set()

        await post.wait_for_statuses(urgent, *row_ids, are=["sent"] * (len(row_ids) + 1))
        assert urgent in post.channel.tried[: AHEAD * 2]
