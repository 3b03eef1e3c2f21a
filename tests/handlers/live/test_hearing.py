"""Free words of a delegate whose meeting is near: followed like a reminder's buttons, or passed to the organisers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.handlers.live.changing import TEN, at, colleague_of, pushes, second_organiser, shown
from tests.handlers.live.days import person
from tests.handlers.live.test_presence import said
from tests.handlers.registrations import labels
from tests.phone import Phone
from tests.world import World, data, text

WHICH = (
    "Your meeting with Atlas Contact is at 10:40, table 1 (Quiet corner). "
    "Tap what I shall note, or let the organisers read what you wrote."
)
HOW_LATE = "How many minutes late will you be for Atlas Contact at 10:40?"
HOME = "Banco Norte is approved for Euroffshore 2027"


@pytest.fixture
def banco(morning: World) -> Phone:
    """Meets Atlas at 10:40 and Rif at 11:30; it is ten o'clock."""
    return morning.phone("Banco")


def asked(world: World) -> str | None:
    return person(world, "Banco").asked


# --- Words that are read ---


def test_on_my_way_is_noted_as_the_button_does(morning: World, banco: Phone) -> None:
    """It was answered with how many questions were left for later."""
    assert shown(banco.say("On my way!")) == "Thank you, noted: Atlas Contact at 10:40, table 1 (Quiet corner)."
    assert said(morning) == [("on_my_way", None)]


def test_late_with_minutes_is_told_to_the_counterpart(morning: World, banco: Phone) -> None:
    answer = shown(banco.say("I am stuck in traffic, 12 min"))

    assert answer == "Thank you. Atlas Contact is being told that you will arrive about 12 min late."
    assert said(morning) == [("late", 12)]
    assert pushes(morning) == {
        "Atlas": ["Banco Norte arrives about 12 min late for your meeting at 10:40, table 1 (Quiet corner)."]
    }


def test_cannot_come_is_asked_once_more(morning: World, banco: Phone) -> None:
    (question,) = banco.say("Sorry, I can’t come")

    assert text(question) == "You cannot come to the meeting with Atlas Contact at 10:40. Is that right?"
    assert labels(question) == ["I cannot come", "I will come"]
    assert said(morning) == []


@pytest.mark.parametrize(
    ("key", "words", "answer"),
    [
        ("Lumen", "J’arrive", "Merci, c’est noté : Rif Appels à 10:40, table 2."),
        (
            "Rif",
            "أنا في الطريق",
            "شكرًا، سُجّل ذلك: \u2068Lumen Energie\u2069 على الساعة \u206810:40\u2069، الطاولة \u20682\u2069.",
        ),
    ],
)
def test_delegates_are_heard_in_their_language(morning: World, key: str, words: str, answer: str) -> None:
    assert shown(morning.phone(key).say(words)).replace("\xa0", " ") == answer


# --- By how many minutes ---


@pytest.mark.parametrize(("typed", "minutes"), [("20", 20), ("about 15 min", 15), ("late, 10 min", 10)])
def test_minutes_may_be_typed(morning: World, banco: Phone, typed: str, minutes: int) -> None:
    assert shown(banco.say("late")) == HOW_LATE

    assert f"about {minutes} min late" in shown(banco.say(typed))
    assert (said(morning), asked(morning)) == ([("late", minutes)], None)


@pytest.mark.parametrize("typed", ["500", "0"])
def test_minutes_beyond_reason_are_asked_again(morning: World, banco: Phone, typed: str) -> None:
    banco.say("late")

    assert shown(banco.say(typed)) == HOW_LATE
    assert said(morning) == []


def test_other_words_than_minutes_are_heard_as_ever(morning: World, banco: Phone) -> None:
    banco.say("late")

    assert shown(banco.say("the taxi broke down")) == WHICH
    assert asked(morning) is None


def test_minutes_for_a_meeting_that_is_over_are_told_to_nobody(morning: World, banco: Phone) -> None:
    banco.say("late")
    at(morning, TEN + timedelta(minutes=61))

    assert shown(banco.say("20")) == "That meeting is over."
    assert pushes(morning) == {}


def test_a_tap_answers_the_minutes_too(morning: World, banco: Phone) -> None:
    banco.say("late")
    banco.tap("10")

    assert asked(morning) is None


def test_question_that_is_being_answered_stays(morning: World, banco: Phone) -> None:
    """What the person types next belongs to the question on the screen."""
    banco.say("/edit email")
    before = asked(morning)
    banco.tap_data(f"n:late={morning.pair('Banco', 'Atlas')}@d1s01")

    assert before is not None
    assert asked(morning) == before


# --- Words that are not read ---


