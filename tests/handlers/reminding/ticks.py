"""The clock of the house in a test: ticks at the times that the test names, and what came of them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from handlers.messages import Reply
from handlers.reminding.reminders import enqueue_due
from handlers.visit import House
from storage import Database
from storage.models import outbox
from storage.records import Consent
from tests.handlers.registrations import person_of
from tests.world import NAMES, World

RATES = {"telegram": 25.0}
TICK = timedelta(seconds=10)


def at(clock: str, day: int = 14) -> datetime:
    """Return a time of April 2027, in which Casablanca is on UTC; the event's days are the 14th and the 15th."""
    hour, minute = clock.split(":")
    return datetime(2027, 4, day, int(hour), int(minute), tzinfo=UTC)


def tick(database: Database, house: House, now: datetime, *, since: datetime | None = None) -> int:
    """Do what the house does at every tick; return how many rows were written."""
    written = 0
    while True:
        with database.begin() as uow:
            count = enqueue_due(uow, house, now, RATES, since=since or now - TICK)
        written += count
        if not count:
            return written


def pass_time(world: World, first: datetime, last: datetime, *, step: timedelta = timedelta(minutes=1)) -> None:
    """Tick and send from one instant to another."""
    now = first
    while now <= last:
        tick(world.database, world.house, now, since=now - step)
        send(world, now)
        now += step


def send(world: World, now: datetime) -> list[str]:
    """Send what may leave, as the sender does; return the keys in the order of leaving."""
    keys: list[str] = []
    with world.begin() as uow:
        uow.outbox.drop_expired(now=now)
        while claimed := uow.outbox.claim(now=now, count=100):
            uow.outbox.mark_sent([(message.id, str(message.id)) for message in claimed], now=now)
            keys += [str(message.id) for message in claimed]
    return keys


def rows(database: Database, *kinds: str) -> list[tuple[str, str, str | None]]:
    """Return every reminder with its status and why it was dropped, oldest first; its key without ids."""
    query = (
        select(outbox.c.dedup_key, outbox.c.status, outbox.c.reason)
        .where(outbox.c.kind.in_(kinds or ("reminder", "digest")))
        .order_by(outbox.c.id)
    )
    with database.engine.begin() as connection:
        return [(key, status, reason) for key, status, reason in connection.execute(query)]


def leads(world: World, key: str) -> list[tuple[str, str, str | None]]:
    """Return somebody's reminders before meetings: slot@table:lead, status, reason."""
    person = person_of(world.phone(key))
    assert person is not None
    found = []
    for name, status, reason in rows(world.database, "reminder"):
        name = name.partition(":dropped:")[0].removeprefix("unsaid:")
        _verb, _pair, rest = name.split(":", 2)
        place, lead, person_id = rest.rsplit(":", 2)
        if person_id == str(person.id):
            slot, table, _start = place.split("@")
            found.append((f"{slot}@{table}:{lead}", status, reason))
    return found


def due_times(world: World) -> dict[str, datetime]:
    """Return when each reminder that waits begins to leave, by its key."""
    query = select(outbox.c.dedup_key, outbox.c.due_at).where(outbox.c.kind == "reminder", outbox.c.status == "queued")
    with world.database.engine.begin() as connection:
        return {row.dedup_key: row.due_at for row in connection.execute(query)}


def pushes(world: World, key: str, now: datetime) -> list[Reply]:
    """Return what somebody's phone receives at an instant."""
    phone = world.phone(key)
    phone.now = now
    return phone.receive_pushes()


def publish(world: World, *meetings: tuple[str, str, str, str], now: datetime) -> int:
    """Publish an agenda and let everybody read it."""
    draft = world.draft(*meetings)
    world.publish(draft, now=now)
    for key in NAMES:
        pushes(world, key, now)
    return draft.id


def decide(world: World, key: str, *, is_given: bool) -> None:
    """Store somebody's decision on reminders."""
    person = person_of(world.phone(key))
    assert person is not None
    with world.begin() as uow:
        consent = Consent(
            purpose="reminders", is_given=is_given, text_version="1", language="en", decided_at=at("08:00")
        )
        uow.consents.add(person.id, consent)


def counted(world: World) -> Counter[tuple[str, str | None]]:
    """Return how many reminders there are of each status and reason."""
    return Counter((status, reason) for _key, status, reason in rows(world.database, "reminder"))
