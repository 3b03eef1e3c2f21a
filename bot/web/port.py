"""What the web chat asks of the house behind it; the implementation over storage lives elsewhere on the roof."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from handlers.messages import Incoming, Reply


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One thing said in a conversation.

    `cursor` is opaque, printable ASCII, unique and ordered: it travels as the event id, so a browser resumes after
    it. `reply` is set when the bot speaks, `text` (plain) when the person does; a person's line without text (a
    toggle's tap) shows no bubble. `client_id` lets the sender's own tab recognise the bubble it already shows;
    `ref` names a bot message in taps and in `Reply.edits`.
    """

    cursor: str
    who: Literal["me", "bot"]
    at: datetime
    reply: Reply | None = None
    text: str | None = None
    client_id: str | None = None
    ref: str | None = None


class ChatHouse(Protocol):
    """Sessions, conversations and second devices, stored somewhere."""

    async def open_session(self, *, language_hint: str | None) -> tuple[str, str]:
        """Start a conversation; return the secret for the cookie and the address `web:<id>`."""
        ...

    async def address_of(self, token: str) -> str | None:
        """Return the address that a cookie's secret stands for."""
        ...

    async def lines(self, address: str, *, after: str | None, limit: int) -> Sequence[Line]:
        """Return the first `limit` lines after a cursor (None: the last `limit` of all), oldest first."""
        ...

    async def line(self, address: str, *, cursor: str) -> Line | None:
        """Return one line of this address's conversation, for its attachment."""
        ...

    async def receive(self, incoming: Incoming) -> None:
        """Take what a person said; return after the commit, raise when nothing was stored."""
        ...

    async def is_organiser(self, address: str) -> bool:
        """Tell whether whoever writes from this address organises the event: they have a menu of their own."""
        ...

    async def device_link(self, address: str) -> str:
        """Return a one-time URL-safe code which opens this conversation on a second device."""
        ...

    async def redeem(self, code: str) -> tuple[str, str] | None:
        """Spend a code; return a new cookie secret and the address, or None when it is spent, old or unknown."""
        ...

    def subscribe(self, address: str) -> AbstractAsyncContextManager[asyncio.Event]:
        """Give an event that is set whenever this address may have new lines."""
        ...


def tapped_label(reply: Reply, choice: str) -> str | None:
    """Return what a tapped button said: the person's own bubble. None for toggles, which change in place, silently."""
    for button in reply.buttons:
        if button.data == choice:
            return None if button.is_on is not None or button.is_quiet else button.label
    return None
