"""Reads webhooks: one `Incoming` for each message and one `Receipt` for each status, whatever else is missing.

A webhook may hold many events, in any order, and Meta's samples leave out what live traffic has: `contacts`, their
`wa_id` or `user_id`, even the sender's number. What cannot be read is passed over, and never keeps the rest back.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.base import Receipt, ReceiptKind, SendFailed
from bot.channels.whatsapp.errors import as_failure, judge
from bot.channels.whatsapp.identity import address_of, short_ref
from handlers.messages import Contact, Incoming, MediaKind

log = logging.getLogger(__name__)

WINDOW = timedelta(hours=24)
"""How long somebody who wrote may be answered freely."""

_LONGEST_ID = 9  # digits of the id of one of our messages; a longer one is not ours

Raw = Mapping[str, Any]

_MEDIA: dict[str, MediaKind] = {
    "sticker": "sticker",
    "audio": "audio",
    "voice": "voice",
    "image": "photo",
    "video": "video",
    "document": "document",
    "location": "location",
    "order": "other",
    "unsupported": "other",
    "unknown": "other",
}
_STATUSES: dict[str, ReceiptKind] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateChange:
    """Meta's verdict on a template, told by webhook."""

    name: str
    language: str
    status: str
    reason: str | None


def read_messages(body: Raw, *, phone_id: str, now: datetime) -> Iterator[Incoming]:
    """Yield what people sent to our number, in the order in which they sent it."""
    found = []
    for value in _values(body, "messages", phone_id):
        contacts = _items(value, "contacts")
        for raw in _items(value, "messages"):
            try:
                incoming = _read_message(raw, contacts, now)
            except (KeyError, TypeError, ValueError, AttributeError):
                log.exception("a message of type %r cannot be read", raw.get("type"))
                continue
            if incoming is not None:
                found.append(incoming)
    yield from sorted(found, key=lambda one: one.received_at)


def read_receipts(body: Raw, *, phone_id: str, now: datetime) -> Iterator[Receipt]:
    """Yield what became of messages of ours; statuses of messages sent by others carry no label of ours."""
    for value in _values(body, "messages", phone_id):
        for raw in _items(value, "statuses"):
            kind = _STATUSES.get(str(raw.get("status")))
            row = str(raw.get("biz_opaque_callback_data") or "")
            if kind is None or not row.isdecimal() or len(row) > _LONGEST_ID:
                continue
            yield Receipt(
                outbox_id=int(row),
                kind=kind,
                at=_instant(raw.get("timestamp"), now),
                ref=short_ref(str(raw.get("id") or "")),
                failure=_read_failure(raw) if kind == "failed" else None,
            )


def _read_failure(raw: dict[str, Any]) -> SendFailed:
    errors = _items(raw, "errors")
    code = errors[0].get("code") if errors else None
    return as_failure(judge(code if isinstance(code, int) else 131000))


def read_template_changes(body: Raw) -> Iterator[TemplateChange]:
    """Yield the templates whose state changed."""
    for value in _values(body, "message_template_status_update", None):
        if isinstance(value.get("message_template_name"), str):
            yield TemplateChange(
                name=value["message_template_name"],
                language=str(value.get("message_template_language") or ""),
                status=str(value.get("event") or "").upper(),
                reason=str(value["reason"]) if value.get("reason") not in (None, "NONE") else None,
            )


def _values(body: Raw, field: str, phone_id: str | None) -> Iterator[Raw]:
    for entry in _items(body, "entry"):
        for change in _items(entry, "changes"):
            value = change.get("value")
            if change.get("field") != field or not isinstance(value, dict):
                continue
            metadata = value.get("metadata")
            number = metadata.get("phone_number_id") if isinstance(metadata, dict) else None
            if phone_id is None or number in (None, phone_id):
                yield value


def _items(holder: Raw, name: str) -> list[dict[str, Any]]:
    found = holder.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _instant(stamp: Any, now: datetime) -> datetime:
    """Return the instant of a Unix time; one that is missing, absurd or ahead of us is now."""
    text = str(stamp or "")
    if not text.isdecimal() or len(text) > 11:
        return now
    return min(datetime.fromtimestamp(int(text), tz=UTC), now)


def _read_message(raw: dict[str, Any], contacts: list[dict[str, Any]], now: datetime) -> Incoming | None:
    contact = _contact_of(raw, contacts)
    phone = address_of(str(raw.get("from") or contact.get("wa_id") or ""))
    user = address_of(str(raw.get("from_user_id") or contact.get("user_id") or ""))
    content = _read_content(raw, own={phone, user} - {None})
    address = user or phone
    if content is None or address is None:
        return None
    at = _instant(raw.get("timestamp"), now)
    profile = contact.get("profile")
    return Incoming(
        address=address,
        also=phone if user is not None else None,
        update_id=short_ref(str(raw["id"])),
        received_at=at,
        free_until=at + WINDOW,
        message_ref=short_ref(str(raw["id"])),
        name_hint=str(profile["name"]) if isinstance(profile, dict) and profile.get("name") else None,
        **content,
    )


def _contact_of(raw: dict[str, Any], contacts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the contact of a message: the one of the same id, or the only one."""
    names = {raw.get("from"), raw.get("from_user_id")} - {None, ""}
    for contact in contacts:
        if names & {contact.get("wa_id"), contact.get("user_id")}:
            return contact
    return contacts[0] if len(contacts) == 1 else {}


def _read_content(raw: dict[str, Any], *, own: set[str | None]) -> dict[str, Any] | None:
    """Return what a message says; None for a reaction or a notice of the platform, which ask for no answer."""
    kind = str(raw.get("type"))
    match kind:
        case "text":
            return {"text": str(raw["text"]["body"])}
        case "interactive":
            return _read_interactive(raw["interactive"])
        case "button":  # of a template
            return {"choice": str(raw["button"]["payload"])}
        case "contacts":
            return _read_contacts(raw["contacts"], own)
        case "reaction" | "system" | "edit" | "revoke" | "ephemeral" | "request_welcome":
            return None
    return {"media": _MEDIA.get(kind, "other")}


def _read_interactive(interactive: dict[str, Any]) -> dict[str, Any]:
    for name in ("button_reply", "list_reply"):
        if name in interactive:
            return {"choice": str(interactive[name]["id"])}
    return {"media": "other"}


def _read_contacts(shared: list[dict[str, Any]], own: set[str | None]) -> dict[str, Any]:
    """Return the phone number of a shared card; it is vouched for when it is the sender's own account."""
    card = shared[0] if shared else {}
    phones = _items(card, "phones")
    phone = phones[0] if phones else {}
    number = str(phone.get("wa_id") or phone.get("phone") or "")
    if not number:
        return {"media": "other"}
    names = {address_of(str(phone.get(name) or "")) for name in ("wa_id", "user_id")} - {None}
    return {"contact": Contact(phone=number, is_own=bool(names & own))}
