"""Turns a reply into plain Bot API calls, which either library can make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.channels.base import Limits
from bot.channels.degrade import fit, mark
from bot.channels.split import split_markup, visible_width
from handlers.messages import Attachment, Button, Reply

LIMITS = Limits(
    text=4096,
    button_label=64,
    button_data_bytes=64,
    buttons=100,
    buttons_per_row=8,
    edits_in_place=True,
    contact_button=True,
    files=True,
    messages_per_second=25.0,
    seconds_per_address=1.0,
)
_CAPTION = 1024
_POINT_DOWN = "👇"  # Telegram has no message without words; these two need no translation
_DONE = "👌"

Payload = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One Bot API request; `is_main` marks the message that later edits will name."""

    method: str
    payload: Payload
    file: Attachment | None = None
    is_main: bool = False


def render(reply: Reply, *, chat_id: int, removes_keyboard: bool = False) -> tuple[Call, ...]:
    """Return the messages that say `reply`, in order; `removes_keyboard` takes the contact keyboard away."""
    reply = fit(reply, LIMITS)
    contents = _contents(reply, chat_id)
    *first, last = contents
    if reply.rows:
        last.payload["reply_markup"] = inline_keyboard(reply.rows)
    elif reply.contact_label:
        last.payload["reply_markup"] = _contact_keyboard(reply.contact_label)
    if reply.rows and reply.contact_label:  # one message cannot carry both kinds of keyboard
        contents.append(_message(chat_id, _POINT_DOWN, _contact_keyboard(reply.contact_label)))
    elif removes_keyboard and not reply.contact_label:
        remove = {"remove_keyboard": True}
        if not reply.rows:
            last.payload["reply_markup"] = remove
        elif first:
            first[0].payload["reply_markup"] = remove
        else:
            contents.insert(0, _message(chat_id, _DONE, remove))
    return tuple(contents)


def render_edit(reply: Reply, *, chat_id: int, message_id: int) -> Call | None:
    """Return the edit that makes a message show `reply`, or None where only new messages can say it."""
    reply = fit(reply, LIMITS)
    if reply.attachment or reply.contact_label or visible_width(reply.text) > LIMITS.text:
        return None
    payload: Payload = {"chat_id": chat_id, "message_id": message_id, **_text(reply.text)}
    if reply.rows:
        payload["reply_markup"] = inline_keyboard(reply.rows)
    return Call(method="editMessageText", payload=payload, is_main=True)


def inline_keyboard(rows: tuple[tuple[Button, ...], ...]) -> Payload:
    return {"inline_keyboard": [[_button(button) for button in row] for row in rows]}


def _button(button: Button) -> Payload:
    shown: Payload = {"text": mark(button), "callback_data": button.data}
    if button.style != "plain":
        shown["style"] = button.style
    return shown


def _contents(reply: Reply, chat_id: int) -> list[Call]:
    file = reply.attachment
    if file is None:
        *first, last = split_markup(reply.text, LIMITS.text)
        return [*(_message(chat_id, text) for text in first), _message(chat_id, last, is_main=True)]
    document: Payload = {"chat_id": chat_id}
    if visible_width(reply.text) <= _CAPTION:
        if reply.text:
            document |= {"caption": reply.text, "parse_mode": "HTML"}
        return [Call(method="sendDocument", payload=document, file=file, is_main=True)]
    texts = [_message(chat_id, text) for text in split_markup(reply.text, LIMITS.text)]
    return [*texts, Call(method="sendDocument", payload=document, file=file, is_main=True)]


def _message(chat_id: int, text: str, markup: Payload | None = None, *, is_main: bool = False) -> Call:
    payload: Payload = {"chat_id": chat_id, **_text(text)}
    if markup is not None:
        payload["reply_markup"] = markup
    return Call(method="sendMessage", payload=payload, is_main=is_main)


def _text(text: str) -> Payload:
    return {"text": text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def _contact_keyboard(label: str) -> Payload:
    button = {"text": label, "request_contact": True}
    return {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}
