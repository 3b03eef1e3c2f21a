from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from locales.zones import UnknownZone, zone, zone_names

NOON = datetime(2026, 11, 21, 12)


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


@pytest.mark.usefixtures("stale_system")
def test_casablanca_is_at_utc_whatever_the_system_says() -> None:
    system = zoneinfo.ZoneInfo.no_cache("Africa/Casablanca")

    assert NOON.replace(tzinfo=system).utcoffset() == timedelta(hours=1)
    assert NOON.replace(tzinfo=zone("Africa/Casablanca")).utcoffset() == timedelta(0)


def test_a_zone_keeps_its_name_and_is_made_once() -> None:
    assert str(zone("Europe/Paris")) == "Europe/Paris"
    assert zone("Europe/Paris") is zone("Europe/Paris")


@pytest.mark.parametrize("name", ["", "Casablanca", "../zones", "/etc/passwd", "europe/paris", "Africa"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone, match="expected a time zone such as Africa/Casablanca"):
        zone(name)


def test_every_known_zone_can_be_made() -> None:
    assert all(zone(name).key == name for name in zone_names())
