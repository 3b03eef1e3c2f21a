from __future__ import annotations

from datetime import timedelta

import pytest

from handlers import windows
from handlers.messages import Reply, TemplateCall
from handlers.organising import undelivered
from handlers.templates import (
    agenda_template,
    broadcast_template,
    change_template,
    notice_template,
    reminder_template,
    verdict_template,
)
from handlers.visit import House, from_payload, to_payload
from locales.message_templates import find_template
from storage import Database
from storage.outbox import CHANGE
from storage.records import OutgoingMessage
from storage.unit_of_work import UnitOfWork
from tests.phone import NOON, Phone

ADDRESS = "whatsapp:212612345678"
FREE = Reply(text="long words", language="fr")


@pytest.fixture
def person(database: Database, house: House) -> Phone:
    phone = Phone(database=database, house=house, address=ADDRESS)
    phone.say("/start")
    return phone


def add(uow: UnitOfWork, reply: Reply = FREE, *, address: str = ADDRESS, key: str = "a") -> int:
    """Queue a message and take it in hand."""
    row_id = uow.outbox.enqueue(
        address=address,
        payload=to_payload(reply),
        priority=CHANGE,
        now=NOON,
        after_inbox_id=0,
        dedup_key=key,
        is_leased=True,
    )
    assert row_id is not None
    return row_id


def held(uow: UnitOfWork, house: House, reply: Reply = FREE, *, key: str = "a") -> int:
    row_id = add(uow, reply, key=key)
    windows.hold(uow, house, outbox_id=row_id, address=ADDRESS, reply=reply, now=NOON)
    return row_id


def pushes(database: Database) -> list[OutgoingMessage]:
    with database.begin() as uow:
        return [message for message in uow.outbox.of_address(ADDRESS) if message.priority == CHANGE]


def test_message_waits_and_one_notice_asks_for_all(person: Phone) -> None:
    with person.database.begin() as uow:
        held(uow, person.house)
        held(uow, person.house, key="b")

    statuses = [(message.status, message.reason) for message in pushes(person.database)]
    assert statuses == [("held", "window_closed"), ("queued", None), ("held", "window_closed")]
    notice = from_payload(pushes(person.database)[1].payload)
    assert notice.template == TemplateCall(
        name="notice", params={"event": "Euroffshore 2027"}, data="n:open", is_whole=True
    )
    assert "Euroffshore 2027" in notice.text


def test_template_of_the_message_is_its_notice(person: Phone) -> None:
    call = broadcast_template(person.house.event, "fr")
    with person.database.begin() as uow:
        held(uow, person.house, Reply(text="words", language="fr", template=call))

    notice = from_payload(pushes(person.database)[1].payload)
    assert notice.template == TemplateCall(
        name="broadcast", params={"event": "Euroffshore 2027"}, data="n:open", is_whole=True
    )


def test_notice_that_is_refused_asks_for_no_other(person: Phone) -> None:
    with person.database.begin() as uow:
        notice = Reply(
            text="x", language="fr", template=TemplateCall(name="notice", params={}, data="n:open", is_whole=True)
        )
        held(uow, person.house, notice)

    assert [message.status for message in pushes(person.database)] == ["held"]


def test_whatever_the_person_sends_lets_it_go(person: Phone) -> None:
    with person.database.begin() as uow:
        row_id = held(uow, person.house)

    person.say("hello", free_until=person.now + timedelta(hours=24))

    with person.database.begin() as uow:
        message = uow.outbox.find(row_id)
        assert message is not None
        assert (message.status, message.reason) == ("queued", None)


def test_opening_with_something_waiting_says_nothing_else(person: Phone) -> None:
    with person.database.begin() as uow:
        held(uow, person.house)

    assert person.send(choice="n:open", free_until=person.now + timedelta(hours=24)) == []


def test_opening_without_anything_waiting_welcomes_back(person: Phone) -> None:
    replies = person.send(choice="n:open", free_until=person.now + timedelta(hours=24))

    assert len(replies) == 1


