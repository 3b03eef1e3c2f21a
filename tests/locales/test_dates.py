from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from locales.dates import format_day, format_list, format_moment, format_number, format_time
from locales.markup import FSI, PDI
from locales.zones import zone

CASABLANCA = zone("Africa/Casablanca")
PARIS = zone("Europe/Paris")
MOROCCAN_MONTHS = (
    *("يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو"),
    *("يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"),
)


def seen(text: str) -> str:
    return text.replace(FSI, "").replace(PDI, "")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fr", "jeudi 12 novembre 2026"), ("ar", "الخميس 12 نونبر 2026"), ("en", "Thursday 12 November 2026")],
)
def test_format_day(language: str, expected: str) -> None:
    assert format_day(date(2026, 11, 12), language) == expected


def test_arabic_months_are_the_moroccan_ones() -> None:
    assert [format_day(date(2027, month, 2), "ar").split()[2] for month in range(1, 13)] == [*MOROCCAN_MONTHS]


def test_french_first_of_the_month() -> None:
    assert format_day(date(2027, 4, 1), "fr") == "jeudi 1er avril 2027"
    assert format_day(date(2027, 4, 11), "fr") == "dimanche 11 avril 2027"
    assert format_day(date(2027, 4, 1), "en") == "Thursday 1 April 2027"


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_format_time_is_on_24_hours(language: str) -> None:
    assert format_time(time(9, 5), language) == "09:05"
    assert format_time(datetime(2026, 11, 12, 14, 5), language) == "14:05"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "jeudi 12 novembre 2026 à 14:05"),
        ("ar", "الخميس 12 نونبر 2026 على الساعة 14:05"),
        ("en", "Thursday 12 November 2026 at 14:05"),
    ],
)
def test_format_moment_in_the_events_zone(language: str, expected: str) -> None:
    moment = datetime(2026, 11, 12, 14, 5, tzinfo=UTC)

    assert seen(format_moment(moment, CASABLANCA, language)) == expected
    assert seen(format_moment(moment, CASABLANCA, language, zone("Europe/London"))) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "jeudi 12 novembre 2026 à 14:05 (15:05 chez vous)"),
        ("ar", "الخميس 12 نونبر 2026 على الساعة 14:05 (15:05 بتوقيتكم)"),
        ("en", "Thursday 12 November 2026 at 14:05 (15:05 your time)"),
    ],
)
def test_format_moment_with_the_readers_own_time(language: str, expected: str) -> None:
    moment = datetime(2026, 11, 12, 14, 5, tzinfo=UTC)

    assert seen(format_moment(moment, CASABLANCA, language, PARIS)) == expected


def test_format_moment_names_the_readers_day_when_it_is_another() -> None:
    moment = datetime(2026, 11, 12, 23, 30, tzinfo=UTC)

    expected = "Thursday 12 November 2026 at 23:30 (Friday 13 November 2026 at 00:30 your time)"
    assert format_moment(moment, CASABLANCA, "en", PARIS) == expected


def test_the_time_is_isolated_in_arabic() -> None:
    assert f"{FSI}14:05{PDI}" in format_moment(datetime(2026, 11, 12, 14, 5, tzinfo=UTC), CASABLANCA, "ar")


def test_format_list() -> None:
    assert format_list(["A", "B", "C"], "fr") == "A, B et C"
    assert format_list(["A", "B", "C"], "en") == "A, B and C"
    assert format_list(["A"], "en") == "A"
    assert format_list([], "en") == ""
    assert seen(format_list(["Atlas SARL", "OCP", "BMCE"], "ar")) == "Atlas SARL وOCP وBMCE"
    assert format_list(["A", "B"], "ar") == f"{FSI}A{PDI} و{FSI}B{PDI}"


@pytest.mark.parametrize(("language", "joint"), [("fr", "et"), ("en", "and")])
def test_neighbouring_arabic_names_do_not_swap_in_a_list(language: str, joint: str) -> None:
    assert format_list(["أطلس", "الريف", "OCP"], language) == f"{FSI}أطلس{PDI}, {FSI}الريف{PDI} {joint} OCP"


@pytest.mark.parametrize(
    ("n", "language", "expected"),
    [(999, "fr", "999"), (1234567, "fr", "1\u202f234\u202f567"), (1234, "ar", "1.234"), (-1234, "en", "-1,234")],
)
def test_format_number(n: int, language: str, expected: str) -> None:
    assert format_number(n, language) == expected
