from __future__ import annotations

from dataclasses import replace

import pytest

from locales import message_templates
from locales.message_templates import MessageTemplate, faults_of, find_template, sanitise, template_faults

GOOD = MessageTemplate(
    name="x",
    language="en",
    api_name="mawid_x_1",
    body="Hello, {name} waits for you at table {table} of the event.",
    examples={"name": "Atlas", "table": "7"},
    button="Open",
)


def test_templates_of_the_house_have_no_fault() -> None:
    assert template_faults() == []


def test_variables_are_numbered_in_the_order_of_the_body() -> None:
    again = replace(GOOD, body="Hello, {name} and {table} and {name} wait for you at the event today.")

    assert again.variables == ("name", "table")
    assert again.numbered_body == "Hello, {{1}} and {{2}} and {{1}} wait for you at the event today."


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"api_name": "Mawid"}, "name is not of a-z, 0-9 and _"),
        ({"body": "", "examples": {}}, "body is empty"),
        ({"body": "word " * 300, "examples": {}}, "body is longer than 1024"),
        ({"body": "{name} waits for you at {table} of the event."}, "body begins or ends with a variable"),
        ({"body": "Hello, you are waited for by {name} at {table}."}, "body begins or ends with a variable"),
        ({"body": "Hello there, {name} {table} waits for you now."}, "two variables stand side by side"),
        ({"body": "Hello,\t{name} waits for you at table {table} of it."}, "four spaces, a tab or an empty line"),
        ({"button": "b" * 26}, "button is longer than 25"),
        ({"footer": "{name}"}, "footer is longer than 60 or has a variable"),
        ({"examples": {"name": "Atlas"}}, "a variable has no example"),
        ({"body": "Hello {name} at {table} now."}, "more variables than words allow"),
    ],
)
def test_what_meta_would_refuse_is_found(changes: dict[str, object], fault: str) -> None:
    found = faults_of(replace(GOOD, **changes))  # type: ignore[arg-type]

    assert any(fault in one for one in found), found
    assert faults_of(GOOD) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\nb\tc     d", "a b c d"),
        (" \n ", "–"),
        ("\u2068Atlas\u2069", "Atlas"),
        ("x" * 200, "x" * 119 + "…"),
    ],
)
def test_values_are_one_clean_line(value: str, expected: str) -> None:
    assert sanitise(value) == expected


def test_unknown_template_or_language_is_none() -> None:
    assert find_template("nothing", "fr") is None
    assert find_template("../fr/templates/notice", "fr") is None
    assert find_template("notice", "de") is None


def test_missing_language_and_different_variables_are_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"en": GOOD, "fr": replace(GOOD, language="fr", body="Bonjour, {name} vous attend ici ce matin.")}
    monkeypatch.setattr(message_templates, "find_template", lambda _name, language: found.get(language))
    monkeypatch.setattr(message_templates, "template_names", lambda: ["x"])

    assert template_faults() == [
        "x: no ar",
        "x.fr: a variable has no example",
        "x: languages differ in their variables or name",
    ]
