"""Reads what a page posts: from this origin only, JSON only, of bounded size, of the right shape."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.bodies import read_bounded
from bot.web.errors import Refused

TEXT_CHARACTERS = 4096
CHOICE_BYTES = 64

_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_PRINTABLE = re.compile(r"[\x21-\x7e]{1,128}")
_CHOICE = re.compile(rf"[\x20-\x7e]{{1,{CHOICE_BYTES}}}")
# Neither PostgreSQL nor a reader wants them; tabs and line ends stay.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One message of a page: `text`, or the `choice` of a button tapped in the message `ref`."""

    client_id: str
    text: str | None = None
    choice: str | None = None
    ref: str | None = None


def require_same_origin(request: web.Request, *, public_host: str | None) -> None:
    """Refuse what another site's page sends in a person's name (browsers do not let a page forge these headers)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        is_ours = site == "same-origin"
    else:
        origin = request.headers.get("Origin", "")
        is_ours = urlsplit(origin).netloc in {request.host, public_host} - {None, ""}
    if not is_ours:
        raise Refused(403, "foreign_origin", "Only this site's own page may do this.")


async def read_json(request: web.Request, *, max_bytes: int) -> dict[str, Any]:
    """Return the JSON object of a request's body."""
    if request.content_type != "application/json":
        raise Refused(415, "not_json", "Content-Type must be application/json.")
    body = await read_bounded(request, max_bytes)
    if body is None:
        raise Refused(413, "too_large", f"At most {max_bytes} bytes.")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "bad_json", "The body is not JSON.") from None
    if not isinstance(data, dict):
        raise Refused(400, "bad_json", "The body must be a JSON object.")
    return data


def parse_said(data: dict[str, Any]) -> Said:
    """Return the message that a body holds, or refuse it naming the field."""
    client_id = data.get("id")
    if not isinstance(client_id, str) or not _ID.fullmatch(client_id):
        raise _bad("id", "1 to 80 characters of A-Z a-z 0-9 _ -")
    if ("text" in data) == ("choice" in data):
        raise _bad("text", "exactly one of text and choice is needed")
    if "text" in data:
        return Said(client_id=client_id, text=_text(data["text"]))
    choice = data["choice"]
    if not isinstance(choice, str) or not _CHOICE.fullmatch(choice):
        raise _bad("choice", f"1 to {CHOICE_BYTES} printable ASCII characters")
    ref = data.get("ref")
    if ref is not None and (not isinstance(ref, str) or not _PRINTABLE.fullmatch(ref)):
        raise _bad("ref", "1 to 128 printable ASCII characters, or nothing")
    return Said(client_id=client_id, choice=choice, ref=ref)


def parse_cursor(value: str | None) -> str | None:
    """Return the cursor that a request names; None when it names none."""
    if not value:
        return None
    if not _PRINTABLE.fullmatch(value):
        raise _bad("after", "not a cursor of this conversation")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _bad("text", "a string")
    text = _CONTROLS.sub("", value).strip()
    if not 1 <= len(text) <= TEXT_CHARACTERS:
        raise _bad("text", f"1 to {TEXT_CHARACTERS} characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _bad("text", "half of a surrogate pair is not a character") from None
    return text


def _bad(field: str, expected: str) -> Refused:
    return Refused(400, f"bad_{field}", f"{field}: {expected}.")
