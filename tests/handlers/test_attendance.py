"""Half-days kept free and a stand-in: asked once a company chooses, honoured by whatever is prepared."""

from __future__ import annotations

from dataclasses import replace

from handlers.agendas import allocation
from scheduling import Participant, check
from tests.handlers.registrations import asked_of, labels, values_of, words
from tests.phone import Phone
from tests.world import START, World


def test_only_half_days_of_the_event_are_offered(world: World) -> None:
    (reply,) = world.phone("Banco").tap_data("w:details")

    assert labels(reply)[:4] == ["Day 1, morning", "Day 1, afternoon", "Day 2, morning", "Day 2, afternoon"]
    assert all("Day 3" not in label for label in labels(reply))


def test_answers_are_tapped_or_typed_and_the_stand_in_follows(world: World) -> None:
    phone = world.phone("Banco")
    phone.tap_data("w:details")

    phone.say("1, 4")
    asked = []
    while asked_of(phone) != "stand_in":
        asked.append(asked_of(phone))
        phone.say("later")
    phone.say("Jana Novak, +33 1 44 55 66 78")

    assert asked == ["parallel", "table_needs", "avoided_names"]
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


# --- How the company comes ---


def participant(world: World, key: str) -> Participant:
    (found,) = [one for one in world.problem().participants if one.id == str(world.ids[key])]
    return found


def answer(world: World, key: str, **answers: str) -> Phone:
    """Go through what is asked of a company that comes, in words; what has no answer is left for later."""
    phone = world.phone(key)
    phone.tap_data("w:details")
    while (asked := asked_of(phone)) is not None:
        phone.say(answers.get(asked, "later"))
    return phone


def test_delegates_who_meet_at_the_same_time_are_seated_at_two_tables(world: World) -> None:
    world.set("closed_slots", [slot.id for slot in world.problem().slots if slot.id != "d1s01"])
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"), ("Banco", "Souss"))
    answer(world, "Banco", parallel="2")

    problem = world.problem()
    agenda = allocation.solve(problem)

    assert participant(world, "Banco").capacity == 2
    assert participant(world, "Atlas").capacity == 1
    assert len(agenda.meetings) == 2
    assert len({meeting.table for meeting in agenda.meetings}) == 2
    assert check(problem, agenda) == ()


def test_company_is_seated_where_the_table_has_what_it_needs(world: World) -> None:
    world.agree(("Banco", "Atlas"), ("Nordic", "Atlas"))
    answer(world, "Banco", table_needs="room for a wheelchair")

    problem = world.problem()
    agenda = allocation.solve(problem)

    assert participant(world, "Banco").needs == {"wheelchair"}
    assert {meeting.table for meeting in agenda.meetings if meeting.a == str(world.ids["Banco"])} == {"2"}
    assert check(problem, agenda) == ()


def test_only_features_that_a_table_has_are_offered_and_nothing_excludes_the_others(world: World) -> None:
    phone = world.phone("Banco")
    phone.tap_data("w:details")
    phone.say("none")
    (reply,) = phone.say("1")
    phone.tap("A screen")
    (redrawn,) = phone.tap("Nothing")

    assert labels(reply)[:4] == ["A quiet place", "A screen", "Room for a wheelchair", "Nothing"]
    assert [button.label for button in redrawn.buttons if button.is_on] == ["Nothing"]
    phone.tap("Done (1)")
    assert values_of(phone)["half_days_off"] == values_of(phone)["table_needs"] == ["none"]
    assert participant(world, "Banco").needs == frozenset()
    forged = phone.tap_data("t:table_needs=power")
    assert words(forged).startswith("⚠️ That choice no longer exists.")


def test_zone_is_asked_where_the_room_has_several(world: World) -> None:
    tables = tuple(replace(table, zone="A" if table.number < 13 else "B 2") for table in world.house.event.tables)
    world.use(tables=tables)
    world.agree(("Banco", "Atlas"))
    phone = world.phone("Banco")
    phone.tap_data("w:details")
    for _ in range(3):
        phone.say("later")
    (zones,) = [phone.screen]
    phone.tap("B 2")
    phone.tap("Done (1)")

    problem = world.problem()
    (meeting,) = allocation.solve(problem).meetings

    assert labels(zones)[:2] == ["A", "B 2"]
    assert participant(world, "Banco").zones == {"B 2"}
    assert int(meeting.table) >= 13
    assert "Zone of the room: B 2" in words(phone.say("/profile"))


