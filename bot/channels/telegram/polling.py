"""Long polling that confirms an update only after its commit.

aiogram's own loop confirms a batch while its handlers still run, and one update that it cannot read stops it for
good; this one asks from the first update that is not committed, and reads each update by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from bot.channels.base import RetryLater, SendFailed
from bot.channels.telegram.conversation import Conversation
from bot.channels.telegram.lanes import Handle, Lanes, Pace, Raw
from bot.channels.telegram.updates import ALLOWED

log = logging.getLogger(__name__)

_ANSWER_SECONDS = 15.0  # beyond the long poll's own wait
_LAST_WORD_SECONDS = 3.0


class Poller:
    """Fetches, hands to the lanes, fetches again, whatever the network does."""

    def __init__(
        self, *, client: Conversation, handle: Handle, leave_webhook: Callable[[], Awaitable[None]], pace: Pace
    ) -> None:
        self._client = client
        self._lanes = Lanes(handle, pace)
        self._leave_webhook = leave_webhook
        self._pace = pace
        self._confirmed: int | None = None

    async def run(self) -> None:
        """Poll until cancelled."""
        pause = self._pace.first_pause
        while True:
            try:
                batch = await self._fetch(0 if not self._lanes.is_settled else self._pace.poll)
            except SendFailed as failed:
                await self._recover(failed, pause)
                pause = min(pause * 2, self._pace.longest_pause)
                continue
            pause = self._pace.first_pause
            self._lanes.accept(batch, asked_from=self._confirmed)
            await self._lanes.settle()

    async def close(self) -> None:
        """Finish what is in hand and confirm what is committed, so that it is not repeated at the next start."""
        await self._lanes.close()
        if self._lanes.offset() != self._confirmed:
            with contextlib.suppress(SendFailed):
                await self._fetch(0, limit=1, answer_seconds=_LAST_WORD_SECONDS)

    async def _fetch(
        self, wait_seconds: int, *, limit: int = 100, answer_seconds: float = _ANSWER_SECONDS
    ) -> list[Raw]:
        offset = self._lanes.offset()
        payload = {"timeout": wait_seconds, "limit": limit, "allowed_updates": ALLOWED}
        if offset is not None:
            payload["offset"] = offset
        batch: list[Raw] = await self._client.call("getUpdates", payload, seconds=wait_seconds + answer_seconds)
        self._confirmed = offset
        return batch

    async def _recover(self, failed: SendFailed, pause: float) -> None:
        log.warning("Polling failed (%s); again in %.1f s", failed.reason, pause)
        if failed.reason == "webhook_active":
            with contextlib.suppress(SendFailed):
                await self._leave_webhook()
        is_flood = isinstance(failed, RetryLater) and failed.reason == "flood"
        asked = failed.after_seconds if isinstance(failed, RetryLater) and is_flood else None
        await asyncio.sleep(asked or pause)
