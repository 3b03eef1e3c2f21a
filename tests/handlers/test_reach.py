from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from handlers.reach import Fit, plan_fit, tell_beforehand, warning
from handlers.visit import House, to_payload
from locales.translator import translator
from storage import Database
from storage.outbox import CHANGE
from storage.unit_of_work import UnitOfWork
from tests.handlers.test_windows import FREE
from tests.phone import NOON

PEOPLE = [f"whatsapp:21260000000{n}" for n in range(4)]


@pytest.fixture
def limited(house: House) -> House:
    house.daily_limit = 2
    return house


@pytest.fixture
def people(database: Database) -> Database:
    with database.begin() as uow:
        for address in [*PEOPLE, "telegram:9"]:
            _, person = uow.people.add(at=address, language_hint="en", name_hint=None, now=NOON)
        uow.people.change(person.id, organiser_role="owner", language="en")
    return database


def send(uow: UnitOfWork, address: str, *, now: datetime) -> None:
    row_id = uow.outbox.enqueue(address=address, payload=to_payload(FREE), priority=CHANGE, now=now, after_inbox_id=0)
    assert row_id is not None
    uow.outbox.mark_sent([(row_id, "ref")], now=now)


def receive(uow: UnitOfWork, address: str, *, now: datetime) -> None:
    uow.inbox.accept(update_key=f"{address}{now}", address=address, kind="text", body="x", message_ref=None, now=now)


def test_people_who_did_not_write_need_a_place(people: Database, limited: House) -> None:
    with people.begin() as uow:
        uow.windows.move(PEOPLE[0], NOON + timedelta(hours=1))
        fit = plan_fit(uow, limited, addresses=[*PEOPLE, "telegram:9"], now=NOON)

    assert fit == Fit(needed=3, left=2)
    assert not fit.is_enough


def test_who_was_reached_today_needs_no_second_place(people: Database, limited: House) -> None:
    with people.begin() as uow:
        send(uow, PEOPLE[0], now=NOON - timedelta(hours=2))
        send(uow, PEOPLE[1], now=NOON - timedelta(hours=30))
        fit = plan_fit(uow, limited, addresses=PEOPLE[:3], now=NOON)

    assert fit == Fit(needed=2, left=1)


def test_answers_within_the_window_take_no_place(people: Database, limited: House) -> None:
    with people.begin() as uow:
        receive(uow, PEOPLE[0], now=NOON - timedelta(hours=20))
        send(uow, PEOPLE[0], now=NOON - timedelta(hours=2))
        fit = plan_fit(uow, limited, addresses=PEOPLE[1:3], now=NOON)

    assert fit == Fit(needed=2, left=2)
    assert fit.is_enough


@pytest.mark.parametrize(("limit", "addresses"), [(None, PEOPLE), (2, ["telegram:9"])])
def test_nothing_to_count_always_fits(people: Database, house: House, limit: int | None, addresses: list[str]) -> None:
    house.daily_limit = limit
    with people.begin() as uow:
        assert plan_fit(uow, house, addresses=addresses, now=NOON).is_enough


def test_warning_says_how_many_do_not_fit() -> None:
    t = translator("en")

    assert warning(Fit(needed=2, left=2), t) == ""
    assert "left today: 2" in warning(Fit(needed=3, left=2), t)
    assert "message: 3" in warning(Fit(needed=3, left=2), t)


def eve(house: House) -> datetime:
    """The day before the first day of the event, at noon."""
    day = house.event.first_day - timedelta(days=1)
    return datetime.combine(day, time(12), tzinfo=UTC)


def test_organisers_are_told_the_day_before_once(people: Database, limited: House) -> None:
    with people.begin() as uow:
        assert tell_beforehand(uow, limited, now=eve(limited))
        assert not tell_beforehand(uow, limited, now=eve(limited) + timedelta(hours=1))
        assert len(uow.outbox.of_address("telegram:9")) == 1


def test_nothing_is_told_on_other_days_or_when_all_fit(people: Database, limited: House) -> None:
    with people.begin() as uow:
        assert not tell_beforehand(uow, limited, now=eve(limited) - timedelta(days=3))
        limited.daily_limit = 250
        assert not tell_beforehand(uow, limited, now=eve(limited))
