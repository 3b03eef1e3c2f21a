"""Change the day: every kind by taps and by words, what is asked when something is missing, and who may."""

from __future__ import annotations

import pytest

from locales.translator import LANGUAGE_NAMES
from tests.handlers.live.changing import at, day_of, moves, newest_change, now_in_force, shown
from tests.handlers.live.days import edit
from tests.handlers.registrations import labels, words
from tests.phone import NOON
from tests.world import World, data, text

NOT_ORGANISER = "This menu is for the organisers. If you are one, ask a colleague for an invitation."


def taps(world: World, *buttons: str) -> list[str]:
    """Tap one button after another and return the title and the lines old → new of the last screen."""
    for button in buttons:
        replies = world.organiser.tap(button)
    lines = shown(replies).splitlines()
    return [line.removeprefix("• ") for line in lines if line.startswith("• ") or line == lines[0]]


# --- Who may, and when ---


def test_forged_taps_of_participants_have_no_effect(morning: World) -> None:
    acts = ("menu", "x=drop;d1s02", "p=1=late", "ok=1", "edit=1", "alt=1=alone", "drop=1", "undo=1", "now")
    morning.organiser.say("table 1 out until 11:20")

    assert {words(morning.phone("Banco").tap_data(f"c:{act}")) for act in acts} == {NOT_ORGANISER}
    assert newest_change(morning).status == "proposed"


def test_command_is_for_organisers(morning: World) -> None:
    assert words(morning.phone("Banco").say("/change")) == NOT_ORGANISER


def test_participants_words_are_no_change(morning: World) -> None:
    before = morning.count("change")

    morning.phone("Banco").say("table 1 out until 11:20")

    assert morning.count("change") == before


def test_whoever_is_no_organiser_any_more_types_in_vain(morning: World) -> None:
    with morning.begin() as uow:
        found = uow.people.find(morning.organiser.address)
        assert found is not None
        uow.people.change(found[1].id, organiser_role=None)

    assert words(morning.organiser.say("table 1 out until 11:20")) == NOT_ORGANISER
    assert morning.count("change") == 0


def test_before_anything_is_published_there_is_nothing_to_change(world: World) -> None:
    organiser = world.organiser

    assert "c:menu" not in data(organiser.say("/organise")[0])
    assert words(organiser.say("/change")) == "No agenda is published yet, so there is nothing to change."
    assert words(organiser.tap_data("c:x=drop;d1s01")) == "No agenda is published yet, so there is nothing to change."


def test_after_the_last_slot_there_is_nothing_to_change(morning: World) -> None:
    at(morning, NOON.replace(month=4, day=16))

    assert words(morning.organiser.say("/change")) == "The last slot has begun: nothing is left to change."
    assert words(morning.organiser.tap_data("c:p=1=late")) == "The last slot has begun: nothing is left to change."
    assert words(morning.organiser.say("Banco late")) == "The last slot has begun: nothing is left to change."


