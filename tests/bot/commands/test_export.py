"""`mawid export` on a real database: which agenda it takes, what it writes, what it says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.commands.export import CARDS, DOORS, WORKBOOK, export
from bot.exports.fonts import FontsMissing, find_fonts
from bot.settings import Settings
from events.event import Event
from events.slots import slots
from handlers.visit import House
from storage import Database
from storage.records import StoredMeeting
from tests.handlers.registrations import change_company, company_of, new_phone, register, register_buyer

NOW = datetime(2027, 3, 1, tzinfo=UTC)


def settings(database: Database) -> Settings:
    return Settings(database_url=database.engine.url.render_as_string(hide_password=False))


@pytest.fixture
def filled(sqlite_database: Database, house: House) -> Database:
    """A buyer and a provider, both approved."""
    for phone in (register_buyer(new_phone(sqlite_database, house, 1)), register(new_phone(sqlite_database, house, 2))):
        change_company(phone, status="approved")
        assert company_of(phone).status == "approved"
    return sqlite_database


def add_draft(database: Database, event: Event, *, is_published: bool = False, table: str = "7") -> None:
    slot = slots(event)[0]
    meeting = StoredMeeting(
        buyer_id=1,
        provider_id=2,
        slot=slot.id,
        table_name=table,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        sequence=0,
    )
    with database.begin() as uow:
        version = uow.agendas.add_draft(
            [meeting],
            summary={"leftovers": [[1, 2, 40, "no_table", []], [1, 99, 30, "unheard_of", []]]},
            person_id=None,
            now=NOW,
        )
        if is_published:
            uow.agendas.publish(version, now=NOW)


@pytest.fixture
def has_fonts() -> None:
    try:
        find_fonts()
    except FontsMissing as problem:
        pytest.skip(str(problem))


@pytest.mark.usefixtures("has_fonts")
def test_the_published_agenda_is_written_and_not_the_draft_after_it(
    filled: Database, event: Event, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_draft(filled, event, is_published=True, table="7")
    add_draft(filled, event, table="12")

    assert export(settings(filled), event, folder=tmp_path / "out", language="en") == 0

    said = capsys.readouterr().out
    assert said.startswith("Agenda 1, published Monday 1 March 2027")
    assert "2 companies (2 approved, 2 delegates), 1 meetings" in said
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == sorted([WORKBOOK, CARDS, DOORS])
    book = load_workbook(tmp_path / "out" / WORKBOOK)
    assert book["Agenda by table"]["A2"].value == 7
    assert [[cell.value for cell in row] for row in book["Leftovers"]["A2:D3"]] == [
        ["Lumen Energie SAS", "Atlas Contact SARL", 40, "no table free"],
        ["Lumen Energie SAS", "?", 30, "it did not fit"],
    ]


@pytest.mark.usefixtures("has_fonts")
def test_the_draft_is_taken_when_nothing_is_published(
    filled: Database, event: Event, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_draft(filled, event)

    assert export(settings(filled), event, folder=tmp_path, language="ar") == 0

    assert capsys.readouterr().out.startswith("Draft 1, not published: ")


@pytest.mark.usefixtures("has_fonts")
def test_without_an_agenda_the_cards_are_left_out(
    filled: Database, event: Event, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(settings(filled), event, folder=tmp_path, language=None) == 0

    said = capsys.readouterr().out
    assert said.startswith("No agenda yet: ")
    assert f"{CARDS} is left out: there is no meeting yet" in said
    assert not (tmp_path / CARDS).exists()
    assert (tmp_path / DOORS).exists()


def test_without_fonts_the_workbook_is_written_all_the_same(
    filled: Database,
    event: Event,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MAWID_FONTS", str(tmp_path / "nowhere"))

    assert export(settings(filled), event, folder=tmp_path, language="fr") == 1

    assert "apt-get install fonts-noto-core" in capsys.readouterr().err
    assert (tmp_path / WORKBOOK).exists()


def test_an_empty_database_has_nothing_to_export(
    sqlite_database: Database, event: Event, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(settings(sqlite_database), event, folder=tmp_path, language="fr") == 1

    assert "nothing to export" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told(
    filled: Database, event: Event, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("a file, not a folder")

    assert export(settings(filled), event, folder=tmp_path / "out", language="fr") == 1

    assert "cannot write" in capsys.readouterr().err
