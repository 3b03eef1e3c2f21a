"""What the fake Graph API refuses: unknown or missing fields, and every limit, in characters and counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Raw = Mapping[str, Any]

_OPAQUE = 512
_DOCUMENTS = frozenset(
    {
        "text/plain",
        "application/pdf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)


class Refused(Exception):
    """An error answer of the Graph API."""

    def __init__(self, code: int, message: str, *, status: int = 400, is_transient: bool = False) -> None:
        super().__init__(message)
        self.code, self.message, self.status, self.is_transient = code, message, status, is_transient


def check(condition: object, message: str, code: int = 100) -> None:
    if not condition:
        raise Refused(code, message)


def width(text: str) -> int:
    """Count as a strict server might: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _fields(raw: Raw, *, required: set[str], optional: set[str], where: str) -> None:
    check(isinstance(raw, dict), f"{where} must be an object")
    missing, unknown = required - raw.keys(), raw.keys() - required - optional
    check(not missing, f"The parameter {where}{sorted(missing)} is required.", 131008)
    check(not unknown, f"Unexpected key {sorted(unknown)} on param {where}.")


def _text(value: object, where: str, most: int, code: int = 131009) -> None:
    check(isinstance(value, str) and value.strip(), f"{where} must not be empty", code)
    check(width(str(value)) <= most, f"{where} is longer than {most} characters", code)


def check_message(body: Raw, media: Mapping[str, str]) -> None:
    """Refuse a request to /messages that Meta would refuse."""
    kind = str(body.get("type"))
    _fields(
        body,
        required={"messaging_product", "type", kind},
        optional={"recipient_type", "to", "recipient", "biz_opaque_callback_data", "context"},
        where="",
    )
    check(body["messaging_product"] == "whatsapp", "messaging_product must be whatsapp")
    check(("to" in body) != ("recipient" in body), "exactly one of to and recipient is required", 131008)
    check(re.fullmatch(r"\+?[0-9]{5,20}", str(body.get("to", "12345"))), "to is not a phone number", 131009)
    check(re.fullmatch(r"[A-Z]{2}\.[A-Za-z0-9.]+", str(body.get("recipient", "MA.1"))), "recipient is no id", 131009)
    check(width(str(body.get("biz_opaque_callback_data", ""))) <= _OPAQUE, "biz_opaque_callback_data is too long")
    checker = _KINDS.get(kind)
    check(checker is not None, f"Message type {kind} is not supported", 131051)
    assert checker is not None
    checker(body[kind], media)


def _check_text(content: Raw, _media: Mapping[str, str]) -> None:
    _fields(content, required={"body"}, optional={"preview_url"}, where="text")
    _text(content["body"], "text.body", 4096)


def _check_document(content: Raw, media: Mapping[str, str]) -> None:
    _fields(content, required={"id"}, optional={"filename", "caption"}, where="document")
    check(content["id"] in media, "Media id is not known", 131009)
    check(media[content["id"]] in _DOCUMENTS, "Media type is not supported", 131053)
    if "caption" in content:
        _text(content["caption"], "document.caption", 1024)


def _check_interactive(content: Raw, _media: Mapping[str, str]) -> None:
    _fields(content, required={"type", "body", "action"}, optional={"header", "footer"}, where="interactive")
    _text(content["body"].get("text"), "interactive.body.text", 1024)
    _fields(content["body"], required={"text"}, optional=set(), where="interactive.body")
    actions: dict[str, Callable[[Raw], None]] = {
        "button": _check_buttons,
        "list": _check_list,
        "request_contact_info": _check_contact_request,
    }
    check(content["type"] in actions, f"interactive.type {content['type']} is not supported", 131009)
    actions[content["type"]](content["action"])


def _check_buttons(action: Raw) -> None:
    _fields(action, required={"buttons"}, optional=set(), where="action")
    buttons = action["buttons"]
    check(1 <= len(buttons) <= 3, "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3", 131009)
    for button in buttons:
        _fields(button, required={"type", "reply"}, optional=set(), where="button")
        _fields(button["reply"], required={"id", "title"}, optional=set(), where="button.reply")
        _text(button["reply"]["title"], "button title", 20)
        _text(button["reply"]["id"], "button id", 256)
    _unique([button["reply"]["title"] for button in buttons], "button titles")
    _unique([button["reply"]["id"] for button in buttons], "button ids")


