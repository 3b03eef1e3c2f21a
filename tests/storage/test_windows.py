from __future__ import annotations

from datetime import timedelta

from storage import Database
from storage.outbox import CHANGE, LEASE
from storage.unit_of_work import UnitOfWork
from tests.phone import NOON

ADDRESS = "whatsapp:212612345678"


def in_hand(uow: UnitOfWork, address: str = ADDRESS) -> int:
    row_id = uow.outbox.enqueue(
        address=address, payload="{}", priority=CHANGE, now=NOON, after_inbox_id=0, is_leased=True
    )
    assert row_id is not None
    return row_id


def status(uow: UnitOfWork, row_id: int) -> tuple[str, str | None]:
    message = uow.outbox.find(row_id)
    assert message is not None
    return message.status, message.reason


def test_address_without_anybody_has_no_window(database: Database) -> None:
    with database.begin() as uow:
        assert uow.windows.until(ADDRESS) is None


def test_window_is_moved(database: Database) -> None:
    with database.begin() as uow:
        uow.people.add(at=ADDRESS, language_hint=None, name_hint=None, now=NOON)
        uow.windows.move(ADDRESS, NOON)

        assert uow.windows.until(ADDRESS) == NOON


def test_held_message_is_not_claimed_until_it_is_released(database: Database) -> None:
    with database.begin() as uow:
        row_id = in_hand(uow)
        uow.windows.hold(row_id)
        assert uow.outbox.claim(now=NOON, count=5) == []

        assert uow.windows.release(ADDRESS) == 1
        assert [message.id for message in uow.outbox.claim(now=NOON, count=5)] == [row_id]


def test_message_that_was_settled_meanwhile_is_not_held(database: Database) -> None:
    with database.begin() as uow:
        row_id = in_hand(uow)
        uow.outbox.mark_sent([(row_id, "ref")], now=NOON)
        uow.windows.hold(row_id)

        assert status(uow, row_id) == ("sent", None)
        assert uow.windows.release(ADDRESS) == 0


def test_sent_message_is_reopened_only_by_its_own_reference(database: Database) -> None:
    with database.begin() as uow:
        row_id = in_hand(uow)
        assert uow.windows.is_being_marked(row_id)
        uow.outbox.mark_sent([(row_id, "wamid.1")], now=NOON)
        assert not uow.windows.is_being_marked(row_id)

        assert not uow.windows.reopen(row_id, ref="wamid.0", now=NOON)
        assert uow.windows.reopen(row_id, ref="wamid.1", now=NOON)
        assert not uow.windows.reopen(row_id, ref="wamid.1", now=NOON)
        assert status(uow, row_id) == ("sending", None)
        assert uow.outbox.take_back(now=NOON + LEASE) == 1


def test_delivered_message_is_not_reopened(database: Database) -> None:
    with database.begin() as uow:
        row_id = in_hand(uow)
        uow.outbox.mark_sent([(row_id, "wamid.1")], now=NOON)
        uow.outbox.mark_delivered(row_id, at=NOON)

        assert not uow.windows.reopen(row_id, ref="wamid.1", now=NOON)


def test_postponed_message_keeps_nobody_waiting(database: Database) -> None:
    with database.begin() as uow:
        uow.people.add(at=ADDRESS, language_hint=None, name_hint=None, now=NOON)
        row_id = in_hand(uow)
        uow.windows.postpone(row_id, at=NOON + timedelta(days=1), reason="x" * 99)
        other = uow.outbox.enqueue(address=ADDRESS, payload="{}", priority=CHANGE, now=NOON, after_inbox_id=0)

        assert [message.id for message in uow.outbox.claim(now=NOON, count=5)] == [other]
        assert status(uow, row_id) == ("queued", "x" * 64)


def test_readdressed_message_starts_anew(database: Database) -> None:
    with database.begin() as uow:
        row_id = in_hand(uow)
        uow.windows.readdress(row_id, to="telegram:7", after_inbox_id=3, reason="instead: blocked")

        message = uow.outbox.find(row_id)
        assert message is not None
        assert (message.address, message.attempts, message.after_inbox_id) == ("telegram:7", 0, 3)
        assert status(uow, row_id) == ("queued", "instead: blocked")


def test_closed_addresses_are_alive_and_of_the_channel(database: Database) -> None:
    with database.begin() as uow:
        for name in ("whatsapp:1", "whatsapp:2", "whatsapp:3", "whatsapp:4", "telegram:1"):
            uow.people.add(at=name, language_hint=None, name_hint=None, now=NOON)
        uow.windows.move("whatsapp:1", NOON + timedelta(seconds=1))
        uow.windows.move("whatsapp:2", NOON)
        uow.people.change_address("whatsapp:4", dead_reason="blocked")

        assert uow.windows.closed("whatsapp", now=NOON) == {"whatsapp:2", "whatsapp:3"}


def test_newest_message_is_the_last_that_was_shown(database: Database) -> None:
    with database.begin() as uow:
        assert uow.outbox.newest(ADDRESS) is None
        shown = in_hand(uow)
        uow.outbox.enqueue(address=ADDRESS, payload="{}", priority=CHANGE, now=NOON, after_inbox_id=0)
        in_hand(uow, "telegram:7")

        newest = uow.outbox.newest(ADDRESS)

    assert newest is not None
    assert newest.id == shown


def test_other_name_leads_to_the_address(database: Database) -> None:
    with database.begin() as uow:
        uow.people.add(at="whatsapp:MA.1", language_hint=None, name_hint=None, now=NOON)
        uow.people.change_address("whatsapp:MA.1", also=ADDRESS)

        assert uow.people.main_name(ADDRESS) == "whatsapp:MA.1"
        assert uow.people.main_name("whatsapp:1") is None
