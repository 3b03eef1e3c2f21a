"""An approved change as the trail tells it, long after that day, from what was kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.live import titles
from handlers.repairing.disruptions import KINDS, read_request
from handlers.trail.teller import Teller, as_is
from locales.translator import N_

MEETING = N_("{pair} at {time}, table {table}")
# Translators: {people} are the delegates who go to that meeting.
MEETING_OF = N_("{pair} at {time}, table {table}: {people}")


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
