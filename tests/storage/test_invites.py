from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from storage import Database
from storage.invites import InviteRepository
from storage.models import invite, web_session
from storage.records import Invite
from tests.storage.seeds import NOON, add_company

ORGANISER = Invite(
    kind="organiser", role="owner", company_id=None, address=None, uses_left=1, expires_at=NOON + timedelta(days=7)
)


def test_code_opens_what_it_was_made_for_as_often_as_meant(database: Database) -> None:
    with database.begin() as uow:
        uow.invites.add("o-code", replace(ORGANISER, uses_left=2))
        uow.invites.add("other", replace(ORGANISER, kind="device", role=None, address="web:1"))

    with database.begin() as uow:
        assert uow.invites.redeem("o-code", now=NOON) == replace(ORGANISER, uses_left=2)
        assert uow.invites.find("o-code", now=NOON) == ORGANISER
        assert uow.invites.redeem("o-code", now=NOON) == ORGANISER
        assert uow.invites.redeem("o-code", now=NOON) is None
        assert uow.invites.find("o-code", now=NOON) is None
        assert uow.invites.find("other", now=NOON) is not None


def test_unknown_or_old_code_opens_nothing(database: Database) -> None:
    with database.begin() as uow:
        uow.invites.add("code", ORGANISER)

        assert uow.invites.redeem("CODE", now=NOON) is None
        assert uow.invites.find("code", now=ORGANISER.expires_at) is None
        assert uow.invites.redeem("code", now=ORGANISER.expires_at) is None


class _SlowReader(InviteRepository):
    """Somebody else redeems the code between this one's look at it and its use."""

    meanwhile: Callable[[], object]

    def find(self, code: str, *, now: datetime) -> Invite | None:
        found = super().find(code, now=now)
        self.meanwhile()
        return found


def test_last_use_is_taken_by_one_of_two(postgresql_database: Database) -> None:
    def redeem() -> Invite | None:
        with postgresql_database.begin() as uow:
            return uow.invites.redeem("last", now=NOON)

    taken = []
    with postgresql_database.begin() as uow:
        uow.invites.add("last", ORGANISER)
    with postgresql_database.engine.begin() as connection:
        slow = _SlowReader(connection)
        slow.meanwhile = lambda: taken.append(redeem())

        assert slow.redeem("last", now=NOON) is None
    assert taken == [ORGANISER]


def test_invitations_of_a_company_are_withdrawn_alone(database: Database) -> None:
    with database.begin() as uow:
        company = add_company(uow)
        uow.invites.add("theirs", replace(ORGANISER, kind="delegate", role=None, company_id=company.id))
        uow.invites.add("ours", ORGANISER)
        uow.invites.remove_of_company(company.id)

        assert uow.invites.find("theirs", now=NOON) is None
        assert uow.invites.find("ours", now=NOON) == ORGANISER


def test_neither_codes_nor_cookies_are_stored(database: Database) -> None:
    with database.begin() as uow:
        uow.invites.add("secret-code", ORGANISER)
        uow.sessions.add("secret-cookie", address="web:1", language_hint=None, now=NOON)

    with database.engine.begin() as connection:
        stored = [*connection.execute(select(invite)), *connection.execute(select(web_session))]
    assert len(stored) == 2
    assert "secret" not in str(stored)
