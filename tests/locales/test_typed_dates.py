from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from locales.dates import typed_date
from locales.typed_dates import typed_moment

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/11/2026", date(2026, 11, 12)),
        ("12-11", date(2027, 11, 12)),
        ("22/11", date(2026, 11, 22)),
        ("14.04.27", date(2027, 4, 14)),
        ("2027-04-14", date(2027, 4, 14)),
        ("١٢/١١/٢٠٢٦", date(2026, 11, 12)),
        ("\u206812/11/2026\u2069", date(2026, 11, 12)),
        ("12 novembre", date(2027, 11, 12)),
        ("le 1er avril 2027", date(2027, 4, 1)),
        ("Nov 23", date(2026, 11, 23)),
        ("November 12, 2026", date(2026, 11, 12)),
        ("Thursday, 12th of November 2026", date(2026, 11, 12)),
        ("12 نونبر 2026", date(2026, 11, 12)),
        ("يوم الخميس 12 نوفمبر 2026", date(2026, 11, 12)),
        ("15 غشت", date(2027, 8, 15)),
        ("15 أغسطس", date(2027, 8, 15)),
        ("15 كانون الثاني", date(2027, 1, 15)),
        ("3 تشرين الثاني 2027", date(2027, 11, 3)),
        ("3 نيسان 2027", date(2027, 4, 3)),
        ("29 février", date(2028, 2, 29)),
        ("tomorrow", date(2026, 11, 23)),
        ("Demain !", date(2026, 11, 23)),
        ("غداً", date(2026, 11, 23)),
        ("aujourd’hui", TODAY),
        ("اليوم", TODAY),
        ("après-demain", date(2026, 11, 24)),
        ("بعد غد", date(2026, 11, 24)),
        ("jeudi", date(2026, 11, 26)),
        ("الخميس", date(2026, 11, 26)),
        ("dimanche", date(2026, 11, 29)),
    ],
)
def test_a_date_is_read_in_any_language(text: str, expected: date) -> None:
    assert {language: typed_date(text, language, TODAY) for language in ("fr", "ar", "en")} == dict.fromkeys(
        ("fr", "ar", "en"), expected
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "12",
        "2027",
        "31/02/2027",
        "0/0/0",
        "12/11/126",
        "12/11/20260",
        "99999/1/1",
        "2027-04",
        "1 2 3 4",
        "12 avril avril",
        "12 blabla 2026",
        "30 février",
        "lundi 12 novembre 2026",
        "lundi mardi",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert typed_date(text, "fr", TODAY) is None


def test_the_american_order_is_read_in_english_only_when_nothing_else_fits() -> None:
    assert typed_date("11/13/2026", "en", TODAY) == date(2026, 11, 13)
    assert typed_date("11/12/2026", "en", TODAY) == date(2026, 12, 11)
    assert typed_date("11/13/2026", "fr", TODAY) is None


NOW = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Africa/Casablanca"))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("23/11/2026 18:00", "fr", (23, 18, 0)),
        ("demain à 9h30", "fr", (23, 9, 30)),
        ("lundi 8h", "fr", (23, 8, 0)),
        ("tomorrow at 7:05", "en", (23, 7, 5)),
        ("18:45", "en", (22, 18, 45)),
        ("11:59", "en", (23, 11, 59)),
        ("غدا الساعة ١٠:١٥", "ar", (23, 10, 15)),
        ("23 November 9am", "en", (23, 9, 0)),
        ("at 6:30 PM", "en", (22, 18, 30)),
        ("12 a.m.", "en", (23, 0, 0)),
        ("In 20 minutes", "en", (22, 12, 20)),
        ("dans 20 min", "fr", (22, 12, 20)),
        ("بعد ٢٠ دقيقة", "ar", (22, 12, 20)),
        ("بعد 3 دقائق", "ar", (22, 12, 3)),
        ("dans 2 heures", "fr", (22, 14, 0)),
        ("in an hour", "en", (22, 13, 0)),
        ("بعد ساعة", "ar", (22, 13, 0)),
        ("٢٤ نونبر، ١٤:٠٠", "ar", (24, 14, 0)),
    ],
)
def test_moment_is_read_in_the_zone_of_the_event(text: str, language: str, expected: tuple[int, int, int]) -> None:
    day, hour, minute = expected

    assert typed_moment(text, language, NOW) == datetime(2026, 11, day, hour, minute, tzinfo=NOW.tzinfo)


@pytest.mark.parametrize("text", ["tomorrow", "soon", "25:00", "13pm", "someday 10:00", "in minutes", ""])
def test_moment_without_a_day_or_a_time_is_none(text: str) -> None:
    assert typed_moment(text, "en", NOW) is None
