"""A delegate's word on one of their own meetings, as it is published now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handlers.agendas.day_sheet import counterpart_of
from handlers.agendas.days import Days, delegate_of
from handlers.availability import table_label
from handlers.messages import Button
from handlers.names import company_name
from handlers.visit import Visit
from locales.dates import format_time
from locales.translator import N_, Translator
from storage.records import Person, PresenceKind, StoredMeeting, StoredPresence

SOON = timedelta(hours=2)
"""How long before a meeting what its people write may be about it."""

_NEVER = datetime.min.replace(tzinfo=UTC)


def turn_on_nearest(visit: Visit) -> MeetingTurn | None:
    """Return the turn on the meeting that somebody who writes now has in mind: of those near, the one they were
    reminded of last, else the first; None where none is near.
    """
    person = visit.person
    agenda = visit.uow.agendas.newest("published")
    if agenda is None or person.company_id is None or person.membership not in ("registrant", "delegate"):
        return None
    meetings = Days(visit.uow).of(agenda.id, person)
    near = [one for one in meetings if one.starts_at - SOON <= visit.now < one.ends_at]
    if not near:
        return None
    return MeetingTurn(visit=visit, meeting=max(near, key=lambda one: _reminded_at(visit, one)), own=person.company_id)


def _reminded_at(visit: Visit, meeting: StoredMeeting) -> datetime:
    """Return when the last reminder before a meeting was due, as far as the event has them; long ago if none was."""
    leads = (*visit.event.reminders.minutes_before, 0)
    due = (meeting.starts_at - timedelta(minutes=lead) for lead in leads)
    return max((at for at in due if at <= visit.now), default=_NEVER)


def answer_row(meeting: StoredMeeting, t: Translator) -> tuple[Button, ...]:
    """Return the buttons by which somebody answers a reminder."""
    subject = f"{meeting.pair}@{meeting.slot}"
    return (
        Button(label=t.plain(N_("On my way")), data=f"n:way={subject}", style="primary"),
        Button(label=t.plain(N_("Late")), data=f"n:late={subject}"),
        Button(label=t.plain(N_("Can't come")), data=f"n:cant={subject}", style="danger"),
    )


@dataclass(frozen=True, kw_only=True)
class MeetingTurn:
    """The turn of somebody of company `own`, about `meeting`."""

    visit: Visit
    meeting: StoredMeeting
    own: int

    @property
    def subject(self) -> str:
        """What buttons call the meeting."""
        return f"{self.meeting.pair}@{self.meeting.slot}"

    @property
    def moment(self) -> str:
        """What tells the meeting from the same one at another time."""
        return f"{self.meeting.pair}@{self.meeting.starts_at:%d%H%M}"

    @property
    def other(self) -> int:
        return counterpart_of(self.meeting, self.own)

    def name(self, company_id: int) -> str:
        """Return what a company is called."""
        return company_name(self.visit.uow, company_id)

    def place(self, t: Translator) -> dict[str, str]:
        """Return when and where it takes place, by placeholder."""
        event = self.visit.event
        at = self.meeting.starts_at.astimezone(event.zone)
        table = table_label(event, self.meeting.table_name, t.language)
        return {"time": format_time(at, t.language), "table": table}

    def people_across(self) -> list[Person]:
        """Return who sits on the other side: the delegate it was given to, or everybody of the company."""
        given_to = delegate_of(self.meeting, self.other)
        people = self.visit.uow.people.of_company(self.other, "registrant", "delegate")
        return [one for one in people if given_to in (None, one.id)]

    def keep(self, kind: PresenceKind, minutes: int | None = None) -> None:
        """Remember what was said, where the organisers see it."""
        self.visit.uow.presences.save(
            StoredPresence(
                buyer_id=self.meeting.buyer_id,
                provider_id=self.meeting.provider_id,
                slot=self.meeting.slot,
                person_id=self.visit.person.id,
                kind=kind,
                minutes=minutes,
                said_at=self.visit.now,
            )
        )

    def is_known_absence(self) -> bool:
        """Tell whether the person or a colleague has said before that nobody of them can come."""
        colleagues = {one.id for one in self.visit.uow.people.of_company(self.own, "registrant", "delegate")}
        pair = (self.meeting.buyer_id, self.meeting.provider_id)
        return any(
            said.kind == "cannot_come" and said.person_id in colleagues and (said.buyer_id, said.provider_id) == pair
            for said in self.visit.uow.presences.of_slots([self.meeting.slot])
        )

    def agenda_button(self) -> Button:
        return Button(label=self.visit.t.plain(N_("My agenda")), data="m:agenda")
