"""Further delegates: invited by link or code, or admitted on request; only by those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.visit import House
from storage import Database
from tests.handlers.registrations import (
    answers_of,
    asked_of,
    company_of,
    invitation_of,
    make_organiser,
    new_phone,
    note,
    person_of,
    register,
    register_buyer,
    words,
)
from tests.phone import Phone


@pytest.fixture
def first(sqlite_database: Database, house: House) -> Phone:
    """The registrant of a company."""
    return register(new_phone(sqlite_database, house))


@pytest.fixture
def second(first: Phone, sqlite_database: Database, house: House) -> Phone:
    """A colleague who has not said anything yet."""
    return new_phone(sqlite_database, house, 2)


def membership_of(phone: Phone) -> tuple[str, int | None]:
    person = person_of(phone)
    assert person is not None
    return person.membership, person.company_id


def ask_to_join(phone: Phone) -> int:
    """Find the company by its name and ask to join it; return the person's id."""
    register(phone, until="duplicate_choice")
    phone.tap("Yes, let me join it")
    person = person_of(phone)
    assert person is not None
    return person.id


def test_delegates_shows_the_team_and_an_invitation(first: Phone) -> None:
    text = words(first.say("/delegates"))

    code = text.rpartition("/start ")[2]
    assert text == (
        "• Amina Alaoui\n\nSend this link to a colleague. It opens this chat and makes them a delegate of "
        f"Atlas Contact SARL:\nhttps://t.me/mawid_bot?start={code}\nhttps://mawid.example/?start={code}\n"
        f"Or they write to me: /start {code}"
    )


def test_delegates_without_telegram_shows_the_web_link_only(sqlite_database: Database, house: House) -> None:
    first = register(new_phone(sqlite_database, House(event=house.event)))

    text = words(first.say("colleagues"))

    assert "t.me" not in text
    assert "http://127.0.0.1:8080/?start=d-" in text


def test_delegates_before_there_is_a_company_asks_to_register_first(second: Phone) -> None:
    register(second, until="legal_name")

    replies = second.say("/delegates")

    assert note(replies) == "Register your company first; then you can bring colleagues."


def test_delegate_joins_by_link_and_answers_the_short_form(first: Phone, second: Phone) -> None:
    replies = second.say(f"/start {invitation_of(first)}")
    register(second, full_name="Youssef Idrissi", job="Head of sales")

    assert note(replies) == "Welcome! You are joining Atlas Contact SARL. A few short questions and you are ready."
    assert membership_of(second) == ("delegate", company_of(first).id)
    assert "• Amina Alaoui\n• Youssef Idrissi" in words(first.say("/delegates"))
    assert words([second.screen]).startswith("You are a delegate of Atlas Contact SARL at Euroffshore 2027, from ")


def test_delegate_joins_by_link_on_each_database(database: Database, house: House) -> None:
    first = register(new_phone(database, house))
    second = new_phone(database, house, 2)

    second.say(f"/start {invitation_of(first)}")

    assert membership_of(second) == ("delegate", company_of(first).id)


def test_invitation_opened_twice_changes_nothing(first: Phone, second: Phone) -> None:
    code = invitation_of(first)
    second.say(f"/start {code}")
    register(second, until="job")

    second.say(f"/start {code}")

    assert asked_of(second) == "job"


@pytest.mark.parametrize("code", ["d-wrong", "o-wrong", "d-", "o-" + "x" * 4000])
def test_wrong_code_is_refused(second: Phone, code: str) -> None:
    replies = second.say(f"/start {code}")

    assert words(replies) == "Cette invitation n’est plus valable. Demandez-en une nouvelle." or words(replies) == (
        "This invitation is not valid any more. Please ask for a new one."
    )
    assert membership_of(second) == ("none", None)


def test_payload_that_is_no_invitation_only_opens_the_chat(second: Phone) -> None:
    replies = second.say("/start poster-42")

    assert "In which language shall we talk?" in words(replies)


def test_expired_code_is_refused(first: Phone, second: Phone) -> None:
    code = invitation_of(first)
    second.now += timedelta(days=61)

    second.say(f"/start {code}")

    assert membership_of(second) == ("none", None)


def test_used_up_code_is_refused(first: Phone, sqlite_database: Database, house: House) -> None:
    code = invitation_of(first)
    people = [new_phone(sqlite_database, house, number) for number in range(2, 8)]

    for phone in people:
        phone.say(f"/start {code}")

    assert [membership_of(phone)[0] for phone in people] == ["delegate"] * 5 + ["none"]


def test_registrant_of_another_company_is_told_to_erase_first(first: Phone, second: Phone) -> None:
    code = invitation_of(first)
    register_buyer(second)

    replies = second.say(f"/start {code}")

    assert words(replies) == (
        "You are registered with a company already. To join another one, first erase yourself: /erase"
    )
    assert company_of(second).legal_name == "Lumen Energie SAS"


def test_draft_is_given_up_by_joining_a_company(first: Phone, second: Phone) -> None:
    code = invitation_of(first)
    register_buyer(second, until="email")

    second.say(f"/start {code}")

    with second.database.begin() as uow:
        assert sum(uow.companies.counts().values()) == 1
    assert membership_of(second) == ("delegate", company_of(first).id)
    assert asked_of(second) is None


def test_draft_with_a_colleague_is_handed_over_by_joining_another(first: Phone, second: Phone, house: House) -> None:
    register_buyer(second, until="email")
    third = new_phone(second.database, house, 3)
    third.say(f"/start {invitation_of(second)}")

    second.say(f"/start {invitation_of(first)}")

    assert membership_of(third)[0] == "registrant"
    assert company_of(third).legal_name == "Lumen Energie SAS"


