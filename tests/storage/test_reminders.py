"""What reminders read in bulk, and what becomes of those that no longer hold."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import Database, UnitOfWork
from storage import reminders as storage_reminders
from storage.records import Consent, StoredAnswer
from storage.reminders import Recipient, Waiting
from tests.storage.seeds import NOON, SECOND, add_company, add_person, enqueue


def remind(uow: UnitOfWork, key: str, address: str = "telegram:1", **fields: object) -> int:
    return enqueue(uow, address, kind="reminder", dedup_key=key, **fields)


def decide(uow: UnitOfWork, person_id: int, purpose: str, *, is_given: bool) -> None:
    decision = Consent(purpose=purpose, is_given=is_given, text_version="1", language="fr", decided_at=NOON)
    uow.consents.add(person_id, decision)


def test_recipients_are_read_with_all_that_a_reminder_needs(database: Database) -> None:
    with database.begin() as uow:
        first, second, other = (add_company(uow) for _ in range(3))
        amina = add_person(uow, company_id=first.id, membership="registrant")
        omar = add_person(uow, "telegram:2", company_id=first.id, membership="delegate")
        add_person(uow, "telegram:3", company_id=first.id, membership="pending")
        add_person(uow, "telegram:4", company_id=other.id, membership="registrant")
        sara = add_person(uow, "telegram:5", company_id=second.id, membership="registrant")
        decide(uow, amina.id, "reminders", is_given=False)
        decide(uow, amina.id, "reminders", is_given=True)
        decide(uow, omar.id, "reminders", is_given=True)
        decide(uow, omar.id, "reminders", is_given=False)
        decide(uow, sara.id, "matching", is_given=True)
        for key, value in (("full_name", "Amina Alaoui"), ("job", "Director"), ("@quiet", None)):
            answer = StoredAnswer(key=key, value=value, status="given", answered_at=NOON)
            uow.answers.save_of_person(amina.id, answer)

        found = uow.reminders.recipients([first.id, second.id], purpose="reminders", keys=("full_name", "@quiet"))

        assert found == {
            first.id: [
                Recipient(
                    person=amina,
                    addresses=uow.people.addresses(amina.id),
                    has_agreed=True,
                    values={"full_name": "Amina Alaoui", "@quiet": None},
                ),
                Recipient(person=omar, addresses=uow.people.addresses(omar.id)),
            ],
            second.id: [Recipient(person=sara, addresses=uow.people.addresses(sara.id))],
        }
        assert uow.reminders.recipients([], purpose="reminders", keys=()) == {}


def test_companies_that_left_are_refused_or_without_consent(database: Database) -> None:
    with database.begin() as uow:
        states = ("approved", "submitted", "refused", "draft", "approved")
        ids = [add_company(uow, status=status).id for status in states]
        withdrawn = StoredAnswer(key="withdrawn", value=True, status="given", answered_at=NOON)
        uow.answers.save_of_company(ids[4], withdrawn)

        assert uow.reminders.companies_that_left(ids) == {ids[2], ids[3], ids[4]}
        assert uow.reminders.companies_that_left(ids[:2]) == set()


def test_fates_are_the_status_or_why_it_was_dropped(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_reminders, "_MOST_VALUES", 2)
    with database.begin() as uow:
        remind(uow, "waits")
        sent = remind(uow, "sent", "telegram:2")
        dead = remind(uow, "dead", "telegram:3")
        remind(uow, "late", "telegram:4", expires_at=NOON)
        uow.outbox.mark_sent([(sent, "1")], now=NOON)
        uow.outbox.give_up(dead, status="dead", reason="blocked", now=NOON)
        uow.outbox.drop_expired(now=NOON)

        assert uow.reminders.fates(["waits", "sent", "dead", "late", "unknown"]) == {
            "waits": "queued",
            "sent": "sent",
            "dead": "dead",
            "late": "expired",
        }


def test_only_reminders_that_wait_are_waiting(database: Database) -> None:
    with database.begin() as uow:
        waits = remind(uow, "waits")
        digest = enqueue(uow, "telegram:2", kind="digest", dedup_key="digest")
        enqueue(uow, "telegram:2", kind="digest")
        enqueue(uow, "telegram:2", dedup_key="an answer")
        sent = remind(uow, "sent")
        uow.outbox.mark_sent([(sent, "1")], now=NOON)

        assert uow.reminders.waiting() == [
            Waiting(id=waits, key="waits", address="telegram:1"),
            Waiting(id=digest, key="digest", address="telegram:2"),
        ]


def test_dropped_reminder_keeps_its_reason_and_frees_its_key(database: Database) -> None:
    with database.begin() as uow:
        first = remind(uow, "reminder:1")
        sent = remind(uow, "reminder:2")
        uow.outbox.mark_sent([(sent, "1")], now=NOON)

        assert uow.reminders.drop([first, sent], reason="meeting_changed", now=NOON + SECOND) == 1
        assert uow.reminders.drop([], reason="meeting_changed", now=NOON) == 0

        row = uow.outbox.find(first)
        assert row is not None
        assert (row.status, row.reason, row.sent_at) == ("dropped", "meeting_changed", NOON + SECOND)
        assert uow.reminders.fates(["reminder:1", "reminder:2", f"reminder:1:dropped:{first}"]) == {
            "reminder:2": "sent",
            f"reminder:1:dropped:{first}": "meeting_changed",
        }
        assert remind(uow, "reminder:1") > sent


def test_everything_that_waits_for_one_address_is_dropped(database: Database) -> None:
    with database.begin() as uow:
        own, other = remind(uow, "a"), remind(uow, "b", "telegram:2")

        assert uow.reminders.drop_of_address("telegram:1", reason="no_consent", now=NOON) == 1

        assert [row.id for row in uow.reminders.waiting()] == [other]
        found = uow.outbox.find(own)
        assert found is not None
        assert found.reason == "no_consent"


def test_what_expired_can_be_queued_again_and_nothing_else(database: Database) -> None:
    with database.begin() as uow:
        remind(uow, "late", expires_at=NOON)
        remind(uow, "waits", "telegram:2", expires_at=NOON + timedelta(hours=1))
        uow.outbox.drop_expired(now=NOON)

        uow.reminders.free_expired(["late", "waits"])
        uow.reminders.free_expired([])

        assert uow.reminders.fates(["late", "waits"]) == {"waits": "queued"}
        assert remind(uow, "late") > 0
