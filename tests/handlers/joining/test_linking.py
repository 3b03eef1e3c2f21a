from __future__ import annotations

import re
from datetime import timedelta

from handlers.messages import plain_text
from handlers.visit import House
from storage import Database
from tests.handlers.registrations import new_phone, register, register_buyer
from tests.phone import Phone


def on(database: Database, house: House, address: str, like: Phone | None = None) -> Phone:
    phone = Phone(database=database, house=house, address=address, language_hint="en")
    if like is not None:
        phone.now = like.now
    return phone


def code_on(phone: Phone) -> str:
    """Ask for a code and read it."""
    phone.say("/link")
    found = re.search(r"/link ([A-Z2-9]{8})", plain_text(phone.screen.text))
    assert found is not None, phone.screen.text
    return found.group(1)


def owner_of(database: Database, address: str) -> int:
    with database.begin() as uow:
        found = uow.people.find(address)
    assert found is not None
    return found[1].id


def test_newcomer_on_a_second_channel_becomes_the_same_person(database: Database, house: House) -> None:
    first = register(new_phone(database, house))
    second = on(database, house, "whatsapp:212612345678", first)
    second.say("/start")

    second.say(f"/link {code_on(first).lower()}")

    assert owner_of(database, second.address) == owner_of(database, first.address)
    assert "WhatsApp" in second.screen.text
    with database.begin() as uow:
        assert uow.people.count() == 1
    assert "WhatsApp" in first.receive_pushes()[0].text
    second.say("/profile")
    assert "Atlas" in plain_text(second.screen.text)


def test_code_of_a_newcomer_is_used_by_somebody_registered(database: Database, house: House) -> None:
    newcomer = on(database, house, "whatsapp:212612345678")
    code = code_on(newcomer)
    first = register(new_phone(database, house, now=newcomer.now))
    person = owner_of(database, first.address)
    first.now = newcomer.now

    first.say(f"/link {code}")

    assert owner_of(database, newcomer.address) == person == owner_of(database, first.address)


def test_link_opened_on_the_other_channel_does_the_same(database: Database, house: House) -> None:
    first = register(new_phone(database, house))
    code = code_on(first)
    assert f"https://mawid.example/?start=l-{code}" in first.screen.text
    second = on(database, house, "web:abc", first)

    second.say(f"/start l-{code}")

    assert owner_of(database, second.address) == owner_of(database, first.address)


def test_two_registrations_are_never_made_one(database: Database, house: House) -> None:
    first = register(new_phone(database, house))
    second = register_buyer(new_phone(database, house, 2))
    code = code_on(first)
    second.now = first.now

    second.say(f"/link {code}")

    assert house.event.contact.email in second.screen.text
    assert owner_of(database, second.address) != owner_of(database, first.address)


def test_code_is_used_once_and_not_for_long(database: Database, house: House) -> None:
    first = register(new_phone(database, house))
    code, late = code_on(first), code_on(first)
    second, third = on(database, house, "web:abc", first), on(database, house, "web:def", first)
    second.say(f"/link {code}")

    third.say(f"/link {code}")
    assert "not valid" in third.screen.text
    third.now += timedelta(minutes=16)
    third.say(f"/link {late}")
    assert "not valid" in third.screen.text
    assert owner_of(database, third.address) != owner_of(database, first.address)


def test_invented_code_and_code_of_another_kind_open_nothing(database: Database, house: House) -> None:
    phone = on(database, house, "web:abc")
    phone.say("/start")

    for words in ("/link ABCDEFGH", "/link d-something", "/start l-"):
        phone.say(words)
        assert "not valid" in plain_text(phone.screen.text)


def test_code_typed_where_it_was_shown_changes_nothing(database: Database, house: House) -> None:
    phone = on(database, house, "web:abc")

    phone.say(f"/link {code_on(phone)}")

    assert "right here" in phone.screen.text


def test_linking_again_says_that_it_is_done(database: Database, house: House) -> None:
    first = register(new_phone(database, house))
    second = on(database, house, "web:abc", first)
    second.say(f"/link {code_on(first)}")

    second.now = first.now
    second.say(f"/link {code_on(first)}")

    assert second.screen.buttons == ()


def test_preferred_channel_is_written_to_first(database: Database, house: House) -> None:
    first = register(new_phone(database, house))
    second = on(database, house, "web:abc", first)
    second.say(f"/link {code_on(first)}")

    second.tap("+:first=web")

    owner = owner_of(database, "web:abc")
    with database.begin() as uow:
        person = uow.people.find_by_id(owner)
    assert person is not None
    assert person.preferred_channel == "web"
    second.say("/link")
    assert {button.data for button in second.screen.buttons} == {"+:first=telegram", "+:first=web"}


def test_channel_of_nobody_cannot_be_preferred(database: Database, house: House) -> None:
    phone = register(new_phone(database, house))

    phone.tap_data("+:first=whatsapp")

    owner = owner_of(database, phone.address)
    with database.begin() as uow:
        person = uow.people.find_by_id(owner)
    assert person is not None
    assert person.preferred_channel is None


def test_whatsapp_link_is_offered_once_its_number_is_known(house: House) -> None:
    house.whatsapp_number = "212500000000"

    assert house.links("l-ABC") == [
        "https://t.me/mawid_bot?start=l-ABC",
        "https://wa.me/212500000000?text=%2Fstart%20l-ABC",
        "https://mawid.example/?start=l-ABC",
    ]
