"""Broadcasts and their rows, on both databases."""

from __future__ import annotations

from storage import Database
from storage.outbox import BROADCAST, CHANGE, EMERGENCY, REPLY
from storage.records import Broadcast, Consent, NewMessage, StoredAnswer
from storage.unit_of_work import UnitOfWork
from tests.storage.seeds import NOON, SECOND, add_company, add_person, enqueue


def add(uow: UnitOfWork, **fields: object) -> Broadcast:
    person = uow.people.find("telegram:9")
    author = person[1] if person else add_person(uow, "telegram:9", organiser_role="organiser")
    broadcast = uow.broadcasts.add(person_id=author.id, is_emergency=False, audience={"roles": []}, now=NOON)
    uow.broadcasts.change(broadcast.id, **{"status": "sending", **fields})
    found = uow.broadcasts.find(broadcast.id)
    assert found is not None
    return found


def queue(uow: UnitOfWork, broadcast: Broadcast, *addresses: str, key: str = "broadcast") -> None:
    messages = [
        NewMessage(address=one, payload="{}", dedup_key=f"{key}:{broadcast.id}:{one}", after_inbox_id=0)
        for one in addresses
    ]
    uow.broadcasts.enqueue(messages, broadcast_id=broadcast.id, kind="broadcast", priority=BROADCAST, now=NOON)


def statuses(uow: UnitOfWork, broadcast: Broadcast) -> list[tuple[str, str | None]]:
    return [(row.status, row.reason) for row in uow.broadcasts.messages(broadcast.id)]


def test_draft_is_kept_as_it_was_begun(database: Database) -> None:
    with database.begin() as uow:
        broadcast = add(uow, status="draft")

    with database.begin() as uow:
        found = uow.broadcasts.find(broadcast.id)
        assert found == broadcast
        assert (found.texts, found.progress, found.revision, found.created_at) == ({}, {}, 1, NOON)
        assert uow.broadcasts.newest(limit=1) == [broadcast] == uow.broadcasts.every()
        uow.broadcasts.remove(broadcast.id)
        assert uow.broadcasts.find(broadcast.id) is None


def test_texts_keep_their_languages_and_the_missing_ones(database: Database) -> None:
    with database.begin() as uow:
        broadcast = add(uow, texts={"fr": "Bonjour", "ar": None})

    assert broadcast.texts == {"fr": "Bonjour", "ar": None}


def test_due_is_what_has_to_be_worked_on_emergencies_first(database: Database) -> None:
    with database.begin() as uow:
        sending = add(uow)
        early = add(uow, status="scheduled", starts_at=NOON)
        add(uow, status="scheduled", starts_at=NOON + SECOND)
        urgent = add(uow, is_emergency=True)
        for status in ("draft", "waiting", "paused", "stopped", "done"):
            add(uow, status=status)
        corrected = add(uow, status="done", progress={"correction": {"is_approved": True}})
        add(uow, status="done", progress={"correction": None})

        assert uow.broadcasts.due(now=NOON) == [urgent.id, sending.id, early.id, corrected.id]


def test_message_of_a_known_key_is_queued_no_second_time(database: Database) -> None:
    with database.begin() as uow:
        broadcast = add(uow)
        queue(uow, broadcast, "telegram:1", "telegram:2")
        queue(uow, broadcast, "telegram:2", "telegram:3")
        assert uow.has_queued

        rows = uow.broadcasts.messages(broadcast.id)
        assert [row.address for row in rows] == ["telegram:1", "telegram:2", "telegram:3"]
        assert [row.dedup_key for row in rows[:1]] == [f"broadcast:{broadcast.id}:telegram:1"]
        assert uow.broadcasts.messages(broadcast.id, after=rows[0].id, limit=1) == [rows[1]]


def test_nothing_to_queue_queues_nothing(database: Database) -> None:
    with database.begin() as uow:
        broadcast = add(uow)
        queue(uow, broadcast)
        uow.broadcasts.rewrite({})

        assert not uow.has_queued


def test_messages_are_held_released_and_dropped(database: Database) -> None:
    with database.begin() as uow:
        broadcast, other = add(uow), add(uow)
        queue(uow, broadcast, "telegram:1", "telegram:2")
        queue(uow, other, "telegram:1")
        row = uow.broadcasts.messages(broadcast.id)[0]
        uow.outbox.mark_sent([(row.id, "1")], now=NOON)

        assert uow.broadcasts.hold(broadcast.id) == 1
        assert statuses(uow, broadcast) == [("sent", None), ("held", "paused")]
        assert not uow.broadcasts.has_unsettled(broadcast.id)
        assert uow.broadcasts.release(broadcast.id) == 1
        assert uow.broadcasts.has_unsettled(broadcast.id)
        assert uow.broadcasts.drop(broadcast.id, reason="stopped", now=NOON) == 1
        assert statuses(uow, broadcast) == [("sent", None), ("dropped", "stopped")]
        assert not uow.broadcasts.has_unsettled(broadcast.id)
        assert statuses(uow, other) == [("queued", None)]


