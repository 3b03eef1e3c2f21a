from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from bot import delivery
from bot.channels.base import AddressMoved, RetryLater, Undeliverable
from bot.delivery import ELSEWHERE_PAUSE, FIRST_PAUSE, LONGEST_PAUSE, MOST_ATTEMPTS, pause_after
from handlers.messages import Outgoing, Reply
from handlers.visit import House
from storage import Database
from storage.database import DatabaseUnavailable
from storage.outbox import CHANGE, REPLY
from tests.bot.fake_channel import Post, open_post

HELLO = Reply(text="hello", language="en")


@pytest.fixture
async def post(database: Database, house: House) -> AsyncIterator[Post]:
    async with open_post(database, house) as post:
        yield post


def leased(post: Post, address: str = "telegram:1") -> Outgoing:
    """A reply as a turn leaves it: committed, and in the hand of whoever received the message."""
    row_id = post.enqueue(address, priority=REPLY, is_leased=True)
    return Outgoing(outbox_id=row_id, address=address, reply=HELLO)


def blocked_until(post: Post, address: str = "telegram:1") -> object:
    with post.database.begin() as uow:
        found = uow.people.find(address)
    assert found is not None
    return found[0].blocked_until


# -- replies -----------------------------------------------------------------------------------------------


async def test_reply_leaves_at_once_and_is_marked(post: Post) -> None:
    reply = leased(post)
    post.deliverer.reply([reply])

    await post.wait_for_statuses(reply.outbox_id, are=["sent"])
    assert post.channel.ids == [reply.outbox_id]
    assert post.channel.pushed == []
    with post.database.begin() as uow:
        found = uow.outbox.find(reply.outbox_id)
    assert found is not None
    assert found.sent_ref == str(1000 + reply.outbox_id)


async def test_replies_to_one_address_leave_in_their_order_and_others_do_not_wait(post: Post) -> None:
    post.channel.gate.clear()
    first, second, other = leased(post), leased(post), leased(post, "telegram:2")
    post.deliverer.reply([first, second])
    post.deliverer.reply([other])
    await post.wait_for(lambda: len(post.channel.tried) == 2)
    assert post.channel.tried == [first.outbox_id, other.outbox_id]

    post.channel.gate.set()
    await post.wait_for_statuses(first.outbox_id, second.outbox_id, other.outbox_id, are=["sent"] * 3)
    assert post.channel.tried[2] == second.outbox_id


async def test_second_reply_overtook_a_first_that_had_to_be_tried_again(post: Post) -> None:
    post.add_person()
    post.channel.failures = [RetryLater("connection_lost", after_seconds=5)]
    first, second = leased(post), leased(post)
    post.deliverer.reply([first, second])

    await post.wait_for_statuses(first.outbox_id, second.outbox_id, are=["queued connection_lost", "queued"])
    post.turn(seconds=5)
    await post.wait_for_statuses(first.outbox_id, second.outbox_id, are=["sent", "sent"])
    assert post.channel.ids == [first.outbox_id, second.outbox_id]


async def test_reply_overtook_one_of_an_earlier_run_that_was_still_on_its_way(post: Post) -> None:
    post.channel.gate.clear()
    old = post.enqueue(priority=REPLY)
    post.turn()
    await post.wait_for(lambda: post.channel.tried == [old])
    new = leased(post)
    post.deliverer.reply([new])
    await asyncio.sleep(0)
    post.channel.gate.set()

    await post.wait_for_statuses(old, new.outbox_id, are=["sent", "sent"])
    assert post.channel.ids == [old, new.outbox_id]


async def test_reply_does_not_wait_for_what_is_pushed_unasked(post: Post) -> None:
    post.channel.gate.clear()
    pushed = post.enqueue(priority=CHANGE)
    post.turn()
    await post.wait_for(lambda: post.channel.tried == [pushed])
    reply = leased(post)
    post.deliverer.reply([reply])

    await post.wait_for(lambda: post.channel.tried == [pushed, reply.outbox_id])


# -- what can go wrong -------------------------------------------------------------------------------------


