"""A phone in a test: says and taps as a person does, through the router, on a real database, without any channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from handlers import router
from handlers.messages import Button, Contact, Incoming, MediaKind, Reply, plain_text
from handlers.visit import House, from_payload
from storage import Database
from storage.records import OutgoingMessage
from storage.unit_of_work import UnitOfWork

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
_updates = count(1)


@dataclass(kw_only=True)
class Phone:
    """`shown` is what the screen shows, newest last: (reference, reply); an edit replaces what it edits."""

    database: Database
    house: House
    address: str = "telegram:1"
    language_hint: str | None = "fr"
    name_hint: str | None = "Amina"
    now: datetime = NOON
    shown: list[tuple[str, Reply]] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)

    def send(self, **fields: object) -> list[Reply]:
        """Send an update and return the replies to it."""
        update_id = str(fields.pop("update_id", None) or next(_updates))
        incoming = Incoming(
            address=self.address,
            update_id=update_id,
            received_at=self.now,
            language_hint=self.language_hint,
            name_hint=self.name_hint,
            **fields,  # type: ignore[arg-type]
        )
        self.now += timedelta(seconds=5)
        with self.database.begin() as uow:
            outgoing = router.receive(incoming, uow, self.house, self.now)
            uow.outbox.mark_sent([(message.outbox_id, str(message.outbox_id)) for message in outgoing], now=self.now)
        for message in outgoing:
            self._show(str(message.outbox_id), message.reply)
        return [message.reply for message in outgoing]

    def say(self, text: str, **fields: object) -> list[Reply]:
        """Type words."""
        self.transcript.append(f"> {text}")
        return self.send(text=text, **fields)

    def tap(self, wanted: str) -> list[Reply]:
        """Tap the newest button with this label or data."""
        ref, button = self.find(wanted)
        self.transcript.append(f"> [{button.label}]")
        return self.send(choice=button.data, message_ref=ref)

    def tap_data(self, data: str, *, ref: str | None = None) -> list[Reply]:
        """Tap a button that may no longer be shown, or never was."""
        self.transcript.append(f"> [{data}]")
        return self.send(choice=data, message_ref=ref)

    def share_contact(self, phone: str, *, is_own: bool = True) -> list[Reply]:
        """Share a phone number with the channel's button."""
        self.transcript.append(f"> (contact {phone})")
        return self.send(contact=Contact(phone=phone, is_own=is_own))

    def send_media(self, kind: MediaKind) -> list[Reply]:
        """Send a sticker, a voice note, …"""
        self.transcript.append(f"> ({kind})")
        return self.send(media=kind)

    def find(self, wanted: str) -> tuple[str, Button]:
        """Return the newest button with this label or data, and its message."""
        for ref, reply in reversed(self.shown):
            for button in reply.buttons:
                if wanted in (button.label, button.data):
                    return ref, button
        raise AssertionError(f"no button {wanted!r} on {[b.label for _, r in self.shown[-3:] for b in r.buttons]}")

    @property
    def screen(self) -> Reply:
        """The newest message."""
        return self.shown[-1][1]

    def receive_pushes(self) -> list[Reply]:
        """Fetch what was queued for this address, as the sender would."""
        with self.database.begin() as uow:
            sent = uow.outbox.of_address(self.address)
            self.now = max(
                [self.now, *(message.created_at for message in sent)]
            )  # other phones have clocks of their own
            waiting = self._claim_own(uow)
            uow.outbox.mark_sent([(message.id, str(message.id)) for message in waiting], now=self.now)
        replies = [from_payload(message.payload) for message in waiting]
        for message, reply in zip(waiting, replies, strict=True):
            self._show(str(message.id), reply)
        return replies

    def _claim_own(self, uow: UnitOfWork) -> list[OutgoingMessage]:
        """Lease what is for this address, one after another, and give back what is for others."""
        own: list[OutgoingMessage] = []
        while True:
            claimed = uow.outbox.claim(now=self.now, count=1000)
            mine = [message for message in claimed if message.address == self.address]
            for message in claimed:
                if message.address != self.address:
                    uow.outbox.send_again(message.id)
            uow.outbox.mark_sent([(message.id, str(message.id)) for message in mine], now=self.now)
            own += mine
            if not mine:
                return own

    def _show(self, ref: str, reply: Reply) -> None:
        self.transcript.append(rendered(reply))
        if reply.edits is not None:
            for position, (known, _) in enumerate(self.shown):
                if known == reply.edits:
                    self.shown[position] = (known, reply)
                    return
        self.shown.append((ref, reply))


def rendered(reply: Reply) -> str:
    """Return a message as a transcript shows it."""
    lines = plain_text(reply.text).splitlines()
    for row in reply.rows:
        lines.append(" ".join(f"[{_mark(button)}{button.label}]" for button in row))
    if reply.contact_label:
        lines.append(f"[☎ {reply.contact_label}]")
    if reply.attachment:
        lines.append(f"[📎 {reply.attachment.filename}]")
    sign = "< (edited) " if reply.edits else "< "
    return sign + "\n  ".join(lines)


def _mark(button: Button) -> str:
    return {True: "☑ ", False: "☐ ", None: ""}[button.is_on]
