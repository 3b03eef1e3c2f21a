from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest

import events
from events.event import Changes, MeetingLimits, Reminders
from events.reading import InvalidEvent, read_event

EXAMPLE = Path(events.__file__).parent / "euroffshore.toml"
TEXT = EXAMPLE.read_text("utf-8")
TITLE = 'title = { fr = "Pause café", ar = "استراحة قهوة", en = "Coffee break" }'

Faults = Callable[..., tuple[str, ...]]


@pytest.fixture
def faults(tmp_path: Path) -> Faults:
    """The faults of the example once every (before, after) is planted, without the file's name."""

    def read(*planted: tuple[str, str]) -> tuple[str, ...]:
        text = TEXT
        for before, after in planted:
            assert before in text
            text = text.replace(before, after, 1)
        path = tmp_path / "event.toml"
        path.write_text(text, "utf-8")
        with pytest.raises(InvalidEvent) as refused:
            read_event(path)
        assert all(fault.startswith(f"{path}: ") for fault in refused.value.faults)
        return tuple(fault.removeprefix(f"{path}: ") for fault in refused.value.faults)

    return read


def test_the_example_is_read_whole() -> None:
    event = read_event(EXAMPLE)

    assert (event.key, event.languages, event.timezone) == ("euroffshore-2027", ("fr", "ar", "en"), "Africa/Casablanca")
    assert (event.approval, event.brokers, event.slot_minutes, event.gap_minutes) == ("manual", "label", 20, 5)
    assert event.name.in_("ar") == "أوروفشور 2027"
    assert (event.first_day, event.last_day) == (date(2027, 4, 14), date(2027, 4, 15))
    assert [session.kind for session in event.days[0].sessions] == [
        *("presentations", "break", "meetings", "break", "meetings"),
    ]
    assert len(event.tables) == 24
    assert (event.tables[0].zone, event.tables[0].features) == ("A", ("quiet", "screen"))
    assert (event.tables[1].name, event.tables[23].number, event.tables[23].features) == (None, 24, ())
    assert event.limits == {"buyer": MeetingLimits(floor=4, cap=14), "provider": MeetingLimits(floor=3, cap=10)}
    assert event.reminders == Reminders(
        evening_before=time(18), minutes_before=(15, 5), doors_open=time(8, 30), thanks=time(17, 45)
    )
    assert event.wishes.deadline == datetime(2027, 4, 9, 18)
    assert event.privacy.retain_until == date(2027, 10, 15)
    assert [rule.effects for rule in event.legal_rules] == [("warn_both",), ("warn_both", "flag_organiser")]
    assert [rule.unless for rule in event.legal_rules] == [
        ("existing_contract", "prior_consent"),
        ("existing_contract",),
    ]
    assert (event.legal_rules[0].until, event.legal_rules[0].prospecting, event.seated_side) == (
        None,
        ("outbound",),
        None,
    )


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_examples_privacy_text_names_both_laws_in_every_language(language: str) -> None:
    text = read_event(EXAMPLE).privacy.text.in_(language)

    assert "09-08" in text
    assert "contact@example.org" in text
    assert "\\" not in text


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            'key = "euroffshore-2027"',
            'key = "Euroffshore 2027"',
            (
                'key: expected a key of small letters, digits, - and _, found "Euroffshore 2027". '
                'Example: key = "euroffshore-2027"'
            ),
        ),
        (
            'languages = ["fr", "ar", "en"]',
            'languages = ["fr", "ar", "en", "fr"]',
            'languages: expected each language once, found fr, ar, en, fr. Example: languages = ["fr", "ar", "en"]',
        ),
        (
            'languages = ["fr", "ar", "en"]',
            'languages = ["french"]',
            (
                'languages: expected a list of two-letter languages, found ["french"]. '
                'Example: languages = ["fr", "ar", "en"]'
            ),
        ),
        (
            'languages = ["fr", "ar", "en"]',
            'languages = "fr"',
            'languages: expected a list of two-letter languages, found "fr". Example: languages = ["fr", "ar", "en"]',
        ),
        (
            'languages = ["fr", "ar", "en"]',
            "languages = []",
            'languages: expected a list of two-letter languages, found []. Example: languages = ["fr", "ar", "en"]',
        ),
        (
            'timezone = "Africa/Casablanca"',
            'timezone = "Africa/Casblanca"',
            (
                "timezone: expected a time zone of the IANA tables, "
                'found "Africa/Casblanca" (did you mean Africa/Casablanca?). '
                'Example: timezone = "Africa/Casablanca"'
            ),
        ),
        (
            'timezone = "Africa/Casablanca"',
            'timezone = "?"',
            'timezone: expected a time zone of the IANA tables, found "?". Example: timezone = "Africa/Casablanca"',
        ),
        (
            'timezone = "Africa/Casablanca"',
            "",
            'timezone: expected a text, found nothing. Example: timezone = "Africa/Casablanca"',
        ),
        (
            'web_link = "http://127.0.0.1:8080"',
            'web_link = "mawid.example.org"',
            (
                'web_link: expected a web address, found "mawid.example.org". '
                'Example: web_link = "https://mawid.example.org"'
            ),
        ),
        (
            'approval = "manual"',
            "approval = true",
            'approval: expected "manual" or "automatic", found true. Example: approval = "manual"',
        ),
        (
            'brokers = "label"',
            'borkers = "label"',
            'brokers: expected "label" or "refuse", found nothing. Example: brokers = "label"',
        ),
        (
            'ar = "أوروفشور 2027"',
            "",
            'name.ar: expected a text, found nothing. Example: ar = "…"',
        ),
        (
            'ar = "أوروفشور 2027"',
            'ar = " "',
            'name.ar: expected a text, found " ". Example: ar = "…"',
        ),
        (
            'en = "Euroffshore 2027"',
            'en = "Euroffshore 2027"\nes = "Euroffshore 2027"',
            "name.es: unknown key; the keys here are fr, ar, en",
        ),
        (
            'email = "contact@example.org"',
            'email = "contact at example.org"',
            (
                'contact.email: expected an e-mail address, found "contact at example.org". '
                'Example: email = "contact@example.org"'
            ),
        ),
        (
            'phone = "+212 522 00 00 00"',
            'phone = "0522000000"',
            (
                'contact.phone: expected an international phone number, found "0522000000". '
                'Example: phone = "+212 522 00 00 00"'
            ),
        ),
        (
            "date = 2027-04-14",
            'date = "14/04/2027"',
            'days[0].date: expected a date, found "14/04/2027". Example: date = 2027-04-14',
        ),
        (
            "date = 2027-04-14",
            'date = "2027-02-30"',
            'days[0].date: expected a date, found "2027-02-30". Example: date = 2027-04-14',
        ),
        (
            "date = 2027-04-14",
            "date = 2027-04-14T09:00:00",
            "days[0].date: expected a date, found 2027-04-14 09:00:00. Example: date = 2027-04-14",
        ),
        (
            "date = 2027-04-15",
            "date = 2027-04-14",
            (
                "days[1].date: expected a date after days[0].date (2027-04-14), found 2027-04-14. "
                "Example: date = 2027-04-15"
            ),
        ),
        (
            'kind = "break"',
            'kind = "pause"',
            (
                'days[0].sessions[1].kind: expected "presentations" or "meetings" or "break", found "pause". '
                'Example: kind = "presentations"'
            ),
        ),
        (
            TITLE,
            'title = "Pause café"',
            (
                'days[0].sessions[1].title: expected a table, found "Pause café". '
                'Example: title = { fr = "…", ar = "…", en = "…" }'
            ),
        ),
        (
            'start = "10:15"\nend = "10:40"',
            'start = "10:15"\nend = "25:40"',
            'days[0].sessions[1].end: expected a time on 24 hours, found "25:40". Example: end = "12:30"',
        ),
        (
            'start = "10:15"\nend = "10:40"',
            'start = "10:15"\nend = 1040',
            'days[0].sessions[1].end: expected a time on 24 hours, found 1040. Example: end = "12:30"',
        ),
        (
            'start = "10:15"\nend = "10:40"',
            'start = "10:15"\nend = "10:15"',
            'days[0].sessions[1].end: expected a time after its start (10:15), found 10:15. Example: end = "12:30"',
        ),
        (
            'start = "10:15"\nend = "10:40"',
            'start = "10:10"\nend = "10:40"',
            (
                'days[0].sessions[1].start: expected no earlier than the end of "day1-presentations" (10:15), '
                "found 10:10. "
                'Example: start = "10:15"'
            ),
        ),
        (
            'key = "day2-morning"',
            'key = "day1-morning"',
            (
                'days[1].sessions[2].key: expected a key that days[0].sessions[2] does not have, found "day1-morning". '
                'Example: key = "day1-morning"'
            ),
        ),
        (
            'start = "10:40"\nend = "13:05"',
            'start = "10:40"\nend = "10:59"',
            (
                "days[0].sessions[2].end: expected room for one slot of 20 minutes, found 10:40 to 10:59. "
                'Example: end = "12:30"'
            ),
        ),
        (
            "slot_minutes = 20",
            "slot_minutes = 0",
            "meetings.slot_minutes: expected a whole number from 5 to 240, found 0. Example: slot_minutes = 20",
        ),
        (
            "slot_minutes = 20",
            "slot_minutes = true",
            "meetings.slot_minutes: expected a whole number from 5 to 240, found true. Example: slot_minutes = 20",
        ),
        (
            "count = 24",
            "count = 1",
            "tables.named[1].number: expected a whole number from 1 to 1, found 2. Example: number = 1",
        ),
        (
            "count = 24",
            "count = 0",
            "tables.count: expected a whole number from 1 to 2000, found 0. Example: count = 24",
        ),
        (
            "number = 2",
            "number = 1",
            "tables.named[1].number: expected each number once, found 1. Example: number = 2",
        ),
        (
            'features = ["wheelchair"]',
            'features = "wheelchair"',
            (
                'tables.named[1].features: expected a list of "quiet", "screen", "wheelchair", "power", "whiteboard", '
                'found "wheelchair". Example: features = ["screen", "quiet"]'
            ),
        ),
        (
            'features = ["wheelchair"]',
            'features = ["wheelchairs"]',
            (
                'tables.named[1].features: expected a list of "quiet", "screen", "wheelchair", "power", "whiteboard", '
                'found ["wheelchairs"]. Example: features = ["screen", "quiet"]'
            ),
        ),
        (
            'zone = "A"',
            'zone = "قاعة"',
            (
                "tables.named[0].zone: expected a short name in Latin letters or digits, "
                'found "قاعة". Example: zone = "A"'
            ),
        ),
        (
            "count = 24",
            'count = 24\nseated_side = "buyers"',
            ('tables.seated_side: expected "buyer" or "provider", found "buyers". Example: seated_side = "buyer"'),
        ),
        (
            'prospecting = ["outbound"]',
            'prospecting = "cold"',
            (
                'legal_rules[0].prospecting: expected "none" or "inbound_only" or "outbound", found "cold". '
                'Example: prospecting = "none"'
            ),
        ),
        (
            'unless = ["existing_contract"]',
            'unless = ["existing_contract", "habit"]',
            (
                'legal_rules[1].unless: expected "existing_contract" or "prior_consent" or "none", '
                'found ["existing_contract", "habit"]. Example: unless = "existing_contract"'
            ),
        ),
        (
            "floor = 4\ncap = 14",
            "floor = 4\ncap = 3",
            "limits.buyer.cap: expected no less than the floor (4), found 3. Example: cap = 8",
        ),
        (
            "floor = 4\ncap = 14",
            "floor = 40\ncap = 44",
            "limits.buyer.floor: expected no more than the 25 slots of the event, found 40. Example: floor = 4",
        ),
        (
            "minutes_before = [15, 5]",
            "minutes_before = [15, 15]",
            "reminders.minutes_before: expected each number once, found 15, 15. Example: minutes_before = [15, 5]",
        ),
        (
            "minutes_before = [15, 5]",
            'minutes_before = [15, "5"]',
            (
                'reminders.minutes_before: expected a list of whole numbers from 1 to 1440, found [15, "5"]. '
                "Example: minutes_before = [15, 5]"
            ),
        ),
        (
            "minutes_before = [15, 5]",
            "minutes_before = 15",
            (
                "reminders.minutes_before: expected a list of whole numbers from 1 to 1440, found 15. "
                "Example: minutes_before = [15, 5]"
            ),
        ),
        (
            'doors_open = "08:30"',
            'doors_open = "09:30"',
            (
                "reminders.doors_open: expected no later than the first session (09:00), found 09:30. "
                'Example: doors_open = "09:00"'
            ),
        ),
        (
            'doors_open = "08:30"',
            'doors_open = "early"',
            'reminders.doors_open: expected a time on 24 hours, found "early". Example: doors_open = "08:30"',
        ),
        (
            'thanks = "17:45"',
            'thanks = "17:00"',
            (
                "reminders.thanks: expected no earlier than the end of the last session (17:20), found 17:00. "
                'Example: thanks = "17:20"'
            ),
        ),
        (
            'deadline = "2027-04-09 18:00"',
            'deadline = "2027-04-14 09:00"',
            (
                "wishes.deadline: expected a moment before the event opens (2027-04-14 09:00), found 2027-04-14 09:00. "
                'Example: deadline = "2027-04-09 18:00"'
            ),
        ),
        (
            'deadline = "2027-04-09 18:00"',
            "deadline = 2027-04-09T18:00:00Z",
            (
                "wishes.deadline: expected a date and time without zone, found 2027-04-09 18:00:00+00:00. "
                'Example: deadline = "2027-04-09 18:00"'
            ),
        ),
        (
            "retain_until = 2027-10-15",
            "retain_until = 2027-04-15",
            (
                "privacy.retain_until: expected a date after the last day (2027-04-15), found 2027-04-15. "
                "Example: retain_until = 2027-10-15"
            ),
        ),
        (
            "freeze_minutes = 10",
            "freeze_minutes = -1",
            ("changes.freeze_minutes: expected a whole number from 0 to 1440, found -1. Example: freeze_minutes = 10"),
        ),
        (
            'effect = "warn_both"',
            'effect = "forbid"',
            (
                'legal_rules[0].effect: expected "warn_both" or "ask" or "flag_organiser" or "block", found "forbid". '
                'Example: effect = "warn_both"'
            ),
        ),
        (
            'people_called = ["B2C"]',
            'people_called = ["consumers"]',
            (
                'legal_rules[0].people_called: expected a list of "B2B" and "B2C", found ["consumers"]. '
                'Example: people_called = ["B2C"]'
            ),
        ),
        (
            'key = "fr-home-energy"',
            'key = "fr-b2c-prospecting"',
            (
                'legal_rules[1].key: expected a key that legal_rules[0] does not have, found "fr-b2c-prospecting". '
                'Example: key = "fr-b2c-prospecting"'
            ),
        ),
    ],
)
def test_a_planted_fault_is_told(faults: Faults, before: str, after: str, expected: str) -> None:
    assert expected in faults((before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "freeze_minutes = 10",
            "freeze_minute = 10",
            "changes.freeze_minute: unknown key; did you mean freeze_minutes?",
        ),
        (
            "gap_minutes = 5",
            "gap_minutes = 5\nxyz = 1",
            "meetings.xyz: unknown key; the keys here are slot_minutes, gap_minutes",
        ),
        ("[changes]", "[colour]\nfreeze_minutes = 1\n[changes]", "colour: unknown key; the keys here are languages, "),
    ],
)
def test_an_unknown_key_is_told_with_the_known_ones(faults: Faults, before: str, after: str, expected: str) -> None:
    assert faults((before, after))[-1].startswith(expected)