def test_old_message_opens_nothing(person: Phone) -> None:
    with person.database.begin() as uow:
        row_id = held(uow, person.house)

    person.say("hello", free_until=NOON - timedelta(hours=1))

    with person.database.begin() as uow:
        message = uow.outbox.find(row_id)
        assert message is not None
        assert message.status == "held"


def test_platform_that_says_closed_is_believed(person: Phone) -> None:
    person.say("hello", free_until=NOON + timedelta(hours=24))
    with person.database.begin() as uow:
        held(uow, person.house)
        assert uow.windows.until(ADDRESS) == NOON


def test_window_known_to_be_closed_is_left_as_it_is(person: Phone) -> None:
    person.say("hello", free_until=NOON - timedelta(hours=1))
    with person.database.begin() as uow:
        held(uow, person.house)
        assert uow.windows.until(ADDRESS) == NOON - timedelta(hours=1)


def test_new_notice_after_the_person_wrote(person: Phone) -> None:
    with person.database.begin() as uow:
        held(uow, person.house)
    person.say("hello")
    with person.database.begin() as uow:
        held(uow, person.house, key="b")

    assert len(pushes(person.database)) == 4


def test_person_with_another_messenger_gets_it_there(person: Phone) -> None:
    other = Phone(database=person.database, house=person.house, address="telegram:7", now=person.now)
    other.say("/start")
    with person.database.begin() as uow:
        mine, theirs = uow.people.find(ADDRESS), uow.people.find("telegram:7")
        assert mine is not None
        assert theirs is not None
        uow.people.change_address("telegram:7", person_id=mine[1].id)
        row_id = held(uow, person.house)
        message = uow.outbox.find(row_id)

    assert message is not None
    assert (message.address, message.status, message.reason) == ("telegram:7", "queued", "instead: window_closed")
    assert pushes(person.database) == []


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_calls_give_every_variable_of_their_template(house: House, language: str) -> None:
    event = house.event
    calls = [
        notice_template(event, language),
        reminder_template(event, language, counterpart="Atlas", time="14:05", table="7"),
        change_template(event, language, count=2),
        agenda_template(event, language, day="14 April", count=6),
        broadcast_template(event, language),
        verdict_template(event, language, company="Atlas"),
    ]

    for call in calls:
        template = find_template(call.name, language)
        assert template is not None
        assert set(template.variables) == set(call.params)
    assert [call.name for call in calls if call.is_whole] == ["reminder"]


def test_template_call_survives_the_outbox() -> None:
    call = TemplateCall(name="reminder", params={"time": "14:05"}, data="k:1", is_whole=True)
    reply = Reply(text="x", language="fr", template=call, takes_numbers=True)

    assert from_payload(to_payload(reply)) == reply


def test_messages_go_elsewhere_when_nothing_can_ask_the_person_to_open_them(person: Phone, house: House) -> None:
    page = Phone(database=person.database, house=person.house, address="web:abc", now=person.now)
    page.say("/start")
    with person.database.begin() as uow:
        mine = uow.people.find(ADDRESS)
        assert mine is not None
        uow.people.change_address("web:abc", person_id=mine[1].id)
        row_id = held(uow, person.house)
        (notice,) = uow.outbox.claim(now=person.now, count=5)
        undelivered.give_up(
            uow, house, outbox_id=notice.id, address=ADDRESS, reason="no_template", is_address_dead=False, now=NOON
        )

        message = uow.outbox.find(row_id)
        assert message is not None
        assert (message.address, message.status) == ("web:abc", "queued")
        assert [dead.id for dead in uow.outbox.dead()] == [notice.id]


def test_nobody_who_erased_themselves_is_asked_to_come_back(database: Database, house: House) -> None:
    with database.begin() as uow:
        held(uow, house)

    assert [(message.status, message.reason) for message in pushes(database)] == [("dropped", "window_closed")]
