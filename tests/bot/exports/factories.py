"""Records to export, with dull defaults: one buyer and one provider who meet once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.exports.records import AuditEntry, Delegate, Encounter, Party, Records, Unplaced
from events.event import Event
from events.slots import slots
from handlers.trail.act_words import Names
from storage.records import StoredAgenda


def delegate(name: str = "Luc Martin", **fields: Any) -> Delegate:
    return Delegate(**{"name": name, "job": "Directeur", "language": "fr"} | fields)


def party(number: int, name: str, role: str, **fields: Any) -> Party:
    defaults: dict[str, Any] = {
        "id": number,
        "name": name,
        "role": role,
        "country": "MA",
        "number": "001561191000066",
        "status": "approved",
        "trust": 1,
        "stance": "own_account",
        "languages": ("fr", "ar"),
        "delegates": (delegate(),),
    }
    return Party(**defaults | fields)


def encounter(event: Event, buyer: Party, provider: Party, *, slot: int = 0, table: str = "7") -> Encounter:
    at = slots(event)[slot]
    starts_at = at.starts_at.astimezone(event.zone)
    return Encounter(
        slot=at.id,
        table=table,
        day=at.day,
        starts_at=starts_at,
        ends_at=at.ends_at.astimezone(event.zone),
        buyer=buyer,
        provider=provider,
    )


def records(event: Event, *, is_published: bool = True, buyer: str = "Lumen SAS", provider: str = "Atlas") -> Records:
    """Return what there is to export of a buyer and a provider who meet at the first slot, at table 7."""
    one, other = party(1, buyer, "buyer"), party(2, provider, "provider")
    now = slots(event)[0].starts_at - timedelta(days=30)
    agenda = StoredAgenda(
        id=3,
        status="published" if is_published else "draft",
        summary={},
        created_at=now,
        published_at=now if is_published else None,
    )
    audit = AuditEntry(
        done_at=now.astimezone(event.zone), who="Nadia", act="publish", subject="agenda:3", before=None, after={"n": 2}
    )
    return Records(
        event=event,
        agenda=agenda,
        slots=slots(event),
        parties=(one, other),
        encounters=(encounter(event, one, other),),
        unplaced=(Unplaced(buyer=buyer, provider="Rif", weight=40, code="day_full"),),
        audit=(audit,),
        names=Names(companies={1: buyer, 2: provider}, people={}),
    )


def with_agenda(known: Records, **fields: Any) -> Records:
    assert known.agenda is not None
    return replace(known, agenda=replace(known.agenda, **fields))


def instant(event: Event) -> datetime:
    """Return when the first slot begins, in wall time of the event."""
    return slots(event)[0].starts_at.astimezone(event.zone)
