"""Polling confirms an update only after its commit, whatever breaks in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.telegram import ChannelRefused, TelegramChannel
from handlers.messages import Incoming
from tests.fakes.telegram_faults import Kind
from tests.fakes.telegram_house import FAST, House, make_channel, polling
from tests.fakes.telegram_server import FakeTelegram
from tests.fakes.waiting import until


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


class StuckHouse(House):
    """Never commits what it hears while `gate` is shut."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()

    async def receive(self, incoming: Incoming) -> None:
        self.attempts.append(incoming.text)
        await self.gate.wait()
        self.committed.append(incoming)


async def test_killed_before_the_commit_is_heard_again(fake: FakeTelegram) -> None:
    fake.person(7).say("answer")
    stuck, house = StuckHouse(), House()

    channel = make_channel(fake)
    await channel.start(stuck.receive)
    await until(lambda: stuck.attempts)
    await kill(channel)
    assert len(fake.updates.pending) == 1
    async with polling(fake, house):
        await until(lambda: house.committed)

    assert (stuck.texts, house.texts) == ([], ["answer"])
    assert not fake.updates.pending


async def kill(channel: TelegramChannel) -> None:
    """Cancel everything the channel runs, as the end of its process would."""
    tasks = [task for task in asyncio.all_tasks() if _is_ours(task)]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await channel._client.close()


def _is_ours(task: asyncio.Task[object]) -> bool:
    name = getattr(task.get_coro(), "__qualname__", "")
    return name.startswith(("TelegramChannel.", "Lanes."))


async def test_offset_moves_only_after_the_commit(fake: FakeTelegram) -> None:
    house = StuckHouse()
    async with polling(fake, house):
        fake.person(7).say("one")
        await until(lambda: len(fake.sent("getUpdates")) >= 3)
        offsets = {call.parameters.get("offset") for call in fake.sent("getUpdates")}
        house.gate.set()
        await until(lambda: not fake.updates.pending)

    assert offsets == {None, 1001}
    assert (house.attempts, house.texts) == (["one"], ["one"])


async def test_stop_waits_for_what_is_in_hand_and_confirms_it(fake: FakeTelegram) -> None:
    house = StuckHouse()
    channel = make_channel(fake)
    await channel.start(house.receive)
    fake.person(7).say("one")
    await until(lambda: house.attempts)

    stopping = asyncio.create_task(channel.stop())
    await asyncio.sleep(0)
    house.gate.set()
    await stopping

    assert house.texts == ["one"]
    assert not fake.updates.pending


async def test_order_is_kept_within_a_chat(fake: FakeTelegram) -> None:
    house = House()
    for n in range(30):
        fake.person(7 + n % 3).say(f"{n % 3}:{n}")

    async with polling(fake, house):
        await until(lambda: len(house.committed) == 30)

    for chat in ("0:", "1:", "2:"):
        said = [text for text in house.texts if text and text.startswith(chat)]
        assert said == [f"{chat}{n}" for n in range(30) if n % 3 == int(chat[0])]


async def test_doubled_updates_are_handled_once(fake: FakeTelegram) -> None:
    fake.duplicate_next()
    fake.person(7).say("one")
    house = House()

    async with polling(fake, house):
        await until(lambda: not fake.updates.pending)

    assert house.attempts == ["one"]


async def test_an_update_that_fails_is_tried_again_and_holds_up_only_its_chat(fake: FakeTelegram) -> None:
    house = House()
    house.refused.add("unlucky")
    async with polling(fake, house):
        fake.person(7).say("unlucky")
        fake.person(7).say("next")
        fake.person(8).say("other")
        await until(lambda: house.attempts.count("unlucky") >= 3)
        assert house.texts == ["other"]
        assert [update["update_id"] for update in fake.updates.pending] == [1001, 1002, 1003]
        house.refused.clear()
        await until(lambda: not fake.updates.pending)

    assert house.texts == ["other", "unlucky", "next"]


async def test_an_update_that_alone_keeps_failing_is_given_up(fake: FakeTelegram) -> None:
    house = House()
    house.refused.add("poison")
    async with polling(fake, house, pace=replace(FAST, give_up=0.1)):
        fake.person(7).say("poison")
        await until(lambda: house.attempts)
        fake.person(8).say("fine")
        await until(lambda: not fake.updates.pending)

    assert house.texts == ["fine"]


async def test_while_nothing_commits_nothing_is_given_up(fake: FakeTelegram) -> None:
    house = House()
    house.refused.add("one")
    async with polling(fake, house, pace=replace(FAST, give_up=0.02)):
        fake.person(7).say("one")
        await until(lambda: len(house.attempts) > 12)
        assert len(fake.updates.pending) == 1

    assert len(fake.updates.pending) == 1


@pytest.mark.parametrize("kind", ["bad_gateway", "server_error", "reset", "conflict", "unauthorized", "flood"])
async def test_polling_survives(fake: FakeTelegram, kind: Kind) -> None:
    house = House()
    async with polling(fake, house):
        await until(lambda: fake.updates.is_polled)
        fake.fail(kind, method="getUpdates", times=1 if kind == "flood" else 2)
        fake.person(7).say("one")
        await until(lambda: house.committed)
        fake.person(7).say("two")
        await until(lambda: len(house.committed) == 2)

    assert house.texts == ["one", "two"]


async def test_a_forgotten_webhook_is_removed(fake: FakeTelegram) -> None:
    house = House()
    async with polling(fake, house):
        await fake.execute("setWebhook", {"url": "http://127.0.0.1:9/elsewhere"})
        fake.person(7).say("one")
        await until(lambda: house.committed)

    assert fake.updates.webhook is None


async def test_a_wrong_token_is_refused_at_the_start(fake: FakeTelegram) -> None:
    channel = make_channel(fake, token="123:wrong")

    with pytest.raises(ChannelRefused, match="does not know this bot token"):
        await channel.start(House().receive)

    await channel.stop()


def test_a_malformed_token_is_refused_without_being_repeated() -> None:
    with pytest.raises(ValueError, match="must look like") as refusal:
        TelegramChannel(token="sesame")

    assert "sesame" not in str(refusal.value)


async def test_the_start_waits_out_an_outage(fake: FakeTelegram) -> None:
    fake.fail("bad_gateway", method="getMe", times=2)
    fake.fail("reset", method="deleteWebhook")
    house = House()
    fake.person(7).say("one")

    async with polling(fake, house):
        await until(lambda: house.committed)
