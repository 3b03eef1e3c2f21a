"""Half-days kept free and a stand-in: asked once a company chooses, honoured by whatever is prepared."""

from __future__ import annotations

from handlers.agendas import allocation
from tests.handlers.registrations import asked_of, labels, values_of, words
from tests.world import World


def test_only_half_days_of_the_event_are_offered(world: World) -> None:
    (reply,) = world.phone("Banco").tap_data("w:details")

    assert labels(reply)[:4] == ["Day 1, morning", "Day 1, afternoon", "Day 2, morning", "Day 2, afternoon"]
    assert all("Day 3" not in label for label in labels(reply))


def test_answers_are_tapped_or_typed_and_the_stand_in_follows(world: World) -> None:
    phone = world.phone("Banco")
    phone.tap_data("w:details")

    phone.say("1, 4")
    asked = asked_of(phone)
    phone.say("Jana Novak, +33 1 44 55 66 78")

    assert asked == "stand_in"
    values = values_of(phone)
    assert (values["half_days_off"], values["stand_in"]) == (["d1_am", "d2_pm"], "Jana Novak, +33 1 44 55 66 78")


def test_half_day_of_a_day_the_event_does_not_have_is_refused(world: World) -> None:
    phone = world.phone("Banco")
    phone.tap_data("w:details")

    reply = phone.tap_data("t:half_days_off=d3_am")

    assert words(reply).startswith("⚠️ That choice no longer exists.")
    assert "half_days_off" not in values_of(phone)


def test_one_who_keeps_nothing_free_is_there_all_the_time(world: World) -> None:
    phone = world.phone("Banco")
    phone.tap_data("w:details")
    phone.say("later")
    phone.say("later")

    (banco,) = [one for one in world.problem().participants if one.id == str(world.ids["Banco"])]
    assert banco.available is None


def test_half_days_kept_free_hold_no_meeting(world: World) -> None:
    world.agree(*[("Banco", other) for other in ("Atlas", "Rif", "Zagora", "Souss")])
    phone = world.phone("Banco")
    phone.tap_data("w:details")
    phone.say("1, 3, 4")

    agenda = allocation.solve(world.problem())

    slots = {meeting.slot for meeting in agenda.meetings}
    assert len(agenda.meetings) == 4
    assert all(slot.startswith("d1s") for slot in slots)
    with world.begin() as uow:
        from handlers.availability import half_day, open_slots

        assert {half_day(slot) for slot in open_slots(uow, world.house.event) if slot.id in slots} == {"d1_pm"}


def test_one_who_is_never_there_meets_nobody_and_the_organiser_reads_why(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    phone = world.phone("Banco")
    phone.tap_data("w:details")
    phone.say("1, 2, 3, 4")

    agenda = allocation.solve(world.problem())

    assert agenda.meetings == ()
    assert [left.reason.code for left in agenda.leftovers] == ["no_common_slot"]


def test_details_are_not_asked_of_somebody_who_registers(world: World) -> None:
    phone = world.phone("Banco")

    assert asked_of(phone) is None
    assert "gives_details" not in values_of(phone)
