"""Answers about places: country, city, time zone."""

from __future__ import annotations

import re
from typing import Any

from handlers.answer_types.choices import split_list
from handlers.answer_types.layout import choose, lay_out
from handlers.answer_types.text import Text
from handlers.messages import Button
from handlers.questions import AnswerType, InvalidAnswer, Question, Rows, Situation
from locales.countries import country_name, exact_country, find_countries
from locales.places import country_zone, find_zones, zone_city
from locales.translator import N_, Translator

LIKELY_COUNTRIES = ("MA", "FR", "ES", "BE", "CH", "TN", "GB", "DE")
"""Who comes to such an event most; every other country is typed."""

MOST_COUNTRIES = 20

_AND = re.compile(r"\s(?:and|et|y|و)\s")  # "Trinidad and Tobago" is written with an ampersand in CLDR


def _certain(typed: str) -> str | None:
    """Return the country whose whole name was typed."""
    return exact_country(typed) or exact_country(_AND.sub(" ", typed))


class Country(AnswerType):
    """One country, by its name in any of our languages; stored as ISO 3166-1 alpha-2."""

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        code = _certain(typed)
        if code is not None:
            return code
        guessed = find_countries(typed)
        if guessed:
            likely = country_name(guessed[0], situation.t.language)
            raise InvalidAnswer(N_("Did you mean {country}? Then please type it in full."), country=likely)
        raise InvalidAnswer(N_("I did not recognise that country. Please type its name, for example: Morocco."))

    def show(self, question: Question, value: Any, t: Translator) -> str:
        return country_name(value, t.language)

    def rows(self, question: Question, situation: Situation, *, chosen: Any, page: int) -> Rows:
        language = situation.t.language
        return lay_out(
            [Button(label=country_name(code, language), data=choose(question, code)) for code in LIKELY_COUNTRIES]
        )

    def hint(self, question: Question, situation: Situation, *, page: int) -> str:
        return situation.t(N_("Another country: type its name."))


class Countries(Country):
    """Several countries, typed with commas between them, or one tapped; stored as a list of codes."""

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        names = [typed] if _certain(typed) else split_list(typed)
        codes = [super(Countries, self).read(question, name, situation) for name in names]
        if not 0 < len(codes) <= MOST_COUNTRIES:
            raise InvalidAnswer(N_("Please type the countries with commas between them."))
        return list(dict.fromkeys(codes))

    def show(self, question: Question, value: Any, t: Translator) -> str:
        comma = "، " if t.rtl else ", "
        return comma.join(country_name(code, t.language) for code in value)

    def hint(self, question: Question, situation: Situation, *, page: int) -> str:
        return situation.t(N_("Several countries: type them with commas between."))


class TimeZone(AnswerType):
    """A time zone, by city, country or offset; stored as its IANA name."""

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        found = find_zones(typed, situation.t.language)
        if not found:
            raise InvalidAnswer(N_("I did not recognise that time zone. Type a city or a country: Paris, Morocco."))
        return found[0]

    def show(self, question: Question, value: Any, t: Translator) -> str:
        return zone_city(value, t.language)

    def rows(self, question: Question, situation: Situation, *, chosen: Any, page: int) -> Rows:
        own = country_zone(situation.values.get("country", ""))
        zones = dict.fromkeys(filter(None, (own, situation.event.timezone, "Europe/Paris")))
        language = situation.t.language
        return lay_out([Button(label=zone_city(zone, language), data=choose(question, zone)) for zone in zones])


country, countries, city, time_zone = Country(), Countries(), Text(longest=60), TimeZone()
