"""The port that every channel implements, its limits as data, and what can go wrong when sending.

SendFailed
├── RetryLater         the platform is busy or unreachable; try the same message again
│   └── PlatformAlarm  a person has to put the account right; organisers are told, the message waits
├── Postponed          this message may leave after a while; others to the same address need not wait
├── NeedsTemplate      the platform permits only approved templates to this address now
├── TemplateRefused    the template itself is at fault: nothing else that uses it may leave
├── Undeliverable      this message will never arrive (`is_address_dead`: nor will any other to that address)
└── AddressMoved       the chat has another id now; send the same message there
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from handlers.messages import Incoming, Reply

Receive = Callable[[Incoming], Awaitable[None]]
"""Hands an update to the house; returns once the update's transaction is committed, raises if it is not."""


class SendFailed(Exception):
    """A message was not delivered; `reason` is a stable ASCII code for the delivery record."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RetryLater(SendFailed):
    """Try again after `after_seconds` (None: the sender's own backoff). `is_ambiguous`: it may have arrived."""

    def __init__(self, reason: str, *, after_seconds: float | None = None, is_ambiguous: bool = False) -> None:
        super().__init__(reason)
        self.after_seconds = after_seconds
        self.is_ambiguous = is_ambiguous


class PlatformAlarm(RetryLater):
    """The account is restricted, unpaid or its token refused: time alone does not help."""


class Postponed(SendFailed):
    """Try this message again after `after_seconds`, without keeping others to the same address waiting."""

    def __init__(self, reason: str, *, after_seconds: float) -> None:
        super().__init__(reason)
        self.after_seconds = after_seconds


class NeedsTemplate(SendFailed):
    """The message has to wait until the person writes; only a template may ask them to."""


class TemplateRefused(SendFailed):
    """The platform refuses a template: `template` and everything that uses it stop, and the organisers are told."""

    def __init__(self, reason: str, *, template: str) -> None:
        super().__init__(reason)
        self.template = template


class Undeliverable(SendFailed):
    """Give up on this message; with `is_address_dead` the whole address is marked dead and organisers are told."""

    def __init__(self, reason: str, *, is_address_dead: bool = False) -> None:
        super().__init__(reason)
        self.is_address_dead = is_address_dead


class AddressMoved(SendFailed):
    """The platform moved the chat; `new_address` takes its place."""

    def __init__(self, new_address: str) -> None:
        super().__init__("address_moved")
        self.new_address = new_address


class ChannelRefused(Exception):
    """The platform does not accept the credentials or the way of receiving; a person has to change the settings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a channel can show. A count of 0 means that it has no such thing; lengths are characters."""

    text: int
    button_label: int
    button_data_bytes: int
    buttons: int
    buttons_per_row: int
    list_rows: int = 0
    edits_in_place: bool = False
    contact_button: bool = False
    files: bool = False
    messages_per_second: float | None = None
    seconds_per_address: float = 0.0


def _unnoticed() -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One outbox row on its way out.

    A channel that holds pushes back serves them by `priority` and `due_at`, and calls `on_departure` when it lets
    one go: until then another may take its place.
    """

    outbox_id: int
    address: str
    reply: Reply
    priority: int = 0
    due_at: datetime | None = None
    on_departure: Callable[[], None] = _unnoticed


ReceiptKind = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What the platform tells later of a message of ours: how far it came, or why it did not (`failure`)."""

    outbox_id: int
    kind: ReceiptKind
    at: datetime
    ref: str
    failure: SendFailed | None = None


class Channel(Protocol):
    """A chat platform. `reply` answers a person in conversation at once; `push` says something unasked, paced."""

    name: str
    limits: Limits

    async def start(self, receive: Receive) -> None:
        """Begin receiving; return when the platform accepted the credentials."""
        ...

    async def stop_receiving(self) -> None:
        """Take no more updates; what is committed is confirmed, and replies may still be sent."""
        ...

    async def stop(self) -> None:
        """Stop receiving and close every connection; nothing can be sent afterwards."""
        ...

    async def reply(self, delivery: Delivery) -> str | None:
        """Send now; return the platform's reference of the message sent, or raise `SendFailed`."""
        ...

    async def push(self, delivery: Delivery) -> str | None:
        """Send within the channel's permitted rate; return as `reply` does."""
        ...
