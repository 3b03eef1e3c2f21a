from __future__ import annotations

import asyncio

import pytest
from aiohttp.test_utils import TestServer

from handlers.messages import Button, Reply
from tests.bot.web.chat_client import ChatClient, next_line, until_ready
from tests.bot.web.memory_house import MemoryHouse


def words(line: dict) -> str:
    return "".join(run["text"] for run in line["runs"])


async def test_stream_sends_history_then_ready_then_what_comes(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as person:
        await person.open()
        await person.say("one", "a1")

        async with person.stream() as stream:
            history = await until_ready(stream)
            await person.say("two", "a2")
            mine = await next_line(stream)
            theirs = await next_line(stream)

    assert [words(event.line) for event in history] == ["one", "echo one"]
    assert (mine.line["who"], mine.line["id"], mine.line["plain"]) == ("me", "a2", "two")
    assert (theirs.line["who"], words(theirs.line), theirs.line["language"]) == ("bot", "echo two", "en")


async def test_stream_resumes_after_the_last_event_id(server: TestServer) -> None:
    async with ChatClient(server) as person:
        await person.open()
        await person.say("one", "a1")
        async with person.stream() as stream:
            last = (await until_ready(stream))[-1]["id"]
        await person.say("two", "a2")

        async with person.stream(after=last) as stream:
            missed = await until_ready(stream)
        response = await person.get(f"/chat/stream?after={missed[-1]['id']}")
        first = await response.content.readuntil(b"\n\n")
        second = await response.content.readuntil(b"\n\n")
        response.close()

    assert [words(event.line) for event in missed] == ["two", "echo two"]
    assert (first, second) == (b"retry: 2000\n\n", b'event: ready\ndata: {"organiser": false}\n\n')


async def test_stream_finds_lines_written_by_another_process(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as person:
        await person.open()
        async with person.stream() as stream:
            await until_ready(stream)
            house.say("web:1", Reply(text="From elsewhere", language="en"), is_woken=False)

            assert words((await next_line(stream)).line) == "From elsewhere"


@pytest.mark.parametrize("changed", [{"history_lines": 3}], indirect=True)
async def test_stream_sends_every_missed_line_in_order_beyond_one_page(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as person:
        await person.open()
        for number in range(10):
            house.say("web:1", Reply(text=str(number), language="en"))
        async with person.stream(after=house.conversations["web:1"][1].cursor) as stream:
            missed = await until_ready(stream)
        async with person.stream() as stream:
            recent = await until_ready(stream)

    assert [words(event.line) for event in missed] == [str(number) for number in range(2, 10)]
    assert [words(event.line) for event in recent] == ["7", "8", "9"]


@pytest.mark.parametrize("changed", [{"heartbeat_seconds": 0.0, "requery_seconds": 0.05}], indirect=True)
async def test_stream_beats_while_nothing_happens(server: TestServer) -> None:
    async with ChatClient(server) as person:
        await person.open()
        async with person.stream() as stream:
            await until_ready(stream)
            event = await anext(stream)

    assert event["event"] == "beat"


@pytest.mark.parametrize("changed", [{"streams_per_session": 2}], indirect=True)
async def test_stream_beyond_the_limit_retires_the_oldest(server: TestServer) -> None:
    async with ChatClient(server) as person:
        await person.open()
        async with person.stream() as oldest, person.stream() as second:
            await until_ready(oldest)
            await until_ready(second)
            async with person.stream() as third:
                await until_ready(third)
                retired = await anext(oldest)
                await person.say("hello", "a1")

                assert retired["event"] == "bye"
                assert words((await next_line(second)).line) == "hello"
                assert words((await next_line(third)).line) == "hello"


async def test_stream_that_breaks_ends_so_that_the_browser_returns(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as person:
        await person.open()
        async with person.stream() as stream:
            await until_ready(stream)
            house.is_down = True
            async with asyncio.timeout(5):
                rest = [event async for event in stream]
        refused = await person.get("/chat/stream")
        house.is_down = False
        async with person.stream() as stream:
            await until_ready(stream)

    assert rest == []
    assert refused.status == 503


async def test_streams_end_when_the_server_stops(server: TestServer) -> None:
    async with ChatClient(server) as person:
        await person.open()
        async with person.stream() as stream:
            await until_ready(stream)
            async with asyncio.timeout(5):
                await server.close()
                rest = [event async for event in stream]

    assert [event["event"] for event in rest] == ["bye"]


async def test_reply_reaches_the_page_as_data_only(server: TestServer, house: MemoryHouse) -> None:
    reply = Reply(
        text="<b>A &amp; B</b> <script>alert(1)</script>",
        language="ar",
        rows=((Button(label="<img>", data="x=1", style="danger"), Button(label="on", data="t", is_on=True)),),
        edits="m1",
    )
    async with ChatClient(server) as person:
        await person.open()
        house.say("web:1", reply)
        async with person.stream() as stream:
            line = (await until_ready(stream))[0].line

    assert line.pop("at")
    assert line == {
        "cursor": "00000001",
        "who": "bot",
        "ref": "m1",
        "runs": [{"text": "A & B", "bold": True}, {"text": " <script>alert(1)</script>"}],
        "language": "ar",
        "rows": [
            [
                {"label": "<img>", "data": "x=1", "style": "danger", "on": None, "quiet": False},
                {"label": "on", "data": "t", "style": "plain", "on": True, "quiet": False},
            ]
        ],
        "edits": "m1",
    }
