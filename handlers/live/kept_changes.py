"""An approved change as the audit trail keeps it, and as it tells it again long after that day.

Kept are ids and the times in force, no names of companies or people, which may have to be erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.live import titles
from handlers.live.day import Day
from handlers.live.disruptions import KINDS, read_request
from handlers.live.planning import Plan
from handlers.live.teller import Teller, as_is
from locales.translator import N_
from storage.records import StoredMeeting

MEETING = N_("{pair} at {time}, table {table}")
# Translators: {people} are the delegates who go to that meeting.
MEETING_OF = N_("{pair} at {time}, table {table}: {people}")


def sides(day: Day, plan: Plan, *, version: int, told: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is kept of before and after: what was asked for, and each meeting that differs."""
    request = plan.request
    before = {"version": day.version.id, "meetings": [_kept(one.before, one.after) for one in plan.changes]}
    after = {
        "version": version,
        "told": told,
        "request": str(request),
        "table": titles.table_of(day, request),
        "times": {key: at.isoformat() for key, at in titles.times_of(day, request).items()},
        "meetings": [_kept(one.after, one.before) for one in plan.changes],
    }
    return before, after


def _kept(meeting: StoredMeeting | None, other: StoredMeeting | None) -> dict[str, Any] | None:
    """Return one side of a meeting, with who goes where the other side differs in that."""
    if meeting is None:
        return None
    starts_at = meeting.starts_at.isoformat()
    kept = {"pair": meeting.pair, "slot": meeting.slot, "starts_at": starts_at, "table": meeting.table_name}
    if other is None or _delegates(meeting) == _delegates(other):
        return kept
    return {**kept, "people": [one for one in _delegates(meeting) if one and one not in _delegates(other)]}


def _delegates(meeting: StoredMeeting) -> tuple[int | None, int | None]:
    return meeting.buyer_delegate_id, meeting.provider_delegate_id


def people_in(side: Any) -> set[int]:
    """Return the ids of the people whom a side names."""
    meetings = side.get("meetings") or () if isinstance(side, Mapping) else ()
    return {person for one in meetings if isinstance(one, Mapping) for person in one.get("people", ())}


def asked(after: Any, teller: Teller) -> str:
    """Return what was asked for, as markup; of a line from before times were kept, only the kind of it."""
    request = read_request(str(after["request"])) if isinstance(after, Mapping) and "request" in after else None
    if request is None:
        return ""
    if "times" not in after:
        return teller.t(KINDS[request.kind].label)
    facts = titles.Facts(
        table=after["table"],
        times={key: teller.when(datetime.fromisoformat(at)) for key, at in after["times"].items()},
        company=lambda number: teller.names.of("company", number),
        person=lambda number: teller.names.of("person", number),
    )
    return titles.sentence(request, facts, teller.t)


def meeting(kept: Any, teller: Teller) -> str:
    """Return a meeting in words, "" for none; of a line from before times were kept, the time by the event file."""
    if kept is None:
        return ""
    if isinstance(kept, str):
        pair, slot, table = kept.split(" ", 2)
        return _said(pair, teller.planned(slot), table, [], teller)
    people = [teller.own(teller.names.of("person", str(one))) for one in kept.get("people", ())]
    return _said(kept["pair"], teller.when(datetime.fromisoformat(kept["starts_at"])), kept["table"], people, teller)


def _said(pair: str, time: str, table: str, people: list[str], teller: Teller) -> str:
    form = MEETING_OF if people else MEETING
    pair, going = teller.names.of("pair", pair), as_is(teller.listed(people))
    return teller.t.plain(form, pair=pair, time=time, table=table, people=going)
