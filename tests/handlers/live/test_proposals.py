"""From preview to undo: approved as shown or shown again, frozen slots, two organisers, and what is remembered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import Database
from tests.handlers.live.changing import (
    SEATS,
    TEN,
    at,
    day_of,
    meeting,
    moves,
    newest_change,
    now_in_force,
    pushes,
    second_organiser,
    shown,
)
from tests.handlers.live.days import edit
from tests.handlers.registrations import labels
from tests.world import World, data, text

DROPPED = "Dropped; nothing has changed."
BEING_CHANGED = "Somebody began to change this proposal, so nothing is approved yet. This is what it would be now:"
NEWER = "⚠️ The agenda has changed again since. Take the newer change back first, or make another one."
TAKEN_BACK = "Taken back: the agenda is as it was before."
STALE = "Meanwhile the agenda or the time has moved on. This is what it would be now:"


def published(world: World) -> int:
    found = world.newest("published")
    assert found is not None
    return found.id


def table_out(world: World) -> str:
    """Take table 1 out and approve it."""
    world.organiser.say("table 1 out until 11:20")
    return shown(world.organiser.tap("Approve"))


# --- The preview ---


def test_preview_says_old_and_new_who_is_told_and_what_is_free(morning: World) -> None:
    (reply,) = morning.organiser.say("cancel Nordic / Atlas")

    assert text(reply).split("\n\n") == [
        "The meeting of Nordic Retail and Atlas Contact at 11:05 is cancelled.",
        "• Nordic Retail and Atlas Contact, 11:05, table 1: cancelled (by the organisers)",
        "2 people will be told.",
        "Free now: Helvetia Assur and Atlas Contact could meet at 11:05, table 1.",
        "Free now: Nordic Retail and Souss Support could meet at 11:05, table 2.",
    ]
    assert [button.partition("=")[0] for button in data(reply)] == ["c:ok", "c:edit", "c:drop"]
    assert now_in_force(morning) == set(SEATS)


@pytest.mark.parametrize("language", ["Français", "العربية"])
def test_preview_is_in_the_organisers_language(morning: World, language: str) -> None:
    organiser = morning.organiser
    organiser.say(f"/language {language}")
    organiser.say("/change")

    lines = shown(organiser.say("table 1 en panne jusqu’à 11h20")).splitlines()

    assert (
        lines[0]
        == {
            "Français": "La table 1 est hors service jusqu’à 11:30.",
            "العربية": "الطاولة \u20681\u2069 معطلة حتى \u206811:30\u2069.",
        }[language]
    )


def test_only_those_are_told_who_may_be(morning: World) -> None:
    morning.change("Nordic", status="refused")

    assert "2 people will be told." in shown(morning.organiser.say("table 1 out until 11:20"))


def test_colleague_who_does_not_sit_there_is_not_counted(morning: World) -> None:
    organiser = morning.organiser
    from tests.handlers.live.days import person
    from tests.handlers.registrations import invitation_of, new_phone

    code = invitation_of(morning.phone("Banco"))
    colleague = new_phone(morning.database, morning.house, 55)
    colleague.say(f"/start {code}")
    with morning.begin() as uow:
        found = uow.people.find(colleague.address)
        assert found is not None
        uow.people.change(found[1].id, membership="delegate", company_id=morning.ids["Banco"])
    assert "4 people will be told." in shown(organiser.say("table 1 out until 11:20"))

    organiser.tap_data(f"c:x=delegate;{morning.pair('Banco', 'Atlas')};{person(morning, 'Banco').id}")
    organiser.tap("Approve")

    assert "3 people will be told." in shown(organiser.say("table 1 out until 11:20"))


def test_long_preview_is_cut_with_its_count(morning: World) -> None:
    morning.use(tables=morning.house.event.tables[:3])
    twins = morning.add_twins("Banco", 14)
    seats = [(one, "Rif", f"d1s{number:02d}", "1") for number, one in enumerate(twins[:13], 1)]
    morning.agree(*((one, "Rif") for one in twins))
    morning.publish(morning.draft(*seats), now=TEN)

    lines = shown(morning.organiser.say("Rif gone for good")).splitlines()

    assert lines[14] == "… and 1 more"
    assert len([line for line in lines if line.startswith("• ")]) == 12


# --- Approving ---


def test_approved_change_is_in_force_told_and_written_down(morning: World) -> None:
    before = published(morning)

    done = table_out(morning)

    after = published(morning)
    change = newest_change(morning)
    assert done == f"Done. 3 people will be told in a moment.\nAgenda version {after}."
    assert now_in_force(morning) == {
        *SEATS[1:2], *SEATS[3:], ("Banco", "Atlas", "d1s01", "3"), ("Nordic", "Atlas", "d1s02", "2"),
    }  # fmt: skip
    assert (change.status, change.before_id, change.after_id) == ("approved", before, after)
    assert morning.settings()["tables_away"] == {"1": ["d1s01", "d1s02"]}
    (line,) = morning.trail(f"change:{change.id}")
    assert (line.act, line.before["version"], line.after["version"], line.after["told"]) == (
        *("change_approved", before, after, 3),
    )
    assert line.after["request"] == "table_out;1;d1s03"
    assert line.after["times"] == {"d1s03": "2027-04-14T11:30:00+00:00"}
    place = {"pair": morning.pair("Banco", "Atlas"), "slot": "d1s01", "starts_at": "2027-04-14T10:40:00+00:00"}
    assert line.before["meetings"][0] == {**place, "table": "1"}
    assert line.after["meetings"][0] == {**place, "table": "3"}
    assert {key: "Your agenda has changed" in found[0] for key, found in pushes(morning).items()} == {
        "Banco": True, "Nordic": True, "Atlas": True,
    }  # fmt: skip


def test_calendar_entries_of_changed_meetings_count_on(morning: World) -> None:
    before = {one: meeting(morning, *one).sequence for one in (("Banco", "Atlas"), ("Lumen", "Rif"))}

    table_out(morning)

    assert meeting(morning, "Banco", "Atlas").sequence == before["Banco", "Atlas"] + 1
    assert meeting(morning, "Lumen", "Rif").sequence == before["Lumen", "Rif"]


def test_delayed_meetings_get_new_instants_and_sequences(morning: World) -> None:
    before = meeting(morning, "Banco", "Rif")

    morning.organiser.say("everything after 11:00 +15")
    morning.organiser.tap("Approve")

    after = meeting(morning, "Banco", "Rif")
    assert after.starts_at - before.starts_at == timedelta(minutes=15)
    assert after.ends_at - before.ends_at == timedelta(minutes=15)
    assert (after.slot, after.sequence) == (before.slot, before.sequence + 1)
    assert "11:45 instead of 11:30" in pushes(morning)["Banco"][0]


def test_draft_that_waits_is_dropped_with_the_day_it_was_made_of(morning: World) -> None:
    morning.draft(*SEATS)

    table_out(morning)

    assert morning.newest("draft") is None


def test_change_that_moves_nobody_makes_no_version(morning: World) -> None:
    before = published(morning)
    morning.organiser.say("table 9 out until 11:20")

    assert shown(morning.organiser.tap("Approve")) == f"Done. Nobody has to be told.\nAgenda version {before}."
    assert labels(morning.organiser.screen) == ["Undo", "Change the day"]
    assert morning.settings()["tables_away"] == {"9": ["d1s01", "d1s02"]}


def test_what_is_lost_is_listed_with_what_was_left_out(morning: World) -> None:
    morning.organiser.say("Nordic gone for good")
    morning.organiser.tap("Approve")
    found = morning.newest("published")
    assert found is not None
    assert [morning.ids["Nordic"], morning.ids["Atlas"], 0, "participant_gone", []] in found.summary["leftovers"]

    morning.organiser.tap("Add: Helvetia Assur – Atlas Contact")
    morning.organiser.tap("Approve")
    later = morning.newest("published")
    assert later is not None
    pairs = [left[:2] for left in later.summary["leftovers"]]
    assert [morning.ids["Helvetia"], morning.ids["Atlas"]] not in pairs


def test_later_preparation_keeps_to_what_was_said(morning: World) -> None:
    organiser = morning.organiser
    for said in (
        "table 1 out until 11:20",
        "Banco late until 11:20",
        "everything after 12:00 +15",
        "cancel Lumen / Rif",
    ):
        organiser.say(said)
        organiser.tap("Approve")

    problem = morning.problem(keeps_published=True)

    tables = {table.id: table.available for table in problem.tables}
    people = {one.id: one.available for one in problem.participants}
    starts = {slot.id: slot.starts_at for slot in problem.slots}
    status = {pair.key: pair.status for pair in problem.pairs}
    assert not {"d1s01", "d1s02"} & (tables["1"] or set())
    assert tables["2"] is None
    assert not {"d1s01", "d1s02"} & (people[str(morning.ids["Banco"])] or set())
    assert starts["d1s05"] == "2027-04-14T12:35"
    assert status[morning.pair("Lumen", "Rif")] == "forbidden"
    assert len(problem.published) == 4


# --- Stale, twice, gone ---


def test_preview_of_a_day_that_moved_on_is_shown_again(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("Banco late until 11:20")
    stale = newest_change(morning)
    table_out(morning)
    version = published(morning)

    again = shown(organiser.tap_data(f"c:ok={stale.id}"))
    assert again.startswith(STALE)
    assert "table 3 → " in again
    assert published(morning) == version

    assert shown(organiser.tap_data(f"c:ok={stale.id}")).startswith("Done.")
    assert published(morning) > version


def test_preview_is_shown_again_when_the_clock_changed_it(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("table 1 out until 11:20")
    at(morning, TEN + timedelta(minutes=45))

    (reply,) = organiser.tap("Approve")

    assert text(reply).startswith(STALE)
    assert [line for line in text(reply).splitlines() if line.startswith("• ")] == [
        "• Nordic Retail and Atlas Contact, 11:05: table 1 → table 2"
    ]


def test_proposal_that_became_impossible_is_asked_again(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("move Banco / Atlas to 11:30")
    change = newest_change(morning)
    at(morning, TEN + timedelta(minutes=45))

    reply = shown(organiser.tap("Approve"))

    assert reply.splitlines()[0] == "⚠️ That is not possible any more as it was proposed."
    assert newest_change(morning).status == "dropped"
    assert shown(organiser.tap_data(f"c:ok={change.id}")) == "That is decided already: dropped."


def test_proposal_that_is_refused_now_says_why(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("add Helvetia / Atlas at 11:55")
    late = newest_change(morning)
    organiser.say("Helvetia gone for good")
    organiser.tap("Approve")

    reply = shown(organiser.tap_data(f"c:ok={late.id}"))

    assert reply == "⚠️ One of them is not there at that time."


def test_proposal_that_is_so_already_is_dropped(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("table 9 out until 11:20")
    first = newest_change(morning)
    organiser.say("table 9 out until 11:20")
    organiser.tap("Approve")

    assert shown(organiser.tap_data(f"c:ok={first.id}")) == "That changes nothing: it is so already."
    assert shown(organiser.tap_data(f"c:alt={first.id}=alone")) == "That is decided already: dropped."


def test_two_organisers_at_once_decide_one_after_the_other(morning: World) -> None:
    colleague = second_organiser(morning)
    morning.organiser.say("table 1 out until 11:20")
    colleague.say("/change")
    colleague.say("table 1 out until 11:20")
    mine = shown(morning.organiser.tap("Approve"))

    theirs = shown(colleague.tap("Approve"))

    assert mine.startswith("Done.")
    assert theirs == "That changes nothing: it is so already."
    assert len(now_in_force(morning)) == len(SEATS)


def test_colleague_may_approve_what_another_proposed_but_only_once(morning: World) -> None:
    colleague = second_organiser(morning)
    morning.organiser.say("table 1 out until 11:20")
    change = newest_change(morning)

    assert shown(colleague.tap_data(f"c:ok={change.id}")).startswith("Done.")
    assert shown(morning.organiser.tap("Approve")) == "That is decided already: approved."
    found = newest_change(morning)
    assert found.approved_by != found.person_id


def test_dropped_proposal_changes_nothing(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("table 1 out until 11:20")

    assert shown(organiser.tap("Drop")) == DROPPED
    assert shown(organiser.tap("Approve")) == "That is decided already: dropped."
    assert now_in_force(morning) == set(SEATS)
    assert [line.act for line in morning.trail(f"change:{newest_change(morning).id}")] == ["change_dropped"]


@pytest.mark.parametrize("act", ["ok", "edit", "drop", "alt"])
def test_proposal_that_never_was_is_said_to_be_gone(morning: World, act: str) -> None:
    assert shown(morning.organiser.tap_data(f"c:{act}=4711")) == "That proposal is no longer there."


def test_decision_after_the_last_slot_changes_nothing(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("table 1 out until 11:20")
    at(morning, TEN + timedelta(days=3))

    over = "The last slot has begun: nothing is left to change."
    assert [shown(organiser.tap(one)) for one in ("Approve", "Change it…")] == [over, over]
    assert shown(organiser.tap_data(f"c:alt={newest_change(morning).id}=alone")) == over


# --- Choosing otherwise ---


def test_choosing_otherwise_what_is_so_already_says_so(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("table 9 out until 11:20")
    first = newest_change(morning)
    organiser.say("table 9 out until 11:20")
    organiser.tap("Approve")

    assert shown(organiser.tap_data(f"c:alt={first.id}=together")) == "That changes nothing: it is so already."


def test_every_part_of_a_proposal_can_be_chosen_again(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("table 1 out until 11:20")
    (reply,) = organiser.tap("Change it…")
    other_time = shown(organiser.tap("Another time"))

    change = newest_change(morning).id
    assert labels(reply) == ["Another table", "Another time", "Let others move too", "Drop"]
    assert data(reply)[:2] == [f"c:x={change}!table_out", f"c:x={change}!table_out;1"]
    assert other_time == "Table out: table 1\nUntil when?"


def test_proposal_is_not_approved_while_it_is_being_changed(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("table 1 out until 11:20")
    change = newest_change(morning)
    organiser.tap("Change it…")

    first = shown(organiser.tap_data(f"c:ok={change.id}"))
    in_force = now_in_force(morning)
    second = shown(organiser.tap_data(f"c:ok={change.id}"))

    assert first.split("\n\n")[:2] == [BEING_CHANGED, "Table 1 is out until 11:30."]
    assert in_force == set(SEATS)
    assert second.startswith("Done.")


@pytest.mark.parametrize("is_typed", [True, False])
def test_proposal_gives_way_to_the_one_it_was_changed_into(morning: World, *, is_typed: bool) -> None:
    organiser = morning.organiser
    organiser.say("table 1 out until 11:20")
    former = newest_change(morning)
    organiser.tap("Change it…")
    organiser.tap("Another time")
    answer = organiser.say if is_typed else organiser.tap
    answer("11:05")

    latter = newest_change(morning)
    assert latter.disruption == {"kind": "table_out", "args": ["1", "d1s02"]}
    assert shown(organiser.tap_data(f"c:ok={former.id}")) == "That is decided already: dropped."
    assert [line.act for line in morning.trail(f"change:{former.id}")] == ["change_dropped"]
    assert shown(organiser.tap_data(f"c:ok={latter.id}")).startswith("Done.")


def test_proposal_that_a_colleague_approved_meanwhile_stays_approved(morning: World) -> None:
    organiser, colleague = morning.organiser, second_organiser(morning)
    organiser.say("table 1 out until 11:20")
    former = newest_change(morning).id
    organiser.tap("Change it…")
    for _ in range(2):
        colleague.tap_data(f"c:ok={former}")

    organiser.tap("Another table")
    organiser.tap("2")
    organiser.tap("11:30")

    with morning.begin() as uow:
        found = uow.changes.find(former)
    assert found is not None
    assert found.status == "approved"
    assert newest_change(morning).status == "proposed"


def test_delegates_and_names_are_given_without_moving_anybody(morning: World) -> None:
    organiser = morning.organiser
    organiser.say("rename table 1 to Salon B")

    assert labels(organiser.tap("Change it…")[0]) == ["Another table", "Another name", "Drop"]


def test_others_move_only_to_spare_a_meeting(morning: World) -> None:
    """Banco and Atlas are both free at no other time, but Nordic can leave its chair for half past eleven."""
    organiser = morning.organiser
    late = [slot.id for slot in day_of(morning).slots if slot.id > "d1s03"]
    away = {str(morning.ids["Banco"]): ["d1s03", *late], str(morning.ids["Atlas"]): late}
    organiser.say("cancel Banco / Rif")
    organiser.tap("Approve")
    morning.set("companies_away", away)

    together = moves(morning, "cancel the 10:40 slot")
    alone = shown([*organiser.tap("Change it…"), *organiser.tap("Move nobody else")][-1:])
    again = shown([*organiser.tap("Change it…"), *organiser.tap("Let others move too")][-1:])

    assert together[1:] == [
        "Banco Norte and Atlas Contact: 10:40, table 1 → 11:05, table 1",
        "Nordic Retail and Atlas Contact: 11:05, table 1 → 11:30, table 1",
    ]
    assert together[0].startswith("Lumen Energie and Rif Appels: 10:40, table 2 → 1")
    assert "2027" not in together[0]
    assert "Banco Norte and Atlas Contact, 10:40, table 1: cancelled (no time at which both are free)" in alone
    assert again.splitlines()[2:5] == [f"• {line}" for line in together]


def test_others_who_would_move_in_vain_are_said_to(morning: World) -> None:
    organiser = morning.organiser
    before = shown(organiser.say("table 1 out until 11:20"))
    change = newest_change(morning).id

    together = shown(organiser.tap_data(f"c:alt={change}=together"))
    alone = shown(organiser.tap_data(f"c:alt={change}=alone"))

    assert together == f"Even if others move, nothing gets better.\n\n{before}"
    assert alone == before


def test_meeting_goes_to_another_day_only_where_its_own_is_full(morning: World) -> None:
    """Zagora is there at 11:05 and tomorrow; Nordic and Atlas stay on their day."""
    slots = day_of(morning).slots
    morning.set("companies_away", {str(morning.ids["Zagora"]): [s.id for s in slots if s.id[:2] == "d1"][2:]})
    morning.set("closed_slots", ["d1s01"])

    lines = moves(morning, "cancel the 11:05 slot")

    assert [("2027" in line) for line in lines if "Zagora" in line or "Nordic" in line] == [True, False]


# --- Later rather than earlier ---


def away_but_for(world: World, key: str, *slots: str) -> None:
    """Let a company be there in a few slots only."""
    others = [slot.id for slot in day_of(world).slots if slot.id not in slots]
    world.set("companies_away", {str(world.ids[key]): others})


def test_break_pulls_nobody_forward_to_the_first_slot_of_the_day(morning: World) -> None:
    edit(morning, ("Banco", "Atlas", "d1s04", "1"), now=TEN)
    at(morning, TEN + timedelta(minutes=12))

    assert moves(morning, "add a break 11:55 to 12:20") == [
        "Banco Norte and Atlas Contact: 11:55, table 1 → 12:20, table 1"
    ]


def test_meeting_moves_to_the_afternoon_before_it_moves_forward(morning: World) -> None:
    edit(morning, ("Banco", "Atlas", "d1s04", "1"), now=TEN)
    away_but_for(morning, "Banco", "d1s01", "d1s02", "d1s03", "d1s04", "d1s13")

    assert moves(morning, "add a break 11:55 to 12:20") == [
        "Banco Norte and Atlas Contact: 11:55, table 1 → 17:00, table 1"
    ]


@pytest.mark.parametrize(
    ("minutes", "line"),
    [
        (0, "Banco Norte and Atlas Contact: 11:55, table 1 → 11:05, table 1 (earlier than planned)"),
        (12, "Banco Norte and Atlas Contact: 11:55, table 1 → 11:30, table 1 (earlier than planned)"),
        (31, "Banco Norte and Atlas Contact, 11:55, table 1: cancelled (no time at which both are there)"),
    ],
)
def test_meeting_moves_forward_only_with_an_hour_of_notice(morning: World, minutes: int, line: str) -> None:
    edit(morning, ("Banco", "Atlas", "d1s04", "1"), now=TEN)
    away_but_for(morning, "Banco", "d1s01", "d1s02", "d1s03", "d1s04")
    at(morning, TEN + timedelta(minutes=minutes))

    assert moves(morning, "add a break 11:55 to 12:20") == [line]


def test_order_to_move_forward_is_followed_and_marked(morning: World) -> None:
    assert moves(morning, "move Nordic / Atlas to 10:40")[1] == (
        "Nordic Retail and Atlas Contact: 11:05, table 1 → 10:40, table 3 (earlier than planned)"
    )


# --- The freeze ---


def test_frozen_slot_takes_nobody_new_and_loses_only_what_it_must(morning: World) -> None:
    """At five to eleven the slot of 11:05 is ten minutes ahead: the freeze of the event."""
    at(morning, TEN + timedelta(minutes=55))

    assert moves(morning, "table 1 out until 11:20") == ["Nordic Retail and Atlas Contact, 11:05: table 1 → table 2"]
    (line,) = moves(morning, "cancel Nordic / Atlas")
    assert line.endswith("cancelled (by the organisers)")
    assert all("→ 11:05" not in line for line in moves(morning, "cancel the 11:30 slot"))


def test_nobody_is_moved_out_of_a_frozen_slot_for_another(morning: World) -> None:
    at(morning, TEN + timedelta(minutes=55))
    organiser = morning.organiser
    organiser.say("add Helvetia / Atlas at 11:55")
    organiser.tap("Approve")

    assert shown(organiser.say("move Helvetia / Atlas to 11:05")) == (
        "⚠️ That slot begins so soon that nobody is moved out of it any more."
    )


def test_what_has_begun_never_moves(morning: World) -> None:
    at(morning, TEN + timedelta(minutes=41))

    lines = moves(morning, "Banco gone for good")

    assert [line.partition(",")[0] for line in lines] == ["Banco Norte and Rif Appels"]
    assert ("Banco", "Atlas", "d1s01", "1") in now_in_force(morning)


# --- Undo ---


def test_undo_restores_the_former_meetings_and_settings_as_a_new_version(morning: World) -> None:
    first = published(morning)
    table_out(morning)
    second = published(morning)

    assert shown(morning.organiser.tap("Undo")) == f"{TAKEN_BACK}\nNobody has to be told."
    assert labels(morning.organiser.screen) == ["Change the day"]

    assert published(morning) > second > first
    assert now_in_force(morning) == set(SEATS)
    assert "tables_away" not in morning.settings()
    assert newest_change(morning).status == "undone"
    assert meeting(morning, "Banco", "Atlas").sequence == 2
    assert [line.act for line in morning.trail(f"change:{newest_change(morning).id}")] == [
        *("change_approved", "change_undone"),
    ]
    assert pushes(morning) == {}


def test_undo_after_people_were_told_tells_them_again(morning: World) -> None:
    table_out(morning)
    first = pushes(morning)

    undone = shown(morning.organiser.tap("Undo"))
    buttons = labels(morning.organiser.screen)

    assert undone == f"{TAKEN_BACK}\n3 people will be told again in a moment."
    assert buttons == ["Send now", "Change the day"]
    assert {*first} == {*pushes(morning)} == {"Banco", "Nordic", "Atlas"}


def test_undo_gives_a_delay_back(morning: World) -> None:
    before = meeting(morning, "Banco", "Rif").starts_at
    morning.organiser.say("everything after 11:00 +15")
    morning.organiser.tap("Approve")

    morning.organiser.tap("Undo")

    assert meeting(morning, "Banco", "Rif").starts_at == before
    assert "slot_shifts" not in morning.settings()


def test_undo_gives_a_meeting_back_to_its_delegate(morning: World) -> None:
    from tests.handlers.live.days import person

    organiser = morning.organiser
    organiser.tap_data(f"c:x=delegate;{morning.pair('Banco', 'Atlas')};{person(morning, 'Banco').id}")
    organiser.tap("Approve")
    organiser.say("cancel Banco / Atlas")
    organiser.tap("Approve")

    organiser.tap("Undo")

    assert meeting(morning, "Banco", "Atlas").buyer_delegate_id == person(morning, "Banco").id


def test_undo_is_refused_once_somebody_concerned_has_confirmed(morning: World) -> None:
    table_out(morning)
    pushes(morning)
    morning.phone("Banco").tap(f"k:{published(morning)}")

    assert shown(morning.organiser.tap("Undo")) == (
        "⚠️ Somebody has confirmed it already. Make another change instead; they will be told."
    )
    assert newest_change(morning).status == "approved"


def test_undo_does_not_mind_that_somebody_else_has_seen_the_agenda(morning: World) -> None:
    table_out(morning)
    morning.phone("Lumen").say("/agenda")
    morning.phone("Lumen").tap(f"k:{published(morning)}")

    assert shown(morning.organiser.tap("Undo")).startswith("Taken back")


def test_undo_is_refused_after_a_newer_change(morning: World) -> None:
    table_out(morning)
    first = newest_change(morning).id
    morning.organiser.say("cancel Lumen / Rif")
    morning.organiser.tap("Approve")

    assert shown(morning.organiser.tap_data(f"c:undo={first}")) == NEWER


def test_undo_of_what_moved_nobody_is_refused_once_it_was_changed_again(morning: World) -> None:
    organiser = morning.organiser
    for said in ("table 9 out until 11:20", "table 12 out until 11:20"):
        organiser.say(said)
        organiser.tap("Approve")
    last = newest_change(morning).id

    assert shown(organiser.tap_data(f"c:undo={last - 1}")) == NEWER
    assert shown(organiser.tap_data(f"c:undo={last}")).startswith("Taken back")
    assert shown(organiser.tap_data(f"c:undo={last - 1}")).startswith("Taken back")
    assert "tables_away" not in morning.settings()


def test_undo_is_refused_once_a_meeting_of_it_has_begun(morning: World) -> None:
    table_out(morning)
    at(morning, TEN + timedelta(minutes=41))

    assert shown(morning.organiser.tap("Undo")) == (
        "⚠️ A meeting that it concerns has begun. Make another change instead."
    )


def test_undo_of_what_is_not_in_force_is_refused(morning: World) -> None:
    refusal = "⚠️ That change is not in force, so there is nothing to take back."
    table_out(morning)
    morning.organiser.tap("Undo")

    assert shown(morning.organiser.tap("Undo")) == refusal
    assert shown(morning.organiser.tap_data("c:undo=4711")) == refusal


# --- Send now ---


def test_what_waits_is_sent_at_once(morning: World) -> None:
    table_out(morning)

    assert shown(morning.organiser.tap("Send now")) == "3 people are being told now."
    assert {*pushes(morning, after=timedelta(0))} == {"Banco", "Nordic", "Atlas"}
    assert shown(morning.organiser.tap_data("c:now")) == "Nobody is waiting to be told."
    assert [(line.act, line.after) for line in morning.trail("change")] == [("send_now", {"told": 3})]


# --- An agenda that is not in order by itself ---


def test_change_mends_nothing_but_what_it_breaks(morning: World) -> None:
    """Since publication a company refused another, one was withdrawn, a table was taken out and a limit lowered."""
    morning.wish("Rif", "Lumen", "no")
    morning.change("Zagora", status="submitted")
    morning.set("tables_out", ["2"])
    morning.set("limits_provider", [0, 1])
    morning.set("pairs", {morning.pair("Banco", "Rif"): "forbidden", morning.pair("Helvetia", "Atlas"): "fixed"})
    morning.answer("Nordic", half_days_off=["d1_am"])

    assert moves(morning, "table 1 out until 11:00") == [
        "Banco Norte and Atlas Contact, 10:40: table 1 → table 3",
    ]


def test_table_whose_number_is_gone_from_the_event_stays_known(morning: World) -> None:
    morning.use(tables=morning.house.event.tables[:2])

    assert moves(morning, "cancel Lumen / Zagora") == [
        "Lumen Energie and Zagora Back Office, 11:05, table 3: cancelled (by the organisers)"
    ]


def test_lock_is_harmless_without_an_agenda(database: Database) -> None:
    with database.begin() as uow:
        uow.agendas.lock()
        assert uow.agendas.newest("published") is None
