"""Telegram behind the channel port: aiogram converses, python-telegram-bot pushes."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp import web

from bot.channels.base import ChannelRefused, Delivery, Limits, Receive, RetryLater, SendFailed
from bot.channels.telegram.budget import Budget, Rates
from bot.channels.telegram.conversation import Conversation
from bot.channels.telegram.courier import Courier
from bot.channels.telegram.lanes import Pace
from bot.channels.telegram.menu import publish_menu
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.render import LIMITS
from bot.channels.telegram.secrecy import hide_token
from bot.channels.telegram.updates import ALLOWED, Clock, Intake
from bot.channels.telegram.webhook import PATH, Webhook

if TYPE_CHECKING:
    from bot.channels.telegram.push import Push

log = logging.getLogger(__name__)

OFFICIAL_API = "https://api.telegram.org"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_START_SECONDS = 10.0
_MAX_CONNECTIONS = 100
_BACKGROUND_SECONDS = 2.0


def _now() -> datetime:
    return datetime.now(UTC)


class TelegramChannel:
    """Polls, or serves a webhook when `webhook_url` is set (the site's address; the path is the channel's)."""

    name = "telegram"
    limits: Limits = LIMITS

    def __init__(
        self,
        *,
        token: str,
        api_base: str = OFFICIAL_API,
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        clock: Clock = _now,
        pace: Pace | None = None,
        rates: Rates | None = None,
    ) -> None:
        self._budget = Budget(rates=rates)
        self._client = Conversation(token=token, api_base=api_base, budget=self._budget)
        self._token, self._api_base = token, api_base
        self._secret = _check_secret(webhook_secret or _derive_secret(token))
        self._webhook_url = webhook_url and webhook_url.rstrip("/").removesuffix(PATH) + PATH
        self._webhook = Webhook(self._secret)
        self._clock = clock
        self._pace = pace or Pace()
        self._courier = Courier()
        self._push: Push | None = None
        self._poller: Poller | None = None
        self._task: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[None]] = set()
        self.token_filter = hide_token(token)
        self.user_name: str | None = None  # what links to the bot are made of, once Telegram told it

    @property
    def is_exclusive(self) -> bool:
        """Whether only one process may receive: Telegram serves one poller of a token, and any number of webhooks."""
        return self._webhook_url is None

    # -- receiving ---------------------------------------------------------------------------------------

    def routes(self) -> list[web.RouteDef]:
        """Return the webhook's route; it refuses politely until `start`."""
        return [self._webhook.route()]

    async def start(self, receive: Receive) -> None:
        """Begin receiving. A wrong token or webhook raises `ChannelRefused`; an outage is waited out behind."""
        intake = Intake(bot=self._client.bot, receive=receive, answer_tap=self._answer_tap, clock=self._clock)
        if self._webhook_url:
            self._webhook.open(intake)
        else:
            leave = self._leave_webhook
            self._poller = Poller(client=self._client, handle=intake, leave_webhook=leave, pace=self._pace)
        is_ready = asyncio.Event()
        self._task = asyncio.create_task(self._run(is_ready))
        ready = asyncio.create_task(is_ready.wait())
        await asyncio.wait({self._task, ready}, timeout=_START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._task.done():
            await self._task
        elif not is_ready.is_set():
            log.warning("Telegram does not answer; going on without it until it does")

    async def stop_receiving(self) -> None:
        """Take no more updates; what is committed is confirmed, what is not will be repeated by Telegram."""
        self._webhook.close()
        task, self._task = self._task, None
        poller, self._poller = self._poller, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if poller is not None:
            await poller.close()
        if self._background:
            await asyncio.wait(self._background, timeout=_BACKGROUND_SECONDS)
        for task in list(self._background):
            task.cancel()

    async def stop(self) -> None:
        """Stop receiving and close the connections."""
        await self.stop_receiving()
        if self._push is not None:
            await self._push.close()
            self._push = None
        await self._client.close()

    async def _run(self, is_ready: asyncio.Event) -> None:
        await self._introduce()
        is_ready.set()
        if self._poller is not None:
            await self._poller.run()

    async def _introduce(self) -> None:
        """Have the token and the way of receiving accepted, however long Telegram is away."""
        pause = self._pace.first_pause
        while True:
            wait = pause
            try:
                self.user_name = str((await self._client.call("getMe", {})).get("username") or "") or None
                return await (self._enter_webhook() if self._webhook_url else self._leave_webhook())
            except RetryLater as failed:
                if failed.reason == "token_rejected":
                    raise ChannelRefused("Telegram does not know this bot token") from None
                wait = failed.after_seconds or pause
                log.warning("Telegram is not ready (%s); again in %.1f s", failed.reason, wait)
            except SendFailed as failed:
                raise ChannelRefused(f"Telegram refuses the webhook {self._webhook_url}") from failed
            await asyncio.sleep(wait)
            pause = min(pause * 2, self._pace.longest_pause)

    async def _enter_webhook(self) -> None:
        settings = {"url": self._webhook_url, "secret_token": self._secret, "allowed_updates": ALLOWED}
        await self._client.call("setWebhook", {**settings, "max_connections": _MAX_CONNECTIONS})

    async def _leave_webhook(self) -> None:
        await self._client.call("deleteWebhook", {})

    def _answer_tap(self, query_id: str) -> None:
        """Stop the spinner on a tapped button, beside the work that the tap asked for."""
        task = asyncio.create_task(self._answer_query(query_id))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _answer_query(self, query_id: str) -> None:
        with suppress(SendFailed):  # too old, or the network: the reply itself is what counts
            await self._client.call("answerCallbackQuery", {"callback_query_id": query_id})

    # -- sending -----------------------------------------------------------------------------------------

    async def reply(self, delivery: Delivery) -> str | None:
        """Send at once, through aiogram; while pushes leave, within the budget shared with them."""
        return await self._courier.carry(self._client, delivery)

    async def push(self, delivery: Delivery) -> str | None:
        """Send within 25 messages a second, through python-telegram-bot."""
        if self._push is None:
            from bot.channels.telegram.push import Push

            self._push = Push(token=self._token, api_base=self._api_base, budget=self._budget)
        return await self._courier.carry(self._push, delivery)

    async def publish_menu(
        self,
        *,
        commands: Mapping[str, Sequence[tuple[str, str]]],
        names: Mapping[str, str],
        descriptions: Mapping[str, str],
        short_descriptions: Mapping[str, str],
        default: str = "en",
    ) -> None:
        """Publish commands, name and descriptions by language; only words over a limit raise (ValueError)."""
        await publish_menu(
            self._client.call,
            commands=commands,
            names=names,
            descriptions=descriptions,
            short_descriptions=short_descriptions,
            default=default,
        )


def _derive_secret(token: str) -> str:
    """Return a secret that every replica of this bot computes alike and nobody without the token can."""
    return hmac.new(token.encode(), b"mawid telegram webhook", hashlib.sha256).hexdigest()


def _check_secret(secret: str) -> str:
    if not _SECRET.fullmatch(secret):
        raise ValueError("the Telegram webhook secret is 1-256 of A-Z, a-z, 0-9, _ and -")
    return secret
