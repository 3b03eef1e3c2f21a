"""Tells a person in a hurry from a flood."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

Verdict = Literal["welcome", "warn", "ignore"]

BURST = 60  # messages at once: a person tapping through a list of toggles stays far below
PER_SECOND = 5.0  # as fast as the web chat lets one session write
REMEMBERED = 20_000  # addresses


class FloodGate:
    """A bucket of tokens for each address; one warning when it runs empty, silence until it fills again."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, tuple[float, float, bool]] = OrderedDict()

    def judge(self, address: str) -> Verdict:
        """Say what to do with one more message of an address."""
        now = self._monotonic()
        tokens, before, was_warned = self._buckets.pop(address, (float(BURST), now, False))
        tokens = min(float(BURST), tokens + (now - before) * PER_SECOND)
        if tokens >= 1:
            verdict: Verdict = "welcome"
            tokens -= 1
            was_warned = was_warned and tokens < BURST / 2
        else:
            verdict = "ignore" if was_warned else "warn"
            was_warned = True
        self._buckets[address] = (tokens, now, was_warned)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return verdict
