from __future__ import annotations

from datetime import timedelta

import pytest

from storage import Database
from storage.outbox import BROADCAST, CHANGE, DIGEST, LEASE, REPLY
from storage.records import OutgoingMessage
from tests.storage.seeds import NOON, SECOND, add_person, enqueue

HOUR = timedelta(hours=1)


def claimed(database: Database, *, after: timedelta = timedelta(0), count: int = 10) -> list[int]:
    with database.begin() as uow:
        return [message.id for message in uow.outbox.claim(now=NOON + after, count=count)]


def statuses(database: Database, *row_ids: int) -> list[str]:
    with database.begin() as uow:
        found = [uow.outbox.find(row_id) for row_id in row_ids]
    return [message.status for message in found if message is not None]


# -- in ----------------------------------------------------------------------------------------------------


def test_message_is_kept_as_it_was_queued(database: Database) -> None:
    with database.begin() as uow:
        row_id = enqueue(uow, payload='{"text":"مرحبا"}', priority=DIGEST, after_inbox_id=4, expires_at=NOON + HOUR)

    with database.begin() as uow:
        found = uow.outbox.find(row_id)
        assert uow.outbox.find(row_id + 1) is None
    assert found == OutgoingMessage(
        id=row_id,
        address="telegram:1",
        priority=DIGEST,
        payload='{"text":"مرحبا"}',
        status="queued",
        due_at=NOON,
        expires_at=NOON + HOUR,
        attempts=0,
        reason=None,
        sent_ref=None,
        created_at=NOON,
        after_inbox_id=4,
    )


def test_message_with_a_known_key_is_not_queued_again(database: Database) -> None:
    with database.begin() as uow:
        first = enqueue(uow, dedup_key="verdict:7")
        again = uow.outbox.enqueue(
            address="telegram:2", payload="{}", priority=REPLY, now=NOON, after_inbox_id=0, dedup_key="verdict:7"
        )
        enqueue(uow, dedup_key="verdict:8")
        enqueue(uow)
        enqueue(uow)

        assert again is None
        assert uow.outbox.counts() == {"queued": 4}
        uow.outbox.mark_sent([(first, "1")], now=NOON)
    with database.begin() as uow:
        known = uow.outbox.enqueue(
            address="telegram:1", payload="{}", priority=REPLY, now=NOON, after_inbox_id=0, dedup_key="verdict:7"
        )
    assert known is None


def test_leased_message_is_in_its_writers_hands(database: Database) -> None:
    with database.begin() as uow:
        row_id = enqueue(uow, is_leased=True)
        found = uow.outbox.find(row_id)

    assert found is not None
    assert (found.status, found.attempts) == ("sending", 1)
    assert claimed(database, after=LEASE * 2) == []


# -- who is served first -----------------------------------------------------------------------------------


def test_service_is_by_priority_then_due_time_then_age(database: Database) -> None:
    with database.begin() as uow:
        order = [
            enqueue(uow, f"telegram:{index}", priority=priority, due_at=NOON + SECOND * due)
            for index, (priority, due) in enumerate(
                [(BROADCAST, 0), (DIGEST, 0), (CHANGE, 5), (CHANGE, 3), (CHANGE, 3), (REPLY, 9)]
            )
        ]

    broadcast, digest, late, early, younger, reply = order
    assert claimed(database, after=SECOND * 9, count=2) == [reply, early]
    assert claimed(database, after=SECOND * 9) == [younger, late, digest, broadcast]


def test_message_is_not_served_before_it_is_due(database: Database) -> None:
    with database.begin() as uow:
        row_id = enqueue(uow, due_at=NOON + HOUR)

    assert claimed(database, after=HOUR - SECOND) == []
    assert claimed(database, after=HOUR) == [row_id]


def test_one_message_to_an_address_is_in_hand_at_a_time(database: Database) -> None:
    with database.begin() as uow:
        first, second = enqueue(uow), enqueue(uow)
        other = enqueue(uow, "telegram:2")

    assert claimed(database) == [first, other]
    assert claimed(database) == []
    with database.begin() as uow:
        uow.outbox.mark_sent([(first, "9")], now=NOON)
    assert claimed(database) == [second]
    with database.begin() as uow:
        found = uow.outbox.find(first)
    assert found is not None
    assert (found.status, found.sent_ref) == ("sent", "9")


