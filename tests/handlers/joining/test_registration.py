"""Registering a company: consent, what single answers entail, and sending it."""

from __future__ import annotations

import pytest

from handlers.answer_types import text
from handlers.forms import REGISTRATION_FORM
from handlers.joining import registration
from handlers.questions import Question
from handlers.visit import House
from storage import Database
from storage.records import Consent
from tests.handlers.registrations import (
    answers_of,
    asked_of,
    change_company,
    company_of,
    labels,
    make_organiser,
    new_phone,
    note,
    person_of,
    register,
    register_buyer,
    values_of,
    with_event,
    words,
)
from tests.phone import Phone


@pytest.fixture
def phone(sqlite_database: Database, house: House) -> Phone:
    return new_phone(sqlite_database, house)


def consents_of(phone: Phone) -> list[Consent]:
    person = person_of(phone)
    assert person is not None
    with phone.database.begin() as uow:
        return list(uow.consents.of_person(person.id))


def test_provider_is_registered_on_each_database(database: Database, house: House) -> None:
    phone = register(new_phone(database, house))

    company = company_of(phone)
    assert (company.status, company.role, company.legal_name, company.country, company.number_key, company.trust) == (
        "submitted",
        "provider",
        "Atlas Contact SARL",
        "MA",
        "MA:001561191",
        1,
    )
    assert words([phone.screen]) == (
        "Atlas Contact SARL is registered for Euroffshore 2027. What happens next: the organisers check your "
        "registration, then you choose whom you want to meet, then you receive your agenda here."
        "\n\n12 questions are left for later."
    )


def test_buyer_is_registered_on_each_database(database: Database, house: House) -> None:
    phone = register_buyer(new_phone(database, house))

    assert (company_of(phone).status, company_of(phone).role) == ("submitted", "buyer")
    assert values_of(phone)["called_countries"] == ["FR"]


def test_consent_is_stored_with_time_and_version_of_the_text(phone: Phone) -> None:
    register(phone, until="role", consent_reminders="no")

    matching, reminders = consents_of(phone)
    assert matching == Consent(
        purpose="matching",
        is_given=True,
        text_version="2026-11",
        language="en",
        decided_at=matching.decided_at,
    )
    assert (reminders.purpose, reminders.is_given) == ("reminders", False)
    assert matching.decided_at < reminders.decided_at < phone.now.replace(hour=13)


def test_declined_consent_stops_politely(phone: Phone) -> None:
    register(phone, until="consent_matching")

    replies = phone.say("no")

    assert words(replies) == (
        "Without your consent we keep nothing more and show nothing to anybody. If you change your mind, "
        "one tap is enough."
    )
    assert labels(replies[0]) == ["I agree after all"]
    assert [consent.is_given for consent in consents_of(phone)] == [False]


def test_declined_consent_can_be_changed(phone: Phone) -> None:
    register(phone, until="consent_matching")
    phone.say("no")
    phone.say("I am still here")

    phone.tap("I agree after all")

    assert asked_of(phone) == "consent_reminders"
    assert [consent.is_given for consent in consents_of(phone)] == [False, True]


def test_declined_consent_asks_nothing_more(phone: Phone) -> None:
    register(phone, until="consent_matching")
    phone.say("no")

    phone.tap_data("q:role=buyer")
    phone.share_contact("+212612345678")

    person = person_of(phone)
    assert person is not None
    assert person.company_id is None
    assert set(answers_of(phone)) == {"language", "consent_matching"}


def test_answer_that_depends_on_another_is_read_again(phone: Phone) -> None:
    register(phone, until="job", country="France", company_number="FR44732829320")

    phone.tap_data("q:country=FR")
    phone.tap_data("q:country=BE")

    assert "company_number" not in values_of(phone)


def test_answer_that_still_fits_is_kept_with_its_new_meaning(phone: Phone) -> None:
    register(phone, until="job", country="United States", company_number="LEI 5493001KJTIIGC8Y1R12")
    replies = phone.say("/edit country") and phone.say("France")

    number = values_of(phone)["company_number"]
    assert note(replies) == "Changed: Country is now France"
    assert (number["country"], number["number"]) == ("FR", "5493001KJTIIGC8Y1R12")


def test_answer_left_for_later_is_not_read_again(phone: Phone) -> None:
    register(phone, until="job", company_number="later")

    phone.tap_data("q:country=FR")

    assert answers_of(phone)["company_number"].status == "later"


def test_mandated_company_names_its_principal(phone: Phone) -> None:
    register(phone, until="confirmed", stance="Mandated by another company", principal="Grand Groupe SA")

    assert "Mandated by: Grand Groupe SA" in words([phone.screen])


def test_consumers_called_unasked_need_a_consent_base(phone: Phone) -> None:
    register_buyer(
        phone,
        until="confirmed",
        people_called="Consumers (B2C)",
        prospecting="Yes, outbound prospecting",
        consent_base="They are our customers",
    )

    assert "Consent of the people called: They are our customers" in words([phone.screen])


