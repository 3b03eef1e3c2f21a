"""Organisers decide on companies in the chat: one by one, with a reason, with a question, with a way back."""

from __future__ import annotations

import pytest

from handlers.names import known_name
from handlers.organising import undelivered
from handlers.visit import House
from storage import Database
from storage.records import AuditLine
from tests.handlers.registrations import (
    asked_of,
    change_company,
    company_of,
    invitation_of,
    labels,
    make_organiser,
    new_phone,
    open_invitation,
    person_of,
    queue_message,
    register,
    register_buyer,
    words,
)
from tests.phone import Phone


@pytest.fixture
def organiser(sqlite_database: Database, house: House) -> Phone:
    return make_organiser(new_phone(sqlite_database, house, 9))


@pytest.fixture
def company(organiser: Phone, house: House) -> Phone:
    """The registrant of a company that waits."""
    return register(new_phone(organiser.database, house))


def acts_on(phone: Phone) -> list[AuditLine]:
    company = company_of(phone)
    with phone.database.begin() as uow:
        return list(uow.audit.of_subject(f"company:{company.id}"))


def test_invitation_makes_an_organiser_once(sqlite_database: Database, house: House) -> None:
    phone = new_phone(sqlite_database, house, 9)
    make_organiser(phone)
    late = new_phone(sqlite_database, house, 10)

    replies = late.say("/start o-telegram:9")

    person = person_of(phone)
    assert person is not None
    assert person.organiser_role == "organiser"
    assert words(replies) == "This invitation is not valid any more. Please ask for a new one."


def test_invitation_asks_for_the_language_first(sqlite_database: Database, house: House) -> None:
    phone = make_organiser(new_phone(sqlite_database, house, 9))

    assert phone.transcript[1].startswith("< Welcome to Euroffshore 2027. In which language shall we talk?")
    assert phone.transcript[3].startswith("< 2/2 What is your first and last name? Colleagues read it beside")
    assert phone.transcript[5].startswith("< You are an organiser of Euroffshore 2027.")


def test_organiser_without_a_name_was_a_question_mark_to_colleagues(sqlite_database: Database, house: House) -> None:
    phone = make_organiser(new_phone(sqlite_database, house, 9, name_hint=None))

    person = person_of(phone)
    assert person is not None
    with sqlite_database.begin() as uow:
        assert known_name(uow, person) == "Olga Organiser"


def test_who_has_a_language_and_no_name_is_asked_for_it_with_the_welcome(
    sqlite_database: Database, house: House
) -> None:
    phone = new_phone(sqlite_database, house, 9)
    phone.say("/start")
    phone.say("English")
    replies = open_invitation(phone)

    assert words(replies).startswith("Welcome to the organisers of Euroffshore 2027.")
    assert "What is your first and last name?" in words(replies)


def test_help_of_an_organiser_lists_what_organisers_do(organiser: Phone) -> None:
    said = words(organiser.say("/help"))

    assert said.startswith("You are an organiser of Euroffshore 2027. Tap a command below")
    commands = [line.partition(" ")[0] for line in said.splitlines() if line.startswith("/")]
    assert commands[:7] == ["/organise", "/status", "/broadcast", "/allocate", "/change", "/setup", "/publish"]
    assert commands[7:] == ["/language", "/privacy", "/link", "/export", "/erase", "/help"]


def test_invitation_shows_the_menu_to_somebody_whose_language_is_known(sqlite_database: Database, house: House) -> None:
    phone = make_organiser(register(new_phone(sqlite_database, house, 9)))

    menu = next(line for line in phone.transcript if line.startswith("< Welcome to the organisers"))

    assert menu.startswith("< Welcome to the organisers of Euroffshore 2027.\n  1 company waits for approval.")


def test_organiser_is_not_asked_to_register_a_company(organiser: Phone) -> None:
    """Choosing a language led an organiser into the registration of a company."""
    replies = organiser.say("hello")

    assert asked_of(organiser) is None
    assert words(replies).endswith("You are an organiser of Euroffshore 2027.")
    assert labels(replies[0]) == ["Organiser menu"]


def test_start_shows_an_organiser_the_menu(organiser: Phone) -> None:
    replies = organiser.say("/start")

    assert words(replies).startswith("0 companies wait for approval.")


