"""Table cards: for each table and day one page to stand on the table, with its number and who meets there when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.exports import words
from bot.exports.fonts import Fonts
from bot.exports.paper import ACCENT, ALERT, BLACK, GREY, Cell, Paper
from bot.exports.records import Encounter, Records
from bot.exports.sheets import table_order
from bot.exports.words import plain
from events.slots import Slot
from locales.dates import format_day, format_time
from locales.translator import N_, Translator

TABLE = N_("Table")
FREE = N_("free")
TIME = N_("Time")

ROW = 12.5  # millimetres; what a day's slots do not fill stays white
SMALLEST_ROW = 7.0


def cards(records: Records, t: Translator, fonts: Fonts) -> bytes | None:
    """Return the cards of every table and day on which somebody meets, None when nobody meets at all."""
    by_card: dict[tuple[date, str], list[Encounter]] = {}
    for one in records.encounters:
        by_card.setdefault((one.day, one.table), []).append(one)
    if not by_card:
        return None
    paper = Paper(fonts, is_rtl=t.rtl, title=plain(t, N_("Table cards")), language=t.language)
    for day, table in sorted(by_card, key=lambda key: (key[0], table_order(key[1]))):
        _card(paper, records, day, table, by_card[day, table], t)
    return paper.content()


def _card(paper: Paper, records: Records, day: date, table: str, meetings: Sequence[Encounter], t: Translator) -> None:
    paper.add_page()
    _head(paper, records, day, table, t)
    at = {one.slot: one for one in meetings}
    slots = [slot for slot in records.slots if slot.day == day or slot.id in at]
    height = max(SMALLEST_ROW, min(ROW, (paper.room - 10) / max(1, len(slots))))
    _titles(paper, t)
    session = slots[0].session if slots else ""
    for slot in slots:
        if slot.session != session:
            session = slot.session
            paper.rule(ACCENT, thickness=0.6)
        _line(paper, slot, at.get(slot.id), height, t)
    paper.footer(f"{records.event.venue.name.in_(t.language)} · {words.version(records, t)}", str(paper.page))


def _head(paper: Paper, records: Records, day: date, table: str, t: Translator) -> None:
    event = records.event
    paper.row(
        (
            Cell(text=event.name.in_(t.language), share=1, weight="B", colour=ACCENT),
            Cell(text=format_day(day, t.language), share=1, place="end"),
        ),
        size=14,
        height=9,
    )
    if records.agenda is not None and records.agenda.published_at is None:
        paper.row((Cell(text=words.version(records, t), share=1, weight="B", colour=ALERT),), size=13, height=8)
    paper.row((Cell(text=plain(t, TABLE), share=1, colour=GREY, place="middle"),), size=20, height=11)
    paper.row((Cell(text=table, share=1, weight="B", place="middle"),), size=110, height=40)
    named = next((one for one in event.tables if str(one.number) == table and one.name is not None), None)
    if named is not None and named.name is not None:
        paper.row((Cell(text=named.name.in_(t.language), share=1, place="middle"),), size=18, height=10)
    paper.gap(4)


def _titles(paper: Paper, t: Translator) -> None:
    names = (TIME, words.ROLES["buyer"], words.ROLES["provider"])
    cells = [Cell(text=plain(t, name), share=share, colour=GREY) for name, share in zip(names, (3, 7, 7), strict=True)]
    paper.row(cells, size=10, height=7)
    paper.rule(ACCENT, thickness=0.6)


def _line(paper: Paper, slot: Slot, meeting: Encounter | None, height: float, t: Translator) -> None:
    """Write one slot; a free one leaves its line to be written on by hand."""
    time = f"{format_time(slot.start, t.language)} – {format_time(slot.end, t.language)}"
    colour = BLACK if meeting else GREY
    names = (meeting.buyer.name, meeting.provider.name) if meeting else (plain(t, FREE), "")
    paper.row(
        (
            Cell(text=time, share=3, weight="B" if meeting else "", colour=colour),
            *(Cell(text=name, share=7, colour=colour) for name in names),
        ),
        size=13,
        height=height,
    )
    paper.rule()
