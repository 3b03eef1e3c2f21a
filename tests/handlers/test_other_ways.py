from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.organising import undelivered
from handlers.other_ways import in_order, send_elsewhere
from handlers.visit import House, best_address, to_payload
from storage import Database
from storage.outbox import CHANGE, REPLY
from storage.records import Address
from storage.unit_of_work import UnitOfWork
from tests.handlers.test_windows import FREE
from tests.phone import NOON

WHATSAPP, TELEGRAM, WEB = "whatsapp:212612345678", "telegram:7", "web:abc"


@pytest.fixture
def person_id(database: Database) -> int:
    """Somebody on three channels."""
    with database.begin() as uow:
        _, person = uow.people.add(at=WHATSAPP, language_hint=None, name_hint=None, now=NOON)
        for position, other in enumerate((WEB, TELEGRAM), start=1):
            _, extra = uow.people.add(
                at=other, language_hint=None, name_hint=None, now=NOON + timedelta(minutes=position)
            )
            uow.people.change_address(other, person_id=person.id)
            uow.people.erase(extra.id)
    return person.id


def order(uow: UnitOfWork, person_id: int) -> list[str]:
    person = uow.people.find_by_id(person_id)
    return [address.channel for address in in_order(uow.people.addresses(person_id), person)]


def in_hand(uow: UnitOfWork, address: str, *, priority: int = CHANGE) -> int:
    row_id = uow.outbox.enqueue(
        address=address, payload=to_payload(FREE), priority=priority, now=NOON, after_inbox_id=0, is_leased=True
    )
    assert row_id is not None
    return row_id


def elsewhere(uow: UnitOfWork, row_id: int, *, to_web: bool = True) -> str | None:
    moved = send_elsewhere(uow, row_id, reason="blocked", now=NOON, to_web=to_web)
    message = uow.outbox.find(row_id)
    return message.address if moved and message is not None else None


def test_messengers_come_before_the_web_page(database: Database, person_id: int) -> None:
    with database.begin() as uow:
        assert order(uow, person_id) == ["whatsapp", "telegram", "web"]


def test_preferred_channel_comes_first(database: Database, person_id: int) -> None:
    with database.begin() as uow:
        uow.people.change(person_id, preferred_channel="web")
        assert order(uow, person_id) == ["web", "whatsapp", "telegram"]
        best = best_address(uow.people.addresses(person_id), uow.people.find_by_id(person_id))
        assert best is not None
        assert best.address == WEB


def test_dead_address_is_passed_over() -> None:
    dead = Address(
        address=WHATSAPP, person_id=1, dead_reason="x", language_hint=None, name_hint=None, blocked_until=None
    )

    assert best_address([dead]) is None


def test_message_goes_to_the_next_address_and_never_back(database: Database, person_id: int) -> None:
    with database.begin() as uow:
        row_id = in_hand(uow, WHATSAPP)
        assert elsewhere(uow, row_id) == TELEGRAM
        assert [message.id for message in uow.outbox.claim(now=NOON, count=5)] == [row_id]
        assert elsewhere(uow, row_id) == WEB
        uow.outbox.claim(now=NOON, count=5)
        assert elsewhere(uow, row_id) is None


def test_next_address_is_alive_and_open_and_no_page_where_none_helps(database: Database, person_id: int) -> None:
    with database.begin() as uow:
        uow.people.change(person_id, preferred_channel="telegram")
        row_id = in_hand(uow, TELEGRAM)  # whatsapp, next, may not be written to
        assert elsewhere(uow, row_id, to_web=False) is None
        uow.windows.move(WHATSAPP, NOON + timedelta(hours=1))
        uow.people.change_address(WHATSAPP, dead_reason="blocked")
        assert elsewhere(uow, row_id, to_web=False) is None
        uow.people.change_address(WHATSAPP, dead_reason=None)
        assert elsewhere(uow, row_id, to_web=False) == WHATSAPP


def test_answers_and_unknown_messages_stay(database: Database, person_id: int) -> None:
    with database.begin() as uow:
        assert elsewhere(uow, in_hand(uow, WHATSAPP, priority=REPLY)) is None
        assert elsewhere(uow, 999_999) is None
        assert elsewhere(uow, in_hand(uow, "whatsapp:0000000")) is None


def test_undeliverable_message_arrives_by_another_channel(database: Database, person_id: int, house: House) -> None:
    with database.begin() as uow:
        row_id = in_hand(uow, WHATSAPP)
        undelivered.give_up(
            uow, house, outbox_id=row_id, address=WHATSAPP, reason="undeliverable", is_address_dead=True, now=NOON
        )
        message = uow.outbox.find(row_id)
        found = uow.people.find(WHATSAPP)

    assert message is not None
    assert (message.address, message.status, message.reason) == (TELEGRAM, "queued", "instead: undeliverable")
    assert found is not None
    assert found[0].dead_reason == "undeliverable"


def test_unreadable_message_goes_nowhere(database: Database, person_id: int, house: House) -> None:
    with database.begin() as uow:
        row_id = in_hand(uow, WHATSAPP)
        undelivered.give_up(
            uow, house, outbox_id=row_id, address=WHATSAPP, reason="unreadable", is_address_dead=False, now=NOON
        )
        message = uow.outbox.find(row_id)

    assert message is not None
    assert message.status == "dead"
