"""Meta's own description of the Graph API as a second judge of what is sent to the fake one, where it is at hand.

The file is not ours to keep: MAWID_META_OPENAPI names it. Read literally as JSON Schema, v23.0 refuses all of Meta's
own examples; `CORRECTIONS` are the places where it contradicts them, or is older than what Meta documents, that
concern what Mawid sends.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fakes.graph_rules import Raw, check
from tests.fakes.openapi import Description, read_document

VARIABLE = "MAWID_META_OPENAPI"


class MetaDescription:
    """`checked` counts the bodies that were judged, `faults` tells what was found; without a file it finds nothing."""

    def __init__(self, path: Path | None) -> None:
        self._description = None if path is None else Description(document=corrected(read_document(path)))
        self.checked = 0
        self.faults: list[str] = []

    @classmethod
    def at_hand(cls) -> MetaDescription:
        """Read the file that the environment names, if it names one."""
        named = os.environ.get(VARIABLE)
        return cls(Path(named) if named else None)

    def check(self, endpoint: str, body: Raw) -> None:
        """Refuse a body that Meta does not describe; the fault stays on record."""
        if self._description is None:
            return
        self.checked += 1
        found = list(self._description.faults(body, self._description.request(endpoint)))
        self.faults += [f"{endpoint}: {fault}" for fault in found]
        check(not found, f"Invalid parameter: {'; '.join(found)}")


def corrected(document: Any) -> Any:
    """Return the description with its known errors set right; a schema that is not there is left alone."""
    schemas = document.get("components", {}).get("schemas", {})
    right = {name: copy.deepcopy(schemas[name]) for name in CORRECTIONS if name in schemas}
    for name, schema in right.items():
        CORRECTIONS[name](schema)
    return {**document, "components": {**document.get("components", {}), "schemas": {**schemas, **right}}}


def _recipient(schema: Any) -> None:
    # Either a number or a business-scoped user id; the label comes back with statuses; type of recipient: individual.
    schema["properties"] |= {"recipient": {"type": "string"}, "biz_opaque_callback_data": {"type": "string"}}
    schema["required"] = [name for name in schema["required"] if name not in ("to", "recipient_type")]
    schema["oneOf"] = [{"required": ["to"]}, {"required": ["recipient"]}]


def _policy(schema: Any) -> None:
    schema["required"] = ["code"]


def _position(schema: Any) -> None:
    # The pattern "^[2-6, 11-14]$" refuses "0", the first button, which Meta's own examples name.
    for part in (schema, *schema.get("allOf", [])):
        if "index" in part.get("properties", {}):
            part["properties"]["index"] = {"type": "string", "pattern": "^[0-9]$"}


def _contact_request(schema: Any) -> None:
    schema["properties"]["type"]["enum"].append("request_contact_info")


def _contact_request_action(schema: Any) -> None:
    asked = {"name": {"type": "string", "enum": ["request_contact_info"]}}
    schema["oneOf"].append({"required": ["name"], "properties": asked, "additionalProperties": False})


CORRECTIONS: dict[str, Callable[[Any], None]] = {
    "BaseMessageProperties": _recipient,
    "LanguageObject": _policy,
    "TemplateComponent": _position,
    "ButtonComponent": _position,
    "InteractiveObject": _contact_request,
    "ActionObject": _contact_request_action,
}