def test_organiser_who_registers_a_company_has_both(sqlite_database: Database, house: House) -> None:
    phone = make_organiser(register(new_phone(sqlite_database, house)))

    replies = phone.say("/start")

    assert labels(replies[0]) == [
        "My profile",
        "Change an answer",
        "Answer them now",
        "My colleagues",
        "Organiser menu",
    ]


def test_menu_counts_companies(organiser: Phone, company: Phone, house: House) -> None:
    register_buyer(new_phone(organiser.database, house, 2), until="email")

    replies = organiser.say("/organise")

    assert words(replies) == "1 company waits for approval.\nApproved: 0 · refused: 0 · still answering: 1"
    assert labels(replies[0])[0] == "Look at the first"


def test_waiting_company_is_shown_with_its_answers_trust_and_flags(organiser: Phone, company: Phone) -> None:
    change_company(company, open_question="Since when?")
    organiser.say("/organise")

    replies = organiser.tap("Look at the first")

    text = words(replies)
    assert text.startswith(
        "Atlas Contact SARL (waiting)\nTrust: number well-formed\nWaiting for their answer to: Since when?\n\n"
    )
    assert "Company number: 001561191 0000 66" in text
    assert "Your name: Amina Alaoui" in text
    assert labels(replies[0]) == ["Approve", "Refuse…", "Ask a question…", "Next ›"]


def test_broker_is_flagged(organiser: Phone, house: House) -> None:
    broker = register(new_phone(organiser.database, house), stance="Intermediary or broker", company_number="later")

    replies = organiser.tap_data(f"o:see={company_of(broker).id}")

    assert "🚩 intermediary or broker\n🚩 company number not verified" in words(replies)


def test_principal_of_a_mandate_is_flagged_and_escaped(organiser: Phone, house: House) -> None:
    mandated = register(
        new_phone(organiser.database, house), stance="Mandated by another company", principal="<b>Big & Co"
    )

    (reply,) = organiser.tap_data(f"o:see={company_of(mandated).id}")

    assert "🚩 mandated by &lt;b&gt;Big &amp; Co" in reply.text


def test_next_goes_round_the_companies_that_wait(organiser: Phone, company: Phone, house: House) -> None:
    later = new_phone(organiser.database, house, 2, now=company.now)
    register_buyer(later)
    organiser.tap_data("o:next=0")

    second = organiser.tap("Next ›")
    first = organiser.tap("Next ›")

    assert words(second).startswith("Lumen Energie SAS")
    assert words(first).startswith("Atlas Contact SARL")


def test_next_when_nobody_waits_shows_the_menu(organiser: Phone) -> None:
    replies = organiser.tap_data("o:next=0")

    assert words(replies).startswith("0 companies wait for approval.")


def test_approval_is_told_in_the_companys_language(organiser: Phone, house: House) -> None:
    company = register(new_phone(organiser.database, house), language="Français")
    organiser.tap_data("o:next=0")

    replies = organiser.tap("Approve")

    (push,) = company.receive_pushes()
    assert words(replies) == "Done: Atlas Contact SARL is approved. 1 person is told."
    assert push.language == "fr"
    assert "<b>Atlas Contact SARL</b>" in push.text
    assert company_of(company).status == "approved"
    assert company_of(company).decided_at is not None
    assert [(line.act, line.before) for line in acts_on(company)] == [("submit", "draft"), ("approved", "submitted")]


def test_company_is_approved_on_each_database(database: Database, house: House) -> None:
    company = register(new_phone(database, house))
    organiser = make_organiser(new_phone(database, house, 9))

    organiser.tap_data(f"o:approve={company_of(company).id}")

    assert company_of(company).status == "approved"
    assert len(company.receive_pushes()) == 1


