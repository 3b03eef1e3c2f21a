"""Notices on both databases: one that waits for each person, who is silent, and the list to call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from storage import Database, UnitOfWork
from storage.records import Notice
from tests.storage.seeds import NOON, SECOND, add_person, enqueue

PAUSE, AT_MOST = 45 * SECOND, 135 * SECOND
MINUTE = timedelta(minutes=1)


def note(uow: UnitOfWork, person_id: int, *, seconds: int = 0) -> int:
    now = NOON + seconds * SECOND
    return uow.notices.note(person_id, from_agenda_id=None, pause=PAUSE, at_most=AT_MOST, now=now)


def add_told(uow: UnitOfWork, person_id: int, **fields: Any) -> int:
    """Keep a notice that was told at noon, is followed up from 12:10 and matters until 13:00."""
    values = {"told_at": NOON, "follow_at": NOON + 10 * MINUTE, "until_at": NOON + 60 * MINUTE, **fields}
    notice_id = note(uow, person_id)
    uow.notices.change(notice_id, **values)
    return notice_id


def ids(found: Any) -> list[int]:
    return [one.id for one in found]


def test_first_change_waits_for_a_pause(database: Database) -> None:
    with database.begin() as uow:
        version = uow.agendas.add_draft([], summary={}, person_id=None, now=NOON)
        person = add_person(uow)
        first = uow.notices.note(person.id, from_agenda_id=version, pause=PAUSE, at_most=AT_MOST, now=NOON)

    with database.begin() as uow:
        assert uow.notices.of_person(person.id) == [
            Notice(
                id=first,
                person_id=person.id,
                from_agenda_id=version,
                agenda_id=None,
                noted_at=NOON,
                due_at=NOON + PAUSE,
                **dict.fromkeys(
                    (
                        *("outbox_id", "told_at", "follow_at", "until_at", "acknowledged_at"),
                        *("nudged_at", "listed_at", "tried_at", "called_at", "called_by"),
                    )
                ),
            )
        ]
        assert uow.notices.last_told(person.id) is None
        assert uow.notices.is_pending(person.id)
        assert (uow.notices.has_due(now=NOON + 44 * SECOND), uow.notices.has_due(now=NOON + PAUSE)) == (False, True)


def test_later_changes_put_it_off_but_not_for_ever(database: Database) -> None:
    with database.begin() as uow:
        person = add_person(uow)
        first = note(uow, person.id)
        due = []
        for seconds in (30, 80, 120):
            assert note(uow, person.id, seconds=seconds) == first
            found = uow.notices.find(first)
            assert found is not None
            due.append(found.due_at - NOON)

    assert due == [75 * SECOND, 125 * SECOND, AT_MOST]


def test_those_who_wait_longest_are_told_first(database: Database) -> None:
    with database.begin() as uow:
        people = [add_person(uow, f"telegram:{number}") for number in range(3)]
        late, early, later = (note(uow, one.id, seconds=at) for one, at in zip(people, (5, 0, 50), strict=True))

        assert ids(uow.notices.due(now=NOON + 60 * SECOND, limit=5)) == [early, late]
        assert ids(uow.notices.due(now=NOON + 60 * SECOND, limit=1)) == [early]
        assert uow.notices.hasten(now=NOON + 60 * SECOND) == 3
        assert ids(uow.notices.due(now=NOON + 60 * SECOND, limit=5)) == [early, late, later]
        uow.notices.remove(early)
        uow.notices.remove_pending(people[0].id)
        assert uow.notices.count_pending() == 1
        assert uow.notices.find(early) is None


def test_newer_notice_replaces_what_was_silent(database: Database) -> None:
    with database.begin() as uow:
        person = add_person(uow)
        older = add_told(uow, person.id)
        newer = add_told(uow, person.id)
        uow.notices.leave_older(person.id, than=newer)

        assert ids(uow.notices.to_nudge(now=NOON + 10 * MINUTE, soon=NOON + 10 * MINUTE)) == [newer]
        found = uow.notices.last_told(person.id)
        assert found is not None
        assert (found.id, older < newer) == (newer, True)


def test_the_silent_are_asked_in_time_and_not_in_vain(database: Database) -> None:
    with database.begin() as uow:
        people = [add_person(uow, f"telegram:{number}") for number in range(6)]
        silent = add_told(uow, people[0].id, outbox_id=enqueue(uow))
        add_told(uow, people[1].id, acknowledged_at=NOON)
        add_told(uow, people[2].id, called_at=NOON)
        add_told(uow, people[3].id, follow_at=None)
        unreached = add_told(uow, people[4].id, follow_at=NOON + 15 * MINUTE)
        row = enqueue(uow)
        dead = add_told(uow, people[5].id, follow_at=NOON + 15 * MINUTE, outbox_id=row)
        uow.outbox.give_up(row, status="dead", reason="blocked", now=NOON)

        def asked(minutes: int, *, soon: int) -> list[int]:
            return ids(uow.notices.to_nudge(now=NOON + minutes * MINUTE, soon=NOON + soon * MINUTE))

        assert asked(9, soon=14) == []
        assert asked(10, soon=14) == [silent]
        assert asked(9, soon=15) == [unreached, dead]
        assert asked(15, soon=15) == [silent, unreached, dead]
        assert asked(60, soon=99) == []
        uow.notices.change(silent, nudged_at=NOON)
        assert asked(15, soon=15) == [unreached, dead]


def test_list_to_call_begins_with_who_was_not_tried(database: Database) -> None:
    with database.begin() as uow:
        people = [add_person(uow, f"telegram:{number}") for number in range(3)]
        first, second, third = (add_told(uow, one.id, nudged_at=NOON) for one in people)

        def new() -> list[int]:
            return ids(uow.notices.to_list(nudged_before=NOON, now=NOON + MINUTE))

        assert new() == [first, second, third]
        assert ids(uow.notices.to_list(nudged_before=NOON - SECOND, now=NOON)) == []
        uow.notices.change(first, listed_at=NOON, tried_at=NOON + MINUTE)
        uow.notices.change(second, listed_at=NOON)
        assert new() == [third]
        assert ids(uow.notices.to_call(now=NOON)) == [second, first]
        assert ids(uow.notices.to_call(now=NOON + 60 * MINUTE)) == []
        uow.notices.acknowledge(people[1].id, now=NOON)
        assert ids(uow.notices.to_call(now=NOON)) == [first]


def test_informed_is_who_confirmed_or_was_called_about_the_newest(database: Database) -> None:
    with database.begin() as uow:
        people = [add_person(uow, f"telegram:{number}") for number in range(4)]
        add_told(uow, people[0].id, acknowledged_at=NOON)
        add_told(uow, people[0].id)
        add_told(uow, people[1].id)
        add_told(uow, people[1].id, acknowledged_at=NOON)
        add_told(uow, people[2].id, called_at=NOON, called_by=people[0].id)
        note(uow, people[2].id)
        note(uow, people[3].id)

        assert uow.notices.informed() == {people[1].id, people[2].id}


def test_notices_go_with_their_person(database: Database) -> None:
    with database.begin() as uow:
        person = add_person(uow)
        add_told(uow, person.id)
        uow.people.erase(person.id)

    with database.begin() as uow:
        assert uow.notices.of_person(person.id) == []
