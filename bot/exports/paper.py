"""A sheet of paper that reads from either side: cells run from the right in Arabic, and each keeps its own direction.

The first letter of a cell decides its direction, the page only where it stands. What is too long is set smaller,
then cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fpdf import FPDF
from fpdf.fonts import TTFFont

from bot.exports.fonts import Fonts
from bot.exports.runs import Run, visual_runs

Weight = Literal["", "B"]
Place = Literal["start", "middle", "end"]
Colour = tuple[int, int, int]

BLACK: Colour = (20, 24, 28)
GREY: Colour = (110, 116, 122)
LINE: Colour = (200, 205, 210)
ACCENT: Colour = (31, 78, 95)
ALERT: Colour = (170, 40, 30)
MARGIN = 14.0  # millimetres
FOOTER = 6.0  # millimetres
PADDING = 1.0  # millimetres at both sides of a cell
SMALLEST = 0.7  # of the wanted size; below it a text is cut instead
_LATIN, _ARABIC = "latin", "arabic"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One piece of text in a row; `share` is its part of the row's width."""

    text: str
    share: float
    weight: Weight = ""
    colour: Colour = BLACK
    place: Place = "start"


class Paper:
    """A4 pages in one reading direction."""

    def __init__(self, fonts: Fonts, *, is_rtl: bool, title: str, language: str) -> None:
        self.is_rtl = is_rtl
        self.pdf = FPDF(format="A4")
        for name, face in ((_LATIN, fonts.latin), (_ARABIC, fonts.arabic)):
            self.pdf.add_font(name, "", face.regular)
            self.pdf.add_font(name, "B", face.bold)
        # Not fpdf2's own fallback fonts: 2.8 loses track of the page's font when a cell begins with another.
        self.pdf.set_margin(MARGIN)
        self.pdf.c_margin = 0
        self.pdf.set_auto_page_break(False)
        self.pdf.set_title(title)
        self.pdf.set_creator("Mawid")
        self.pdf.set_lang(language)

    def add_page(self) -> None:
        """Begin a page."""
        self.pdf.add_page()

    @property
    def page(self) -> int:
        """The number of the page."""
        return self.pdf.page

    @property
    def room(self) -> float:
        """How many millimetres are left above the footer."""
        return self.pdf.h - MARGIN - FOOTER - self.pdf.y

    def row(self, cells: Sequence[Cell], *, size: float, height: float) -> None:
        """Write cells beside each other, from the reader's first side, and go to the next line."""
        pdf = self.pdf
        unit = pdf.epw / sum(cell.share for cell in cells)
        left, top = pdf.l_margin, pdf.y
        for cell in reversed(cells) if self.is_rtl else cells:
            pdf.set_xy(left, top)
            self._write(cell, size=size, width=unit * cell.share, height=height)
            left += unit * cell.share
        pdf.set_xy(pdf.l_margin, top + height)

    def gap(self, height: float) -> None:
        """Leave some room."""
        self.pdf.set_xy(self.pdf.l_margin, self.pdf.y + height)

    def rule(self, colour: Colour = LINE, *, thickness: float = 0.2) -> None:
        """Draw a line across the page."""
        pdf = self.pdf
        pdf.set_draw_color(*colour)
        pdf.set_line_width(thickness)
        pdf.line(pdf.l_margin, pdf.y, pdf.w - pdf.r_margin, pdf.y)

    def box(self, *, size: float, height: float) -> None:
        """Draw an empty box to tick at the reader's first side of the row that comes."""
        pdf = self.pdf
        left = pdf.w - pdf.r_margin - size if self.is_rtl else pdf.l_margin
        pdf.set_draw_color(*GREY)
        pdf.set_line_width(0.25)
        pdf.rect(left, pdf.y + (height - size) / 2, size, size)

    def footer(self, start: str, end: str) -> None:
        """Write the last line of the page."""
        self.pdf.set_y(self.pdf.h - MARGIN)
        cells = (Cell(text=start, share=5, colour=GREY), Cell(text=end, share=1, colour=GREY, place="end"))
        self.row(cells, size=8, height=FOOTER)

    def content(self) -> bytes:
        """Return the finished file."""
        return bytes(self.pdf.output())

    def _write(self, cell: Cell, *, size: float, width: float, height: float) -> None:
        """Write one cell run by run, each in its own font and direction."""
        pdf = self.pdf
        left, top = pdf.x, pdf.y
        room = width - 2 * PADDING
        runs, size, used = self._fit(cell, size, room)
        is_right = (cell.place == "end") is not self.is_rtl
        left += PADDING + ((room - used) / 2 if cell.place == "middle" else room - used if is_right else 0)
        pdf.set_text_color(*cell.colour)
        for run in runs:
            pdf.set_xy(left, top)
            left += self._choose(run, cell.weight, size)
            pdf.cell(0, height, run.text)

    def _fit(self, cell: Cell, size: float, room: float) -> tuple[list[Run], float, float]:
        """Return runs, size and width of a text: set smaller when it is too long, then cut."""
        text = " ".join(cell.text.split())
        runs, used = self._measured(text, cell.weight, size)
        if used <= room:
            return runs, size, used
        size = max(SMALLEST * size, size * room / used)
        runs, used = self._measured(text, cell.weight, size)
        while used > room * 1.001 and len(text) > 1:
            text = text[:-1].rstrip()
            runs, used = self._measured(f"{text}…", cell.weight, size)
        return runs, size, used

    def _measured(self, text: str, weight: Weight, size: float) -> tuple[list[Run], float]:
        runs = visual_runs(text, self._covers)
        return runs, sum(self._choose(run, weight, size) for run in runs)

    def _choose(self, run: Run, weight: Weight, size: float) -> float:
        """Set the font and direction of a run; return its width."""
        self.pdf.set_font(_ARABIC if run.is_arabic else _LATIN, weight, size)
        self.pdf.set_text_shaping(True, direction="rtl" if run.is_rtl else "ltr")
        return self.pdf.get_string_width(run.text)

    def _covers(self, character: str, is_arabic: bool) -> bool:
        font = self.pdf.fonts[_ARABIC if is_arabic else _LATIN]
        assert isinstance(font, TTFFont)  # both were added from a file
        return ord(character) in font.cmap
