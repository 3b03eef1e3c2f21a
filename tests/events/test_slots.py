from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from pathlib import Path

import pytest

import events
from events.event import Event
from events.reading import read_event
from events.slots import Slot, shift, slot_starts, slots
from events.zones import zone


@pytest.fixture
def event() -> Event:
    return read_event(Path(events.__file__).parent / "euroffshore.toml")


@pytest.fixture
def stale_system(tmp_path: Path) -> Iterator[None]:
    """An operating system that still believes Morocco to be at UTC+1."""
    (tmp_path / "Africa").mkdir()
    tables = Path(str(resources.files("tzdata")), "zoneinfo")
    (tmp_path / "Africa" / "Casablanca").write_bytes((tables / "Etc" / "GMT-1").read_bytes())
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([tmp_path])
    zone.cache_clear()
    yield
    zoneinfo.reset_tzpath(before)


def test_slots_follow_the_sessions_and_the_gap(event: Event) -> None:
    found = slots(event)

    assert [f"{slot.id} {slot.start:%H:%M}" for slot in found if slot.day == event.first_day] == [
        *("d1s01 10:40", "d1s02 11:05", "d1s03 11:30", "d1s04 11:55", "d1s05 12:20", "d1s06 12:45"),
        *("d1s07 14:30", "d1s08 14:55", "d1s09 15:20", "d1s10 15:45", "d1s11 16:10", "d1s12 16:35", "d1s13 17:00"),
    ]
    assert found[13] == Slot(
        id="d2s01",
        day=date(2027, 4, 15),
        session="day2-morning",
        start=time(10, 25),
        end=time(10, 45),
        starts_at=datetime(2027, 4, 15, 10, 25, tzinfo=UTC),
        ends_at=datetime(2027, 4, 15, 10, 45, tzinfo=UTC),
    )


def test_no_slot_reaches_beyond_its_session(event: Event) -> None:
    session = replace(event.days[0].sessions[2], start=time(10), end=time(10, 44))

    assert slot_starts(event, session) == (time(10),)
    assert slot_starts(event, replace(session, end=time(10, 45))) == (time(10), time(10, 25))
    assert slot_starts(event, replace(session, end=time(10, 19))) == ()


def test_instants_follow_the_zone(event: Event) -> None:
    elsewhere = replace(event, timezone="Europe/Paris", zone=zone("Europe/Paris"))

    assert slots(elsewhere)[0].starts_at == datetime(2027, 4, 14, 8, 40, tzinfo=UTC)


@pytest.mark.usefixtures("stale_system")
def test_casablanca_is_at_utc_on_the_events_days_whatever_the_system_says(event: Event) -> None:
    system = zoneinfo.ZoneInfo.no_cache("Africa/Casablanca")
    days = [datetime(2026, 11, 21, 12), *(datetime.combine(day.date, time(12)) for day in event.days)]

    assert {day.replace(tzinfo=system).utcoffset() for day in days} == {timedelta(hours=1)}
    assert {day.replace(tzinfo=event.zone).utcoffset() for day in days} == {timedelta(0)}
    assert slots(event)[0].starts_at == datetime(2027, 4, 14, 10, 40, tzinfo=UTC)


def test_the_wishes_close_at_an_instant(event: Event) -> None:
    assert event.wishes_close_at == datetime(2027, 4, 9, 18, tzinfo=UTC)


def test_delayed_slot_keeps_its_length_and_begins_later_in_every_clock(event: Event) -> None:
    slot = slots(event)[0]

    late = shift(event, slot, 15)

    assert (late.id, late.start, late.end) == ("d1s01", time(10, 55), time(11, 15))
    assert (late.starts_at - slot.starts_at, late.ends_at - slot.ends_at) == (timedelta(minutes=15),) * 2
