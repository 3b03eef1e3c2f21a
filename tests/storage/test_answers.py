from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from storage import Database
from storage.records import StoredAnswer
from tests.storage.seeds import NOON, add_company, add_person

JOB = StoredAnswer(key="job", value="CEO", status="given", typed=" ceo ", message_ref="12", answered_at=NOON)
SECTOR = StoredAnswer(key="sector", value=["bank", "energy"], status="partial", answered_at=NOON)


def test_person_sees_their_own_answers_and_their_companys(database: Database) -> None:
    with database.begin() as uow:
        person, company = add_person(uow), add_company(uow)
        uow.answers.save_of_person(person.id, JOB)
        uow.answers.save_of_company(company.id, SECTOR)

    with database.begin() as uow:
        assert uow.answers.load(person_id=person.id, company_id=company.id) == {"job": JOB, "sector": SECTOR}
        assert uow.answers.load(person_id=person.id, company_id=None) == {"job": JOB}
        assert uow.answers.of_company(company.id) == {"sector": SECTOR}
        assert uow.answers.load(person_id=person.id + 1, company_id=company.id + 1) == {}


def test_answer_given_again_replaces_the_former(database: Database) -> None:
    changed = replace(JOB, value="CFO", typed=None, message_ref=None, status="later")
    with database.begin() as uow:
        person = add_person(uow)
        uow.answers.save_of_person(person.id, JOB)
        uow.answers.save_of_person(person.id, changed)

        assert uow.answers.load(person_id=person.id, company_id=None) == {"job": changed}


@pytest.mark.parametrize("value", [None, True, 0, 2.5, "", "مرحبا", [], ["a", 1], {"name": "É", "id": 7}])
def test_value_comes_back_as_it_went(database: Database, value: Any) -> None:
    answer = replace(JOB, value=value)
    with database.begin() as uow:
        person = add_person(uow)
        uow.answers.save_of_person(person.id, answer)

    with database.begin() as uow:
        assert uow.answers.load(person_id=person.id, company_id=None) == {"job": answer}


def test_only_named_answers_are_forgotten_and_all_without_a_name(database: Database) -> None:
    others = [replace(JOB, key="phone"), replace(JOB, key="email")]
    with database.begin() as uow:
        person, company = add_person(uow), add_company(uow)
        for answer in (JOB, *others):
            uow.answers.save_of_person(person.id, answer)
            uow.answers.save_of_company(company.id, answer)

        uow.answers.remove_of_person(person.id, "phone", "email")
        uow.answers.remove_of_company(company.id, "job")
        assert set(uow.answers.load(person_id=person.id, company_id=None)) == {"job"}
        assert set(uow.answers.of_company(company.id)) == {"phone", "email"}

        uow.answers.remove_of_person(person.id)
        uow.answers.remove_of_company(company.id)
        assert uow.answers.load(person_id=person.id, company_id=company.id) == {}


def test_answers_of_approved_companies_are_read_together(database: Database) -> None:
    with database.begin() as uow:
        approved, other, draft = (add_company(uow, status=status) for status in ("approved", "approved", "draft"))
        for company in (approved, other, draft):
            uow.answers.save_of_company(company.id, SECTOR)
        uow.answers.save_of_company(approved.id, JOB)

        assert uow.answers.of_approved_companies() == {
            approved.id: {"sector": SECTOR, "job": JOB},
            other.id: {"sector": SECTOR},
        }


def test_answers_of_everybody_are_read_together(database: Database) -> None:
    with database.begin() as uow:
        first, second, silent = (add_person(uow, f"telegram:{number}") for number in range(3))
        draft, empty = add_company(uow), add_company(uow)
        for person in (first, second):
            uow.answers.save_of_person(person.id, JOB)
        uow.answers.save_of_company(draft.id, SECTOR)

        assert uow.answers.of_everybody() == {first.id: {"job": JOB}, second.id: {"job": JOB}}
        assert uow.answers.of_every_company() == {draft.id: {"sector": SECTOR}}
        assert silent.id not in uow.answers.of_everybody()
        assert empty.id not in uow.answers.of_every_company()


def test_answers_of_every_company_to_one_question(database: Database) -> None:
    given = StoredAnswer(key="avoided_names", value=["Rif"], status="given", answered_at=NOON)
    with database.begin() as uow:
        one, two, three = (add_company(uow) for _ in range(3))
        uow.answers.save_of_company(one.id, given)
        uow.answers.save_of_company(one.id, SECTOR)
        uow.answers.save_of_company(two.id, replace(given, status="later", value=None))
        uow.answers.save_of_company(three.id, replace(given, value=[]))

        assert uow.answers.of_companies("avoided_names") == {one.id: ["Rif"], three.id: []}
