"""Who somebody is on WhatsApp: a business-scoped user id (`MA.1361…`) where there is one, else a phone number.

Both are addresses of one person. Meta's id stays when the number changes or is hidden behind a user name, so it is
the key as soon as it is known, and the number remains as the other name under which an update may arrive.
"""

from __future__ import annotations

import hashlib
import re

PREFIX = "whatsapp:"
_PHONE = re.compile(r"[0-9]{5,20}")
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,80}")
_LONGEST_REF = 64


def address_of(name: str) -> str | None:
    """Return the address of a phone number or user id; None for what is neither.

    >>> address_of("212612345678"), address_of("MA.13491208655302741918"), address_of("?")
    ('whatsapp:212612345678', 'whatsapp:MA.13491208655302741918', None)
    """
    bare = name.removeprefix("+")
    is_known = _PHONE.fullmatch(bare) or _USER_ID.fullmatch(bare)
    return f"{PREFIX}{bare}" if is_known else None


def recipient_of(address: str) -> dict[str, str]:
    """Return the part of a request that says to whom it goes.

    >>> recipient_of("whatsapp:212612345678"), recipient_of("whatsapp:MA.1")
    ({'to': '212612345678'}, {'recipient': 'MA.1'})
    """
    name = address.removeprefix(PREFIX)
    return {"to": name} if _PHONE.fullmatch(name) else {"recipient": name}


def short_ref(message_id: str) -> str:
    """Return a message id as it is stored: as it is, or its digest where it is too long."""
    return message_id if len(message_id) <= _LONGEST_REF else hashlib.sha256(message_id.encode()).hexdigest()
