"""What a person can do in the middle of a form: go back, skip, edit, stop, be helped, tap late, type instead of tap."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.answer_types import one_of, text
from handlers.forms import REGISTRATION_FORM
from handlers.forms.common import CONFIRM
from handlers.joining import registration
from handlers.messages import MediaKind
from handlers.questions import AnswerType, Choice, InvalidAnswer, Question
from handlers.visit import House
from locales.translator import translator
from storage import Database
from tests.handlers.registrations import (
    answers_of,
    asked_of,
    company_of,
    labels,
    new_phone,
    note,
    register,
    register_buyer,
    rows_mentioning,
    values_of,
    words,
)
from tests.phone import Phone

INCOMPLETE_PHONE = (
    "That phone number is not complete. Example: +212 6 50 12 34 56. For another country, begin with + and its code."
)


@pytest.fixture
def phone(sqlite_database: Database, house: House) -> Phone:
    return new_phone(sqlite_database, house)


def test_back_shows_the_question_before_and_keeps_its_answer(phone: Phone) -> None:
    register(phone, until="job")

    replies = phone.tap("‹ Back")

    assert words(replies).startswith("8/27 What is your first and last name?")
    assert values_of(phone)["full_name"] == "Amina Alaoui"


@pytest.mark.parametrize("typed", ["back", "Retour", "PRÉCÉDENT", "رجوع", "/back", "‹ Back"])
def test_back_typed_in_any_language_goes_back(phone: Phone, typed: str) -> None:
    register(phone, until="job")

    phone.say(typed)

    assert asked_of(phone) == "full_name"


def test_back_on_the_first_question_says_that_it_is_the_first(phone: Phone) -> None:
    phone.say("/start")

    replies = phone.say("back")

    assert note(replies) == "This is the first question."


def test_back_twice_then_answer_goes_forward_to_the_first_open_question(phone: Phone) -> None:
    register(phone, until="phone")
    phone.say("back")
    phone.say("back")

    replies = phone.say("Amina Idrissi")

    assert note(replies) == "Changed: Your name is now Amina Idrissi"
    assert asked_of(phone) == "phone"


def test_back_after_everything_was_answered_shows_where_the_person_stands(phone: Phone) -> None:
    register(phone)

    replies = phone.say("back")

    assert words(replies).startswith("Atlas Contact SARL is registered")
    assert asked_of(phone) is None


def test_late_tap_on_back_goes_before_its_own_question(phone: Phone) -> None:
    register(phone, until="phone")

    phone.tap_data("b:job")

    assert asked_of(phone) == "full_name"


@pytest.mark.parametrize("typed", ["later", "plus tard", "PASSER", "لاحقا", "/later", "Later"])
def test_optional_question_can_be_left_for_later(phone: Phone, typed: str) -> None:
    register(phone, until="company_number")

    phone.say(typed)

    assert answers_of(phone)["company_number"].status == "later"
    assert asked_of(phone) == "full_name"


def test_required_question_cannot_be_left_for_later(phone: Phone) -> None:
    register(phone, until="legal_name")

    replies = phone.say("later")

    assert note(replies) == "⚠️ I do need this one before we go on."
    assert "legal_name" not in answers_of(phone)
    assert asked_of(phone) == "legal_name"


def test_later_on_an_answered_question_keeps_the_answer(phone: Phone) -> None:
    register(phone, until="email")
    phone.say("/edit phone")

    replies = phone.tap("Later")

    assert note(replies) == "Your answer is kept: +212 6 12 34 56 78"
    assert asked_of(phone) == "email"


def test_late_tap_on_later_leaves_the_question_shown_where_it_is(phone: Phone) -> None:
    register(phone, until="job", company_number="later")

    phone.tap_data("l:phone")

    assert answers_of(phone)["phone"].status == "later"
    assert asked_of(phone) == "job"


def test_late_tap_on_later_of_an_answer_given_shows_the_same_question_again(phone: Phone) -> None:
    register(phone, until="job")

    replies = phone.tap_data("l:company_number")

    assert note(replies) == "Your answer is kept: 001561191 0000 66"
    assert asked_of(phone) == "job"


def test_later_after_everything_was_answered_changes_nothing(phone: Phone) -> None:
    register(phone)
    before = answers_of(phone)

    phone.say("later")

    assert answers_of(phone) == before


def test_skip_to_the_end_leaves_every_open_optional_question(phone: Phone) -> None:
    register(phone, until="seats_total")

    phone.tap("Skip to the end")

    later = {key for key, answer in answers_of(phone).items() if answer.status == "later"}
    assert asked_of(phone) == "confirmed"
    assert len(later) == 12
    assert "12 questions are left for later." in phone.screen.text


def test_skip_to_the_end_keeps_what_is_switched_on(phone: Phone) -> None:
    """It asked the same question again, and the switches were no answer."""
    register(phone, until="served_sectors")
    phone.tap("Banking")

    phone.tap("Skip to the end")

    assert values_of(phone)["served_sectors"] == ["banking"]
    assert asked_of(phone) == "confirmed"


def test_skip_to_the_end_after_all_switches_went_off_leaves_the_question(phone: Phone) -> None:
    register(phone, until="served_sectors")
    phone.tap("Banking")
    phone.tap("Banking")

    phone.say("skip to the end")

    assert answers_of(phone)["served_sectors"].status == "later"


def test_skip_to_the_end_is_not_offered_before_every_required_answer(phone: Phone) -> None:
    register(phone, until="company_number")

    assert labels(phone.screen) == ["‹ Back", "Later"]


def test_skip_to_the_end_is_not_offered_while_a_required_list_is_unfinished(phone: Phone) -> None:
    """Switches that were never confirmed counted as an answer."""
    register(phone, until="email")
    phone.tap_data("t:spoken_languages=fr")
    phone.tap_data("a:email")

    assert "Skip to the end" not in labels(phone.screen)


def test_left_questions_are_asked_again_from_the_summary(phone: Phone) -> None:
    register(phone, until="confirmed")

    phone.tap("Answer them now")

    assert asked_of(phone) == "seats_total"
    assert "later" not in {answer.status for answer in answers_of(phone).values()}


def test_summary_counts_one_question_in_the_singular(phone: Phone) -> None:
    register(phone, until="seats_total", email="later")
    for question in REGISTRATION_FORM:
        if asked_of(phone) == question.key and question.key != "confirmed":
            button = phone.screen.buttons[0]
            phone.tap(button.data)
            if button.data.startswith("t:"):
                phone.say("done")

    assert asked_of(phone) == "confirmed"
    assert "1 question is left for later." in phone.screen.text


def test_progress_counts_the_questions_of_the_role(phone: Phone, sqlite_database: Database, house: House) -> None:
    register(phone, until="seats_free")
    register_buyer(buyer := new_phone(sqlite_database, house, 2), until="prospecting")

    assert phone.screen.text.startswith("<b>17/29</b> ")
    assert buyer.screen.text.startswith("<b>19/28</b> ")


@pytest.mark.parametrize(
    "typed",
    [
        "/edit legal name",
        "/edit LEGAL_NAME",
        "/edit raison sociale",
        "edit legal name",
        "Change legal name",
        "/edit lega",
    ],
)
def test_any_answer_is_edited_later_by_its_name(phone: Phone, typed: str) -> None:
    register(phone, until="email")

    phone.say(typed)
    replies = phone.say("Atlas Contact SA")

    assert note(replies) == "Changed: Legal name is now Atlas Contact SA"
    assert asked_of(phone) == "email"


def test_answer_is_edited_by_its_arabic_name(phone: Phone) -> None:
    register(phone, until="email")

    phone.say(f"/edit {translator('ar').plain('Your function')}")

    assert asked_of(phone) == "job"


def test_edit_lists_the_answers_given_so_far(phone: Phone) -> None:
    register(phone, until="legal_name")

    replies = phone.say("/edit")

    assert words(replies) == "Which answer do you want to change? Tap it, or type its name."
    assert labels(replies[0]) == [
        "Language",
        "Consent to matching",
        "Consent to reminders",
        "Role",
        "Country",
        "Nothing, go on",
    ]


def test_edit_then_the_name_of_an_answer_asks_it(phone: Phone) -> None:
    register(phone, until="email")
    phone.say("/edit")

    phone.say("FUNCTION")

    assert asked_of(phone) == "job"


def test_edit_of_an_unknown_name_lists_the_answers_again(phone: Phone) -> None:
    register(phone, until="email")

    replies = phone.say("/edit <b>nonsense")

    assert "⚠️ I have no answer called “&lt;b&gt;nonsense”." in replies[0].text
    assert asked_of(phone) == "@edit"


def test_edit_turns_the_pages_of_a_long_list(phone: Phone) -> None:
    register(phone)
    phone.say("/edit")

    more = phone.tap("More (1/3) ›")
    last = phone.tap("More (2/3) ›")
    again = phone.tap("More (3/3) ›")

    assert labels(more[0])[0] == "Activities"
    assert labels(last[0])[-2:] == ["More (3/3) ›", "Nothing, go on"]
    assert labels(again[0])[0] == "Language"


def test_edit_tapped_asks_the_question_and_nothing_goes_on(phone: Phone) -> None:
    register(phone, until="email")
    phone.say("/edit")

    phone.tap("Country")
    asked = asked_of(phone)
    phone.say("/edit")
    phone.tap("Nothing, go on")

    assert asked == "country"
    assert asked_of(phone) == "email"


def test_edit_before_any_answer_says_that_there_is_none(phone: Phone) -> None:
    replies = phone.say("/edit")

    assert note(replies) == "There is nothing to change yet."


def test_edit_of_a_forged_key_shows_the_current_question(phone: Phone) -> None:
    register(phone, until="email")

    phone.tap_data("e:no_such_key")

    assert asked_of(phone) == "email"


def test_words_that_begin_like_an_edit_are_still_an_answer(phone: Phone) -> None:
    """ "Change manager", a function, was taken for the command "change"."""
    register(phone, until="job")

    phone.say("Change manager")

    assert values_of(phone)["job"] == "Change manager"


def test_cancel_keeps_everything_and_goes_on_another_day(phone: Phone) -> None:
    register(phone, until="job")

    stopped = phone.say("annuler")
    phone.now += timedelta(days=7)
    replies = phone.say("hello again")

    assert words(stopped) == "We stop here. Everything you answered is kept; write to me whenever you want to go on."
    assert labels(stopped[0]) == ["Go on"]
    assert note(replies) == "Welcome back! We go on where you stopped."
    assert asked_of(phone) == "job"
    assert "job" not in answers_of(phone)


def test_go_on_after_a_stop_asks_the_same_question(phone: Phone) -> None:
    register(phone, until="job")
    phone.say("stop")

    replies = phone.tap("Go on")

    assert words(replies).startswith("9/27 What is your function in the company?")


def test_start_again_asks_first_and_then_forgets_everything(phone: Phone) -> None:
    register(phone, until="job")

    asked = phone.say("recommencer")
    replies = phone.tap("Yes, start again")

    assert words(asked) == "Start again from the beginning? Your answers so far will be deleted."
    assert note(replies) == "All right, from the beginning."
    assert answers_of(phone) == {}
    assert "person_answer" not in rows_mentioning(phone, "Amina Alaoui")
    assert "company" not in rows_mentioning(phone, "Atlas")


def test_start_again_before_a_company_was_named_forgets_the_person(phone: Phone) -> None:
    register(phone, until="consent_reminders")
    phone.say("/restart")

    phone.tap("Yes, start again")

    assert asked_of(phone) == "language"
    assert answers_of(phone) == {}


def test_start_again_declined_goes_on(phone: Phone) -> None:
    register(phone, until="job")
    phone.say("restart")

    phone.tap("No, go on")

    assert asked_of(phone) == "job"
    assert values_of(phone)["full_name"] == "Amina Alaoui"


def test_start_again_after_the_registration_was_sent_is_refused(phone: Phone) -> None:
    register(phone)
    before = answers_of(phone)

    asked = phone.say("restart")
    forged = phone.tap_data("m:restart")

    assert words(asked) == words(forged)
    assert words(asked).startswith("Your registration is sent already.")
    assert answers_of(phone) == before


@pytest.mark.parametrize("typed", ["help", "AIDE", "مساعدة", "/help", "?", "؟"])
def test_help_in_the_middle_explains_and_asks_again(phone: Phone, typed: str) -> None:
    register(phone, until="legal_name")

    replies = phone.say(typed)

    assert words(replies).startswith("💡 The name in the company register, for example: Atlas Contact SARL.")
    assert words(replies).endswith("6/27 What is the legal name of your company?")
    assert asked_of(phone) == "legal_name"


def test_help_without_words_of_its_own_explains_the_conversation(phone: Phone) -> None:
    register(phone, until="full_name")

    replies = phone.say("help")

    assert "nothing is lost" in words(replies)


def test_help_on_a_page_stays_on_the_page(phone: Phone) -> None:
    register(phone, until="activities")
    phone.tap("More (1/6) ›")

    replies = phone.say("help")

    assert "More (2/6) ›" in labels(replies[0])


def test_help_without_a_question_explains_the_whole(phone: Phone) -> None:
    register(phone)

    replies = phone.say("help")

    assert "People, not machines: contact@example.org" in words(replies)
    assert "/privacy – My data and my consent" in words(replies)


def test_language_changes_in_the_middle_and_the_same_question_follows(phone: Phone) -> None:
    register(phone, until="job")

    phone.say("/language")
    replies = phone.tap("Français")

    assert replies[0].language == "fr"
    assert asked_of(phone) == "job"
    assert values_of(phone)["full_name"] == "Amina Alaoui"


@pytest.mark.parametrize(("typed", "language"), [("/language العربية", "ar"), ("/language fr", "fr")])
def test_language_named_with_the_command_is_taken_at_once(phone: Phone, typed: str, language: str) -> None:
    register(phone, until="job")

    replies = phone.say(typed)

    assert replies[0].language == language
    assert asked_of(phone) == "job"


def test_language_nobody_speaks_is_asked_again(phone: Phone) -> None:
    register(phone, until="job")

    replies = phone.say("/language klingon")

    assert note(replies).startswith("⚠️ I did not recognise that answer.")
    assert asked_of(phone) == "language"


def test_question_added_while_somebody_is_half_way_is_asked(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    register(phone, until="job")
    added = Question(key="badge", name="Badge", prompt="Which name on the badge?", type=text, scope="person")
    form = (*REGISTRATION_FORM[:2], added, *REGISTRATION_FORM[2:])
    monkeypatch.setattr(registration, "REGISTRATION_FORM", form)

    phone.say("Director")
    asked = asked_of(phone)
    phone.say("Amina from Atlas")

    assert values_of(phone)["job"] == "Director"
    assert asked == "badge"
    assert values_of(phone)["badge"] == "Amina from Atlas"
    assert asked_of(phone) == "phone"


def test_question_added_after_the_summary_is_asked_before_sending(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The registration was sent with the new question open."""
    register(phone, until="confirmed")
    added = Question(key="badge", name="Badge", prompt="Which name on the badge?", type=text, required=True)
    last = REGISTRATION_FORM.index(CONFIRM)
    form = (*REGISTRATION_FORM[:last], added, *REGISTRATION_FORM[last:])
    monkeypatch.setattr(registration, "REGISTRATION_FORM", form)

    phone.tap("Send my registration")
    status = company_of(phone).status
    phone.say("Amina from Atlas")
    phone.tap("Send my registration")

    assert status == "draft"
    assert company_of(phone).status == "submitted"


