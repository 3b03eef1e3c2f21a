from __future__ import annotations

from storage import Database
from storage.records import StoredChange
from tests.storage.seeds import NOON, SECOND, add_person


def test_change_is_proposed_and_then_approved(database: Database) -> None:
    with database.begin() as uow:
        person = add_person(uow)
        before, after = (uow.agendas.add_draft([], summary={}, person_id=None, now=NOON) for _ in range(2))
        change_id = uow.changes.propose(
            disruption={"kind": "drop", "args": ["d1s01"]},
            summary={"lost": {}},
            before_id=before,
            person_id=person.id,
            now=NOON,
        )
        proposed = uow.changes.find(change_id)
        assert proposed == StoredChange(
            id=change_id,
            status="proposed",
            disruption={"kind": "drop", "args": ["d1s01"]},
            summary={"lost": {}},
            before_id=before,
            after_id=None,
            person_id=person.id,
            approved_by=None,
            proposed_at=NOON,
            approved_at=None,
        )
        uow.changes.change(
            change_id, status="approved", after_id=after, approved_by=person.id, approved_at=NOON + SECOND
        )

    with database.begin() as uow:
        found = uow.changes.find(change_id)
        assert found is not None
        assert (found.status, found.after_id, found.approved_by, found.approved_at) == (
            *("approved", after, person.id, NOON + SECOND),
        )
        assert uow.changes.find(change_id + 1) is None


def test_change_outlives_who_asked_for_it(database: Database) -> None:
    with database.begin() as uow:
        person = add_person(uow)
        change_id = uow.changes.propose(disruption={}, summary={}, before_id=None, person_id=person.id, now=NOON)
        uow.people.erase(person.id)

        found = uow.changes.find(change_id)
        assert found is not None
        assert found.person_id is None


def test_agenda_in_force_is_held_for_one_decision(database: Database) -> None:
    with database.begin() as uow:
        uow.agendas.lock()
        version = uow.agendas.add_draft([], summary={}, person_id=None, now=NOON)
        uow.agendas.publish(version, now=NOON)

    with database.begin() as uow:
        uow.agendas.lock()
        found = uow.agendas.newest("published")
        assert found is not None
        assert found.id == version


def test_what_was_ever_in_force_is_found_by_its_kind(database: Database) -> None:
    asked = (("table_name", "7", "Rif", "approved"), ("table_name", "7", "Atlas", "undone"))
    others = (("table_name", "8", "Oasis", "proposed"), ("table_name", "9", "Souss", "dropped"))
    with database.begin() as uow:
        for kind, number, name, status in (*asked, *others, ("table_out", "7", "d1s02", "approved")):
            disruption = {"kind": kind, "args": [number, name]}
            change_id = uow.changes.propose(disruption=disruption, summary={}, before_id=None, person_id=None, now=NOON)
            uow.changes.change(change_id, status=status)

        assert uow.changes.ever_in_force("table_name") == [["7", "Rif"], ["7", "Atlas"]]
