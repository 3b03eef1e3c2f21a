"""A change in one sentence, as its preview begins, and what is known of one that is still being asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.messages import id_in
from handlers.names import known_name
from handlers.repairing.day import Day
from handlers.repairing.disruptions import KINDS, REST_OF_DAY, REST_OF_EVENT, Request
from locales.dates import format_day, format_time
from locales.translator import N_, Translator
from storage.records import StoredMeeting
from storage.unit_of_work import UnitOfWork

TITLES: Mapping[str, str] = {
    "table_out": N_("Table {table} is out until {time}."),
    "table_out_day": N_("Table {table} is out for the rest of the day."),
    "table_out_all": N_("Table {table} is out for the rest of the event."),
    "table_out_since": N_("Table {table} is out from {time} until {until}."),
    "table_out_since_day": N_("Table {table} is out from {time} until the end of that day."),
    "table_out_since_all": N_("Table {table} is out from {time} until the end of the event."),
    "table_back_since": N_("Table {table} can be used again from {time} on."),
    "table_back": N_("Table {table} can be used again."),
    "table_name": N_("Table {table} is called {name} from now on."),
    "late": N_("{company} is late and meets from {time} on."),
    "late_day": N_("{company} does not come before the end of the day."),
    "late_all": N_("{company} does not come any more."),
    "held_up": N_("{company} is late: no meetings from {time} until {until}."),
    "held_up_day": N_("{company} is late: no meetings from {time} until the end of the day."),
    "early": N_("{company} leaves before {time} and meets nobody from then on that day."),
    "gone": N_("{company} cannot come at {time}."),
    "gone_day": N_("{company} is gone for the rest of the day."),
    "gone_all": N_("{company} is gone for the rest of the event."),
    "away": N_("{company} is away from {time} until {until}."),
    "away_day": N_("{company} is away from {time} until the end of that day."),
    "away_all": N_("{company} is away from {time} until the end of the event."),
    "back": N_("{company} is back."),
    "back_since": N_("{company} is back from {time} on."),
    "rest": N_("Everything from {time} on begins {minutes} min later, until the end of the day."),
    "delay": N_("The slot of {time} begins {minutes} min later; what it runs into is pushed back."),
    "drop": N_("The slot of {time} is dropped."),
    "reopen": N_("The slot of {time} takes place after all."),
    "reopen_until": N_("The slots from {time} until {until} take place after all."),
    "reopen_until_day": N_("The slots from {time} until the end of that day take place after all."),
    "pause": N_("A break from {time} until {until}."),
    "pause_day": N_("A break from {time} until the end of the day."),
    "move": N_("{buyer} and {provider} meet at {time} instead of {old_time}."),
    "move_table": N_("{buyer} and {provider} ({old_time}) meet at {time}, table {table}."),
    "cancel": N_("The meeting of {buyer} and {provider} at {old_time} is cancelled."),
    "add": N_("{buyer} and {provider} meet at {time}."),
    "add_all": N_("{buyer} and {provider} meet, whenever both are free."),
    "swap": N_(
        "{buyer} and {provider} ({old_time}) change places with {other_buyer} and {other_provider} ({other_time})."
    ),
    "delegate": N_("{person} goes to the meeting of {buyer} and {provider} at {old_time}."),
}
OTHER_DAY = N_("{time} ({day})")
KNOWN: Mapping[str, str] = {
    "table": N_("table {table}"),
    "company": N_("<b>{company}</b>"),
    "pair": N_("<b>{buyer}</b> – <b>{provider}</b>, {old_time}, table {old_table}"),
    "new_pair": N_("<b>{buyer}</b> – <b>{provider}</b>"),
    "since": N_("from {time} on"),
    "slot": N_("the slot of {time}"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What the words of a request need: of the day that is on, or as the audit trail kept it.

    `table`: what the table is called. `times`: when a slot, by its id, or a meeting, by its pair, begins, in words.
    """

    table: str
    times: Mapping[str, str]
    company: Callable[[str], str]
    person: Callable[[str], str]


