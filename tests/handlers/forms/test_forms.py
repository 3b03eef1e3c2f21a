"""The forms as data: what every question promises."""

from __future__ import annotations

import pytest

from handlers.answer_types.choices import pages_of
from handlers.answer_types.layout import PAGE_SIZE
from handlers.forms import DELEGATE_FORM, ORGANISER_FORM, REGISTRATION_FORM
from handlers.forms.labels import choices
from handlers.questions import Question, applicable

COMPLETE = {"consent_matching": True}
ids = {"ids": lambda question: question.key}


def test_keys_are_unique() -> None:
    keys = [question.key for question in REGISTRATION_FORM]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("question", REGISTRATION_FORM, **ids)
def test_question_fits_every_channel(question: Question) -> None:
    for choice in question.choices:
        assert len(f"q:{question.key}={choice.value}".encode()) <= 64
    for page in pages_of(question.choices):
        assert len(page) <= PAGE_SIZE


@pytest.mark.parametrize("question", REGISTRATION_FORM, **ids)
def test_question_depends_on_what_is_asked_before(question: Question) -> None:
    keys = [one.key for one in REGISTRATION_FORM] + ["duplicate_of"]

    assert all(key in keys for key in question.depends_on)


def test_nothing_is_asked_without_consent() -> None:
    asked = applicable(REGISTRATION_FORM, {"consent_matching": False, "role": "buyer", "gives_details": False})

    assert [question.key for question in asked] == ["language", "consent_matching"]


@pytest.mark.parametrize(("role", "other"), [("buyer", "activities"), ("provider", "wanted_activities")])
def test_each_role_is_asked_only_its_own_questions(role: str, other: str) -> None:
    keys = [question.key for question in applicable(REGISTRATION_FORM, {**COMPLETE, "role": role})]

    assert other not in keys
    assert keys[-1] == "confirmed"


@pytest.mark.parametrize(
    ("values", "is_asked"),
    [
        ({"prospecting": "outbound", "people_called": ["b2c"]}, True),
        ({"prospecting": "outbound", "people_called": ["b2b"]}, False),
        ({"prospecting": "outbound"}, False),
        ({"prospecting": "none", "people_called": ["b2c"]}, False),
    ],
)
def test_consent_base_is_asked_of_who_prospects_consumers(values: dict[str, object], is_asked: bool) -> None:
    keys = [question.key for question in applicable(REGISTRATION_FORM, {**COMPLETE, "role": "buyer", **values})]

    assert ("consent_base" in keys) is is_asked


def test_agents_are_asked_for_each_language_spoken() -> None:
    values = {**COMPLETE, "role": "provider", "spoken_languages": ["fr", "ar"]}

    keys = [question.key for question in applicable(REGISTRATION_FORM, values)]

    assert [key for key in keys if key.startswith("agents_")] == ["agents_fr", "agents_ar"]


def test_time_zone_is_asked_with_the_hours() -> None:
    values = {**COMPLETE, "role": "buyer", "hours_needed": "office"}

    assert "client_zone" in [question.key for question in applicable(REGISTRATION_FORM, values)]


def test_short_forms_hold_only_what_belongs_to_the_person() -> None:
    assert {question.scope for question in (*DELEGATE_FORM, *ORGANISER_FORM)} == {"person"}


def test_choices_keep_the_order_asked_for() -> None:
    assert [choice.value for choice in choices({"a": "A", "b": "B"}, only=("b", "a"))] == ["b", "a"]
