"""The sheets of the workbook, as plain rows: what stands where, whatever the file format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from bot.exports import words
from bot.exports.records import Encounter, Party, Records
from bot.exports.words import plain
from handlers.broadcasting import acts, reporting
from handlers.broadcasting.deliveries import Delivery
from locales.translator import N_, Translator

Cell = str | int | date | time | None

DAY, START, END = N_("Day"), N_("Start"), N_("End")
TABLE, COMPANY, ROLE, COUNTRY = N_("Table"), N_("Company"), N_("Role"), N_("Country")
WITH = N_("Meets")
BUYER, PROVIDER = words.ROLES["buyer"], words.ROLES["provider"]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet: its title, a header, rows of cells."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheets(records: Records, t: Translator) -> list[Sheet]:
    """Return every sheet in one language."""
    return [
        _participants(records, t),
        _by_company(records, t),
        _by_table(records, t),
        _by_slot(records, t),
        _leftovers(records, t),
        _audit(records, t),
        _broadcasts(records, t),
    ]


def _sheet(t: Translator, title: str, header: Sequence[str], rows: Iterable[tuple[Cell, ...]]) -> Sheet:
    return Sheet(title=plain(t, title), header=tuple(plain(t, name) for name in header), rows=tuple(rows))


def _participants(records: Records, t: Translator) -> Sheet:
    header = (
        COMPANY,
        ROLE,
        COUNTRY,
        N_("Number"),
        N_("Trust"),
        N_("Status"),
        N_("Languages"),
        N_("Delegates"),
        N_("Meetings"),
    )
    return _sheet(t, N_("Participants"), header, (_participant(records, party, t) for party in records.parties))


def _participant(records: Records, party: Party, t: Translator) -> tuple[Cell, ...]:
    return (
        party.name,
        words.role(party, t),
        words.country(party, t),
        party.number,
        words.trust(party, t),
        words.status(party, t),
        words.languages(party, t),
        words.delegates(party, t),
        len(records.of_company(party.id)),
    )


def _by_company(records: Records, t: Translator) -> Sheet:
    header = (COMPANY, ROLE, DAY, START, END, TABLE, WITH, COUNTRY)
    rows = (
        (
            party.name,
            words.role(party, t),
            *_when(one),
            table_cell(one.table),
            one.other(party.id).name,
            words.country(one.other(party.id), t),
        )
        for party in records.parties
        for one in records.of_company(party.id)
    )
    return _sheet(t, N_("Agenda by company"), header, rows)


def _by_table(records: Records, t: Translator) -> Sheet:
    ordered = sorted(records.encounters, key=lambda one: (table_order(one.table), one.starts_at))
    rows = ((table_cell(one.table), *_when(one), *_who(one)) for one in ordered)
    return _sheet(t, N_("Agenda by table"), (TABLE, DAY, START, END, BUYER, PROVIDER), rows)


def _by_slot(records: Records, t: Translator) -> Sheet:
    ordered = sorted(records.encounters, key=lambda one: (one.starts_at, table_order(one.table)))
    rows = ((*_when(one), table_cell(one.table), *_who(one)) for one in ordered)
    return _sheet(t, N_("Agenda by slot"), (DAY, START, END, TABLE, BUYER, PROVIDER), rows)


def _leftovers(records: Records, t: Translator) -> Sheet:
    rows = ((one.buyer, one.provider, one.weight, words.reason(one.code, t)) for one in records.unplaced)
    return _sheet(t, N_("Leftovers"), (BUYER, PROVIDER, N_("Weight"), N_("Reason")), rows)


def _audit(records: Records, t: Translator) -> Sheet:
    header = (DAY, N_("Time"), N_("Who"), N_("What"), N_("About"), N_("Before"), N_("After"))
    rows = (
        (
            line.done_at.date(),
            line.done_at.time().replace(microsecond=0),
            line.who,
            words.act(line.act, t),
            words.subject(line, records, t),
            *words.sides(line, records, t),
        )
        for line in records.audit
    )
    return _sheet(t, N_("Audit"), header, rows)


def _broadcasts(records: Records, t: Translator) -> Sheet:
    names = (*reporting.HEADER[:6], DAY, *reporting.HEADER[6:])
    header = (N_("Broadcast"), N_("Status"), N_("Who"), N_("Approved by"), *names)
    rows = (
        (
            entry.broadcast.id,
            plain(t, acts.STATUS[entry.broadcast.status]),
            entry.author,
            entry.approved_by,
            *reporting.cells(line, t),
            *_instants(line, records),
        )
        for entry in records.broadcasts
        for line in entry.deliveries
    )
    return _sheet(t, N_("Broadcasts"), header, rows)


def _instants(line: Delivery, records: Records) -> tuple[Cell, ...]:
    """Return the day on which a message was sent, and when it was sent, delivered and read that day or later."""
    shown = [at.astimezone(records.event.zone) if at else None for at in reporting.instants(line)]
    times = (at.time().replace(microsecond=0) if at else None for at in shown)
    return (shown[0].date() if shown[0] else None, *times)


def _when(one: Encounter) -> tuple[date, time, time]:
    return one.day, one.starts_at.time(), one.ends_at.time()


def _who(one: Encounter) -> tuple[str, str]:
    return one.buyer.name, one.provider.name


def table_cell(name: str) -> Cell:
    """Return a table's name, as a number where it is one, so that a spreadsheet sorts it.

    >>> table_cell("7"), table_cell("A7")
    (7, 'A7')
    """
    return int(name) if name.isdecimal() else name


def table_order(name: str) -> tuple[int, str]:
    """Return what sorts tables: the numbered ones by number, then the others."""
    return (int(name), "") if name.isdecimal() else (10**9, name)
