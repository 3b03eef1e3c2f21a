"""What becomes of messages that cannot arrive."""

from __future__ import annotations

import pytest

from handlers.organising import undelivered
from handlers.visit import House
from storage import Database
from tests.handlers.registrations import make_organiser, new_phone, queue_message, register
from tests.phone import Phone


@pytest.fixture
def organiser(sqlite_database: Database, house: House) -> Phone:
    return make_organiser(new_phone(sqlite_database, house, 9))


def give_up(phone: Phone, *, address: str | None = None, is_address_dead: bool = True) -> str | None:
    """Close a message to a phone; return why its address is dead."""
    row_id = queue_message(phone)
    with phone.database.begin() as uow:
        undelivered.give_up(
            uow,
            phone.house,
            outbox_id=row_id,
            address=address or phone.address,
            reason="blocked",
            is_address_dead=is_address_dead,
            now=phone.now,
        )
        found = uow.people.find(phone.address)
    assert found is not None
    return found[0].dead_reason


def test_dead_address_is_marked_and_told_to_the_organisers_once(organiser: Phone, house: House) -> None:
    phone = register(new_phone(organiser.database, house), until="job")

    first = give_up(phone)
    again = give_up(phone)

    (push,) = organiser.receive_pushes()
    assert (first, again) == ("blocked", "blocked")
    assert push.text == (
        "Amina Alaoui can no longer be reached on Telegram (has blocked the bot). "
        "Messages to them wait in “Undelivered messages”."
    )
    assert [button.data for button in push.buttons] == ["o:dead"]


def test_message_alone_may_die(organiser: Phone, house: House) -> None:
    phone = register(new_phone(organiser.database, house), until="job")

    reason = give_up(phone, is_address_dead=False)

    assert reason is None
    assert organiser.receive_pushes() == []


def test_address_of_nobody_is_no_trouble(organiser: Phone) -> None:
    give_up(organiser, address="telegram:404")

    assert organiser.receive_pushes() == []


def test_organiser_is_not_told_of_their_own_death(organiser: Phone) -> None:
    give_up(organiser)

    assert organiser.receive_pushes() == []


def test_chat_that_moved_is_followed(organiser: Phone, house: House) -> None:
    phone = register(new_phone(organiser.database, house), until="job")
    row_id = queue_message(phone)
    with organiser.database.begin() as uow:
        undelivered.move(uow, row_id, phone.address, "telegram:-100")

    moved = new_phone(organiser.database, house, address="telegram:-100")

    assert len(moved.receive_pushes()) == 1
