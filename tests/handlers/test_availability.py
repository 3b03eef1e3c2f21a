"""When companies can meet, and where."""

from __future__ import annotations

from handlers.availability import free_slots, half_day, limits, open_slots, open_tables
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
