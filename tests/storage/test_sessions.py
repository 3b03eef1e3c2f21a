from __future__ import annotations

from storage import Database
from tests.storage.seeds import NOON


def test_cookie_stands_for_its_address_until_closed(database: Database) -> None:
    with database.begin() as uow:
        uow.sessions.add("phone", address="web:1", language_hint="fr-MA", now=NOON)
        uow.sessions.add("laptop", address="web:1", language_hint="x" * 99, now=NOON)
        uow.sessions.add("other", address="web:2", language_hint=None, now=NOON)

    with database.begin() as uow:
        assert uow.sessions.address_of("phone") == "web:1"
        assert uow.sessions.address_of("laptop") == "web:1"
        assert uow.sessions.address_of("nobody") is None
        uow.sessions.remove_of_address("web:1")
        assert uow.sessions.address_of("phone") is None
        assert uow.sessions.address_of("laptop") is None
        assert uow.sessions.address_of("other") == "web:2"