def test_many_messages_to_one_address_did_not_keep_others_waiting(database: Database) -> None:
    with database.begin() as uow:
        first, *_ = [enqueue(uow, priority=REPLY) for _ in range(8)]
        others = [enqueue(uow, f"telegram:{index}") for index in range(2, 6)]

    assert claimed(database, count=4) == [first, *others[:3]]


def test_claimed_message_counts_its_attempt(database: Database) -> None:
    with database.begin() as uow:
        row_id = enqueue(uow)

    claimed(database)

    with database.begin() as uow:
        found = uow.outbox.find(row_id)
    assert found is not None
    assert (found.status, found.attempts) == ("sending", 1)


# -- leases ------------------------------------------------------------------------------------------------


def test_lease_that_ran_out_returns_the_message(database: Database) -> None:
    with database.begin() as uow:
        row_id = enqueue(uow)
    claimed(database)

    with database.begin() as uow:
        assert uow.outbox.take_back(now=NOON + LEASE - SECOND) == 0
        assert uow.outbox.take_back(now=NOON + LEASE) == 1
        assert uow.outbox.take_back(now=NOON + LEASE) == 0
    assert claimed(database) == [row_id]


def test_only_sender_takes_back_every_lease(database: Database) -> None:
    with database.begin() as uow:
        mine, sent = enqueue(uow, is_leased=True), enqueue(uow, "telegram:2", is_leased=True)
        uow.outbox.mark_sent([(sent, None)], now=NOON)
        assert uow.outbox.take_back(now=NOON, every=True) == 1

    assert claimed(database) == [mine]
    assert statuses(database, sent) == ["sent"]


# -- what became of it -------------------------------------------------------------------------------------


def test_address_waits_while_its_message_is_tried_again_and_nothing_overtook_it(database: Database) -> None:
    with database.begin() as uow:
        add_person(uow)
        first = enqueue(uow, priority=REPLY, is_leased=True)
        uow.outbox.retry(first, to="telegram:1", at=NOON + SECOND * 30, reason="flood")
        second = enqueue(uow, priority=REPLY, now=NOON + SECOND)
        other = enqueue(uow, "telegram:2")

    assert claimed(database, after=SECOND * 29) == [other]
    assert claimed(database, after=SECOND * 30) == [first]
    with database.begin() as uow:
        uow.outbox.mark_sent([(first, "1")], now=NOON + SECOND * 31)
        uow.outbox.unblock(["telegram:1"], now=NOON + SECOND * 31)
        assert uow.people.dead_addresses() == []
    assert claimed(database, after=SECOND * 31) == [second]


def test_message_without_an_address_waits_by_itself(database: Database) -> None:
    with database.begin() as uow:
        row_id = enqueue(uow, "telegram:erased", is_leased=True)
        uow.outbox.retry(row_id, to="telegram:erased", at=NOON + HOUR, reason="x" * 99)

    assert claimed(database, after=HOUR - SECOND) == []
    assert claimed(database, after=HOUR) == [row_id]
    with database.begin() as uow:
        found = uow.outbox.find(row_id)
    assert found is not None
    assert found.reason == "x" * 64


def test_address_is_unblocked_when_its_time_is_over_and_others_are_not(database: Database) -> None:
    with database.begin() as uow:
        for name in ("telegram:1", "telegram:2"):
            add_person(uow, name)
            uow.people.change_address(name, blocked_until=NOON + HOUR)
        uow.outbox.unblock(["telegram:1", "telegram:2"], now=NOON)
        uow.outbox.unblock(["telegram:1"], now=NOON + HOUR)
        uow.outbox.unblock([], now=NOON + HOUR)

        blocked = [uow.people.find(name) for name in ("telegram:1", "telegram:2")]
    assert [found and found[0].blocked_until for found in blocked] == [None, NOON + HOUR]


