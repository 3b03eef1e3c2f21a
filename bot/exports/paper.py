"""A sheet of paper that reads from either side: cells run from the right in Arabic, and each keeps its own direction.

A cell holds one thing (a name, a time, a table), so its first strong letter decides its direction and no isolates
are needed. What is too long is set smaller, then cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fpdf import FPDF

from bot.exports.fonts import Fonts
from locales.digits import strip_bidi
from locales.markup import has_rtl_letters

Weight = Literal["", "B"]
Place = Literal["start", "middle", "end"]
Colour = tuple[int, int, int]

BLACK: Colour = (20, 24, 28)
GREY: Colour = (110, 116, 122)
LINE: Colour = (200, 205, 210)
ACCENT: Colour = (31, 78, 95)
ALERT: Colour = (170, 40, 30)
MARGIN = 14.0  # millimetres
SMALLEST = 0.7  # of the wanted size; below it a text is cut instead
_POINT = 0.3528  # millimetres
_LATIN, _ARABIC = "latin", "arabic"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One piece of text in a row; `share` is its part of the row's width."""

    text: str
    share: float
    weight: Weight = ""
    colour: Colour = BLACK
    place: Place = "start"


class Paper(FPDF):
    """A4 pages in one reading direction."""

    def __init__(self, fonts: Fonts, *, is_rtl: bool, title: str, language: str) -> None:
        super().__init__(format="A4")
        self.is_rtl = is_rtl
        for name, face in ((_LATIN, fonts.latin), (_ARABIC, fonts.arabic)):
            self.add_font(name, "", face.regular)
            self.add_font(name, "B", face.bold)
        self.set_fallback_fonts([_ARABIC], exact_match=False)
        self.set_margin(MARGIN)
        self.set_auto_page_break(False)
        self.set_title(title)
        self.set_creator("Mawid")
        self.set_lang(language)

    @property
    def bottom(self) -> float:
        """How far down rows may go: the footer stands below."""
        return self.h - MARGIN - 6

    def row(self, cells: Sequence[Cell], *, size: float, height: float) -> None:
        """Write cells beside each other, from the reader's first side, and go to the next line."""
        unit = self.epw / sum(cell.share for cell in cells)
        start, top = self.l_margin, self.y
        for cell in reversed(cells) if self.is_rtl else cells:
            self.set_xy(start, top)
            self._write(cell, size=size, width=unit * cell.share, height=height)
            start += unit * cell.share
        self.set_xy(self.l_margin, top + height)

    def line(
        self,
        text: str,
        *,
        size: float,
        height: float,
        weight: Weight = "",
        colour: Colour = BLACK,
        place: Place = "start",
    ) -> None:  # type: ignore[override]  # drawing lines is `rule` here
        """Write one line over the whole width."""
        self.row((Cell(text=text, share=1, weight=weight, colour=colour, place=place),), size=size, height=height)

    def rule(self, colour: Colour = LINE, *, thickness: float = 0.2) -> None:
        """Draw a line across the page."""
        self.set_draw_color(*colour)
        self.set_line_width(thickness)
        super().line(self.l_margin, self.y, self.w - self.r_margin, self.y)

    def box(self, *, size: float, height: float) -> None:
        """Draw an empty box to tick at the reader's first side, before the row is written."""
        left = self.w - self.r_margin - size if self.is_rtl else self.l_margin
        self.set_draw_color(*GREY)
        self.set_line_width(0.25)
        self.rect(left, self.y + (height - size) / 2, size, size)

    def footer_line(self, start: str, end: str) -> None:
        """Write the last line of the page."""
        self.set_y(self.h - MARGIN - 2)
        half = {"size": 8.0, "colour": GREY}
        self.row(
            (
                Cell(text=start, share=4, colour=GREY),
                Cell(text=end, share=1, colour=GREY, place="end"),
            ),
            size=half["size"],  # type: ignore[arg-type]
            height=5,
        )

    def _write(self, cell: Cell, *, size: float, width: float, height: float) -> None:
        text = strip_bidi(cell.text)
        self.set_text_shaping(True, direction=_direction(text, is_rtl=self.is_rtl))
        text = self._fit(text, cell.weight, size, width)
        self.set_text_color(*cell.colour)
        self.cell(width, height, text, align=self._align(cell.place))

    def _align(self, place: Place) -> str:
        if place == "middle":
            return "C"
        return "L" if (place == "start") is not self.is_rtl else "R"

    def _fit(self, text: str, weight: Weight, size: float, width: float) -> str:
        """Choose the largest size at which the text fits; return it, cut where even the smallest is too large."""
        self.set_font(_LATIN, weight, size)
        room = width - 2 * self.c_margin
        needed = self.get_string_width(text)
        if needed <= room:
            return text
        self.set_font(_LATIN, weight, max(SMALLEST * size, size * room / needed))
        while len(text) > 1 and self.get_string_width(text + "…") > room:
            text = text[:-1].rstrip()
        return f"{text}…" if needed * SMALLEST > room else text


def _direction(text: str, *, is_rtl: bool) -> str:
    """Return the direction of the first letter that has one; the page's where there is none."""
    for letter in text:
        if letter.isalpha():
            return "rtl" if has_rtl_letters(letter) else "ltr"
    return "rtl" if is_rtl and not any(letter.isdigit() for letter in text) else "ltr"
