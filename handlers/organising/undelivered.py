"""What happens to a message that cannot arrive, and to the address it was for."""

from __future__ import annotations

from datetime import datetime

from handlers.messages import Button, Reply
from handlers.names import known_name
from handlers.visit import House, tell
from locales.translator import N_, Translator
from storage.unit_of_work import UnitOfWork

LOST = N_("{name} can no longer be reached on {channel} ({reason}). Messages to them wait in “Undelivered messages”.")


def give_up(
    uow: UnitOfWork, house: House, *, outbox_id: int, address: str, reason: str, is_address_dead: bool, now: datetime
) -> None:
    """Close a message as undeliverable; a dead address is marked, and the organisers are told once."""
    uow.outbox.give_up(outbox_id, status="dead", reason=reason, now=now)
    uow.outbox.unblock([address], now=now)
    found = uow.people.find(address)
    if not is_address_dead or found is None:
        return
    was_dead = found[0].dead_reason is not None
    uow.people.change_address(address, dead_reason=reason[:64])
    if was_dead:
        return
    name = known_name(uow, found[1])
    channel = address.partition(":")[0]

    def build(t: Translator) -> Reply:
        show = Button(label=t.plain(N_("Undelivered messages")), data="o:dead")
        return Reply(text=t(LOST, name=name, channel=channel, reason=reason), language=t.language, rows=((show,),))

    for organiser in uow.people.organisers():
        if organiser.id != found[1].id:
            tell(uow, house.event, organiser, build, key=f"lost:{address}:{now.isoformat()}", now=now)


def move(uow: UnitOfWork, outbox_id: int, old: str, new: str) -> None:
    """Follow a chat to its new id and send the message there, at once."""
    uow.people.move_address(old, new)
    uow.outbox.send_again(outbox_id)
