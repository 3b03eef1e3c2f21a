"""The real program queues and sends a broadcast that is due, and finds that it is done."""

from __future__ import annotations

import asyncio
from pathlib import Path

from storage import Database
from storage.records import Broadcast, Consent
from tests.bot.house_process import HouseProcess
from tests.phone import NOON

LONG_AGO = NOON.replace(year=2020)


def plan(database: Database) -> int:
    """Store a company with a delegate who agreed, and an approved broadcast; return its id."""
    with database.begin() as uow:
        company = uow.companies.add(now=LONG_AGO)
        uow.companies.change(company.id, status="approved", role="buyer", legal_name="Lumen SAS")
        _, person = uow.people.add(at="web:lumen", language_hint="fr", name_hint=None, now=LONG_AGO)
        uow.people.change(person.id, company_id=company.id, membership="registrant", language="fr")
        agreed = Consent(purpose="matching", is_given=True, text_version="1", language="fr", decided_at=LONG_AGO)
        uow.consents.add(person.id, agreed)
        broadcast = uow.broadcasts.add(person_id=person.id, is_emergency=False, audience={}, now=LONG_AGO)
        uow.broadcasts.change(
            broadcast.id, status="scheduled", starts_at=LONG_AGO, texts={"fr": "Salle B"}, source_language="fr"
        )
        return broadcast.id


def found(database: Database, number: int) -> Broadcast:
    with database.begin() as uow:
        broadcast = uow.broadcasts.find(number)
    assert broadcast is not None
    return broadcast


async def test_running_house_sends_what_is_due(tmp_path: Path) -> None:
    house = HouseProcess(tmp_path)
    database = Database(house.database_url)
    database.migrate()
    number = plan(database)
    try:
        await house.open()
        async with asyncio.timeout(30):
            while found(database, number).status != "done":  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.05)
        with database.begin() as uow:
            rows = uow.broadcasts.messages(number)
        assert [(row.status, row.address) for row in rows] == [("sent", "web:lumen")]
        assert await house.interrupt() == 0
        assert house.logged.count("Traceback") == 0
    finally:
        database.close()
        await house.close()
