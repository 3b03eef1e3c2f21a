"""The audit trail in words: what was done, to what, and what it was before; for the chat and for the export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events.event import Event
from events.slots import slots
from locales.dates import format_moment, format_time
from locales.translator import N_, Translator

ACTS: Mapping[str, str] = {
    "submit": N_("registration sent"),
    "edit": N_("answer changed"),
    "approved": N_("company approved"),
    "refused": N_("company refused"),
    "reopened": N_("verdict taken back"),
    "question": N_("question to the company"),
    "answer": N_("answer of the company"),
    "admit": N_("colleague admitted"),
    "turn_away": N_("colleague not admitted"),
    "become_organiser": N_("became an organiser"),
    "set_up": N_("rule of the event changed"),
    "decide_pair": N_("pair fixed or forbidden"),
    "adjust": N_("draft adjusted"),
    "publish": N_("agenda published"),
    "nudge": N_("reminder to choose"),
    "mutual": N_("both want to meet"),
    "erase": N_("erased"),
    "called": N_("called and told"),
    "no_answer": N_("called without an answer"),
    "call_taken_back": N_("put back on the list to call"),
    "change_approved": N_("day changed"),
    "change_undone": N_("change of the day undone"),
    "change_dropped": N_("change of the day dropped"),
    "send_now": N_("changes told at once"),
    "broadcast_draft": N_("broadcast begun"),
    "broadcast_text": N_("text of a broadcast written"),
    "broadcast_audience": N_("audience of a broadcast chosen"),
    "broadcast_schedule": N_("time of a broadcast chosen"),
    "broadcast_ask": N_("approval of a broadcast asked for"),
    "broadcast_approve": N_("broadcast approved"),
    "broadcast_decline": N_("broadcast declined"),
    "broadcast_reopen": N_("broadcast reopened"),
    "broadcast_send": N_("broadcast sent with one approval"),
    "broadcast_start": N_("broadcast begun to be sent"),
    "broadcast_pause": N_("broadcast paused"),
    "broadcast_resume": N_("broadcast resumed"),
    "broadcast_stop": N_("broadcast stopped"),
    "broadcast_drop": N_("broadcast dropped"),
    "broadcast_correct": N_("correction of a broadcast written"),
    "broadcast_correct_ask": N_("approval of a correction asked for"),
    "broadcast_correct_approve": N_("correction of a broadcast approved"),
    "broadcast_correct_drop": N_("correction of a broadcast dropped"),
}

SUBJECTS: Mapping[str, str] = {
    "company": N_("company {name}"),
    "person": N_("person {name}"),
    "agenda": N_("agenda {name}"),
    "pair": N_("pair {name}"),
    "broadcast": N_("broadcast {name}"),
    "change": N_("change {name}"),
}

SETTINGS: Mapping[str, str] = {
    "wishes_close_at": N_("deadline of the wishes"),
    "tables_out": N_("tables that are out"),
    "closed_slots": N_("closed slots"),
    "limits_buyer": N_("meetings of each order-giver"),
    "limits_provider": N_("meetings of each provider"),
    "weights": N_("weights of matching"),
    "one_wish_is_enough": N_("one wish is enough"),
    "broadcast_single_approval": N_("people a broadcast may reach with one approval"),
}

VALUES: Mapping[str, str] = {
    "draft": N_("still answering"),
    "submitted": N_("waiting"),
    "approved": N_("approved"),
    "refused": N_("refused"),
    "pending": N_("waiting"),
    "fixed": N_("fixed"),
    "forbidden": N_("forbidden"),
    "organiser": N_("organiser"),
    "owner": N_("owner"),
    "companies": N_("companies"),
    "people": N_("people"),
    "version": N_("version"),
    "status": N_("status"),
    "text": N_("text"),
    "told": N_("told"),
}
MEETING = N_("{pair} at {time}, table {table}")
_MEETING = re.compile(r"(\d+~\d+) (\S+) (\S+)")
"""A meeting as the trail keeps it: companies by id, slot and table, no names, which may have to be erased."""
_UNSAID = ("request",)
"""What is kept for machines: the words of an act and its meetings say it."""
YES, NO, NOTHING = N_("yes"), N_("no"), N_("nothing")


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """What companies and people are called, by id; nobody who was erased is in it."""

    companies: Mapping[int, str]
    people: Mapping[int, str]

    def of(self, kind: str, number: str) -> str:
        """Return the name of a company, a person or a pair; the number itself for want of one."""
        if kind == "pair":
            return " – ".join(self.of("company", one) for one in number.split("~"))
        known = {"company": self.companies, "person": self.people}.get(kind, {})
        name = known.get(int(number)) if number.isdecimal() and len(number) < 10 else None
        return name or (f"#{number}" if kind in ("company", "person") else number)


def act(key: str, t: Translator) -> str:
    """Return what was done; a key without words stands for itself."""
    return t.plain(ACTS[key]) if key in ACTS else key


def subject(key: str, names: Names, t: Translator) -> str:
    """Return what it was done to, from the key that the trail keeps: ``company:7``, or a setting."""
    kind, _, number = key.partition(":")
    if kind in SUBJECTS and number:
        return t.plain(SUBJECTS[kind], name=names.of(kind, number))
    return t.plain(SETTINGS[kind]) if kind in SETTINGS else key


def details(value: Any, names: Names, event: Event, t: Translator) -> str:
    """Return what a line keeps of before or after, in words: no braces, no quotes, times of the event."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return t.plain(YES if value else NO)
    if isinstance(value, Mapping):
        known = {str(key): one for key, one in value.items() if one is not None and key not in _UNSAID}
        return _listed((_pair(key, one, names, event, t) for key, one in known.items()), t)
    if isinstance(value, list):
        return _listed((details(one, names, event, t) for one in value), t) or t.plain(NOTHING)
    text = str(value)
    if text in VALUES:
        return t.plain(VALUES[text])
    meeting = _MEETING.fullmatch(text)
    return _moment(text, event, t) if meeting is None else _meeting(meeting, names, event, t)


def _pair(key: str, value: Any, names: Names, event: Event, t: Translator) -> str:
    said = details(value, names, event, t)
    if key == "meetings":
        return said
    name = t.plain(VALUES[key]) if key in VALUES else key.replace("_", " ")
    return f"{name} {said}"


def _meeting(found: re.Match[str], names: Names, event: Event, t: Translator) -> str:
    pair, slot_id, table = found.groups()
    begins = next((format_time(slot.start, t.language) for slot in slots(event) if slot.id == slot_id), slot_id)
    return t.plain(MEETING, pair=names.of("pair", pair), time=begins, table=table)


def _moment(text: str, event: Event, t: Translator) -> str:
    """Return an instant as people write it, anything else as it is."""
    if "T" not in text[10:11]:
        return text
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text
    return format_moment(instant, event.zone, t.language) if instant.tzinfo is not None else text


def _listed(items: Iterable[str], t: Translator) -> str:
    return ("، " if t.rtl else ", ").join(filter(None, items))
