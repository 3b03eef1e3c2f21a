"""Answers typed as words, digits, places or ways to be reached."""

from __future__ import annotations

from typing import Any

import pytest

from events.event import Event
from handlers.answer_types import (
    AnswerType,
    city,
    company_number,
    countries,
    country,
    date,
    email,
    number,
    phone,
    text,
    time_zone,
)
from handlers.answer_types.numbers import Number
from handlers.messages import Contact
from handlers.questions import InvalidAnswer, Question, Situation
from locales.translator import translator
from tests.phone import NOON


def asked(kind: AnswerType) -> Question:
    return Question(key="q", name="Q", prompt="Q?", type=kind)


def situation(event: Event, language: str = "en", **values: Any) -> Situation:
    return Situation(event=event, t=translator(language), now=NOON, values=values)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (text, "  Atlas\u202e   Contact\n", "Atlas Contact"),
        (text, "3M", "3M"),
        (text, "أطلس", "أطلس"),
        (city, "Fès", "Fès"),
        (number, "٢٠", 20),
        (number, "1 500", 1500),
        (number, "1.500", 1500),
        (number, "1'500", 1500),
        (number, "1\u00a0500 agents", 1500),
        (number, "1-500", 1500),
        (number, "about 12", 12),
        (country, "maroc", "MA"),
        (country, "المغرب", "MA"),
        (country, "UK", "GB"),
        (countries, "France et Espagne", ["FR", "ES"]),
        (countries, "France, France", ["FR"]),
        (countries, "فرنسا وإسبانيا", ["FR", "ES"]),
        (countries, "Trinidad and Tobago", ["TT"]),
        (time_zone, "Paris", "Europe/Paris"),
        (time_zone, "Maroc", "Africa/Casablanca"),
        (email, " Amina @Atlas.example ", "Amina@atlas.example"),
        (phone, "٠٦١٢٣٤٥٦٧٨", {"number": "+212612345678", "is_confirmed": False}),
        (phone, "0033 6 12 34 56 78", {"number": "+33612345678", "is_confirmed": False}),
        (phone, "+33 (0)6-12-34-56-78", {"number": "+33612345678", "is_confirmed": False}),
        (date, "14/04/2027", "2027-04-14"),
        (date, "١٤ أبريل ٢٠٢٧", "2027-04-14"),
    ],
)
def test_typed_answer_is_read(event: Event, kind: AnswerType, typed: str, value: object) -> None:
    assert kind.read(asked(kind), typed, situation(event)) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (text, ""),
        (text, "12345"),
        (text, "x" * 121),
        (number, "none"),
        (number, "10-20"),
        (number, "1 2"),
        (number, "12.5"),
        (number, "9" * 5000),
        (number, "1 000 001"),
        (country, "nowhere at all"),
        (countries, ", ,"),
        (countries, "France, nowhere at all"),
        (countries, ", ".join(["France"] * 21)),
        (time_zone, "nowhere at all"),
        (email, "amina"),
        (email, "a@b.c"),
        (email, "x" * 5000 + "@a.example"),
        (phone, "12"),
        (phone, "call me"),
        (phone, "+999 12 34 56"),
        (date, "one day"),
        (company_number, ""),
    ],
)
def test_typed_answer_that_is_none_is_refused(event: Event, kind: AnswerType, typed: str) -> None:
    with pytest.raises(InvalidAnswer):
        kind.read(asked(kind), typed, situation(event, country="MA"))


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (text, "Atlas", "Atlas"),
        (number, 1500, "1500"),
        (country, "MA", "Morocco"),
        (countries, ["MA", "FR"], "Morocco, France"),
        (phone, {"number": "+33612345678", "is_confirmed": True}, "+33 6 12 34 56 78"),
        (date, "2027-04-14", "Wednesday 14 April 2027"),
        (company_number, {"shown": "001561191 0000 66"}, "001561191 0000 66"),
    ],
)
def test_value_is_shown_as_people_write_it(kind: AnswerType, value: object, shown: str) -> None:
    assert kind.show(asked(kind), value, translator("en")) == shown


def test_countries_are_listed_with_an_arabic_comma() -> None:
    assert countries.show(asked(countries), ["MA", "FR"], translator("ar")) == "المغرب، فرنسا"


def test_company_number_is_checked_for_its_country(event: Event) -> None:
    stored = company_number.read(asked(company_number), "732 829 320 00074", situation(event, country="FR"))

    assert stored == {
        "country": "FR",
        "number": "73282932000074",
        "shown": "732 829 320 00074",
        "group": "FR:732829320",
        "is_verified": True,
    }


def test_company_number_without_a_scheme_is_kept_as_typed(event: Event) -> None:
    stored = company_number.read(asked(company_number), "EIN 12-3456789", situation(event, country="US"))

    assert (stored["shown"], stored["is_verified"]) == ("EIN 12-3456789", False)


def test_company_number_without_a_scheme_needs_a_digit(event: Event) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        company_number.read(asked(company_number), "none", situation(event, country="US"))

    assert refused.value.params["name"] == "company number"


@pytest.mark.parametrize(("land", "hint"), [("MA", "For Morocco: ICE."), ("US", "")])
def test_company_number_says_what_it_is_called(event: Event, land: str, hint: str) -> None:
    assert company_number.hint(asked(company_number), situation(event, country=land), page=0) == hint


def test_phone_without_country_code_is_read_in_the_companys_country(event: Event) -> None:
    stored = phone.read(asked(phone), "06 12 34 56 78", situation(event, country="FR"))

    assert stored["number"] == "+33612345678"


def test_phone_of_a_country_without_an_example_shows_a_moroccan_one(event: Event) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        phone.read(asked(phone), "12", situation(event, country="AQ"))

    assert str(refused.value.params["example"]).startswith("+212 ")


@pytest.mark.parametrize("shared", ["212612345678", "+212612345678"])
def test_phone_shared_by_its_owner_is_confirmed(event: Event, shared: str) -> None:
    stored = phone.contact(asked(phone), Contact(phone=shared, is_own=True), situation(event))

    assert stored == {"number": "+212612345678", "is_confirmed": True}


@pytest.mark.parametrize("kind", [number, Number(least=1, suggested=(5, 10)), country, countries, time_zone])
def test_suggested_answers_are_answers(event: Event, kind: AnswerType) -> None:
    here = situation(event, country="FR")

    for row in kind.rows(asked(kind), here, chosen=None, page=0):
        for button in row:
            kind.tap(asked(kind), button.data.removeprefix("q:q="), here)


def test_time_zones_suggested_begin_with_the_companys_own(event: Event) -> None:
    rows = time_zone.rows(asked(time_zone), situation(event, country="ES"), chosen=None, page=0)

    assert [button.data for row in rows for button in row] == [
        "q:q=Europe/Madrid",
        "q:q=Africa/Casablanca",
        "q:q=Europe/Paris",
    ]