def test_question_removed_while_it_is_shown_is_told(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    register(phone, until="job")
    form = tuple(question for question in REGISTRATION_FORM if question.key != "job")
    monkeypatch.setattr(registration, "REGISTRATION_FORM", form)

    replies = phone.say("Director")

    assert note(replies) == "That question is no longer asked. Let us go on from here."
    assert "job" not in answers_of(phone)
    assert asked_of(phone) == "phone"
    assert rows_mentioning(phone, "Director") == {"inbox": 1}


def test_choice_removed_from_the_form_shows_its_key(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    register(phone, until="confirmed")
    form = tuple(
        replace(question, choices=question.choices[:1]) if question.key == "stance" else question
        for question in REGISTRATION_FORM
    )
    phone.tap_data("q:stance=broker")
    monkeypatch.setattr(registration, "REGISTRATION_FORM", form)

    replies = phone.say("/profile")

    assert "On whose account: broker" in words(replies)


def test_late_tap_changes_only_its_own_question(phone: Phone) -> None:
    register(phone, until="job")

    replies = phone.tap_data("q:country=FR")

    assert note(replies) == "Company number was not valid for the new answer, so I ask it again."
    assert values_of(phone)["country"] == "FR"
    assert "job" not in answers_of(phone)
    assert asked_of(phone) == "job"


def test_late_tap_on_the_same_answer_keeps_it(phone: Phone) -> None:
    register(phone, until="job")
    before = answers_of(phone)

    replies = phone.tap_data("q:role=provider")

    assert note(replies) == "Your answer is kept: I offer services"
    assert answers_of(phone) == before
    assert asked_of(phone) == "job"


def test_late_tap_on_a_question_that_no_longer_concerns_the_person(phone: Phone) -> None:
    register(phone, until="job")

    replies = phone.tap_data("q:language_level=native")

    assert note(replies) == "That question is no longer asked. Let us go on from here."
    assert asked_of(phone) == "job"


def test_late_tap_on_a_switch_keeps_the_answer_given(phone: Phone) -> None:
    """The answer became unfinished, and what depends on it vanished with it."""
    register(phone, until="seats_free")

    phone.tap_data("t:spoken_languages=en")

    assert values_of(phone)["spoken_languages"] == ["fr", "ar", "en"]
    assert values_of(phone)["agents_fr"] == 20


def test_late_tap_on_done_keeps_the_answer_given(phone: Phone) -> None:
    register(phone, until="seats_free")

    replies = phone.tap_data("d:activities")

    assert note(replies) == "Your answer is kept: Back office, Accounting"
    assert asked_of(phone) == "seats_free"


def test_switches_redraw_their_message_and_done_takes_them(phone: Phone) -> None:
    register(phone, until="activities")

    ref = phone.shown[-1][0]
    first = phone.tap("Order taking")
    phone.tap("Retention")
    phone.tap("Retention")
    phone.tap("Done (1)")

    assert first[0].edits == ref
    assert values_of(phone)["activities"] == ["order_taking"]


def test_switches_beyond_the_most_are_refused(phone: Phone) -> None:
    register(phone, until="activities")
    for key in ("surveys", "retention", "collections", "testing", "civil"):
        phone.tap_data(f"t:activities={key}")

    replies = phone.tap_data("t:activities=embedded")

    assert note(replies) == "⚠️ At most 5: switch one off before you take another."
    assert answers_of(phone)["activities"].value == ["retention", "collections", "surveys", "testing", "civil"]


def test_done_without_any_switch_asks_for_one(phone: Phone) -> None:
    register(phone, until="activities")

    replies = phone.tap("Done")

    assert note(replies) == "⚠️ Please choose at least one."


@pytest.mark.parametrize("typed", ["done", "DONE", "Done"])
def test_done_typed_instead_of_tapped_takes_the_switches(phone: Phone, typed: str) -> None:
    """ "Done" was not recognised as an answer."""
    register(phone, until="activities")
    phone.tap("Order taking")

    phone.say(typed)

    assert values_of(phone)["activities"] == ["order_taking"]


def test_words_typed_beside_switches_are_added_to_them(phone: Phone) -> None:
    """Typing one more answer threw away what was switched on."""
    register(phone, until="activities")
    phone.tap("Order taking")

    phone.say("Accounting")

    assert values_of(phone)["activities"] == ["order_taking", "accounting"]


@pytest.mark.parametrize(
    "data",
    ["t:role=buyer", "d:role", "t:activities=forged", "q:role=forged", "p:activities=x", "z:role", "q:", ":", "q:role"],
)
def test_forged_data_changes_nothing_and_is_answered(phone: Phone, data: str) -> None:
    register(phone, until="activities")
    before = answers_of(phone)

    replies = phone.tap_data(data)

    assert len(replies) == 1
    assert answers_of(phone) == before


def test_page_of_a_forged_number_is_refused(phone: Phone) -> None:
    """A page number of thousands of digits raised an error, a shorter one did not fit its column."""
    register(phone, until="activities")

    replies = phone.tap_data(f"p:activities={'9' * 5000}")

    assert note(replies) == "That question is no longer asked. Let us go on from here."
    assert asked_of(phone) == "activities"


def test_page_beyond_the_last_shows_the_last(phone: Phone) -> None:
    register(phone, until="activities")

    replies = phone.tap_data("p:activities=99")

    assert "More (6/6) ›" in labels(replies[0])


def test_help_and_ask_again_as_buttons(phone: Phone) -> None:
    register(phone, until="activities")
    phone.tap("More (1/6) ›")

    helped = phone.tap_data("h:activities")
    other = phone.tap_data("h:role")
    again = phone.tap_data("a:activities")

    assert words(helped).startswith("💡 ")
    assert "More (2/6) ›" in labels(helped[0])
    assert words(other).startswith("💡 Order-givers entrust work")
    assert "More (1/6) ›" in labels(again[0])


@pytest.mark.parametrize(
    "kind", ["sticker", "voice", "photo", "video", "document", "location", "poll", "other", "audio"]
)
def test_media_where_words_were_asked_is_explained(phone: Phone, kind: MediaKind) -> None:
    register(phone, until="job")

    replies = phone.send_media(kind)

    assert note(replies) == ("⚠️ I can only read words and taps here. Please answer in a message, or with the buttons.")
    assert asked_of(phone) == "job"


def test_media_on_a_page_stays_on_the_page(phone: Phone) -> None:
    register(phone, until="activities")
    phone.tap("More (1/6) ›")

    replies = phone.send_media("sticker")

    assert "More (2/6) ›" in labels(replies[0])


def test_media_after_everything_was_answered_shows_where_the_person_stands(phone: Phone) -> None:
    register(phone)

    replies = phone.send_media("sticker")

    assert words(replies).endswith("then you receive your agenda here.\n\n12 questions are left for later.")


@pytest.mark.parametrize(
    ("question", "typed", "value"),
    [
        ("consent_matching", "oui", True),
        ("consent_matching", "نعم", True),
        ("consent_matching", "YES!", True),
        ("consent_matching", "2", False),
        ("consent_matching", "لا", False),
        ("role", "٢", "provider"),
        ("role", "2", "provider"),
        ("role", "2.", "provider"),
        ("role", "i OFFER services", "provider"),
        ("role", "i offer", "provider"),
        ("role", "prestataire", "provider"),
        ("country", "MAROC", "MA"),
        ("country", "المغرب", "MA"),
        ("activities", "1,3", ["inbound_service", "order_taking"]),
        ("activities", "١، ٣", ["inbound_service", "order_taking"]),
        ("activities", "comptabilite", ["accounting"]),
        ("spoken_languages", "الفرنسية والعربية", ["fr", "ar"]),
        ("agents_fr", "٢٠", 20),
        ("agents_fr", "1 500", 1500),
        ("agents_fr", "environ 20 agents", 20),
        ("seats_free", "٤٠", "16_50"),
        ("seats_free", "1 000", "over_500"),
        ("seats_free", "16-50", "16_50"),
        ("company_number", "ICE: ٠٠١٥٦١١٩١-٠٠٠٠-٦٦", "001561191000066"),
        ("company_number", "00 15 61 191 0000 66", "001561191000066"),
        ("phone", "٠٦ ١٢ ٣٤ ٥٦ ٧٨", "+212612345678"),
        ("phone", "00212 612-34-56-78", "+212612345678"),
        ("served_sectors", "Energy, utilities", ["energy_utilities"]),
        ("served_sectors", "Transport, logistics and banking", ["banking", "transport_logistics"]),
        ("hours_held", "24/7", ["24_7"]),
    ],
)
def test_answer_typed_instead_of_tapped(phone: Phone, question: str, typed: str, value: object) -> None:
    register(phone, until=question)

    phone.say(typed)

    stored = values_of(phone)[question]
    assert (stored["number"] if isinstance(stored, dict) else stored) == value
    assert answers_of(phone)[question].typed == typed


@pytest.mark.parametrize(
    ("question", "typed", "why"),
    [
        ("role", "perhaps", "I did not recognise that answer. Please tap one, or type its number or its name."),
        ("role", "7", "I did not recognise that answer. Please tap one, or type its number or its name."),
        ("country", "Atlantis", "I did not recognise that country. Please type its name, for example: Morocco."),
        ("legal_name", "7", "Please type it in words, at least 2 characters."),
        ("legal_name", "x" * 121, "That is too long: at most 120 characters, please."),
        (
            "company_number",
            "12345",
            "This number does not have the right length for ICE (15 characters). Example: 001561191000066",
        ),
        (
            "company_number",
            "001561191000067",
            "One character of this ICE must be mistyped: its control digits do not match. Please check it.",
        ),
        (
            "phone",
            "12",
            INCOMPLETE_PHONE,
        ),
        (
            "phone",
            "call me",
            INCOMPLETE_PHONE,
        ),
        ("email", "amina@", "That does not look like an e-mail address. Example: name@company.com"),
        ("activities", "dancing", "I did not recognise “dancing”. Tap the answers, or type their numbers: 1, 3."),
        ("activities", "9", "I did not recognise “9”. Tap the answers, or type their numbers: 1, 3."),
        ("activities", ", ,", "Please choose at least one."),
        ("agents_fr", "many", "Please type one number, for example 10."),
        ("agents_fr", "10-20", "Please type one number, for example 10."),
        ("agents_fr", "12.5", "Please type one number, for example 10."),
        ("agents_fr", "0", "A number from 1 to 20000, please."),
        ("agents_fr", "9" * 4000, "Please type one number, for example 10."),
        ("seats_free", "0", "At least 1, please."),
        ("seats_free", "a few", "I did not recognise that answer. Please tap one, or type its number or its name."),
    ],
)
def test_invalid_answer_is_told_why_and_asked_again_and_kept(phone: Phone, question: str, typed: str, why: str) -> None:
    register(phone, until=question)
    before = answers_of(phone)

    replies = phone.say(typed)

    assert note(replies) == f"⚠️ {why}"
    assert answers_of(phone) == before
    assert asked_of(phone) == question
    with phone.database.begin() as uow:
        assert uow.inbox.after(phone.address)[-1].body == typed


def test_number_typed_on_a_page_counts_from_that_page(phone: Phone) -> None:
    register(phone, until="activities")
    phone.tap("More (1/6) ›")

    phone.say("2")

    assert values_of(phone)["activities"] == ["appointment_setting"]


def test_several_messages_at_once_answer_one_question_each(phone: Phone) -> None:
    register(phone, until="legal_name")

    phone.say("Atlas Contact SARL")
    phone.say("001561191000066")
    phone.say("Amina Alaoui")

    values = values_of(phone)
    assert (values["legal_name"], values["company_number"]["number"], values["full_name"]) == (
        "Atlas Contact SARL",
        "001561191000066",
        "Amina Alaoui",
    )


def test_edited_message_changes_the_answer_it_gave(phone: Phone) -> None:
    register(phone, until="full_name")
    phone.say("Amina Alaui", message_ref="77")

    replies = phone.say("Amina Alaoui", message_ref="77", is_edit=True)

    assert note(replies) == "Changed: Your name is now Amina Alaoui"
    assert values_of(phone)["full_name"] == "Amina Alaoui"
    assert asked_of(phone) == "job"


def test_edited_message_that_is_no_longer_valid_is_told_why(phone: Phone) -> None:
    register(phone, until="full_name")
    phone.say("Amina Alaoui", message_ref="77")

    replies = phone.say("7", message_ref="77", is_edit=True)

    assert note(replies) == "⚠️ Please type it in words, at least 2 characters."
    assert values_of(phone)["full_name"] == "Amina Alaoui"
    assert asked_of(phone) == "full_name"


@pytest.mark.parametrize("ref", ["78", None])
def test_edited_message_that_was_no_answer_changes_nothing(phone: Phone, ref: str | None) -> None:
    register(phone, until="full_name")
    phone.say("Amina Alaoui", message_ref="77")
    before = answers_of(phone)

    replies = phone.say("Something else", message_ref=ref, is_edit=True)

    assert note(replies) == "That message was not one of your answers, so nothing changed. To change an answer: /edit"
    assert answers_of(phone) == before
    assert asked_of(phone) == "job"


def test_edited_number_counts_from_the_page_it_was_typed_on(phone: Phone) -> None:
    """ "2", edited to "1", was read on the first page of the list."""
    register(phone, until="activities")
    phone.tap("More (1/6) ›")
    phone.say("2", message_ref="77")

    phone.say("1", message_ref="77", is_edit=True)

    assert values_of(phone)["activities"] == ["telesales_b2c"]


def test_contact_shared_answers_the_phone_question(phone: Phone) -> None:
    register(phone, until="phone")

    phone.share_contact("212612345678")

    assert values_of(phone)["phone"] == {"number": "+212612345678", "is_confirmed": True}
    assert asked_of(phone) == "email"


def test_contact_of_somebody_else_is_not_confirmed(phone: Phone) -> None:
    register(phone, until="phone")

    phone.share_contact("+212612345678", is_own=False)

    assert values_of(phone)["phone"] == {"number": "+212612345678", "is_confirmed": False}


def test_contact_shared_on_another_question_answers_the_phone(phone: Phone) -> None:
    register(phone, until="email")

    phone.share_contact("+212699999999")

    assert values_of(phone)["phone"]["number"] == "+212699999999"
    assert asked_of(phone) == "email"


def test_contact_shared_before_consent_is_refused(phone: Phone) -> None:
    phone.say("/start")

    replies = phone.share_contact("+212699999999")

    assert "⚠️ I need something else here, not a phone number." in words(replies)
    assert answers_of(phone) == {}


def test_contact_shared_that_is_incomplete_says_what_is_missing(phone: Phone) -> None:
    """The person read that no phone number was wanted."""
    register(phone, until="phone")

    replies = phone.share_contact("12")

    assert note(replies) == f"⚠️ {INCOMPLETE_PHONE}"


def test_text_is_kept_without_direction_marks_and_escaped(phone: Phone) -> None:
    register(phone, until="legal_name")

    phone.say("Atlas\u202e <b>Contact</b> & \u2066Fils")
    phone.say("/profile")

    assert values_of(phone)["legal_name"] == "Atlas <b>Contact</b> & Fils"
    assert "Atlas &lt;b&gt;Contact&lt;/b&gt; &amp; Fils" in phone.screen.text


def test_words_in_front_of_no_question_bring_the_question_back(phone: Phone) -> None:
    phone.say("/start")
    phone.say("stop")

    replies = phone.say("English")

    assert "In which language shall we talk?" in words(replies)


@pytest.mark.parametrize("typed", ["Bonjour !", "hello", "السلام عليكم", "salam"])
def test_greeting_is_no_answer(phone: Phone, typed: str) -> None:
    register(phone, until="legal_name")

    replies = phone.say(typed)

    assert note(replies) == "Welcome back! We go on where you stopped."
    assert "legal_name" not in answers_of(phone)


def test_question_type_without_words_of_its_own_asks_for_buttons(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    added = Question(key="seal", name="Seal", prompt="Seal?", type=AnswerType(), scope="person")
    monkeypatch.setattr(registration, "REGISTRATION_FORM", (added, *REGISTRATION_FORM))
    phone.say("/start")
    phone.say("/later")

    replies = phone.say("stop") and phone.tap_data("a:seal")
    refused = phone.say("wax")

    assert words(replies) == "1/29 Seal?"
    assert note(refused) == "⚠️ Please use the buttons."


def test_answer_type_shows_its_value_as_words() -> None:
    question = Question(key="seal", name="Seal", prompt="Seal?", type=one_of, choices=(Choice(value="a", label="A"),))

    assert AnswerType().show(question, 7, None) == "7"  # type: ignore[arg-type]


def test_invalid_answer_carries_its_message_and_parameters() -> None:
    problem = InvalidAnswer("At most {most}, please.", most=3)

    assert (problem.message, problem.params) == ("At most {most}, please.", {"most": 3})
