from __future__ import annotations

from datetime import timedelta

from handlers.visit import House
from storage import Database
from storage.records import Address
from tests.phone import NOON, Phone

PHONE, USER = "whatsapp:212612345678", "whatsapp:MA.134912"


def addresses(database: Database) -> dict[str, Address]:
    with database.begin() as uow:
        return {one.address: one for person in uow.people.every() for one in uow.people.addresses(person.id)}


def sender(database: Database, house: House, address: str) -> Phone:
    return Phone(database=database, house=house, address=address, language_hint="en")


def test_somebody_new_with_two_names_is_one_address(database: Database, house: House) -> None:
    phone = sender(database, house, USER)
    phone.say("/start", also=PHONE)
    phone.say("English", also=PHONE)

    assert {name: one.also for name, one in addresses(database).items()} == {USER: PHONE}


def test_known_by_phone_then_by_id_is_the_same_person(database: Database, house: House) -> None:
    phone = sender(database, house, PHONE)
    phone.say("/start")
    phone.tap("English")

    phone.address = USER
    phone.say("yes", also=PHONE)

    assert list(addresses(database)) == [USER]
    with database.begin() as uow:
        assert [line.body for line in uow.inbox.after(USER)] == ["/start", "q:language=en", "yes"]
        assert uow.people.count() == 1


def test_update_without_the_id_finds_whom_it_belongs_to(database: Database, house: House) -> None:
    phone = sender(database, house, USER)
    phone.say("/start", also=PHONE)

    phone.address = PHONE
    phone.say("English")

    assert list(addresses(database)) == [USER]
    with database.begin() as uow:
        assert [message.address for message in uow.outbox.of_address(USER)] == [USER, USER]
        assert uow.outbox.of_address(PHONE) == []


def test_new_number_of_the_same_id_is_kept(database: Database, house: House) -> None:
    phone = sender(database, house, USER)
    phone.say("/start", also=PHONE)

    phone.say("English", also="whatsapp:212700000000")

    assert addresses(database)[USER].also == "whatsapp:212700000000"


def test_somebody_who_wrote_under_both_names_keeps_the_id(database: Database, house: House) -> None:
    sender(database, house, PHONE).say("/start")
    sender(database, house, USER).say("/start")

    sender(database, house, USER).say("hello", also=PHONE)

    found = addresses(database)
    assert found[PHONE].dead_reason == "moved"
    assert (found[USER].dead_reason, found[USER].also) == (None, PHONE)


def test_window_opens_with_the_message_and_only_gets_longer(database: Database, house: House) -> None:
    phone = sender(database, house, USER)
    later, earlier = NOON + timedelta(hours=24), NOON + timedelta(hours=3)

    phone.say("/start", free_until=later)
    phone.say("hello", free_until=earlier)

    assert addresses(database)[USER].window_until == later
