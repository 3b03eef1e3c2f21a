"""A change in one sentence, as its preview begins and the audit trail of the chat names it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from handlers.live.day import Day
from handlers.live.disruptions import KINDS, REST_OF_DAY, REST_OF_EVENT, Request
from handlers.messages import id_in
from handlers.names import known_name
from locales.dates import format_day, format_time
from locales.translator import N_, Translator
from storage.records import StoredMeeting
from storage.unit_of_work import UnitOfWork

TITLES: Mapping[str, str] = {
    "table_out": N_("Table {table} is out until {time}."),
    "table_out_day": N_("Table {table} is out for the rest of the day."),
    "table_out_all": N_("Table {table} is out for the rest of the event."),
    "table_back": N_("Table {table} can be used again."),
    "table_name": N_("Table {table} is called {name} from now on."),
    "late": N_("{company} is late and meets from {time} on."),
    "late_day": N_("{company} does not come before the end of the day."),
    "late_all": N_("{company} does not come any more."),
    "early": N_("{company} leaves before {time} and meets nobody from then on that day."),
    "gone": N_("{company} cannot come at {time}."),
    "gone_day": N_("{company} is gone for the rest of the day."),
    "gone_all": N_("{company} is gone for the rest of the event."),
    "back": N_("{company} is back."),
    "rest": N_("Everything from {time} on begins {minutes} min later, until the end of the day."),
    "delay": N_("The slot of {time} begins {minutes} min later; what it runs into is pushed back."),
    "drop": N_("The slot of {time} is dropped."),
    "reopen": N_("The slot of {time} takes place after all."),
    "pause": N_("A break from {time} until {until}."),
    "pause_day": N_("A break from {time} until the end of the day."),
    "move": N_("{buyer} and {provider} meet at {time} instead of {old_time}."),
    "cancel": N_("The meeting of {buyer} and {provider} at {old_time} is cancelled."),
    "add": N_("{buyer} and {provider} meet at {time}."),
    "add_all": N_("{buyer} and {provider} meet, whenever both are free."),
    "swap": N_(
        "{buyer} and {provider} ({old_time}) change places with {other_buyer} and {other_provider} ({other_time})."
    ),
    "delegate": N_("{person} goes to the meeting of {buyer} and {provider} at {old_time}."),
}


def title(uow: UnitOfWork, day: Day, request: Request, t: Translator) -> str:
    """Return what a complete request says, as markup."""
    limit = request["until"] or request["span"] or request["when"]
    known = f"{request.kind}_{limit}" if limit in (REST_OF_DAY, REST_OF_EVENT) else request.kind
    return t(TITLES.get(known, TITLES[request.kind]), **_params(uow, day, request, t))


def when(day: Day, at: datetime, t: Translator) -> str:
    """Return a time of the day that is on, or a time with its day."""
    local = at.astimezone(day.event.zone)
    clock = format_time(local, t.language)
    is_today = bool(day.today) and local.date() == day.today[0].day
    return clock if is_today else f"{clock}, {format_day(local.date(), t.language)}"


def both(day: Day, meeting: StoredMeeting) -> dict[str, str]:
    """Return the names of a meeting's two sides, by placeholder."""
    return {"buyer": day.name(meeting.buyer_id), "provider": day.name(meeting.provider_id)}


def _params(uow: UnitOfWork, day: Day, request: Request, t: Translator) -> dict[str, str]:
    params: dict[str, str] = {}
    for field in KINDS[request.kind].fields:
        value = request[field]
        match field:
            case "table":
                params["table"] = day.tables[value]
            case "company":
                params["company"] = day.name(id_in(value))
            case "name" | "minutes":
                params[field] = value
            case "person":
                person = uow.people.find_by_id(id_in(value))
                params["person"] = "?" if person is None else known_name(uow, person)
            case "pair":
                meeting = day.meeting(value)
                assert meeting is not None
                params |= {**both(day, meeting), "old_time": when(day, meeting.starts_at, t)}
            case "other":
                meeting = day.meeting(value)
                assert meeting is not None
                params |= {f"other_{key}": name for key, name in both(day, meeting).items()}
                params["other_time"] = when(day, meeting.starts_at, t)
            case "new_pair":
                buyer, _, provider = value.partition("~")
                params |= {"buyer": day.name(id_in(buyer)), "provider": day.name(id_in(provider))}
            case _:
                params |= _time(day, request.kind, field, value, t)
    return params


def _time(day: Day, kind: str, field: str, value: str, t: Translator) -> dict[str, str]:
    slot = day.slot(value)
    if slot is None:  # the rest of the day, or all
        return {}
    return {"until" if (kind, field) == ("pause", "until") else "time": when(day, slot.starts_at, t)}
