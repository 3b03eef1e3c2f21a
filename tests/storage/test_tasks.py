from __future__ import annotations

from storage import Database
from storage.records import Task
from tests.storage.seeds import NOON, SECOND, add_person


def test_task_is_handed_out_once_oldest_first(database: Database) -> None:
    with database.begin() as uow:
        person = add_person(uow)
        first = uow.tasks.add("allocate", {"seed": 1}, person_id=person.id, now=NOON)
        second = uow.tasks.add("allocate", [], person_id=None, now=NOON)

    with database.begin() as uow:
        assert uow.tasks.take() == Task(id=first, kind="allocate", payload={"seed": 1}, person_id=person.id)
        assert uow.tasks.take() == Task(id=second, kind="allocate", payload=[], person_id=None)
        assert uow.tasks.take() is None


def test_work_is_under_way_until_it_is_finished(database: Database) -> None:
    with database.begin() as uow:
        assert uow.tasks.is_waiting("allocate") is False
        done = uow.tasks.add("allocate", {}, person_id=None, now=NOON)
        failed = uow.tasks.add("allocate", {}, person_id=None, now=NOON)
        assert uow.tasks.is_waiting("allocate") is True
        uow.tasks.take()
        uow.tasks.take()
        assert uow.tasks.is_waiting("allocate") is True
        assert uow.tasks.is_waiting("publish") is False

        uow.tasks.finish(done, is_done=True)
        uow.tasks.finish(failed, is_done=False)
        assert uow.tasks.is_waiting("allocate") is False


def test_work_of_a_process_that_died_is_begun_again(database: Database) -> None:
    with database.begin() as uow:
        begun = uow.tasks.add("allocate", {}, person_id=None, now=NOON)
        done = uow.tasks.add("allocate", {}, person_id=None, now=NOON)
        uow.tasks.take()
        uow.tasks.take()
        uow.tasks.finish(done, is_done=True)
        uow.tasks.restart(now=NOON)

        taken = uow.tasks.take()
        assert taken is not None
        assert taken.id == begun
        assert uow.tasks.take() is None


def test_work_that_another_process_is_at_is_left_to_it(database: Database) -> None:
    with database.begin() as uow:
        task_id = uow.tasks.add("allocate", {}, person_id=None, now=NOON)
        uow.tasks.take()
        uow.tasks.hold(task_id, until=NOON + 2 * SECOND)

        uow.tasks.restart(now=NOON + SECOND)
        assert uow.tasks.take() is None
        uow.tasks.restart(now=NOON + 2 * SECOND)
        assert uow.tasks.take() is not None

        uow.tasks.hold(task_id, until=NOON + 2 * SECOND)
        uow.tasks.restart(now=NOON, every=True)
        assert uow.tasks.take() is not None
