"""Where updates enter: once each, to whom they concern, always answered."""

from __future__ import annotations

from typing import Any

import pytest

from handlers import router
from handlers.messages import Incoming
from handlers.visit import House
from storage import Database
from storage.records import Received
from tests.handlers.registrations import (
    answers_of,
    asked_of,
    change_company,
    company_of,
    make_organiser,
    new_phone,
    note,
    person_of,
    register,
    values_of,
    words,
)
from tests.phone import NOON, Phone


@pytest.fixture
def phone(sqlite_database: Database, house: House) -> Phone:
    return new_phone(sqlite_database, house)


def update(**fields: Any) -> Incoming:
    return Incoming(**({"address": "telegram:1", "update_id": "1", "received_at": NOON, "text": "hello"} | fields))


def received_of(phone: Phone) -> list[Received]:
    with phone.database.begin() as uow:
        return list(uow.inbox.after(phone.address))


def test_repeated_update_changes_and_says_nothing(phone: Phone) -> None:
    register(phone, until="full_name")
    phone.say("Amina Alaoui", update_id="same")
    before = answers_of(phone)

    replies = phone.say("Amina Alaoui", update_id="same")

    assert replies == []
    assert answers_of(phone) == before
    assert asked_of(phone) == "job"


def test_same_update_id_on_another_channel_is_another_update(sqlite_database: Database, house: House) -> None:
    new_phone(sqlite_database, house).say("/start", update_id="7")

    replies = new_phone(sqlite_database, house, address="web:a").say("/start", update_id="7")

    assert len(replies) == 1


def test_first_words_of_somebody_new_are_answered_with_the_language(phone: Phone) -> None:
    replies = phone.say("hello")

    assert words(replies).startswith("Welcome to Euroffshore 2027. In which language shall we talk?")
    assert [button.label for button in replies[0].buttons] == ["Français", "العربية", "English"]


@pytest.mark.parametrize(
    ("hint", "language"), [("fr-FR", "fr"), ("ar", "ar"), ("en-GB", "en"), ("zh", "fr"), (None, "fr"), ("", "fr")]
)
def test_language_starts_from_the_hint_of_the_platform(
    sqlite_database: Database, house: House, hint: str | None, language: str
) -> None:
    phone = new_phone(sqlite_database, house, language_hint=hint)

    replies = phone.say("?!")

    assert replies[0].language == language


def test_blocked_chat_is_marked_dead_and_alive_again(phone: Phone) -> None:
    phone.say("/start")

    blocked = phone.send(reachable=False)
    with phone.database.begin() as uow:
        dead = uow.people.find(phone.address)
    back = phone.send(reachable=True)
    with phone.database.begin() as uow:
        alive = uow.people.find(phone.address)

    assert (blocked, back) == ([], [])
    assert dead is not None
    assert dead[0].dead_reason == "blocked"
    assert alive is not None
    assert alive[0].dead_reason is None


def test_words_from_a_dead_address_bring_it_back_to_life(phone: Phone) -> None:
    phone.say("/start")
    phone.send(reachable=False)

    phone.say("I am back")

    with phone.database.begin() as uow:
        found = uow.people.find(phone.address)
    assert found is not None
    assert found[0].dead_reason is None


def test_reply_to_an_address_that_has_to_wait_is_queued(phone: Phone) -> None:
    phone.say("/start")
    with phone.database.begin() as uow:
        uow.people.change_address(phone.address, blocked_until=NOON.replace(year=2030))

    replies = phone.say("English")

    with phone.database.begin() as uow:
        last = uow.outbox.of_address(phone.address)[-1]
    assert replies == []
    assert last.status == "queued"
    assert asked_of(phone) == "consent_matching"


def test_everything_that_arrives_is_kept(phone: Phone) -> None:
    phone.say("/start", message_ref="5")
    phone.tap("English")
    phone.share_contact("+212612345678")
    phone.send_media("voice")
    phone.say("changed", message_ref="5", is_edit=True)
    phone.send(reachable=True)

    kept = [(line.kind, line.body) for line in received_of(phone)]
    assert kept == [
        ("text", "/start"),
        ("choice", "q:language=en"),
        ("contact", "+212612345678"),
        ("media", "voice"),
        ("edit", "changed"),
        ("reachable", None),
    ]


def test_person_who_writes_too_fast_is_told_once_and_kept(phone: Phone, house: House) -> None:
    phone.say("/start")
    with phone.database.begin() as uow:
        warned = router.turn_away(update(update_id="a", text="one"), uow, house, NOON)
        again = router.turn_away(update(update_id="a", text="one"), uow, house, NOON)
        silent = router.keep_only(update(update_id="b", text="two"), uow, house, NOON)

    assert [message.reply.text for message in warned] == [
        "You write faster than I can read. Please wait a few seconds; what you sent is kept."
    ]
    assert (again, silent) == ([], [])
    assert [line.body for line in received_of(phone)] == ["/start", "one", "two"]


def test_error_of_ours_is_apologised_for_and_what_was_typed_is_kept(phone: Phone, house: House) -> None:
    phone.say("/start")
    with phone.database.begin() as uow:
        sorry = router.apologise(update(update_id="a", text="one"), uow, house, NOON)
        again = router.apologise(update(update_id="a", text="one"), uow, house, NOON)

    assert [message.reply.text for message in sorry] == [
        "Something went wrong on our side; your answers are safe. Please try again, or write to contact@example.org."
    ]
    assert again == []
    assert [line.body for line in received_of(phone)] == ["/start", "one"]


