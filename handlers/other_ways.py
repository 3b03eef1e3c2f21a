"""Somebody with several addresses: in which order they are tried, and what goes to the next one instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from storage.outbox import REPLY
from storage.records import Address, Person
from storage.unit_of_work import UnitOfWork


def in_order(addresses: Iterable[Address], person: Person | None = None) -> Sequence[Address]:
    """Return where a person is reached, first choice first: what they prefer, then a messenger before a web page."""
    preferred = None if person is None else person.preferred_channel
    return sorted(addresses, key=lambda address: (address.channel != preferred, address.channel == "web"))


def is_open(address: Address, now: datetime) -> bool:
    """Tell whether an address may be written to freely, on platforms that restrict that."""
    return address.channel not in WINDOWED or (address.window_until is not None and address.window_until > now)


WINDOWED = frozenset({"whatsapp"})
"""Channels that permit free messages only for a while after somebody wrote."""


def send_elsewhere(uow: UnitOfWork, outbox_id: int, *, reason: str, now: datetime, to_web: bool) -> bool:
    """Queue a message in hand for the person's next address instead; False where there is none.

    Only an address after the present one is taken, so a message that nobody can deliver comes to rest. An answer
    belongs to its own conversation and stays there.
    """
    message = uow.outbox.find(outbox_id)
    found = None if message is None else uow.people.find(message.address)
    if message is None or found is None or message.priority == REPLY:
        return False
    present, person = found
    order = in_order(uow.people.addresses(person.id), person)
    places = [address.address for address in order]
    for address in order[places.index(present.address) + 1 :]:
        if address.dead_reason is None and is_open(address, now) and (to_web or address.channel != "web"):
            last_id = uow.inbox.last_id(address.address)
            uow.windows.readdress(outbox_id, to=address.address, after_inbox_id=last_id, reason=f"instead: {reason}")
            uow.outbox.has_queued = True
            return True
    return False
