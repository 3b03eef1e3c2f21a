"""What organisers set in the chat: it counts from the next preparation, and leaves an audit line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.organising.setup import HIGHEST_LIMIT
from matching.weights import DEFAULT_BUYER, DEFAULT_PROVIDER
from tests.handlers.registrations import asked_of, labels, person_of, words
from tests.world import World, data, text

NEXT = "It counts from the next preparation of the agenda: /allocate"


def is_on(world: World, wanted: str) -> bool | None:
    return world.organiser.find(wanted)[1].is_on


def trail(world: World, key: str) -> list[tuple[object, object]]:
    return [(line.before, line.after) for line in world.trail(key)]


def test_set_up_in_force_is_shown(world: World) -> None:
    (reply,) = world.organiser.say("/setup")

    slots = len(world.problem().slots)
    assert text(reply) == (
        f"Set-up\nTables in use: 24 of 24\nSlots in use: {slots} of {slots}\n"
        "Buyers: 4 to 14 meetings · providers: 3 to 10\n"
        "Placed when: both sides said yes\nWishes until: Friday 9 April 2027 at 18:00"
    )
    assert {"y:tables=0", "y:slots", "y:limits", "y:weights", "y:rule"} <= set(data(reply))


@pytest.mark.parametrize(
    "tapped", ["y:menu", "y:tables=0", "y:table=7", "y:slot=d1s01", "y:limit=buyer_floor+", "y:rule", "y:weight=price"]
)
def test_forged_taps_of_participants_have_no_effect(world: World, tapped: str) -> None:
    phone = world.phone("Banco")

    assert words(phone.tap_data(tapped)).startswith("This menu is for the organisers.")
    assert world.settings() == {}
    assert asked_of(phone) is None


def test_table_is_taken_out_and_put_back_in_place(world: World) -> None:
    organiser = world.organiser
    organiser.say("/setup")
    organiser.tap("Tables")

    (out,) = organiser.tap("7")
    without = {table.id for table in world.problem().tables}
    was_on = is_on(world, "y:table=7")
    organiser.tap("7")

    assert out.edits is not None
    assert text(out) == f"Tap a table to take it out or put it back.\n{NEXT}"
    assert ("7" in without, was_on, is_on(world, "y:table=7")) == (False, False, True)
    assert trail(world, "tables_out") == [(None, ["7"]), (["7"], [])]
    assert len(world.problem().tables) == 24


def test_many_tables_are_shown_by_pages(world: World) -> None:
    known = world.house.event.tables
    world.use(tables=tuple(replace(known[-1], number=number) for number in range(1, 31)))
    organiser = world.organiser

    (first,) = organiser.tap_data("y:tables=0")
    (second,) = organiser.tap("More (1/2) ›")
    (after,) = organiser.tap("30")

    assert len([one for one in data(first) if one.startswith("y:table=")]) == 24
    assert [one for one in data(second) if one.startswith("y:table=")] == [f"y:table={n}" for n in range(25, 31)]
    assert data(after) == data(second)


@pytest.mark.parametrize("page", ["7", "x", "", "9999999999"])
def test_page_that_does_not_exist_is_another_one(world: World, page: str) -> None:
    assert "y:table=1" in data(world.organiser.tap_data(f"y:tables={page}")[0])


@pytest.mark.parametrize("tapped", ["y:table=99", "y:table=", "y:slot=d9s99", "y:limit=", "y:limit=buyer_roof+"])
def test_forged_values_change_nothing(world: World, tapped: str) -> None:
    world.organiser.tap_data(tapped)

    assert world.settings() == {}


@pytest.mark.parametrize("tapped", ["y:weight=bogus", "y:bogus", "y:limit=guest_floor+", "y:limit=buyer_floor*"])
def test_unknown_buttons_show_the_set_up(world: World, tapped: str) -> None:
    assert words(world.organiser.tap_data(tapped)).partition("\n")[0] in (
        "Set-up",
        "Fewest and most meetings of a company:",
    )
    assert world.settings() == {}


def test_slot_is_closed_and_opened_again(world: World) -> None:
    organiser = world.organiser
    organiser.say("/setup")
    (shown,) = organiser.tap("Slots")

    organiser.tap("y:slot=d1s01")
    closed = {slot.id for slot in world.problem().slots}
    was_on = is_on(world, "y:slot=d1s01")
    organiser.tap("y:slot=d1s01")

    assert text(shown) == f"Wednesday 14 April 2027\nTap a slot to close or open it.\n{NEXT}"
    assert labels(shown)[0] == "14/4 10:40"
    assert ("d1s01" in closed, was_on) == (False, False)
    assert trail(world, "closed_slots") == [(None, ["d1s01"]), (["d1s01"], [])]


def test_floors_and_caps_are_stepped_and_stay_in_order(world: World) -> None:
    organiser = world.organiser
    organiser.say("/setup")
    (shown,) = organiser.tap("Floors and caps")
    for tapped in ("buyer_floor+", "buyer_cap-", "provider_floor-", "provider_cap+"):
        organiser.tap(f"y:limit={tapped}")

    people = {one.side: (one.floor, one.cap) for one in world.problem().participants}
    assert text(shown) == f"Fewest and most meetings of a company:\n{NEXT}"
    assert labels(shown)[:3] == ["−", "Buyers, at least 4", "+"]
    assert people == {"buyer": (5, 13), "provider": (2, 11)}
    assert trail(world, "limits_buyer") == [(None, [5, 14]), ([5, 14], [5, 13])]


@pytest.mark.parametrize(
    ("start", "tapped", "after"),
    [
        ([0, 9], "buyer_floor-", [0, 9]),
        ([9, 9], "buyer_floor+", [9, 9]),
        ([9, 9], "buyer_cap-", [9, 9]),
        ([0, HIGHEST_LIMIT], "buyer_cap+", [0, HIGHEST_LIMIT]),
    ],
)
def test_limits_end_where_they_make_no_sense(world: World, start: list[int], tapped: str, after: list[int]) -> None:
    world.set("limits_buyer", start)

    world.organiser.tap_data(f"y:limit={tapped}")

    assert world.settings()["limits_buyer"] == after


def test_one_wish_is_enough_once_the_rule_is_changed(world: World) -> None:
    world.wish("Banco", "Atlas")
    organiser = world.organiser
    organiser.say("/setup")

    before = len(world.problem().pairs)
    one = words(organiser.tap("Change who is placed"))
    during = len(world.problem().pairs)
    both = words(organiser.tap("Change who is placed"))

    assert (before, during, len(world.problem().pairs)) == (0, 1, 0)
    assert "Placed when: one side said yes and the other is silent" in one
    assert "Placed when: both sides said yes" in both
    assert trail(world, "one_wish_is_enough") == [(None, True), (True, False)]


@pytest.mark.parametrize("typed", ["50 7", "50/7", "٥٠ ٧"])
def test_weight_is_typed_and_counts_for_every_pair(world: World, typed: str) -> None:
    organiser = world.organiser
    organiser.say("/setup")
    (shown,) = organiser.tap("Weights")
    (asking,) = organiser.tap("y:weight=price")

    done = organiser.say(typed)

    assert text(shown) == "What counts for a pair (buyers / providers). Tap one to change it."
    assert "Price and payment: 8 / 20" in labels(shown)
    assert text(asking) == (
        "Price and payment\n"
        "Type two numbers from 0 to 100: how much it counts for buyers, and for providers. Example: 20 10"
    )
    assert (words(done), data(done[0]), asked_of(organiser)) == (NEXT, ["y:weights"], None)
    weights = {"buyer": {**DEFAULT_BUYER, "price": 50}, "provider": {**DEFAULT_PROVIDER, "price": 7}}
    assert world.settings()["weights"] == weights
    assert trail(world, "weights") == [(None, weights)]


@pytest.mark.parametrize("typed", ["", "twenty", "20", "20 10 5", "20 101", "1000 10", "-5 -5 x"])
def test_weight_that_makes_no_sense_is_asked_again(world: World, typed: str) -> None:
    organiser = world.organiser
    organiser.tap_data("y:weight=price")

    reply = words(organiser.say(typed))

    assert reply == "I need two numbers from 0 to 100, and not everything may be 0."
    assert "weights" not in world.settings()
    assert asked_of(organiser) == "@weight:price"


def test_not_everything_may_count_nothing(world: World) -> None:
    zero = dict.fromkeys(DEFAULT_BUYER, 0)
    world.set("weights", {"buyer": {**zero, "price": 5}, "provider": dict(DEFAULT_PROVIDER)})
    organiser = world.organiser
    organiser.tap_data("y:weight=price")

    assert words(organiser.say("0 5")) == "I need two numbers from 0 to 100, and not everything may be 0."


def test_somebody_who_is_no_organiser_any_more_leaves_the_typing(world: World) -> None:
    """Whatever they typed met the same refusal."""
    organiser = world.organiser
    organiser.tap_data("y:weight=price")
    person = person_of(organiser)
    assert person is not None
    with world.begin() as uow:
        uow.people.change(person.id, organiser_role=None)

    reply = words(organiser.say("50 7"))

    assert reply.startswith("This menu is for the organisers.")
    assert asked_of(organiser) is None
    assert world.settings() == {}


def test_deadline_is_asked_for_by_its_button(world: World) -> None:
    organiser = world.organiser
    organiser.say("/setup")

    organiser.tap("Deadline")

    assert asked_of(organiser) == "@deadline"


@pytest.mark.parametrize("tapped", ["y:table=1", "y:slot=d1s01"])
def test_taking_out_what_published_meetings_need_is_warned_of(world: World, tapped: str) -> None:
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"))
    world.publish(world.draft(("Banco", "Atlas", "d1s01", "1"), ("Banco", "Rif", "d1s02", "2")))

    (out,) = world.organiser.tap_data(tapped)
    (back,) = world.organiser.tap_data(tapped)

    assert text(out).startswith("⚠️ 1 published meeting takes place there. It stays until you change the day.\n\n")
    assert "c:menu" in data(out)
    assert "⚠️" not in text(back)
    assert "c:menu" not in data(back)


def test_meetings_that_took_place_are_not_warned_of(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    world.publish(world.draft(("Banco", "Atlas", "d1s01", "1")))
    world.organiser.now = world.meetings(1)[0].ends_at

    (out,) = world.organiser.tap_data("y:table=1")

    assert "⚠️" not in text(out)
