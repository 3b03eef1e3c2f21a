"""The web chat as a channel: the outbox row itself is the mailbox, so sending means waking whoever watches it."""

from __future__ import annotations

from typing import Protocol

from bot.channels.base import Delivery, Limits, Receive


class Wake(Protocol):
    """Whatever tells an address's open pages to look again (`bot.web.subscribers.Subscribers`)."""

    def wake(self, address: str) -> None:
        """Tell everyone who watches an address."""
        ...


class WebChannel:
    """Implements `Channel`; updates reach the house by the pages' own POST, so `start` has nothing to connect."""

    name = "web"
    limits = Limits(
        text=4096,
        button_label=60,
        button_data_bytes=64,
        buttons=100,
        buttons_per_row=3,
        edits_in_place=True,
        files=True,
    )

    def __init__(self, wake: Wake) -> None:
        self._wake = wake

    async def start(self, receive: Receive) -> None:
        """Begin nothing: the web server is already the way in."""

    async def stop_receiving(self) -> None:
        """End nothing: the web server stops taking requests by itself."""

    async def stop(self) -> None:
        """End nothing: streams close with the web server."""

    async def reply(self, delivery: Delivery) -> str | None:
        """Wake the address; return the reference of the bubble, which for an edit is the bubble edited."""
        self._wake.wake(delivery.address)
        return delivery.reply.edits or str(delivery.outbox_id)

    async def push(self, delivery: Delivery) -> str | None:
        """Do as `reply` does: nobody limits the pace of our own page."""
        return await self.reply(delivery)