def test_message_sent_again_keeps_its_place(database: Database) -> None:
    with database.begin() as uow:
        first = enqueue(uow, is_leased=True)
        second = enqueue(uow)
        uow.outbox.send_again(first)

    assert claimed(database) == [first]
    assert statuses(database, second) == ["queued"]


@pytest.mark.parametrize("status", ["dead", "dropped"])
def test_message_given_up_is_closed_with_its_reason(database: Database, status: str) -> None:
    with database.begin() as uow:
        row_id = enqueue(uow, is_leased=True)
        uow.outbox.give_up(row_id, status=status, reason="blocked" * 20, now=NOON)
        found = uow.outbox.find(row_id)

    assert found is not None
    assert (found.status, found.reason) == (status, ("blocked" * 20)[:64])
    assert claimed(database) == []


def test_message_sent_meanwhile_does_not_come_back(database: Database) -> None:
    """A sender whose lease ran out failed; another one had sent the message by then."""
    with database.begin() as uow:
        row_id = enqueue(uow, is_leased=True)
        uow.outbox.mark_sent([(row_id, "5")], now=NOON)
        uow.outbox.retry(row_id, to="telegram:1", at=NOON, reason="timeout")
        uow.outbox.send_again(row_id)
        uow.outbox.give_up(row_id, status="dead", reason="blocked", now=NOON)

    assert statuses(database, row_id) == ["sent"]


def test_only_waiting_messages_expire(database: Database) -> None:
    with database.begin() as uow:
        late = enqueue(uow, expires_at=NOON + HOUR)
        later = enqueue(uow, expires_at=NOON + HOUR + SECOND)
        endless = enqueue(uow)
        flying = enqueue(uow, "telegram:2", expires_at=NOON, is_leased=True)
        assert uow.outbox.drop_expired(now=NOON + HOUR) == 1
        found = uow.outbox.find(late)

    assert found is not None
    assert (found.status, found.reason) == ("dropped", "expired")
    assert statuses(database, later, endless, flying) == ["queued", "queued", "sending"]


def test_nothing_to_mark_is_no_work(database: Database) -> None:
    with database.begin() as uow:
        uow.outbox.mark_sent([], now=NOON)

        assert uow.outbox.counts() == {}


# -- what is read of it ------------------------------------------------------------------------------------


def test_address_sees_what_is_due_in_the_order_of_the_conversation(database: Database) -> None:
    with database.begin() as uow:
        reply = enqueue(uow, after_inbox_id=2, is_leased=True)
        push = enqueue(uow, after_inbox_id=1, due_at=NOON + HOUR)
        dead = enqueue(uow, after_inbox_id=3)
        uow.outbox.give_up(dead, status="dead", reason="x", now=NOON)
        enqueue(uow, "telegram:2")

        def shown(after_id: int, *, hours: int, since: int | None = None) -> list[int]:
            looked_at = None if since is None else NOON + HOUR * since
            lines = uow.outbox.shown("telegram:1", after_id=after_id, since=looked_at, now=NOON + HOUR * hours)
            return [line.id for line in lines]

        assert shown(0, hours=0) == [reply]
        assert shown(0, hours=1) == [push, reply]
        assert shown(reply, hours=1) == [push]
        assert shown(push, hours=1) == []
        assert shown(push, hours=1, since=0) == [push]
        assert shown(push, hours=1, since=1) == []


def test_messages_are_counted_and_the_longest_wait_is_known(database: Database) -> None:
    with database.begin() as uow:
        assert uow.outbox.oldest_waiting(now=NOON) is None
        enqueue(uow, due_at=NOON + HOUR)
        assert uow.outbox.oldest_waiting(now=NOON) is None
        enqueue(uow, priority=BROADCAST, due_at=NOON + SECOND)
        enqueue(uow, "telegram:2", is_leased=True)

        assert uow.outbox.counts() == {"queued": 2, "sending": 1}
        assert uow.outbox.oldest_waiting(now=NOON + HOUR) == NOON + SECOND


