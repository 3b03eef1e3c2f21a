"""What comes in from a person and what goes out to one, in words that every channel shares.

`Reply.text` is *markup*: plain text in which only `<b>…</b>` and `<i>…</i>` are tags and `& < >` are escaped
(`locales.Translator` escapes whatever it inserts), so a channel may pass it to an HTML parser or strip it with
`plain_text`. Button labels are plain text.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

MediaKind = Literal["sticker", "voice", "audio", "photo", "video", "document", "location", "poll", "other"]

MORE_DATA = "^:"
"""Data of a channel's own button: the rest of the buttons of one of our messages (its id, how many were shown)."""

_TAG = re.compile(r"</?[bi]>")
_ID = re.compile(r"[0-9]{1,9}")


def plain_text(markup: str) -> str:
    """Return the characters a person reads, without tags and escapes.

    >>> plain_text("<b>Dupont &amp; fils</b>")
    'Dupont & fils'
    """
    return html.unescape(_TAG.sub("", markup))


def id_in(data: str) -> int:
    """Return the id that a button carries, 0 (nobody's) for a forged one.

    >>> id_in("7"), id_in("99999999999999999999"), id_in("x")
    (7, 0, 0)
    """
    return int(data) if _ID.fullmatch(data) else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """A phone number shared with the channel's own button; `is_own`: the platform vouches that it is the sender's."""

    phone: str
    is_own: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """One update of a person: exactly one of text, choice, contact, media or reachable is set.

    `address` is `channel:id`; `update_id` is unique within the channel and makes a repeat a no-op; `choice` is the
    data of a tapped button; `message_ref` names the platform's message (the tapped one, or the person's own, so
    that an edit finds the answer it gave). `also` is another address under which the platform may name the same
    person; `free_until` is how long they may be written to freely, where the platform restricts that.
    """

    address: str
    update_id: str
    received_at: datetime
    text: str | None = None
    choice: str | None = None
    contact: Contact | None = None
    media: MediaKind | None = None
    reachable: bool | None = None
    is_edit: bool = False
    message_ref: str | None = None
    language_hint: str | None = None
    name_hint: str | None = None
    also: str | None = None
    free_until: datetime | None = None

    @property
    def channel(self) -> str:
        return self.address.partition(":")[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A tap: what it says (plain text, the reader's language) and the ASCII data it sends back (at most 64 bytes)."""

    label: str
    data: str
    style: Literal["plain", "primary", "danger"] = "plain"
    is_on: bool | None = None  # a toggle's state; None for an ordinary button
    is_quiet: bool = False  # a tap that only turns a page says nothing, so it shows no bubble of the person


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file sent with a message."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateCall:
    """A template approved by a platform, for when it permits nothing else: its name and its few variables.

    `is_whole`: the template says all that the message says; otherwise it only asks the person to open a message,
    which follows as soon as they do. `data` comes back when its button is tapped.
    """

    name: str
    params: Mapping[str, str] = field(default_factory=dict)
    data: str = ""
    is_whole: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """One outgoing message, words chosen, channel not yet.

    `rows` are button rows in reading order. `contact_label` asks the channel for its share-my-phone button where it
    has one. `edits` names a message of ours (a `message_ref`) whose text and buttons this reply replaces in place
    where the channel can. `language` is the language the words are in, so that a channel sets the text direction.
    `takes_numbers`: a number typed in answer is meant as one, so a channel that writes its buttons as lines gives
    them letters. `template` stands in where a platform permits no free message.
    """

    text: str
    language: str
    rows: tuple[tuple[Button, ...], ...] = ()
    contact_label: str | None = None
    edits: str | None = None
    attachment: Attachment | None = None
    takes_numbers: bool = False
    template: TemplateCall | None = None

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(button for row in self.rows for button in row)

    def to_json(self) -> dict[str, Any]:
        """Return a JSON-ready mapping; the inverse of `from_json`."""
        data: dict[str, Any] = {"text": self.text, "language": self.language}
        if self.rows:
            data["rows"] = [[[b.label, b.data, b.style, b.is_on, b.is_quiet] for b in row] for row in self.rows]
        if self.contact_label is not None:
            data["contact_label"] = self.contact_label
        if self.edits is not None:
            data["edits"] = self.edits
        if self.attachment is not None:
            file = self.attachment
            data["attachment"] = [file.filename, file.media_type, base64.b64encode(file.content).decode("ascii")]
        if self.takes_numbers:
            data["takes_numbers"] = True
        if self.template is not None:
            call = self.template
            data["template"] = [call.name, dict(call.params), call.data, call.is_whole]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Reply:
        """Rebuild a reply from what `to_json` returned."""
        file, call = data.get("attachment"), data.get("template")
        return cls(
            text=data["text"],
            language=data["language"],
            rows=tuple(
                tuple(Button(label=b[0], data=b[1], style=b[2], is_on=b[3], is_quiet=b[4]) for b in row)
                for row in data.get("rows", ())
            ),
            contact_label=data.get("contact_label"),
            edits=data.get("edits"),
            attachment=None
            if file is None
            else Attachment(filename=file[0], media_type=file[1], content=base64.b64decode(file[2])),
            takes_numbers=data.get("takes_numbers", False),
            template=None
            if call is None
            else TemplateCall(name=call[0], params=call[1], data=call[2], is_whole=call[3]),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """A reply whose outbox row is committed and leased to whoever received the message it answers."""

    outbox_id: int
    address: str
    reply: Reply
