"""Consent withdrawn after approval takes a company out of matching, and given again brings it back."""

from __future__ import annotations

import pytest

from handlers.choosing.candidates import approved_candidates
from handlers.messages import plain_text
from handlers.visit import House
from storage import Database
from storage.records import Invite
from tests.handlers.registrations import (
    BUYER,
    answers_of,
    change_company,
    make_organiser,
    new_phone,
    person_of,
    register,
)
from tests.phone import NOON, Phone

ORGANISER_INVITE = Invite(
    kind="organiser",
    role="organiser",
    company_id=None,
    address=None,
    uses_left=1,
    expires_at=NOON.replace(year=2030),
)


@pytest.fixture
def organiser(sqlite_database: Database, house: House) -> Phone:
    return make_organiser(new_phone(sqlite_database, house, 9))


@pytest.fixture
def provider(sqlite_database: Database, house: House, organiser: Phone) -> Phone:
    phone = register(new_phone(sqlite_database, house, 1))
    change_company(phone, status="approved")
    return phone


def _matched(phone: Phone) -> list[int | str]:
    with phone.database.begin() as uow:
        return [one.id for one in approved_candidates(uow, phone.house.event)]


def test_withdrawn_company_is_matched_no_more(provider: Phone, organiser: Phone) -> None:
    before = _matched(provider)
    organiser.now = provider.now
    organiser.receive_pushes()

    provider.tap_data("q:consent_matching=no")

    assert len(before) == 1
    assert _matched(provider) == []
    organiser.now = provider.now
    assert [plain_text(push.text) for push in organiser.receive_pushes()] == [
        "Atlas Contact SARL has withdrawn its consent to matching: it is no longer proposed to anybody."
    ]


def test_withdrawn_company_sees_how_to_come_back_instead_of_cards(provider: Phone) -> None:
    provider.tap_data("q:consent_matching=no")

    (screen,) = provider.say("/wishes")

    assert [button.data for button in screen.buttons][:1] == ["q:consent_matching=yes"]


def test_consent_given_again_brings_the_company_back(provider: Phone) -> None:
    before = _matched(provider)
    provider.tap_data("q:consent_matching=no")

    provider.tap_data("q:consent_matching=yes")

    assert _matched(provider) == before


def test_withdrawing_twice_tells_organisers_once(provider: Phone, organiser: Phone) -> None:
    provider.tap_data("q:consent_matching=no")
    provider.tap_data("q:consent_matching=no")

    organiser.now = provider.now
    told = [push for push in organiser.receive_pushes() if "withdrawn" in push.text]

    assert len(told) == 1


def test_job_that_is_also_a_command_is_an_answer(sqlite_database: Database, house: House) -> None:
    phone = register(new_phone(sqlite_database, house, 2), BUYER, until="job")

    phone.say("Export")

    assert answers_of(phone)["job"].value == "Export"


def test_owner_who_opens_an_organisers_link_stays_owner(sqlite_database: Database, house: House) -> None:
    owner = make_organiser(new_phone(sqlite_database, house, 5))
    person = person_of(owner)
    assert person is not None
    with owner.database.begin() as uow:
        uow.people.change(person.id, organiser_role="owner")
        uow.invites.add("o-again", ORGANISER_INVITE)

    owner.say("/start o-again")

    person = person_of(owner)
    assert person is not None
    assert person.organiser_role == "owner"


def test_draft_that_withdraws_tells_nobody(sqlite_database: Database, house: House, organiser: Phone) -> None:
    phone = register(new_phone(sqlite_database, house, 1), until="job")

    phone.tap_data("q:consent_matching=no")

    organiser.now = phone.now
    assert organiser.receive_pushes() == []