def test_one_mistake_makes_one_message(faults: Faults) -> None:
    assert len(faults(('start = "10:15"\nend = "10:40"', 'start = "10:15"\nend = "25:40"'))) == 1
    assert len(faults(("date = 2027-04-14", "date = 14"))) == 1
    assert len(faults(("[meetings]", "[meeting]"))) == 2  # missing, and unknown
    assert len(faults(('languages = ["fr", "ar", "en"]', "languages = 1"))) == 1


def test_every_fault_is_told_at_once(faults: Faults) -> None:
    found = faults(
        ('approval = "manual"', 'approval = "auto"'),
        ('ar = "أوروفشور 2027"', ""),
        ('start = "10:15"\nend = "10:40"', 'start = "10:15"\nend = "10:00"'),
        ("count = 24", "cuont = 24"),
        ("retain_until = 2027-10-15", "retain_until = 2026-10-15"),
    )

    assert sorted(fault.partition(":")[0] for fault in found) == [
        *("approval", "days[0].sessions[1].end", "name.ar", "privacy.retain_until", "tables.count", "tables.cuont"),
    ]


def test_the_message_of_the_error_is_the_list() -> None:
    one = InvalidEvent("event.toml", ["event.toml: a: wrong"])
    two = InvalidEvent("event.toml", ["event.toml: a: wrong", "event.toml: b: wrong"])

    assert str(one) == "event.toml cannot be used, 1 fault:\n  event.toml: a: wrong"
    assert str(two) == "event.toml cannot be used, 2 faults:\n  event.toml: a: wrong\n  event.toml: b: wrong"


