from __future__ import annotations

import pytest

from locales.plurals import PLURAL_FORMS, plural_form, single_number_forms

NAMES = ("zero", "one", "two", "few", "many", "other")


@pytest.mark.parametrize(
    ("n", "name"),
    [
        *((0, "zero"), (1, "one"), (2, "two"), (3, "few"), (10, "few"), (11, "many"), (25, "many")),
        *((99, "many"), (100, "other"), (101, "other"), (102, "other"), (103, "few"), (111, "many")),
    ],
)
def test_arabic_plural_rule(n: int, name: str) -> None:
    assert NAMES[plural_form(PLURAL_FORMS["ar"])(n)] == name


def test_french_and_english_plural_rules() -> None:
    assert [plural_form(PLURAL_FORMS["fr"])(n) for n in (0, 1, 2)] == [0, 0, 1]
    assert [plural_form(PLURAL_FORMS["en"])(n) for n in (0, 1, 2)] == [1, 0, 1]


def test_only_forms_of_a_single_number_may_leave_it_unsaid() -> None:
    assert {language: single_number_forms(language) for language in PLURAL_FORMS} == {
        "fr": set(),
        "ar": {0, 1, 2},
        "en": {0},
    }
