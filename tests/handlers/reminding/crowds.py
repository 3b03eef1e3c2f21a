"""Many delegates with a meeting at the same time, stored without a conversation, on either database."""

from __future__ import annotations

from events.event import Event
from events.slots import slots
from storage import Database
from storage.records import Consent, StoredMeeting
from tests.phone import NOON


def add_crowd(database: Database, event: Event, pairs: int, *, slot: str = "d1s01", channel: str = "telegram") -> None:
    """Publish an agenda in which so many pairs of companies, one delegate each, meet in one slot."""
    place = next(one for one in slots(event) if one.id == slot)
    with database.begin() as uow:
        meetings = []
        for number in range(pairs):
            ids = []
            for role in ("buyer", "provider"):
                company = uow.companies.add(now=NOON)
                uow.companies.change(company.id, status="approved", role=role, legal_name=f"{role} {number}")
                at = f"{channel}:{number if role == 'buyer' else number + 1_000_000}"
                _address, person = uow.people.add(at=at, language_hint="en", name_hint=None, now=NOON)
                uow.people.change(person.id, company_id=company.id, membership="registrant", language="en")
                agreed = Consent(purpose="reminders", is_given=True, text_version="1", language="en", decided_at=NOON)
                uow.consents.add(person.id, agreed)
                ids.append(company.id)
            meetings.append(
                StoredMeeting(
                    buyer_id=ids[0],
                    provider_id=ids[1],
                    slot=slot,
                    table_name=str(number + 1),
                    starts_at=place.starts_at,
                    ends_at=place.ends_at,
                    sequence=0,
                )
            )
        version = uow.agendas.add_draft(meetings, summary={}, person_id=None, now=NOON)
        uow.agendas.publish(version, now=NOON)
