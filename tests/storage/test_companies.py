from __future__ import annotations

from datetime import timedelta

from storage import Database
from storage.records import Company
from tests.storage.seeds import NOON, add_company


def test_new_company_is_an_empty_draft(database: Database) -> None:
    with database.begin() as uow:
        company = uow.companies.add(now=NOON)

    assert company == Company(
        id=company.id,
        status="draft",
        role=None,
        legal_name=None,
        match_name=None,
        country=None,
        number_key=None,
        trust=0,
        open_question=None,
        decision_reason=None,
        created_at=NOON,
        submitted_at=None,
        decided_at=None,
    )


def test_changed_company_is_found_as_changed_and_removed_one_not_at_all(database: Database) -> None:
    with database.begin() as uow:
        company = add_company(uow, legal_name="Atlas Contact", trust=2)
        other = add_company(uow)
        uow.companies.remove(other.id)

    with database.begin() as uow:
        found = uow.companies.find(company.id)
        assert found is not None
        assert (found.legal_name, found.trust) == ("Atlas Contact", 2)
        assert uow.companies.find(other.id) is None


def test_longest_waiting_company_is_first(database: Database) -> None:
    with database.begin() as uow:
        late = add_company(uow, status="submitted", submitted_at=NOON + timedelta(hours=1))
        early = add_company(uow, status="submitted", submitted_at=NOON)
        twin = add_company(uow, status="submitted", submitted_at=NOON)
        add_company(uow, status="approved", submitted_at=NOON)

        assert uow.companies.with_status("submitted") == [early, twin, late]
        assert uow.companies.with_status("submitted", limit=1) == [early]


def test_duplicates_are_sought_among_the_registered_others(database: Database) -> None:
    with database.begin() as uow:
        own = add_company(uow, status="submitted", number_key="ma:001", country="MA")
        other = add_company(uow, status="approved", number_key="ma:001", country="MA")
        add_company(uow, status="draft", number_key="ma:001", country="MA")
        add_company(uow, status="refused", number_key="ma:001", country="MA")
        abroad = add_company(uow, status="approved", number_key="fr:001", country="FR")

        assert uow.companies.with_number("ma:001", except_id=own.id) == [other]
        assert uow.companies.with_number("ma:001", except_id=None) == [own, other]
        assert uow.companies.in_country("MA", except_id=own.id) == [other]
        assert uow.companies.in_country("FR", except_id=None) == [abroad]


def test_companies_are_counted_by_status_and_role(database: Database) -> None:
    with database.begin() as uow:
        add_company(uow, role="buyer")
        add_company(uow, role="buyer")
        add_company(uow, status="approved", role="provider")
        add_company(uow)

        assert uow.companies.counts() == {
            ("draft", "buyer"): 2,
            ("approved", "provider"): 1,
            ("draft", None): 1,
        }


def test_every_company_is_listed_whatever_its_status(database: Database) -> None:
    with database.begin() as uow:
        companies = [add_company(uow), add_company(uow, status="refused"), add_company(uow, status="approved")]

        assert uow.companies.every() == companies
