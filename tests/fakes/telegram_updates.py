"""How the fake hands updates over: a long poll that deletes what was confirmed, or POSTs to a webhook."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from typing import Any

import aiohttp
import orjson

from tests.fakes import telegram_errors as errors
from tests.fakes.telegram_errors import Refused, bad_request

_DEFAULT_KINDS_LEFT_OUT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_SECRET_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


class UpdateQueue:
    """Updates in the order of their ids until the bot confirmed them."""

    def __init__(self, *, poll_cap: float = 50.0, retry_delay: float = 0.02) -> None:
        self.pending: deque[dict[str, Any]] = deque()
        self.last_id = 1000
        self.confirmed_below = 0
        self.webhook: dict[str, Any] | None = None
        self.answers: list[tuple[int, int]] = []
        self._poll_cap = poll_cap
        self._retry_delay = retry_delay
        self._allowed: frozenset[str] | None = None
        self._arrived = asyncio.Event()
        self._poller: asyncio.Event | None = None
        self._lanes: dict[int, deque[dict[str, Any]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections = asyncio.Semaphore(40)
        self._session: aiohttp.ClientSession | None = None
        self.execute: Any = None
        self.on_handed: Callable[[dict[str, Any]], None] | None = None  # an update leaves for the bot

    def publish(self, kind: str, body: dict[str, Any], *, times: int = 1) -> int | None:
        """Queue an update for the bot and return its id, or None if the bot did not ask for its kind."""
        if kind in _DEFAULT_KINDS_LEFT_OUT if self._allowed is None else kind not in self._allowed:
            return None
        self.last_id += 1
        update = {"update_id": self.last_id, kind: body}
        for _ in range(times):
            self.pending.append(update)
            if self.webhook is not None:
                self._post_in_order(update)
        self._arrived.set()
        return self.last_id

    @property
    def is_polled(self) -> bool:
        """Say whether a bot is waiting for updates at this moment."""
        return self._poller is not None

    def _note_allowed(self, parameters: dict[str, Any]) -> None:
        if (allowed := parameters.get("allowed_updates")) is not None:
            self._allowed = frozenset(allowed) or None

    # -- long poll ---------------------------------------------------------------------------------------

    async def poll(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer getUpdates; a newer poller ends an older one."""
        if self.webhook is not None:
            raise Refused(*errors.WEBHOOK_ACTIVE)
        self._note_allowed(parameters)
        self._confirm(parameters.get("offset", 0))
        if self._poller is not None:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        try:
            await self._wait_for_updates(mine, min(parameters.get("timeout", 0), self._poll_cap))
        finally:
            if self._poller is mine:
                self._poller = None
        if mine.is_set():
            raise Refused(*errors.OTHER_POLLER)
        limit = min(max(parameters.get("limit", 100), 1), 100)
        return self._hand_over([self.pending[i] for i in range(min(limit, len(self.pending)))])

    def _hand_over(self, updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if self.on_handed is not None:
            for update in updates:
                self.on_handed(update)
        return updates

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
            return
        self.confirmed_below = max(self.confirmed_below, offset)
        while self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()

    async def _wait_for_updates(self, displaced: asyncio.Event, seconds: float) -> None:
        if self.pending or seconds <= 0:
            return
        self._arrived.clear()
        waits = [asyncio.ensure_future(event.wait()) for event in (self._arrived, displaced)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    # -- webhook -----------------------------------------------------------------------------------------

    def set_webhook(self, parameters: dict[str, Any]) -> bool:
        url = parameters.get("url", "")
        if not url:
            return self.delete_webhook(parameters)
        if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        secret = parameters.get("secret_token", "")
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not _SECRET_LETTERS.issuperset(secret):
            raise bad_request("secret token contains unallowed characters")
        connections = parameters.get("max_connections", 40)
        if not 1 <= connections <= 100:
            raise bad_request("max_connections must be between 1 and 100")
        self._note_allowed(parameters)
        self._drop(parameters)
        self.webhook = {"url": url, "secret": secret, "max_connections": connections}
        self._connections = asyncio.Semaphore(connections)
        for update in list(self.pending):
            self._post_in_order(update)
        return True

    def delete_webhook(self, parameters: dict[str, Any]) -> bool:
        self.webhook = None
        self._lanes.clear()
        self._drop(parameters)
        return True

    def _drop(self, parameters: dict[str, Any]) -> None:
        if parameters.get("drop_pending_updates"):
            self.pending.clear()

    def webhook_info(self) -> dict[str, Any]:
        hook = self.webhook
        return {
            "url": hook["url"] if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.pending),
            **({"max_connections": hook["max_connections"]} if hook else {}),
            **({"allowed_updates": sorted(self._allowed)} if self._allowed else {}),
        }

    def _post_in_order(self, update: dict[str, Any]) -> None:
        """Queue behind the updates of the same chat, as Telegram does; other chats go in parallel."""
        chat_id = _chat_of(update)
        lane = self._lanes.get(chat_id)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[chat_id] = lane = deque([update])
        task = asyncio.create_task(self._run_lane(chat_id, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run_lane(self, chat_id: int, lane: deque[dict[str, Any]]) -> None:
        delay = self._retry_delay
        while lane and self.webhook is not None:
            update = lane[0]
            if await self._post(update):
                lane.popleft()
                with contextlib.suppress(ValueError):
                    self.pending.remove(update)
                delay = self._retry_delay
            else:
                await asyncio.sleep(delay)
                delay = min(delay * 2, 60.0)
        if self._lanes.get(chat_id) is lane:
            del self._lanes[chat_id]

    async def _post(self, update: dict[str, Any]) -> bool:
        hook = self.webhook
        if hook is None:
            return False
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=100)
            self._session = aiohttp.ClientSession(connector=connector)
        headers = {"Content-Type": "application/json"}
        if hook["secret"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook["secret"]
        async with self._connections:
            try:
                async with self._session.post(hook["url"], data=orjson.dumps(update), headers=headers) as answer:
                    body = await answer.read()
                    self.answers.append((update["update_id"], answer.status))
            except (aiohttp.ClientError, TimeoutError):
                return False
        if not 200 <= answer.status < 300:
            return False
        if body.startswith(b"{") and "method" in (call := orjson.loads(body)):
            await self.execute(call.pop("method"), call)
        return True

    async def close(self) -> None:
        self._arrived.set()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()


def _chat_of(update: dict[str, Any]) -> int:
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in update:
            return int(update[kind]["chat"]["id"])
    if "callback_query" in update:
        return int(update["callback_query"]["from"]["id"])
    return 0