async def test_message_is_tried_again_after_a_pause_of_our_own(post: Post) -> None:
    post.add_person()
    post.channel.failures = [RetryLater("timeout")]
    row_id = post.enqueue()
    post.turn()

    await post.wait_for_statuses(row_id, are=["queued timeout"])
    waits = blocked_until(post) - post.time  # type: ignore[operator]
    assert timedelta(seconds=FIRST_PAUSE * 0.75) <= waits <= timedelta(seconds=FIRST_PAUSE * 1.25)
    post.turn(seconds=FIRST_PAUSE * 1.25)
    await post.wait_for_statuses(row_id, are=["sent"])
    await post.wait_for(lambda: blocked_until(post) is None)


async def test_wait_that_the_platform_asked_for_is_honoured_by_the_next_run(database: Database, house: House) -> None:
    async with open_post(database, house) as before:
        before.add_person()
        before.channel.failures = [RetryLater("flood", after_seconds=600)]
        row_id = before.enqueue()
        before.turn()
        await before.wait_for_statuses(row_id, are=["queued flood"])

    async with open_post(database, house) as after:
        after.turn(seconds=599)
        other = after.enqueue("telegram:2")
        after.turn()
        await after.wait_for_statuses(other, are=["sent"])
        assert after.statuses(row_id) == ["queued flood"]
        after.turn(seconds=1)
        await after.wait_for_statuses(row_id, are=["sent"])


async def test_pause_doubles_up_to_its_longest_and_never_in_step() -> None:
    pauses = [pause_after(attempts) for attempts in (1, 2, 3, 50)]

    for pause, expected in zip(pauses, [2.0, 4.0, 8.0, LONGEST_PAUSE], strict=True):
        assert expected * 0.75 <= pause <= expected * 1.25
    assert len({pause_after(5) for _ in range(10)}) > 1


async def test_message_is_given_up_after_the_last_attempt_but_not_while_the_platform_asks_to_wait(
    database: Database, house: House
) -> None:
    async with open_post(database, house, sends=False) as post:
        tired, patient = post.enqueue(), post.enqueue("telegram:2")
        with database.engine.begin() as connection:
            connection.execute(text(f"UPDATE outbox SET attempts = {MOST_ATTEMPTS - 1}"))
        post.channel.failures = [RetryLater("timeout"), RetryLater("flood", after_seconds=1)]
        await post.sender.start(is_only_sender=True)

        await post.wait_for_statuses(tired, patient, are=["dead timeout", "queued flood"])


async def test_undeliverable_message_is_closed_and_the_next_one_leaves(post: Post) -> None:
    post.add_person()
    post.channel.failures = [Undeliverable("too_long")]
    first, second = post.enqueue(), post.enqueue()
    post.turn()

    await post.wait_for_statuses(first, second, are=["dead too_long", "sent"])
    with post.database.begin() as uow:
        assert uow.people.dead_addresses() == []


async def test_dead_address_is_told_to_every_organiser_once(post: Post) -> None:
    post.add_person()
    bosses = [
        post.add_person("telegram:8", organiser_role="owner"),
        post.add_person("telegram:9", organiser_role="organiser"),
    ]
    post.channel.failures = [Undeliverable("blocked", is_address_dead=True)] * 2
    first, second = post.enqueue(), post.enqueue()
    post.turn()

    await post.wait_for_statuses(first, second, are=["dead blocked", "dead blocked"])
    await post.wait_for(lambda: len(post.channel.sent) == len(bosses))
    assert sorted(sent.address for sent in post.channel.sent) == ["telegram:8", "telegram:9"]
    assert "Amina" in post.channel.sent[0].reply.text
    with post.database.begin() as uow:
        assert [address.dead_reason for address in uow.people.dead_addresses()] == ["blocked"]
        assert sum(uow.outbox.counts().values()) == 4


async def test_moved_address_is_followed(post: Post) -> None:
    post.add_person()
    post.channel.failures = [AddressMoved("telegram:-100")]
    reply = leased(post)
    post.deliverer.reply([reply])

    await post.wait_for_statuses(reply.outbox_id, are=["sent"])
    assert [sent.address for sent in post.channel.sent] == ["telegram:-100"]


async def test_message_for_a_channel_that_is_not_there_was_closed_for_good(post: Post) -> None:
    post.add_person("pigeon:1")
    elsewhere, other = post.enqueue("pigeon:1"), post.enqueue("telegram:2")
    post.turn()

    await post.wait_for_statuses(elsewhere, other, are=["queued no_such_channel", "sent"])
    waits = blocked_until(post, "pigeon:1") - post.time  # type: ignore[operator]
    assert waits == timedelta(seconds=ELSEWHERE_PAUSE)


