"""Two pushes to one address keep their distance; other addresses and people in conversation do not wait."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from bot.channels.base import Delivery
from bot.spacing import Spacing
from handlers.visit import House
from storage import Database
from tests.bot.fake_channel import FakeChannel, open_post

PAUSE = 0.4  # seconds


@dataclass
class FakeTime:
    at: float = 100.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


class TimedChannel(FakeChannel):
    """Notes when each push left."""

    def __init__(self) -> None:
        super().__init__()
        self.limits = replace(self.limits, seconds_per_address=PAUSE)
        self.pushed_at: dict[int, float] = {}

    async def push(self, delivery: Delivery) -> str | None:
        self.pushed_at[delivery.outbox_id] = time.monotonic()
        return await super().push(delivery)


async def test_address_waits_for_the_rest_of_its_pause() -> None:
    clock = FakeTime()
    spacing = Spacing(monotonic=clock.now, sleep=clock.sleep)

    spacing.note("telegram:1", 1.0)
    clock.at += 0.25
    await spacing.wait("telegram:1")
    await spacing.wait("telegram:1")
    await spacing.wait("telegram:2")

    assert clock.slept == [0.75]


async def test_channel_without_a_pause_is_not_remembered() -> None:
    clock = FakeTime()
    spacing = Spacing(monotonic=clock.now, sleep=clock.sleep)

    spacing.note("web:1", 0.0)
    await spacing.wait("web:1")

    assert clock.slept == []


async def test_pushes_to_one_address_keep_their_distance(sqlite_database: Database, house: House) -> None:
    channel = TimedChannel()
    async with open_post(sqlite_database, house, sends=False) as post:
        post.deliverer._channels = {"telegram": channel}
        post.channel = channel
        first, second = post.enqueue("telegram:1"), post.enqueue("telegram:1")
        other = post.enqueue("telegram:2")

        await post.sender.start(is_only_sender=True)
        await post.wait_for_statuses(first, second, other, are=["sent", "sent", "sent"])

    assert channel.pushed == [first, other, second]
    assert channel.pushed_at[second] - channel.pushed_at[first] >= PAUSE


async def test_reply_does_not_wait_for_the_pause(sqlite_database: Database, house: House) -> None:
    channel = TimedChannel()
    async with open_post(sqlite_database, house, sends=False) as post:
        post.deliverer._channels = {"telegram": channel}
        post.channel = channel
        post.add_person("telegram:1")
        first, second = post.enqueue("telegram:1"), post.enqueue("telegram:1")
        await post.sender.start(is_only_sender=True)
        await post.wait_for_statuses(first, are=["sent"])

        await post.receive("/start", "1")
        await post.wait_for(lambda: len(channel.sent) >= 2)
        reply = channel.sent[1].outbox_id
        await post.wait_for_statuses(reply, are=["sent"])
        post.turn(seconds=1)
        await post.wait_for_statuses(second, are=["sent"])

    assert reply not in (first, second)
