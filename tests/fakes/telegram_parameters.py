"""The parameters of every method the fake knows (Bot API 10.1), and how a form's text becomes their type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from tests.fakes.telegram_errors import Refused, bad_request

Coerce = Callable[[str, Any], Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file that arrived in a multipart body."""

    filename: str
    media_type: str
    content: bytes


def integer(name: str, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request(f'can\'t parse parameter "{name}": expected an Integer') from None


def boolean(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    if word in ("true", "1", "yes"):
        return True
    if word in ("false", "0", "no", ""):
        return False
    raise bad_request(f'can\'t parse parameter "{name}": expected a Boolean')


def string(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise bad_request(f'can\'t parse parameter "{name}": expected a String')
    return value


def chat(name: str, value: Any) -> int:
    """Coerce a chat id; the fake has no public @names, so those are unknown chats."""
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request("chat not found") from None


def structure(kind: type[dict[str, Any]] | type[list[Any]], word: str) -> Coerce:
    """Return a coercer for a JSON-serialised object or array."""

    def coerce(name: str, value: Any) -> Any:
        try:
            parsed = orjson.loads(value) if isinstance(value, str) else value
        except orjson.JSONDecodeError:
            parsed = None
        if not isinstance(parsed, kind):
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object: expected an {word}")
        return parsed

    return coerce


def document(name: str, value: Any) -> Any:
    if isinstance(value, (Upload, str)):
        return value
    raise bad_request(f'can\'t parse parameter "{name}": expected a file')


obj: Coerce = structure(dict, "Object")
array: Coerce = structure(list, "Array")

_SENDING: dict[str, Coerce] = {
    "business_connection_id": string,
    "chat_id": chat,
    "message_thread_id": integer,
    "direct_messages_topic_id": integer,
    "parse_mode": string,
    "disable_notification": boolean,
    "protect_content": boolean,
    "allow_paid_broadcast": boolean,
    "message_effect_id": string,
    "suggested_post_parameters": obj,
    "reply_parameters": obj,
    "reply_markup": obj,
}
_EDITING: dict[str, Coerce] = {
    "business_connection_id": string,
    "chat_id": chat,
    "message_id": integer,
    "inline_message_id": string,
    "reply_markup": obj,
}
_LANGUAGE: dict[str, Coerce] = {"language_code": string}
_COMMANDS: dict[str, Coerce] = {"scope": obj, **_LANGUAGE}

PARAMETERS: dict[str, dict[str, Coerce]] = {
    "getMe": {},
    "getUpdates": {"offset": integer, "limit": integer, "timeout": integer, "allowed_updates": array},
    "setWebhook": {
        "url": string,
        "certificate": document,
        "ip_address": string,
        "max_connections": integer,
        "allowed_updates": array,
        "drop_pending_updates": boolean,
        "secret_token": string,
    },
    "deleteWebhook": {"drop_pending_updates": boolean},
    "getWebhookInfo": {},
    "sendMessage": {**_SENDING, "text": string, "entities": array, "link_preview_options": obj},
    "sendDocument": {
        **_SENDING,
        "document": document,
        "thumbnail": document,
        "caption": string,
        "caption_entities": array,
        "disable_content_type_detection": boolean,
    },
    "sendChatAction": {
        "business_connection_id": string,
        "chat_id": chat,
        "message_thread_id": integer,
        "action": string,
    },
    "editMessageText": {
        **_EDITING,
        "text": string,
        "parse_mode": string,
        "entities": array,
        "link_preview_options": obj,
    },
    "editMessageReplyMarkup": _EDITING,
    "answerCallbackQuery": {
        "callback_query_id": string,
        "text": string,
        "show_alert": boolean,
        "url": string,
        "cache_time": integer,
    },
    "setMyCommands": {"commands": array, **_COMMANDS},
    "getMyCommands": _COMMANDS,
    "deleteMyCommands": _COMMANDS,
    "setMyName": {"name": string, **_LANGUAGE},
    "getMyName": _LANGUAGE,
    "setMyDescription": {"description": string, **_LANGUAGE},
    "getMyDescription": _LANGUAGE,
    "setMyShortDescription": {"short_description": string, **_LANGUAGE},
    "getMyShortDescription": _LANGUAGE,
}

_MISSING: dict[str, tuple[tuple[str, str], ...]] = {
    "sendMessage": (("chat_id", "chat_id is empty"), ("text", "message text is empty")),
    "sendDocument": (("chat_id", "chat_id is empty"), ("document", "there is no document in the request")),
    "sendChatAction": (("chat_id", "chat_id is empty"), ("action", "wrong parameter action in request")),
    "editMessageText": (
        ("chat_id", "chat_id is empty"),
        ("message_id", "message identifier is not specified"),
        ("text", "message text is empty"),
    ),
    "editMessageReplyMarkup": (
        ("chat_id", "chat_id is empty"),
        ("message_id", "message identifier is not specified"),
    ),
    "setMyCommands": (("commands", "can't parse commands: expected an Array of BotCommand"),),
    "answerCallbackQuery": (
        ("callback_query_id", "query is too old and response timeout expired or query ID is invalid"),
    ),
}


def coerce(method: str, raw: dict[str, Any]) -> dict[str, Any]:
    """Return the call's parameters by type; refuse what the method does not have and miss nothing it requires."""
    known = PARAMETERS.get(method)
    if known is None:
        raise Refused(404, "Not Found: method not found")
    values: dict[str, Any] = {}
    for name, value in raw.items():
        to_type = known.get(name)
        if to_type is None:
            raise bad_request(f'unknown parameter "{name}" of {method}')
        if value is not None:
            values[name] = to_type(name, value)
    for name, complaint in _MISSING.get(method, ()):
        if name not in values:
            raise bad_request(complaint)
    return values
