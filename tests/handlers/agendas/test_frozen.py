"""What took place or is about to begin stays as it is, whatever is prepared, adjusted or published."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from handlers.agendas import allocation
from tests.handlers.registrations import words
from tests.world import World, data

FIRST = ("Banco", "Atlas", "d1s01", "1")
SECOND = ("Banco", "Rif", "d1s02", "2")
LATER = ("Nordic", "Atlas", "d1s09", "1")


def at(world: World, clock: str) -> datetime:
    """Return an instant of the first day; meetings begin at 10:40 and 11:05."""
    event = world.house.event
    return datetime.combine(event.first_day, datetime.strptime(clock, "%H:%M").time(), event.zone)  # noqa: DTZ007


@pytest.fixture
def held(world: World) -> World:
    """Three meetings are published, and the clock says 10:56: the second begins in nine minutes."""
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"), ("Nordic", "Atlas"), ("Banco", "Zagora"))
    world.publish(world.draft(FIRST, SECOND, LATER))
    world.organiser.now = at(world, "10:56") - timedelta(seconds=5)
    return world


def prepared(world: World, *, clock: str = "10:56", only_adds: bool = False) -> set[tuple[str, str, str, str]]:
    """Allocate as the organisers do, and return the draft's meetings."""
    now = at(world, clock)
    with world.begin() as uow:
        problem = allocation.prepare(uow, world.house.event, keeps_published=only_adds, now=now)
    agenda = allocation.solve(problem)
    with world.begin() as uow:
        draft = allocation.keep(uow, world.house.event, agenda, person_id=None, now=now)
    return world.places(draft.id)


def draft_screen(world: World) -> list[str]:
    return words(world.organiser.say("/publish")).splitlines()


@pytest.mark.parametrize("only_adds", [True, False])
def test_prepared_agenda_keeps_what_is_frozen_and_adds_nothing_to_it(held: World, *, only_adds: bool) -> None:
    places = prepared(held, only_adds=only_adds)

    assert {FIRST, SECOND} <= places
    new = places - {FIRST, SECOND}
    assert {(buyer, provider) for buyer, provider, _slot, _table in new} == {("Nordic", "Atlas"), ("Banco", "Zagora")}
    assert all(slot not in ("d1s01", "d1s02") for _buyer, _provider, slot, _table in new)
    assert (LATER in places) or not only_adds
    assert "No conflict: nobody and no table is booked twice." in draft_screen(held)


def test_slot_that_begins_after_the_window_is_free_to_change(held: World) -> None:
    places = prepared(held, clock="10:55")

    assert FIRST in places
    assert [place[:2] for place in places].count(("Banco", "Rif")) == 1
    with held.begin() as uow:
        assert "d1s02" in {slot.id for slot in allocation.prepare(uow, held.house.event, now=at(held, "10:55")).slots}


def test_what_was_held_counts_for_floors_and_caps(held: World) -> None:
    held.set("limits_buyer", [2, 2])

    with held.begin() as uow:
        problem = allocation.prepare(uow, held.house.event, now=at(held, "10:56"))

    (banco,) = [one for one in problem.participants if one.id == str(held.ids["Banco"])]
    assert (banco.floor, banco.cap) == (0, 0)


def test_past_meeting_stays_though_its_table_is_out_and_a_company_refused_since(held: World) -> None:
    held.set("tables_out", ["1"])
    held.wish("Banco", "Atlas", "no")

    assert FIRST in prepared(held)
    assert "No conflict: nobody and no table is booked twice." in draft_screen(held)


def test_past_meeting_of_a_company_that_withdrew_stands_in_nobodys_way(held: World) -> None:
    held.answer("Atlas", withdrawn=True)
    held.draft(SECOND)

    assert "No conflict: nobody and no table is booked twice." in draft_screen(held)


@pytest.mark.parametrize(
    ("meetings", "count"),
    [
        ((SECOND, LATER), "1 meeting that took place or begins"),
        ((LATER,), "2 meetings that took place or begin"),
        ((FIRST, ("Banco", "Rif", "d1s02", "3"), LATER), "1 meeting that took place or begins"),
        ((FIRST, SECOND, LATER, ("Banco", "Zagora", "d1s02", "3")), "1 meeting that took place or begins"),
    ],
    ids=["cancelled", "both cancelled", "moved", "added"],
)
def test_draft_that_changes_something_too_late_is_not_published(
    held: World, meetings: tuple[tuple[str, str, str, str], ...], count: str
) -> None:
    draft = held.draft(*meetings)

    shown = draft_screen(held)
    held.organiser.tap_data(f"g:preview={draft.id}")
    held.organiser.tap_data(f"g:publish={draft.id}")

    assert (
        shown[1]
        == f"⏳ {count} in less than 10 min would change, which is too late. Allocate again before you publish."
    )
    published = held.newest("published")
    assert published is not None
    assert held.places(published.id) == {FIRST, SECOND, LATER}


def test_frozen_meeting_offers_nothing_and_refuses_every_change(held: World) -> None:
    held.draft(FIRST, SECOND, LATER)
    pair, later = held.pair("Banco", "Rif"), held.pair("Nordic", "Atlas")
    stays = "This meeting took place or begins in less than 10 min: it stays as it is."

    (shown,) = held.organiser.tap_data(held.z(f"one={pair}"))
    answers = [
        words(held.organiser.tap_data(held.z(act)))
        for act in (f"forbid={pair}", f"move={pair}", f"to={pair}@d1s05", f"swap={pair}", f"with={later}@{pair}")
    ]

    assert data(shown) == ["m:publish"]
    assert all(stays in answer for answer in answers)
    draft = held.newest("draft")
    assert draft is not None
    assert held.places(draft.id) == {FIRST, SECOND, LATER}
    assert "pairs" not in held.settings()


def test_later_meeting_moves_only_to_times_that_are_still_to_come(held: World) -> None:
    held.draft(FIRST, SECOND, LATER)
    later = held.pair("Nordic", "Atlas")

    (offered,) = held.organiser.tap_data(held.z(f"move={later}"))
    late = words(held.organiser.tap_data(held.z(f"to={later}@d1s01")))
    (swap,) = held.organiser.tap_data(held.z(f"swap={later}"))
    held.organiser.tap_data(held.z(f"to={later}@d1s03"))

    times = {one.rpartition("@")[2] for one in data(offered)}
    assert times.isdisjoint({"d1s01", "d1s02"})
    assert "d1s03" in times
    assert late.startswith("⚠️ That time is past or begins in less than 10 min.")
    assert swap.rows == ()
    draft = held.newest("draft")
    assert draft is not None
    assert held.places(draft.id) == {FIRST, SECOND, ("Nordic", "Atlas", "d1s03", "1")}


def test_after_the_last_slot_nothing_can_be_added(held: World) -> None:
    held.draft(FIRST, SECOND, LATER)
    held.organiser.now = at(held, "18:00") + timedelta(days=2)

    said = words(held.organiser.tap_data(held.z(f"move={held.pair('Banco', 'Zagora')}")))

    assert said == "There is no other time at which both are free and a table is left."
