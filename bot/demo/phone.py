"""One invented person's phone: what it shows, what its owner says and taps, all through the real engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from handlers import router
from handlers.messages import Button, Incoming, Reply
from handlers.visit import House, from_payload
from storage.unit_of_work import UnitOfWork


class Stuck(Exception):
    """The story cannot go on: a screen did not offer what was to be tapped. The message says who saw what."""


@dataclass(kw_only=True)
class Clock:
    """The time of the story, which never runs ahead of the real one."""

    now: datetime
    turn: timedelta = timedelta(seconds=7)  # how long an invented person thinks before they answer
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def tick(self) -> datetime:
        """Let a person think, and return the time."""
        self.now += self.turn
        return self.now


@dataclass(kw_only=True)
class Phone:
    """`screens` holds every message of ours by its reference, the newest last; an edit replaces what it edits."""

    address: str
    house: House
    clock: Clock
    language: str
    name: str
    screens: dict[str, Reply] = field(default_factory=dict)

    @property
    def screen(self) -> Reply:
        """The newest message."""
        return self.screens[next(reversed(self.screens))]

    def say(self, uow: UnitOfWork, text: str) -> None:
        """Type words."""
        self._send(uow, text=text)

    def tap(self, uow: UnitOfWork, wanted: str) -> Button:
        """Tap the newest button whose data begins with `wanted`; `Stuck` when there is none."""
        found = self.find(wanted)
        if found is None:
            shown = [button.data for button in self.screen.buttons]
            raise Stuck(f"{self.address} looks for {wanted!r} and sees {self.screen.text!r} with {shown}")
        ref, button = found
        self._send(uow, choice=button.data, message_ref=ref)
        return button

    def find(self, wanted: str) -> tuple[str, Button] | None:
        """Return the newest button whose data begins with `wanted`, and its message."""
        for ref in reversed(self.screens):
            for button in self.screens[ref].buttons:
                if button.data.startswith(wanted):
                    return ref, button
        return None

    def sees(self, wanted: str) -> bool:
        """Tell whether the newest message has such a button."""
        return any(button.data.startswith(wanted) for button in self.screen.buttons)

    def _send(self, uow: UnitOfWork, **fields: str) -> None:
        now = self.clock.tick()
        incoming = Incoming(
            address=self.address,
            update_id=f"demo-{next(self.clock.numbers)}",
            received_at=now,
            language_hint=self.language,
            name_hint=self.name,
            **fields,  # type: ignore[arg-type]  # text, choice and message_ref are words
        )
        outgoing = router.receive(incoming, uow, self.house, now)
        uow.outbox.mark_sent([(one.outbox_id, one.reply.edits or str(one.outbox_id)) for one in outgoing], now=now)
        for message in outgoing:
            self.show(str(message.outbox_id), message.reply)

    def show(self, ref: str, reply: Reply) -> None:
        """Put a message on the screen."""
        if reply.edits in self.screens:
            self.screens[reply.edits] = reply
        else:
            self.screens[ref] = reply


def deliver(uow: UnitOfWork, phones: Mapping[str, Phone], *, now: datetime) -> int:
    """Bring to every phone what was queued for it, as the sender would; return how many messages."""
    delivered = 0
    while waiting := uow.outbox.claim(now=now, count=1000):
        uow.outbox.mark_sent([(message.id, str(message.id)) for message in waiting], now=now)
        for message in waiting:
            if message.address in phones:
                phones[message.address].show(str(message.id), from_payload(message.payload))
        delivered += len(waiting)
    return delivered