def test_newest_undeliverable_messages_are_listed_first(database: Database) -> None:
    with database.begin() as uow:
        first, second, alive = enqueue(uow), enqueue(uow), enqueue(uow)
        for row_id in (first, second):
            uow.outbox.give_up(row_id, status="dead", reason="blocked", now=NOON)

        assert [message.id for message in uow.outbox.dead()] == [second, first]
        assert [message.id for message in uow.outbox.dead(limit=1)] == [second]
        assert [message.id for message in uow.outbox.of_address("telegram:1")] == [first, second, alive]


def test_messages_of_an_address_are_forgotten_alone(database: Database) -> None:
    with database.begin() as uow:
        enqueue(uow)
        other = enqueue(uow, "telegram:2")
        uow.outbox.remove_of_address("telegram:1")

        assert uow.outbox.of_address("telegram:1") == []
        assert [message.id for message in uow.outbox.of_address("telegram:2")] == [other]


def test_unsent_replies_are_noticed_until_they_left(database: Database) -> None:
    with database.begin() as uow:
        uow.people.add(at="telegram:77", language_hint=None, name_hint=None, now=NOON)
        row = uow.outbox.enqueue(
            address="telegram:77", payload="{}", priority=0, now=NOON, after_inbox_id=0, is_leased=True
        )
        on_its_way = uow.outbox.has_unsent_replies()
        assert row is not None
        uow.outbox.mark_sent([(row, "1")], now=NOON)

        assert (on_its_way, uow.outbox.has_unsent_replies()) == (True, False)


# -- what the platform tells later -------------------------------------------------------------------------


def stamps(database: Database, row_id: int) -> tuple[object, object]:
    with database.begin() as uow:
        found = uow.outbox.find(row_id)
    assert found is not None
    return found.delivered_at, found.read_at


def test_message_is_delivered_and_read_once(database: Database) -> None:
    with database.begin() as uow:
        row_id = enqueue(uow)
        uow.outbox.mark_sent([(row_id, "1")], now=NOON)
        assert uow.outbox.mark_delivered(row_id, at=NOON + SECOND)
        assert not uow.outbox.mark_delivered(row_id, at=NOON + HOUR)
        assert uow.outbox.mark_read(row_id, at=NOON + 2 * SECOND)
        assert not uow.outbox.mark_read(row_id, at=NOON + HOUR)
        assert not uow.outbox.mark_delivered(row_id + 1, at=NOON)

    assert stamps(database, row_id) == (NOON + SECOND, NOON + 2 * SECOND)


def test_read_told_before_delivered_counts_for_both(database: Database) -> None:
    with database.begin() as uow:
        row_id = enqueue(uow, is_leased=True)
        assert uow.outbox.mark_read(row_id, at=NOON + SECOND)
        assert not uow.outbox.mark_delivered(row_id, at=NOON + HOUR)

    assert stamps(database, row_id) == (NOON + SECOND, NOON + SECOND)


def test_message_that_failed_late_is_undeliverable_whatever_is_marked_after(database: Database) -> None:
    with database.begin() as uow:
        sent, early = enqueue(uow), enqueue(uow, is_leased=True)
        uow.outbox.mark_sent([(sent, "1")], now=NOON)
        assert uow.outbox.mark_failed_late(sent, reason="131026", now=NOON)
        assert not uow.outbox.mark_failed_late(sent, reason="131000", now=NOON)
        assert uow.outbox.mark_failed_late(early, reason="131026", now=NOON)
        uow.outbox.mark_sent([(early, "2")], now=NOON)
        assert [message.reason for message in uow.outbox.dead()] == ["131026", "131026"]

    assert statuses(database, sent, early) == ["dead", "dead"]


def test_message_that_was_delivered_or_waits_does_not_fail_late(database: Database) -> None:
    with database.begin() as uow:
        delivered, waiting = enqueue(uow), enqueue(uow)
        uow.outbox.mark_sent([(delivered, "1")], now=NOON)
        uow.outbox.mark_delivered(delivered, at=NOON)
        assert not uow.outbox.mark_failed_late(delivered, reason="131000", now=NOON)
        assert not uow.outbox.mark_failed_late(waiting, reason="131000", now=NOON)

    assert statuses(database, delivered, waiting) == ["sent", "queued"]