def test_characters_that_a_database_refuses_are_left_out(database: Database, house: House) -> None:
    """PostgreSQL refuses NUL, both refuse half a surrogate pair: the update failed for ever."""
    phone = register(new_phone(database, house, name_hint="Ami\0na", language_hint="e\0n"), until="full_name")

    phone.say("Amina\0 Ala\ud800oui")
    phone.tap_data("q:phone=\0\ud800")

    assert values_of(phone)["full_name"] == "Amina Ala?oui"


def test_huge_text_is_an_answer_that_is_too_long(phone: Phone) -> None:
    register(phone, until="legal_name")

    replies = phone.say("x" * 100_000)

    assert note(replies) == "⚠️ That is too long: at most 120 characters, please."
    assert len(received_of(phone)[-1].body or "") == 100_000


def test_empty_text_is_answered(phone: Phone) -> None:
    register(phone, until="legal_name")

    replies = phone.say("")

    assert note(replies) == "⚠️ Please type it in words, at least 2 characters."


def test_words_after_everything_was_answered_show_where_the_person_stands(phone: Phone) -> None:
    register(phone)

    replies = phone.say("and now?")

    assert words(replies).startswith("Atlas Contact SARL is registered for Euroffshore 2027.")


def test_unknown_slash_command_is_an_answer_like_any_other(phone: Phone) -> None:
    register(phone, until="legal_name")

    phone.say("/unknown command")

    assert values_of(phone)["legal_name"] == "/unknown command"


@pytest.mark.parametrize(
    "data",
    [
        "o:see=1",
        "o:approve=1",
        "o:refuse=1",
        "o:refuse_now=1",
        "o:ask=1",
        "o:ask_now=1",
        "o:undo=1",
        "o:next=0",
        "o:dead",
        "o:stats",
        "o:silent",
        "o:nudge",
        "m:organise",
        "m:allocate",
        "m:publish",
        "m:setup",
        "g:publish=1",
    ],
)
def test_organisers_buttons_do_nothing_for_others(
    phone: Phone, sqlite_database: Database, house: House, data: str
) -> None:
    register(phone)
    before = company_of(phone)
    stranger = new_phone(sqlite_database, house, 66)
    stranger.say("/start")

    replies = stranger.tap_data(data)

    assert words(replies) == ("This menu is for the organisers. If you are one, ask a colleague for an invitation.")
    assert company_of(phone) == before


@pytest.mark.parametrize("asked", ["@refuse:1", "@question:1"])
def test_words_typed_by_somebody_who_is_no_organiser_any_more_decide_nothing(phone: Phone, asked: str) -> None:
    register(phone)
    person = person_of(phone)
    assert person is not None
    with phone.database.begin() as uow:
        uow.people.change(person.id, asked=asked)

    replies = phone.say("because")

    assert words(replies).startswith("This menu is for the organisers.")
    assert company_of(phone).status == "submitted"


@pytest.mark.parametrize(
    "data",
    ["o:see=99999999999999999999", "o:see=0", "o:see=x", "o:see=-1", "o:nothing=1", "o:", "o:see=" + "9" * 5000],
)
def test_organisers_buttons_with_forged_ids_show_the_menu(sqlite_database: Database, house: House, data: str) -> None:
    """An id beyond the database's integers raised an error."""
    organiser = make_organiser(new_phone(sqlite_database, house, 9))

    replies = organiser.tap_data(data)

    assert words(replies).startswith("That company is no longer there.")


@pytest.mark.parametrize("data", ["j:ok=99999999999999999999", "j:ok=", "j:", "j:no=1", "j:ok=1"])
def test_admission_buttons_with_forged_ids_admit_nobody(phone: Phone, data: str) -> None:
    register(phone)

    replies = phone.tap_data(data)

    assert words(replies) == "That request is settled already."


@pytest.mark.parametrize("data", ["m:nothing", "m:", "zzz", "💥", "e:", "e:=99999999999999999999", "x:", "q:=", "v:x"])
def test_forged_buttons_are_answered(phone: Phone, data: str) -> None:
    register(phone, until="job")
    before = answers_of(phone)

    replies = phone.tap_data(data)

    assert len(replies) == 1
    assert answers_of(phone) == before


def test_forged_confirmation_does_not_send_half_a_registration(phone: Phone) -> None:
    """A button of an old summary sent a registration without a name."""
    register(phone, until="country")

    phone.tap_data("q:confirmed=yes")

    assert asked_of(phone) == "country"
    assert company_of(phone).status == "draft"
    assert "confirmed" not in answers_of(phone)


def test_forged_confirmation_before_there_is_a_company_sends_nothing(phone: Phone) -> None:
    register(phone, until="role")

    phone.tap_data("q:confirmed=yes")

    assert asked_of(phone) == "role"
    assert "confirmed" not in answers_of(phone)


def test_second_confirmation_does_not_reopen_a_verdict(phone: Phone) -> None:
    """A refused company could send itself again, and was approved where approval is automatic."""
    register(phone)
    change_company(phone, status="refused")

    phone.tap_data("e:confirmed")
    phone.tap_data("q:confirmed=yes")

    assert company_of(phone).status == "refused"