def test_menu_is_reached_from_the_organisers_own(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("/organise")

    assert shown(organiser.tap("Change the day")).startswith("Change the day\nWhat has happened?")
    assert labels(organiser.screen)[:2] == ["Table out", "Table back"]


def test_change_said_out_of_the_blue_is_understood(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("/organise")

    assert shown(organiser.say("table 1 out until 11:20")).startswith("Table 1 is out until 11:30.")


def test_change_said_after_the_last_slot_is_left_to_other_answers(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("/organise")
    at(morning, NOON.replace(month=4, day=16))

    assert "table 1 out" not in shown(organiser.say("table 1 out until 11:20"))
    assert morning.count("change") == 0


def test_other_words_out_of_the_blue_are_no_change(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("/organise")

    organiser.say("thank you all")

    assert morning.count("change") == 0


@pytest.mark.parametrize("forged", ["x=nonsense;1", "p=1=nonsense", "bogus", "x="])
def test_forged_request_shows_the_menu(morning: World, forged: str) -> None:
    assert shown(morning.organiser.tap_data(f"c:{forged}")).startswith("Change the day")


# --- Every kind by taps ---


def test_table_out_by_taps(morning: World) -> None:
    assert taps(morning, "c:x=table_out", "1", "11:30") == [
        "Table 1 is out until 11:30.",
        "Banco Norte and Atlas Contact, 10:40: table 1 → table 3",
        "Nordic Retail and Atlas Contact, 11:05: table 1 → table 2",
    ]


def test_table_out_for_the_rest_of_the_day_or_the_event(morning: World) -> None:
    assert taps(morning, "c:x=table_out", "2", "Rest of the day")[0] == "Table 2 is out for the rest of the day."
    assert taps(morning, "c:x=table_out", "2", "Rest of the event")[0] == "Table 2 is out for the rest of the event."


def test_table_comes_back_from_where_it_was_out(morning: World) -> None:
    taps(morning, "c:x=table_out", "1", "Rest of the day", "Approve")

    assert labels(morning.organiser.tap("c:menu")[0])
    assert taps(morning, "c:x=table_back", "1") == ["Table 1 can be used again."]
    morning.organiser.tap("Approve")
    assert "tables_away" not in morning.settings()


def test_table_taken_out_in_the_set_up_comes_back(morning: World) -> None:
    morning.set("tables_out", ["9", "12"])

    assert taps(morning, "c:x=table_back", "9") == ["Table 9 can be used again."]
    morning.organiser.tap("Approve")
    assert morning.settings()["tables_out"] == ["12"]


def test_table_that_is_not_out_cannot_come_back(morning: World) -> None:
    assert shown(morning.organiser.say("table 5 works again")) == "⚠️ That table is not marked as out."


def test_table_is_renamed_and_its_meetings_with_it(morning: World) -> None:
    organiser = morning.organiser
    organiser.tap("c:x=table_name")
    organiser.tap("1")

    (reply,) = organiser.say("Salon B")
    organiser.tap("Approve")

    assert text(reply).splitlines()[:4] == [
        "Table 1 is called Salon B from now on.",
        "",
        "• Banco Norte and Atlas Contact, 10:40: table 1 → table Salon B",
        "• Nordic Retail and Atlas Contact, 11:05: table 1 → table Salon B",
    ]
    assert ("Banco", "Atlas", "d1s01", "Salon B") in now_in_force(morning)
    assert moves(morning, "table Salon B out until 11:00") == [
        "Banco Norte and Atlas Contact, 10:40: table Salon B → table 3"
    ]


def test_table_gets_its_number_back_as_its_name(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("rename table 1 to Salon B")
    organiser.tap("Approve")
    organiser.say("rename table 1 to 1")
    organiser.tap("Approve")

    assert ("Banco", "Atlas", "d1s01", "1") in now_in_force(morning)
    assert "table_names" not in morning.settings()


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("a name that is far too long", "⚠️ I cannot find “a name that is far too long”."),
        ("2", "⚠️ Another table already has that name."),
        ("1", "That changes nothing: it is so already."),
    ],
)
def test_name_that_cannot_be_is_refused(morning: World, name: str, answer: str) -> None:
    morning.organiser.tap_data("c:x=table_name;1")

    assert shown(morning.organiser.say(name)).startswith(answer)
    assert "table_names" not in morning.settings()


def test_company_late_by_taps(morning: World) -> None:
    assert taps(morning, "c:x=late", "Banco Norte", "11:05")[0] == "Banco Norte is late and meets from 11:05 on."
    (line,) = moves(morning, "Banco late until 11:05")
    assert line.startswith("Banco Norte and Atlas Contact: 10:40, table 1 → ")


def test_company_that_comes_tomorrow_or_never(morning: World) -> None:
    title = "Banco Norte does not come before the end of the day."
    assert taps(morning, "c:x=late", "Banco Norte", "Rest of the day")[0] == title
    assert taps(morning, "c:x=late", "Banco Norte", "Rest of the event")[0] == "Banco Norte does not come any more."


def test_company_leaves_early_by_taps(morning: World) -> None:
    lines = taps(morning, "c:x=early", "Banco Norte", "11:30")

    assert lines[0] == "Banco Norte leaves before 11:30 and meets nobody from then on that day."
    assert lines[1].startswith("Banco Norte and Rif Appels: 11:30, table 2 → ")
    morning.organiser.tap("Approve")
    away = morning.settings()["companies_away"]
    assert away == {str(morning.ids["Banco"]): [f"d1s{number:02d}" for number in range(3, 14)]}


def test_company_gone_by_taps_loses_its_meetings_and_chairs_are_offered(morning: World) -> None:
    (reply,) = [morning.organiser.tap(one) for one in ("c:x=gone", "Nordic Retail", "Rest of the event")][-1]

    assert text(reply).split("\n\n")[:2] == [
        "Nordic Retail is gone for the rest of the event.",
        "• Nordic Retail and Atlas Contact, 11:05, table 1: cancelled (one of them is no longer there)",
    ]
    assert "Free now: Helvetia Assur and Atlas Contact could meet at 11:05, table 1." in text(reply)


def test_offer_of_a_free_chair_is_proposed_as_any_change(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("Nordic gone for good")
    (done,) = organiser.tap("Approve")
    (reply,) = organiser.tap("Add: Helvetia Assur – Atlas Contact")
    organiser.tap("Approve")

    assert "Done. 2 people will be told in a moment." in text(done)
    assert text(reply).startswith("Helvetia Assur and Atlas Contact meet at 11:05.")
    assert ("Helvetia", "Atlas", "d1s02", "1") in now_in_force(morning)


def test_names_of_an_offered_pair_are_cut_at_a_word_and_keep_their_direction(morning: World) -> None:
    morning.change("Helvetia", legal_name="Helvetia Assurances Générales de Genève")
    morning.change("Atlas", legal_name="أطلس للاتصال وخدمات النداء بالدار البيضاء")
    morning.organiser.say("Nordic gone for good")

    (done,) = morning.organiser.tap("Approve")

    assert labels(done)[2] == "Add: Helvetia Assurances… – \u2068أطلس للاتصال وخدمات…\u2069"


def test_company_comes_back_and_may_meet_again(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("Nordic gone today")
    organiser.tap("Approve")
    assert str(morning.ids["Nordic"]) in morning.settings()["companies_away"]  # type: ignore[operator]

    assert taps(morning, "c:x=back", "Nordic Retail")[0] == "Nordic Retail is back."
    organiser.tap("Approve")
    assert "companies_away" not in morning.settings()


def test_company_that_is_not_away_cannot_come_back(morning: World) -> None:
    assert shown(morning.organiser.say("Banco is back")) == "⚠️ That company is not marked as away."


def test_rest_of_the_day_is_delayed_by_taps(morning: World) -> None:
    lines = taps(morning, "c:x=rest", "11:05", "15")
    morning.organiser.tap("Approve")

    assert lines == [
        "Everything from 11:05 on begins 15 min later, until the end of the day.",
        "11:05 → 11:20: 2 meetings",
        "11:30 → 11:45: 1 meeting",
    ]
    starts = {slot.id: f"{slot.start:%H:%M}" for slot in day_of(morning).slots}
    assert [starts[one] for one in ("d1s01", "d1s02", "d1s07", "d1s13", "d2s01")] == [
        *("10:40", "11:20", "14:45", "17:15", "10:25"),
    ]


def test_one_slot_delayed_is_absorbed_by_the_lunch_break(morning: World) -> None:
    taps(morning, "c:x=delay", "11:30", "20", "Approve")

    starts = {slot.id: f"{slot.start:%H:%M}" for slot in day_of(morning).slots}
    assert [starts[one] for one in ("d1s02", "d1s03", "d1s06", "d1s07")] == ["11:05", "11:50", "13:05", "14:30"]


def test_delays_add_up(morning: World) -> None:
    organiser = morning.organiser
    for said in ("everything after 11:00 +15", "everything after 11:30 +10"):
        organiser.say(said)
        organiser.tap("Approve")

    assert morning.settings()["slot_shifts"] == {
        "d1s02": 15, **{f"d1s{number:02d}": 25 for number in range(3, 14)},
    }  # fmt: skip


def test_delay_beyond_midnight_is_refused(morning: World) -> None:
    organiser = morning.organiser
    for _ in range(2):
        organiser.tap_data("c:x=rest;d1s13;180")
        organiser.tap("Approve")

    assert shown(organiser.tap_data("c:x=rest;d1s13;180")) == "⚠️ So late, a slot would leave its day."


def test_slot_dropped_and_back_by_taps(morning: World) -> None:
    lines = taps(morning, "c:x=drop", "11:05")
    morning.organiser.tap("Approve")

    assert lines[0] == "The slot of 11:05 is dropped."
    assert len(lines) == 3
    assert morning.settings()["closed_slots"] == ["d1s02"]
    assert not [place for place in now_in_force(morning) if place[2] == "d1s02"]
    assert taps(morning, "c:x=reopen", "11:05")[0] == "The slot of 11:05 takes place after all."
    morning.organiser.tap("Approve")
    assert "closed_slots" not in morning.settings()


def test_break_by_taps_moves_what_is_in_it(morning: World) -> None:
    lines = taps(morning, "c:x=pause", "10:40", "11:30")
    morning.organiser.tap("Approve")

    assert lines[0] == "A break from 10:40 until 11:30."
    assert len(lines) == 5
    assert morning.settings()["closed_slots"] == ["d1s01", "d1s02"]
    assert shown(morning.organiser.say("break 11:30-23:00")).startswith("A break from 11:30 until the end of the day.")


def test_break_of_nothing_is_refused(morning: World) -> None:
    assert shown(morning.organiser.tap_data("c:x=pause;d1s04;d1s02")) == "⚠️ No meeting slot is at that time."


def test_meeting_moved_by_taps(morning: World) -> None:
    button = "10:40 · Atlas Contact"

    lines = taps(morning, "c:x=move", "Banco Norte", button, "11:55")

    assert lines == [
        "Banco Norte and Atlas Contact meet at 11:55 instead of 10:40.",
        "Banco Norte and Atlas Contact: 10:40, table 1 → 11:55, table 1",
    ]


def test_meeting_moved_to_the_other_day_names_the_day(morning: World) -> None:
    (line,) = _tapped(morning)

    assert line == "Banco Norte and Atlas Contact: 10:40, table 1 → 10:25 (Thursday 15 April 2027), table 1"


FRENCH_TITLE = "Banco Norte et Atlas Contact se voient à 10:25 (jeudi 15 avril 2027) au lieu de 10:40."
ARABIC_TITLE = (
    "يُعقد موعد \u2068Banco Norte\u2069 و\u2068Atlas Contact\u2069 "
    "على الساعة \u206810:25 (الخميس 15 أبريل 2027)\u2069 بدل \u206810:40\u2069."
)


@pytest.mark.parametrize(("language", "title"), [("fr", FRENCH_TITLE), ("ar", ARABIC_TITLE)])
def test_time_on_another_day_keeps_its_day_together(morning: World, language: str, title: str) -> None:
    morning.organiser.say(f"/language {LANGUAGE_NAMES[language]}")

    (reply,) = morning.organiser.tap_data(f"c:x=move;{morning.pair('Banco', 'Atlas')};d2s01")

    assert text(reply).splitlines()[0] == title


def _tapped(world: World) -> list[str]:
    (reply,) = world.organiser.tap_data(f"c:x=move;{world.pair('Banco', 'Atlas')};d2s01")
    return [line.removeprefix("• ") for line in text(reply).splitlines() if line.startswith("• ")]


def test_meeting_cancelled_by_taps_is_not_prepared_again(morning: World) -> None:
    button = "10:40 · Lumen Energie"

    lines = taps(morning, "c:x=cancel", "Rif Appels", button)
    morning.organiser.tap("Approve")

    assert lines == [
        "The meeting of Lumen Energie and Rif Appels at 10:40 is cancelled.",
        "Lumen Energie and Rif Appels, 10:40, table 2: cancelled (by the organisers)",
    ]
    assert morning.settings()["pairs"] == {morning.pair("Lumen", "Rif"): "forbidden"}


def test_meeting_added_by_taps(morning: World) -> None:
    lines = taps(morning, "c:x=add", "Helvetia Assur", "Atlas Contact", "11:55")
    morning.organiser.tap("Approve")

    assert lines == [
        "Helvetia Assur and Atlas Contact meet at 11:55.",
        "Helvetia Assur and Atlas Contact: new, 11:55, table 1",
    ]
    assert morning.settings()["pairs"] == {morning.pair("Helvetia", "Atlas"): "fixed"}


def test_meeting_without_a_wish_is_added_whenever_both_are_free(morning: World) -> None:
    lines = taps(morning, "c:x=add", "Rif Appels", "Helvetia Assur", "Whenever both are free")
    morning.organiser.tap("Approve")

    assert lines[0] == "Helvetia Assur and Rif Appels meet, whenever both are free."
    assert lines[1].startswith("Helvetia Assur and Rif Appels: new, ")
    assert {(buyer, provider) for buyer, provider, _, _ in now_in_force(morning)} >= {("Helvetia", "Rif")}


def test_meeting_that_somebody_refused_cannot_be_added_and_the_refusal_stays_secret(morning: World) -> None:
    morning.wish("Rif", "Helvetia", "no")

    assert shown(morning.organiser.say("add Helvetia / Rif")) == (
        "⚠️ These two may not meet: they do not fit, or one of them is not available for it."
    )


@pytest.mark.parametrize("when", ["", ";all", ";d1s05"])
def test_meeting_that_is_there_cannot_be_added(morning: World, when: str) -> None:
    (reply,) = morning.organiser.tap_data(f"c:x=add;{morning.pair('Banco', 'Atlas')}{when}")

    assert text(reply) == "⚠️ These two have a meeting already."


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"wanted_activities": ["accounting"]}, "the provider does none of the work that the buyer entrusts."),
        ({"required_languages": ["de"]}, "the provider has none of the languages that the buyer requires."),
        ({"hours_needed": "24_7"}, "the buyer needs service day and night, which the provider lacks."),
    ],
)
def test_meeting_that_cannot_be_is_refused_with_its_reason_before_its_time_is_asked(
    morning: World, answers: dict[str, object], why: str
) -> None:
    morning.answer("Helvetia", **answers)
    morning.answer("Rif", hours_held=["office"])

    (reply,) = morning.organiser.say("add Helvetia / Rif")

    assert text(reply) == f"⚠️ These two may not meet: {why}"
    assert labels(reply) == ["Change the day"]


def test_company_that_is_not_approved_any_more_may_meet_nobody(morning: World) -> None:
    pair = morning.pair("Helvetia", "Rif")
    morning.answer("Helvetia", withdrawn=True)

    assert shown(morning.organiser.tap_data(f"c:x=add;{pair}")) == (
        "⚠️ These two may not meet: they do not fit, or one of them is not available for it."
    )


def test_meeting_without_room_cannot_be_added(morning: World) -> None:
    morning.use(tables=morning.house.event.tables[:1])
    morning.organiser.say("Helvetia gone for good")
    morning.organiser.tap("Approve")

    (reply,) = morning.organiser.tap_data(f"c:x=add;{morning.pair('Helvetia', 'Atlas')};all")

    assert text(reply) == "⚠️ There is no time at which both are free and a table is left."
    (reply,) = morning.organiser.tap_data(f"c:x=add;{morning.pair('Helvetia', 'Atlas')};d1s05")
    assert text(reply) == "⚠️ One of them is not there at that time."


def test_two_meetings_are_swapped_by_taps(morning: World) -> None:
    lines = taps(
        morning,
        *("c:x=swap", "Nordic Retail", "11:05 · Atlas Contact"),
        *("Banco Norte", "10:40 · Atlas Contact"),
    )

    assert lines == [
        "Nordic Retail and Atlas Contact (11:05) change places with Banco Norte and Atlas Contact (10:40).",
        "Banco Norte and Atlas Contact: 10:40, table 1 → 11:05, table 1",
        "Nordic Retail and Atlas Contact: 11:05, table 1 → 10:40, table 1 (earlier than planned)",
    ]


def test_meeting_is_given_to_another_delegate(morning: World) -> None:
    lines = taps(
        morning,
        *("c:x=delegate", "Banco Norte", "10:40 · Atlas Contact", "Buyer Banco, Banco Norte"),
    )
    morning.organiser.tap("Approve")
    again = taps(morning, "c:menu", "c:x=delegate", "Atlas Contact", "10:40 · Banco Norte")
    morning.organiser.say("provider atlas")
    morning.organiser.tap("Approve")

    published = morning.newest("published")
    assert published is not None
    meeting = next(one for one in morning.meetings(published.id) if one.pair == morning.pair("Banco", "Atlas"))
    assert lines == ["Buyer Banco goes to the meeting of Banco Norte and Atlas Contact at 10:40."]
    assert again[0] == "Another delegate: Banco Norte – Atlas Contact, 10:40, table 1"
    assert meeting.buyer_delegate_id is not None
    assert meeting.provider_delegate_id is not None


@pytest.mark.parametrize("who", ["stranger", "nobody", "organiser"])
def test_meeting_is_given_to_no_stranger(morning: World, who: str) -> None:
    with morning.begin() as uow:
        stranger = uow.people.of_company(morning.ids["Rif"], "registrant")[0].id
        organiser = uow.people.organisers()[0].id
    person = {"stranger": stranger, "nobody": 4711, "organiser": organiser}[who]

    (reply,) = morning.organiser.tap_data(f"c:x=delegate;{morning.pair('Banco', 'Atlas')};{person}")

    assert text(reply) == "⚠️ That person belongs to neither company of this meeting."


# --- What lasts from one time to another ---


@pytest.mark.parametrize(
    ("request_", "title"),
    [
        ("table_out;1;d1s03;d1s02", "Table 1 is out from 11:05 until 11:30."),
        ("table_out;1;day;d2s02", "Table 1 is out from 10:50 (Thursday 15 April 2027) until the end of that day."),
        ("table_out;1;all;d1s02", "Table 1 is out from 11:05 until the end of the event."),
        ("table_back;9;d1s10", "Table 9 can be used again from 15:45 on."),
        ("back;NORDIC;d1s10", "Nordic Retail is back from 15:45 on."),
        ("away;NORDIC;d1s02;all", "Nordic Retail is away from 11:05 until the end of the event."),
        ("reopen;d1s04;d1s06", "The slots from 11:55 until 12:45 take place after all."),
        ("move;PAIR;d1s06;8", "Banco Norte and Atlas Contact (10:40) meet at 12:45, table 8."),
    ],
)
def test_what_is_said_of_its_times_is_in_the_title(morning: World, request_: str, title: str) -> None:
    morning.set("closed_slots", ["d1s04", "d1s05"])
    morning.set("tables_out", ["9"])
    morning.set("companies_away", {str(morning.ids["Nordic"]): ["d1s10", "d1s11"]})
    known = request_.replace("NORDIC", str(morning.ids["Nordic"])).replace("PAIR", morning.pair("Banco", "Atlas"))

    assert shown(morning.organiser.tap_data(f"c:x={known}")).splitlines()[0] == title


def test_company_away_for_a_while_by_taps(morning: World) -> None:
    lines = taps(morning, "c:x=away", "Banco Norte", "11:05", "11:55")
    morning.organiser.tap("Approve")

    assert lines[0] == "Banco Norte is away from 11:05 until 11:55."
    assert morning.settings()["companies_away"] == {str(morning.ids["Banco"]): ["d1s02", "d1s03"]}
    assert taps(morning, "c:x=away", "Nordic Retail", "11:05", "Rest of the day") == [
        "Nordic Retail is away from 11:05 until the end of that day.",
        "Nordic Retail and Atlas Contact: 11:05, table 1 → 10:25 (Thursday 15 April 2027), table 1",
    ]


def test_table_is_out_from_one_time_to_another(morning: World) -> None:
    organiser = morning.organiser

    assert moves(morning, "table 1 out from 11:00 to 11:20") == [
        "Nordic Retail and Atlas Contact, 11:05: table 1 → table 2"
    ]
    assert text(organiser.screen).startswith("Table 1 is out from 11:05 until 11:30.")
    organiser.tap("Approve")
    assert morning.settings()["tables_away"] == {"1": ["d1s02"]}
    assert shown(organiser.say("table 1 out from 16:00 for the rest of the day")).startswith(
        "Table 1 is out from 15:45 until the end of that day."
    )
    assert shown(organiser.say("table 1 out from 16:00 for good")).startswith(
        "Table 1 is out from 15:45 until the end of the event."
    )


def test_table_and_company_come_back_from_a_time_on(morning: World) -> None:
    organiser = morning.organiser
    for said in ("table 9 out today", "Nordic gone today", "table 9 back at 16:00", "Nordic back at 16:00"):
        organiser.say(said)
        organiser.tap("Approve")
    away = [f"d1s{number:02d}" for number in range(1, 10)]

    assert morning.settings()["tables_away"] == {"9": away}
    assert morning.settings()["companies_away"] == {str(morning.ids["Nordic"]): away}
    assert shown(organiser.say("table 9 back at 11:30")).startswith("Table 9 can be used again from 11:30 on.")
    assert shown(organiser.say("Nordic back at 11:30")).startswith("Nordic Retail is back from 11:30 on.")


def test_break_is_taken_back_by_words(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("break 11:55-12:45")
    organiser.tap("Approve")
    assert morning.settings()["closed_slots"] == ["d1s04", "d1s05"]

    assert shown(organiser.say("cancel the break 11:55-12:45")).startswith(
        "The slots from 11:55 until 12:45 take place after all."
    )
    organiser.tap("Approve")
    assert "closed_slots" not in morning.settings()


def test_meeting_moves_to_another_table(morning: World) -> None:
    organiser = morning.organiser

    assert shown(organiser.say("move Banco / Rif to table 9 at 12:45")).splitlines()[:3] == [
        "Banco Norte and Rif Appels (11:30) meet at 12:45, table 9.",
        "",
        "• Banco Norte and Rif Appels: 11:30, table 2 → 12:45, table 9",
    ]
    assert moves(morning, "move Banco / Rif to table 9") == ["Banco Norte and Rif Appels, 11:30: table 2 → table 9"]


def test_break_is_taken_back_to_the_end_of_the_day(morning: World) -> None:
    morning.set("closed_slots", ["d1s11", "d1s13"])

    assert shown(morning.organiser.tap_data("c:x=reopen;d1s11;day")).startswith(
        "The slots from 16:10 until the end of that day take place after all."
    )
    morning.organiser.tap("Approve")
    assert "closed_slots" not in morning.settings()


# --- What is missing is asked ---


def test_words_fill_what_the_screen_asks(morning: World) -> None:
    organiser = morning.organiser
    asked = [shown(organiser.say(one)).splitlines()[:2] for one in ("late", "banko norte", "at 11:20")]

    assert asked == [
        ["Company late: Which company? Tap, or type its name."],
        ["Company late: Banco Norte", "Until when?"],
        ["Banco Norte is late and meets from 11:30 on.", ""],
    ]


@pytest.mark.parametrize(
    ("request_", "known"),
    [
        ("table_out;7", "Table out: table 7\nUntil when?"),
        ("rest;d1s02", "All later slots delayed: from 11:05 on\nBy how many minutes? Tap, or type a number."),
        ("delay;d1s02", "One slot delayed: the slot of 11:05\nBy how many minutes? Tap, or type a number."),
        ("pause;d1s02", "Add a break: from 11:05 on\nUntil when?"),
        ("held_up;BANCO;d1s01", "Company late: Banco Norte, from 10:40 on\nUntil when?"),
        ("move;PAIR", "Move a meeting: Banco Norte – Atlas Contact, 10:40, table 1\nTo which time?"),
        ("add;FREE", "Add a meeting: Helvetia Assur – Atlas Contact\nAt what time?"),
    ],
)
def test_question_says_what_it_is_about(morning: World, request_: str, known: str) -> None:
    values = {
        "PAIR": morning.pair("Banco", "Atlas"),
        "FREE": morning.pair("Helvetia", "Atlas"),
        "BANCO": str(morning.ids["Banco"]),
    }
    for name, value in values.items():
        request_ = request_.replace(name, value)

    assert shown(morning.organiser.tap_data(f"c:x={request_}")) == known


@pytest.mark.parametrize(
    ("request_", "said", "then"),
    [
        ("table_out", "3", "Table out: table 3"),
        ("drop", "cancel the slot", "Slot dropped: Which slot?"),
        ("rest;d1s02", "20", "Everything from 11:05 on begins 20 min later, until the end of the day."),
        ("rest", "11", "All later slots delayed: from 11:05 on"),
        ("delay", "11:05", "One slot delayed: the slot of 11:05"),
        ("gone", "rif", "Company gone: Rif Appels"),
        ("pause;d1s02", "١٢:٠٠", "A break from 11:05 until 12:20."),
        ("add", "helvetia", "Add a meeting: Whom does Helvetia Assur meet? Tap, or type its name."),
        ("cancel", "Banco", "Cancel a meeting: Which meeting of Banco Norte?"),
        ("cancel", "Helvetia", "Cancel a meeting: Helvetia Assur has no meeting ahead. Which company?"),
    ],
)
def test_typed_answer_reaches_the_question(morning: World, request_: str, said: str, then: str) -> None:
    morning.organiser.tap_data(f"c:x={request_}")

    assert shown(morning.organiser.say(said)).splitlines()[0] == then


def test_pair_is_typed_in_either_order(morning: World) -> None:
    organiser = morning.organiser
    for first, second in (("helvetia", "atlas"), ("atlas", "helvetia")):
        organiser.tap_data("c:x=add")
        organiser.say(first)
        assert shown(organiser.say(second)).splitlines()[1] == "At what time?"
        assert f"c:x=add;{morning.pair('Helvetia', 'Atlas')};d1s04" in data(organiser.screen)


@pytest.mark.parametrize("request_", ["table_out", "rest", "rest;d1s02", "late", "reopen", "drop"])
def test_what_is_not_found_is_quoted_and_asked_again(morning: World, request_: str) -> None:
    morning.organiser.tap_data(f"c:x={request_}")
    question = text(morning.organiser.screen).splitlines()[0]

    assert shown(morning.organiser.say("qwertz")).splitlines()[:3] == ["⚠️ I cannot find “qwertz”.", "", question]


def test_time_between_two_slots_is_asked(morning: World) -> None:
    again = [
        "⚠️ No slot begins at 11:20.",
        "",
        "Move a meeting: Banco Norte – Atlas Contact, 10:40, table 1",
        "To which time?",
    ]

    assert shown(morning.organiser.say("move Banco / Atlas to 11:20")).splitlines() == again
    assert shown(morning.organiser.say("11:20")).splitlines() == again


def test_dropped_slot_is_typed_back_by_its_time(morning: World) -> None:
    morning.set("closed_slots", ["d1s02"])
    morning.organiser.tap_data("c:x=reopen")

    assert shown(morning.organiser.say("11h05")).startswith("The slot of 11:05 takes place after all.")


def test_another_change_may_be_said_instead_of_an_answer(morning: World) -> None:
    morning.organiser.tap_data("c:x=late")

    assert shown(morning.organiser.say("table 1 out until 11:20")).startswith("Table 1 is out until 11:30.")


def test_what_nobody_understands_is_quoted_with_the_menu(morning: World) -> None:
    (reply,) = morning.organiser.say("the coffee is cold")

    assert text(reply).startswith("⚠️ I did not understand “the coffee is cold”.")
    assert "c:x=table_out" in data(reply)


def test_ambiguous_name_gives_buttons_that_keep_what_was_said(morning: World) -> None:
    morning.add_twins("Banco", 1)
    morning.change("Banco0", legal_name="Banco Nord")

    (reply,) = morning.organiser.say("banco late until 11:20")
    chosen = shown(morning.organiser.tap("Banco Norte"))

    assert text(reply) == "Which do you mean?"
    assert labels(reply) == ["Banco Norte", "Banco Nord", "Change the day"]
    assert chosen.startswith("Banco Norte is late and meets from 11:30 on.")


def test_many_companies_come_in_pages(morning: World) -> None:
    morning.add_twins("Rif", 8)

    organiser = morning.organiser
    first = labels(organiser.tap_data("c:x=add")[0])
    second = labels(organiser.tap("More (1/2) ›")[0])

    assert (len(first), first[0], first[-2]) == (14, "Atlas Contact", "More (1/2) ›")
    assert second[-3:] == ["Zagora Back Office", "More (2/2) ›", "Change the day"]
    assert shown(organiser.tap_data("c:p=1=table_back;1")).startswith("⚠️ That table is not marked as out.")


def test_nothing_to_choose_is_said(morning: World) -> None:
    assert shown(morning.organiser.tap_data("c:x=reopen")).splitlines() == [
        "Slot takes place after all: Which slot?",
        "There is nothing to choose.",
    ]


@pytest.mark.parametrize(
    "request_",
    [
        *("table_out;99;day", "late;4711;d1s02", "late;x;d1s02", "table_out;1;d9s99", "rest;d1s02;999", "cancel;1~2"),
        *("delay;d1s99;5", "reopen;d1s01", "swap;PAIR;PAIR", "add;FREE;d9s01", "gone;BANCO;never"),
        *("table_out;1;day;d9s99", "move;PAIR;d1s05;99"),
    ],
)
def test_forged_parts_of_a_request_are_asked_again(morning: World, request_: str) -> None:
    known = request_.replace("PAIR", morning.pair("Banco", "Atlas")).replace("BANCO", str(morning.ids["Banco"]))
    known = known.replace("FREE", morning.pair("Helvetia", "Atlas"))

    assert ": " in shown(morning.organiser.tap_data(f"c:x={known}")).splitlines()[0]
    assert morning.count("change") == 0


def test_last_day_offers_no_other(morning: World) -> None:
    at(morning, NOON.replace(month=4, day=15, hour=10))
    organiser = morning.organiser
    organiser.say("/change")

    assert "Rest of the event" not in labels(organiser.tap_data("c:x=table_out;1")[0])
    assert labels(organiser.tap_data(f"c:x=gone;{morning.ids['Banco']}")[0]) == ["Rest of the event", "Change the day"]


def test_change_that_changes_nothing_is_not_proposed(morning: World) -> None:
    assert shown(morning.organiser.tap_data("c:x=table_name;7;7")) == "That changes nothing: it is so already."
    assert morning.count("change") == 0


def test_company_that_is_there_in_time_is_not_late(morning: World) -> None:
    organiser = morning.organiser

    assert shown(organiser.say("Banco late 20 min")) == (
        "That changes nothing: the next meeting of Banco Norte is at 10:40, and they are there by then."
    )
    assert shown(organiser.say("Helvetia and Rif late 20 min")).splitlines() == [
        "⚠️ Not taken from your words: Rif Appels. Say it again in another message, if it is to happen too.",
        "",
        "That changes nothing: Helvetia Assur has no meeting ahead.",
    ]
    assert morning.count("change") == 0


def test_times_of_another_day_have_room(morning: World) -> None:
    at(morning, NOON.replace(month=4, day=14, hour=16))
    edit(morning, ("Banco", "Atlas", "d1s13", "1"), now=morning.organiser.now)

    (reply,) = morning.organiser.tap_data(f"c:x=move;{morning.pair('Banco', 'Atlas')}")

    assert [[button.label for button in row] for row in reply.rows[:4]] == [
        ["16:10", "16:35", "17:00"],
        ["15/4 10:25", "15/4 10:50"],
        ["15/4 11:15", "15/4 11:40"],
        ["15/4 12:05", "15/4 12:30"],
    ]


def test_long_names_on_buttons_are_cut_at_a_word_and_keep_their_direction(morning: World) -> None:
    name = "شركة النور للطاقة – مركز الريف للنداء (فرع مكناس والناظور)"
    morning.change("Rif", legal_name=name)
    morning.change("Zagora", legal_name="Centre d'appels Ourzazate et Zagora (services de nuit et de jour)")

    meetings = labels(morning.organiser.tap_data(f"c:x=cancel;{morning.ids['Lumen']}")[0])

    assert meetings == [
        "10:40 · \u2068شركة النور للطاقة – مركز الريف للنداء…\u2069",
        "11:05 · Centre d'appels Ourzazate et Zagora…",
        "Change the day",
    ]


# --- What is not taken is named ---


def test_what_is_not_taken_is_named_above_the_preview(morning: World) -> None:
    lines = shown(morning.organiser.say("tables 9, 10 and 11 out until 12:20")).splitlines()

    assert lines[:3] == [
        "⚠️ Not taken from your words: table 10 and table 11. Say it again in another message, if it is to happen too.",
        "",
        "Table 9 is out until 12:20.",
    ]


def test_time_that_is_not_taken_is_named(morning: World) -> None:
    assert shown(morning.organiser.say("slot 12:20 +10 and slot 12:45 +5")).splitlines()[:3] == [
        "⚠️ Not taken from your words: 12:45 and 5 min. Say it again in another message, if it is to happen too.",
        "",
        "The slot of 12:20 begins 10 min later; what it runs into is pushed back.",
    ]


def test_reason_and_what_is_not_taken_are_both_said(morning: World) -> None:
    lines = shown(morning.organiser.say("Xyzzy late at 12:20 with table 9, 10 min, tomorrow at 11:00")).splitlines()

    assert lines[0] == (
        "⚠️ I cannot find “Xyzzy”. Not taken from your words: table 9 and 10 min. "
        "Say it again in another message, if it is to happen too."
    )


def test_day_that_is_not_taken_is_named(morning: World) -> None:
    assert shown(morning.organiser.say("move Banco / Rif to tomorrow")).splitlines()[0] == (
        "⚠️ Not taken from your words: Thursday 15 April 2027. Say it again in another message, if it is to happen too."
    )


def test_what_is_not_taken_is_named_in_arabic(morning: World) -> None:
    morning.organiser.say("/language العربية")
    (reply,) = morning.organiser.say("الطاولتان 9 و10 معطلتان حتى 12:20")

    assert text(reply).splitlines()[0] == (
        "⚠️ لم آخذ من كلامكم: \u2068الطاولة 10\u2069. أعيدوا ذكره في رسالة أخرى إذا كان مطلوبًا أيضًا."
    )


def test_what_is_not_taken_is_named_above_a_refusal(morning: World) -> None:
    assert shown(morning.organiser.say("Banco and Rif are back")).splitlines() == [
        "⚠️ Not taken from your words: Rif Appels. Say it again in another message, if it is to happen too.",
        "",
        "⚠️ That company is not marked as away.",
    ]


def test_refused_words_change_nothing_and_leave_the_question(morning: World) -> None:
    organiser = morning.organiser
    organiser.tap_data("c:x=late")

    assert shown(organiser.say("don’t cancel Banco / Rif")).startswith("⚠️ That says what is not so")
    assert shown(organiser.say("Banco")).splitlines() == ["Company late: Banco Norte", "Until when?"]
    assert morning.count("change") == 0


# --- To stop, and to do something else ---


@pytest.mark.parametrize("word", ["cancel", "stop", "annuler", "إلغاء"])
def test_stop_puts_the_question_aside_and_shows_the_menu(morning: World, word: str) -> None:
    organiser = morning.organiser
    organiser.say("Banco late")

    assert shown(organiser.say(word)).splitlines()[:3] == ["Dropped; nothing has changed.", "", "Change the day"]
    assert shown(organiser.say("11:20")).startswith("⚠️ I did not understand “11:20”.")


def test_stop_drops_the_proposal_on_the_screen(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("Banco late until 11:20")

    assert shown(organiser.say("stop")).startswith("Dropped; nothing has changed.")
    assert newest_change(morning).status == "dropped"


def test_stop_after_the_decision_takes_nothing_back(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("Banco late until 11:20")
    organiser.tap("Approve")

    assert shown(organiser.say("stop")).startswith("Change the day")
    assert newest_change(morning).status == "approved"


def test_stop_of_whoever_is_no_organiser_any_more_stops_nothing(morning: World) -> None:
    with morning.begin() as uow:
        found = uow.people.find(morning.organiser.address)
        assert found is not None
        uow.people.change(found[1].id, organiser_role=None)

    assert words(morning.organiser.say("stop")) == NOT_ORGANISER
    assert not words(morning.organiser.say("stop")).startswith(NOT_ORGANISER)


def test_stop_after_the_last_slot_says_that_it_is_over(morning: World) -> None:
    at(morning, NOON.replace(month=4, day=16))

    assert words(morning.organiser.say("stop")) == "The last slot has begun: nothing is left to change."


@pytest.mark.parametrize("command", ["/status", "/publish"])
def test_change_said_after_another_screen_is_no_broadcast(morning: World, command: str) -> None:
    organiser = morning.organiser
    organiser.say("/broadcast")
    organiser.tap("New broadcast")
    organiser.say(command)

    assert shown(organiser.say("table 1 out until 11:20")).startswith("Table 1 is out until 11:30.")


def test_buttons_fit_every_channel(morning: World) -> None:
    organiser = morning.organiser
    pair, other = "999999999~999999998", "999999997~999999996"
    sent = [button for _ref, reply in organiser.shown for button in reply.buttons]

    assert all(len(button.data) <= 64 and button.data.isascii() for button in sent)
    assert len(f"c:x=999999999!swap;{pair};{other}") <= 64
    assert len(f"@change:999999999!swap;{pair};999999997") <= 64
    assert len(f"@change:999999999!delegate;{pair}") <= 64
