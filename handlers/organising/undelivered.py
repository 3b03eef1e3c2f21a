"""What happens to a message that cannot arrive, and to the address it was for."""

from __future__ import annotations

from datetime import datetime

from handlers import failures
from handlers.messages import Button, Reply
from handlers.names import known_name
from handlers.other_ways import send_elsewhere
from handlers.visit import House, tell
from handlers.windows import NOTICE_KEY
from locales.translator import N_, Translator
from storage.unit_of_work import UnitOfWork

LOST = N_("{name} can no longer be reached on {channel} ({reason}). Messages to them wait in “Undelivered messages”.")


UNREADABLE = "unreadable"


def give_up(
    uow: UnitOfWork, house: House, *, outbox_id: int, address: str, reason: str, is_address_dead: bool, now: datetime
) -> None:
    """Close a message as undeliverable, unless the person has another address that it can go to instead.

    A dead address is marked, and the organisers are told once.
    """
    message = uow.outbox.find(outbox_id)
    if message is not None and (message.dedup_key or "").startswith(NOTICE_KEY):
        for waiting in uow.windows.held(address):  # nothing asks the person to open them any more
            send_elsewhere(uow, waiting, reason=reason, now=now, to_web=True)
        uow.outbox.give_up(outbox_id, status="dead", reason=reason, now=now)
    elif reason == UNREADABLE or not send_elsewhere(uow, outbox_id, reason=reason, now=now, to_web=True):
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
        shown, why = failures.channel_name(channel, t), failures.reason(reason, t)
        return Reply(text=t(LOST, name=name, channel=shown, reason=why), language=t.language, rows=((show,),))

    for organiser in uow.people.organisers():
        if organiser.id != found[1].id:
            tell(uow, house.event, organiser, build, key=f"lost:{address}:{now.isoformat()}", now=now)


def move(uow: UnitOfWork, outbox_id: int, old: str, new: str) -> None:
    """Follow a chat to its new id and send the message there, at once."""
    uow.people.move_address(old, new)
    uow.outbox.send_again(outbox_id)
