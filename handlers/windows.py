"""Platforms that allow free messages only for a while after somebody wrote: what waits, and what asks them to write.

A message that may not leave is held. A notice, as a template that the platform approved, asks the person to open
it; whatever they send opens the window, and what was held follows. One notice is enough until they write.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.joining import going_on
from handlers.messages import Reply
from handlers.other_ways import send_elsewhere
from handlers.templates import notice_template
from handlers.visit import House, Visit, to_payload
from locales.translator import N_, translator
from storage.outbox import CHANGE
from storage.unit_of_work import UnitOfWork

WAITING = N_("A message from {event} is waiting for you here.")

NOTICE_KEY = "window:"
"""How the dedup key of a notice begins."""


def open_window(visit: Visit) -> None:
    """Note until when the person may be written to freely, and let go what waited for that."""
    until = visit.incoming.free_until
    known = visit.address.window_until
    if until is None or (known is not None and until <= known):
        return
    visit.uow.windows.move(visit.address.address, until)
    if until > visit.now:
        visit.released = visit.uow.windows.release(visit.address.address)
        visit.uow.outbox.has_queued = visit.uow.outbox.has_queued or visit.released > 0


def tap(visit: Visit, _data: str) -> None:
    """Open what waited; it follows by itself, and without anything waiting the person is welcomed back."""
    if not visit.released:
        going_on.welcome_back(visit)


def hold(uow: UnitOfWork, house: House, *, outbox_id: int, address: str, reply: Reply, now: datetime) -> None:
    """Keep a message until its person writes, and ask them to, once until they do."""
    if uow.people.find(address) is None:  # erased since: nobody is asked to come back
        uow.outbox.give_up(outbox_id, status="dropped", reason="window_closed", now=now)
        return
    known = uow.windows.until(address)
    if known is None or known > now:  # the platform knows better than we that it is closed
        uow.windows.move(address, now)
    if send_elsewhere(uow, outbox_id, reason="window_closed", now=now, to_web=False):
        return
    uow.windows.hold(outbox_id)
    call = reply.template or notice_template(house.event, reply.language)
    if call.name == "notice" and reply.template is not None and reply.template.is_whole:
        return  # it was a notice itself, refused as such
    last_id = uow.inbox.last_id(address)
    notice = Reply(
        text=translator(reply.language)(WAITING, event=house.event.name.in_(reply.language)),
        language=reply.language,
        template=replace(call, is_whole=True),
    )
    uow.outbox.enqueue(
        address=address,
        payload=to_payload(notice),
        priority=CHANGE,
        now=now,
        after_inbox_id=last_id,
        dedup_key=f"{NOTICE_KEY}{address}:{last_id}:{call.name}",
    )
