from __future__ import annotations

from dataclasses import replace

from storage import Database
from storage.records import StoredPresence
from tests.storage.seeds import NOON, SECOND, add_company, add_person


def test_newest_word_of_each_person_on_each_meeting_is_kept(database: Database) -> None:
    with database.begin() as uow:
        buyer, provider = add_company(uow).id, add_company(uow).id
        first, second = add_person(uow), add_person(uow, "telegram:2")
        coming = StoredPresence(
            buyer_id=buyer,
            provider_id=provider,
            slot="d1s01",
            person_id=first.id,
            kind="on_my_way",
            minutes=None,
            said_at=NOON,
        )
        late = replace(coming, kind="late", minutes=10, said_at=NOON + 2 * SECOND)
        other = replace(coming, person_id=second.id, said_at=NOON + SECOND)
        later = replace(coming, slot="d1s02")
        for one in (coming, other, later, late):
            uow.presences.save(one)

    with database.begin() as uow:
        assert uow.presences.of_slots(["d1s01"]) == [other, late]
        assert uow.presences.of_slots(["d1s02", "d1s03"]) == [later]
        assert uow.presences.of_slots([]) == []
