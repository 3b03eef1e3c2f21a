"""How the day stands, for organisers: messages sent, waiting and failed, and which of today's meetings are at risk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from events.event import Event
from handlers import failures
from handlers.agendas.days import delegate_of
from handlers.messages import Button, id_in
from handlers.names import company_name, known_name
from handlers.organising.admission import admits
from handlers.visit import Rows, Visit
from locales.dates import format_day, format_number, format_time
from locales.markup import Markup
from locales.translator import N_, N_n, Translator
from storage.records import StoredMeeting, StoredPresence
from storage.reminders import Recipient

State = Literal["risk", "open", "confirmed"]

MESSAGES = N_("<b>Messages</b>\nWaiting: {waiting} · sent in the last 24 hours: {sent} · failed: {failed}")
FAILED = N_("• {name} ({channel}): {reason}")
TO_TELL = N_n("{n} person is about to be told of a change.", "{n} people are about to be told of a change.")
TO_CALL = N_n("{n} person is to be called.", "{n} people are to be called.")
# Translators: the signs stand before the meetings below, this line says what they mean.
MEETINGS = N_("<b>Meetings of {day}</b>\n⚠️ at risk: {risk} · … not confirmed yet: {open} · ✓ confirmed: {confirmed}")
NONE = N_("No meetings are ahead.")
LINE = N_("{sign} {time} · table {table} · {buyer} – {provider}")
BECAUSE = N_("{line}: {why}")
LATE = N_n("{name} is {n} minute late", "{name} is {n} minutes late")
LATE_SOMEHOW = N_("{name} is late")
ABSENT = N_("{name} cannot come")
UNREACHED = N_("nobody of {company} can be reached")
SIGNS: Mapping[State, str] = {"risk": "⚠️", "open": "…", "confirmed": "✓"}
ORDER: Sequence[State] = ("risk", "open", "confirmed")

PAGE = 12
MOST_FAILED = 8
_DAY = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A meeting of today, how it stands, and what speaks against it (markup)."""

    meeting: StoredMeeting
    state: State
    why: str


