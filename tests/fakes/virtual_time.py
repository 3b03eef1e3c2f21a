"""An event loop whose time passes as fast as it can: nothing waits, and every run is the same."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any


class _Selector(selectors.DefaultSelector):  # type: ignore[misc, valid-type]  # it depends on the system
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        assert timeout is not None, "everybody waits for something that nobody will do"
        self.now += max(0.0, timeout)
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._own = _Selector()
        super().__init__(self._own)

    def time(self) -> float:
        return self._own.now


def run_at_once(story: Coroutine[Any, Any, None]) -> None:
    """Run a story that only sleeps; `asyncio.get_running_loop().time()` is its clock."""
    loop = _Loop()
    try:
        loop.run_until_complete(story)
    finally:
        loop.close()
