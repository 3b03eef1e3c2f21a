"""Queues what is due, a stretch of people at a time, and notices when everything is settled.

Each stretch is one transaction that also keeps how far it came: whoever dies between two goes on after the last one,
and the key of each message stops doubles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from handlers.broadcasting import correcting
from handlers.broadcasting.audience import Audience, Recipient, reach
from handlers.broadcasting.wording import replies
from handlers.messages import Button, Reply
from handlers.visit import House, tell, to_payload
from locales.translator import N_, N_n, Translator
from storage.outbox import BROADCAST, EMERGENCY
from storage.records import Broadcast, NewMessage
from storage.unit_of_work import UnitOfWork

FINISHED = N_n("Broadcast {number} has been sent to {n} person.", "Broadcast {number} has been sent to {n} people.")
CHUNK = 500
"""People queued in one transaction: others wait for it no longer than a fraction of a second."""


def start_due(uow: UnitOfWork, house: House, now: datetime) -> bool:
    """Do one step for each broadcast that is due; tell whether another step can follow at once."""
    uow.broadcasts.settle_strays(now=now)
    can_go_on = False
    for broadcast in filter(None, map(uow.broadcasts.find, uow.broadcasts.due(now=now))):
        can_go_on = _work(uow, house, broadcast, now) or can_go_on
    return can_go_on


def _work(uow: UnitOfWork, house: House, broadcast: Broadcast, now: datetime) -> bool:
    if broadcast.status == "scheduled" and broadcast.starts_at is not None and broadcast.starts_at <= now:
        uow.broadcasts.change(broadcast.id, status="sending")
        before, after = "scheduled", "sending"
        uow.audit.add(
            person_id=None,
            act="broadcast_start",
            subject=f"broadcast:{broadcast.id}",
            before=before,
            after=after,
            now=now,
        )
        broadcast = replace(broadcast, status="sending")
    if broadcast.status == "sending" and not broadcast.progress.get("is_queued"):
        _queue(uow, house, broadcast, now)
        return True
    if correcting.is_under_way(broadcast) and correcting.step(uow, house, broadcast, now):
        return True
    if broadcast.status == "sending" and not uow.broadcasts.has_unsettled(broadcast.id):
        _finish(uow, house, broadcast, now)
    return False


def _queue(uow: UnitOfWork, house: House, broadcast: Broadcast, now: datetime) -> None:
    """Queue the next stretch of people; who may not be written to any more is kept with the reason."""
    progress = broadcast.progress
    after = int(progress.get("after", 0))
    audience = Audience.from_json(broadcast.audience)
    found = reach(uow, house.event, audience, after=after, limit=CHUNK)
    uow.broadcasts.enqueue(
        _messages(uow, house, broadcast, found.recipients),
        broadcast_id=broadcast.id,
        kind="emergency" if broadcast.is_emergency else "broadcast",
        priority=EMERGENCY if broadcast.is_emergency else BROADCAST,
        now=now,
    )
    known: Mapping[str, Sequence[int]] = progress.get("left_out", {})
    left_out = {
        reason: [*known.get(reason, ()), *found.left_out.get(reason, ())] for reason in {*known, *found.left_out}
    }
    changed = {
        "after": found.last_id or after,
        "is_queued": found.last_id == 0,
        "queued": int(progress.get("queued", 0)) + len(found.recipients),
        "left_out": left_out,
    }
    uow.broadcasts.change(broadcast.id, progress={**progress, **changed})


def _messages(uow: UnitOfWork, house: House, broadcast: Broadcast, recipients: Sequence[Recipient]) -> list[NewMessage]:
    last_ids = uow.inbox.last_ids([one.address.address for one in recipients])
    drawn: dict[tuple[str, str], list[str]] = {}
    messages = []
    for one in recipients:
        look = one.language, one.channel
        if look not in drawn:
            shown = replies(broadcast, language=one.language, channel=one.channel, event=house.event)
            drawn[look] = [to_payload(reply) for reply in shown]
        address = one.address.address
        messages += [
            NewMessage(
                address=address,
                payload=payload,
                dedup_key=f"broadcast:{broadcast.id}:{one.person.id}:{part}",
                after_inbox_id=last_ids.get(address, 0),
            )
            for part, payload in enumerate(drawn[look])
        ]
    return messages


def _finish(uow: UnitOfWork, house: House, broadcast: Broadcast, now: datetime) -> None:
    uow.broadcasts.change(broadcast.id, status="done", finished_at=now)
    author = uow.people.find_by_id(broadcast.person_id or 0)
    if author is None:
        return
    people = int(broadcast.progress.get("queued", 0))

    def build(t: Translator) -> Reply:
        report = Button(label=t.plain(N_("Delivery report")), data=f"u:see={broadcast.id}")
        text = t.count(FINISHED, people, number=broadcast.id)
        return Reply(text=text, language=t.language, rows=((report,),))

    tell(uow, house.event, author, build, key=f"broadcast:done:{broadcast.id}", now=now)