def test_zone_is_typed_switched_off_and_refused_when_unknown(world: World) -> None:
    world.use(tables=tuple(replace(table, zone="AB"[table.number % 2]) for table in world.house.event.tables))
    phone = answer(world, "Banco", table_zones="A, B")
    typed = values_of(phone)["table_zones"]
    phone.tap_data("t:table_zones=A")
    phone.tap_data("t:table_zones=B")
    none = words(phone.tap_data("d:table_zones"))
    unknown = words(phone.tap_data("t:table_zones=C"))

    assert typed == ["A", "B"]
    assert none.startswith("⚠️ Please choose at least one.")
    assert unknown.startswith("⚠️ That choice no longer exists.")


def test_tables_without_features_or_zones_raise_no_question(world: World) -> None:
    world.use(tables=tuple(replace(table, zone="", features=()) for table in world.house.event.tables))
    phone = world.phone("Banco")
    phone.tap_data("w:details")
    asked = []
    while (key := asked_of(phone)) is not None:
        asked.append(key)
        phone.say("later")

    assert asked == ["half_days_off", "parallel", "avoided_names", "stand_in"]


def test_company_whose_only_table_is_out_meets_nobody_and_others_do(world: World) -> None:
    world.agree(("Banco", "Atlas"), ("Nordic", "Atlas"))
    answer(world, "Banco", table_needs="3")
    world.set("tables_out", ["2"])

    problem = world.problem()
    agenda = allocation.solve(problem)

    assert [meeting.a for meeting in agenda.meetings] == [str(world.ids["Nordic"])]
    assert [left.reason.code for left in agenda.leftovers] == ["no_common_slot"]


def test_side_that_keeps_its_tables_sits_at_one_all_day(world: World) -> None:
    world.use(seated_side="buyer")
    buyers, providers = ("Banco", "Nordic", "Helvetia"), ("Atlas", "Rif", "Souss")
    world.agree(*[(buyer, provider) for buyer in buyers for provider in providers])

    problem = world.problem()
    agenda = allocation.solve(problem)

    assert problem.seated_side == "buyer"
    assert len(agenda.meetings) == 9
    for buyer in buyers:
        assert len({one.table for one in agenda.meetings if one.a == str(world.ids[buyer])}) == 1
    assert check(problem, agenda) == ()


def test_meeting_moved_by_hand_stays_at_the_seat_and_at_a_table_that_suits(world: World) -> None:
    world.use(seated_side="buyer")
    world.answer("Nordic", table_needs=["wheelchair"])
    world.agree(("Banco", "Atlas"), ("Nordic", "Rif"), ("Nordic", "Atlas"))
    draft = world.draft(("Banco", "Atlas", "d1s01", "1"), ("Nordic", "Rif", "d1s02", "2"))
    pair = world.pair("Nordic", "Atlas")

    world.organiser.tap_data(world.z(f"to={pair}@d1s03"))
    world.organiser.tap_data(world.z(f"to={world.pair('Banco', 'Atlas')}@d1s05"))

    assert world.places(draft.id) == {
        ("Banco", "Atlas", "d1s05", "1"),
        ("Nordic", "Rif", "d1s02", "2"),
        ("Nordic", "Atlas", "d1s03", "2"),
    }


def test_meeting_at_a_table_that_lacks_what_is_needed_since_is_not_possible_any_more(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    draft = world.draft(("Banco", "Atlas", "d1s01", "1"))
    world.publish(draft)
    world.answer("Banco", table_needs=["wheelchair"])

    with world.begin() as uow:
        assert allocation.unfit(uow, world.house.event, draft, now=START) == (1, 0)
    assert world.problem(keeps_published=True).published == ()


def test_promised_meetings_stay_though_only_one_delegate_comes_now(world: World) -> None:
    world.answer("Banco", parallel="2")
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"))
    world.publish(world.draft(("Banco", "Atlas", "d1s01", "1"), ("Banco", "Rif", "d1s01", "2")))
    both = len(world.problem(keeps_published=True).published)
    world.answer("Banco", parallel="1")

    assert (both, len(world.problem(keeps_published=True).published)) == (2, 1)
