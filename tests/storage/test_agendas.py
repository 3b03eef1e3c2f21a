from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from storage import Database, UnitOfWork
from storage.records import StoredAgenda, StoredMeeting
from tests.storage.seeds import NOON, add_company, add_person

HALF_HOUR = timedelta(minutes=30)


def three_meetings(uow: UnitOfWork) -> list[StoredMeeting]:
    buyer, other, provider = (add_company(uow).id for _ in range(3))
    first = StoredMeeting(
        buyer_id=buyer,
        provider_id=provider,
        slot="1-1",
        table_name="7",
        starts_at=NOON,
        ends_at=NOON + HALF_HOUR,
        sequence=0,
    )
    later = replace(first, buyer_id=other, starts_at=NOON + HALF_HOUR, ends_at=NOON + 2 * HALF_HOUR, sequence=3)
    beside = replace(first, buyer_id=other, provider_id=buyer, table_name="8")
    return [first, beside, later]


def test_draft_is_kept_with_its_meetings_in_the_order_of_the_clock(database: Database) -> None:
    with database.begin() as uow:
        person = add_person(uow)
        meetings = three_meetings(uow)
        version = uow.agendas.add_draft(reversed(meetings), summary={"weight": 3}, person_id=person.id, now=NOON)

    with database.begin() as uow:
        assert uow.agendas.find(version) == StoredAgenda(
            id=version, status="draft", summary={"weight": 3}, created_at=NOON, published_at=None
        )
        assert uow.agendas.meetings(version) == meetings
        assert uow.agendas.meetings(version, company_id=meetings[0].provider_id) == [meetings[0], meetings[2]]
        assert uow.agendas.meetings(version, company_id=meetings[0].buyer_id) == meetings[:2]
        assert uow.agendas.meetings(version + 1) == []
        assert uow.agendas.find(version + 1) is None


def test_one_draft_and_one_agenda_in_force(database: Database) -> None:
    with database.begin() as uow:
        assert uow.agendas.newest("draft") is None
        versions = [uow.agendas.add_draft([], summary=[], person_id=None, now=NOON) for _ in range(2)]
        uow.agendas.publish(versions[1], now=NOON)
        versions.append(uow.agendas.add_draft([], summary=[], person_id=None, now=NOON))
        uow.agendas.publish(versions[2], now=NOON + HALF_HOUR)
        versions.append(uow.agendas.add_draft([], summary=[], person_id=None, now=NOON))

    with database.begin() as uow:
        found = [uow.agendas.find(version) for version in versions]
        assert [one and one.status for one in found] == ["dropped", "replaced", "published", "draft"]
        assert [one and one.published_at for one in found] == [None, NOON, NOON + HALF_HOUR, None]
        assert uow.agendas.newest("published") == found[2]
        assert uow.agendas.newest("draft") == found[3]


def test_meetings_of_a_draft_are_replaced_together(database: Database) -> None:
    with database.begin() as uow:
        first, beside, later = three_meetings(uow)
        version = uow.agendas.add_draft([first, beside], summary={"weight": 1}, person_id=None, now=NOON)
        uow.agendas.replace_meetings(version, [later], summary={"weight": 2})

        found = uow.agendas.find(version)
        assert found is not None
        assert found.summary == {"weight": 2}
        assert uow.agendas.meetings(version) == [later]
        uow.agendas.replace_meetings(version, [], summary={})
        assert uow.agendas.meetings(version) == []


def test_version_is_acknowledged_once_by_each_person(database: Database) -> None:
    with database.begin() as uow:
        first, second = add_person(uow), add_person(uow, "telegram:2")
        version, other = (uow.agendas.add_draft([], summary={}, person_id=None, now=NOON) for _ in range(2))
        uow.agendas.acknowledge(version, first.id, now=NOON)
        uow.agendas.acknowledge(version, first.id, now=NOON + HALF_HOUR)
        uow.agendas.acknowledge(version, second.id, now=NOON)

        assert uow.agendas.acknowledged_by(version) == {first.id, second.id}
        assert uow.agendas.acknowledged_by(other) == set()


def test_pair_of_a_meeting_names_both_companies(database: Database) -> None:
    with database.begin() as uow:
        first = three_meetings(uow)[0]

    assert first.pair == f"{first.buyer_id}~{first.provider_id}"


def test_draft_that_another_version_replaced_is_a_draft_again(database: Database) -> None:
    with database.begin() as uow:
        draft = uow.agendas.add_draft([], summary={}, person_id=None, now=NOON)
        other = uow.agendas.add_draft([], summary={}, person_id=None, now=NOON)
        uow.agendas.publish(other, now=NOON)
        before = uow.agendas.newest("draft")
        uow.agendas.reopen(draft)
        after = uow.agendas.newest("draft")

    assert before is None
    assert after is not None
    assert after.id == draft


def test_meetings_between_two_instants_are_those_that_start_there(database: Database) -> None:
    with database.begin() as uow:
        first, beside, later = three_meetings(uow)
        version = uow.agendas.add_draft([first, beside, later], summary={}, person_id=None, now=NOON)
        uow.agendas.add_draft([first], summary={}, person_id=None, now=NOON)

        assert uow.agendas.meetings_between(version, NOON, NOON + HALF_HOUR) == [first, beside]
        assert uow.agendas.meetings_between(version, NOON, NOON + 2 * HALF_HOUR) == [first, beside, later]
        assert uow.agendas.meetings_between(version, NOON + HALF_HOUR, NOON + HALF_HOUR) == []


def test_slot_gets_other_instants_in_one_version_alone(database: Database) -> None:
    with database.begin() as uow:
        first, beside, later = three_meetings(uow)
        later = replace(later, slot="1-2")
        version = uow.agendas.add_draft([first, beside, later], summary={}, person_id=None, now=NOON)
        other = uow.agendas.add_draft([first], summary={}, person_id=None, now=NOON)
        assert uow.agendas.instants(version) == {
            ("1-1", NOON, NOON + HALF_HOUR),
            ("1-2", NOON + HALF_HOUR, NOON + 2 * HALF_HOUR),
        }

        uow.agendas.retime(version, "1-1", starts_at=NOON - HALF_HOUR, ends_at=NOON)

        assert uow.agendas.instants(version) == {
            ("1-1", NOON - HALF_HOUR, NOON),
            ("1-2", NOON + HALF_HOUR, NOON + 2 * HALF_HOUR),
        }
        assert uow.agendas.instants(other) == {("1-1", NOON, NOON + HALF_HOUR)}