def title(uow: UnitOfWork, day: Day, request: Request, t: Translator) -> str:
    """Return what a complete request says, as markup."""
    return sentence(request, _facts(uow, day, request, t), t)


def known(uow: UnitOfWork, day: Day, request: Request, field: str, t: Translator) -> str:
    """Return what is known of a request of which one field is asked, as markup; "" when it is the first."""
    fields = KINDS[request.kind].fields
    facts = _facts(uow, day, request, t)
    meeting = day.meeting(request["pair"])
    place = {} if meeting is None else {"old_table": meeting.table_name}
    before = fields[: fields.index(field)] if field in fields else fields[:1]
    parts = (t(KNOWN[one], **_params(request, one, facts), **place) for one in before)
    return ("، " if t.rtl else ", ").join(parts)


def _facts(uow: UnitOfWork, day: Day, request: Request, t: Translator) -> Facts:
    def person(number: str) -> str:
        found = uow.people.find_by_id(id_in(number))
        return "?" if found is None else known_name(uow, found)

    return Facts(
        table=table_of(day, request),
        times={key: when(day, at, t) for key, at in times_of(day, request).items()},
        company=lambda number: day.name(id_in(number)),
        person=person,
    )


def table_of(day: Day, request: Request) -> str:
    """Return what the table of a request is called; "" when it is about none."""
    return day.tables.get(request["table"], "")


def times_of(day: Day, request: Request) -> dict[str, datetime]:
    """Return when the slots and the meetings that a request names begin, by slot id or pair."""
    found = {value: day.meeting(value) or day.slot(value) for value in request.args}
    return {value: one.starts_at for value, one in found.items() if one is not None}


def sentence(request: Request, facts: Facts, t: Translator) -> str:
    """Return what a complete request says, as markup, whatever its facts are taken from."""
    limit = request["until"] or request["span"] or request["when"]
    said = [field for field in KINDS[request.kind].optional if request[field]]
    kind = "_".join((request.kind, *said, *([limit] if limit in (REST_OF_DAY, REST_OF_EVENT) else [])))
    params: dict[str, str] = {}
    for field in KINDS[request.kind].all_fields:
        params |= _params(request, field, facts)
    return t(TITLES.get(kind, TITLES[request.kind]), **params)


def when(day: Day, at: datetime, t: Translator) -> str:
    """Return a time of the day that is on, or a time with its day."""
    return clock(at, day.event.zone, day.today[0].day if day.today else None, t)


def clock(at: datetime, zone: ZoneInfo, today: date | None, t: Translator) -> str:
    """Return a time of the event, with its day unless that is the one of which the reader thinks."""
    local = at.astimezone(zone)
    shown = format_time(local, t.language)
    if local.date() == today:
        return shown
    return t.plain(OTHER_DAY, time=shown, day=format_day(local.date(), t.language), isolate=False)


def both(day: Day, meeting: StoredMeeting) -> dict[str, str]:
    """Return the names of a meeting's two sides, by placeholder."""
    return {"buyer": day.name(meeting.buyer_id), "provider": day.name(meeting.provider_id)}


def _params(request: Request, field: str, facts: Facts) -> dict[str, str]:
    """Return what a field of a request says, by placeholder."""
    value = request[field]
    match field:
        case "table":
            return {"table": facts.table}
        case "company":
            return {"company": facts.company(value)}
        case "name" | "minutes":
            return {field: value}
        case "person":
            return {"person": facts.person(value)}
        case "pair":
            return {**_sides(value, facts), "old_time": facts.times[value]}
        case "other":
            names = {f"other_{key}": name for key, name in _sides(value, facts).items()}
            return {**names, "other_time": facts.times[value]}
        case "new_pair":
            return _sides(value, facts)
        case _ if value in facts.times:
            is_end = field == "until" and bool(request["since"] or request["closed"])
            return {"until" if is_end else "time": facts.times[value]}
        case _:  # the rest of the day, or all
            return {}


def _sides(pair: str, facts: Facts) -> dict[str, str]:
    buyer, _, provider = pair.partition("~")
    return {"buyer": facts.company(buyer), "provider": facts.company(provider)}
