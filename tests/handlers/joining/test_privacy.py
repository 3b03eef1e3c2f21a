"""Consent withdrawn, everything exported, everything erased."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from handlers.joining import privacy
from handlers.visit import House
from storage import Database
from storage.models import metadata
from tests.handlers.registrations import (
    asked_of,
    company_of,
    invitation_of,
    labels,
    make_organiser,
    new_phone,
    person_of,
    register,
    rows_mentioning,
    values_of,
    words,
)
from tests.phone import Phone


@pytest.fixture
def phone(sqlite_database: Database, house: House) -> Phone:
    return new_phone(sqlite_database, house)


def exported(phone: Phone) -> dict[str, Any]:
    (reply,) = phone.say("/export")
    assert reply.attachment is not None
    assert (reply.attachment.filename, reply.attachment.media_type) == ("mawid-export.json", "application/json")
    found: dict[str, Any] = orjson.loads(reply.attachment.content)
    return found


def erase(phone: Phone) -> str:
    phone.say("/erase")
    return words(phone.tap("Erase everything"))


def test_privacy_shows_the_text_its_version_and_the_consents(phone: Phone) -> None:
    register(phone, until="role", consent_reminders="no")

    replies = phone.say("/privacy")

    assert words(replies).startswith("Who is responsible: the organiser of Euroffshore 2027 (contact@example.org).")
    assert words(replies).endswith(
        "Text of 2026-11; your data is erased on Friday 15 October 2027 at the latest.\n"
        "Matching and sharing with matched companies: yes\nReminders: no"
    )
    assert labels(replies[0]) == ["Remind me again", "Export my data", "Erase me", "Go on"]


def test_privacy_before_any_consent_says_that_nothing_is_decided(phone: Phone) -> None:
    replies = phone.say("vie privée")

    assert words(replies).endswith("Reminders: not decided yet")
    assert labels(replies[0]) == ["Export my data", "Erase me", "Go on"]


def test_privacy_in_the_middle_leaves_the_question_open(phone: Phone) -> None:
    register(phone, until="full_name")
    phone.say("/privacy")

    phone.say("Amina Alaoui")

    assert values_of(phone)["full_name"] == "Amina Alaoui"


def test_reminders_are_withdrawn_and_given_again(phone: Phone) -> None:
    register(phone)
    phone.say("/privacy")

    off = phone.tap("No more reminders")
    stored = values_of(phone)["consent_reminders"]
    phone.say("/privacy")
    on = phone.tap("Remind me again")

    person = person_of(phone)
    assert person is not None
    with phone.database.begin() as uow:
        decided = [
            (consent.is_given, consent.text_version)
            for consent in uow.consents.of_person(person.id)
            if consent.purpose == "reminders"
        ]
    assert words(off) == "Done. You will receive no more reminders."
    assert stored is False
    assert words(on) == "Done. You will receive reminders."
    assert values_of(phone)["consent_reminders"] is True
    assert decided == [(True, "2026-11"), (False, "2026-11"), (True, "2026-11")]


def test_reminders_decided_before_they_were_asked_about_are_kept(phone: Phone) -> None:
    register(phone, until="consent_reminders")

    phone.tap_data("v:off")

    assert asked_of(phone) == "consent_reminders"
    assert "consent_reminders" not in values_of(phone)


def test_export_contains_everything(phone: Phone) -> None:
    register(phone)
    person = person_of(phone)

    found = exported(phone)

    assert person is not None
    assert found["person"] == {
        "id": person.id,
        "language": "en",
        "company_id": person.company_id,
        "membership": "registrant",
        "organiser_role": None,
        "asked": None,
        "preferred_channel": None,
    }
    assert [address["address"] for address in found["addresses"]] == ["telegram:1"]
    assert {answer["key"]: answer["typed"] for answer in found["answers"]} == {
        "language": "English",
        "consent_matching": "yes",
        "consent_reminders": "yes",
        "full_name": "Amina Alaoui",
        "job": "Director",
        "phone": "+212 612-345678",
        "email": "amina@atlas.example",
    }
    assert found["company"]["legal_name"] == "Atlas Contact SARL"
    assert "agents_fr" in {answer["key"] for answer in found["company_answers"]}
    assert [consent["purpose"] for consent in found["consents"]] == ["matching", "reminders"]
    assert [act["act"] for act in found["acts"]] == ["submit"]
    assert [line["body"] for line in found["received"]][:2] == ["/start", "English"]
    assert found["received"][-1]["body"] == "/export"
    assert found["sent"][0]["payload"]["text"].startswith("Welcome to <b>Euroffshore 2027</b>")


def test_export_of_somebody_without_a_company(phone: Phone) -> None:
    found = exported(phone)

    assert (found["company"], found["company_answers"], found["answers"]) == (None, [], [])


def test_export_tells_what_others_decided_about_the_person(phone: Phone, house: House) -> None:
    """Who was admitted by a colleague did not read of it."""
    register(phone)
    second = register(new_phone(phone.database, house, 2), until="duplicate_choice")
    second.tap("Yes, let me join it")
    phone.receive_pushes()
    phone.tap("Yes, a colleague")

    found = exported(second)

    assert [(act["act"], act["person_id"]) for act in found["acts_of_others"]] == [("admit", None)]


def test_export_of_somebody_who_waits_shows_nothing_of_the_company(phone: Phone, house: House) -> None:
    """Whoever asked to join a company could export its answers."""
    register(phone)
    stranger = register(new_phone(phone.database, house, 2), until="duplicate_choice")
    stranger.tap("Yes, let me join it")

    found = exported(stranger)

    assert (found["company"], found["company_answers"]) == (None, [])


def test_export_of_a_delegate_has_nothing_of_the_colleague(phone: Phone, house: House) -> None:
    register(phone)
    second = new_phone(phone.database, house, 2)
    second.say(f"/start {invitation_of(phone)}")

    found = exported(second)

    assert found["company"]["legal_name"] == "Atlas Contact SARL"
    assert "amina@atlas.example" not in str(found)


def test_erase_asks_first(phone: Phone) -> None:
    register(phone)

    asked = phone.say("effacez-moi")
    kept = phone.tap("Keep everything")

    assert words(asked).startswith("Erase everything about you?")
    assert words(kept) == "Nothing was erased."
    assert company_of(phone).status == "submitted"


def test_erase_leaves_nothing_but_the_trail(database: Database, house: House) -> None:
    phone = register(new_phone(database, house))
    phone.say("/delegates")

    said = erase(phone)

    assert said.startswith("You are erased. What stays until Friday 15 October 2027: the dated trail")
    left = {}
    with database.engine.begin() as connection:
        for table in metadata.sorted_tables:
            left[table.name] = len(connection.execute(select(table)).all())
    assert {name: count for name, count in left.items() if count} == {"inbox": 1, "outbox": 1, "audit": 3}
    for trace in ("Amina", "Atlas", "001561191", "612345678", "amina@", "Back office", "Director"):
        assert rows_mentioning(phone, trace) == {}


def test_erase_forgets_even_where_the_person_was_reached(database: Database, house: House) -> None:
    phone = register(new_phone(database, house))
    erase(phone)
    assert rows_mentioning(phone, phone.address) == {"outbox": 1}  # the last words, until they were read

    with database.begin() as uow:
        early = privacy.forget_farewells(uow, now=phone.now)
        late = privacy.forget_farewells(uow, now=phone.now + timedelta(minutes=61))

    assert (early, late) == (0, 1)
    assert rows_mentioning(phone, phone.address) == {}


def test_erase_forgets_that_others_looked_like_the_company(phone: Phone, house: House) -> None:
    register(phone)
    other = register(new_phone(phone.database, house, 2), until="duplicate_choice")
    other.tap("No, another company")

    erase(phone)

    assert "duplicate_of" not in values_of(other)


def test_privacy_in_the_middle_of_a_form_leads_back_to_it(phone: Phone) -> None:
    register(phone, until="legal_name")

    phone.say("/privacy")
    replies = phone.tap("Go on")

    assert asked_of(phone) == "legal_name"
    assert "name" in words(replies)


def test_erased_person_is_somebody_new(phone: Phone) -> None:
    register(phone)
    erase(phone)

    replies = phone.say("hello")

    assert "In which language shall we talk?" in words(replies)


def test_erase_repeated_by_the_platform_does_nothing(phone: Phone) -> None:
    register(phone)
    phone.say("/erase")
    phone.send(choice="v:erase", update_id="same")

    replies = phone.send(choice="v:erase", update_id="same")

    assert replies == []


def test_erase_of_one_delegate_keeps_the_company_and_hands_it_on(phone: Phone, house: House) -> None:
    register(phone)
    second = new_phone(phone.database, house, 2)
    second.say(f"/start {invitation_of(phone)}")
    register(second, full_name="Youssef Idrissi")

    erase(phone)

    person = person_of(second)
    assert person is not None
    assert person.membership == "registrant"
    (told,) = second.receive_pushes()
    assert words([told]).startswith("The registration of Atlas Contact SARL is in your hands now")
    assert company_of(second).legal_name == "Atlas Contact SARL"
    assert set(rows_mentioning(phone, "Amina Alaoui")) == set()


def test_erase_of_a_delegate_leaves_the_registrant(phone: Phone, house: House) -> None:
    register(phone)
    second = new_phone(phone.database, house, 2)
    second.say(f"/start {invitation_of(phone)}")

    erase(second)

    person = person_of(phone)
    assert person is not None
    assert person.membership == "registrant"


def test_erase_of_the_last_one_frees_who_waited_to_join(phone: Phone, house: House) -> None:
    register(phone)
    second = register(new_phone(phone.database, house, 2), until="duplicate_choice")
    second.tap("Yes, let me join it")

    erase(phone)

    person = person_of(second)
    assert person is not None
    assert (person.membership, person.company_id) == ("none", None)


def test_erase_of_somebody_who_waits_leaves_the_company(phone: Phone, house: House) -> None:
    register(phone)
    second = register(new_phone(phone.database, house, 2), until="duplicate_choice")
    second.tap("Yes, let me join it")

    erase(second)

    assert company_of(phone).status == "submitted"


def test_erase_of_an_organiser_keeps_what_they_decided_without_their_name(phone: Phone, house: House) -> None:
    register(phone)
    organiser = make_organiser(new_phone(phone.database, house, 9))
    organiser.tap_data(f"o:approve={company_of(phone).id}")

    erase(organiser)

    with phone.database.begin() as uow:
        lines = [(line.act, line.person_id) for line in uow.audit.of_subject("company:1")]
    assert lines[-1] == ("approved", None)


def test_erase_closes_the_sessions_of_the_other_devices(phone: Phone) -> None:
    """A web cookie still stood for an address of somebody erased."""
    phone.say("/start")
    person = person_of(phone)
    assert person is not None
    with phone.database.begin() as uow:
        uow.people.add(at="web:tab", language_hint=None, name_hint=None, now=phone.now)
        uow.people.change_address("web:tab", person_id=person.id)
        uow.sessions.add("cookie", address="web:tab", language_hint=None, now=phone.now)

    erase(phone)

    with phone.database.begin() as uow:
        assert uow.sessions.address_of("cookie") is None
