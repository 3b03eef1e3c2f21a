"""A person's browser, as far as HTTP goes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientResponse, ClientSession, CookieJar
from aiohttp.test_utils import TestServer
from yarl import URL

OURS = {"Sec-Fetch-Site": "same-origin"}


class ChatClient:
    def __init__(self, server: TestServer) -> None:
        self.url: URL = server.make_url("/")
        self.http = ClientSession(cookie_jar=CookieJar(unsafe=True))

    async def __aenter__(self) -> ChatClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return await self.http.get(self.url.join(URL(path)), headers=headers)

    async def post(self, path: str, body: Any = None, **options: Any) -> ClientResponse:
        options.setdefault("headers", OURS)
        if "data" not in options:
            options["json"] = {} if body is None else body
        return await self.http.post(self.url.join(URL(path)), allow_redirects=False, **options)

    async def open(self) -> dict[str, Any]:
        response = await self.post("/chat/open")
        assert response.status == 200
        return await response.json()

    async def say(self, text: str, client_id: str) -> ClientResponse:
        return await self.post("/chat/messages", {"id": client_id, "text": text})

    @asynccontextmanager
    async def stream(self, *, after: str | None = None) -> AsyncIterator[AsyncIterator[Event]]:
        headers = {} if after is None else {"Last-Event-ID": after}
        async with self.http.get(self.url.join(URL("/chat/stream")), headers=headers) as response:
            assert response.status == 200
            assert response.content_type == "text/event-stream"
            yield events(response)


class Event(dict[str, str]):
    """A server-sent event: its fields."""

    @property
    def line(self) -> dict[str, Any]:
        return json.loads(self["data"])


async def events(response: ClientResponse) -> AsyncIterator[Event]:
    event = Event()
    async for raw in response.content:
        field, _, value = raw.decode().rstrip("\n").partition(": ")
        if field:
            event[field] = value
        elif "event" in event:
            yield event
            event = Event()
        else:
            event = Event()


async def until_ready(stream: AsyncIterator[Event]) -> list[Event]:
    """The lines before `ready`."""
    lines: list[Event] = []
    async with asyncio.timeout(5):
        async for event in stream:
            if event["event"] == "ready":
                break
            lines.append(event)
    return lines


async def next_line(stream: AsyncIterator[Event]) -> Event:
    async with asyncio.timeout(5):
        async for event in stream:
            if event["event"] == "line":
                return event
    raise AssertionError("the stream ended")
