"""Lines of mixed directions, in the order in which a page draws them."""

from __future__ import annotations

import pytest

from bot.exports.runs import visual_runs
from locales.markup import has_rtl_letters


def covers(character: str, is_arabic: bool) -> bool:
    """Stand for two fonts of which each knows its own letters, spaces and digits."""
    return character in " 0123456789،·" or has_rtl_letters(character) is is_arabic


def drawn(text: str) -> list[tuple[str, bool]]:
    return [(run.text, run.is_rtl) for run in visual_runs(text, covers)]


def test_one_direction_is_one_run() -> None:
    assert drawn("Atlas 7") == [("Atlas 7", False)]
    assert drawn("مركز") == [("مركز", True)]


def test_a_latin_name_in_an_arabic_line_stands_where_it_is_read() -> None:
    assert drawn("لقاء Atlas SARL للنداء") == [(" للنداء", True), ("Atlas SARL", False), ("لقاء ", True)]


def test_an_arabic_name_in_a_latin_line_stands_where_it_is_read() -> None:
    assert drawn("Groupe مركز SARL") == [("Groupe ", False), ("مركز", True), (" SARL", False)]


def test_numbers_of_an_arabic_date_read_from_the_left() -> None:
    assert drawn("الأربعاء 14 أبريل 2027") == [
        ("2027", False),
        (" أبريل ", True),
        ("14", False),
        ("الأربعاء ", True),
    ]


def test_a_number_inside_an_arabic_name_in_a_latin_line() -> None:
    assert drawn("SA مركز 14 النداء") == [("SA ", False), (" النداء", True), ("14", False), ("مركز ", True)]


def test_isolates_are_obeyed_and_not_drawn() -> None:
    assert drawn("طاولة \u20687\u2069، \u2068Atlas\u2069") == [
        ("Atlas", False),
        ("، ", True),
        ("7", False),
        ("طاولة ", True),
    ]


@pytest.mark.parametrize("text", ["", " "])
def test_nothing_is_drawn_of_nothing(text: str) -> None:
    assert "".join(run.text for run in visual_runs(text, covers)).strip() == ""


def test_each_character_is_set_in_a_font_that_has_it() -> None:
    runs = visual_runs("مركز & Cie", lambda character, is_arabic: has_rtl_letters(character) is is_arabic)

    assert [(run.text, run.is_arabic) for run in runs] == [("Cie", False), (" & ", False), ("مركز", True)]


def test_vowel_marks_cut_words_into_loose_letters() -> None:
    """A typed vowel mark made the letters of its word stand apart on paper."""
    assert drawn("المنظِّم") == [("المنظم", True)]
