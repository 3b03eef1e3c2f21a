"""A company that registers twice is found, asked about, and never silently doubled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.joining import companies
from handlers.visit import House
from storage import Database
from tests.handlers.registrations import (
    answers_of,
    asked_of,
    change_company,
    company_of,
    invitation_of,
    labels,
    make_organiser,
    new_phone,
    note,
    person_of,
    register,
    values_of,
    words,
)
from tests.phone import Phone


@pytest.fixture
def first(sqlite_database: Database, house: House) -> Phone:
    """Who registered the company first."""
    return register(new_phone(sqlite_database, house))


@pytest.fixture
def second(first: Phone, sqlite_database: Database, house: House) -> Phone:
    """Who comes later, and has not said anything yet."""
    return new_phone(sqlite_database, house, 2)


def companies_known(phone: Phone) -> int:
    with phone.database.begin() as uow:
        return sum(uow.companies.counts().values())


def test_same_name_in_the_same_country_is_asked_about(second: Phone) -> None:
    register(second, until="duplicate_choice", legal_name="ATLAS-CONTACT s.a.r.l.")

    assert words([second.screen]) == "Atlas Contact SARL is registered already. Is that your company?"
    assert labels(second.screen) == ["Yes, let me join it", "No, another company", "I mistyped", "‹ Back"]


@pytest.mark.parametrize("number", ["001561191000066", "ICE 001561191 0000 66", "٠٠١٥٦١١٩١٠٠٠٠٦٦"])
def test_same_number_is_asked_about_whatever_the_name(second: Phone, number: str) -> None:
    register(second, until="duplicate_choice", legal_name="Zenith Services", company_number=number)

    assert asked_of(second) == "duplicate_choice"
    assert "company_number" in values_of(second)


def test_branches_of_one_siren_are_one_company(sqlite_database: Database, house: House) -> None:
    register(new_phone(sqlite_database, house), country="France", company_number="732829320")
    second = new_phone(sqlite_database, house, 2)

    register(
        second, until="duplicate_choice", country="France", legal_name="Zenith", company_number="732 829 320 00074"
    )

    assert asked_of(second) == "duplicate_choice"


def test_same_name_in_another_country_is_another_company(second: Phone) -> None:
    register(second, country="France", company_number="732829320")

    assert company_of(second).status == "submitted"
    assert "duplicate_of" not in values_of(second)


def test_draft_of_somebody_else_is_no_duplicate(sqlite_database: Database, house: House) -> None:
    register(new_phone(sqlite_database, house), until="job")
    second = new_phone(sqlite_database, house, 2)

    register(second, until="job")

    assert "duplicate_of" not in values_of(second)


def test_join_asks_the_first_person_and_the_organisers(first: Phone, second: Phone, house: House) -> None:
    organiser = make_organiser(new_phone(second.database, house, 9))
    register(second, until="duplicate_choice")

    replies = second.tap("Yes, let me join it")

    person = person_of(second)
    assert person is not None
    assert note(replies) == "You asked to join Atlas Contact SARL. A colleague or an organiser confirms you."
    assert (person.membership, person.company_id) == ("pending", company_of(first).id)
    assert companies_known(second) == 1
    for phone in (first, organiser):
        (push,) = phone.receive_pushes()
        assert push.text == (
            "Person 2 asks to join <b>Atlas Contact SARL</b> as a delegate. Is this a colleague of yours?"
        )
        assert [button.data for button in push.buttons] == [f"j:ok={person.id}", f"j:no={person.id}"]


def test_join_then_answers_only_the_short_form(second: Phone) -> None:
    register(second, until="duplicate_choice")
    second.tap("Yes, let me join it")

    register(second)

    assert words([second.screen]) == (
        "A colleague at Atlas Contact SARL or an organiser still has to confirm you. We write to you here."
    )
    assert values_of(second)["full_name"] == "Amina Alaoui"


def test_different_company_goes_on_and_is_flagged(second: Phone, house: House) -> None:
    register(second, until="duplicate_choice", company_number="later")

    replies = second.tap("No, another company")
    register(second)
    organiser = make_organiser(new_phone(second.database, house, 9))
    seen = organiser.tap_data(f"o:see={company_of(second).id}")

    assert note(replies) == (
        "All right, we go on. The organisers will see that a company of that name or number exists already."
    )
    assert companies_known(second) == 2
    assert "🚩 same name or number as Atlas Contact SARL" in words(seen)
    assert "🚩 company number not verified" in words(seen)


def test_mistyped_company_is_typed_again(second: Phone) -> None:
    register(second, until="duplicate_choice")

    replies = second.tap("I mistyped")

    assert note(replies) == "No harm done. Let us correct the name and the number."
    assert asked_of(second) == "legal_name"
    assert {"legal_name", "company_number", "duplicate_of", "duplicate_choice"}.isdisjoint(answers_of(second))
    assert company_of(second).legal_name is None


def test_corrected_name_takes_the_question_back(second: Phone) -> None:
    register(second, until="duplicate_choice", company_number="later")

    second.say("/edit legal name")
    second.say("Zenith Services")

    assert "duplicate_of" not in answers_of(second)


def test_name_corrected_to_another_known_company_is_asked_again(second: Phone, house: House) -> None:
    third = register(new_phone(second.database, house, 3), legal_name="Zenith Services", company_number="later")
    register(second, until="job", company_number="later", duplicate_choice="No, another company")

    second.say("/edit legal name")
    second.say("Zenith services SA")
    second.tap_data("a:duplicate_choice")

    assert values_of(second)["duplicate_of"] == {"id": company_of(third).id, "name": "Zenith Services"}
    assert asked_of(second) == "duplicate_choice"


def test_same_duplicate_found_again_keeps_what_was_said(second: Phone) -> None:
    register(second, until="job", company_number="later", duplicate_choice="No, another company")

    second.say("/edit company number")
    second.say("001561191000066")

    assert values_of(second)["duplicate_choice"] == "different"


def test_company_registered_by_somebody_else_meanwhile_is_asked_before_sending(
    sqlite_database: Database, house: House
) -> None:
    slow = register(new_phone(sqlite_database, house), until="confirmed")
    register(new_phone(sqlite_database, house, 2))

    slow.tap("Send my registration")

    assert asked_of(slow) == "duplicate_choice"
    assert company_of(slow).status == "draft"


def test_duplicate_that_was_erased_meanwhile_is_no_obstacle(first: Phone, second: Phone) -> None:
    register(second, until="duplicate_choice")
    first.say("/erase")
    first.tap("Erase everything")

    second.tap("Yes, let me join it")

    person = person_of(second)
    assert person is not None
    assert person.membership == "registrant"
    assert companies_known(second) == 1


def test_draft_with_a_colleague_is_handed_over_when_its_registrant_joins_another(
    first: Phone, second: Phone, house: House
) -> None:
    """The colleague was left a delegate of nothing, greeted as an organiser."""
    register(second, until="duplicate_choice")
    colleague = new_phone(second.database, house, 3)
    colleague.say(f"/start {invitation_of(second)}")
    second.tap_data("a:duplicate_choice")

    second.say("1")

    person = person_of(colleague)
    assert person is not None
    assert (person.membership, company_of(colleague).status) == ("registrant", "draft")
    assert company_of(second).id == company_of(first).id


def test_approved_company_is_found_too(first: Phone, second: Phone) -> None:
    change_company(first, status="approved")

    register(second, until="duplicate_choice")

    assert asked_of(second) == "duplicate_choice"


def test_refused_company_may_be_registered_again(first: Phone, second: Phone) -> None:
    change_company(first, status="refused")

    register(second)

    assert company_of(second).status == "submitted"


@pytest.mark.parametrize(
    ("values", "flags"),
    [
        ({"stance": "own_account", "company_number": {"is_verified": True}}, []),
        ({"stance": "broker", "company_number": {"is_verified": True}}, ["broker"]),
        ({"stance": "mandated", "duplicate_of": {"id": 1}}, ["mandated", "duplicate", "unverified"]),
        ({}, ["unverified"]),
    ],
)
def test_flags_say_what_an_organiser_should_look_at(values: dict[str, object], flags: list[str]) -> None:
    assert companies.flags_of("label", values) == flags


@pytest.mark.parametrize(
    ("values", "trust"),
    [
        ({}, 0),
        ({"phone": {"is_confirmed": True}}, 0),
        ({"company_number": {"is_verified": False}}, 0),
        ({"company_number": {"is_verified": True}}, 1),
        ({"company_number": {"is_verified": True}, "phone": {"is_confirmed": True}}, 2),
    ],
)
def test_trust_is_the_highest_step_that_answers_reach(values: dict[str, object], trust: int) -> None:
    assert companies.trust_of(values) == trust


def test_refused_company_corrects_its_answers_and_sends_them_again(first: Phone, house: House) -> None:
    organiser = make_organiser(new_phone(first.database, house, 9))
    organiser.tap_data(f"o:refuse={company_of(first).id}")
    organiser.say("Which sites do you have?")
    organiser.tap("Send")
    first.receive_pushes()

    shown = first.say("/start")
    sent = first.tap("Send it again")

    assert "If that can be mended, change your answers and send the registration again." in words(shown)
    assert "is registered for" in words(sent)
    assert (company_of(first).status, company_of(first).decision_reason) == ("submitted", None)
    assert words([organiser.receive_pushes()[-1]]) == "Atlas Contact SARL waits for your approval."


def test_refused_company_is_not_approved_by_the_event_alone(first: Phone, house: House) -> None:
    change_company(first, status="refused", decision_reason="No.")
    house.event = replace(house.event, approval="automatic")

    first.tap_data("m:resubmit")

    assert company_of(first).status == "submitted"


def test_sending_again_what_was_not_refused_changes_nothing(first: Phone) -> None:
    first.tap_data("m:resubmit")

    assert company_of(first).status == "submitted"
    with first.database.begin() as uow:
        assert [line.act for line in uow.audit.of_subject("company:1")] == ["submit"]
