"""`mawid export`: the agenda as a workbook, table cards and a door list, to print and to pass on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from bot.exports import words
from bot.exports.cards import cards
from bot.exports.doors import doors
from bot.exports.fonts import Fonts, FontsMissing, find_fonts
from bot.exports.records import Records, read_records
from bot.exports.workbook import workbook
from bot.settings import Settings
from events.event import Event
from locales.translator import Translator, translator
from storage import Database
from storage.database import DatabaseUnavailable

WORKBOOK, CARDS, DOORS = "agenda.xlsx", "table_cards.pdf", "door_list.pdf"


def export(settings: Settings, event: Event, *, folder: Path, language: str | None) -> int:
    """Write the files and say what is in them; return the exit code."""
    t = translator(language or event.languages[0])
    try:
        records = _read(settings, event)
    except DatabaseUnavailable as problem:
        print(f"mawid: the database is away: {problem}", file=sys.stderr)
        return 1
    if not records.parties:
        print("mawid: no company has registered yet, so there is nothing to export.", file=sys.stderr)
        return 1
    print(f"{words.version(records, translator('en'))}: {_counts(records)}")
    if records.agenda is not None and records.agenda.published_at is None:
        print("Every page says that this is a draft. Publish it: mawid publish")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _write(records, t, folder)
    except OSError as problem:
        print(f"mawid: cannot write {problem.filename or folder}: {problem.strerror}", file=sys.stderr)
        return 1


def _read(settings: Settings, event: Event) -> Records:
    database = Database(settings.database_url)
    try:
        database.migrate()
        with database.begin() as uow:
            return read_records(uow, event)
    finally:
        database.close()


def _counts(records: Records) -> str:
    people = sum(len(party.delegates) for party in records.approved)
    return (
        f"{len(records.parties)} companies ({len(records.approved)} approved, {people} delegates), "
        f"{len(records.encounters)} meetings, {len(records.unplaced)} wishes not placed"
    )


def _write(records: Records, t: Translator, folder: Path) -> int:
    """Write the workbook first: it needs no fonts."""
    _save(folder / WORKBOOK, workbook(records, t))
    try:
        fonts = find_fonts()
    except FontsMissing as problem:
        print(f"mawid: {problem}", file=sys.stderr)
        print(f"{WORKBOOK} is written, {CARDS} and {DOORS} are not.", file=sys.stderr)
        return 1
    pages: tuple[tuple[str, Callable[[Records, Translator, Fonts], bytes | None], str], ...] = (
        (CARDS, cards, "there is no meeting yet"),
        (DOORS, doors, "no company is approved yet"),
    )
    for name, draw, excuse in pages:
        content = draw(records, t, fonts)
        if content is None:
            print(f"  {name} is left out: {excuse}")
        else:
            _save(folder / name, content)
    return 0


def _save(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    print(f"  {file}  ({max(1, len(content) // 1024)} KB)", flush=True)
