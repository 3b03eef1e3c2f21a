"""From wishes to a draft: which pairs may be placed, and what is kept of the result."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.agendas import allocation
from scheduling import Meeting, check
from tests.phone import NOON
from tests.world import World


def pairs(world: World, **options: bool) -> dict[str, str]:
    return {pair.key: pair.status for pair in world.problem(**options).pairs}


def test_problem_holds_the_event_as_it_was_set_up(world: World) -> None:
    world.set("closed_slots", ["d1s01"])
    world.set("tables_out", ["1"])
    world.set("limits_provider", [1, 2])
    world.answer("Banco", half_days_off=["d1_am", "d1_pm"])

    problem = world.problem()

    people = {person.id: person for person in problem.participants}
    banco, atlas = people[str(world.ids["Banco"])], people[str(world.ids["Atlas"])]
    assert (banco.side, banco.floor, banco.cap) == ("buyer", 4, 14)
    assert banco.available == {slot.id for slot in problem.slots if slot.id.startswith("d2")}
    assert (atlas.side, atlas.floor, atlas.cap, atlas.available) == ("provider", 1, 2, None)
    assert (problem.slots[0].id, problem.slots[0].session) == ("d1s02", "2027-04-14 day1-morning")
    assert problem.slots[0].starts_at == "2027-04-14T11:05"
    assert [table.id for table in problem.tables[:2]] == ["2", "3"]
    assert problem.published == ()


def test_only_pairs_that_both_want_are_placed(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    world.wish("Banco", "Rif")
    world.wish("Zagora", "Banco", "must")
    world.wish("Banco", "Souss")
    world.wish("Souss", "Banco", "no")

    assert pairs(world) == {world.pair("Banco", "Atlas"): "open"}


def test_one_wish_is_enough_where_the_organisers_say_so_but_never_against_a_no(world: World) -> None:
    world.wish("Banco", "Rif")
    world.wish("Banco", "Souss")
    world.wish("Souss", "Banco", "no")
    world.set("one_wish_is_enough", True)

    assert pairs(world) == {world.pair("Banco", "Rif"): "open"}


def test_must_outweighs_yes(world: World) -> None:
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"))
    world.wish("Banco", "Rif", "must")

    weights = {pair.key: pair.weight for pair in world.problem().pairs}

    assert weights[world.pair("Banco", "Rif")] > weights[world.pair("Banco", "Atlas")]


def test_decisions_of_organisers_reach_the_problem(world: World) -> None:
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"), ("Nordic", "Rif"))
    decided = {("Banco", "Atlas"): "fixed", ("Banco", "Rif"): "forbidden", ("Nordic", "Zagora"): "fixed"}
    world.set("pairs", {world.pair(*pair): status for pair, status in decided.items()})

    problem = world.problem()

    assert {pair.key: pair.status for pair in problem.pairs} == {
        world.pair("Banco", "Atlas"): "fixed",
        world.pair("Banco", "Rif"): "forbidden",
        world.pair("Nordic", "Rif"): "open",
        world.pair("Nordic", "Zagora"): "fixed",
    }
    agenda = allocation.solve(problem)
    placed = {meeting.pair for meeting in agenda.meetings}
    assert placed == {key for key in pairs(world) if key != world.pair("Banco", "Rif")}
    assert check(problem, agenda) == ()


def test_fixed_pair_is_placed_no_more_once_either_side_refuses_or_leaves(world: World) -> None:
    """What an organiser had fixed was placed against a later "no"."""
    world.set("pairs", {world.pair("Banco", key): "fixed" for key in ("Atlas", "Rif", "Zagora")})
    world.wish("Atlas", "Banco", "no")
    world.wish("Banco", "Zagora", "no")
    world.change("Rif", status="submitted")

    assert pairs(world) == {}


def test_draft_keeps_meetings_with_their_instants_and_a_summary(world: World) -> None:
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"))
    problem = world.problem()
    agenda = allocation.solve(problem)

    with world.begin() as uow:
        draft = allocation.keep(uow, world.house.event, agenda, person_id=None, now=NOON)
        kept = uow.agendas.meetings(draft.id)

    assert draft.status == "draft"
    assert {one.pair for one in kept} == {world.pair("Banco", "Atlas"), world.pair("Banco", "Rif")}
    assert {one.sequence for one in kept} == {0}
    assert all((one.ends_at - one.starts_at).total_seconds() == 20 * 60 for one in kept)
    assert draft.summary["share"] == 1.0
    assert draft.summary["weight"] == draft.summary["bound"] == sum(pair.weight for pair in problem.pairs)
    assert draft.summary["leftovers"] == []
    assert draft.summary["gaps"] == 0
    assert draft.summary["gini"].keys() == {"buyer", "provider"}
    banco = [miss for miss in draft.summary["floors_missed"] if miss[0] == world.ids["Banco"]]
    assert banco == [[world.ids["Banco"], 4, 2, 2, "too_few_pairs"]]


def test_same_wishes_give_the_same_agenda(world: World) -> None:
    world.agree(*[(buyer, other) for buyer in ("Banco", "Nordic") for other in ("Atlas", "Rif", "Souss")])

    assert allocation.solve(world.problem()) == allocation.solve(world.problem())


def test_progress_is_reported(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    heard = []

    allocation.solve(world.problem(), on_progress=heard.append)

    assert heard[-1].meetings == 1


def test_slot_closed_while_the_search_ran_is_kept_for_the_next(world: World) -> None:
    """The result was lost, because the slot was not found any more."""
    world.agree(("Banco", "Atlas"))
    agenda = allocation.solve(world.problem())
    world.set("closed_slots", [agenda.meetings[0].slot])

    with world.begin() as uow:
        draft = allocation.keep(uow, world.house.event, agenda, person_id=None, now=NOON)
        stored = uow.agendas.meetings(draft.id)
        broken = allocation.impossible(allocation.prepare(uow, world.house.event), stored)

    assert list(broken) == list(stored)


def test_sequence_grows_only_for_what_changed(world: World) -> None:
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"), ("Banco", "Zagora"))
    first = world.draft(("Banco", "Atlas", "d1s01", "1"), ("Banco", "Rif", "d1s02", "1"))
    world.publish(first)

    second = world.draft(
        ("Banco", "Atlas", "d1s01", "1"), ("Banco", "Rif", "d1s02", "2"), ("Banco", "Zagora", "d1s03", "1")
    )

    sequences = {one.pair: one.sequence for one in world.meetings(second.id)}
    assert sequences[world.pair("Banco", "Atlas")] == 0
    assert sequences[world.pair("Banco", "Rif")] == 1


def test_sequence_of_a_meeting_that_comes_back_is_above_its_cancellation(world: World) -> None:
    """It began at 0 again, and calendars kept the cancelled entry."""
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"))
    both = (("Banco", "Atlas", "d1s01", "1"), ("Banco", "Rif", "d1s02", "1"))
    seen = []
    for meetings in (both, both[1:], both, (("Banco", "Atlas", "d1s05", "1"), both[1]), both[1:], both):
        draft = world.draft(*meetings)
        world.publish(draft)
        seen.append({one.pair: one.sequence for one in world.meetings(draft.id)}.get(world.pair("Banco", "Atlas")))

    first, _, back, moved, _, again = seen
    assert first == 0
    assert back is not None
    assert moved is not None
    assert again is not None
    assert first + 1 < back < moved < moved + 1 < again
    assert {one.pair: one.sequence for one in world.meetings(draft.id)}[world.pair("Banco", "Rif")] == 0


def test_late_company_is_placed_without_moving_anybody(world: World) -> None:
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"))
    published = world.draft(("Banco", "Atlas", "d1s04", "9"), ("Banco", "Rif", "d2s01", "3"))
    world.publish(published)
    world.agree(("Banco", "Zagora"), ("Nordic", "Atlas"))

    problem = world.problem(keeps_published=True)
    agenda = allocation.solve(problem)

    places = {meeting.pair: (meeting.slot, meeting.table) for meeting in agenda.meetings}
    assert places[world.pair("Banco", "Atlas")] == ("d1s04", "9")
    assert places[world.pair("Banco", "Rif")] == ("d2s01", "3")
    assert {world.pair("Banco", "Zagora"), world.pair("Nordic", "Atlas")} <= set(places)


def test_promises_that_cannot_be_kept_do_not_stop_the_others(world: World) -> None:
    """One table out, and "only add to it" failed as a whole."""
    everybody = ("Atlas", "Rif", "Zagora", "Souss", "Oasis", "Chellah", "Meknes")
    world.agree(*[("Banco", other) for other in everybody], ("Nordic", "Oasis"))
    places = [("Banco", other, f"d1s0{number}", str(number)) for number, other in enumerate(everybody, 1)]
    world.publish(world.draft(*places, ("Nordic", "Oasis", "d2s01", "1")))
    world.set("tables_out", ["1"])
    world.set("closed_slots", ["d1s02"])
    world.set("pairs", {world.pair("Banco", "Zagora"): "forbidden"})
    world.wish("Souss", "Banco", "no")
    world.set("limits_provider", [0, 1])
    world.answer("Meknes", half_days_off=["d1_am", "d1_pm"])

    problem = world.problem(keeps_published=True)

    kept = {meeting.pair for meeting in problem.published}
    assert kept == {world.pair("Banco", key) for key in ("Oasis", "Chellah")}
    agenda = allocation.solve(problem)
    assert check(problem, agenda) == ()
    assert {meeting.pair for meeting in agenda.meetings} == {
        world.pair("Banco", key) for key in ("Atlas", "Rif", "Oasis", "Chellah", "Meknes")
    }


def test_nothing_published_promises_nothing(world: World) -> None:
    assert world.problem(keeps_published=True).published == ()


def test_instants_are_those_of_the_slot(world: World) -> None:
    chosen = Meeting(pair="", a=str(world.ids["Banco"]), b=str(world.ids["Atlas"]), slot="d1s01", table="1")

    with world.begin() as uow:
        (stored,) = allocation.stored_meetings(uow, world.house.event, [chosen])

    local = stored.starts_at.astimezone(world.house.event.zone)
    assert stored.starts_at.utcoffset() == datetime.now(UTC).utcoffset()
    assert (local.isoformat()[:16], stored.slot, stored.table_name) == ("2027-04-14T10:40", "d1s01", "1")