def test_an_event_without_meetings_is_refused(faults: Faults) -> None:
    planted = [('kind = "meetings"', 'kind = "break"')] * 4

    assert faults(*planted) == (
        'days: expected at least one session of kind "meetings", found none. Example: kind = "meetings"',
    )


def test_a_day_without_sessions_is_refused(faults: Faults, tmp_path: Path) -> None:
    start, end = TEXT.index("[[days]]"), TEXT.index("[[days]]\ndate = 2027-04-15")
    planted = (TEXT[start:end], "[[days]]\ndate = 2027-04-14\nsessions = []\n\n")

    assert faults(planted) == (
        "days[0].sessions: expected one [[days.sessions]] or more, found []. Example: sessions = [{ … }]",
    )


def test_an_event_without_days_is_refused(faults: Faults) -> None:
    start, end = TEXT.index("[[days]]"), TEXT.index("# --- Meetings")

    assert faults((TEXT[start:end], "")) == (
        "days: expected one [[days]] or more, found nothing. Example: days = [{ … }]",
    )


def test_toml_that_cannot_be_read_names_its_line(faults: Faults) -> None:
    [fault] = faults(('approval = "manual"', "approval = manual"))

    assert fault == 'is not TOML: Invalid value (at line 9, column 12). Example: key = "value"'


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"

    with pytest.raises(InvalidEvent) as refused:
        read_event(path)

    expected = "cannot be opened (No such file or directory). Example: MAWID_EVENT=events/euroffshore.toml"
    assert refused.value.faults == (f"{path}: {expected}",)


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes("key = 'é'".encode("latin-1"))

    with pytest.raises(InvalidEvent) as refused:
        read_event(path)

    assert refused.value.faults == (f"{path}: is not UTF-8 text (byte 7). Save it again as UTF-8",)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_text(TEXT, "utf-8-sig")

    assert read_event(path) == read_event(EXAMPLE)


