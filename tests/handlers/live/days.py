"""An event day for tests: an agenda in force, edited by an organiser, and the house's clock ticking."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from handlers.live import follow_ups, notices
from handlers.messages import Reply
from storage.records import Notice, Person, StoredMeeting
from tests.handlers.registrations import person_of
from tests.world import World

MORNING = datetime(2027, 4, 14, 9, 0, tzinfo=UTC)
"""A hundred minutes before the first meeting."""
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)

Seat = tuple[str, str, str, str]
THREE: tuple[Seat, ...] = (
    ("Banco", "Atlas", "d1s01", "1"),
    ("Banco", "Rif", "d1s02", "2"),
    ("Nordic", "Souss", "d1s01", "4"),
)


def open_day(world: World, *seats: Seat) -> int:
    """Put an agenda in force the day before, and let everybody receive it; return its version."""
    world.agree(
        *{(buyer, provider) for buyer, provider, _, _ in (*seats, *THREE)}, ("Nordic", "Atlas"), ("Nordic", "Zagora")
    )
    draft = world.draft(*seats)
    world.publish(draft, now=MORNING - timedelta(days=1))
    receive(world, now=MORNING - timedelta(days=1))
    return draft.id


def edit(world: World, *seats: Seat, now: datetime, given: dict[str, tuple[str, int]] | None = None) -> int:
    """Put other meetings in force, as an approved change does; return how many people are to be told.

    `given`: by pair of short names ("Banco Atlas"), the side and the person who goes.
    """
    draft = world.draft(*seats)
    with world.begin() as uow:
        before = uow.agendas.newest("published")
        assert before is not None
        if given:
            stored = [_given(world, one, given) for one in uow.agendas.meetings(draft.id)]
            uow.agendas.replace_meetings(draft.id, stored, summary=draft.summary)
        uow.agendas.publish(draft.id, now=now)
        return notices.note_change(uow, world.house, before_id=before.id, after_id=draft.id, now=now)


def _given(world: World, meeting: StoredMeeting, given: dict[str, tuple[str, int]]) -> StoredMeeting:
    names = {number: key for key, number in world.ids.items()}
    side, person = given.get(f"{names[meeting.buyer_id]} {names[meeting.provider_id]}", ("", 0))
    return replace(meeting, **{f"{side}_delegate_id": person}) if side else meeting


def settle(world: World, now: datetime) -> int:
    with world.begin() as uow:
        return notices.settle(uow, world.house, now)


def follow_up(world: World, now: datetime) -> int:
    with world.begin() as uow:
        return follow_ups.follow_up(uow, world.house, now)


def receive(world: World, *, now: datetime) -> dict[str, list[Reply]]:
    """Fetch what every phone receives by now; the phones that receive nothing are left out."""
    found = {}
    for key in world.ids:
        phone = world.phone(key)
        phone.now = max(phone.now, now)
        found[key] = phone.receive_pushes()
    return {key: pushes for key, pushes in found.items() if pushes}


def person(world: World, key: str) -> Person:
    found = person_of(world.phone(key))
    assert found is not None
    return found


def told(world: World, key: str) -> list[Notice]:
    """Return everything that somebody was told or is to be told."""
    person_id = person(world, key).id
    with world.begin() as uow:
        return list(uow.notices.of_person(person_id))


def last(world: World, key: str) -> Notice:
    return told(world, key)[-1]
