"""Many people in conversation at once, each of whom writes again as soon as the bot has answered."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from typing import Protocol

from benchmarks.conversation.answers import START
from tests.fakes.telegram_phone import Person, Shown
from tests.fakes.telegram_server import FakeTelegram


class Script(Protocol):
    """What one person says: the next words on each screen, until it is over."""

    is_over: bool

    def next_words(self, shown: Shown) -> str | None: ...


class Chatter:
    """Says so many things, whatever the answer."""

    def __init__(self, turns: int) -> None:
        self._left = turns
        self.is_over = False

    def next_words(self, shown: Shown) -> str | None:
        self._left -= 1
        self.is_over = self._left == 0
        return None if self.is_over else f"Words number {self._left}"


class Crowd:
    """`in_flight` people talk at a time; whoever has finished makes room for the next, up to `people` in all."""

    def __init__(self, fake: FakeTelegram, *, people: int, in_flight: int, script: Callable[[int], Script]) -> None:
        self._fake = fake
        self._next = iter(range(1, people + 1))
        self._in_flight = in_flight
        self._script = script
        self._spoke_at: dict[int, float] = {}
        self._finished: set[int] = set()
        self._people = people
        self._over = asyncio.Event()
        self._problem: Exception | None = None
        self.scripts: dict[int, Script] = {}
        self.latencies: list[float] = []

    async def talk(self, *, seconds: float) -> float:
        """Let everybody talk to the end; return how long that took."""
        began = time.perf_counter()
        self._fake.on_message = self._answered
        for number in itertools.islice(self._next, self._in_flight):
            self._enter(number)
        async with asyncio.timeout(seconds):
            await self._over.wait()
        if self._problem is not None:
            raise self._problem
        return time.perf_counter() - began

    def _enter(self, number: int) -> None:
        self.scripts[number] = self._script(number)
        self._say(self._fake.person(number), START)

    def _say(self, person: Person, words: str) -> None:
        self._spoke_at[person.chat_id] = time.perf_counter()
        person.say(words)

    def _answered(self, person: Person, shown: Shown) -> None:
        script = self.scripts.get(person.chat_id)
        if script is None or person.chat_id not in self._spoke_at:
            return
        try:
            words = script.next_words(shown)
        except Exception as problem:
            self._problem = problem
            self._over.set()
            return
        if words is None and not script.is_over:
            return
        self.latencies.append(time.perf_counter() - self._spoke_at.pop(person.chat_id))
        if words is not None:
            self._say(person, words)
        else:
            self._leave(person)

    def _leave(self, person: Person) -> None:
        self._finished.add(person.chat_id)
        person.shown.clear()
        following = next(self._next, None)
        if following is not None:
            self._enter(following)
        elif len(self._finished) == self._people:
            self._over.set()