def test_refusal_asks_for_a_reason_previews_and_sends(organiser: Phone, company: Phone) -> None:
    organiser.tap_data("o:next=0")
    asked = organiser.tap("Refuse…")

    preview = organiser.say("We know no <b>such</b> company")
    before = company_of(company).status
    done = organiser.tap("Send")

    (push,) = company.receive_pushes()
    assert words(asked) == "Why do you refuse Atlas Contact SARL? Type the reason; they will read it."
    assert words(preview) == (
        "They will read, in their own language:\n\nThe organisers could not accept Atlas Contact SARL for "
        "Euroffshore 2027. Their reason: We know no <b>such</b> company\nQuestions: contact@example.org"
    )
    assert before == "submitted"
    assert words(done) == "Done: Atlas Contact SARL is refused. 1 person is told."
    assert "We know no &lt;b&gt;such&lt;/b&gt; company" in push.text
    assert (company_of(company).status, company_of(company).decision_reason) == (
        "refused",
        "We know no <b>such</b> company",
    )
    assert words(company.say("/start")).endswith("Questions: contact@example.org")


def test_refusal_typed_twice_sends_the_last_words(organiser: Phone, company: Phone) -> None:
    organiser.tap_data(f"o:refuse={company_of(company).id}")
    organiser.say("First words")
    organiser.say("Last words")

    organiser.tap("Send")

    assert company_of(company).decision_reason == "Last words"


def test_refusal_not_sent_leaves_the_company_waiting(organiser: Phone, company: Phone) -> None:
    organiser.tap_data(f"o:refuse={company_of(company).id}")
    organiser.say("No")

    replies = organiser.tap("Do not send")

    assert words(replies).startswith("Atlas Contact SARL (waiting)")
    assert company.receive_pushes() == []


def test_refusal_sent_twice_is_decided_once(organiser: Phone, company: Phone) -> None:
    organiser.tap_data(f"o:refuse={company_of(company).id}")
    organiser.say("No")
    organiser.tap("Send")

    replies = organiser.tap("Send")

    assert words(replies) == "That company is decided already: refused."
    assert len(company.receive_pushes()) == 1


@pytest.mark.parametrize("verb", ["refuse_now", "ask_now"])
def test_words_for_one_company_are_not_sent_to_another(
    organiser: Phone, company: Phone, house: House, verb: str
) -> None:
    other = register_buyer(new_phone(organiser.database, house, 2))
    organiser.tap_data(f"o:refuse={company_of(company).id}")
    organiser.say("No")

    replies = organiser.tap_data(f"o:{verb}={company_of(other).id}")

    assert words(replies) == "⚠️ The text is gone; please type it again."
    assert (company_of(other).status, company_of(other).open_question) == ("submitted", None)


def test_reason_for_a_company_that_is_gone_shows_the_menu(organiser: Phone, company: Phone) -> None:
    organiser.tap_data(f"o:refuse={company_of(company).id}")
    company.say("/erase")
    company.tap("Erase everything")

    replies = organiser.say("No")

    assert words(replies).startswith("That company is no longer there.")


@pytest.mark.parametrize("verb", ["approve", "refuse", "ask", "refuse_now", "ask_now"])
def test_company_decided_by_a_colleague_is_told(organiser: Phone, company: Phone, verb: str) -> None:
    change_company(company, status="approved")

    replies = organiser.tap_data(f"o:{verb}={company_of(company).id}")

    assert words(replies) == "That company is decided already: approved."
    assert labels(replies[0]) == ["Decide again", "Next ›"]


def test_verdict_taken_back_is_told(organiser: Phone, company: Phone) -> None:
    organiser.tap_data(f"o:approve={company_of(company).id}")
    company.receive_pushes()

    replies = organiser.tap("Undo")

    assert words(replies) == "Atlas Contact SARL waits for approval again."
    assert company_of(company).status == "submitted"
    assert [push.text for push in company.receive_pushes()] == [
        "The organisers are looking at the registration of <b>Atlas Contact SARL</b> once more. We write to you here."
    ]


def test_verdict_that_was_never_given_is_not_taken_back(organiser: Phone, company: Phone) -> None:
    replies = organiser.tap_data(f"o:undo={company_of(company).id}")

    assert words(replies).startswith("Atlas Contact SARL (waiting)")
    assert company.receive_pushes() == []


def test_draft_is_shown_without_a_verdict(organiser: Phone, house: House) -> None:
    draft = register(new_phone(organiser.database, house), until="company_number")

    replies = organiser.tap_data(f"o:see={company_of(draft).id}")

    assert words(replies).startswith("Atlas Contact SARL (still answering)")
    assert labels(replies[0]) == ["Next ›"]


