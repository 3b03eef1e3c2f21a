"""Long texts are cut where a reader pauses, and nothing that belongs together is torn apart."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.broadcasting.splitting import split_text, width
from locales.markup import FSI, PDI

LINK = "https://mawid.example/agenda?day=1&company=7"
FAMILY = "👨\u200d👩\u200d👧"
PIECES = [
    "Bonjour à tous.",
    "مرحبا بكم!",
    "متى؟",
    "یہ کب ہے۔",
    LINK,
    "www.mawid.example/x",
    "🇲🇦🇫🇷",
    FAMILY,
    "é\u0301\u0302",
    f"{FSI}OCP Group{PDI}",
    f"{FSI}مركز أطلس{PDI}",
    "\n",
    "\n\n",
    "word",
    "مُحَمَّد",
    "👍🏽",
    "Vraiment ?",
    "«\u00a0Oui.\u00a0»",
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=60).map(" ".join)
LIMITS = st.integers(min_value=60, max_value=200)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(TEXTS, LIMITS)
def test_parts_fit_and_say_everything_in_order(text: str, limit: int) -> None:
    parts = split_text(text, limit)

    assert all(width(part) <= limit for part in parts)
    assert bare("".join(parts)) == bare(text)


@given(TEXTS, LIMITS)
def test_links_and_isolated_stretches_stay_whole(text: str, limit: int) -> None:
    parts = split_text(text, limit)

    for whole in (LINK, "www.mawid.example/x", f"{FSI}OCP Group{PDI}", f"{FSI}مركز أطلس{PDI}", FAMILY, "👍🏽", "مُحَمَّد"):
        assert sum(part.count(whole) for part in parts) == text.count(whole)


@given(TEXTS, LIMITS)
def test_no_part_begins_within_a_character(text: str, limit: int) -> None:
    for part in split_text(text, limit)[1:]:
        assert unicodedata.category(part[0]) not in ("Mn", "Me")
        assert part[0] not in "\u200d🏽" + PDI
    assert sum(len(re.findall("[🇦-🇿]{2}", part)) for part in split_text(text, limit)) == text.count("🇲🇦🇫🇷") * 2


@given(st.text(min_size=1, max_size=300), st.integers(min_value=20, max_value=60))
def test_any_text_is_cut_into_parts_that_fit(text: str, limit: int) -> None:
    parts = split_text(text, limit)

    assert all(width(part) <= limit for part in parts)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One two. Three four. Five six seven", "One two. Three four."),
        ("مرحبا بكم في الدار؟ سنبدأ غدا في التاسعة", "مرحبا بكم في الدار؟"),
        ("یہ اجلاس کل ہو گا۔ براہ کرم وقت پر آئیں", "یہ اجلاس کل ہو گا۔"),
        ("Il dit : «\u00a0Venez.\u00a0» Puis il part demain", "Il dit : «\u00a0Venez.\u00a0»"),
        ("First line. More\nsecond line that is longer", "First line. More"),
        ("A first paragraph\n\nand. A second\nthat is long", "A first paragraph"),
        ("nothing but words without an end anywhere", "nothing but words without an"),
    ],
)
def test_cut_falls_where_a_reader_pauses(text: str, first: str) -> None:
    assert split_text(text, 28)[0] == first


def test_short_text_is_one_part() -> None:
    assert split_text("  Hello\n", 4096) == ("Hello",)


def test_windows_line_end_is_not_cut_in_two() -> None:
    assert split_text("a" * 9 + "\r\n" + "b" * 9, 10) == ("a" * 9, "b" * 9)


def test_what_is_longer_than_a_message_is_cut_inside() -> None:
    link = "https://mawid.example/" + "x" * 40

    assert split_text(link, 30) == (link[:30], link[30:60], link[60:])


def test_isolated_link_longer_than_a_message_is_cut_inside() -> None:
    parts = split_text(f"{FSI}https://{'x' * 40}{PDI}", 30)

    assert parts == (f"{FSI}https://{'x' * 19}{PDI}", f"{FSI}{'x' * 21}{PDI}")


def test_isolates_deeper_than_a_message_end_somewhere() -> None:
    parts = split_text(FSI * 40 + "OCP" + PDI * 40, 20)

    assert bare("".join(parts)) == FSI * 40 + "OCP" + PDI * 40


def test_isolate_longer_than_a_message_is_closed_and_opened_again() -> None:
    text = f"{FSI}مرحبا بكم في الدار. سنبدأ غدا في التاسعة{PDI}"

    parts = split_text(text, 30)

    assert parts == (f"{FSI}مرحبا بكم في الدار.{PDI}", f"{FSI}سنبدأ غدا في التاسعة{PDI}")
