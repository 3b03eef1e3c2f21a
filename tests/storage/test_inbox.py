from __future__ import annotations

from storage import Database, UnitOfWork
from storage.records import Received
from tests.storage.seeds import NOON


def accept(uow: UnitOfWork, update_key: str, address: str = "telegram:1", body: str | None = "hi") -> int | None:
    return uow.inbox.accept(update_key=update_key, address=address, kind="text", body=body, message_ref="5", now=NOON)


def test_update_is_kept_as_it_came(database: Database) -> None:
    with database.begin() as uow:
        row_id = accept(uow, "telegram:7")
        assert row_id is not None

    with database.begin() as uow:
        assert uow.inbox.after("telegram:1") == [
            Received(
                id=row_id,
                address="telegram:1",
                kind="text",
                body="hi",
                message_ref="5",
                received_at=NOON,
                update_key="telegram:7",
            )
        ]


def test_repeated_update_is_not_accepted_again(database: Database) -> None:
    with database.begin() as uow:
        assert accept(uow, "telegram:7") is not None
        assert accept(uow, "telegram:7", body="forged") is None

    with database.begin() as uow:
        assert accept(uow, "telegram:7") is None
        assert [line.body for line in uow.inbox.after("telegram:1")] == ["hi"]


def test_conversation_is_read_after_a_given_update(database: Database) -> None:
    with database.begin() as uow:
        first, other, second = accept(uow, "a"), accept(uow, "b", "telegram:2"), accept(uow, "c")
        assert first is not None

        assert [line.id for line in uow.inbox.after("telegram:1")] == [first, second]
        assert [line.id for line in uow.inbox.after("telegram:1", after_id=first)] == [second]
        assert uow.inbox.last_id("telegram:1") == second
        assert uow.inbox.last_id("telegram:2") == other
        assert uow.inbox.last_id("telegram:3") == 0


def test_erased_conversation_keeps_that_the_last_update_came_so_that_it_is_not_repeated(database: Database) -> None:
    with database.begin() as uow:
        accept(uow, "a")
        last = accept(uow, "b")
        accept(uow, "c", "telegram:2")
        assert last is not None
        uow.inbox.remove_of_address("telegram:1", keep_id=last)

    with database.begin() as uow:
        assert accept(uow, "b") is None
        assert uow.inbox.after("telegram:1") == []
        assert [(line.id, line.body, line.message_ref) for line in uow.inbox.after("erased")] == [(last, None, None)]
        assert [line.body for line in uow.inbox.after("telegram:2")] == ["hi"]


def test_number_of_an_erased_update_is_never_given_again(database: Database) -> None:
    with database.begin() as uow:
        last = accept(uow, "a")
        uow.inbox.remove_of_address("telegram:1", keep_id=0)
        again = accept(uow, "b")

    assert last is not None
    assert again is not None
    assert again > last
