"""The printed pages: who stands on which, told by the text of the PDF and by the runs that were drawn."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bot.exports.cards import cards
from bot.exports.doors import doors
from bot.exports.fonts import Fonts, FontsMissing, find_fonts
from bot.exports.paper import Cell, Paper
from events.event import Event
from locales.translator import translator
from tests.bot.exports.factories import delegate, encounter, party, records


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    try:
        return find_fonts()
    except FontsMissing as problem:
        pytest.skip(str(problem))


def page_count(content: bytes | None) -> int:
    assert content is not None
    return len(re.findall(rb"/Type /Page\b", content))


def text_of(content: bytes | None, folder: Path) -> str:
    """Return the words of a PDF in their order on the page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (poppler-utils)")
    assert content is not None
    file = folder / "pages.pdf"
    file.write_bytes(content)
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True, text=True)
    return done.stdout


def test_a_card_names_the_table_the_time_and_both_companies(event: Event, fonts: Fonts, tmp_path: Path) -> None:
    words = text_of(cards(records(event), translator("en"), fonts), tmp_path)

    line = next(line for line in words.splitlines() if "10:40" in line)
    assert re.search(r"10:40 – 11:00\s+Lumen SAS\s+Atlas", line)
    assert "Wednesday 14 April 2027" in words
    assert "7" in words.partition("10:40")[0].split()
    assert words.count("free") == 12  # the other slots of the day, to be written on by hand


def test_there_is_one_card_for_each_table_and_day(event: Event, fonts: Fonts) -> None:
    one, other = party(1, "Lumen", "buyer"), party(2, "Atlas", "provider")
    places = [(0, "7"), (1, "7"), (2, "12"), (-1, "7")]
    known = replace(
        records(event), encounters=tuple(encounter(event, one, other, slot=slot, table=table) for slot, table in places)
    )

    assert page_count(cards(known, translator("fr"), fonts)) == 3


def test_without_meetings_there_are_no_cards(event: Event, fonts: Fonts) -> None:
    assert cards(replace(records(event), encounters=()), translator("en"), fonts) is None


@pytest.mark.parametrize("draw", [cards, doors])
def test_a_draft_says_so_on_paper(draw: type[object], event: Event, fonts: Fonts, tmp_path: Path) -> None:
    content = draw(records(event, is_published=False), translator("en"), fonts)

    assert isinstance(content, bytes)
    assert text_of(content, tmp_path).count("Draft 3, not published") == 2  # at the top and in the footer


def test_the_door_list_has_everybody_by_company_with_the_first_meeting(
    event: Event, fonts: Fonts, tmp_path: Path
) -> None:
    buyer = party(1, "Lumen", "buyer", delegates=(delegate("Luc Martin"), delegate("Léa Roy")))
    provider = party(2, "Atlas", "provider", delegates=(delegate("Amina Alaoui"),))
    refused = party(3, "Courtage", "provider", status="refused", delegates=(delegate("Paul Nolin"),))
    known = replace(
        records(event),
        parties=(provider, buyer, refused),
        encounters=(encounter(event, buyer, provider, slot=2), encounter(event, buyer, provider, slot=4, table="9")),
    )

    words = text_of(doors(known, translator("en"), fonts), tmp_path)

    assert re.search(r"Atlas\s+Provider · Morocco\s+11:30, table 7\s+–", words)
    assert [words.index(name) for name in ("Atlas", "Amina", "Lumen", "Luc", "Léa")] == sorted(
        words.index(name) for name in ("Atlas", "Amina", "Lumen", "Luc", "Léa")
    )
    assert "3 people expected" in words
    assert "Nolin" not in words


def test_a_long_door_list_goes_on_to_the_next_page(event: Event, fonts: Fonts) -> None:
    known = replace(records(event), parties=tuple(party(n, f"Company {n}", "buyer") for n in range(60)))

    assert page_count(doors(known, translator("en"), fonts)) == 4


def test_without_approved_companies_there_is_no_door_list(event: Event, fonts: Fonts) -> None:
    known = replace(records(event), parties=(party(1, "Lumen", "buyer", status="submitted"),))

    assert doors(known, translator("en"), fonts) is None


def test_arabic_pages_begin_at_the_right(event: Event, fonts: Fonts, tmp_path: Path) -> None:
    known = records(event, buyer="Lumen SAS", provider="مركز الأطلس للنداء")

    line = next(
        line for line in text_of(cards(known, translator("ar"), fonts), tmp_path).splitlines() if "10:40" in line
    )

    assert line.index("Lumen") < line.index("10:40")


def paper(fonts: Fonts, *, is_rtl: bool = False) -> Paper:
    made = Paper(fonts, is_rtl=is_rtl, title="Test", language="ar" if is_rtl else "fr")
    made.add_page()
    return made


def test_what_is_too_long_is_set_smaller_and_then_cut(fonts: Fonts, tmp_path: Path) -> None:
    page = paper(fonts)
    for name in ("Short", "Longer than its cell", "Much longer than its cell will ever be, however small"):
        page.row((Cell(text=name, share=1), Cell(text="", share=4)), size=11, height=8)

    lines = text_of(page.content(), tmp_path).splitlines()

    assert [line for line in lines if line.strip()][:2] == ["Short", "Longer than its cell"]
    assert lines[-1].endswith("…") or lines[-2].endswith("…")


def test_fonts_of_a_named_folder_are_taken(tmp_path: Path, fonts: Fonts) -> None:
    for name, file in (("NotoSans-Regular", fonts.latin.regular), ("DejaVuSans", fonts.latin.regular)):
        shutil.copy(file, tmp_path / f"{name}.ttf")

    found = find_fonts({"MAWID_FONTS": str(tmp_path)})

    assert found.latin.regular == tmp_path / "NotoSans-Regular.ttf"
    assert found.latin.bold == found.latin.regular  # no bold there
    assert found.arabic.regular == tmp_path / "DejaVuSans.ttf"


def test_missing_fonts_are_told_with_the_package_to_install(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match=r"fonts-noto-core.*MAWID_FONTS"):
        find_fonts({"MAWID_FONTS": str(tmp_path)})
