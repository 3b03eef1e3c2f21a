from __future__ import annotations

from storage import Database
from tests.storage.seeds import NOON, enqueue


def test_work_for_others_is_noticed(database: Database) -> None:
    with database.begin() as uow:
        assert uow.has_queued is False
        uow.outbox.counts()
        enqueue(uow, is_leased=True)
        assert uow.has_queued is False
        enqueue(uow)
        assert uow.has_queued is True

    with database.begin() as uow:
        uow.tasks.take()
        assert uow.has_queued is False
        uow.tasks.add("allocate", {}, person_id=None, now=NOON)
        assert uow.has_queued is True
