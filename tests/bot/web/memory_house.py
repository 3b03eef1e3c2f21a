"""A chat house in memory, with a small assistant that answers as a script tells it to."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from bot.web.port import Line, tapped_label
from bot.web.subscribers import Subscribers
from handlers.messages import Incoming, Reply

Answer = Callable[[Incoming], Sequence[Reply]]


def echo(incoming: Incoming) -> Sequence[Reply]:
    return [Reply(text=f"echo {incoming.text or incoming.choice}", language="en")]


class MemoryHouse:
    def __init__(self, answer: Answer = echo) -> None:
        self.answer = answer
        self.subscribers = Subscribers()
        self.tokens: dict[str, str] = {}
        self.conversations: dict[str, list[Line]] = {}
        self.codes: dict[str, str] = {}
        self.received: list[Incoming] = []
        self.hints: list[str | None] = []
        self.organisers: set[str] = set()
        self.is_down = False
        self._updates: set[str] = set()
        self._count = 0

    async def open_session(self, *, language_hint: str | None) -> tuple[str, str]:
        self._check()
        self.hints.append(language_hint)
        address = f"web:{len(self.conversations) + 1}"
        self.conversations[address] = []
        return self._token(address), address

    async def address_of(self, token: str) -> str | None:
        self._check()
        return self.tokens.get(token)

    async def lines(self, address: str, *, after: str | None, limit: int) -> Sequence[Line]:
        self._check()
        lines = self.conversations[address]
        return lines[-limit:] if after is None else [line for line in lines if line.cursor > after][:limit]

    async def line(self, address: str, *, cursor: str) -> Line | None:
        return next((line for line in self.conversations[address] if line.cursor == cursor), None)

    async def receive(self, incoming: Incoming) -> None:
        self._check()
        if incoming.update_id in self._updates:
            return
        self._updates.add(incoming.update_id)
        self.received.append(incoming)
        client_id = incoming.update_id.removeprefix(f"{incoming.address}:")
        self.append(incoming.address, who="me", text=self._shown(incoming), client_id=client_id)
        for reply in self.answer(incoming):
            self.say(incoming.address, reply)

    async def is_organiser(self, address: str) -> bool:
        return address in self.organisers

    async def device_link(self, address: str) -> str:
        code = secrets.token_urlsafe(16)
        self.codes[code] = address
        return code

    async def redeem(self, code: str) -> tuple[str, str] | None:
        address = self.codes.pop(code, None)
        return None if address is None else (self._token(address), address)

    def subscribe(self, address: str) -> AbstractAsyncContextManager[asyncio.Event]:
        return self.subscribers.subscribe(address)

    def say(self, address: str, reply: Reply, *, is_woken: bool = True) -> None:
        """Append a reply; without `is_woken`, as another process would."""
        self.append(address, who="bot", reply=reply, is_woken=is_woken)

    def forget_sessions(self) -> None:
        self.tokens.clear()

    def append(
        self,
        address: str,
        *,
        who: str,
        text: str | None = None,
        reply: Reply | None = None,
        client_id: str | None = None,
        is_woken: bool = True,
    ) -> None:
        self._count += 1
        self.conversations[address].append(
            Line(
                cursor=f"{self._count:08}",
                who="me" if who == "me" else "bot",
                at=datetime.now(UTC),
                text=text,
                reply=reply,
                client_id=client_id,
                ref=f"m{self._count}" if reply is not None else None,
            )
        )
        if is_woken:
            self.subscribers.wake(address)

    def _shown(self, incoming: Incoming) -> str | None:
        if incoming.choice is None:
            return incoming.text
        for line in self.conversations[incoming.address]:
            if line.reply is not None and line.ref == incoming.message_ref:
                return tapped_label(line.reply, incoming.choice)
        return None

    def _token(self, address: str) -> str:
        token = secrets.token_urlsafe(32)
        self.tokens[token] = address
        return token

    def _check(self) -> None:
        if self.is_down:
            raise ConnectionError("the database is down")
