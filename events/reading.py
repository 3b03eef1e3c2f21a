"""The event file read into an `Event`, or refused with everything that is wrong in it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import cast, get_args

from events import event as model
from events.checks import check
from events.event import Event, MeetingLimits, Role
from events.table import Faults, Table, shown
from events.zones import zone, zone_names

_URL = r"https?://[^\s/]+(/\S*)?"
_EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_PHONE = r"\+[0-9][0-9 ]{6,19}"
_LANGUAGE = "[a-z]{2}"
_CODE = "[a-z][a-z0-9_]*"
_COUNTRY = "[A-Z]{2}"
_ZONE = "[A-Za-z0-9][A-Za-z0-9 -]{0,15}"
_DAY_MINUTES = 24 * 60
_MONTH_DAYS = 31
_MOST_TABLES = 2000


class InvalidEvent(Exception):
    """The event file cannot be used; `faults` has one sentence for each thing to mend."""

    def __init__(self, file: str, faults: list[str]) -> None:
        self.faults = tuple(faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__("\n  ".join([f"{file} cannot be used, {count}:", *faults]))


def read_event(path: Path) -> Event:
    """Return the event that the file at `path` describes; `InvalidEvent` lists every fault at once."""
    faults = Faults(file=str(path))
    content = _content(path)
    event = _event(Table(content, faults))
    check(event, faults)
    if faults.found:
        raise InvalidEvent(str(path), faults.found)
    return event


def _content(path: Path) -> Mapping[str, object]:
    try:
        # utf-8-sig: some editors put a byte-order mark first
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        problem = f"cannot be opened ({error.strerror}). Example: MAWID_EVENT=events/euroffshore.toml"
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 text (byte {error.start}). Save it again as UTF-8"
    except tomllib.TOMLDecodeError as error:
        problem = f'is not TOML: {error}. Example: key = "value"'
    raise InvalidEvent(str(path), [f"{path}: {problem}"])


def _event(table: Table) -> Event:
    languages = _languages(table)
    timezone = _timezone(table)
    meetings = table.table("meetings", "{ slot_minutes = 20, gap_minutes = 5 }")
    tables = table.table("tables", "{ count = 24 }")
    event = Event(
        key=table.key("key", "euroffshore-2027"),
        name=table.words("name", languages),
        languages=languages,
        timezone=timezone,
        zone=zone(timezone),
        web_link=table.matching("web_link", _URL, "a web address", "https://mawid.example.org"),
        approval=cast(model.Approval, table.one_of("approval", get_args(model.Approval))),
        brokers=cast(model.Brokers, table.one_of("brokers", get_args(model.Brokers))),
        venue=_venue(table.table("venue", '{ name = { fr = "…" }, … }'), languages),
        contact=_contact(table.table("contact", '{ name = "…", email = "…", phone = "…" }')),
        days=tuple(_day(day, languages) for day in table.tables("days")),
        slot_minutes=meetings.integer("slot_minutes", at_least=5, at_most=240, example=20),
        gap_minutes=meetings.integer("gap_minutes", at_least=0, at_most=120, example=5),
        tables=_tables(tables, languages),
        limits=_limits(table.table("limits", "{ buyer = { floor = 4, cap = 12 }, … }")),
        reminders=_reminders(table.table("reminders", "{ minutes_before = [15, 5] }", required=False)),
        wishes=_wishes(table.table("wishes", '{ deadline = "2027-04-09 18:00", expire_after_days = 3 }')),
        changes=_changes(table.table("changes", "{ freeze_minutes = 10, … }", required=False)),
        privacy=_privacy(table.table("privacy", '{ version = "2026-11", … }'), languages),
        legal_rules=tuple(_legal_rule(rule, languages) for rule in table.tables("legal_rules", required=False)),
        seated_side=_seated_side(tables),
    )
    meetings.refuse_others()
    tables.refuse_others()
    table.refuse_others()
    return event


def _languages(table: Table) -> tuple[str, ...]:
    example = '["fr", "ar", "en"]'
    languages = table.texts("languages", "a list of two-letter languages", example, _LANGUAGE, required=True)
    if len(set(languages)) < len(languages):
        table.fault("languages", expected="each language once", found=", ".join(languages), example=example)
    return tuple(dict.fromkeys(languages))


def _timezone(table: Table) -> str:
    name = table.text("timezone", "Africa/Casablanca")
    if not name or name in zone_names():
        return name or "UTC"
    close = difflib.get_close_matches(name, zone_names(), 1)
    table.fault(
        "timezone",
        expected="a time zone of the IANA tables",
        found=shown(name) + (f" (did you mean {close[0]}?)" if close else ""),
        example='"Africa/Casablanca"',
    )
    return "UTC"


def _venue(table: Table, languages: tuple[str, ...]) -> model.Venue:
    venue = model.Venue(
        name=table.words("name", languages),
        address=table.words("address", languages),
        map_link=table.words("map_link", languages, _URL, "a web address", "https://www.openstreetmap.org/…"),
    )
    table.refuse_others()
    return venue


def _contact(table: Table) -> model.Contact:
    contact = model.Contact(
        name=table.text("name", "Salma El Idrissi"),
        email=table.matching("email", _EMAIL, "an e-mail address", "contact@example.org"),
        phone=table.matching("phone", _PHONE, "an international phone number", "+212 522 00 00 00"),
    )
    table.refuse_others()
    return contact


def _day(table: Table, languages: tuple[str, ...]) -> model.Day:
    day = model.Day(
        date=table.day("date", "2027-04-14"),
        sessions=tuple(_session(session, languages) for session in table.tables("sessions")),
    )
    table.refuse_others()
    return day


def _session(table: Table, languages: tuple[str, ...]) -> model.Session:
    session = model.Session(
        key=table.key("key", "day1-morning"),
        kind=cast(model.SessionKind, table.one_of("kind", get_args(model.SessionKind))),
        title=table.words("title", languages),
        start=table.time("start", "10:30"),
        end=table.time("end", "12:30"),
    )
    table.refuse_others()
    return session


def _tables(table: Table, languages: tuple[str, ...]) -> tuple[model.Table, ...]:
    count = table.integer("count", at_least=1, at_most=_MOST_TABLES, example=24)
    highest = count if table.faults.is_sound(table.path("count")) else _MOST_TABLES
    named: dict[int, model.Table] = {}
    for place in table.tables("named", required=False):
        described = _named_table(place, languages, highest)
        if described.number in named:
            place.fault("number", expected="each number once", example="2")
        named[described.number] = described
    return tuple(named.get(number, model.Table(number=number)) for number in range(1, count + 1))


def _seated_side(table: Table) -> Role | None:
    return cast(Role, table.one_of("seated_side", get_args(Role))) if table.has("seated_side") else None


def _named_table(table: Table, languages: tuple[str, ...], highest: int) -> model.Table:
    described = model.Table(
        number=table.integer("number", at_least=1, at_most=highest, example=1),
        name=table.words("name", languages) if table.has("name") else None,
        zone=table.matching("zone", _ZONE, "a short name in Latin letters or digits", "A") if table.has("zone") else "",
        features=cast(tuple[model.Feature, ...], _features(table)),
    )
    table.refuse_others()
    return described


def _features(table: Table) -> tuple[str, ...]:
    known = get_args(model.Feature)
    listed = ", ".join(f'"{feature}"' for feature in known)
    return table.texts("features", f"a list of {listed}", '["screen", "quiet"]', "|".join(known))


def _limits(table: Table) -> Mapping[Role, MeetingLimits]:
    limits = {role: _role_limits(table.table(role, "{ floor = 4, cap = 12 }")) for role in get_args(Role)}
    table.refuse_others()
    return MappingProxyType(limits)


def _role_limits(table: Table) -> MeetingLimits:
    limits = MeetingLimits(
        floor=table.integer("floor", at_least=0, at_most=200, example=4),
        cap=table.integer("cap", at_least=1, at_most=200, example=12),
    )
    table.refuse_others()
    return limits


def _reminders(table: Table) -> model.Reminders:
    reminders = model.Reminders(
        evening_before=table.time("evening_before", "18:00") if table.has("evening_before") else None,
        minutes_before=table.integers(
            "minutes_before",
            at_least=1,
            at_most=_DAY_MINUTES,
            example="[15, 5]",
            default=model.Reminders.minutes_before,
        ),
        doors_open=table.time("doors_open", "08:30") if table.has("doors_open") else None,
        thanks=table.time("thanks", "17:45") if table.has("thanks") else None,
    )
    table.refuse_others()
    return reminders


def _wishes(table: Table) -> model.Wishes:
    wishes = model.Wishes(
        deadline=table.moment("deadline", "2027-04-09 18:00"),
        expire_after_days=table.integer("expire_after_days", at_least=1, at_most=_MONTH_DAYS, example=3),
    )
    table.refuse_others()
    return wishes


def _changes(table: Table) -> model.Changes:
    usual = model.Changes()
    minutes = partial(table.integer, at_most=_DAY_MINUTES, example=10)
    changes = model.Changes(
        freeze_minutes=minutes("freeze_minutes", at_least=0, default=usual.freeze_minutes),
        debounce_seconds=table.integer(
            "debounce_seconds", at_least=0, at_most=3600, example=60, default=usual.debounce_seconds
        ),
        call_list_minutes=minutes("call_list_minutes", at_least=1, default=usual.call_list_minutes),
        delegates_decide=table.flag("delegates_decide") if table.has("delegates_decide") else False,
    )
    table.refuse_others()
    return changes


def _privacy(table: Table, languages: tuple[str, ...]) -> model.Privacy:
    privacy = model.Privacy(
        version=table.text("version", "2026-11"),
        retain_until=table.day("retain_until", "2027-10-15"),
        text=table.words("text", languages),
    )
    table.refuse_others()
    return privacy


def _legal_rule(table: Table, languages: tuple[str, ...]) -> model.LegalRule:
    rule = model.LegalRule(
        key=table.key("key", "fr-b2c-prospecting"),
        since=table.day("since", "2026-08-11"),
        until=table.day("until", "2030-12-31") if table.has("until") else None,
        effects=cast(tuple[model.Effect, ...], table.some_of("effect", get_args(model.Effect))),
        source=table.text("source", "Code de la consommation, L. 223-1"),
        text=table.words("text", languages),
        countries=table.texts("countries", "a list of country codes", '["FR"]', _COUNTRY),
        activities=table.texts("activities", "a list of activity keys", '["telesales_b2c"]', _CODE),
        sectors=table.texts("sectors", "a list of sector keys", '["renewables"]', _CODE),
        people_called=table.texts("people_called", 'a list of "B2B" and "B2C"', '["B2C"]', "B2B|B2C"),
        prospecting=cast(tuple[model.Prospecting, ...], _some(table, "prospecting", get_args(model.Prospecting))),
        unless=cast(tuple[model.ConsentBase, ...], _some(table, "unless", get_args(model.ConsentBase))),
    )
    table.refuse_others()
    return rule


def _some(table: Table, key: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    return table.some_of(key, choices) if table.has(key) else ()
