"""The port that every channel implements, its limits as data, and what can go wrong when sending.

SendFailed
├── RetryLater     the platform is busy or unreachable; try the same message again
├── Undeliverable  this message will never arrive (`is_address_dead`: nor will any other to that address)
└── AddressMoved   the chat has another id now; send the same message there
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One outbox row on its way out."""

    outbox_id: int
    address: str
    reply: Reply


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
