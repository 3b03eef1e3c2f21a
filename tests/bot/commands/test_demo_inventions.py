"""Invented companies: plausible, well formed, the same for a seed, and nobody real."""

from __future__ import annotations

from random import Random

import pytest

from bot.demo.companies import invent
from bot.demo.numbers import invent_number, misspelt
from handlers.answer_types.choices import ManyOf, OneOf
from handlers.forms import REGISTRATION_FORM
from matching.identifiers import InvalidNumber, check_number


def test_two_in_five_look_for_a_provider() -> None:
    roles = [company.role for company in invent(100, seed=0)]

    assert roles.count("buyer") == 40
    assert roles.count("provider") == 60


def test_no_name_is_used_twice() -> None:
    names = [company.legal_name for company in invent(400, seed=0)]

    assert len(set(names)) == 400


def test_brokers_mandated_and_unverified_take_part() -> None:
    companies = invent(100, seed=0)

    stances = [company.answers["stance"] for company in companies]
    assert stances.count("broker") == 2
    assert stances.count("mandated") == 4
    assert all("principal" in company.answers for company in companies if company.answers["stance"] == "mandated")
    assert 5 <= sum("company_number" not in company.answers for company in companies) <= 35


def test_a_seed_decides_everything() -> None:
    assert invent(20, seed=3) == invent(20, seed=3)
    assert invent(20, seed=3) != invent(20, seed=4)


def test_every_choice_is_one_that_the_form_offers() -> None:
    choices = {
        question.key: {choice.value for choice in question.choices}
        for question in REGISTRATION_FORM
        if isinstance(question.type, OneOf | ManyOf)
    }

    for company in invent(50, seed=5):
        for key, given in company.answers.items():
            values = {given} if isinstance(given, str) else set(given)
            assert values <= choices.get(key, values), (key, given)


def test_every_required_question_has_an_answer() -> None:
    for company in invent(50, seed=5):
        values = {**company.answers, "consent_matching": True}
        for question in REGISTRATION_FORM:
            if question.required and question.key != "duplicate_choice" and question.when(values):
                assert question.key in company.answers, (company.legal_name, question.key)


@pytest.mark.parametrize("country", ["MA", "FR", "ES", "BE", "CH", "GB", "DE", "TN"])
def test_a_number_passes_the_checks_of_its_country(country: str) -> None:
    number = invent_number(country, Random(1))

    assert check_number(country, number).verified


def test_a_misspelt_number_is_noticed() -> None:
    number = invent_number("MA", Random(1))

    with pytest.raises(InvalidNumber):
        check_number("MA", misspelt(number))
