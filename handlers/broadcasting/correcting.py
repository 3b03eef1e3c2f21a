"""Correcting a text that has left: replaced in place where the platform can, approved like the text it replaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from events.event import Event
from handlers.broadcasting.audience import Audience, reach
from handlers.broadcasting.wording import EDITABLE, WITHDRAWN_PART, replies
from handlers.messages import Button, Reply
from handlers.visit import House, from_payload, tell, to_payload
from locales.translator import N_, N_n, Translator, translator
from storage.outbox import BROADCAST, EMERGENCY
from storage.records import Broadcast, MessageKind, NewMessage, OutgoingMessage
from storage.unit_of_work import UnitOfWork

CORRECTED = N_n("Broadcast {number}: {n} message is corrected.", "Broadcast {number}: {n} messages are corrected.")
NOT_CORRECTED = N_n(
    "{n} message could not be corrected: its channel does not allow it.",
    "{n} messages could not be corrected: their channel does not allow it.",
)
STEP = 500


@dataclass(frozen=True, kw_only=True)
class Row:
    """A message with its place in the broadcast: whose it is and which part."""

    message: OutgoingMessage
    person_id: int
    part: int
    language: str

    @property
    def channel(self) -> str:
        return self.message.address.partition(":")[0]


def rows_of(messages: Iterable[OutgoingMessage]) -> Iterator[Row]:
    """Yield messages with their places."""
    for message in messages:
        _, _, person_id, part = (message.dedup_key or "").split(":")
        yield Row(
            message=message,
            person_id=int(person_id),
            part=int(part),
            language=from_payload(message.payload).language,
        )


def waiting(broadcast: Broadcast) -> Mapping[str, Any] | None:
    """Return the correction that waits for approval."""
    correction = broadcast.progress.get("correction")
    return correction if correction and not correction["is_approved"] else None


def is_under_way(broadcast: Broadcast) -> bool:
    """Tell whether an approved correction is being carried out."""
    return bool((broadcast.progress.get("correction") or {}).get("is_approved"))


def texts_after(broadcast: Broadcast) -> Mapping[str, str | None]:
    """Return the texts as the correction leaves them."""
    return {**broadcast.texts, **broadcast.progress["correction"]["texts"]}


def counts(uow: UnitOfWork, event: Event, broadcast: Broadcast) -> tuple[int, int]:
    """Return how many messages can be corrected (in place, or before they leave), and how many cannot."""
    looks = _Looks(event, broadcast, texts_after(broadcast))
    can = cannot = 0
    readers = _readers(uow, event, broadcast)
    for row in rows_of(uow.broadcasts.messages(broadcast.id)):
        if (
            row.person_id not in readers
            or row.message.status not in ("queued", "held", "sending", "sent")
            or not looks.differ(row)
        ):
            continue
        if row.message.status == "sent" and row.channel not in EDITABLE:
            cannot += 1
        else:
            can += 1
    return can, cannot


def _readers(uow: UnitOfWork, event: Event, broadcast: Broadcast) -> set[int]:
    """Return who may still be written to: a correction, too, reaches nobody who said no since."""
    purpose = Audience.from_json(broadcast.audience).purpose
    everybody = Audience(purpose=purpose, statuses=("approved", "submitted", "draft"))
    return {one.person.id for one in reach(uow, event, everybody).recipients}


class _Looks:
    """The messages of a broadcast before and after a correction, by language and channel."""

    def __init__(self, event: Event, broadcast: Broadcast, texts: Mapping[str, str | None]) -> None:
        self._event = event
        self._old = broadcast
        self._new = replace(broadcast, texts=texts)
        self._known: dict[tuple[str, str], tuple[tuple[Reply, ...], tuple[Reply, ...]]] = {}

    def of(self, row: Row) -> tuple[tuple[Reply, ...], tuple[Reply, ...]]:
        """Return the parts as they were and as they become."""
        look = row.language, row.channel
        if look not in self._known:
            before, after = (
                replies(one, language=row.language, channel=row.channel, event=self._event)
                for one in (self._old, self._new)
            )
            self._known[look] = before, after
        return self._known[look]

    def differ(self, row: Row) -> bool:
        """Tell whether a part changes."""
        before, after = self.of(row)
        return before[row.part : row.part + 1] != after[row.part : row.part + 1]


def step(uow: UnitOfWork, house: House, broadcast: Broadcast, now: datetime) -> bool:
    """Correct the next messages; tell whether more follow at once. What is just being sent is waited for."""
    correction = dict(broadcast.progress["correction"])
    looks = _Looks(house.event, broadcast, texts_after(broadcast))
    rewritten: dict[int, str] = {}
    edits: list[NewMessage] = []
    added: list[NewMessage] = []
    messages = uow.broadcasts.messages(broadcast.id, after=correction["after"], limit=STEP)
    readers = _readers(uow, house.event, broadcast)
    is_waiting = False
    for row in rows_of(messages):
        if row.message.status == "sending":
            is_waiting = True
            break
        correction["after"] = row.message.id
        if row.person_id in readers:
            _correct(broadcast, row, looks, correction, rewritten, edits, added)
    priority = EMERGENCY if broadcast.is_emergency else BROADCAST
    kind: MessageKind = "emergency" if broadcast.is_emergency else "broadcast"
    uow.broadcasts.rewrite(rewritten)
    uow.broadcasts.enqueue(edits, broadcast_id=None, kind=kind, priority=priority, now=now)
    uow.broadcasts.enqueue(added, broadcast_id=broadcast.id, kind=kind, priority=priority, now=now)
    is_over = not is_waiting and len(messages) < STEP
    if is_over:
        _finish(uow, house, broadcast, correction, now)
    else:
        uow.broadcasts.change(broadcast.id, progress={**broadcast.progress, "correction": correction})
    return not is_over and not is_waiting


def _correct(
    broadcast: Broadcast,
    row: Row,
    looks: _Looks,
    correction: dict[str, Any],
    rewritten: dict[int, str],
    edits: list[NewMessage],
    added: list[NewMessage],
) -> None:
    """Note down what one message becomes."""
    message = row.message
    if message.status not in ("queued", "held", "sent"):
        return
    before, after = looks.of(row)
    if looks.differ(row):
        reply = _part(after, row)
        if message.status != "sent":
            if to_payload(reply) == message.payload:
                return  # added by this very correction
            rewritten[message.id] = to_payload(reply)
            correction["edited"] += 1
        elif message.sent_ref is not None and row.channel in EDITABLE:
            key = f"correction:{broadcast.id}:{correction['number']}:{message.id}"
            edits.append(_message(message, replace(reply, edits=message.sent_ref), key))
            correction["edited"] += 1
        else:
            correction["not_editable"] += 1
            return
    if row.part + 1 == len(before):
        for part in range(len(before), len(after)):
            key = f"broadcast:{broadcast.id}:{row.person_id}:{part}"
            added.append(_message(message, after[part], key))


def _part(after: tuple[Reply, ...], row: Row) -> Reply:
    if row.part < len(after):
        return after[row.part]
    return Reply(text=translator(row.language)(WITHDRAWN_PART), language=row.language)


def _message(message: OutgoingMessage, reply: Reply, key: str) -> NewMessage:
    return NewMessage(
        address=message.address, payload=to_payload(reply), dedup_key=key, after_inbox_id=message.after_inbox_id
    )


def _finish(uow: UnitOfWork, house: House, broadcast: Broadcast, correction: Mapping[str, Any], now: datetime) -> None:
    progress = {key: value for key, value in broadcast.progress.items() if key != "correction"}
    uow.broadcasts.change(
        broadcast.id,
        texts=texts_after(broadcast),
        progress={**progress, "corrections": correction["number"]},
    )
    author = uow.people.find_by_id(correction["person_id"])
    if author is None:
        return

    def build(t: Translator) -> Reply:
        look = Button(label=t.plain(N_("See the broadcast")), data=f"u:see={broadcast.id}")
        lines = [t.count(CORRECTED, correction["edited"], number=broadcast.id)]
        if correction["not_editable"]:
            lines.append(f"⚠️ {t.count(NOT_CORRECTED, correction['not_editable'])}")
        return Reply(text="\n".join(lines), language=t.language, rows=((look,),))

    tell(uow, house.event, author, build, key=f"broadcast:corrected:{broadcast.id}:{correction['number']}", now=now)