def test_summary_offers_to_change_an_answer(phone: Phone) -> None:
    register(phone, until="confirmed")

    phone.tap("Change an answer")
    phone.tap("Legal name")
    phone.say("Atlas Contact SA")

    assert asked_of(phone) == "confirmed"
    assert "Legal name: Atlas Contact SA" in words([phone.screen])


def test_summary_with_nothing_left_offers_only_to_send_or_change(phone: Phone) -> None:
    register(phone, until="seats_total")
    while asked_of(phone) != "confirmed":
        data = phone.screen.buttons[0].data
        phone.tap(data)
        if data.startswith("t:"):
            phone.say("done")
        elif asked_of(phone) in data:  # pragma: no cover - a question that repeats itself would never end
            raise AssertionError(data)

    assert labels(phone.screen) == ["Change an answer"] or labels(phone.screen) == [
        "Send my registration",
        "Change an answer",
    ]


def test_invalid_confirmation_shows_the_summary_again(phone: Phone) -> None:
    register(phone, until="confirmed")

    replies = phone.say("maybe")

    assert note(replies).startswith("⚠️ I did not recognise that answer.")
    assert asked_of(phone) == "confirmed"
    assert company_of(phone).status == "draft"


def test_organisers_are_told_of_a_company_that_waits(phone: Phone, sqlite_database: Database, house: House) -> None:
    organiser = make_organiser(new_phone(sqlite_database, house, 9, language_hint="fr"))

    register(phone)

    (push,) = organiser.receive_pushes()
    assert push.text == "<b>Atlas Contact SARL</b> waits for your approval."
    assert push.buttons[0].data == f"o:see={company_of(phone).id}"


def test_automatic_approval_lets_nobody_wait(sqlite_database: Database, house: House) -> None:
    organiser = make_organiser(new_phone(sqlite_database, house, 9))

    phone = register(new_phone(sqlite_database, with_event(house, approval="automatic")))

    assert company_of(phone).status == "approved"
    assert words([phone.screen]).startswith("Atlas Contact SARL is approved for Euroffshore 2027, from ")
    assert organiser.receive_pushes() == []


@pytest.mark.parametrize("changed", [{"company_number": "later"}, {"stance": "Intermediary or broker"}])
def test_automatic_approval_leaves_flagged_companies_to_people(
    sqlite_database: Database, house: House, changed: dict[str, str]
) -> None:
    phone = register(new_phone(sqlite_database, with_event(house, approval="automatic")), **changed)

    assert company_of(phone).status == "submitted"


def test_number_dropped_with_its_country_identifies_the_company_no_more(phone: Phone) -> None:
    """The key of the old number stayed, so that its real owner would have been told to be registered already."""
    register(phone)

    phone.say("/edit country")
    phone.say("France")

    assert company_of(phone).number_key is None


def test_changed_language_is_told_in_the_new_one(phone: Phone) -> None:
    """The sentence about the change mixed both languages."""
    register(phone, until="job")

    replies = phone.say("/language français")

    assert "Language" not in words(replies)
    assert "Changed" not in words(replies)


def test_country_is_never_guessed(phone: Phone) -> None:
    """“Mars” silently became the Marshall Islands."""
    register(phone, until="country")

    replies = phone.say("Mars")

    assert note(replies) == "⚠️ Did you mean Marshall Islands? Then please type it in full."


def test_event_without_arabic_offers_none(sqlite_database: Database, house: House) -> None:
    phone = new_phone(sqlite_database, with_event(house, languages=("fr", "en")))

    replies = phone.say("/start")
    refused = phone.say("العربية")

    assert labels(replies[0]) == ["Français", "English"]
    assert note(refused).startswith("⚠️ I did not recognise that answer.")


def test_number_typed_at_the_first_screen_takes_the_language_at_that_place(phone: Phone) -> None:
    """The screen was ordered by the platform's hint, the numbers by the form."""
    phone.language_hint = "ar"
    replies = phone.say("/start")

    phone.say("2")

    assert labels(replies[0])[1] == "العربية"
    assert phone.screen.language == "ar"


def test_changed_answer_that_approval_rests_on_needs_a_new_approval(
    phone: Phone, sqlite_database: Database, house: House
) -> None:
    organiser = make_organiser(new_phone(sqlite_database, house, 9))
    register(phone)
    organiser.receive_pushes()
    change_company(phone, status="approved")

    phone.say("/edit legal name")
    phone.say("Atlas Contact Holding SA")

    assert company_of(phone).status == "submitted"
    assert [push.text for push in organiser.receive_pushes()] == [
        "<b>Atlas Contact Holding SA</b> was approved, then changed “Legal name”: it waits for your approval again."
    ]
    with sqlite_database.begin() as uow:
        (edited,) = [line for line in uow.audit.of_subject("company:1") if line.act == "edit"]
    assert (edited.before, edited.after) == (
        {"legal_name": "Atlas Contact SARL"},
        {"legal_name": "Atlas Contact Holding SA"},
    )


