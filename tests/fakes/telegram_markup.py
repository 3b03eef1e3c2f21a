"""The checks the Bot API makes on texts (HTML parse mode) and on keyboards."""

from __future__ import annotations

import html
import re
from typing import Any

from tests.fakes.telegram_errors import Refused, bad_request

_TAG = re.compile(r"<(/?)([a-zA-Z0-9-]*)([^>]*)(>?)")
_ESCAPE = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]+|#x[0-9a-fA-F]+);")
_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
    "tg-time": "date_time",
}
_BUTTON_FIELDS = frozenset(
    {
        "text",
        "icon_custom_emoji_id",
        "style",
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)
_ACTIONS = _BUTTON_FIELDS - {"text", "icon_custom_emoji_id", "style"}
_STYLES = frozenset({"primary", "success", "danger"})
_KEYBOARD_FIELDS = frozenset(
    {"text", "icon_custom_emoji_id", "style", "request_contact", "request_location", "request_poll", "web_app"}
)
MAX_BUTTONS = 100
MAX_PER_ROW = 8


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: html.unescape(match.group()), text)


def _cannot(what: str) -> Refused:
    return bad_request(f"can't parse entities: {what}")


def parse_html(markup: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the visible text and its entities; refuse tags that are unknown, unclosed or crossed."""
    if "<" not in markup:
        return (_unescape(markup) if "&" in markup else markup), []
    visible, size, position = [], 0, 0
    opened: list[tuple[str, int]] = []
    entities: list[dict[str, Any]] = []
    for match in _TAG.finditer(markup):
        piece = _unescape(markup[position : match.start()])
        visible.append(piece)
        size += utf16(piece)
        position = match.end()
        closing, name, _, end = match.groups()
        offset = len(markup[: match.start()].encode())
        if not end:
            raise _cannot(f"Unclosed start tag at byte offset {offset}")
        if not closing:
            if name.lower() not in _KINDS:
                raise _cannot(f'Unsupported start tag "{name}" at byte offset {offset}')
            opened.append((name.lower(), size))
            continue
        if not opened:
            raise _cannot(f"Unexpected end tag at byte offset {offset}")
        expected, began = opened.pop()
        if name and name.lower() != expected:
            found = f'expected "</{expected}>", found "</{name}>"'
            raise _cannot(f"Unmatched end tag at byte offset {offset}, {found}")
        if size > began:
            entities.append({"type": _KINDS[expected], "offset": began, "length": size - began})
    if opened:
        raise _cannot(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    visible.append(_unescape(markup[position:]))
    return "".join(visible), entities


def parse_text(text: str, parse_mode: str | None, *, limit: int, what: str) -> tuple[str, list[dict[str, Any]]]:
    """Return visible text and entities of a message text or a caption, or refuse it."""
    visible: str
    entities: list[dict[str, Any]]
    if not parse_mode:
        visible, entities = text, []
    elif parse_mode.lower() == "html":
        visible, entities = parse_html(text)
    else:
        raise bad_request("unsupported parse_mode")
    if len(visible) > limit:
        raise bad_request(f"{what} is too long")
    return visible, entities


def check_markup(markup: dict[str, Any], *, only_inline: bool = False) -> None:
    """Refuse a reply markup that the Bot API refuses."""
    if "inline_keyboard" in markup:
        _check_rows(markup["inline_keyboard"], _check_inline_button)
        _refuse_fields(markup, {"inline_keyboard"})
    elif only_inline:
        raise bad_request("message can't be edited: inline keyboard expected")
    elif "keyboard" in markup:
        _check_rows(markup["keyboard"], _check_keyboard_button)
        _refuse_fields(
            markup,
            {
                "keyboard",
                "is_persistent",
                "resize_keyboard",
                "one_time_keyboard",
                "input_field_placeholder",
                "selective",
            },
        )
    elif markup.get("remove_keyboard") is True:
        _refuse_fields(markup, {"remove_keyboard", "selective"})
    elif markup.get("force_reply") is True:
        _refuse_fields(markup, {"force_reply", "input_field_placeholder", "selective"})
    else:
        raise bad_request("object expected as reply markup")


def _refuse_fields(markup: dict[str, Any], known: set[str]) -> None:
    if unknown := markup.keys() - known:
        raise bad_request(f"can't parse reply markup: unknown field {sorted(unknown)}")


def _check_rows(rows: Any, check_button: Any) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object: expected an Array of Array")
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    for row in rows:
        if len(row) > MAX_PER_ROW:
            raise bad_request("reply markup is too long: more than 8 buttons in a row")
        for button in row:
            check_button(button)


def _check_inline_button(button: Any) -> None:
    where = "can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"{where}: expected an Object")
    _check_common(button, _BUTTON_FIELDS, where)
    actions = _ACTIONS & button.keys()
    if not actions:
        raise bad_request(f"{where}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"{where}: exactly one action is expected")
    data = button.get("callback_data")
    if data is not None and (not isinstance(data, str) or not 1 <= len(data.encode()) <= 64):
        raise bad_request("BUTTON_DATA_INVALID")


def _check_keyboard_button(button: Any) -> None:
    where = "can't parse keyboard button"
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request(f"{where}: expected an Object")
    _check_common(button, _KEYBOARD_FIELDS, where)


def _check_common(button: dict[str, Any], known: frozenset[str], where: str) -> None:
    if unknown := button.keys() - known:
        raise bad_request(f"{where}: unknown field {sorted(unknown)}")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request(f'{where}: Field "text" must be of type String')
    if not text.strip():
        raise bad_request(f"{where}: button text is empty")
    if "style" in button and button["style"] not in _STYLES:
        raise bad_request(f"{where}: invalid button style specified")
