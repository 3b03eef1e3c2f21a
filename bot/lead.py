"""Which of several processes sends: the one that leads; the others stand by."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from storage.leadership import Leadership

log = logging.getLogger(__name__)

LOOK_TICK = 2.0  # seconds between two looks at the lock: how late a standby notices that it leads
_PATIENCE = 3.0  # seconds that a look may take before the lock counts as lost


class Lead:
    """Takes the lead when it is free; without a leadership to share, this process always leads."""

    def __init__(
        self,
        leadership: Leadership | None,
        *,
        on_gained: Callable[[], Awaitable[None]],
        on_lost: Callable[[], Awaitable[None]],
    ) -> None:
        self._leadership = leadership
        self._on_gained = on_gained
        self._on_lost = on_lost
        self._looking: asyncio.Task[bool] | None = None
        self.is_ours = False

    async def look(self) -> None:
        """See who leads, and say so when it changed."""
        if self._leadership is None:
            self.is_ours = True
            return
        was_ours, self.is_ours = self.is_ours, await self._is_held(self._leadership)
        if self.is_ours and not was_ours:
            log.info("this process sends")
            await self._on_gained()
        elif was_ours and not self.is_ours:
            log.warning("the lock of the sender is lost; this process stops sending and stands by")
            await self._on_lost()

    async def _is_held(self, leadership: Leadership) -> bool:
        if self._looking is None:
            self._looking = asyncio.create_task(asyncio.to_thread(leadership.hold))
        done, _ = await asyncio.wait((self._looking,), timeout=_PATIENCE)
        if not done:
            return False
        looked, self._looking = self._looking, None
        return looked.result()

    async def release(self) -> None:
        """Let another process lead; nothing is sent any more."""
        self.is_ours = False
        if self._looking is not None:
            await asyncio.wait((self._looking,), timeout=_PATIENCE)
        if self._leadership is not None:
            await asyncio.to_thread(self._leadership.release)
