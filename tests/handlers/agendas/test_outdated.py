"""The keys of reminders, and what is dropped when an agenda is put in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.agendas.outdated import (
    digest_key,
    drop_outdated,
    fingerprint,
    place_of,
    refresh_instants,
    reminder_key,
)
from storage.records import StoredMeeting
from storage.unit_of_work import UnitOfWork
from tests.phone import NOON
from tests.storage.seeds import enqueue
from tests.world import World

MEETING = StoredMeeting(
    buyer_id=12,
    provider_id=34,
    slot="d1s03",
    table_name="7",
    starts_at=NOON,
    ends_at=NOON + timedelta(minutes=20),
    sequence=0,
)


def test_keys_name_what_a_reminder_tells() -> None:
    assert reminder_key(MEETING, lead=15, person_id=99) == "reminder:12~34:d1s03@7@011200:15:99"
    day = digest_key("evening", "d1", [MEETING], company_id=12, person_id=99)
    assert day == f"digest:evening:d1:12:{fingerprint([MEETING])}:99"


def test_longest_key_fits_with_its_mark() -> None:
    long = replace(
        MEETING, buyer_id=10**7, provider_id=10**7, table_name="t" * 16, buyer_delegate_id=10**7, provider_delegate_id=1
    )

    assert len(reminder_key(long, lead=1440, person_id=10**7)) + len(":dropped:") + 10 <= 160


@pytest.mark.parametrize(
    "changed",
    [
        {"slot": "d1s04"},
        {"table_name": "8"},
        {"starts_at": NOON + timedelta(minutes=15)},
        {"buyer_delegate_id": 5},
        {"provider_delegate_id": 5},
    ],
)
def test_whatever_a_reminder_tells_makes_another_place(changed: dict[str, object]) -> None:
    other = replace(MEETING, **changed)  # type: ignore[arg-type]

    assert place_of(other) != place_of(MEETING)
    assert fingerprint([other]) != fingerprint([MEETING])


def test_delegates_of_the_two_sides_are_told_apart() -> None:
    assert place_of(replace(MEETING, buyer_delegate_id=5)) != place_of(replace(MEETING, provider_delegate_id=5))


def test_order_of_the_meetings_makes_no_other_day() -> None:
    other = replace(MEETING, slot="d1s04", provider_id=35)

    assert fingerprint([MEETING, other]) == fingerprint([other, MEETING])


def waiting(uow: UnitOfWork, key: str) -> int:
    return enqueue(uow, f"telegram:{key}", kind="reminder", dedup_key=key)


def test_publication_drops_what_it_makes_untrue_and_nothing_else(world: World) -> None:
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"))
    world.publish(world.draft(("Banco", "Atlas", "d1s01", "1"), ("Banco", "Rif", "d1s02", "7")))
    version = world.newest("published")
    assert version is not None
    atlas, rif = world.meetings(version.id)
    with world.begin() as uow:
        moved = waiting(uow, reminder_key(atlas, lead=15, person_id=1))
        kept = waiting(uow, reminder_key(rif, lead=15, person_id=1))
        day = waiting(uow, digest_key("evening", "d1", [atlas], company_id=atlas.provider_id, person_id=1))
        same = waiting(uow, digest_key("evening", "d1", [rif], company_id=rif.provider_id, person_id=1))
        gone = waiting(uow, digest_key("evening", "d2", [rif], company_id=rif.provider_id, person_id=1))
        other = waiting(uow, "feedback:1")

    world.publish(world.draft(("Banco", "Atlas", "d1s03", "1"), ("Banco", "Rif", "d1s02", "7")))

    with world.begin() as uow:
        rows = {row_id: uow.outbox.find(row_id) for row_id in (moved, day, gone, kept, same, other)}
    assert [row and (row.status, row.reason) for row in rows.values()] == [
        *[("dropped", "meeting_changed")] * 3,
        *[("queued", None)] * 3,
    ]


def test_nothing_waits_and_nothing_is_dropped(world: World) -> None:
    with world.begin() as uow:
        assert drop_outdated(uow, 1, NOON) == 0


def test_instants_that_are_right_stay(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    draft = world.draft(("Banco", "Atlas", "d1s01", "1"))
    before = world.meetings(draft.id)

    with world.begin() as uow:
        assert not refresh_instants(uow, world.house.event, draft.id)

    assert world.meetings(draft.id) == before


def test_slot_that_the_event_no_longer_has_keeps_its_instants(world: World) -> None:
    with world.begin() as uow:
        buyer, provider = world.ids["Banco"], world.ids["Atlas"]
        orphan = replace(MEETING, buyer_id=buyer, provider_id=provider, slot="d9s01")
        version = uow.agendas.add_draft([orphan], summary={}, person_id=None, now=NOON)

        assert not refresh_instants(uow, world.house.event, version)

    assert world.meetings(version) == [orphan]
