from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.channels.base import RetryLater
from bot.channels.whatsapp.pacing import PAIR_BURST, Pace
from tests.phone import NOON


class Seconds:
    """A clock that stands still unless it is turned."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_burst_to_one_person_is_followed_by_one_in_six_seconds() -> None:
    seconds = Seconds()
    pace = Pace(monotonic=seconds)
    pace.spend("whatsapp:1", PAIR_BURST)

    with pytest.raises(RetryLater) as caught:
        pace.spend("whatsapp:1", 2)
    assert caught.value.after_seconds == 12.0

    pace.spend("whatsapp:2", 1)  # nobody else waits
    seconds.now += 12
    pace.spend("whatsapp:1", 2)


def test_what_has_more_parts_than_a_burst_is_sent_when_the_person_had_nothing_lately() -> None:
    pace = Pace(monotonic=Seconds())

    pace.spend("whatsapp:1", PAIR_BURST + 5)


def test_refused_messages_cost_nothing() -> None:
    pace = Pace(monotonic=Seconds())
    pace.spend("whatsapp:1", PAIR_BURST - 1)
    for _ in range(3):
        with pytest.raises(RetryLater):
            pace.spend("whatsapp:1", 2)

    pace.spend("whatsapp:1", 1)


async def test_urgent_pushes_overtake_and_the_earliest_due_goes_first() -> None:
    pace = Pace(pushes_per_second=200.0)
    order: list[str] = []

    async def push(name: str, priority: int, minutes: int) -> None:
        await pace.wait_for_push(priority, NOON + timedelta(minutes=minutes), count=1)
        order.append(name)

    await pace.wait_for_push(9, None, count=4)
    waiting = [push("late", 3, 9), push("broadcast", 4, 0), push("soon", 3, 1), push("change", 2, 5)]
    await asyncio.gather(*waiting)

    assert order == ["change", "soon", "late", "broadcast"]


async def test_push_that_is_given_up_holds_up_nobody() -> None:
    pace = Pace(pushes_per_second=100.0)
    await pace.wait_for_push(1, None, count=2)
    given_up = asyncio.create_task(pace.wait_for_push(0, None, count=1000))
    await asyncio.sleep(0)
    given_up.cancel()

    await asyncio.wait_for(pace.wait_for_push(1, None, count=1), 5)
