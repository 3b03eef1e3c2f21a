"""The fake is only worth something if it refuses what Meta refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.graph_rules import (
    Refused,
    StoredTemplate,
    check_message,
    check_new_template,
    check_template_call,
)

BASE = {"messaging_product": "whatsapp", "to": "212612345678"}
ROW = {"id": "1", "title": "one"}
BUTTON = {"type": "reply", "reply": ROW}


def buttons(*titles: str) -> dict[str, Any]:
    made = [{"type": "reply", "reply": {"id": str(n), "title": title}} for n, title in enumerate(titles)]
    return interactive("button", {"buttons": made})


def rows(count: int, **fields: str) -> dict[str, Any]:
    made = [{"id": str(n), "title": f"row {n}", **fields} for n in range(count)]
    return interactive("list", {"button": "Choose", "sections": [{"rows": made}]})


def interactive(kind: str, action: dict[str, Any], body: str = "Which?") -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": body}, "action": action}}


WRONG: dict[str, tuple[dict[str, Any], int]] = {
    "four buttons": (buttons("a", "b", "c", "d"), 131009),
    "long button": (buttons("x" * 21), 131009),
    "equal buttons": (buttons("a", "a"), 131009),
    "eleven rows": (rows(11), 131009),
    "long description": (rows(1, description="x" * 73), 131009),
    "long body": (interactive("button", {"buttons": [BUTTON]}, "x" * 1025), 131009),
    "empty body": (interactive("button", {"buttons": [BUTTON]}, ""), 131009),
    "unknown interactive": (interactive("carousel", {}), 131009),
    "long text": ({"type": "text", "text": {"body": "x" * 4097}}, 131009),
    "unknown field": ({"type": "text", "text": {"body": "x", "parse_mode": "HTML"}}, 100),
    "unknown type": ({"type": "poll", "poll": {}}, 131051),
    "no recipient": ({"type": "text", "text": {"body": "x"}, "to": "Amina"}, 131009),
    "file nobody uploaded": ({"type": "document", "document": {"id": "7"}}, 131009),
    "new line in a variable": (
        {
            "type": "template",
            "template": {
                "name": "x",
                "language": {"code": "fr"},
                "components": [{"type": "body", "parameters": [{"type": "text", "text": "a\nb"}]}],
            },
        },
        132012,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_message_is_refused(name: str) -> None:
    body, code = WRONG[name]

    with pytest.raises(Refused) as caught:
        check_message({**BASE, **body}, {})

    assert caught.value.code == code


def test_right_messages_are_taken() -> None:
    for body in (buttons("a", "b", "c"), rows(10, description="x" * 72), {"type": "text", "text": {"body": "x"}}):
        check_message({**BASE, **body}, {})


TEMPLATE = {"name": "x", "language": "fr", "category": "UTILITY"}


@pytest.mark.parametrize("text", ["{{1}} waits for you here.", "You wait for {{1}}.", "Hello {{1}} today"])
def test_template_meta_would_not_review_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        check_new_template({**TEMPLATE, "components": [{"type": "BODY", "text": text}]})


@pytest.mark.parametrize(
    ("status", "code"), [("PENDING", 132001), ("REJECTED", 132001), ("PAUSED", 132015), ("DISABLED", 132016)]
)
def test_template_that_is_not_approved_is_refused(status: str, code: int) -> None:
    stored = StoredTemplate(
        name="x", language="fr", category="UTILITY", components=[{"type": "BODY", "text": "Hi"}], status=status
    )

    with pytest.raises(Refused) as caught:
        check_template_call({"name": "x", "language": {"code": "fr"}}, {("x", "fr"): stored})

    assert caught.value.code == code


def test_wrong_number_of_variables_is_refused() -> None:
    body = [{"type": "BODY", "text": "Hello {{1}} today"}]
    stored = StoredTemplate(name="x", language="fr", category="UTILITY", components=body, status="APPROVED")

    with pytest.raises(Refused) as caught:
        check_template_call({"name": "x", "language": {"code": "fr"}}, {("x", "fr"): stored})

    assert caught.value.code == 132000
