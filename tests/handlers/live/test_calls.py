"""The list of whom to call: one by one, with the words to say in both languages."""

from __future__ import annotations

import pytest

from handlers.messages import Reply
from tests.handlers.live.days import MINUTE, MORNING, SECOND, THREE, edit, follow_up, last, open_day, receive, settle
from tests.handlers.registrations import make_organiser, new_phone, person_of, words
from tests.world import World, data, text

TOLD = MORNING + 60 * SECOND
LISTED = TOLD + 16 * MINUTE
NOT_ORGANISER = "This menu is for the organisers. If you are one, ask a colleague for an invitation."
SETTLED = "That call is settled already."
WAYS_ON = ("m:status", "m:organise")
DAY = "Wednesday 14 April 2027"


@pytest.fixture
def listed(world: World) -> World:
    """Banco (English) and Rif (Arabic) meet at another time and never confirmed it."""
    open_day(world, *THREE)
    for key in ("Atlas", "Nordic", "Souss"):
        world.phone(key).tap_data(f"k:{last(world, key).agenda_id}")
    edit(world, THREE[0], ("Banco", "Rif", "d1s03", "2"), THREE[2], now=MORNING)
    settle(world, TOLD)
    receive(world, now=TOLD)
    follow_up(world, TOLD + 10 * MINUTE)
    follow_up(world, LISTED)
    receive(world, now=LISTED)
    world.organiser.now = LISTED
    world.organiser.receive_pushes()
    return world


def called(world: World, key: str, verb: str) -> list[Reply]:
    return world.organiser.tap_data(f"i:{verb}={last(world, key).id}")


def test_menu_says_how_many_are_to_be_called(listed: World) -> None:
    (menu,) = listed.organiser.say("/organise")
    (first,) = listed.organiser.tap("Whom to call (2)")

    assert text(first).splitlines() == [
        "To call: 1 of 2",
        "Buyer Banco, Banco Norte",
        "Phone: +33 1 44 55 66 77",
        "Speaks: English",
        "",
        "What to say:",
        "New time: 11:30 instead of 11:05, Rif Appels, table 2",
    ]
    number = last(listed, "Banco").id
    assert data(first) == [f"i:told={number}", f"i:tried={number}", f"i:next={number}", *WAYS_ON]
    assert "i:calls" in data(menu)


def test_what_to_say_is_in_the_delegates_language_too(listed: World) -> None:
    (second,) = called(listed, "Banco", "next")

    lines = text(second).splitlines()
    assert lines[:4] == [
        "To call: 2 of 2",
        "Provider Rif, Rif Appels",
        "Phone: +212 6 12 34 56 78",
        "Speaks: Arabic",
    ]
    assert lines[5:8] == [
        "What to say:",
        "New time: 11:30 instead of 11:05, Banco Norte, table 2",
        "",
    ]
    assert lines[8] == "In their language:"
    assert "Banco Norte" in lines[9]
    assert lines[9].startswith("\u2068")
    assert "توقيت جديد" in lines[9]
    assert words(called(listed, "Rif", "next")).startswith("To call: 1 of 2")


def test_told_takes_somebody_off_the_list_and_can_be_undone(listed: World) -> None:
    subject = f"person:{last(listed, 'Banco').person_id}"

    (after,) = called(listed, "Banco", "told")
    (undone,) = listed.organiser.tap("Undo")

    assert text(after).startswith("Noted: Buyer Banco was told.\n\nTo call: 1 of 1\nProvider Rif")
    assert text(undone).startswith("Buyer Banco is on the list again.\n\nTo call: 1 of 2\nBuyer Banco")
    organiser = person_of(listed.organiser)
    assert organiser is not None
    trail = [(line.act, line.person_id, line.after) for line in listed.trail(subject)]
    told = {"version": last(listed, "Banco").agenda_id}
    assert trail == [("called", organiser.id, told), ("call_taken_back", organiser.id, told)]


