"""Calendar files, read back with icalendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from events.slots import slots
from handlers.agendas.calendar import Entry, calendar_of
from handlers.visit import House
from locales.translator import translator
from storage.records import StoredMeeting

MADE_AT = datetime(2027, 4, 10, 12, 30, 5, tzinfo=UTC)
"""When the agenda of these meetings came into force."""


def entry(
    house: House, slot_id: str = "d1s01", *, table: str = "7", sequence: int = 0, is_cancelled: bool = False
) -> Entry:
    slot = next(slot for slot in slots(house.event) if slot.id == slot_id)
    meeting = StoredMeeting(
        buyer_id=1,
        provider_id=2,
        slot=slot.id,
        table_name=table,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        sequence=sequence,
    )
    return Entry(meeting=meeting, name="Dupont, Fils; & <Cie>", is_cancelled=is_cancelled)


def read(content: bytes) -> Calendar:
    found = Calendar.from_ical(content)
    assert isinstance(found, Calendar)
    return found


def test_entry_has_a_stable_uid_the_place_and_the_events_own_time(house: House) -> None:
    calendar = read(calendar_of(house.event, 1, [entry(house, sequence=3)], translator("en"), made_at=MADE_AT))

    (event,) = calendar.walk("VEVENT")
    assert str(event["UID"]) == "euroffshore-2027-1~2-1@mawid"
    assert int(event["SEQUENCE"]) == 3
    assert str(event["SUMMARY"]) == "Meeting with Dupont, Fils; & <Cie>, table 7"
    assert str(event["LOCATION"]).startswith("CasaNearShore, Casablanca, 1100 Al Qods")
    assert str(event["STATUS"]) == "CONFIRMED"
    assert event["DTSTAMP"].dt == MADE_AT
    assert event["DTSTART"].params["TZID"] == "Africa/Casablanca"
    start = event["DTSTART"].dt
    assert (start.date(), start.time()) == (date(2027, 4, 14), time(10, 40))
    assert event["DTEND"].dt - start == timedelta(minutes=20)
    assert (str(calendar["METHOD"]), str(calendar["X-WR-CALNAME"])) == ("PUBLISH", "Euroffshore 2027")


def test_stamp_never_goes_back_though_a_meeting_moves_to_an_earlier_time(house: House) -> None:
    """It was the start of the meeting: in the future at first, and going backwards with a meeting that moved."""
    late = calendar_of(house.event, 1, [entry(house, "d1s03")], translator("en"), made_at=MADE_AT)
    hour_later = MADE_AT + timedelta(hours=1)
    moved = calendar_of(house.event, 1, [entry(house, sequence=1)], translator("en"), made_at=hour_later)

    assert [read(one).walk("VEVENT")[0]["DTSTAMP"].dt for one in (late, moved)] == [MADE_AT, hour_later]


@pytest.mark.parametrize(
    ("language", "summary", "comma"),
    [
        ("fr", "Rendez-vous avec Dupont, Fils; & <Cie>, table 1 (Salon calme)", ", "),
        ("ar", "موعد مع Dupont, Fils; & <Cie>، الطاولة 1 (الركن الهادئ)", "، "),
        ("en", "Meeting with Dupont, Fils; & <Cie>, table 1 (Quiet corner)", ", "),
    ],
)
def test_entry_reads_as_a_meeting_in_every_language(house: House, language: str, summary: str, comma: str) -> None:
    """It was called by the company alone, and its place was joined by a Latin comma in Arabic."""
    one = calendar_of(house.event, 1, [entry(house, table="1")], translator(language), made_at=MADE_AT)

    (event,) = read(one).walk("VEVENT")
    venue = house.event.venue
    assert str(event["SUMMARY"]) == summary
    assert str(event["LOCATION"]) == f"{venue.name.in_(language)}{comma}{venue.address.in_(language)}"


def test_zone_has_the_offset_of_the_days_of_the_event(house: House) -> None:
    calendar = read(calendar_of(house.event, 1, [entry(house)], translator("en"), made_at=MADE_AT))

    (zone,) = calendar.walk("VTIMEZONE")
    (standard,) = zone.walk("STANDARD")
    expected = datetime(2027, 4, 14, 12, tzinfo=house.event.zone).utcoffset()
    assert str(zone["TZID"]) == "Africa/Casablanca"
    assert standard["TZOFFSETTO"].td == standard["TZOFFSETFROM"].td == expected


def test_time_with_the_written_offset_is_the_instant_of_the_meeting(house: House) -> None:
    one = entry(house, "d2s01")
    calendar = read(calendar_of(house.event, 1, [one], translator("en"), made_at=MADE_AT))

    (event,), (standard,) = calendar.walk("VEVENT"), calendar.walk("STANDARD")
    wall = event["DTSTART"].dt.replace(tzinfo=None)
    assert (wall - standard["TZOFFSETTO"].td).replace(tzinfo=UTC) == one.meeting.starts_at


def test_cancelled_meeting_is_sent_as_such_with_a_higher_sequence(house: House) -> None:
    """Left out, it stayed in the calendars it had been imported into."""
    calendar = read(
        calendar_of(
            house.event,
            2,
            [entry(house), entry(house, sequence=2, is_cancelled=True)],
            translator("fr"),
            made_at=MADE_AT,
        )
    )

    assert [(str(one["STATUS"]), int(one["SEQUENCE"])) for one in calendar.walk("VEVENT")] == [
        ("CONFIRMED", 0),
        ("CANCELLED", 3),
    ]
    assert len(calendar.walk("VTIMEZONE")) == 1


def test_same_agenda_gives_the_same_file_in_short_lines(house: House) -> None:
    first = calendar_of(house.event, 1, [entry(house)], translator("ar"), made_at=MADE_AT)

    assert first == calendar_of(house.event, 1, [entry(house)], translator("ar"), made_at=MADE_AT)
    assert all(len(line) <= 75 for line in first.split(b"\r\n"))
    assert "\u2068" not in str(read(first).walk("VEVENT")[0]["SUMMARY"])
