"""Who sent an update: one person behind each address, whichever of its names the platform uses today."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.messages import Incoming
from storage.records import Address, Person
from storage.unit_of_work import UnitOfWork

Found = tuple[Address, Person]


def find_sender(uow: UnitOfWork, incoming: Incoming) -> tuple[Incoming, Found | None]:
    """Return the update with the address it belongs to, and whose that is; None for somebody new.

    An address known by its other name is renamed when the platform tells both, and an update under the other name
    alone is taken as one of the address.
    """
    found = uow.people.find(incoming.address)
    other = incoming.also
    if other is None:
        return (incoming, found) if found else _by_other_name(uow, incoming)
    if found is None or found[0].also != other:
        if uow.people.find(other) is not None:
            uow.people.move_address(other, incoming.address)
            found = uow.people.find(incoming.address)
        if found is not None:
            uow.people.change_address(incoming.address, also=other)
    return incoming, found


def add_sender(uow: UnitOfWork, incoming: Incoming, now: datetime) -> Found:
    """Add somebody new, with both names where there are two."""
    added = uow.people.add(
        at=incoming.address, language_hint=incoming.language_hint, name_hint=incoming.name_hint, now=now
    )
    if incoming.also is not None:
        uow.people.change_address(incoming.address, also=incoming.also)
    return added


def _by_other_name(uow: UnitOfWork, incoming: Incoming) -> tuple[Incoming, Found | None]:
    main = uow.people.main_name(incoming.address)
    if main is None:
        return incoming, None
    return replace(incoming, address=main), uow.people.find(main)
