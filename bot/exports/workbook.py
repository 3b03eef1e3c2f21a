"""The workbook: the sheets as XLSX, readable at a glance and harmless to open.

Whatever people typed stays text: a name that begins with ``=`` is no formula here, nor when somebody edits its cell.
"""

from __future__ import annotations

import re
from datetime import date, time
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from bot.exports import words
from bot.exports.records import Records
from bot.exports.sheets import Cell, Sheet, sheets
from locales.translator import Translator

LONGEST_TITLE = 31  # characters of a sheet's title
WIDEST = 60  # characters of a column; longer texts wrap
NARROWEST = 8
_REFUSED_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_FORMATS = {date: "yyyy-mm-dd", time: "hh:mm"}
_HEADER_FONT = Font(bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1F4E5F")


def write_workbook(records: Records, t: Translator, file: Path) -> None:
    """Write the workbook in one language."""
    file.write_bytes(workbook(records, t))


def workbook(records: Records, t: Translator) -> bytes:
    """Return the workbook in one language."""
    book = Workbook(write_only=True)
    version = words.version(records, t)
    book.properties.title = f"{records.event.name.in_(t.language)}: {version}"
    book.properties.creator = "Mawid"
    book.properties.language = t.language
    for sheet in sheets(records, t):
        _add(book, sheet, t, f"{version} ({records.event.timezone})")
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _add(book: Any, sheet: Sheet, t: Translator, footer: str) -> None:
    page = book.create_sheet(title=_REFUSED_IN_TITLES.sub(" ", sheet.title)[:LONGEST_TITLE])
    page.sheet_view.rightToLeft = t.rtl
    page.freeze_panes = "A2"
    page.oddFooter.center.text = footer.replace("&", "&&")
    page.oddFooter.right.text = "&P / &N"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    for position, width in enumerate(_widths(sheet), 1):
        page.column_dimensions[get_column_letter(position)].width = width
    page.append([_header_cell(page, name) for name in sheet.header])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.header))}{len(sheet.rows) + 1}"


def _header_cell(page: Any, name: str) -> Any:
    cell = WriteOnlyCell(page, value=name)
    cell.font, cell.fill = _HEADER_FONT, _HEADER_FILL
    return cell


def _cell(page: Any, value: Cell) -> Any:
    """Return one cell; words are text whatever they begin with."""
    if not isinstance(value, str):
        cell = WriteOnlyCell(page, value=value)
        if type(value) in _FORMATS:
            cell.number_format = _FORMATS[type(value)]
        cell.alignment = Alignment(vertical="top")
        return cell
    cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(_FORMULA_SIGNS)
    cell.alignment = Alignment(vertical="top", wrap_text="\n" in value or len(value) > WIDEST)
    return cell


def _widths(sheet: Sheet) -> list[int]:
    """Return the width of each column: its longest line, within reason."""
    columns = zip(sheet.header, *sheet.rows, strict=True)
    return [min(WIDEST, max(NARROWEST, *(_length(value) for value in column)) + 2) for column in columns]


def _length(value: Cell) -> int:
    if isinstance(value, str):
        return max((len(line) for line in value.splitlines()), default=0)
    return 10 if isinstance(value, date) else 6
