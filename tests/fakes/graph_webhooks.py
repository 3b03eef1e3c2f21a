"""Webhooks as Meta sends them: escaped to ASCII, signed over those very bytes."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any


def webhook_body(values: list[dict[str, Any]], *, field: str = "messages") -> bytes:
    """Return the bytes of one webhook with a change for each value; what is not ASCII is escaped, slashes too."""
    changes = [{"field": field, "value": value} for value in values]
    body = {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": changes}]}
    return json.dumps(body, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode()


def sign(raw: bytes, secret: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