def test_other_words_show_the_meeting_and_what_can_be_said(morning: World, banco: Phone) -> None:
    (reply,) = banco.say("hello?")

    assert text(reply) == WHICH
    assert labels(reply) == ["On my way", "Late", "Can't come", "Tell the organisers", "My agenda"]
    subject = f"{morning.pair('Banco', 'Atlas')}@d1s01"
    assert data(reply)[:3] == [f"n:way={subject}", f"n:late={subject}", f"n:cant={subject}"]


def test_organisers_read_the_words_once_with_who_wrote_them_and_how_to_call(morning: World, banco: Phone) -> None:
    colleague = second_organiser(morning)
    banco.say("My car & I are at <gate 3>")

    answers = [shown(banco.tap("Tell the organisers")) for _ in range(2)]

    assert answers == ["Thank you. The organisers have your message."] * 2
    assert [[text(one) for one in phone.receive_pushes()] for phone in (morning.organiser, colleague)] == [
        [
            (
                "Message from Buyer Banco, Banco Norte:\n"
                "My car & I are at <gate 3>\n"
                "Their meeting: 10:40, table 1 (Quiet corner), Atlas Contact\n"
                "Phone: +33 1 44 55 66 77"
            )
        ]
    ] * 2
    assert morning.trail(f"person:{person(morning, 'Banco').id}") == []


def test_words_reach_the_organisers_also_after_the_meeting(morning: World, banco: Phone) -> None:
    banco.say("where is the cloakroom")
    at(morning, TEN + timedelta(days=2))
    morning.organiser.receive_pushes()
    banco.tap("Tell the organisers")

    (push,) = morning.organiser.receive_pushes()
    assert text(push).splitlines() == [
        *("Message from Buyer Banco, Banco Norte:", "where is the cloakroom", "Phone: +33 1 44 55 66 77"),
    ]


@pytest.mark.parametrize("forged", ["f:0", "f:", "f:x", "f:99999999", "others", "tap"])
def test_words_of_others_are_passed_on_by_nobody(morning: World, banco: Phone, forged: str) -> None:
    morning.phone("Atlas").say("secret words")
    (others,) = (one for one in data(morning.phone("Atlas").screen) if one.startswith("f:"))
    banco.tap_data("m:agenda")
    with morning.begin() as uow:
        tapped = uow.inbox.last_id(banco.address)
    chosen = {"others": others, "tap": f"f:{tapped}"}.get(forged, forged)

    assert shown(banco.tap_data(chosen)) == "I no longer have what you wrote. Please write it once more."
    assert morning.organiser.receive_pushes() == []


# --- Which meeting ---


def test_long_before_and_after_the_meetings_words_are_welcomed_as_ever(morning: World, banco: Phone) -> None:
    banco.now = TEN - timedelta(minutes=81)
    early = shown(banco.say("On my way"))
    at(morning, TEN + timedelta(hours=9))

    assert early.startswith(HOME)
    assert shown(banco.say("On my way")).startswith(HOME)


def test_the_meeting_reminded_of_last_is_meant(morning: World) -> None:
    """Atlas meets Banco until 11:00 and Nordic at 11:05; its second reminder comes while it sits at the table."""
    atlas = morning.phone("Atlas")
    atlas.now = TEN + timedelta(minutes=49)
    during = shown(atlas.say("on our way"))
    atlas.now = TEN + timedelta(minutes=50)

    assert during.startswith("Thank you, noted: Banco Norte at 10:40")
    assert shown(atlas.say("on our way")).startswith("Thank you, noted: Nordic Retail at 11:05")


def test_without_reminders_the_meeting_that_runs_or_comes_first_is_meant(morning: World) -> None:
    morning.use(reminders=replace(morning.house.event.reminders, minutes_before=()))
    atlas = morning.phone("Atlas")

    assert shown(atlas.say("on our way")).startswith("Thank you, noted: Banco Norte at 10:40")


def test_meeting_given_to_a_colleague_is_not_meant(morning: World) -> None:
    colleague = colleague_of(morning, "Banco")
    colleague.say("/cancel")
    morning.organiser.tap_data(f"c:x=delegate;{morning.pair('Banco', 'Atlas')};{person(morning, 'Banco').id}")
    morning.organiser.tap("Approve")

    assert shown(colleague.say("on my way")) == "Thank you, noted: Rif Appels at 11:30, table 2."


def test_somebody_who_only_asked_to_join_is_welcomed(morning: World, banco: Phone) -> None:
    somebody = person(morning, "Banco")
    with morning.begin() as uow:
        uow.people.change(somebody.id, membership="pending")

    assert "confirm you" in shown(banco.say("On my way"))


def test_question_of_the_organisers_goes_before(morning: World, banco: Phone) -> None:
    morning.change("Banco", open_question="Which table do you need?")

    assert shown(banco.say("late")) == "Thank you. Your answer went to the organisers."
    assert said(morning) == []