def test_no_answer_comes_again_at_the_end(listed: World) -> None:
    (after,) = called(listed, "Banco", "tried")
    (last_one,) = called(listed, "Rif", "next")

    assert text(after).splitlines()[0] == ("Noted: Buyer Banco did not answer. They come again at the end of the list.")
    assert text(after).splitlines()[2:4] == ["To call: 1 of 2", "Provider Rif, Rif Appels"]
    assert "Called before, without an answer." in text(last_one)
    assert [line.act for line in listed.trail(f"person:{last(listed, 'Banco').person_id}")] == ["no_answer"]


def test_who_confirms_meanwhile_is_off_the_list(listed: World) -> None:
    listed.phone("Banco").tap("OK, seen")

    assert words(called(listed, "Banco", "told")).startswith(SETTLED)
    assert words(called(listed, "Banco", "tried")).startswith(SETTLED)
    assert last(listed, "Banco").called_at is None
    listed.phone("Rif").tap_data(f"k:{last(listed, 'Rif').agenda_id}")
    assert words(listed.organiser.tap_data("i:calls")) == "Nobody has to be called."


def test_last_one_called_leaves_nobody(listed: World) -> None:
    called(listed, "Banco", "told")

    (end,) = called(listed, "Rif", "told")

    assert text(end) == "Noted: Provider Rif was told.\n\nNobody has to be called."
    assert data(end) == [f"i:undo={last(listed, 'Rif').id}", *WAYS_ON]


def test_colleague_was_faster(listed: World) -> None:
    called(listed, "Banco", "told")
    colleague = make_organiser(new_phone(listed.database, listed.house, 98))
    colleague.now = LISTED

    late = words(colleague.tap_data(f"i:told={last(listed, 'Banco').id}"))
    undone = words(colleague.tap_data(f"i:undo={last(listed, 'Banco').id}"))

    assert late.startswith(SETTLED)
    assert undone.startswith(SETTLED)
    assert last(listed, "Banco").called_at is not None


@pytest.mark.parametrize("tap", ["i:calls", "i:told=1", "i:tried=1", "i:next=1", "i:undo=1", "i:status=0", "i:acts"])
def test_forged_taps_of_participants_have_no_effect(listed: World, tap: str) -> None:
    assert words(listed.phone("Banco").tap_data(tap)) == NOT_ORGANISER


@pytest.mark.parametrize("number", ["4711", "", "x", "9" * 40])
def test_button_of_a_notice_that_is_not_on_the_list(listed: World, number: str) -> None:
    assert words(listed.organiser.tap_data(f"i:told={number}")).startswith(SETTLED)


def test_notice_that_was_never_listed_cannot_be_settled(listed: World) -> None:
    assert words(called(listed, "Atlas", "told")).startswith(SETTLED)
    assert last(listed, "Atlas").called_at is None


def test_somebody_without_a_phone_number_is_shown_without(listed: World) -> None:
    banco = last(listed, "Banco").person_id
    with listed.begin() as uow:
        uow.answers.remove_of_person(banco, "phone")
        uow.people.change(banco, language=None)

    shown = words(listed.organiser.tap_data("i:calls"))

    assert "No phone number is known." in shown
    assert "Speaks: French" in shown


@pytest.mark.parametrize(
    ("language", "speaks"), [("Français", "Langue\xa0: Arabe"), ("العربية", "اللغة: \u2068العربية\u2069")]
)
def test_language_to_speak_is_named_in_the_callers_own(listed: World, language: str, speaks: str) -> None:
    listed.organiser.say(f"/language {language}")

    (second,) = called(listed, "Banco", "next")

    assert text(second).splitlines()[3] == speaks


def test_somebody_silent_since_the_first_publication_is_told_the_whole(world: World) -> None:
    open_day(world, THREE[0])
    at = last(world, "Banco").follow_at
    assert at is not None
    follow_up(world, at)
    follow_up(world, at + 5 * MINUTE)
    world.organiser.now = at + 5 * MINUTE

    shown = words(world.organiser.tap_data("i:calls")).splitlines()

    assert shown[-1] == f"Your agenda for Euroffshore 2027 has 1 meeting: at 10:40 on {DAY}, table 1 (Quiet corner)."


def test_somebody_without_meetings_is_told_so(listed: World) -> None:
    edit(listed, THREE[2], now=LISTED)
    shown = words(listed.organiser.tap_data("i:calls"))

    assert f"Cancelled: Rif Appels, 11:05 on {DAY}" in shown
