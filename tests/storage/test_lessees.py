from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage import Database
from storage.leadership import Leadership
from storage.outbox import REPLY
from tests.storage.seeds import NOON, enqueue
from tests.storage.test_leadership import end_connections

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def replicas(database: Database, postgresql_url: str) -> Iterator[list[tuple[Database, Leadership]]]:
    """Two processes on one PostgreSQL, as each sees it; it is emptied for them."""
    found = []
    for _ in range(2):
        database = Database(postgresql_url)
        leadership = Leadership(database, "a token")
        database.lessee = leadership.number
        leadership.hold()
        found.append((database, leadership))
    yield found
    for database, leadership in found:
        leadership.release()
        database.close()


def reply(database: Database, name: str) -> int:
    with database.begin() as uow:
        return enqueue(uow, f"telegram:{name}", priority=REPLY, is_leased=True)


def taken_back(database: Database) -> int:
    with database.begin() as uow:
        return uow.outbox.take_back(now=NOON)


def test_answer_in_the_hand_of_a_process_that_died_is_free_at_once(replicas: list[tuple[Database, Leadership]]) -> None:
    (first, leader), (second, _standby) = replicas
    theirs, ours = reply(first, "1"), reply(second, "2")

    assert taken_back(second) == 0  # both live
    leader.release()  # as the server sees it, it died
    assert taken_back(second) == 1

    with second.begin() as uow:
        assert [message.id for message in uow.outbox.claim(now=NOON, count=9)] == [theirs]
        assert uow.outbox.counts() == {"sending": 2}
    assert ours != theirs


def test_number_is_taken_again_with_a_new_connection(replicas: list[tuple[Database, Leadership]]) -> None:
    (first, leader), (second, standby) = replicas
    reply(first, "1")
    end_connections(second)

    assert [leader.hold(), leader.hold()] == [False, True]
    assert standby.hold() is False
    assert taken_back(second) == 0


def test_process_without_a_number_is_not_taken_for_dead(database: Database) -> None:
    reply(database, "1")

    assert taken_back(database) == 0
