"""All that is exported, read in one transaction: companies with their people, meetings, leftovers, the audit trail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from events.event import Event
from events.slots import Slot
from handlers.availability import open_slots
from handlers.broadcasting.deliveries import Delivery, deliveries
from handlers.questions import values_of
from handlers.trail.act_words import Names
from locales.digits import fold
from locales.markup import has_rtl_letters
from storage.records import Broadcast, Company, Person, StoredAgenda, StoredAnswer, StoredMeeting
from storage.unit_of_work import UnitOfWork

MOST_AUDIT_LINES = 100_000


@dataclass(frozen=True, kw_only=True)
class Delegate:
    """A person who comes for a company."""

    name: str
    job: str
    language: str | None


@dataclass(frozen=True, kw_only=True)
class Party:
    """A company with who comes for it; `languages` are those it works in or asks for."""

    id: int
    name: str
    role: str | None
    country: str | None
    number: str
    status: str
    trust: int
    stance: str | None
    languages: tuple[str, ...]
    delegates: tuple[Delegate, ...]

    @property
    def sort_key(self) -> tuple[bool, str, int]:
        """Put names of one script together, each in its alphabet."""
        return has_rtl_letters(self.name), fold(self.name), self.id


@dataclass(frozen=True, kw_only=True)
class Encounter:
    """A meeting with the names of both sides, in wall time of the event."""

    slot: str
    table: str
    day: date
    starts_at: datetime
    ends_at: datetime
    buyer: Party
    provider: Party

    def other(self, company_id: int) -> Party:
        """Return the counterpart of a company."""
        return self.provider if self.buyer.id == company_id else self.buyer


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """A wish without a meeting, and the code of the reason."""

    buyer: str
    provider: str
    weight: int
    code: str


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """Who did what, when, in wall time of the event."""

    done_at: datetime
    who: str
    act: str
    subject: str
    before: Any
    after: Any


@dataclass(frozen=True, kw_only=True)
class BroadcastEntry:
    """A broadcast and what became of it, person by person."""

    broadcast: Broadcast
    author: str
    approved_by: str
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, kw_only=True)
class Records:
    """Everything that is exported; `agenda` is the published one, else the draft, else None."""

    event: Event
    agenda: StoredAgenda | None
    slots: tuple[Slot, ...]
    parties: tuple[Party, ...]
    encounters: tuple[Encounter, ...]
    unplaced: tuple[Unplaced, ...]
    audit: tuple[AuditEntry, ...]
    names: Names
    broadcasts: tuple[BroadcastEntry, ...] = ()

    @property
    def approved(self) -> list[Party]:
        """The companies that come."""
        return [party for party in self.parties if party.status == "approved"]

    def of_company(self, company_id: int) -> list[Encounter]:
        """Return the meetings of a company, in the order of the clock."""
        return [one for one in self.encounters if company_id in (one.buyer.id, one.provider.id)]


def read_records(uow: UnitOfWork, event: Event) -> Records:
    """Read what is exported: the published agenda, or the draft when none is published."""
    agenda = uow.agendas.newest("published") or uow.agendas.newest("draft")
    people = uow.people.every()
    names = {key: values_of(stored) for key, stored in uow.answers.of_everybody().items()}
    parties = {party.id: party for party in _parties(uow, people, names)}
    meetings = uow.agendas.meetings(agenda.id) if agenda is not None else ()
    return Records(
        event=event,
        agenda=agenda,
        slots=tuple(open_slots(uow, event)),
        parties=tuple(sorted(parties.values(), key=lambda party: party.sort_key)),
        encounters=tuple(_encounter(one, parties, event) for one in meetings),
        unplaced=tuple(_unplaced(agenda, parties)),
        audit=tuple(_audit(uow, event, names)),
        names=Names(
            companies={party.id: party.name for party in parties.values()},
            people={key: str(values["full_name"]) for key, values in names.items() if values.get("full_name")},
        ),
        broadcasts=tuple(_broadcasts(uow, names)),
    )


def _parties(uow: UnitOfWork, people: Sequence[Person], names: Mapping[int, Mapping[str, Any]]) -> Iterator[Party]:
    answers = uow.answers.of_every_company()
    for company in uow.companies.every():
        coming = [
            one for one in people if one.company_id == company.id and one.membership in ("registrant", "delegate")
        ]
        yield _party(
            company, answers.get(company.id, {}), tuple(_delegate(one, names.get(one.id, {})) for one in coming)
        )


def _party(company: Company, stored: Mapping[str, StoredAnswer], delegates: tuple[Delegate, ...]) -> Party:
    values = values_of(stored)
    return Party(
        id=company.id,
        name=company.legal_name or "?",
        role=company.role,
        country=company.country,
        number=str((values.get("company_number") or {}).get("shown", "")),
        status=company.status,
        trust=company.trust,
        stance=values.get("stance"),
        languages=tuple(values.get("spoken_languages") or values.get("required_languages") or ()),
        delegates=delegates,
    )


def _delegate(person: Person, values: Mapping[str, Any]) -> Delegate:
    return Delegate(
        name=str(values.get("full_name") or "?"), job=str(values.get("job") or ""), language=person.language
    )


def _encounter(meeting: StoredMeeting, parties: Mapping[int, Party], event: Event) -> Encounter:
    starts_at = meeting.starts_at.astimezone(event.zone)
    return Encounter(
        slot=meeting.slot,
        table=meeting.table_name,
        day=starts_at.date(),
        starts_at=starts_at,
        ends_at=meeting.ends_at.astimezone(event.zone),
        buyer=parties[meeting.buyer_id],
        provider=parties[meeting.provider_id],
    )


def _unplaced(agenda: StoredAgenda | None, parties: Mapping[int, Party]) -> Iterator[Unplaced]:
    """Yield what the search could not place, the strongest first."""
    left = (agenda.summary.get("leftovers") or []) if agenda is not None else []
    for buyer, provider, weight, code, _who in sorted(left, key=lambda one: -one[2]):
        yield Unplaced(buyer=_name(parties, buyer), provider=_name(parties, provider), weight=weight, code=code)


def _audit(uow: UnitOfWork, event: Event, names: Mapping[int, Mapping[str, Any]]) -> Iterator[AuditEntry]:
    """Yield the audit trail, the latest first."""
    for line in uow.audit.newest(limit=MOST_AUDIT_LINES):
        who = (
            ""
            if line.person_id is None
            else str(names.get(line.person_id, {}).get("full_name") or f"#{line.person_id}")
        )
        yield AuditEntry(
            done_at=line.done_at.astimezone(event.zone),
            who=who,
            act=line.act,
            subject=line.subject,
            before=line.before,
            after=line.after,
        )


def _broadcasts(uow: UnitOfWork, names: Mapping[int, Mapping[str, Any]]) -> Iterator[BroadcastEntry]:
    """Yield every broadcast that began to leave, oldest first."""

    def name(person_id: int | None) -> str:
        return "" if person_id is None else str(names.get(person_id, {}).get("full_name") or f"#{person_id}")

    for broadcast in uow.broadcasts.every():
        if broadcast.approved_at is not None:
            yield BroadcastEntry(
                broadcast=broadcast,
                author=name(broadcast.person_id),
                approved_by=name(broadcast.approved_by),
                deliveries=tuple(deliveries(uow, broadcast)),
            )


def _name(parties: Mapping[int, Party], company_id: int) -> str:
    return parties[company_id].name if company_id in parties else "?"
