"""Companies that are away and tables that are out for a while are left out of the problem, and of nothing else."""

from __future__ import annotations

from handlers.agendas.absences import absences
from tests.world import World


def test_absent_companies_and_tables_are_left_out_of_their_slots(world: World) -> None:
    banco, nordic = str(world.ids["Banco"]), str(world.ids["Nordic"])
    world.answer("Nordic", half_days_off=["d1_am", "d1_pm", "d2_pm"])
    world.set("companies_away", {banco: ["d1s01", "d1s02"], nordic: ["d2s01"]})
    world.set("tables_away", {"7": ["d1s03"], "99": ["d1s01"]})
    world.set("table_names", {"7": "Salon B"})

    problem = world.problem()

    people = {one.id: one.available for one in problem.participants}
    tables = {one.id: one.available for one in problem.tables}
    everywhen = {slot.id for slot in problem.slots}
    morning = {f"d2s{number:02d}" for number in range(2, 8)}
    assert people[banco] == everywhen - {"d1s01", "d1s02"}
    assert people[nordic] == morning
    assert people[str(world.ids["Atlas"])] is None
    assert tables["Salon B"] == everywhen - {"d1s03"}
    assert "7" not in tables
    assert tables["8"] is None


def test_without_absences_there_are_none(world: World) -> None:
    with world.begin() as uow:
        assert absences(uow) == ({}, {})
