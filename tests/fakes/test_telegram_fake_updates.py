"""The fake hands updates over as Telegram does: until confirmed, to one poller, or to a webhook until it says 200."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.fakes.telegram_server import FakeTelegram
from tests.fakes.waiting import until


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


async def poll(fake: FakeTelegram, **parameters: Any) -> Any:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{fake.base_url}/bot{fake.token}/getUpdates", json=parameters) as answer,
    ):
        body = await answer.json()
        return body.get("result", body.get("description"))


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_are_repeated_until_confirmed(fake: FakeTelegram) -> None:
    amina = fake.person(7)
    amina.say("one")
    amina.say("two")

    first = await poll(fake)
    again = await poll(fake, limit=1)
    rest = await poll(fake, offset=first[0]["update_id"] + 1)

    assert (texts(first), texts(again), texts(rest)) == (["one", "two"], ["one"], ["two"])
    assert texts(await poll(fake)) == ["two"]


async def test_long_poll_answers_when_something_arrives(fake: FakeTelegram) -> None:
    waiting = asyncio.create_task(poll(fake, timeout=50))
    await until(lambda: fake.updates.is_polled)
    fake.person(7).say("hello")

    assert texts(await waiting) == ["hello"]


async def test_newer_poller_ends_the_older(fake: FakeTelegram) -> None:
    older = asyncio.create_task(poll(fake, timeout=50))
    await until(lambda: fake.updates.is_polled)
    newer = asyncio.create_task(poll(fake, timeout=50))

    assert (await older).startswith("Conflict: terminated by other getUpdates request")
    fake.person(7).say("hello")
    assert texts(await newer) == ["hello"]


async def test_allowed_updates_leave_the_rest_out(fake: FakeTelegram) -> None:
    await poll(fake, allowed_updates=["message"])
    fake.person(7).block()
    fake.person(7).say("hello")

    assert texts(await poll(fake)) == ["hello"]


async def test_doubled_and_disordered_updates(fake: FakeTelegram) -> None:
    fake.reorder_next(2)
    for text in ("one", "two"):
        fake.person(7).say(text)
    fake.duplicate_next()
    fake.person(7).say("three")

    assert texts(await poll(fake)) == ["two", "one", "three", "three"]


async def test_late_updates(fake: FakeTelegram) -> None:
    fake.delay_updates(0.02)
    fake.person(7).say("late")

    assert await poll(fake) == []
    assert texts(await poll(fake, timeout=5)) == ["late"]


async def test_webhook_is_repeated_until_it_accepts() -> None:
    seen: list[tuple[str, str]] = []

    async def receive(request: web.Request) -> web.Response:
        body = await request.json()
        seen.append((body["message"]["text"], request.headers["X-Telegram-Bot-Api-Secret-Token"]))
        return web.Response(status=200 if len(seen) > 2 else 503)

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    async with FakeTelegram(webhook_retry_delay=0.001) as fake:
        await fake.execute("setWebhook", {"url": url, "secret_token": "s"})
        fake.person(7).say("one")
        fake.person(7).say("two")
        await until(lambda: len(fake.updates.answers) == 4)

        assert seen == [("one", "s")] * 3 + [("two", "s")]
        assert await poll(fake) == (
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
            " webhook first"
        )
    await runner.cleanup()
