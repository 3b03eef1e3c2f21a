"""The workbook, opened again: what stands where, in which direction, and that nothing in it is a formula."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.exports.records import BroadcastEntry, Records
from bot.exports.workbook import workbook
from events.event import Event
from handlers.broadcasting.deliveries import Delivery
from locales.translator import translator
from storage.records import Broadcast
from tests.bot.exports.factories import party, records

PARTICIPANTS, BY_COMPANY, BY_TABLE, BY_SLOT, LEFTOVERS, AUDIT, BROADCASTS = range(7)


def opened(known: Records, language: str = "en") -> Any:
    return load_workbook(BytesIO(workbook(known, translator(language))))


def rows(known: Records, sheet: int, language: str = "en") -> list[tuple[object, ...]]:
    page = opened(known, language).worksheets[sheet]
    return list(page.iter_rows(min_row=2, values_only=True))


def test_participants_stand_with_all_that_an_organiser_asks_for(event: Event) -> None:
    assert rows(records(event), PARTICIPANTS)[0] == (
        "Lumen SAS",
        "Order-giver",
        "Morocco",
        "001561191000066",
        "1: number well-formed",
        "approved",
        "French, Arabic",
        "Luc Martin: Directeur [Français]",
        1,
    )


def test_a_mandated_company_is_marked(event: Event) -> None:
    known = replace(records(event), parties=(party(1, "Rif", "provider", stance="mandated"),))

    assert rows(known, PARTICIPANTS)[0][1] == "Provider (mandated)"


def test_the_agenda_stands_by_company_by_table_and_by_slot_in_the_time_of_the_event(event: Event) -> None:
    known = records(event)

    day = datetime(2027, 4, 14)
    start, end = time(10, 40), time(11, 0)
    assert rows(known, BY_COMPANY) == [
        ("Lumen SAS", "Order-giver", day, start, end, 7, "Atlas", "Morocco"),
        ("Atlas", "Provider", day, start, end, 7, "Lumen SAS", "Morocco"),
    ]
    assert rows(known, BY_TABLE) == [(7, day, start, end, "Lumen SAS", "Atlas")]
    assert rows(known, BY_SLOT) == [(day, start, end, 7, "Lumen SAS", "Atlas")]


def test_a_leftover_carries_its_reason_in_words(event: Event) -> None:
    assert rows(records(event), LEFTOVERS) == [("Lumen SAS", "Rif", 40, "their day is full")]


def test_the_audit_trail_is_there(event: Event) -> None:
    assert rows(records(event), AUDIT)[0][2:] == ("Nadia", "agenda published", "agenda 3 (agenda:3)", None, "n: 2")


def test_a_change_of_the_day_tells_what_was_asked_and_the_times_in_force(event: Event) -> None:
    known = records(event)
    meeting = {"pair": "1~2", "slot": "d1s01", "starts_at": "2027-04-14T11:05:00+00:00", "table": "7"}
    change = replace(
        known.audit[0],
        done_at=datetime(2027, 4, 14, 10, 30, tzinfo=event.zone),
        act="change_approved",
        subject="change:4",
        before={"version": 3, "meetings": [meeting]},
        after={
            "version": 4,
            "told": 2,
            "request": "cancel;1~2",
            "table": "",
            "times": {"1~2": "2027-04-14T11:05:00+00:00"},
            "meetings": [None],
        },
    )

    assert rows(replace(known, audit=(change,)), AUDIT)[0][3:] == (
        "day changed",
        "change 4 (change:4)",
        "version 3 · Lumen SAS – Atlas at 11:05, table 7",
        "The meeting of Lumen SAS and Atlas at 11:05 is cancelled.\nversion 4, told: 2",
    )


def test_broadcasts_stand_with_what_became_of_each_message(event: Event) -> None:
    sent_at = datetime(2027, 4, 14, 7, 30, tzinfo=UTC)
    broadcast = Broadcast(
        id=4,
        status="done",
        is_emergency=False,
        source_language="fr",
        texts={"fr": "Bonjour"},
        audience={},
        revision=2,
        progress={},
        person_id=1,
        approved_by=2,
        created_at=sent_at,
        starts_at=sent_at,
        approved_at=sent_at,
        finished_at=sent_at,
    )
    same = {"company": "Rif", "language": "fr"}
    sent = Delivery(name="Luc", channel="telegram", state="sent", reason="", sent_at=sent_at, **same)
    failed = Delivery(name="Ana", channel="sms", state="failed", reason="blocked", **same)
    known = (4, "fully sent", "Nadia", "Omar")
    entry = BroadcastEntry(broadcast=broadcast, author="Nadia", approved_by="Omar", deliveries=(sent, failed))

    assert rows(replace(records(event), broadcasts=(entry,)), BROADCASTS) == [
        (*known, "Luc", "Rif", "French", "Telegram", "sent", None, datetime(2027, 4, 14), time(7, 30), None, None),
        (*known, "Ana", "Rif", "French", "sms", "failed", "has blocked the bot", None, None, None, None),
    ]


@pytest.mark.parametrize("name", ["=1+1", "+33 SARL", "-Rif", "@SUM(A1)", '=HYPERLINK("http://x")', "#N/A", "\t=1"])
def test_what_looks_like_a_formula_stays_text(event: Event, name: str) -> None:
    cells = [cell for row in opened(records(event, provider=name)).worksheets[PARTICIPANTS].iter_rows() for cell in row]

    found = next(cell for cell in cells if cell.value == name)
    assert found.data_type == "s"
    assert found.quotePrefix is (name[0] in "=+-@\t")
    assert all(cell.data_type != "f" for cell in cells)


def test_characters_that_a_spreadsheet_refuses_are_left_out(event: Event) -> None:
    assert rows(records(event, buyer="Lu\x00men\x0b"), PARTICIPANTS)[0][0] == "Lumen"


def test_arabic_sheets_read_from_the_right(event: Event) -> None:
    arabic, french = opened(records(event), "ar"), opened(records(event), "fr")

    assert all(page.sheet_view.rightToLeft for page in arabic.worksheets)
    assert not any(page.sheet_view.rightToLeft for page in french.worksheets)


def test_the_header_stays_in_sight_and_can_be_filtered(event: Event) -> None:
    for page in opened(records(event)).worksheets:
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref is not None
        assert all(cell.font.bold for cell in page[1])
        assert all(8 <= page.column_dimensions[cell.column_letter].width <= 60 for cell in page[1])


def test_a_draft_says_so(event: Event) -> None:
    draft, published = opened(records(event, is_published=False)), opened(records(event))

    assert draft.properties.title == "Euroffshore 2027: Draft 3, not published"
    assert "Draft 3" in draft.worksheets[0].oddFooter.center.text
    assert published.properties.title.startswith("Euroffshore 2027: Agenda 3, published")


def test_without_an_agenda_the_participants_are_still_there(event: Event) -> None:
    known = replace(records(event), agenda=None, encounters=(), unplaced=(), audit=())

    assert len(rows(known, PARTICIPANTS)) == 2
    assert rows(known, BY_SLOT) == []