def test_changed_answer_stays_approved_where_approval_is_automatic(sqlite_database: Database, house: House) -> None:
    """ "Nobody waits", said the event; after a correction the company waited."""
    phone = register(new_phone(sqlite_database, with_event(house, approval="automatic")))

    phone.say("/edit legal name")
    phone.say("Atlas Contact Holding SA")

    assert company_of(phone).status == "approved"


def test_changed_answer_of_no_weight_keeps_the_approval(phone: Phone) -> None:
    register(phone)
    change_company(phone, status="approved")

    phone.tap_data("q:seats_free=over_500")

    assert company_of(phone).status == "approved"
    assert values_of(phone)["seats_free"] == "over_500"


def test_changed_switches_leave_a_trail_after_the_registration_was_sent(phone: Phone) -> None:
    """Only typed changes did."""
    register(phone)

    phone.tap_data("t:activities=testing")

    with phone.database.begin() as uow:
        last = uow.audit.of_subject("company:1")[-1]
    assert (last.act, last.before, last.after) == (
        "edit",
        {"activities": ["back_office", "accounting"]},
        {"activities": ["back_office", "accounting", "testing"]},
    )


def test_changed_answer_of_a_refused_company_changes_no_verdict(phone: Phone) -> None:
    register(phone)
    change_company(phone, status="refused")

    phone.say("/edit legal name")
    phone.say("Atlas Contact Holding SA")

    assert company_of(phone).status == "refused"


def test_number_given_after_the_approval_raises_trust_and_is_looked_at(phone: Phone) -> None:
    """Trust stayed "declared only", and the number was never looked at."""
    register(phone, company_number="later")
    change_company(phone, status="approved")

    phone.tap_data("m:fill")
    phone.tap_data("a:company_number")
    phone.say("001561191000066")

    assert (company_of(phone).trust, company_of(phone).status) == (1, "submitted")


def test_trust_given_by_an_organiser_is_not_taken_away_by_an_answer(phone: Phone) -> None:
    register(phone)
    change_company(phone, trust=3)

    phone.tap_data("q:seats_free=over_500")

    assert company_of(phone).trust == 3


@pytest.mark.parametrize(("is_own", "trust"), [(True, 2), (False, 1)])
def test_trust_counts_a_phone_that_the_platform_vouches_for(phone: Phone, is_own: bool, trust: int) -> None:
    register(phone, until="confirmed")
    phone.share_contact("+212612345678", is_own=is_own)
    phone.tap("Send my registration")

    assert company_of(phone).trust == trust


def test_person_scoped_answer_is_not_in_the_companys_trail(phone: Phone) -> None:
    register(phone)

    phone.say("/edit job")
    phone.say("Chairwoman")

    with phone.database.begin() as uow:
        assert [line.act for line in uow.audit.of_subject("company:1")] == ["submit"]


def test_question_that_vanishes_with_another_answer_is_not_answered(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = Question(key="badge", name="Badge", prompt="Badge?", type=text, when=lambda v: "served_sectors" not in v)
    at = next(i for i, question in enumerate(REGISTRATION_FORM) if question.key == "channels_in_production")
    form = (*REGISTRATION_FORM[:at], added, *REGISTRATION_FORM[at:])
    monkeypatch.setattr(registration, "REGISTRATION_FORM", form)
    register(phone, until="served_sectors")
    phone.tap("Banking")

    phone.tap("Skip to the end")

    assert values_of(phone)["served_sectors"] == ["banking"]
    assert "badge" not in answers_of(phone)


def test_profile_shows_the_answers_and_where_the_registration_stands(phone: Phone) -> None:
    register(phone)

    replies = phone.say("mon profil")

    assert words(replies).startswith("Atlas Contact SARL is registered for Euroffshore 2027.")
    assert "Free within 60 days: 16–50" in words(replies)
    assert labels(replies[0]) == ["Change an answer"]


def test_profile_half_way_offers_to_go_on(phone: Phone) -> None:
    register(phone, until="legal_name")

    replies = phone.say("/profile")
    phone.tap("Go on")

    assert labels(replies[0]) == ["Change an answer", "Go on"]
    assert asked_of(phone) == "legal_name"


def test_profile_of_somebody_new_asks_the_first_question(phone: Phone) -> None:
    replies = phone.say("/profile")

    assert "In which language shall we talk?" in words(replies)


@pytest.mark.parametrize("typed", ["oui", "Yes", "نعم"])
def test_yes_after_a_refusal_asks_for_the_consent_again(phone: Phone, typed: str) -> None:
    register(phone, until="consent_matching")
    phone.say("no")

    (again,) = phone.say(typed)
    phone.say(typed)

    assert asked_of(phone) == "consent_reminders"
    assert labels(again)[:2] == ["Yes", "No"]
    assert [consent.is_given for consent in consents_of(phone)] == [False, True]


@pytest.mark.parametrize("typed", ["no", "hello there", "1"])
def test_other_words_after_a_refusal_do_not_ask_again(phone: Phone, typed: str) -> None:
    register(phone, until="consent_matching")
    phone.say("no")

    said = words(phone.say(typed))

    assert said.startswith("Without your consent we keep nothing more")
    assert asked_of(phone) is None