def show(visit: Visit, argument: str = "") -> None:
    """Show the whole, with one page of the meetings."""
    if not admits(visit):
        return
    visit.expect_no_words()
    standings = todays_meetings(visit)
    first = min(id_in(argument), max(0, len(standings) - 1) // PAGE * PAGE)
    lines = [*_messages(visit), "", *_meetings(visit, standings, first)]
    visit.say("\n".join(lines), _rows(visit, len(standings), first))


def _messages(visit: Visit) -> list[str]:
    t, uow = visit.t, visit.uow
    closed = uow.traffic.closed_since(visit.now - _DAY)
    failed = uow.outbox.dead(limit=MOST_FAILED)
    counts = {
        "waiting": sum(uow.traffic.waiting().values()),
        "sent": closed.get("sent", 0),
        "failed": closed.get("dead", 0),
    }
    lines = [t(MESSAGES, **{name: format_number(count, t.language) for name, count in counts.items()})]
    for message in failed:
        found = uow.people.find(message.address)
        name = known_name(uow, found[1]) if found else "?"
        channel = failures.channel_name(message.address.partition(":")[0], t)
        lines.append(t(FAILED, name=name, channel=channel, reason=failures.reason(message.reason or "?", t)))
    to_tell, to_call = uow.notices.count_pending(), len(uow.notices.to_call(now=visit.now))
    lines += [t.count(TO_TELL, to_tell)] if to_tell else []
    lines += [t.count(TO_CALL, to_call)] if to_call else []
    return lines


def todays_meetings(visit: Visit) -> list[Standing]:
    """Return the meetings of the day that is on, or of the next one, that are not over; those at risk first."""
    agenda = visit.uow.agendas.newest("published")
    if agenda is None:
        return []
    meetings = _of_day(visit.event, visit.uow.agendas.meetings(agenda.id), visit.now)
    companies = {company for one in meetings for company in (one.buyer_id, one.provider_id)}
    crowd = visit.uow.reminders.recipients(companies, purpose="reminders", keys=("full_name",)) if companies else {}
    said = _by_meeting(visit.uow.presences.of_slots({one.slot for one in meetings}))
    informed = visit.uow.notices.informed()
    standings = [_standing(visit, one, crowd, said.get((one.pair, one.slot), ()), informed) for one in meetings]
    return sorted(standings, key=lambda one: (ORDER.index(one.state), one.meeting.starts_at, one.meeting.pair))


def _of_day(event: Event, meetings: Iterable[StoredMeeting], now: datetime) -> list[StoredMeeting]:
    ahead = [one for one in meetings if one.ends_at > now]
    day = min((_day_of(event, one) for one in ahead), default=None)
    return [one for one in ahead if _day_of(event, one) == day]


def _day_of(event: Event, meeting: StoredMeeting) -> date:
    return meeting.starts_at.astimezone(event.zone).date()


def _by_meeting(said: Iterable[StoredPresence]) -> dict[tuple[str, str], list[StoredPresence]]:
    found: dict[tuple[str, str], list[StoredPresence]] = {}
    for one in said:
        found.setdefault((f"{one.buyer_id}~{one.provider_id}", one.slot), []).append(one)
    return found


def _standing(
    visit: Visit,
    meeting: StoredMeeting,
    crowd: Mapping[int, Sequence[Recipient]],
    said: Sequence[StoredPresence],
    informed: set[int],
) -> Standing:
    """Judge a meeting: confirmed when somebody of each side knows of it or is on the way; unless at risk."""
    sides = [_awaited(meeting, company, crowd) for company in (meeting.buyer_id, meeting.provider_id)]
    risks = [_risk(visit.t, one, crowd) for one in said if one.kind != "on_my_way"]
    for company_id, side in zip((meeting.buyer_id, meeting.provider_id), sides, strict=True):
        if not any(address.dead_reason is None for one in side for address in one.addresses):
            risks.append(visit.t(UNREACHED, company=company_name(visit.uow, company_id)))
    ready = informed | {one.person_id for one in said if one.kind == "on_my_way"}
    is_confirmed = all(any(one.person.id in ready for one in side) for side in sides)
    state: State = "risk" if risks else "confirmed" if is_confirmed else "open"
    return Standing(meeting=meeting, state=state, why=" · ".join(risks))


def _awaited(meeting: StoredMeeting, company_id: int, crowd: Mapping[int, Sequence[Recipient]]) -> Sequence[Recipient]:
    """Return who is awaited of a side: the delegate it was given to, else all its people."""
    people = crowd.get(company_id, ())
    given_to = delegate_of(meeting, company_id)
    return [one for one in people if one.person.id == given_to] or people


def _risk(t: Translator, said: StoredPresence, crowd: Mapping[int, Sequence[Recipient]]) -> str:
    people = [*crowd.get(said.buyer_id, ()), *crowd.get(said.provider_id, ())]
    name = next((str(one.values.get("full_name") or "?") for one in people if one.person.id == said.person_id), "?")
    if said.kind == "cannot_come":
        return t(ABSENT, name=name)
    return t(LATE_SOMEHOW, name=name) if said.minutes is None else t.count(LATE, said.minutes, name=name)


def _meetings(visit: Visit, standings: Sequence[Standing], first: int) -> list[str]:
    t = visit.t
    if not standings:
        return [t(NONE)]
    day = format_day(_day_of(visit.event, standings[0].meeting), t.language)
    counts = {state: sum(one.state == state for one in standings) for state in ORDER}
    lines = [t(MEETINGS, day=Markup(day, isolate=False), **counts)]
    lines += [_line(visit, one) for one in standings[first : first + PAGE]]
    return lines


def _line(visit: Visit, standing: Standing) -> str:
    t, meeting = visit.t, standing.meeting
    line = t(
        LINE,
        sign=Markup(SIGNS[standing.state], isolate=False),
        time=format_time(meeting.starts_at.astimezone(visit.event.zone), t.language),
        table=meeting.table_name,
        buyer=company_name(visit.uow, meeting.buyer_id),
        provider=company_name(visit.uow, meeting.provider_id),
    )
    if not standing.why:
        return line
    return t(BECAUSE, line=Markup(line, isolate=False), why=Markup(standing.why, isolate=False))


def _rows(visit: Visit, count: int, first: int) -> Rows:
    t = visit.t
    turn = []
    if first:
        turn.append(Button(label=t.plain(N_("‹ Previous")), data=f"i:status={first - PAGE}", is_quiet=True))
    if first + PAGE < count:
        turn.append(Button(label=t.plain(N_("Next ›")), data=f"i:status={first + PAGE}", is_quiet=True))
    calls = Button(label=t.plain(N_("Whom to call")), data="i:calls")
    menu = Button(label=t.plain(N_("Organiser menu")), data="m:organise")
    return (*([tuple(turn)] if turn else []), (calls, menu))