def test_times_and_dates_may_be_written_as_texts_or_as_toml_values(tmp_path: Path) -> None:
    path = tmp_path / "event.toml"
    text = TEXT.replace("date = 2027-04-14", 'date = "2027-04-14"').replace('start = "09:00"', "start = 09:00:00")
    text = text.replace('start = "09:00"', 'start = "9:00"').replace('"2027-04-09 18:00"', "2027-04-09T18:00:00")
    path.write_text(text, "utf-8")

    assert read_event(path) == read_event(EXAMPLE)


def test_what_is_optional_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "event.toml"
    text = TEXT[: TEXT.index("[[legal_rules]]")].replace('evening_before = "18:00"', "")
    path.write_text(text[: text.index("[[tables.named]]")] + text[text.index("[limits.buyer]") :], "utf-8")

    event = read_event(path)

    assert (event.legal_rules, event.reminders.evening_before, event.tables[0].name) == ((), None, None)


def test_a_side_keeps_its_tables_and_a_rule_ends(tmp_path: Path) -> None:
    path = tmp_path / "event.toml"
    text = TEXT.replace("count = 24", 'count = 24\nseated_side = "provider"', 1)
    path.write_text(text.replace("since = 2026-08-11", "since = 2026-08-11\nuntil = 2027-12-31", 1), "utf-8")

    event = read_event(path)

    assert (event.seated_side, event.legal_rules[0].until) == ("provider", date(2027, 12, 31))
    assert event.legal_rules[1].until is None


