from __future__ import annotations

from datetime import timedelta

from storage import Database
from storage.records import Address, Consent, Person, StoredAnswer
from tests.storage.seeds import NOON, add_company, add_person, enqueue


def test_somebody_new_is_unknown(database: Database) -> None:
    with database.begin() as uow:
        assert uow.people.find("telegram:1") is None
        assert uow.people.find_by_id(1) is None
        assert uow.people.count() == 0


def test_added_person_is_found_at_their_address(database: Database) -> None:
    with database.begin() as uow:
        address, person = uow.people.add(at="telegram:1", language_hint="fr", name_hint="Amina", now=NOON)

    with database.begin() as uow:
        assert uow.people.find("telegram:1") == (address, person)
        assert uow.people.find_by_id(person.id) == person
    assert address == Address(
        address="telegram:1",
        person_id=person.id,
        dead_reason=None,
        language_hint="fr",
        name_hint="Amina",
        blocked_until=None,
    )
    assert person == Person(
        id=person.id, language=None, company_id=None, membership="none", organiser_role=None, asked=None
    )
    assert address.channel == "telegram"


def test_hints_of_the_platform_are_cut_to_what_is_stored(database: Database) -> None:
    with database.begin() as uow:
        long, _ = uow.people.add(at="telegram:1", language_hint="x" * 99, name_hint="م" * 999, now=NOON)
        none, _ = uow.people.add(at="telegram:2", language_hint="", name_hint=None, now=NOON)

    assert (long.language_hint, long.name_hint) == ("x" * 16, "م" * 128)
    assert (none.language_hint, none.name_hint) == (None, None)


def test_changed_columns_are_kept_and_others_stay(database: Database) -> None:
    with database.begin() as uow:
        person = add_person(uow, language="ar", asked="role")
        other = add_person(uow, "telegram:2")
        uow.people.change_address("telegram:1", dead_reason="blocked", blocked_until=NOON)

    with database.begin() as uow:
        found = uow.people.find("telegram:1")
        assert found is not None
        assert (found[0].dead_reason, found[0].blocked_until) == ("blocked", NOON)
        assert (found[1].language, found[1].asked, found[1].membership) == ("ar", "role", "none")
        assert uow.people.find_by_id(other.id) == other
        assert uow.people.dead_addresses() == [found[0]]
        assert person == found[1]


def test_addresses_of_a_person_are_listed_oldest_first(database: Database) -> None:
    with database.begin() as uow:
        person = add_person(uow, "web:b")
        for name, later in (("web:a", 1), ("telegram:1", 2)):
            other, newcomer = uow.people.add(
                at=name, language_hint=None, name_hint=None, now=NOON + timedelta(hours=later)
            )
            uow.people.change_address(other.address, person_id=person.id)
            uow.people.erase(newcomer.id)

        assert [address.address for address in uow.people.addresses(person.id)] == ["web:b", "web:a", "telegram:1"]


def test_people_of_a_company_and_organisers_are_told_apart(database: Database) -> None:
    with database.begin() as uow:
        company = add_company(uow)
        first = add_person(uow, "telegram:1", company_id=company.id, membership="registrant")
        second = add_person(uow, "telegram:2", company_id=company.id, membership="delegate")
        add_person(uow, "telegram:3", company_id=company.id, membership="pending")
        boss = add_person(uow, "telegram:4", organiser_role="owner")

        assert uow.people.of_company(company.id, "registrant", "delegate") == [first, second]
        assert uow.people.organisers() == [boss]
        assert uow.people.count() == 4


def test_erased_person_leaves_nothing_but_others_stay(database: Database) -> None:
    with database.begin() as uow:
        person, other = add_person(uow), add_person(uow, "telegram:2")
        for one in (person, other):
            uow.answers.save_of_person(one.id, StoredAnswer(key="job", value="x", status="given", answered_at=NOON))
            consent = Consent(purpose="matching", is_given=True, text_version="1", language="fr", decided_at=NOON)
            uow.consents.add(one.id, consent)
        uow.audit.add(person_id=person.id, act="approve", subject="company:1", now=NOON)
        uow.people.erase(person.id)

    with database.begin() as uow:
        assert uow.people.find("telegram:1") is None
        assert uow.answers.load(person_id=person.id, company_id=None) == {}
        assert uow.consents.of_person(person.id) == []
        assert [line.person_id for line in uow.audit.of_subject("company:1")] == [None]
        assert uow.people.find("telegram:2") is not None
        assert len(uow.consents.of_person(other.id)) == 1


def test_company_removed_leaves_its_people_without_one(database: Database) -> None:
    with database.begin() as uow:
        company = add_company(uow)
        person = add_person(uow, company_id=company.id)
        uow.companies.remove(company.id)

        found = uow.people.find_by_id(person.id)
        assert found is not None
        assert found.company_id is None


def test_moved_address_takes_everything_along(database: Database) -> None:
    with database.begin() as uow:
        person = add_person(uow)
        uow.inbox.accept(update_key="u", address="telegram:1", kind="text", body="hi", message_ref=None, now=NOON)
        sent, queued = enqueue(uow), enqueue(uow)
        uow.outbox.mark_sent([(sent, "7")], now=NOON)
        uow.people.move_address("telegram:1", "telegram:-100")

    with database.begin() as uow:
        found = uow.people.find("telegram:-100")
        assert found is not None
        assert found[1] == person
        assert uow.people.find("telegram:1") is None
        assert [message.id for message in uow.outbox.of_address("telegram:-100")] == [sent, queued]
        assert [line.body for line in uow.inbox.after("telegram:-100")] == ["hi"]


def test_address_moved_to_one_that_is_known_does_not_fail_for_ever(database: Database) -> None:
    with database.begin() as uow:
        add_person(uow)
        newcomer = add_person(uow, "telegram:2")
        sent, queued = enqueue(uow), enqueue(uow)
        uow.outbox.mark_sent([(sent, "7")], now=NOON)
        uow.people.move_address("telegram:1", "telegram:2")

    with database.begin() as uow:
        old, new = uow.people.find("telegram:1"), uow.people.find("telegram:2")
        assert old is not None
        assert new is not None
        assert old[0].dead_reason == "moved"
        assert new[1] == newcomer
        assert [message.id for message in uow.outbox.of_address("telegram:2")] == [queued]


def test_everybody_is_listed_and_delegates_are_counted_by_language(database: Database) -> None:
    with database.begin() as uow:
        company = add_company(uow)
        people = [
            add_person(uow, "telegram:1", language="fr", company_id=company.id),
            add_person(uow, "telegram:2", language="ar", company_id=company.id),
            add_person(uow, "telegram:3", language="fr", company_id=company.id),
            add_person(uow, "telegram:4", language="en"),
            add_person(uow, "telegram:5", company_id=company.id),
        ]

        assert uow.people.every() == people
        assert uow.people.count_by_language() == {"ar": 1, "fr": 2}
