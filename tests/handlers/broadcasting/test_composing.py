"""Writing, choosing whom it is for, and the preview."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from events.event import Table
from handlers.broadcasting.audience import Audience
from tests.handlers.broadcasting.desk import Desk, said
from tests.handlers.registrations import asked_of, labels, person_of
from tests.world import data, text


@pytest.mark.parametrize("words", ["/broadcast", "Broadcast", "diffusion", "رسالة جماعية"])
def test_broadcasts_are_opened_by_command_and_by_words(desk: Desk, words: str) -> None:
    (reply,) = desk.author.say(words)

    assert text(reply) == "No broadcast has been sent yet."
    assert data(reply) == ["u:new", "u:urgent", "m:organise"]


def test_organiser_menu_leads_there(desk: Desk) -> None:
    desk.author.say("/organise")

    assert text(desk.author.tap("Broadcast")[0]) == "No broadcast has been sent yet."


@pytest.mark.parametrize("words", ["u:menu", "u:new", "u:see=1", "u:approve=1.1", "u:stop_now=1", "u:csv=1"])
def test_taps_of_others_are_refused(desk: Desk, words: str) -> None:
    desk.write()
    stranger = desk.phone("Lumen")

    (reply,) = stranger.tap_data(words)

    assert text(reply).startswith("Ce menu est réservé aux organisateurs")
    assert desk.broadcast.status == "draft"


def test_others_cannot_open_it_by_command(desk: Desk) -> None:
    assert text(desk.phone("Banco").say("/broadcast")[0]).startswith("This menu is for the organisers.")


def test_each_language_is_asked_for(desk: Desk) -> None:
    first = desk.author.tap_data("u:new")
    second = desk.author.say("Hall B")
    third = desk.author.say("Salle B")
    last = desk.author.say("القاعة ب")

    assert text(first[0]) == "Broadcast 1 · draft\nType the message in English."
    assert text(second[0]).endswith("let French readers get it as it is, with a note.")
    assert text(third[0]).endswith("let Arabic readers get it as it is, with a note.")
    assert text(last[0]).startswith("Broadcast 1 · draft\nWho should get it?")
    assert desk.broadcast.texts == {"en": "Hall B", "fr": "Salle B", "ar": "القاعة ب"}
    assert (desk.broadcast.source_language, asked_of(desk.author)) == ("en", None)


def test_text_without_words_is_asked_again(desk: Desk) -> None:
    desk.author.tap_data("u:new")

    (reply,) = desk.author.say("\u2068\u2069 ")

    assert text(reply) == "There are no words in that. Please type the message."
    assert data(reply) == ["u:drop=1"]


def test_note_stands_for_a_translation(desk: Desk) -> None:
    desk.write("Hall B", fr="Salle B")

    assert desk.broadcast.texts == {"en": "Hall B", "fr": "Salle B", "ar": None}


def test_source_itself_needs_no_note(desk: Desk) -> None:
    desk.write()

    for data_ in (f"u:note={desk.number}.en", f"u:note={desk.number}.xx", f"u:text={desk.number}.xx"):
        assert text(desk.author.tap_data(data_)[-1]).startswith("Broadcast 1 · draft")
    assert desk.broadcast.texts["en"] == "The doors open at 8:30."


def test_longer_text_is_typed_in_pieces(desk: Desk) -> None:
    desk.write("One.")
    (choice,) = desk.author.tap_data(f"u:texts={desk.number}")
    (question,) = desk.author.tap("Add to it")

    replies = desk.author.say("Two.")

    assert data(choice) == ["u:text=1.fr", "u:text=1.ar", "u:text=1.en", "u:more=1.en", "u:look=1"]
    assert data(question) == ["u:look=1"]
    assert desk.broadcast.texts["en"] == "One.\n\nTwo."
    assert text(replies[-1]).startswith("Broadcast 1 · draft\nPurpose")
    assert text(desk.author.tap_data(f"u:more={desk.number}.ar")[-1]).startswith("Broadcast 1 · draft")


def test_changed_text_is_previewed_again(desk: Desk) -> None:
    desk.write()
    desk.author.tap_data(f"u:texts={desk.number}")
    (question,) = desk.author.tap("Arabic")

    desk.author.say("أهلا بكم")

    assert data(question) == ["u:note=1.ar", "u:drop=1", "u:look=1"]
    assert desk.broadcast.texts["ar"] == "أهلا بكم"


def test_draft_without_words_can_be_taken_up_or_dropped(desk: Desk) -> None:
    desk.author.tap_data("u:new")
    desk.author.say("/organise")

    (reply,) = desk.author.tap_data("u:see=1")

    assert labels(reply) == ["Write it", "Drop the draft", "Broadcasts"]
    assert text(desk.author.tap("Drop the draft")[0]) == "The draft is dropped."
    assert desk.world.count("broadcast") == 0
    assert said(desk.author.tap_data("u:see=1")).startswith("That broadcast is no longer there.")
    assert desk.world.trail("broadcast:1")[-1].act == "broadcast_drop"


def test_typed_words_for_a_draft_that_is_gone(desk: Desk) -> None:
    desk.author.tap_data("u:new")
    with desk.world.begin() as uow:
        uow.broadcasts.remove(1)

    assert said(desk.author.say("Hall B")).startswith("That broadcast is no longer there.")


def test_typed_words_of_somebody_who_is_no_organiser_any_more(desk: Desk) -> None:
    desk.author.tap_data("u:new")
    with desk.world.begin() as uow:
        found = uow.people.find(desk.author.address)
        assert found is not None
        uow.people.change(found[1].id, organiser_role=None)

    assert said(desk.author.say("Hall B")).startswith("This menu is for the organisers.")
    assert desk.broadcast.texts == {}


def test_colleague_looks_but_changes_nothing(desk: Desk) -> None:
    desk.write()

    replies = desk.second.tap_data(f"u:set={desk.number}.roles.0")

    assert text(replies[0]) == "⚠️ Only its author may change it."
    assert text(replies[-1]).splitlines()[:3] == [
        "Broadcast 1 · draft",
        "Written by organiser.",
        "It is a draft: only its author may change it or ask for its approval.",
    ]
    assert data(replies[-1]) == ["u:menu"]
    assert desk.broadcast.audience == Audience().to_json()
    assert said(desk.second.tap_data("u:nonsense=1")).startswith("That broadcast is no longer there.")


def test_colleague_sees_whose_an_empty_draft_is(desk: Desk) -> None:
    desk.author.tap_data("u:new")

    (reply,) = desk.second.tap_data("u:see=1")

    assert text(reply).splitlines()[1] == "Written by organiser."
    assert data(reply) == ["u:menu"]


def test_kinds_are_chosen_by_toggles(desk: Desk) -> None:
    desk.write()
    desk.author.tap("Role")
    desk.author.tap(f"u:set={desk.number}.roles.0")
    shown = desk.author.screen

    desk.author.tap("Done")

    assert [button.is_on for button in shown.buttons] == [True, False, None]
    assert text(desk.author.screen).endswith("5 people are reached.")
    assert desk.broadcast.audience["roles"] == ["buyer"]


def test_every_table_and_session_can_be_chosen(desk: Desk) -> None:
    tables = tuple(Table(number=number) for number in range(1, 31))
    desk.world.use(tables=tables)
    desk.write()
    first = desk.author.tap_data(f"u:kind={desk.number}.tables.0")[0]
    second = desk.author.tap_data(f"u:kind={desk.number}.tables.1")[0]
    sessions = desk.author.tap_data(f"u:kind={desk.number}.sessions.x")[0]

    shown = [label for reply in (first, second) for label in labels(reply) if label.isdecimal()]
    assert shown == [str(number) for number in range(1, 31)]
    assert labels(first)[-2] == "More (1/2) ›"
    assert len(labels(sessions)) == 5
    assert labels(sessions)[0].endswith("· Wednesday 14 April 2027")


def test_one_status_is_always_needed(desk: Desk) -> None:
    desk.write()

    (reply,) = desk.author.tap_data(f"u:set={desk.number}.statuses.0")

    assert text(reply) == "⚠️ At least one is needed.\nRegistration: tap what you want; at least one is needed."
    assert desk.broadcast.audience["statuses"] == ["approved"]


@pytest.mark.parametrize("rest", ["roles.9", "roles.x", "nothing.0", "roles.99999"])
def test_forged_option_changes_nothing(desk: Desk, rest: str) -> None:
    desk.write()

    desk.author.tap_data(f"u:set={desk.number}.{rest}")
    (reply,) = desk.author.tap_data(f"u:kind={desk.number}.nothing.0")

    assert desk.broadcast.audience == Audience().to_json()
    assert "Who should get it?" in text(reply)


def test_purpose_is_changed_and_an_emergency_keeps_its_own(desk: Desk) -> None:
    desk.write()
    desk.author.tap("Change the purpose")
    assert desk.broadcast.audience["purpose"] == "reminders"
    desk.author.tap("Change the purpose")
    assert desk.broadcast.audience["purpose"] == "event"

    desk.write(how="urgent")
    desk.author.tap("Change the purpose")

    assert (desk.broadcast.is_emergency, desk.broadcast.audience["purpose"]) == (True, "event")


def test_list_is_typed_and_what_was_guessed_or_unknown_is_told(desk: Desk) -> None:
    desk.write()
    desk.author.tap("A list of companies…")

    (reply,) = desk.author.say("Atlas Contcat, Rif Appels, Sahara")

    assert "“Atlas Contcat” is taken for Atlas Contact.\n⚠️ Nobody is called “Sahara”." in text(reply)
    assert "List: Atlas Contact and Rif Appels" in text(reply)
    assert text(reply).endswith("2 people are reached.")


def test_list_of_unknown_names_is_asked_again(desk: Desk) -> None:
    desk.write()
    desk.author.tap("A list of companies…")

    (reply,) = desk.author.say("Sahara")

    assert text(reply) == ("⚠️ Nobody is called “Sahara”.\nType the companies, one on a line: their names or numbers.")
    assert data(reply) == ["u:anyone=1", "u:who=1"]
    assert desk.author.say("Rif Appels")[0].text.endswith("1 person is reached.")
    desk.author.tap("A list of companies…")
    assert text(desk.author.tap("No list: everybody")[0]).endswith("12 people are reached.")


def rename(desk: Desk, **names: str) -> None:
    for key, name in names.items():
        desk.world.change(key, legal_name=name)


def test_list_takes_a_part_of_a_name_and_offers_what_may_be_several(desk: Desk) -> None:
    rename(desk, Rif="Azgoun Rif SARL", Souss="Azgoun Souss SARL")
    desk.write()
    desk.author.tap("A list of companies…")

    (reply,) = desk.author.say("Zagora, Azgoun, Sahara")
    (picked,) = desk.author.tap("Azgoun Souss SARL")

    assert text(reply).splitlines()[1:4] == [
        "“Zagora” is taken for Zagora Back Office.",
        "⚠️ “Azgoun” may be several companies: tap the one you mean.",
        "⚠️ Nobody is called “Sahara”.",
    ]
    assert labels(reply)[:3] == ["Azgoun Rif SARL", "Azgoun Souss SARL", "Role"]
    assert "List: Zagora Back Office and Azgoun Souss SARL" in text(picked)
    assert desk.author.tap("Azgoun Souss SARL")[0].text == picked.text


def test_company_that_was_offered_begins_the_list(desk: Desk) -> None:
    rename(desk, Rif="Azgoun Rif SARL", Souss="Azgoun Souss SARL")
    desk.write()
    desk.author.tap("A list of companies…")
    desk.author.say("Lumen Energie")
    desk.author.tap("A list of companies…")

    (asked,) = desk.author.say("Azgoun")
    desk.author.tap("Azgoun Rif SARL")
    (both,) = desk.author.tap_data(f"u:pick={desk.number}.{desk.world.ids['Souss']}")

    assert labels(asked) == ["Azgoun Rif SARL", "Azgoun Souss SARL", "No list: everybody", "Audience"]
    assert "List: Azgoun Rif SARL and Azgoun Souss SARL" in text(both)
    assert desk.author.tap_data(f"u:pick={desk.number}.999")[0].text == both.text


def test_long_list_names_the_first_ones(desk: Desk) -> None:
    desk.write()
    desk.author.tap("A list of companies…")

    (reply,) = desk.author.say("\n".join(str(number) for number in desk.world.ids.values()))

    assert "and +2" in text(reply)


def test_preview_shows_each_language_the_counts_and_who_is_left_out(desk: Desk) -> None:
    desk.write("Hall B", fr="Salle B")
    desk.world.change("Banco", status="refused")
    desk.author.tap("A list of companies…")
    ids = desk.world.ids
    desk.author.say(f"{ids['Lumen']}, {ids['Rif']}, {ids['Atlas']}, {ids['Banco']}")
    with desk.world.begin() as uow:
        uow.companies.remove(ids["Atlas"])

    *shown, summary = desk.author.tap_data(f"u:look={desk.number}")

    assert [reply.language for reply in shown] == ["fr", "ar", "en"]
    assert [text(reply).splitlines()[-1].strip("\u2068\u2069") for reply in shown] == ["Salle B", "Hall B", "Hall B"]
    assert text(summary).splitlines()[4:] == [
        "Leaves as soon as it is approved.",
        "",
        "2 people get it:",
        "• Arabic, with a note: Telegram 1",
        "• French: Telegram 1",
        "",
        "2 people are left out:",
        "• data erased: ?",
        "• refused company: Buyer Banco (Banco Norte)",
    ]


def test_many_left_out_are_counted(desk: Desk) -> None:
    desk.write()
    for key in ("Atlas", "Rif", "Zagora", "Souss", "Oasis", "Chellah", "Meknes"):
        desk.world.change(key, status="refused")

    assert "and +2" in text(desk.preview())


def test_audience_of_nobody_cannot_be_sent(desk: Desk) -> None:
    desk.write()
    desk.target("channels", 1)

    reply = desk.preview()

    assert "⚠️ Nobody gets it: choose another audience." in text(reply)
    assert "Ask a colleague to approve" not in labels(reply)


def test_time_is_typed_in_the_zone_of_the_event(desk: Desk) -> None:
    desk.write()
    desk.author.tap_data(f"u:when={desk.number}")

    *_, summary = desk.author.say("14/4/2027 8:00")

    assert "Leaves on Wednesday 14 April 2027 at 08:00." in text(summary)
    assert desk.broadcast.starts_at == datetime(2027, 4, 14, 8, tzinfo=UTC)
    desk.author.tap("When…")
    desk.author.tap("As soon as it is approved")
    assert desk.broadcast.starts_at is None


@pytest.mark.parametrize("typed", ["soon", "1/3/2026 10:00"])
def test_time_that_is_none_or_over_is_asked_again(desk: Desk, typed: str) -> None:
    desk.write()
    desk.author.tap_data(f"u:when={desk.number}")

    (reply,) = desk.author.say(typed)

    assert text(reply) == "I need a day and a time to come, for example: 14/4/2027 08:00; or “in 20 minutes”."
    assert data(reply) == ["u:now=1", "u:look=1"]


@pytest.mark.parametrize("now", [datetime(2027, 4, 14, 7, 14, tzinfo=UTC), datetime(2027, 4, 14, 22, 30, tzinfo=UTC)])
def test_example_of_a_time_is_taken_when_it_is_typed(desk: Desk, now: datetime) -> None:
    desk.write()
    desk.author.now = now
    question = said(desk.author.tap_data(f"u:when={desk.number}"))
    example = question.partition("for example: ")[2].partition(";")[0]

    desk.author.say(example)

    assert question.startswith("When should it leave?")
    assert desk.broadcast.starts_at is not None
    assert timedelta(minutes=45) <= desk.broadcast.starts_at - now <= timedelta(hours=2)


def test_time_is_counted_from_now(desk: Desk) -> None:
    desk.write()
    desk.author.tap_data(f"u:when={desk.number}")
    desk.author.say("in 20 minutes")

    assert desk.broadcast.starts_at == desk.author.now + timedelta(minutes=20)


def test_menu_lists_the_latest_with_their_beginning(desk: Desk) -> None:
    desk.write("A message that is rather long for a button")
    desk.author.tap_data("u:new")

    (reply,) = desk.author.tap_data("u:menu")

    assert text(reply) == "The latest broadcasts:"
    assert labels(reply)[2:4] == ["2 · draft: …", "1 · draft: A message that is rather…"]


def test_every_change_is_in_the_trail_with_what_it_was_before(desk: Desk) -> None:
    desk.write("Hall B")
    desk.target("roles", 0)

    trail = desk.world.trail("broadcast:1")

    assert [(line.act, line.before, line.after) for line in trail[:3]] == [
        ("broadcast_draft", None, {"is_emergency": False}),
        ("broadcast_text", {"en": None}, {"en": "Hall B"}),
        ("broadcast_text", {"fr": None}, {"fr": None}),
    ]
    assert trail[-1].before["roles"] == []
    assert trail[-1].after["roles"] == ["buyer"]


def test_words_typed_after_approval_was_asked_for_change_nothing(desk: Desk) -> None:
    desk.write()
    desk.author.tap_data(f"u:text={desk.number}.en")
    desk.author.tap_data(f"u:ask={desk.seen}")

    replies = desk.author.say("Something else")

    assert text(replies[0]) == "⚠️ That is not possible any more. Here is how it is now."
    assert desk.broadcast.texts["en"] == "The doors open at 8:30."


def test_audience_is_changed_from_the_preview(desk: Desk) -> None:
    desk.write()
    desk.preview()

    assert "Who should get it?" in text(desk.author.tap("Audience")[0])


def test_draft_is_for_its_author_also_while_it_waits(desk: Desk) -> None:
    desk.write()
    desk.author.tap_data(f"u:ask={desk.seen}")

    replies = desk.author.tap_data(f"u:drop={desk.number}")

    assert text(replies[0]) == "⚠️ That is not possible any more. Here is how it is now."
    assert labels(replies[-1]) == ["Change it", "Broadcasts"]
    assert desk.broadcast.status == "waiting"
    assert desk.broadcast.created_at < desk.author.now + timedelta(seconds=1)


def test_draft_of_an_author_who_is_gone_belonged_to_nobody(desk: Desk) -> None:
    desk.write()
    number = desk.number
    with desk.world.begin() as uow:
        uow.broadcasts.change(number, person_id=None)  # as when the author erases themselves

    desk.second.tap_data(f"u:ask={desk.seen}")

    second = person_of(desk.second)
    assert second is not None
    assert (desk.broadcast.person_id, desk.broadcast.status) == (second.id, "waiting")
    acts = [line.act for line in desk.world.trail(f"broadcast:{desk.number}")]
    assert acts[-2:] == ["broadcast_inherited", "broadcast_ask"]
