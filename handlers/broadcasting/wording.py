"""How a broadcast looks to a reader: in their language or with a note, in their direction, cut to their channel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from events.event import Event
from handlers.broadcasting.splitting import split_text, width
from handlers.messages import Reply, plain_text
from handlers.templates import broadcast_template
from locales.digits import strip_bidi
from locales.languages import is_rtl
from locales.markup import escape, isolate
from locales.translator import N_, translator
from storage.records import Broadcast

HEADER = N_("📣 <b>{event}</b>")
URGENT = N_("🚨 <b>{event}: urgent</b>")
NOTES: Mapping[str, str] = {
    "fr": N_("The organisers wrote this message in French:"),
    "ar": N_("The organisers wrote this message in Arabic:"),
    "en": N_("The organisers wrote this message in English:"),
}
WITHDRAWN_PART = N_("This part is no longer valid; the corrected message stands above.")

LONGEST: Mapping[str, int] = {"telegram": 4096, "whatsapp": 4096, "web": 4096}
"""Units of one message, by channel."""

LONGEST_OTHERWISE = 1024
EDITABLE = ("telegram", "web")
"""Channels on which words that were sent can be replaced in place."""

_COUNTER = 16  # units for the number of a part
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{3,}")
_LINK = re.compile(r"(?:https?://|www\.)\S*[^\s.,;:!?)»…،؛؟]", re.IGNORECASE)  # the sentence goes on behind it


def clean(text: str) -> str:
    """Return typed words without hidden characters and without more than one empty line in a row."""
    lines = strip_bidi(text.replace("\r\n", "\n")).split("\n")
    return _BLANK_LINES.sub("\n\n", "\n".join(_CONTROL.sub(" ", line).rstrip() for line in lines)).strip()


def directed(text: str, language: str) -> str:
    """Return a text in which what runs against the reader's direction is isolated: a whole line, or a link.

    >>> directed("Salle B", "ar") == isolate("Salle B"), directed("Salle B", "fr")
    (True, 'Salle B')
    """
    return "\n".join(_directed_line(line, is_reader_rtl=is_rtl(language)) for line in text.split("\n"))


def _directed_line(line: str, *, is_reader_rtl: bool) -> str:
    is_line_rtl = _is_rtl(line)
    if is_line_rtl is None:
        return line
    if is_line_rtl != is_reader_rtl:
        return isolate(line)
    return _LINK.sub(lambda link: isolate(link[0]), line) if is_line_rtl else line


def _is_rtl(line: str) -> bool | None:
    """Return the direction of the first letter that has one."""
    for character in line:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return None


def has_text_in(broadcast: Broadcast, language: str) -> bool:
    """Tell whether a reader of this language gets words of their own."""
    return bool(broadcast.texts.get(language))


def replies(broadcast: Broadcast, *, language: str, channel: str, event: Event) -> tuple[Reply, ...]:
    """Return the messages by which a reader gets a broadcast, in order."""
    t = translator(language)
    head = [t(URGENT if broadcast.is_emergency else HEADER, event=event.name.in_(language))]
    source = broadcast.source_language or language
    text = broadcast.texts.get(language)
    if not text:
        text = broadcast.texts.get(source) or ""
        head.append(t(NOTES[source]))
    opening = "\n".join(head)
    room = LONGEST.get(channel, LONGEST_OTHERWISE) - width(plain_text(opening)) - _COUNTER
    parts = split_text(directed(text, language), room)
    shown = [escape(part) for part in parts]
    if len(shown) > 1:
        shown = [f"{part}\n\n({number}/{len(shown)})" for number, part in enumerate(shown, 1)]
    shown[0] = f"{opening}\n\n{shown[0]}"
    template = broadcast_template(event, language)
    return tuple(Reply(text=part, language=language, template=template) for part in shown)