def test_link_admits_somebody_who_waits_to_be_confirmed(first: Phone, second: Phone) -> None:
    """The link of the very company they waited for did nothing."""
    ask_to_join(second)

    second.say(f"/start {invitation_of(first)}")

    assert membership_of(second) == ("delegate", company_of(first).id)


def test_restart_hands_a_draft_to_the_colleague(second: Phone, house: House) -> None:
    register_buyer(second, until="email")
    third = new_phone(second.database, house, 3)
    third.say(f"/start {invitation_of(second)}")

    second.tap_data("m:restart")

    assert membership_of(second) == ("none", None)
    assert membership_of(third)[0] == "registrant"


def test_colleague_admits_who_asked_to_join(first: Phone, second: Phone) -> None:
    ask_to_join(second)
    first.receive_pushes()

    replies = first.tap("Yes, a colleague")

    assert words(replies) == "Done: Person 2 is now a delegate."
    assert membership_of(second) == ("delegate", company_of(first).id)
    assert [push.text for push in second.receive_pushes()] == ["You are now a delegate of <b>Atlas Contact SARL</b>."]


def test_colleague_refuses_who_asked_to_join(first: Phone, second: Phone) -> None:
    ask_to_join(second)
    first.receive_pushes()

    replies = first.tap("No")

    assert words(replies) == "Done: Person 2 was not admitted."
    assert membership_of(second) == ("none", None)
    assert [push.text for push in second.receive_pushes()] == [
        "Atlas Contact SARL did not confirm you as a colleague. You can register your own company: /start"
    ]


def test_refused_newcomer_registers_another_company(first: Phone, second: Phone) -> None:
    ask_to_join(second)
    first.receive_pushes()
    first.tap("No")

    second.say("/start")
    register(second, legal_name="Zenith Services", company_number="later")

    assert company_of(second).legal_name == "Zenith Services"


def test_organiser_admits_who_asked_to_join(first: Phone, second: Phone, house: House) -> None:
    organiser = make_organiser(new_phone(first.database, house, 9))
    newcomer = ask_to_join(second)

    replies = organiser.tap_data(f"j:ok={newcomer}")

    assert words(replies) == "Done: Person 2 is now a delegate."


def test_request_is_settled_once(first: Phone, second: Phone) -> None:
    newcomer = ask_to_join(second)
    first.tap_data(f"j:ok={newcomer}")

    replies = first.tap_data(f"j:no={newcomer}")

    assert words(replies) == "That request is settled already."
    assert membership_of(second)[0] == "delegate"


def test_stranger_admits_nobody(first: Phone, second: Phone, house: House) -> None:
    newcomer = ask_to_join(second)
    stranger = register_buyer(new_phone(first.database, house, 3))

    replies = stranger.tap_data(f"j:ok={newcomer}")

    assert words(replies) == "Only the company's own people or an organiser can decide that."
    assert membership_of(second)[0] == "pending"


def test_newcomer_does_not_admit_themselves(first: Phone, second: Phone) -> None:
    newcomer = ask_to_join(second)

    second.tap_data(f"j:ok={newcomer}")
    replies = second.say("/delegates")

    assert membership_of(second)[0] == "pending"
    assert note(replies) == "You can bring colleagues once you are confirmed as a delegate."


def test_waiting_newcomers_are_listed_with_the_team(first: Phone, second: Phone) -> None:
    newcomer = ask_to_join(second)

    (reply,) = first.say("/delegates")

    assert [(button.label, button.data) for button in reply.buttons] == [
        ("Admit Person 2", f"j:ok={newcomer}"),
        ("Refuse", f"j:no={newcomer}"),
    ]


def test_nameless_newcomer_is_somebody(first: Phone, sqlite_database: Database, house: House) -> None:
    nameless = new_phone(sqlite_database, house, 2, name_hint=None)
    newcomer = ask_to_join(nameless)

    (push,) = first.receive_pushes()
    replies = first.tap_data(f"j:ok={newcomer}")

    assert push.text.startswith("Somebody asks to join")
    assert words(replies) == "Done: ? is now a delegate."


def test_delegate_does_not_touch_the_companys_answers(first: Phone, second: Phone) -> None:
    second.say(f"/start {invitation_of(first)}")
    register(second)
    before = answers_of(first)

    second.tap_data("q:country=FR")
    second.tap_data("q:confirmed=yes")
    second.tap_data("e:legal_name")
    second.say("Mine now")

    assert {key: before[key] for key in ("country", "legal_name")} == {
        key: answers_of(first)[key] for key in ("country", "legal_name")
    }


def test_delegate_answers_the_organisers_question(first: Phone, second: Phone, house: House) -> None:
    """Told to "answer right here", a delegate got the home screen, and the organisers nothing."""
    second.say(f"/start {invitation_of(first)}")
    register(second)
    organiser = make_organiser(new_phone(first.database, house, 9))
    organiser.tap_data(f"o:ask={company_of(first).id}")
    organiser.say("Since when?")
    organiser.tap("Send")

    asked = second.receive_pushes()
    replies = second.say("Since 2012")

    assert asked[0].text.startswith("The organisers have a question about <b>Atlas Contact SARL</b>:\nSince when?")
    assert words(replies) == "Thank you. Your answer went to the organisers."
    assert organiser.receive_pushes()[-1].text == (
        "<b>Atlas Contact SARL</b> answers your question.\nYou asked: Since when?\nThey say: Since 2012"
    )
    assert words([first.receive_pushes()[-1]]) == (
        "A colleague has answered the organisers’ question about Atlas Contact SARL. You need do nothing."
    )
