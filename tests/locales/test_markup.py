from __future__ import annotations

import pytest

from locales.markup import FSI, PDI, Markup, contain, has_rtl_letters


def test_markup_is_a_text_that_remembers_whether_to_isolate() -> None:
    assert Markup("<b>A</b>") == "<b>A</b>"
    assert (Markup("A").isolate, Markup("A", isolate=False).isolate) == (True, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("OCP", False), ("Fès", False), ("المغرب", True), ("שלום", True), ("ﻣ", True), ("\U0001e900", True), ("١٢", True)],
)
def test_has_rtl_letters(text: str, expected: bool) -> None:
    assert has_rtl_letters(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OCP", "OCP"),
        ("Fès", "Fès"),
        (f"{FSI}Fès{PDI}", f"{FSI}Fès{PDI}"),
        (f"\u202e{FSI}Fès{PDI}\u200f", f"{FSI}Fès{PDI}"),
        (f"{FSI}Fès", "Fès"),
        (f"{PDI}Fès{FSI}", "Fès"),
    ],
)
def test_contain_keeps_only_isolates_that_are_closed(text: str, expected: str) -> None:
    assert contain(text) == expected
