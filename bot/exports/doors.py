"""The door list: everybody who comes, by company, with their first meeting of each day, and a box to tick."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.exports import words
from bot.exports.fonts import Fonts
from bot.exports.paper import ACCENT, ALERT, GREY, Cell, Paper
from bot.exports.records import Delegate, Encounter, Party, Records
from bot.exports.words import plain
from handlers.messages import plain_text
from locales.dates import format_day, format_time
from locales.translator import N_, N_n, Translator

DOOR_LIST = N_("Door list")
EXPECTED = N_n("{n} person expected", "{n} people expected")
FIRST = N_("{time}, table {table}")

ROW = 7.5  # millimetres
BOX = 4.0
SHARES = (1, 9, 9)  # the box, the name, the function; each day takes DAY_SHARE
DAY_SHARE = 6


def doors(records: Records, t: Translator, fonts: Fonts) -> bytes | None:
    """Return the door list, None when no company is approved."""
    coming = [party for party in records.approved if party.delegates]
    if not coming:
        return None
    paper = Paper(fonts, is_rtl=t.rtl, title=plain(t, DOOR_LIST), language=t.language)
    _begin(paper, records, sum(len(party.delegates) for party in coming), t)
    for party in coming:
        if paper.room < ROW * (1 + min(2, len(party.delegates))):
            _begin(paper, records, None, t)
        _company(paper, records, party, t)
    return paper.content()


def _begin(paper: Paper, records: Records, people: int | None, t: Translator) -> None:
    """Begin a page; the first one says how many are expected."""
    paper.add_page()
    paper.footer(f"{plain(t, DOOR_LIST)} · {words.version(records, t)}", str(paper.page))
    paper.pdf.set_y(paper.pdf.t_margin)
    if people is not None:
        event = records.event
        paper.row(
            (
                Cell(text=f"{plain(t, DOOR_LIST)} · {event.name.in_(t.language)}", share=3, weight="B", colour=ACCENT),
                Cell(text=_counted(t, people), share=1, place="end"),
            ),
            size=15,
            height=11,
        )
        if records.agenda is not None and records.agenda.published_at is None:
            paper.row((Cell(text=words.version(records, t), share=1, weight="B", colour=ALERT),), size=12, height=8)
    days = [Cell(text=format_day(day.date, t.language), share=DAY_SHARE, colour=GREY) for day in records.event.days]
    paper.row((Cell(text="", share=sum(SHARES)), *days), size=8.5, height=6)
    paper.rule(ACCENT, thickness=0.6)


def _counted(t: Translator, people: int) -> str:
    return plain_text(t.count(EXPECTED, people))


def _company(paper: Paper, records: Records, party: Party, t: Translator) -> None:
    """Write a company and its people; the company's first meetings stand on its own line."""
    country = words.country(party, t)
    meetings = records.of_company(party.id)
    paper.row(
        (
            Cell(text=party.name, share=sum(SHARES) - SHARES[2], weight="B"),
            Cell(text=" · ".join(filter(None, (words.role(party, t), country))), share=SHARES[2], colour=GREY),
            *(Cell(text=_first(meetings, day.date, t), share=DAY_SHARE) for day in records.event.days),
        ),
        size=10.5,
        height=ROW,
    )
    for delegate in party.delegates:
        if paper.room < ROW:
            _begin(paper, records, None, t)
        _person(paper, delegate, len(records.event.days))
    paper.rule()


def _person(paper: Paper, delegate: Delegate, days: int) -> None:
    paper.box(size=BOX, height=ROW)
    box, name, job = SHARES
    paper.row(
        (
            Cell(text="", share=box),
            Cell(text=delegate.name, share=name),
            Cell(text=delegate.job, share=job + days * DAY_SHARE, colour=GREY),
        ),
        size=10.5,
        height=ROW,
    )


def _first(meetings: Sequence[Encounter], day: date, t: Translator) -> str:
    """Return when and where a company meets first on a day, nothing when it does not."""
    first = next((one for one in meetings if one.day == day), None)
    if first is None:
        return "–"
    return plain(t, FIRST, time=format_time(first.starts_at, t.language), table=first.table)
