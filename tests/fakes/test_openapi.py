from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.fakes.graph_openapi import VARIABLE, MetaDescription, corrected
from tests.fakes.graph_rules import Refused
from tests.fakes.graph_server import PHONE_ID, TOKEN, FakeGraph
from tests.fakes.openapi import Description

# Invented, in the manner of such files: a parcel is a box or a letter, and both begin as things that are sent.
SCHEMAS: dict[str, Any] = {
    "Thing": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}, "to": {"type": "string", "minLength": 2}},
    },
    "Box": {
        "allOf": [
            {"$ref": "#/components/schemas/Thing"},
            {
                "type": "object",
                "additionalProperties": False,
                "required": ["things"],
                "properties": {
                    "kind": {"enum": ["box"]},
                    "weight": {"type": "number"},
                    "pieces": {"type": "integer"},
                    "things": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "string"}},
                    "marks": {"type": "object", "additionalProperties": {"type": "boolean"}},
                },
            },
        ]
    },
    "Letter": {
        "allOf": [
            {"$ref": "#/components/schemas/Thing"},
            {
                "properties": {
                    "kind": {"enum": ["letter"]},
                    "code": {"type": "string", "pattern": "^[0-9]{3}$", "maxLength": 3},
                    "paid": {"oneOf": [{"required": ["stamp"]}, {"required": ["coin"]}]},
                    "seal": {"type": ["string", "null"], "not": {"enum": ["broken"]}},
                }
            },
        ]
    },
    "Parcel": {
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"box": "#/components/schemas/Box", "letter": "#/components/schemas/Letter"},
        },
        "oneOf": [{"$ref": "#/components/schemas/Box"}, {"$ref": "#/components/schemas/Letter"}],
    },
}


def document(schemas: dict[str, Any], *, message: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{message}"}}}
    paths = {"/{Version}/{Number}/messages": {"post": {"requestBody": {"content": content}}}}
    return {"paths": paths, "components": {"schemas": schemas}}


def faults(body: object) -> list[str]:
    description = Description(document=document(SCHEMAS, message="Parcel"))
    return list(description.faults(body, description.request("messages")))


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "box", "things": ["a"]},
        {"kind": "box", "to": "Fes", "things": ["a", "b"], "weight": 1.5, "pieces": 2, "marks": {"fragile": True}},
        {"kind": "letter", "code": "123", "paid": {"coin": 1}, "seal": None, "anything": "else"},
        {"kind": "letter", "seal": "wax"},
    ],
)
def test_body_as_described_has_no_faults(body: dict[str, Any]) -> None:
    assert faults(body) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (["box"], "body.kind None is not described"),
        ({"kind": "tin"}, "body.kind 'tin' is not described"),
        ({"kind": "box"}, "body.things is missing"),
        ({"kind": "box", "things": []}, "body.things breaks minItems 1"),
        ({"kind": "box", "things": ["a", "b", "c"]}, "body.things breaks maxItems 2"),
        ({"kind": "box", "things": ["a", 1]}, "body.things[1] is not of type string"),
        ({"kind": "box", "things": ["a"], "note": "x"}, "body.note is not described"),
        ({"kind": "box", "things": ["a"], "to": "F"}, "body.to breaks minLength 2"),
        ({"kind": "box", "things": ["a"], "weight": True}, "body.weight is not of type number"),
        ({"kind": "box", "things": ["a"], "pieces": 1.5}, "body.pieces is not of type integer"),
        ({"kind": "box", "things": ["a"], "marks": {"wet": 1}}, "body.marks.wet is not of type boolean"),
        ({"kind": "letter", "code": "12a"}, "body.code breaks pattern ^[0-9]{3}$"),
        ({"kind": "letter", "paid": {"stamp": 1, "coin": 1}}, "body.paid fits 2 where one is asked for"),
        ({"kind": "letter", "paid": {}}, "body.paid fits none of 2: ['body.paid.stamp is missing']"),
        ({"kind": "letter", "seal": "broken"}, "body.seal is what it must not be"),
    ],
)
def test_body_that_is_not_as_described_is_told(body: object, fault: str) -> None:
    assert faults(body) == [fault]


@pytest.mark.parametrize(
    "schema",
    [
        {"multipleOf": 2},
        {"$ref": "#/components/schemas/Thing", "maxProperties": 1},
        {"allOf": [{"maxLength": 1}, {"maxLength": 2}]},
    ],
)
def test_rule_that_is_not_known_is_not_passed_over(schema: dict[str, Any]) -> None:
    with pytest.raises(NotImplementedError):
        list(Description(document=document(SCHEMAS, message="Thing")).faults({}, schema))


# -- the fake Graph API ----------------------------------------------------------------------------------

# Invented as well, under the names whose known errors are set right.
GRAPH: dict[str, Any] = {
    "BaseMessageProperties": {
        "type": "object",
        "required": ["messaging_product", "recipient_type", "to", "type"],
        "properties": {name: {"type": "string"} for name in ("messaging_product", "recipient_type", "to", "type")},
    },
    "Words": {
        "allOf": [
            {"$ref": "#/components/schemas/BaseMessageProperties"},
            {
                "additionalProperties": False,
                "required": ["text"],
                "properties": {"text": {"properties": {"body": {"maxLength": 5}}}},
            },
        ]
    },
}
RIGHT: dict[str, Any] = {"messaging_product": "whatsapp", "type": "text", "text": {"body": "Salam"}}


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "description.json"
    path.write_text(json.dumps(document(GRAPH, message="Words")), encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(path))


async def post(fake: FakeGraph, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.post(f"{fake.base_url}/v26.0/{PHONE_ID}/messages", json=body) as answer,
    ):
        return answer.status, await answer.json()


async def test_message_that_is_not_described_is_refused_and_fails_the_test(named: None) -> None:
    fake = FakeGraph()
    wrong = {**RIGHT, "to": "212612345678", "text": {"body": "Salamat"}}

    await fake.__aenter__()
    fake.person("212612345678")
    status, answer = await post(fake, wrong)
    with pytest.raises(AssertionError, match="breaks maxLength 5"):
        await fake.__aexit__()

    assert (status, answer["error"]["code"]) == (400, 100)
    assert "body.text.body breaks maxLength 5" in answer["error"]["message"]
    assert fake.refused == [(100, wrong)]
    assert fake.sent == []


@pytest.mark.parametrize("to", [{"to": "212612345678"}, {"recipient": "MA.1"}])
async def test_message_as_described_is_taken(named: None, to: dict[str, str]) -> None:
    async with FakeGraph() as fake:
        fake.person("212612345678", user_id="MA.1")
        status, _ = await post(fake, {**RIGHT, **to, "biz_opaque_callback_data": "7"})

    assert (status, fake.meta.checked) == (200, 1)


async def test_nothing_is_checked_without_a_description(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)

    async with FakeGraph() as fake:
        fake.person("212612345678")
        status, _ = await post(fake, {**RIGHT, "to": "212612345678", "text": {"body": "Salamat"}})

    assert (status, fake.meta.checked) == (200, 0)


def test_recipient_may_be_named_once_only(named: None) -> None:
    with pytest.raises(Refused):
        MetaDescription.at_hand().check("messages", {**RIGHT, "to": "212612345678", "recipient": "MA.1"})


def test_corrections_leave_the_document_itself_alone() -> None:
    given = document(GRAPH, message="Words")
    before = json.dumps(given)

    corrected(given)

    assert json.dumps(given) == before
