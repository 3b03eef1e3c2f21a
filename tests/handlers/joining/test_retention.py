"""Everything is erased on the day that was promised, and never without notice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from handlers.joining import retention
from handlers.visit import House
from storage import Database
from storage.models import metadata
from tests.handlers.registrations import make_organiser, new_phone, register, words
from tests.phone import Phone

NEAR = datetime(2027, 10, 9, 9, 0, tzinfo=UTC)
AFTER = datetime(2027, 10, 16, 0, 30, tzinfo=UTC)


@pytest.fixture
def organiser(database: Database, house: House) -> Phone:
    register(new_phone(database, house))
    phone = make_organiser(new_phone(database, house, 9))
    phone.receive_pushes()
    return phone


def keep(phone: Phone, now: datetime) -> bool:
    with phone.database.begin() as uow:
        return retention.keep_promise(uow, phone.house, now=now)


def rows(phone: Phone) -> int:
    with phone.database.engine.connect() as connection:
        counts = [connection.execute(select(func.count()).select_from(table)) for table in metadata.sorted_tables]
        return sum(count.scalar_one() for count in counts)


def test_organisers_are_told_a_week_before(organiser: Phone) -> None:
    assert not keep(organiser, NEAR - timedelta(days=3))
    assert organiser.receive_pushes() == []

    assert not keep(organiser, NEAR)
    assert not keep(organiser, NEAR + timedelta(hours=1))
    organiser.now = NEAR + timedelta(hours=2)
    (told,) = organiser.receive_pushes()

    assert words([told]).startswith("On Saturday 16 October 2027 everything stored for Euroffshore 2027 is erased")


def test_everything_is_erased_after_the_date(organiser: Phone) -> None:
    keep(organiser, NEAR)
    before = rows(organiser)

    assert not keep(organiser, AFTER - timedelta(hours=1))
    assert rows(organiser) >= before
    assert keep(organiser, AFTER)
    assert rows(organiser) == 0


def test_house_that_was_off_on_the_date_still_gives_a_week_of_notice(organiser: Phone) -> None:
    assert not keep(organiser, AFTER)
    assert not keep(organiser, AFTER + timedelta(days=6))
    assert keep(organiser, AFTER + timedelta(days=7))


def test_empty_house_announces_nothing(database: Database, house: House) -> None:
    phone = new_phone(database, house)

    assert not keep(phone, AFTER)
    assert rows(phone) == 0
