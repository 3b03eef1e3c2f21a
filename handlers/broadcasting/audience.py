"""Whom a broadcast is for, who of them can be reached, and why the others cannot.

Options of one kind add up (buyers or providers), kinds narrow each other (buyers who read Arabic). Consent is asked
for by purpose. `event`, information that the event needs, goes to whoever agrees to be matched: that consent covers
taking part. `reminders`, everything that is only helpful, goes to those who agreed to be reminded as well. Whoever
withdrew, was refused, or whose company withdrew is never reached, whatever the organisers choose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from events.event import Event
from events.slots import slots
from handlers.visit import best_address, language_of
from locales.translator import N_
from storage.records import Address, Company, Person, StoredMeeting
from storage.unit_of_work import UnitOfWork

MEMBERS = ("registrant", "delegate")

LEFT_OUT: Mapping[str, str] = {
    "no_consent": N_("no consent to matching"),
    "no_reminders": N_("no consent to reminders"),
    "refused": N_("refused company"),
    "withdrawn": N_("company withdrew"),
    "dead_address": N_("cannot be reached any more"),
    "no_address": N_("no address"),
    "erased": N_("data erased"),
    "gone": N_("no longer in this audience"),
    "stopped": N_("stopped before it left"),
}


@dataclass(frozen=True, kw_only=True)
class Audience:
    """What was chosen; an empty kind means everybody. `sessions` are keys of the event, `acknowledged` yes or no."""

    purpose: str = "event"
    statuses: tuple[str, ...] = ("approved",)
    roles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    acknowledged: tuple[str, ...] = ()
    companies: tuple[int, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Audience:
        """Return what `to_json` was made of."""
        fields: dict[str, Any] = {
            name: value if isinstance(value, str) else tuple(value) for name, value in data.items()
        }
        return cls(**fields)

    def to_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    def toggled(self, kind: str, option: str) -> Audience:
        """Return the audience with an option of a kind taken or put back."""
        chosen: tuple[str, ...] = getattr(self, kind)
        others = tuple(one for one in chosen if one != option)
        changed: dict[str, Any] = {kind: others if option in chosen else (*chosen, option)}
        return replace(self, **changed)


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody who is reached: where, and in which language."""

    person: Person
    company: Company
    address: Address
    language: str

    @property
    def channel(self) -> str:
        return self.address.channel


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Who is reached, and who is left out: reason -> person ids; `last_id` is the last person looked at."""

    recipients: Sequence[Recipient]
    left_out: Mapping[str, Sequence[int]]
    last_id: int = 0

    def counts(self) -> Counter[tuple[str, str]]:
        """Return how many people are reached by language and channel."""
        return Counter((one.language, one.channel) for one in self.recipients)


@dataclass(kw_only=True)
class _Facts:
    """What is read once for a stretch of people."""

    companies: Mapping[int, Company]
    withdrawn: set[int]
    addresses: Mapping[int, Sequence[Address]]
    consents: Mapping[int, frozenset[str]]
    meetings: Sequence[StoredMeeting]
    acknowledged: set[int]
    sitting: set[tuple[str, int]] = field(default_factory=set)


def reach(uow: UnitOfWork, event: Event, audience: Audience, *, after: int = 0, limit: int | None = None) -> Reach:
    """Return who of the next people after one is reached (everybody, without a limit)."""
    people = uow.people.every() if limit is None else uow.people.after(after, limit=limit)
    first, last = (people[0].id, people[-1].id) if people else (0, 0)
    facts = _read(uow, event, audience, first, last)
    recipients: list[Recipient] = []
    left_out: dict[str, list[int]] = {}
    for person in people:
        company = facts.companies.get(person.company_id or 0)
        if company is None or person.membership not in MEMBERS:
            continue
        found = _reached(person, company, audience, facts, event)
        if isinstance(found, Recipient):
            recipients.append(found)
        elif found:
            left_out.setdefault(found, []).append(person.id)
    return Reach(recipients=recipients, left_out=left_out, last_id=last)


def _read(uow: UnitOfWork, event: Event, audience: Audience, first: int, last: int) -> _Facts:
    agenda = uow.agendas.newest("published") if audience.sessions or audience.tables or audience.acknowledged else None
    facts = _Facts(
        companies={company.id: company for company in uow.companies.every()},
        withdrawn=uow.answers.companies_with("withdrawn"),
        addresses=uow.people.addresses_between(first, last),
        consents=uow.consents.given_between(first, last),
        meetings=() if agenda is None else uow.agendas.meetings(agenda.id),
        acknowledged=set() if agenda is None else uow.notices.informed(),
    )
    facts.sitting = _sitting(facts.meetings, audience, event)
    return facts


def _sitting(meetings: Sequence[StoredMeeting], audience: Audience, event: Event) -> set[tuple[str, int]]:
    """Return who sits at the chosen tables in the chosen sessions: people where they are decided, else companies."""
    session_of = {slot.id: slot.session for slot in slots(event)}
    chosen = [
        one
        for one in meetings
        if (not audience.sessions or session_of.get(one.slot) in audience.sessions)
        and (not audience.tables or one.table_name in audience.tables)
    ]
    seats = [
        seat
        for one in chosen
        for seat in ((one.buyer_id, one.buyer_delegate_id), (one.provider_id, one.provider_delegate_id))
    ]
    return {("company", company) if person is None else ("person", person) for company, person in seats}


def _reached(
    person: Person, company: Company, audience: Audience, facts: _Facts, event: Event
) -> Recipient | str | None:
    """Return how a person is reached, else why not; None for somebody whom the broadcast is not for."""
    addresses = facts.addresses.get(person.id, ())
    address = best_address(addresses, person)
    shown = address or (addresses[0] if addresses else None)
    language = language_of(person, shown, event) if shown else person.language or event.languages[0]
    channel = shown.channel if shown else ""
    if not _is_meant(person, company, audience, facts, language=language, channel=channel):
        return None
    reason = _refusal(person, company, audience, facts)
    if reason:
        return reason
    if address is None:
        return "dead_address" if shown else "no_address"
    return Recipient(person=person, company=company, address=address, language=language)


def _is_meant(
    person: Person, company: Company, audience: Audience, facts: _Facts, *, language: str, channel: str
) -> bool:
    seats = {("person", person.id), ("company", company.id)}
    is_sitting = not seats.isdisjoint(facts.sitting)
    awaited = "no" if is_sitting else ""  # whoever meets nobody has nothing to acknowledge
    facets: tuple[tuple[tuple[Any, ...], Any], ...] = (
        (audience.roles, company.role),
        (audience.languages, language),
        (audience.channels, channel),
        (audience.companies, company.id),
        (audience.acknowledged, "yes" if person.id in facts.acknowledged else awaited),
    )
    if any(chosen and value not in chosen for chosen, value in facets):
        return False
    if company.status not in (*audience.statuses, "refused"):  # the refused are named among those left out
        return False
    return is_sitting or not (audience.sessions or audience.tables)


def _refusal(person: Person, company: Company, audience: Audience, facts: _Facts) -> str | None:
    given = facts.consents.get(person.id, frozenset())
    if company.status == "refused":
        return "refused"
    if "matching" not in given:
        return "no_consent"
    if company.id in facts.withdrawn:
        return "withdrawn"
    return "no_reminders" if audience.purpose == "reminders" and "reminders" not in given else None
