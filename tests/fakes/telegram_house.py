"""A house that only listens, and the Telegram channel before it, for tests of the channel alone."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.channels.base import Delivery
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.lanes import Pace
from handlers.messages import Button, Incoming, Reply
from tests.fakes.telegram_server import FakeTelegram

FAST = Pace(first_pause=0.005, longest_pause=0.02, patience=0.02, farewell=1.0)
_outbox_ids = itertools.count(1)


class House:
    """Keeps every update it commits; refuses those whose text is in `refused`."""

    def __init__(self) -> None:
        self.committed: list[Incoming] = []
        self.attempts: list[str | None] = []
        self.refused: set[str] = set()

    async def receive(self, incoming: Incoming) -> None:
        self.attempts.append(incoming.text)
        if incoming.text in self.refused:
            raise RuntimeError("the database is away")
        self.committed.append(incoming)

    @property
    def texts(self) -> list[str | None]:
        return [incoming.text for incoming in self.committed]


def make_channel(fake: FakeTelegram, **settings: Any) -> TelegramChannel:
    return TelegramChannel(**{"token": fake.token, "api_base": fake.base_url, "pace": FAST, **settings})


@asynccontextmanager
async def polling(fake: FakeTelegram, house: House, **settings: Any) -> AsyncIterator[TelegramChannel]:
    """Run a polling channel before the house."""
    channel = make_channel(fake, **settings)
    await channel.start(house.receive)
    try:
        yield channel
    finally:
        await channel.stop()


@asynccontextmanager
async def sending(fake: FakeTelegram) -> AsyncIterator[TelegramChannel]:
    """Give a channel that only sends."""
    channel = make_channel(fake)
    try:
        yield channel
    finally:
        await channel.stop()


@asynccontextmanager
async def serving(channel: TelegramChannel) -> AsyncIterator[str]:
    """Serve the channel's routes; give the site's address."""
    app = web.Application()
    app.add_routes(channel.routes())
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def make_delivery(
    text: str = "Hello", *, chat_id: int | str = 7, outbox_id: int | None = None, **reply: Any
) -> Delivery:
    return Delivery(
        outbox_id=outbox_id or next(_outbox_ids),
        address=f"telegram:{chat_id}",
        reply=Reply(text=text, **{"language": "en", **reply}),
    )


def make_rows(*labels: str, **button: Any) -> tuple[tuple[Button, ...], ...]:
    """Return one button a row; its data is its label in small letters."""
    return tuple((Button(label=label, data=label.lower(), **button),) for label in labels)
