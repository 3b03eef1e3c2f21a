"""Turns a reply into the messages of the Cloud API that say it, all of them within its limits."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from bot.channels.base import Limits
from bot.channels.degrade import mark
from bot.channels.split import split_markup, width
from bot.channels.whatsapp.formatting import to_whatsapp
from bot.channels.whatsapp.layout import BUTTON_TITLE, BUTTONS, ROWS, Layout, Row, lay_out
from handlers.messages import Attachment, Reply, plain_text
from locales.translator import N_, translator

LIMITS = Limits(
    text=4096,
    button_label=BUTTON_TITLE,
    button_data_bytes=200,
    buttons=BUTTONS,
    buttons_per_row=1,
    list_rows=ROWS,
    contact_button=True,
    files=True,
    messages_per_second=60.0,
)
INTERACTIVE_BODY = 1024
CAPTION = 1024

OPEN_LIST = N_("Choose")
_POINT_UP = "👆"  # WhatsApp has no message without words; this one needs no translation

Payload = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message: its type, the object of that name, and the file to upload for it.

    `is_main`: statuses of the whole reply are read from it; `is_optional`: the reply is complete without it.
    """

    type: str
    content: Payload
    file: Attachment | None = None
    is_main: bool = False
    is_optional: bool = False


def render(reply: Reply, *, outbox_id: int) -> tuple[Message, ...]:
    """Return the messages that say `reply`, in order."""
    layout = lay_out(reply, outbox_id=outbox_id)
    text = _with_lines(reply.text, layout)
    messages = _file(reply, text) if reply.attachment else []
    if reply.attachment:
        text = _POINT_UP
    if layout.rows or layout.buttons:
        messages += _interactive(text, layout, reply.language)
    elif not reply.attachment:
        messages += [_text(part) for part in split(text, LIMITS.text)]
    *first, last = messages
    main = Message(type=last.type, content=last.content, file=last.file, is_main=True)
    return (*first, main, *_ask_for_phone(reply))


def split(markup: str, limit: int) -> list[str]:
    """Return WhatsApp text in parts of at most `limit`, cut at the end of lines, sentences or words."""
    room = limit
    while True:
        parts = [to_whatsapp(part) for part in split_markup(markup, room)]
        excess = max(width(part) for part in parts) - limit
        if excess <= 0:
            return parts
        room -= excess  # the signs of bold and italic are counted as well


def _with_lines(markup: str, layout: Layout) -> str:
    lines = [f"{sign}. {html.escape(mark(button), quote=False)}" for sign, button in layout.lines]
    return "\n".join([markup, "", *lines]) if lines else markup


def _interactive(markup: str, layout: Layout, language: str) -> list[Message]:
    """Return the message with the list or the buttons; what its body cannot hold goes before it."""
    before, body = cut_body(markup, INTERACTIVE_BODY)
    messages = [_text(part) for part in before]
    if layout.rows:
        button = translator(language).plain(OPEN_LIST)
        rows = [_row(row) for row in layout.rows]
        messages.append(_ask("list", body, {"button": button, "sections": [{"rows": rows}]}))
        body = _POINT_UP
    if layout.buttons:
        buttons = [{"type": "reply", "reply": {"id": b.data, "title": b.title}} for b in layout.buttons]
        messages.append(_ask("button", body, {"buttons": buttons}))
    return messages


def cut_body(markup: str, limit: int) -> tuple[list[str], str]:
    """Return the texts that go before, and the end of the markup, which fits a body."""
    whole = to_whatsapp(markup)
    if width(whole) <= limit:
        return [], whole
    for gap in ("\n\n", "\n"):
        start = markup.find(gap, max(0, len(markup) - limit * 2))
        while start != -1:
            head, tail = markup[:start], markup[start + len(gap) :]
            body = to_whatsapp(tail)
            if width(body) <= limit and plain_text(tail).strip() and _is_balanced(tail):
                return split(head, LIMITS.text), body
            start = markup.find(gap, start + 1)
    *before, body = split(markup, limit)
    return before, body


def _is_balanced(markup: str) -> bool:
    return all(markup.count(f"<{tag}>") == markup.count(f"</{tag}>") for tag in "bi")


def _file(reply: Reply, markup: str) -> list[Message]:
    assert reply.attachment is not None
    content: Payload = {"filename": reply.attachment.filename}
    caption = to_whatsapp(markup)
    if width(caption) <= CAPTION:
        if caption:
            content["caption"] = caption
        return [Message(type="document", content=content, file=reply.attachment)]
    texts = [_text(part) for part in split(markup, LIMITS.text)]
    return [*texts, Message(type="document", content=content, file=reply.attachment)]


def _text(text: str) -> Message:
    return Message(type="text", content={"body": text, "preview_url": False})


def _ask(kind: str, body: str, action: Payload) -> Message:
    return Message(type="interactive", content={"type": kind, "body": {"text": body}, "action": action})


def _row(row: Row) -> Payload:
    shown = {"id": row.data, "title": row.title}
    return shown | {"description": row.description} if row.description else shown


def _ask_for_phone(reply: Reply) -> tuple[Message, ...]:
    """Ask for the phone number with WhatsApp's own button, beside typing it."""
    if reply.contact_label is None:
        return ()
    label = to_whatsapp(html.escape(reply.contact_label, quote=False))
    asked = _ask("request_contact_info", label, {"name": "request_contact_info"})
    return (Message(type=asked.type, content=asked.content, is_optional=True),)