async def test_unknown_error_of_a_channel_is_tried_again(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.channel.failures = [ZeroDivisionError()]
    row_id = post.enqueue()
    post.turn()

    await post.wait_for_statuses(row_id, are=["queued unknown_error"])
    assert "failed in an unknown way" in caplog.text


async def test_unreadable_message_stopped_everything_that_was_claimed_with_it(post: Post) -> None:
    bad, good = post.enqueue(payload="{}", priority=REPLY), post.enqueue("telegram:2")
    post.turn()

    await post.wait_for_statuses(bad, good, are=["dead unreadable", "sent"])


# -- marks -------------------------------------------------------------------------------------------------


class Refusing:
    """Lets the database refuse whatever writes marks, or everything."""

    def __init__(self, database: Database, error: Exception, *, times: int, needle: str = "sent_ref") -> None:
        self._database, self._error, self.times, self._needle = database, error, times, needle
        event.listen(database.engine, "before_cursor_execute", self._look)

    def _look(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE outbox SET") and self._needle in statement and self.times > 0:
            self.times -= 1
            raise self._error

    def end(self) -> None:
        event.remove(self._database.engine, "before_cursor_execute", self._look)


async def test_marks_of_many_messages_are_written_together(post: Post) -> None:
    marks: list[str] = []

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "sent_ref" in statement and statement.startswith("UPDATE"):
            marks.append(statement)

    replies = [leased(post, f"telegram:{number}") for number in range(20)]
    event.listen(post.database.engine, "before_cursor_execute", look)
    post.deliverer.reply(replies)
    await post.wait_for_statuses(*(reply.outbox_id for reply in replies), are=["sent"] * 20)
    event.remove(post.database.engine, "before_cursor_execute", look)

    assert len(marks) < 5


async def test_marks_are_written_when_the_database_is_back(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "AWAY_PAUSE", 0.01)
    refusing = Refusing(post.database, DatabaseUnavailable("away"), times=5)
    reply = leased(post)
    post.deliverer.reply([reply])

    await post.wait_for_statuses(reply.outbox_id, are=["sent"])
    refusing.end()
    assert post.channel.ids == [reply.outbox_id]


async def test_one_mark_that_cannot_be_written_ended_all_marking(post: Post) -> None:
    refusing = Refusing(post.database, ZeroDivisionError("a bug"), times=2)  # together, then alone in the worker
    first = leased(post)
    post.deliverer.reply([first])
    await post.wait_for_statuses(first.outbox_id, are=["sent"])
    second = leased(post)
    post.deliverer.reply([second])

    await post.wait_for_statuses(second.outbox_id, are=["sent"])
    refusing.end()


async def test_mark_that_can_never_be_written_is_told(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    refusing = Refusing(post.database, ZeroDivisionError("a bug"), times=1000)
    reply = leased(post)
    post.deliverer.reply([reply])

    await post.wait_for(lambda: "was sent and cannot be marked" in caplog.text)
    refusing.end()
    assert post.statuses(reply.outbox_id) == ["sending"]


async def test_fate_that_cannot_be_written_leaves_the_lease_to_run_out(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    refusing = Refusing(post.database, DatabaseUnavailable("away"), times=1000, needle="reason")
    post.channel.failures = [RetryLater("timeout")]
    reply = leased(post)
    post.deliverer.reply([reply])

    await post.wait_for(lambda: "was not settled" in caplog.text)
    refusing.end()
    assert post.statuses(reply.outbox_id) == ["sending"]


async def test_finish_waits_for_what_is_on_its_way_and_marks_it(database: Database, house: House) -> None:
    async with open_post(database, house, sends=False) as post:
        post.channel.gate.clear()
        reply = leased(post)
        post.deliverer.reply([reply])
        finishing = asyncio.create_task(post.deliverer.finish())
        await post.wait_for(lambda: post.channel.tried)
        post.channel.gate.set()
        await finishing

        assert post.statuses(reply.outbox_id) == ["sent"]


async def test_finish_does_not_wait_for_ever(database: Database, house: House) -> None:
    async with open_post(database, house, sends=False) as post:
        post.channel.gate.clear()
        reply = leased(post)
        post.deliverer.reply([reply])

        await post.deliverer.finish(seconds=0.01)

        assert post.statuses(reply.outbox_id) == ["sending"]
