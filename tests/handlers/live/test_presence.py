"""On my way, late, can't come: who is told what, who may say it, and what the organisers are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.handlers.live.changing import (
    SEATS,
    TEN,
    at,
    colleague_of,
    day_of,
    meeting,
    newest_change,
    now_in_force,
    pushes,
    second_organiser,
    shown,
)
from tests.handlers.live.days import edit, person
from tests.handlers.registrations import labels
from tests.world import World, data, text

STALE = "That meeting has changed. Here is your present agenda."
NOT_YOURS = "That button is for the delegates of that meeting."
ASKED = "Thank you for telling us. The organisers are looking for another time; you will be told what they decide."


def subject(world: World, buyer: str = "Banco", provider: str = "Atlas", slot: str = "d1s01") -> str:
    return f"{world.pair(buyer, provider)}@{slot}"


def said(world: World) -> list[tuple[str, int | None]]:
    """Return what is remembered of the first slot."""
    with world.begin() as uow:
        return [(one.kind, one.minutes) for one in uow.presences.of_slots(["d1s01"])]


def decide_by_themselves(world: World) -> None:
    world.use(changes=replace(world.house.event.changes, delegates_decide=True))


def test_on_my_way_is_remembered_and_told_to_nobody(morning: World) -> None:
    answer = shown(morning.phone("Banco").tap_data(f"n:way={subject(morning)}"))

    assert answer == "Thank you, noted: Atlas Contact at 10:40, table 1 (Quiet corner)."
    assert said(morning) == [("on_my_way", None)]
    assert pushes(morning) == {}


def test_the_last_word_counts(morning: World) -> None:
    phone = morning.phone("Banco")
    phone.tap_data(f"n:way={subject(morning)}")
    phone.tap_data(f"n:by={subject(morning)}=10")

    assert said(morning) == [("late", 10)]


def test_late_asks_by_how_much_and_tells_the_counterpart_in_their_language(morning: World) -> None:
    phone = morning.phone("Lumen")
    (question,) = phone.tap_data(f"n:late={subject(morning, 'Lumen', 'Rif')}")

    answer = phone.tap("10")

    assert text(question) == (
        "De combien de minutes serez-vous en retard à votre rendez-vous de 10:40 avec Rif Appels\u202f?"
    )
    assert labels(question) == ["5", "10", "15", "20"]
    assert shown(answer) == "Merci. Nous prévenons Rif Appels que vous arrivez avec environ 10 min de retard."
    (told,) = pushes(morning)["Rif"]
    assert told == (
        "ستتأخر مقاولة \u2068Lumen Energie\u2069 نحو \u206810\u2069 د عن موعدكم على الساعة \u206810:40\u2069، "
        "الطاولة \u20682\u2069."
    )
    assert morning.count("change") == 0


def test_late_is_told_once_but_told_anew_when_it_grows(morning: World) -> None:
    phone = morning.phone("Banco")
    for minutes in (5, 5, 15):
        phone.tap_data(f"n:by={subject(morning)}={minutes}")

    assert len(pushes(morning)["Atlas"]) == 2


@pytest.mark.parametrize("minutes", ["121", "0", "x", "99999999999"])
def test_forged_minutes_are_asked_again(morning: World, minutes: str) -> None:
    (reply,) = morning.phone("Banco").tap_data(f"n:by={subject(morning)}={minutes}")

    assert text(reply) == "How many minutes late will you be for Atlas Contact at 10:40?"
    assert said(morning) == []


def test_late_beyond_the_meeting_is_proposed_to_organisers(morning: World) -> None:
    answer = shown(morning.phone("Banco").tap_data(f"n:by={subject(morning)}=20"))
    (push,) = morning.organiser.receive_pushes()

    (told,) = pushes(morning)["Atlas"]
    assert told.splitlines() == [
        "Banco Norte arrives about 20 min late for your meeting at 10:40, table 1 (Quiet corner).",
        "The organisers are looking for another time and will tell you.",
    ]
    assert answer.splitlines() == [
        "Thank you. Atlas Contact is being told that you will arrive about 20 min late.",
        "The meeting would be over by then, so the organisers are looking for another time; you will be told.",
    ]
    lines = text(push).split("\n\n")
    assert lines[0] == "Banco Norte will be about 20 min late for Atlas Contact at 10:40."
    assert lines[1].startswith("• Banco Norte and Atlas Contact: 10:40, table 1 → ")
    assert labels(push) == ["Approve", "Change it…", "Drop"]


def proposed(world: World) -> list[str]:
    """Return the lines old → new of what an organiser is asked to approve."""
    (push,) = world.organiser.receive_pushes()
    return [line.removeprefix("• ") for line in text(push).splitlines() if line.startswith("• ")]


def test_company_that_is_late_is_offered_no_earlier_time(morning: World) -> None:
    """Both are free at eleven, which the train of whoever is late at half past does not reach."""
    morning.phone("Banco").tap_data(f"n:by={subject(morning, 'Banco', 'Rif', 'd1s03')}=20")

    assert proposed(morning) == ["Banco Norte and Rif Appels: 11:30, table 2 → 11:55, table 1"]
    assert newest_change(morning).disruption == {
        "kind": "held_up",
        "args": [str(morning.ids["Banco"]), "d1s03", "d1s04"],
    }


def test_company_that_is_late_for_the_last_slot_meets_on_another_day(morning: World) -> None:
    edit(morning, ("Banco", "Rif", "d1s13", "2"), now=TEN)

    morning.phone("Banco").tap_data(f"n:by={subject(morning, 'Banco', 'Rif', 'd1s13')}=20")

    (line,) = proposed(morning)
    assert line.startswith("Banco Norte and Rif Appels: 17:00, table 2 → 10:25 (Thursday 15 April 2027)")


def test_delay_says_what_it_is_when_it_is_shown_again(morning: World) -> None:
    morning.phone("Banco").tap_data(f"n:by={subject(morning)}=20")
    morning.organiser.receive_pushes()
    change = newest_change(morning).id

    again = shown(morning.organiser.tap_data(f"c:alt={change}=alone"))

    assert again.splitlines()[0] == "Banco Norte is late: no meetings from 10:40 until 11:05."


def test_delay_of_no_length_changes_nothing(morning: World) -> None:
    request = f"held_up;{morning.ids['Banco']};d1s03;d1s02"

    assert shown(morning.organiser.tap_data(f"c:x={request}")) == "That changes nothing: it is so already."


def test_cannot_come_is_confirmed_and_proposed_and_the_counterpart_is_told_when_approved(morning: World) -> None:
    phone = morning.phone("Banco")
    (question,) = phone.tap_data(f"n:cant={subject(morning)}")
    answer = shown(phone.tap("I cannot come"))
    before = pushes(morning)
    morning.organiser.receive_pushes()
    approved = shown(morning.organiser.tap("Approve"))

    assert text(question) == "You cannot come to the meeting with Atlas Contact at 10:40. Is that right?"
    assert answer == ASKED
    assert said(morning) == [("cannot_come", None)]
    assert before == {}
    assert approved.startswith("Done. 2 people will be told in a moment.")
    assert {*pushes(morning)} == {"Banco", "Atlas"}
    assert ("Banco", "Atlas", "d1s01", "1") not in now_in_force(morning)
    change = newest_change(morning)
    assert change.person_id == person(morning, "Banco").id
    assert change.approved_by != change.person_id


def test_whoever_comes_after_all_keeps_the_meeting(morning: World) -> None:
    phone = morning.phone("Banco")
    phone.tap_data(f"n:cant={subject(morning)}")

    assert shown(phone.tap("I will come")) == "Good, the meeting stays as it is."
    assert said(morning) == []
    assert morning.organiser.receive_pushes() == []


def test_organisers_may_drop_what_a_delegate_asks_for(morning: World) -> None:
    morning.phone("Banco").tap_data(f"n:no={subject(morning)}")
    morning.organiser.receive_pushes()

    morning.organiser.tap("Drop")

    assert now_in_force(morning) == set(SEATS)
    assert pushes(morning) == {}


def test_every_organiser_is_asked(morning: World) -> None:
    colleague = second_organiser(morning)
    morning.phone("Banco").tap_data(f"n:no={subject(morning)}")

    assert [len(phone.receive_pushes()) for phone in (morning.organiser, colleague)] == [1, 1]
    assert shown(colleague.tap("Approve")).startswith("Done.")
    assert shown(morning.organiser.tap("Approve")) == "That is decided already: approved."


def test_two_colleagues_ask_the_organisers_once(morning: World) -> None:
    colleague = colleague_of(morning, "Banco")
    morning.phone("Banco").tap_data(f"n:no={subject(morning)}")

    assert shown(colleague.tap_data(f"n:no={subject(morning)}")) == ASKED
    assert len(morning.organiser.receive_pushes()) == 1
    assert morning.count("change") == 1


def test_both_sides_may_be_unable_to_come(morning: World) -> None:
    morning.phone("Banco").tap_data(f"n:no={subject(morning)}")
    morning.phone("Atlas").tap_data(f"n:no={subject(morning)}")

    assert len(morning.organiser.receive_pushes()) == 2


def test_delegates_word_takes_effect_where_the_event_wants_it(morning: World) -> None:
    decide_by_themselves(morning)

    answer = shown(morning.phone("Banco").tap_data(f"n:no={subject(morning)}"))
    (push,) = morning.organiser.receive_pushes()

    assert answer == "Thank you for telling us. Your agenda is being changed; you will be told in a moment."
    lines = text(push).split("\n\n")
    assert lines[:2] == [
        "Banco Norte cannot come to the meeting with Atlas Contact at 10:40.",
        "It has taken effect already, as the event file wants it.",
    ]
    assert lines[2].startswith("• Banco Norte and Atlas Contact: 10:40, table 1 → ")
    assert ("Banco", "Atlas", "d1s01", "1") not in now_in_force(morning)
    assert {*pushes(morning)} == {"Banco", "Atlas"}
    assert shown(morning.organiser.tap("Undo")).startswith("Taken back")
    assert now_in_force(morning) == set(SEATS)


def test_meeting_that_runs_is_moved_nowhere_but_the_organisers_know(morning: World) -> None:
    at(morning, TEN + timedelta(minutes=42))

    answers = [
        shown(morning.phone("Banco").tap_data(f"n:{one}")).splitlines()[-1]
        for one in (f"by={subject(morning)}=20", f"no={subject(morning)}")
    ]

    assert answers == [
        "The meeting would be over by then, so the organisers are looking for another time; you will be told.",
        ASKED,
    ]
    assert [text(one) for one in morning.organiser.receive_pushes()] == [
        "Banco Norte will be about 20 min late for Atlas Contact at 10:40.",
        "Banco Norte cannot come to the meeting with Atlas Contact at 10:40.",
    ]
    assert morning.count("change") == 0


def test_last_meeting_of_the_event_that_runs_has_nowhere_to_go(morning: World) -> None:
    final = day_of(morning).slots[-1]
    edit(morning, ("Banco", "Atlas", final.id, "1"), now=TEN)
    at(morning, final.starts_at + timedelta(minutes=2))

    answer = shown(morning.phone("Banco").tap_data(f"n:no={subject(morning, slot=final.id)}"))

    assert answer == ASKED
    assert morning.count("change") == 0


def test_after_the_meeting_the_button_says_so(morning: World) -> None:
    at(morning, TEN + timedelta(minutes=61))

    assert shown(morning.phone("Banco").tap_data(f"n:way={subject(morning)}")) == "That meeting is over."


@pytest.mark.parametrize("verb", ["way", "late", "by", "cant", "no", "keep"])
def test_others_meetings_are_refused(morning: World, verb: str) -> None:
    stranger = morning.phone("Lumen")
    stranger.say("/language English")
    minutes = "=20" if verb == "by" else ""

    assert shown(stranger.tap_data(f"n:{verb}={subject(morning)}{minutes}")) == NOT_YOURS
    assert shown(morning.organiser.tap_data(f"n:{verb}={subject(morning)}{minutes}")) == NOT_YOURS
    assert said(morning) == []
    assert morning.organiser.receive_pushes() == []


def test_somebody_who_only_asked_to_join_is_refused(morning: World) -> None:
    phone = colleague_of(morning, "Banco")
    with morning.begin() as uow:
        found = uow.people.find(phone.address)
        assert found is not None
        uow.people.change(found[1].id, membership="pending")

    assert shown(phone.tap_data(f"n:way={subject(morning)}")) == NOT_YOURS


def test_meeting_given_to_a_colleague_is_theirs_alone(morning: World) -> None:
    colleague = colleague_of(morning, "Banco")
    morning.organiser.tap_data(f"c:x=delegate;{morning.pair('Banco', 'Atlas')};{person(morning, 'Banco').id}")
    morning.organiser.tap("Approve")
    pushes(morning)
    colleague.receive_pushes()

    assert shown(colleague.tap_data(f"n:way={subject(morning)}")) == NOT_YOURS
    assert shown(morning.phone("Banco").tap_data(f"n:way={subject(morning)}")).startswith("Thank you")
    morning.phone("Atlas").tap_data(f"n:by={subject(morning)}=5")
    assert [*pushes(morning)] == ["Banco"]
    assert colleague.receive_pushes() == []


def test_stale_button_shows_the_present_agenda(morning: World) -> None:
    morning.organiser.say("move Banco / Atlas to 11:55")
    morning.organiser.tap("Approve")

    stale, agenda = morning.phone("Banco").tap_data(f"n:way={subject(morning)}")

    assert text(stale) == STALE
    assert "11:55 · table 1 (Quiet corner) · Atlas Contact" in text(agenda)
    assert data(agenda)[0].startswith("k:")
    assert said(morning) == []


@pytest.mark.parametrize("forged", ["n:bogus=1", "n:", "n:bogus"])
def test_forged_button_shows_the_agenda(morning: World, forged: str) -> None:
    assert "Atlas Contact" in text(morning.phone("Banco").tap_data(forged)[-1])


def test_button_before_anything_is_published_is_stale(world: World) -> None:
    stale, present = world.phone("Banco").tap_data(f"n:way={subject(world)}")

    assert text(stale) == STALE
    assert text(present).startswith("The agenda is not published yet.")


def test_buttons_of_a_delayed_meeting_still_hold(morning: World) -> None:
    morning.organiser.say("everything after 10:00 +15")
    morning.organiser.tap("Approve")

    answer = shown(morning.phone("Banco").tap_data(f"n:way={subject(morning)}"))

    assert answer == "Thank you, noted: Atlas Contact at 10:55, table 1 (Quiet corner)."
    assert meeting(morning, "Banco", "Atlas").slot == "d1s01"
