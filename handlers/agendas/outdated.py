"""Reminders are found again by their keys, and dropped once the meeting is no longer as they say.

A key names what a reminder was written for, so that the same reminder is never written twice and another one is:
``reminder:12~34:d1s03@7@141000:15:99`` tells person 99, 15 minutes before, of the meeting of companies 12 and 34 in
slot d1s03 at table 7, which starts on the 14th at 10:00 UTC; ``digest:evening:d1:12:3f9a…:99`` tells person 99 of
company 12 a first day whose meetings have this fingerprint.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2s

from events.event import Event
from handlers.availability import day_slots
from storage.records import StoredMeeting
from storage.unit_of_work import UnitOfWork

CHANGED = "meeting_changed"
"""Why a reminder was dropped whose meeting moved, was cancelled, or got other people."""


def place_of(meeting: StoredMeeting) -> str:
    """Return all of a meeting that a reminder tells and that may change: slot, table, start, who was sent."""
    place = f"{meeting.slot}@{meeting.table_name}@{meeting.starts_at:%d%H%M}"
    sent = (meeting.buyer_delegate_id, meeting.provider_delegate_id)
    return f"{place}+{sent[0] or ''}-{sent[1] or ''}" if any(sent) else place


def reminder_key(meeting: StoredMeeting, *, lead: int, person_id: int) -> str:
    """Return the key of one person's reminder `lead` minutes before a meeting; 0 is the one that says "now"."""
    return f"reminder:{meeting.pair}:{place_of(meeting)}:{lead}:{person_id}"


def digest_key(kind: str, day: str, meetings: Iterable[StoredMeeting], *, company_id: int, person_id: int) -> str:
    """Return the key of one person's message about a day, called `d1`, on which their company has these meetings."""
    return f"digest:{kind}:{day}:{company_id}:{fingerprint(meetings)}:{person_id}"


def fingerprint(meetings: Iterable[StoredMeeting]) -> str:
    """Return a short text that differs whenever one of the meetings does."""
    told = sorted(f"{one.pair}:{place_of(one)}" for one in meetings)
    return blake2s("\n".join(told).encode(), digest_size=6).hexdigest()


def day_of(meeting: StoredMeeting) -> str:
    """Return the day of a meeting, as its slot calls it.

    >>> from datetime import UTC
    >>> at = datetime(2027, 4, 14, 9, 40, tzinfo=UTC)
    >>> day_of(StoredMeeting(buyer_id=1, provider_id=2, slot="d1s03", table_name="7", starts_at=at, ends_at=at,
    ...                      sequence=0))
    'd1'
    """
    return meeting.slot.partition("s")[0]


def drop_outdated(uow: UnitOfWork, agenda_id: int, now: datetime) -> int:
    """Drop every reminder that waits and does not hold in this agenda; return how many."""
    waiting = uow.reminders.waiting()
    if not waiting:
        return 0
    meetings = uow.agendas.meetings(agenda_id)
    places = {one.pair: place_of(one) for one in meetings}
    days: dict[tuple[str, str], list[StoredMeeting]] = {}
    for one in meetings:
        for company_id in (one.buyer_id, one.provider_id):
            days.setdefault((day_of(one), str(company_id)), []).append(one)
    outdated = [row.id for row in waiting if not _holds(row.key, places, days)]
    return uow.reminders.drop(outdated, reason=CHANGED, now=now)


def _holds(key: str, places: dict[str, str], days: dict[tuple[str, str], list[StoredMeeting]]) -> bool:
    verb, _, rest = key.partition(":")
    if verb == "reminder":
        pair, _, rest = rest.partition(":")
        return places.get(pair) == rest.rsplit(":", 2)[0]
    if verb == "digest":
        _kind, day, company_id, told, _person = rest.split(":")
        return fingerprint(days.get((day, company_id), ())) == told
    return True  # a reminder of another kind, which tells of no meeting


def refresh_instants(uow: UnitOfWork, event: Event, agenda_id: int) -> bool:
    """Compute the instants of an agenda's meetings again from the event's wall time; tell whether they changed.

    Governments change the rules of their zone at short notice: what people agreed on is the time on the wall.
    """
    wanted = {slot.id: (slot.starts_at, slot.ends_at) for slot in day_slots(uow, event)}
    changed = {
        slot for slot, start, end in uow.agendas.instants(agenda_id) if wanted.get(slot, (start, end)) != (start, end)
    }
    for slot in sorted(changed):
        uow.agendas.retime(agenda_id, slot, starts_at=wanted[slot][0], ends_at=wanted[slot][1])
    return bool(changed)
