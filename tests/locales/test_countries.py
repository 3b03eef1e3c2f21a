from __future__ import annotations

import pytest

from locales.countries import country_codes, country_name, exact_country, find_countries
from locales.languages import LANGUAGES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Maroc", "MA"),
        ("le maroc", "MA"),
        ("Royaume du Maroc", "MA"),
        ("المغرب", "MA"),
        ("مغرب", "MA"),
        ("المملكة المغربية", "MA"),
        ("المَملكه المغربيه", "MA"),
        ("ma", "MA"),
        ("MAR", "MA"),
        ("UK", "GB"),
        ("Angleterre", "GB"),
        ("the United Kingdom", "GB"),
        ("المملكة المتحدة", "GB"),
        ("USA", "US"),
        ("ETATS UNIS", "US"),
        ("أمريكا", "US"),
        ("Ivory Coast", "CI"),
        ("cote d'ivoire", "CI"),
        ("كوت ديفوار", "CI"),
        ("l’Algérie", "DZ"),
        ("Pays bas", "NL"),
        ("République tchèque", "CZ"),
        ("République du Congo", "CG"),
        ("Niger", "NE"),
        ("Guinée", "GN"),
        ("جمهورية مصر العربية", "EG"),
        ("المملكة العربية السعودية", "SA"),
        ("España", "ES"),
        ("Kosovo", "XK"),
    ],
)
def test_a_country_typed_in_full_is_certain(text: str, code: str) -> None:
    assert exact_country(text) == code
    assert find_countries(text) == [code]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Congo", ["CD", "CG"]),
        ("Espagn", ["ES"]),
        ("la Belg", ["BE"]),
        ("Casablanca, Maroc", ["MA"]),
        ("Allemange", ["DE"]),
        ("Suise", ["CH"]),
        ("هولاندا", ["NL"]),
        ("xyzw", []),
        ("xy", []),
        ("zqx", []),
        ("", []),
        ("1", []),
    ],
)
def test_a_country_typed_in_part_or_misspelt_is_a_suggestion(text: str, codes: list[str]) -> None:
    assert exact_country(text) is None
    assert find_countries(text) == codes


def test_suggestions_are_few() -> None:
    assert 1 < len(find_countries("Saint")) <= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name_and_is_found_by_it(language: str) -> None:
    names = {code: country_name(code, language) for code in country_codes()}

    assert [code for code, name in names.items() if name == code] == []
    assert {code: find_countries(name) for code, name in names.items()} == {code: [code] for code in names}


def test_an_unknown_code_is_its_own_name() -> None:
    assert country_name("QQ", "fr") == "QQ"
