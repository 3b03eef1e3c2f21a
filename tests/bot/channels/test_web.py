from __future__ import annotations

import asyncio

from bot.channels.base import Channel, Delivery, Limits
from bot.channels.web import WebChannel
from bot.web.subscribers import Subscribers
from handlers.messages import Incoming, Reply


async def _receive(incoming: Incoming) -> None:
    raise AssertionError(incoming)


def _delivery(address: str, *, edits: str | None = None) -> Delivery:
    return Delivery(outbox_id=7, address=address, reply=Reply(text="x", language="en", edits=edits))


async def test_sending_wakes_whoever_watches_the_address() -> None:
    subscribers = Subscribers()
    channel: Channel = WebChannel(subscribers)
    await channel.start(_receive)

    async with (
        subscribers.subscribe("web:1") as phone,
        subscribers.subscribe("web:1") as laptop,
        subscribers.subscribe("web:2") as other,
    ):
        replied = await channel.reply(_delivery("web:1"))
        woken = [event.is_set() for event in (phone, laptop, other)]
        pushed = await channel.push(_delivery("web:2", edits="5"))

        assert (replied, woken) == ("7", [True, True, False])
        assert (pushed, other.is_set()) == ("5", True)
    await channel.stop()


async def test_sending_to_nobody_is_no_failure() -> None:
    assert await WebChannel(Subscribers()).reply(_delivery("web:9")) == "7"


async def test_subscribers_are_forgotten_when_they_leave() -> None:
    subscribers = Subscribers()
    async with subscribers.subscribe("web:1") as event:
        pass

    subscribers.wake("web:1")

    assert isinstance(event, asyncio.Event)
    assert not event.is_set()


def test_limits_are_those_of_our_own_page() -> None:
    assert WebChannel.limits == Limits(
        text=4096,
        button_label=60,
        button_data_bytes=64,
        buttons=100,
        buttons_per_row=3,
        edits_in_place=True,
        files=True,
    )
