from __future__ import annotations

import pytest

from locales.countries import country_codes
from locales.places import country_zone, country_zones, find_zones, zone_city
from locales.zones import zone


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("Paris", ["Europe/Paris"]),
        ("باريس", ["Europe/Paris"]),
        ("Londres", ["Europe/London"]),
        ("الدار البيضاء", ["Africa/Casablanca"]),
        ("fes", ["Africa/Casablanca"]),
        ("Lyon", ["Europe/Paris"]),
        ("Casablnca", ["Africa/Casablanca"]),
        ("Lodnon", ["Europe/London"]),
        ("Maroc", ["Africa/Casablanca"]),
        ("Espagne", ["Europe/Madrid", "Africa/Ceuta", "Atlantic/Canary"]),
        ("Europe/Madrid", ["Europe/Madrid"]),
        ("america/new york", ["America/New_York"]),
        ("UTC", ["UTC"]),
        ("GMT+0", ["UTC"]),
        ("GMT+1", ["Etc/GMT-1"]),
        ("utc +01:00", ["Etc/GMT-1"]),
        ("+١", ["Etc/GMT-1"]),
        ("UTC−3", ["Etc/GMT+3"]),
        ("+5:30", ["Asia/Kolkata"]),
        ("+5:17", []),
        ("GMT+15", []),
        ("GMT-13", []),
        ("Zulu", []),
        ("xyz", []),
        ("nowhere at all", []),
        ("", []),
    ],
)
def test_find_zones(text: str, zones: list[str]) -> None:
    assert find_zones(text, "fr") == zones


def test_a_name_in_the_readers_language_wins() -> None:
    assert find_zones("Londres", "en") == find_zones("London", "fr") == ["Europe/London"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("MA", "Africa/Casablanca"),
        ("US", "America/New_York"),
        ("ES", "Europe/Madrid"),
        ("XK", "Europe/Belgrade"),
        ("BV", None),
    ],
)
def test_country_zone(code: str, expected: str | None) -> None:
    assert country_zone(code) == expected


def test_every_zone_of_every_country_exists() -> None:
    names = [name for code in country_codes() for name in country_zones(code)]

    assert [zone(name).key for name in names] == names


def test_zone_city_without_a_cldr_name_is_the_tables_own() -> None:
    assert zone_city("Etc/GMT-1", "fr") == "GMT-1"
    assert zone_city("America/New_York", "fr") == "New York"
    assert zone_city("Africa/Casablanca", "ar") == "الدار البيضاء"
