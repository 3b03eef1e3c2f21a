from __future__ import annotations

from dataclasses import replace

from storage import Database
from storage.records import Consent
from tests.storage.seeds import NOON, add_person

YES = Consent(purpose="matching", is_given=True, text_version="2027-01", language="ar", decided_at=NOON)


def test_every_decision_is_kept_in_order(database: Database) -> None:
    decisions = [YES, replace(YES, purpose="reminders"), replace(YES, is_given=False)]
    with database.begin() as uow:
        person, other = add_person(uow), add_person(uow, "telegram:2")
        for decision in decisions:
            uow.consents.add(person.id, decision)

    with database.begin() as uow:
        assert uow.consents.of_person(person.id) == decisions
        assert uow.consents.of_person(other.id) == []
