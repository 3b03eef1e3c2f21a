"""Which meeting is meant: that of two companies, "A / B", or one of a single company's own; never one not named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from handlers.conversation import Note
from handlers.repairing.day import Day
from handlers.repairing.disruptions import Request
from handlers.understanding.clock import slot_at, why_no_slot
from handlers.understanding.listening import Said
from handlers.understanding.readings import hint
from locales.dates import format_time
from locales.translator import N_
from storage.records import StoredMeeting

HAS_BEGUN = N_("The meeting of {one} and {other} has begun at {time}.")
DO_NOT_MEET = N_("{one} and {other} do not meet.")
BOTH_BUYERS = N_("{one} and {other} are both order-givers.")
BOTH_PROVIDERS = N_("{one} and {other} are both providers.")


def with_meetings(kind: str, said: Said) -> list[Request]:
    """Return the requests on one meeting or two that words may mean."""
    request = Request(kind=kind)
    if kind == "add":
        new = [request.with_("new_pair", pair) for pair in new_pairs(said)]
        when = _slot(said)
        return [one.with_("when", when) for one in new]
    if kind == "swap":
        firsts = which(said, is_single=_is_of_singles(said))
        seconds = which(said)
        return [request.with_("pair", one).with_("other", other) for one, other in product(firsts, seconds)]
    pairs = which(said, times=1 if kind == "move" else 0)
    if kind == "move":
        to, table = _slot(said), said.take_table()
        return [_moved(request.with_("pair", pair).with_("table", table), to, said.day) for pair in pairs]
    return [request.with_("pair", pair) for pair in pairs]


def which(said: Said, *, times: int = 0, is_single: bool = False) -> list[str]:
    """Return the meetings that the next two companies may mean, or those of the next one; a company where it is open.

    `times`: how many of the times said are not that of the meeting itself.
    """
    if len(said.companies) > 1 and not is_single:
        first, second = said.take_company(), said.take_company()
        return _together(said, first, second, times) or _apart(said, first, second)
    near = said.near_companies()
    if not said.companies:
        said.is_certain = said.is_certain and not near
        return [str(one) for one in near] or [""]
    first = said.take_company()
    nearly = _together(said, first, near, times) if near else []
    said.is_certain = said.is_certain and not nearly
    if nearly or said.unknown:
        return nearly or [str(one) for one in first]
    return [_own(said, company, times) for company in first]


def new_pairs(said: Said) -> list[str]:
    """Return the pairs that are to meet; a company alone where the other one is open."""
    day = said.day
    if len(said.companies) > 1:
        first, second = said.take_company(), said.take_company()
        pairs = pairs_of(first, second, day)
        if not pairs:
            said.hint(why_apart(first[0], second[0], day))
        return [pair for pair in pairs if day.meeting(pair) is None] or pairs or [str(one) for one in first]
    near = said.near_companies()
    if not said.companies:
        said.is_certain = said.is_certain and not near
        return [str(one) for one in near] or [""]
    first = said.take_company()
    nearly = pairs_of(first, near, day)
    said.is_certain = said.is_certain and not nearly
    return nearly or [str(one) for one in first]


def pairs_of(first: Iterable[int], second: Iterable[int], day: Day) -> list[str]:
    """Return the pairs of a buyer and a provider that two mentions may mean."""
    found = []
    for one, other in product(first, second):
        roles = (day.companies[one].role, day.companies[other].role)
        if roles == ("buyer", "provider"):
            found.append(f"{one}~{other}")
        elif roles == ("provider", "buyer"):
            found.append(f"{other}~{one}")
    return found


def why_apart(one: int, other: int, day: Day) -> Note:
    """Return why two companies have no meeting ahead."""
    names = {"one": day.name(one), "other": day.name(other)}
    pairs = pairs_of([one], [other], day)
    if not pairs:
        return hint(BOTH_BUYERS if day.companies[one].role == "buyer" else BOTH_PROVIDERS, **names)
    held = next((meeting for meeting in day.meetings if meeting.pair == pairs[0]), None)
    if held is None:
        return hint(DO_NOT_MEET, **names)
    return hint(HAS_BEGUN, **names, time=format_time(held.starts_at.astimezone(day.event.zone), ""))


def _is_of_singles(said: Said) -> bool:
    """Tell whether the first company to swap stands for a meeting of its own: it is on the side of the second one."""
    return len(said.companies) in (2, 3) and not pairs_of(said.companies[0], said.companies[1], said.day)


def _together(said: Said, first: Sequence[int], second: Sequence[int], times: int) -> list[str]:
    """Return the meetings ahead of two companies; the time of theirs may be said too."""
    held = [pair for pair in pairs_of(first, second, said.day) if said.day.meeting(pair) is not None]
    for pair in held[:1]:
        _at_its_time(said, [said.day.meeting(pair)], times)
    return held


def _apart(said: Said, first: Sequence[int], second: Sequence[int]) -> list[str]:
    said.hint(why_apart(first[0], second[0], said.day))
    return [str(one) for one in first]


def _own(said: Said, company: int, times: int) -> str:
    """Return a company's meeting, the only one or that at the time said; the company, where several may be meant."""
    own = said.day.meetings_ahead(company)
    found = _at_its_time(said, own, times) or own
    return found[0].pair if len(found) == 1 else str(company)


def _at_its_time(said: Said, meetings: Iterable[StoredMeeting | None], times: int) -> list[StoredMeeting]:
    """Return which of the meetings is at the time said first, and take that."""
    if len(said.moments) <= times:
        return []
    at = said.moments[0]
    found = [one for one in meetings if one is not None and one.slot == slot_at(said.day, at)]
    if found:
        said.take_moment()
    return found


def _slot(said: Said) -> str:
    """Return the slot that begins at the time said last."""
    if not said.moments or said.moments[-1].minutes is None:
        return ""
    at = said.take_moment(-1)
    found = slot_at(said.day, at)
    if not found:
        said.hint(why_no_slot(said.day, at))
    return found


def _moved(request: Request, to: str, day: Day) -> Request:
    """Return where a meeting moves to: another time, another table, or both."""
    meeting = day.meeting(request["pair"])
    stays = meeting.slot if meeting is not None and request["table"] else ""
    return request.with_("to", to or stays)
