"""The budget of a token, against the meter of the fake server, in virtual time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest

from bot.channels.telegram.budget import Budget, rank
from storage.outbox import BROADCAST, CHANGE, EMERGENCY, REPLY
from tests.fakes.telegram_errors import Refused
from tests.fakes.telegram_faults import RateLimits, RateMeter
from tests.fakes.virtual_time import run_at_once
from tests.phone import NOON

Latency = Callable[[], float]


class Wire:
    """A server that sees each message after a while, and counts as Telegram does."""

    def __init__(self, latency: Latency, *, stall: tuple[float, float] = (0.0, 0.0)) -> None:
        self.loop = asyncio.get_running_loop()
        self.budget = Budget(monotonic=self.loop.time)
        self.meter = RateMeter(RateLimits())
        self.latency = latency
        self.stall = stall
        self.pushed: list[float] = []
        self.order: list[str] = []
        self.waits: list[float] = []
        self.refused = 0

    async def push(self, chat_id: int, priority: int = BROADCAST, seconds: float = 0.0, name: str = "") -> None:
        async with self.budget.push(rank(priority, NOON + timedelta(seconds=seconds))):
            await self._carry(chat_id, name)
            self.pushed.append(self.loop.time())

    async def answer(self, chat_id: int, name: str = "") -> None:
        began = self.loop.time()
        async with self.budget.answer():
            self.waits.append(self.loop.time() - began)
            await self._carry(chat_id, name)

    async def _carry(self, chat_id: int, name: str) -> None:
        self.order.append(name)
        await asyncio.sleep(self.latency())
        begins, ends = self.stall
        if begins <= self.loop.time() < ends:
            await asyncio.sleep(ends - self.loop.time())
        try:
            self.meter.check(chat_id, self.loop.time())
        except Refused:
            self.refused += 1

    async def talk(self, every: float, times: int, *, together: int = 1) -> None:
        talks = []
        for number in range(times * together):
            talks.append(asyncio.create_task(self.answer(1_000_000 + number)))
            if number % together == together - 1:
                await asyncio.sleep(every)
        await asyncio.gather(*talks)

    @property
    def per_second(self) -> float:
        return (len(self.pushed) - 1) / (self.pushed[-1] - self.pushed[0])


async def broadcast(wire: Wire, count: int) -> None:
    """Keep the queue as full as the sender does."""
    queue = iter(range(1, count + 1))

    async def serve(numbers: Iterable[int]) -> None:
        for number in numbers:
            await wire.push(number)

    await asyncio.gather(*(serve(queue) for _ in range(96)))


@pytest.mark.parametrize("seconds", [0.0, 0.08, 2.0])
def test_broadcast_keeps_its_pace_and_nothing_is_refused_while_people_talk(seconds: float) -> None:
    async def story() -> None:
        wire = Wire(lambda: seconds)
        await asyncio.gather(broadcast(wire, 5000), wire.talk(0.4, 480))

        assert wire.refused == 0
        assert 24.5 <= wire.per_second <= 25.01
        assert max(wire.waits) < 0.1

    run_at_once(story())


@pytest.mark.parametrize("seconds", [0.08, 2.0])
def test_answers_that_left_in_a_bunch_cost_pushes_their_pace(seconds: float) -> None:
    """A poll that takes two seconds brings five people at once."""

    async def story() -> None:
        wire = Wire(lambda: seconds)
        await asyncio.gather(broadcast(wire, 5000), wire.talk(2.0, 100, together=5))

        assert wire.refused == 0
        assert 24.7 <= wire.per_second <= 25.01
        assert max(wire.waits) < 0.2

    run_at_once(story())


def test_jitter_of_the_network_bunched_messages_over_the_limit() -> None:
    async def story() -> None:
        chance = random.Random(7)
        wire = Wire(lambda: chance.uniform(0.05, 0.2))
        await asyncio.gather(broadcast(wire, 3000), wire.talk(0.4, 280))

        assert wire.refused == 0
        assert wire.per_second >= 22

    run_at_once(story())


@pytest.mark.parametrize("seconds", [0.3, 1.0])
def test_stall_of_the_network_was_followed_by_more_than_the_limit(seconds: float) -> None:
    async def story() -> None:
        wire = Wire(lambda: 0.08, stall=(10.0, 10.0 + seconds))
        await asyncio.gather(broadcast(wire, 1000), wire.talk(0.4, 100))

        assert wire.refused == 0

    run_at_once(story())


def test_crowd_that_talks_during_a_broadcast_is_answered_first() -> None:
    async def story() -> None:
        wire = Wire(lambda: 0.08)
        await asyncio.gather(broadcast(wire, 1000), wire.talk(0.06, 400))

        assert wire.refused == 0
        assert max(wire.waits) < 1.0
        assert len(wire.pushed) == 1000

    run_at_once(story())


def test_people_who_talk_among_themselves_wait_for_nobody() -> None:
    async def story() -> None:
        wire = Wire(lambda: 0.08)
        await wire.talk(0.01, 200)

        assert max(wire.waits) == 0.0
        assert wire.refused > 0

    run_at_once(story())


def test_pushes_found_no_room_while_a_crowd_talked() -> None:
    async def story() -> None:
        wire = Wire(lambda: 0.08)
        talk = asyncio.create_task(wire.talk(0.01, 1000))
        await asyncio.gather(*(wire.push(number) for number in range(20)))

        assert not talk.done()
        await talk

    run_at_once(story())


def test_refusal_makes_answers_keep_to_the_limit_for_a_while() -> None:
    async def story() -> None:
        wire = Wire(lambda: 0.08)
        wire.budget.refused(7, 1.0)
        talk = asyncio.create_task(wire.talk(0.02, 200))
        await asyncio.gather(*(wire.push(number) for number in range(8)))
        await talk

        assert wire.refused == 0
        assert max(wire.waits) > 0.5

    run_at_once(story())


def test_urgent_push_leaves_first_and_the_soonest_due_among_equals() -> None:
    async def story() -> None:
        wire = Wire(lambda: 0.0)
        waiting = [
            wire.push(0, BROADCAST, 0, "under way"),
            wire.push(1, BROADCAST, 1, "broadcast"),
            wire.push(2, CHANGE, 9, "later"),
            wire.push(3, CHANGE, 2, "sooner"),
            wire.push(4, EMERGENCY, 5, "emergency"),
            wire.push(5, REPLY, 5, "late reply"),
        ]
        await asyncio.gather(*waiting)

        assert wire.order == ["under way", "late reply", "emergency", "sooner", "later", "broadcast"]

    run_at_once(story())


def test_one_chat_that_is_refused_waits_alone_and_two_mean_the_token() -> None:
    async def story() -> None:
        wire = Wire(lambda: 0.0)
        wire.budget.refused(7, 30.0)
        wire.budget.refused(7, 30.0)
        await wire.push(1)
        assert wire.loop.time() < 1

        wire.budget.refused(8, 10.0)
        await asyncio.gather(wire.push(2), wire.answer(3))
        assert wire.loop.time() >= 30.0

    run_at_once(story())


def test_who_no_longer_waits_takes_no_place() -> None:
    async def story() -> None:
        wire = Wire(lambda: 0.0)
        wire.budget.refused(7, 5.0)
        wire.budget.refused(8, 5.0)
        gone = [asyncio.create_task(wire.push(1, name="gone")), asyncio.create_task(wire.answer(2, "gone"))]
        await asyncio.sleep(1)
        for task in gone:
            task.cancel()
        await asyncio.gather(wire.push(3, name="push"), wire.answer(4, "answer"))

        assert sorted(wire.order) == ["answer", "push"]

    run_at_once(story())