def _check_list(action: Raw) -> None:
    _fields(action, required={"button", "sections"}, optional=set(), where="action")
    _text(action["button"], "action.button", 20)
    sections = action["sections"]
    check(1 <= len(sections) <= 10, "Section count exceeds 10", 131009)
    rows = [row for section in sections for row in section["rows"]]
    check(1 <= len(rows) <= 10, "Total row count exceed max allowed count: 10", 131009)
    for section in sections:
        _fields(section, required={"rows"}, optional={"title"}, where="section")
        check(len(sections) == 1 or section.get("title"), "section.title is required", 131009)
    for row in rows:
        _fields(row, required={"id", "title"}, optional={"description"}, where="row")
        _text(row["id"], "row id", 200)
        _text(row["title"], "row title", 24)
        if "description" in row:
            _text(row["description"], "row description", 72)
    _unique([row["id"] for row in rows], "row ids")
    _unique([row["title"] for row in rows], "row titles")


def _check_contact_request(action: Raw) -> None:
    _fields(action, required={"name"}, optional=set(), where="action")
    check(action["name"] == "request_contact_info", "action.name is wrong", 131009)


def _unique(values: list[str], what: str) -> None:
    check(len(set(values)) == len(values), f"Duplicate {what}", 131009)


def _check_template(content: Raw, _media: Mapping[str, str]) -> None:
    _fields(content, required={"name", "language"}, optional={"components"}, where="template")
    _fields(content["language"], required={"code"}, optional={"policy"}, where="template.language")
    for component in content.get("components", []):
        _fields(component, required={"type", "parameters"}, optional={"sub_type", "index"}, where="component")
        for parameter in component["parameters"]:
            text = parameter.get("text", parameter.get("payload"))
            _text(text, "parameter", 1024, 132012)
            check(not re.search(r"[\n\t]| {5,}", str(text)), "Param text cannot have new-line/tab characters", 132012)


_KINDS: dict[str, Callable[[Raw, Mapping[str, str]], None]] = {
    "text": _check_text,
    "document": _check_document,
    "interactive": _check_interactive,
    "template": _check_template,
}


@dataclass(kw_only=True)
class StoredTemplate:
    """A template as the business account holds it."""

    name: str
    language: str
    category: str
    components: list[dict[str, Any]]
    status: str = "PENDING"
    rejected_reason: str = "NONE"

    @property
    def body(self) -> str:
        return next(str(part["text"]) for part in self.components if part["type"] == "BODY")

    @property
    def variables(self) -> int:
        return len(set(re.findall(r"\{\{(\d+)\}\}", self.body)))


def check_new_template(raw: Raw) -> StoredTemplate:
    """Refuse a template that Meta would not take for review."""
    _fields(raw, required={"name", "language", "category", "components"}, optional=set(), where="template")
    check(re.fullmatch(r"[a-z0-9_]{1,512}", raw["name"]), "Template name is invalid")
    check(raw["category"] in ("UTILITY", "MARKETING", "AUTHENTICATION"), "category is invalid")
    template = StoredTemplate(
        name=raw["name"], language=raw["language"], category=raw["category"], components=raw["components"]
    )
    body = template.body
    _text(body, "template body", 1024, 100)
    check(not re.match(r"\W*\{\{", body) and not re.search(r"\}\}\W*$", body), "Variables can't be at the start or end")
    examples = next(part for part in template.components if part["type"] == "BODY").get("example", {})
    given = examples.get("body_text", [[]])[0]
    check(len(given) == template.variables, "Examples are missing for variables")
    for part in template.components:
        for button in part.get("buttons", []):
            _text(button["text"], "template button", 25, 100)
    return template


def check_template_call(content: Raw, templates: Mapping[tuple[str, str], StoredTemplate]) -> None:
    """Refuse a call of a template that is missing, not approved, or called with the wrong number of variables."""
    template = templates.get((content["name"], content["language"]["code"]))
    if template is None or template.status in ("PENDING", "REJECTED"):
        raise Refused(132001, "Template name does not exist in the translation")
    check(template.status != "PAUSED", "Template is paused", 132015)
    check(template.status != "DISABLED", "Template is disabled", 132016)
    given = [
        parameter
        for component in content.get("components", [])
        if component["type"] == "body"
        for parameter in component["parameters"]
    ]
    check(len(given) == template.variables, "Number of parameters does not match", 132000)
