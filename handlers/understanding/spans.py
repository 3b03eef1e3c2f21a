"""From when until when something said lasts, and by how many minutes, as the fields of a request."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

from handlers.repairing.day import Day
from handlers.repairing.disruptions import LONGEST_DELAY, REST_OF_DAY, REST_OF_EVENT, Request
from handlers.understanding import vocabulary
from handlers.understanding.clock import (
    NOTHING_AFTER,
    limit,
    refuse_past,
    slot_after,
    slot_at,
    slot_unfinished,
    why_no_slot,
)
from handlers.understanding.listening import Said
from handlers.understanding.moments import Moment
from handlers.understanding.readings import hint, refuse, written
from locales.translator import N_

TOO_LONG = N_("A delay is at most {most} minutes.")
NONE_DROPPED = N_("No slot ahead is dropped, so there is no break to take back.")


def with_times(kind: str, said: Said) -> Request:
    """Return the request with the slots and minutes that words mean; what lasts for a while may be another kind."""
    return _READERS[kind](kind, said)


def _table_out(kind: str, said: Said) -> Request:
    since, until = _ends(said)
    first = "" if since is None else _beginning(said, since)
    last = _limit(said, until, since=since) or _whole_day(since)
    return Request(kind=kind).with_("until", last).with_("since", first)


def _back_from(kind: str, said: Said) -> Request:
    """Return what is back, from when on."""
    since = _beginning(said, said.take_moment()) if said.moments else ""
    return Request(kind=kind).with_("since", since)


def _absent(kind: str, said: Said) -> Request:
    """Return for how long a company is away: until a time, from one on, from one to another, or as words say."""
    if len(said.moments) > 1:
        return _away(said, said.take_moment(), said.take_moment())
    if said.moments:
        only = said.moments[0]
        is_end = only.role == "until" or (kind == "late" and only.minutes is not None)
        if kind != "early" and is_end:
            return _late(limit(said.day, said.take_moment()))
        if only.minutes is not None and (kind == "early" or only.role == "from"):
            return _from_then_on(said, said.take_moment())
        if only.minutes is None and kind == "gone":
            return _away(said, said.take_moment(), None)
    if kind == "early":
        return Request(kind=kind)
    last = _limit(said, None)
    if kind == "late" or said.day.slot(last) is not None:
        return _late(last)
    is_for_good = not last and said.day.is_last_day and not said.moments
    return Request(kind="gone").with_("span", REST_OF_EVENT if is_for_good else last)


def _away(said: Said, since: Moment, until: Moment | None) -> Request:
    """Return who is away from one time to another; from now on that is to be late, or gone."""
    first = _beginning(said, since)
    last = _limit(said, until, since=since) or _whole_day(since)
    if first:
        return Request(kind="away").with_("since", first).with_("until", last)
    return Request(kind="gone").with_("span", last) if last in (REST_OF_DAY, REST_OF_EVENT) else _late(last)


def _late(until: str) -> Request:
    return Request(kind="late").with_("until", until)


def _from_then_on(said: Said, since: Moment) -> Request:
    """Return who leaves at a time: for that day, or for good where that is said."""
    refuse_past(said.day, since)
    first = slot_unfinished(said.day, since)
    if _rest(said) == REST_OF_EVENT:
        return Request(kind="away").with_("since", first).with_("until", REST_OF_EVENT)
    return Request(kind="early").with_("since", first)


def _delayed(kind: str, said: Said) -> Request:
    minutes = said.take_minutes()
    if minutes is not None and minutes > LONGEST_DELAY:
        said.hint(hint(TOO_LONG, most=LONGEST_DELAY))
    known = str(minutes) if minutes is not None and 0 < minutes <= LONGEST_DELAY else ""
    first = _since_slot(said) if kind == "rest" else _slot(said)
    return Request(kind=kind).with_("since" if kind == "rest" else "slot", first).with_("minutes", known)


def _since_slot(said: Said) -> str:
    if not said.moments or said.moments[0].role == "until":
        return ""
    since = said.take_moment()
    found = slot_after(said.day, since)
    if not found:
        said.hint(hint(NOTHING_AFTER, time=written(since.minutes or 0)))
    return found


def _slot(said: Said, *, is_closed: bool = False) -> str:
    """Return the slot that begins at the time said first; its end may be said too."""
    if not said.moments or said.moments[0].minutes is None:
        return ""
    at = said.take_moment()
    found = slot_at(said.day, at, is_closed=is_closed)
    if not found:
        said.hint(why_no_slot(said.day, at, is_closed=is_closed))
    slot = said.day.slot(found)
    if slot is not None and said.moments and said.moments[0].minutes == slot.end.hour * 60 + slot.end.minute:
        said.take_moment()
    return found


def _dropped(kind: str, said: Said) -> Request:
    return Request(kind=kind).with_("slot", _slot(said))


def _reopened(kind: str, said: Said) -> Request:
    """Return the dropped slots that take place after all: one, or those of a break."""
    if not said.day.closed & {slot.id for slot in said.day.ahead}:
        raise refuse(NONE_DROPPED)
    closed = _slot(said, is_closed=True)
    request = Request(kind=kind).with_("closed", closed)
    if not closed:
        return request
    if said.moments:
        return request.with_("until", limit(said.day, said.take_moment(), since=closed, is_any=True))
    return request.with_("until", _end_of_break(said.day, closed)) if said.is_break else request


def _end_of_break(day: Day, closed: str) -> str:
    """Return the slot that ends a break of several; "" for one of a single slot."""
    first = day.slot(closed)
    assert first is not None
    later = [slot for slot in day.ahead if slot.day == first.day and slot.starts_at > first.starts_at]
    end = next((slot.id for slot in later if slot.id not in day.closed), REST_OF_DAY)
    return end if later and later[0].id in day.closed else ""


def _paused(kind: str, said: Said) -> Request:
    request = Request(kind=kind)
    if not said.moments:
        return request
    since = said.take_moment()
    request = request.with_("since", _beginning(said, since, is_now=False))
    end = said.take_moment() if said.moments else None
    if end is None and since.minutes is not None:
        end = _later(since, said.take_minutes())
    return request if end is None else request.with_("until", limit(said.day, end, since=request["since"]))


_READERS: Mapping[str, Callable[[str, Said], Request]] = {
    "table_out": _table_out,
    "table_back": _back_from,
    "late": _absent,
    "early": _absent,
    "gone": _absent,
    "back": _back_from,
    "rest": _delayed,
    "delay": _delayed,
    "drop": _dropped,
    "reopen": _reopened,
    "pause": _paused,
}


def _ends(said: Said) -> tuple[Moment | None, Moment | None]:
    """Return the beginning and the end that are said; a time alone is an end, unless words make it a beginning."""
    if len(said.moments) > 1:
        return said.take_moment(), said.take_moment()
    if not said.moments:
        return None, None
    only = said.take_moment()
    is_end = only.role == "until" or (only.role == "" and only.minutes is not None)
    return (None, only) if is_end else (only, None)


def _beginning(said: Said, since: Moment, *, is_now: bool = True) -> str:
    """Return the first slot that is not over at a time; "" where that is the next one, so that it begins now."""
    found = slot_unfinished(said.day, since)
    if not found:
        raise refuse(NOTHING_AFTER, time=written(since.minutes or 0))
    return "" if is_now and found == said.day.ahead[0].id else found


def _limit(said: Said, until: Moment | None, *, since: Moment | None = None) -> str:
    """Return until when something lasts: a time, so many minutes, or the rest of the day or of the event."""
    if until is None and said.minutes and since is not None and since.minutes is not None:
        until = _later(since, said.take_minutes())
    elif until is None and said.minutes and since is None:
        local = (said.day.now + timedelta(minutes=said.minutes[0])).astimezone(said.day.event.zone)
        if local.date() == said.day.today[0].day:
            said.take_minutes()
            until = Moment(day=local.date(), minutes=local.hour * 60 + local.minute)
    if until is None:
        return _rest(said)
    return limit(said.day, until, since="" if since is None else slot_unfinished(said.day, since))


def _later(since: Moment, minutes: int | None) -> Moment | None:
    return None if minutes is None else Moment(day=since.day, minutes=(since.minutes or 0) + minutes)


def _rest(said: Said) -> str:
    """Return whether words mean the rest of the day or of the event; "" when they mean neither."""
    if re.search(vocabulary.REST_OF_EVENT_WORDS, said.text):
        return REST_OF_EVENT
    return REST_OF_DAY if re.search(vocabulary.REST_OF_DAY_WORDS, said.text) else ""


def _whole_day(since: Moment | None) -> str:
    """Return that a day said as a whole is meant to its end."""
    return REST_OF_DAY if since is not None and since.minutes is None and since.role != "from" else ""