def test_messages_of_some_people_are_dropped(database: Database) -> None:
    with database.begin() as uow:
        broadcast, other = add(uow), add(uow)
        one, two = add_person(uow, "telegram:1"), add_person(uow, "telegram:2")
        for each in (broadcast, other):
            queue(uow, each, "telegram:1", "telegram:2")
        uow.broadcasts.hold(other.id)
        plain = enqueue(uow, "telegram:1")

        assert uow.broadcasts.unsent_people(broadcast.id) == {one.id, two.id}
        assert uow.broadcasts.drop_of_people([one.id], reason="refused", now=NOON, broadcast_id=other.id) == 1
        assert uow.broadcasts.drop_of_people([one.id, two.id], reason="no_consent", now=NOON) == 3
        assert statuses(uow, other) == [("dropped", "refused"), ("dropped", "no_consent")]
        assert uow.broadcasts.unsent_people(broadcast.id) == set()
        found = uow.outbox.find(plain)
        assert found is not None
        assert found.status == "queued"


def test_words_that_wait_are_rewritten(database: Database) -> None:
    with database.begin() as uow:
        broadcast = add(uow)
        queue(uow, broadcast, "telegram:1")
        row = uow.broadcasts.messages(broadcast.id)[0]

        uow.broadcasts.rewrite({row.id: '{"text":"new"}'})

        assert uow.broadcasts.messages(broadcast.id)[0].payload == '{"text":"new"}'


def test_messages_of_a_broadcast_that_is_held_are_not_claimed(database: Database) -> None:
    with database.begin() as uow:
        going = add(uow)
        paused, stopped = add(uow, status="paused"), add(uow, status="stopped")
        for number, each in enumerate((going, paused, stopped), 1):
            queue(uow, each, f"telegram:{number}")

        claimed = uow.outbox.claim(now=NOON, count=9)
        assert [row.broadcast_id for row in claimed] == [going.id]

        uow.broadcasts.settle_strays(now=NOON)
        assert statuses(uow, paused) == [("held", "paused")]
        assert statuses(uow, stopped) == [("dropped", "stopped")]
        assert statuses(uow, going) == [("sending", None)]


def test_emergency_overtakes_all_but_replies(database: Database) -> None:
    with database.begin() as uow:
        for number, priority in enumerate((BROADCAST, CHANGE, EMERGENCY, REPLY)):
            enqueue(uow, f"telegram:{number}", priority=priority, due_at=NOON - number * SECOND)

        assert [row.priority for row in uow.outbox.claim(now=NOON, count=9)] == [REPLY, EMERGENCY, CHANGE, BROADCAST]


def test_people_are_read_a_stretch_at_a_time(database: Database) -> None:
    with database.begin() as uow:
        people = [add_person(uow, f"telegram:{number}") for number in range(1, 4)]
        uow.people.add(at="web:1", language_hint=None, name_hint=None, now=NOON - SECOND)
        uow.people.change_address("web:1", person_id=people[0].id)
        first, second, third = (person.id for person in people)

        assert [person.id for person in uow.people.after(first, limit=2)] == [second, third]
        between = uow.people.addresses_between(first, second)
        assert {key: [one.address for one in value] for key, value in between.items()} == {
            first: ["web:1", "telegram:1"],
            second: ["telegram:2"],
        }


def test_newest_consent_of_each_purpose_counts(database: Database) -> None:
    with database.begin() as uow:
        one, two, three = (add_person(uow, f"telegram:{number}") for number in range(1, 4))
        decisions = (
            (one, "matching", True),
            (one, "reminders", True),
            (one, "reminders", False),
            (two, "matching", False),
        )
        for person, purpose, is_given in decisions:
            consent = Consent(purpose=purpose, is_given=is_given, text_version="1", language="fr", decided_at=NOON)
            uow.consents.add(person.id, consent)

        assert uow.consents.given_between(one.id, three.id) == {one.id: frozenset({"matching"}), two.id: frozenset()}
        assert uow.consents.given_between(two.id, three.id) == {two.id: frozenset()}


def test_newest_update_of_each_address(database: Database) -> None:
    with database.begin() as uow:
        for number, address in enumerate(("telegram:1", "telegram:2", "telegram:1")):
            uow.inbox.accept(
                update_key=f"telegram:{number}", address=address, kind="text", body="hi", message_ref=None, now=NOON
            )
        last = uow.inbox.last_id("telegram:1")

        assert uow.inbox.last_ids(["telegram:1", "telegram:3"]) == {"telegram:1": last}


def test_companies_with_an_answer(database: Database) -> None:
    with database.begin() as uow:
        one, _other = add_company(uow), add_company(uow)
        answer = StoredAnswer(key="withdrawn", value=True, status="given", answered_at=NOON)
        uow.answers.save_of_company(one.id, answer)

        assert uow.answers.companies_with("withdrawn") == {one.id}
