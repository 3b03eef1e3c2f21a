"""When companies can meet, and where."""

from __future__ import annotations

from handlers.availability import (
    day_slots,
    free_slots,
    half_day,
    limits,
    open_slots,
    open_tables,
    table_label,
    table_names,
)
from tests.world import World


def test_slots_and_tables_are_those_the_organisers_left_open(world: World) -> None:
    with world.begin() as uow:
        event = world.house.event
        slots, tables = len(open_slots(uow, event)), len(open_tables(uow, event))
    world.set("closed_slots", ["d1s01"])
    world.set("tables_out", ["7", "24"])
    with world.begin() as uow:
        open_now, tables_now = open_slots(uow, event), open_tables(uow, event)

    assert len(open_now) == slots - 1
    assert "d1s01" not in {slot.id for slot in open_now}
    assert len(tables_now) == tables - 2
    assert tables_now[:7] == ["1", "2", "3", "4", "5", "6", "8"]


def test_half_days_kept_free_are_taken_out(world: World) -> None:
    with world.begin() as uow:
        known = open_slots(uow, world.house.event)

    free = free_slots(known, {"half_days_off": ["d1_am", "d2_pm"]})

    assert free == {slot.id for slot in known if half_day(slot) in ("d1_pm", "d2_am")}
    assert free_slots(known, {}) is free_slots(known, {"half_days_off": []}) is None
    assert free_slots(known, {"half_days_off": ["d1_am", "d1_pm", "d2_am", "d2_pm"]}) == frozenset()


def test_limits_are_the_events_until_the_organisers_change_them(world: World) -> None:
    event = world.house.event
    with world.begin() as uow:
        before = limits(uow, event, "buyer"), limits(uow, event, "provider")
    world.set("limits_buyer", [1, 2])
    with world.begin() as uow:
        after = limits(uow, event, "buyer"), limits(uow, event, "provider")

    assert (before, after) == (((4, 14), (3, 10)), ((1, 2), (3, 10)))


def test_table_is_called_by_the_name_the_event_gave_it(world: World) -> None:
    event = world.house.event

    assert [table_label(event, "1", language) for language in ("fr", "ar", "en")] == [
        "1 (Salon calme)",
        "1 (الركن الهادئ)",
        "1 (Quiet corner)",
    ]
    assert (table_label(event, "2", "fr"), table_label(event, "Terrace", "fr")) == ("2", "Terrace")


def test_delayed_slots_begin_later_for_everybody_and_stay_in_their_half_day(world: World) -> None:
    event = world.house.event
    world.set("slot_shifts", {"d1s06": 20})
    world.answer("Banco", half_days_off=["d1_pm"])
    with world.begin() as uow:
        slots = {
            slot.id: f"{slot.start:%H:%M}-{slot.end:%H:%M} {slot.starts_at:%H:%M}" for slot in day_slots(uow, event)
        }

    problem = world.problem()

    assert (slots["d1s05"], slots["d1s06"]) == ("12:20-12:40 12:20", "13:05-13:25 13:05")
    assert {slot.id: slot.starts_at for slot in problem.slots}["d1s06"] == "2027-04-14T13:05"
    banco = next(one for one in problem.participants if one.id == str(world.ids["Banco"]))
    assert "d1s06" in (banco.available or ())


def test_table_is_known_by_the_name_it_was_given_on_the_day(world: World) -> None:
    event = world.house.event
    world.set("table_names", {"7": "Salon B"})
    world.set("tables_out", ["8"])
    with world.begin() as uow:
        names, tables = table_names(uow, event), open_tables(uow, event)

    assert (names["6"], names["7"], names["8"]) == ("6", "Salon B", "8")
    assert tables[5:8] == ["6", "Salon B", "9"]