def test_question_reaches_the_company_and_its_answer_the_organisers(organiser: Phone, company: Phone) -> None:
    organiser.receive_pushes()
    organiser.tap_data("o:next=0")
    organiser.tap("Ask a question…")
    preview = organiser.say("How many seats in Fez?")
    asked = organiser.tap("Send")

    (question,) = company.receive_pushes()
    replies = company.say("Forty")

    (answer,) = organiser.receive_pushes()
    assert words(preview).startswith("They will read, in their own language:")
    assert words(asked) == "Your question went to Atlas Contact SARL."
    assert question.text == (
        "The organisers have a question about <b>Atlas Contact SARL</b>:\nHow many seats in Fez?\n"
        "Please answer right here."
    )
    assert words(replies) == "Thank you. Your answer went to the organisers."
    assert answer.text == (
        "<b>Atlas Contact SARL</b> answers your question.\nYou asked: How many seats in Fez?\nThey say: Forty"
    )
    assert company_of(company).open_question is None


def test_question_is_answered_even_when_an_answer_was_being_edited(organiser: Phone, company: Phone) -> None:
    """The words were taken for the legal name, which was the last question asked."""
    company.say("/edit legal name")
    organiser.tap_data(f"o:ask={company_of(company).id}")
    organiser.say("How many seats in Fez?")
    organiser.tap("Send")

    company.say("Forty seats")

    assert company_of(company).legal_name == "Atlas Contact SARL"
    assert organiser.receive_pushes()[-1].text.endswith("They say: Forty seats")


def test_question_waits_on_the_home_screen(organiser: Phone, company: Phone) -> None:
    change_company(company, open_question="How many seats in Fez?")

    replies = company.say("/profile")

    assert words(replies).startswith(
        "The organisers ask about Atlas Contact SARL:\nHow many seats in Fez?\nPlease answer right here."
    )


def test_words_of_somebody_without_a_company_answer_no_question(organiser: Phone) -> None:
    replies = organiser.say("Forty")

    assert words(replies).endswith("You are an organiser of Euroffshore 2027.")


def test_everybody_of_the_company_is_told(organiser: Phone, company: Phone, house: House) -> None:
    colleague = new_phone(organiser.database, house, 2)
    colleague.say(f"/start {invitation_of(company)}")

    replies = organiser.tap_data(f"o:approve={company_of(company).id}")

    assert words(replies).endswith("2 people are told.")
    assert len(colleague.receive_pushes()) == 1


def test_company_without_a_living_address_is_told_nothing(organiser: Phone, company: Phone) -> None:
    company.send(reachable=False)

    replies = organiser.tap_data(f"o:approve={company_of(company).id}")

    assert words(replies).endswith("0 people are told.")


def test_undelivered_messages_are_listed_with_their_reason(organiser: Phone, company: Phone, house: House) -> None:
    row_id = queue_message(company)
    with organiser.database.begin() as uow:
        undelivered.give_up(
            uow,
            house,
            outbox_id=row_id,
            address=company.address,
            reason="blocked",
            is_address_dead=True,
            now=company.now,
        )

    menu = organiser.say("/organise")
    listed = organiser.tap("Undelivered messages")

    assert "1 message could not be delivered." in words(menu)
    assert words(listed).startswith(
        "Could not be delivered:\n• Amina Alaoui (Telegram): has blocked the bot. “Good evening”"
    )


def test_undelivered_message_to_somebody_erased_has_no_name(organiser: Phone, house: House) -> None:
    nobody = new_phone(organiser.database, house, 404)
    row_id = queue_message(nobody)
    with organiser.database.begin() as uow:
        uow.outbox.give_up(row_id, status="dead", reason="", now=organiser.now)

    replies = organiser.tap_data("o:dead")

    assert "• ? (Telegram): ?." in words(replies)


def test_organiser_text_is_previewed_in_the_language_of_the_company(organiser: Phone, house: House) -> None:
    company = register(new_phone(organiser.database, house), language="Français")
    organiser.tap_data(f"o:refuse={company_of(company).id}")

    organiser.say("Non")

    assert "Non" in organiser.screen.text
    assert company_of(company).status == "submitted"
