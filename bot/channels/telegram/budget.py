"""One budget of messages for one bot token, shared by the answers of conversations and by pushes.

Telegram counts about thirty messages a second for a token, whoever sends them. Pushes leave evenly, 25 a second,
the most urgent first, and make room for answers: those leave at once, and wait only while the second is shared with
pushes, or after Telegram has refused something.

What counts is when Telegram sees a message, and that is not when it left: a stall on the way makes many arrive
together. So no more are ever under way than the usual latency explains, beside what came back within the second.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

_WINDOW = 1.0  # seconds over which Telegram counts
_CATCHING_UP = 1.08  # how much faster than its pace a push that was held up may follow
_CREDIT = 1.0  # seconds of pace that may be caught up
_FEW_PUSHES = 5  # with fewer about, answers are alone
_PUSHES_AT_LEAST = 4.0  # a second, however many people talk
_WARY = 60.0  # seconds for which a refusal is remembered
_LATENCIES = 100  # answers from which the usual latency is known: a stall bunches fewer
_STEADY = 0.1  # seconds between the fastest and the slowest, but for a tenth of them, that bunch no messages
_CAUTION = 8.0  # messages fewer for each square root of a second beyond: so does their number in a second scatter
_MOST_CAUTION = 18
_FIRST_GUESS = 2.0  # seconds of latency before any answer came
_UNDER_WAY = 30.0  # messages for each second of the usual latency
_LOOK_AGAIN = 0.02  # seconds until a door that only an answer can open is tried
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rates:
    """Messages permitted: pushes by their pace and in a second, and in a second all that a push or an answer finds."""

    pushes_per_second: float = 25.0
    pushes: int = 27  # two more than the pace, to catch up after a late timer, or answers that left in a bunch
    before_push: int = 28  # Telegram permits thirty
    before_answer: int = 29


RATES = Rates()

Rank = tuple[int, datetime]


def rank(priority: int, due_at: datetime | None) -> Rank:
    """Return what sorts messages by urgency: the priority, then what is due first."""
    return priority, due_at or _NEVER


@dataclass(frozen=True, slots=True, eq=False)
class _Slot:
    is_push: bool
    granted: asyncio.Future[None]


class Budget:
    """Grants departures; must be used from one event loop."""

    def __init__(self, *, rates: Rates | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._rates = rates or RATES
        self._gap = 1.0 / self._rates.pushes_per_second
        self._monotonic = monotonic
        self._answers: deque[_Slot] = deque()
        self._pushes: list[tuple[Rank, int, _Slot]] = []
        self._order = itertools.count()
        self._left: deque[tuple[float, bool]] = deque()
        self._pushes_left = 0
        self._returned: deque[tuple[float, bool]] = deque()
        self._pushes_about = 0  # under way, or back within the window
        self._on_the_way: dict[_Slot, float] = {}
        self._latencies: deque[float] = deque(maxlen=_LATENCIES)
        self._usual = _FIRST_GUESS
        self._caution = 0  # messages fewer, while the network is unsteady
        self._last_push = self._pushed_until = float("-inf")
        self._wary_until = self._closed_until = float("-inf")
        self._refused: tuple[int, float] = (0, float("-inf"))
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def answer(self) -> AsyncIterator[None]:
        """Hold a place for an answer while it is under way."""
        slot = _Slot(False, asyncio.get_running_loop().create_future())
        self._answers.append(slot)
        async with self._under_way(slot):
            yield

    @asynccontextmanager
    async def push(self, urgency: Rank) -> AsyncIterator[None]:
        """Hold a place for a push while it is under way, once the pace allows it and nothing more urgent waits."""
        if not self._pushes:  # nobody was held up: there is nothing to catch up
            self._pushed_until = max(self._pushed_until, self._monotonic())
        slot = _Slot(True, asyncio.get_running_loop().create_future())
        heapq.heappush(self._pushes, (urgency, next(self._order), slot))
        async with self._under_way(slot):
            yield

    def refused(self, chat_id: int, seconds: float) -> None:
        """Take note that Telegram wants to be left in peace.

        One chat that is refused waits alone, in the outbox. When another is refused meanwhile, it is the token.
        """
        now = self._monotonic()
        self._wary_until = now + _WARY
        other, until = self._refused
        if until > now and other != chat_id:
            self._closed_until = max(self._closed_until, until, now + seconds)
        self._refused = (chat_id, max(until, now + seconds))

    @asynccontextmanager
    async def _under_way(self, slot: _Slot) -> AsyncIterator[None]:
        self._open_doors()
        try:
            await slot.granted
            yield
        finally:
            slot.granted.cancel()  # whoever waited no longer does
            left_at = self._on_the_way.pop(slot, None)
            if left_at is not None:
                self._note_return(self._monotonic(), left_at, slot.is_push)
            self._open_doors()

    def _note_return(self, now: float, left_at: float, is_push: bool) -> None:
        self._returned.append((now, is_push))
        self._latencies.append(now - left_at)
        ordered = sorted(self._latencies)
        self._usual = ordered[len(ordered) // 2]
        spread = ordered[len(ordered) * 19 // 20] - ordered[len(ordered) // 20]
        self._caution = min(_MOST_CAUTION, int(_CAUTION * math.sqrt(max(0.0, spread - _STEADY))))

    def _open_doors(self) -> None:
        """Let leave whoever may, and come back when the next one might."""
        while True:
            now = self._monotonic()
            self._forget(now)
            self._drop_cancelled()
            waits = []
            if self._pushes:
                waits.append((self._push_wait(now), True))
            if self._answers:
                waits.append((self._answer_wait(now), False))
            ready = [is_push for wait, is_push in waits if wait <= 0]
            if not ready:
                break
            is_push = ready == [True] or (ready == [True, False] and self._is_starving(now))
            self._let_leave(heapq.heappop(self._pushes)[2] if is_push else self._answers.popleft(), now)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if waits:
            self._timer = asyncio.get_running_loop().call_later(min(waits)[0], self._open_doors)

    def _let_leave(self, slot: _Slot, now: float) -> None:
        self._left.append((now, slot.is_push))
        self._on_the_way[slot] = now
        if slot.is_push:
            self._pushes_left += 1
            self._pushes_about += 1
            self._last_push = now
            self._pushed_until = max(self._pushed_until, now - _CREDIT) + self._gap
        slot.granted.set_result(None)

    def _push_wait(self, now: float) -> float:
        """Return the seconds until a push may leave, as far as that can be told."""
        wait = max(self._last_push + self._gap / _CATCHING_UP - now, self._pushed_until - now, self._closed_until - now)
        if self._pushes_left >= self._rates.pushes:
            wait = max(wait, next(at for at, is_push in self._left if is_push) + _WINDOW - now)
        if not self._is_starving(now):
            return max(wait, self._room(now, self._rates.before_push - self._caution))
        return max(wait, self._room(now, self._rates.before_answer)) if self._is_shared(now) else wait

    def _answer_wait(self, now: float) -> float:
        """Return the seconds until an answer may leave: none, while Telegram takes whatever comes."""
        wait = self._closed_until - now
        return max(wait, self._room(now, self._rates.before_answer)) if self._is_shared(now) else wait

    def _room(self, now: float, most: int) -> float:
        """Return the seconds until fewer than `most` left, and may have arrived, within the last second."""
        wait = 0.0
        if len(self._left) >= most:
            wait = self._left[len(self._left) - most][0] + _WINDOW - now
        explained = self._rates.before_push + int(self._usual * _UNDER_WAY)
        if len(self._returned) + len(self._on_the_way) >= explained - self._caution:
            wait = max(wait, _LOOK_AGAIN)
        return wait

    def _is_shared(self, now: float) -> bool:
        return self._pushes_about >= _FEW_PUSHES or now < self._wary_until

    def _is_starving(self, now: float) -> bool:
        return now - self._last_push >= 1.0 / _PUSHES_AT_LEAST

    def _forget(self, now: float) -> None:
        while self._left and self._left[0][0] <= now - _WINDOW:
            self._pushes_left -= self._left.popleft()[1]
        while self._returned and self._returned[0][0] <= now - _WINDOW:
            self._pushes_about -= self._returned.popleft()[1]

    def _drop_cancelled(self) -> None:
        while self._pushes and self._pushes[0][2].granted.done():
            heapq.heappop(self._pushes)
        while self._answers and self._answers[0].granted.done():
            self._answers.popleft()