def test_reminders_and_changes_have_their_usual_figures_where_the_file_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "silent.toml"
    path.write_text(re.sub(r"(?ms)^\[(reminders|changes)\].*?(?=^\[|^# ---)", "", TEXT), "utf-8")

    event = read_event(path)

    assert event.reminders == Reminders(evening_before=None, minutes_before=(15, 5), doors_open=None, thanks=None)
    assert event.changes == Changes(
        freeze_minutes=10, debounce_seconds=60, call_list_minutes=10, delegates_decide=False
    )


def test_delegates_decide_only_where_the_file_says_so(tmp_path: Path, faults: Faults) -> None:
    path = tmp_path / "without.toml"
    line = next(line for line in TEXT.splitlines(keepends=True) if line.startswith("delegates_decide"))
    path.write_text(TEXT.replace(line, ""), "utf-8")
    yes = tmp_path / "with.toml"
    yes.write_text(TEXT.replace("delegates_decide = false", "delegates_decide = true"), "utf-8")

    assert [read_event(one).changes.delegates_decide for one in (EXAMPLE, path, yes)] == [False, False, True]
    assert faults(("delegates_decide = false", 'delegates_decide = "no"')) == (
        'changes.delegates_decide: expected true or false, found "no". Example: delegates_decide = false',
    )
