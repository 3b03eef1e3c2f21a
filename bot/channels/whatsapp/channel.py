"""WhatsApp behind the channel port: our own webhook receives, pywa sends."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.channels.base import (
    ChannelRefused,
    Delivery,
    Limits,
    NeedsTemplate,
    PlatformAlarm,
    Receive,
    SendFailed,
    Undeliverable,
)
from bot.channels.whatsapp import layout
from bot.channels.whatsapp.identity import short_ref
from bot.channels.whatsapp.ledger import Ledger
from bot.channels.whatsapp.pacing import Pace
from bot.channels.whatsapp.render import LIMITS, Message, render
from bot.channels.whatsapp.templates import render_template, usable_language
from bot.channels.whatsapp.updates import read_messages, read_receipts, read_template_changes
from bot.channels.whatsapp.webhook import Webhook
from handlers.messages import Incoming, Reply

if TYPE_CHECKING:
    from bot.channels.whatsapp.client import Client

log = logging.getLogger(__name__)

OFFICIAL_API = "https://graph.facebook.com"
MARGIN = timedelta(minutes=1)
"""How long before its end the window counts as closed: a message on its way must not come too late."""

_START_SECONDS = 10.0
_REMEMBERED = 10_000


def _now() -> datetime:
    return datetime.now(UTC)


class WhatsAppChannel:
    """One phone number of a WhatsApp business account."""

    name = "whatsapp"
    limits: Limits = LIMITS

    def __init__(
        self,
        *,
        phone_id: str,
        token: str,
        app_secret: str,
        verify_token: str,
        api_base: str = OFFICIAL_API,
        clock: Callable[[], datetime] = _now,
        pace: Pace | None = None,
    ) -> None:
        self._phone_id, self._token, self._api_base = phone_id, token, api_base
        self._webhook = Webhook(app_secret=app_secret, verify_token=verify_token)
        self._clock = clock
        self._pace = pace or Pace()
        self._ledger: Ledger | None = None
        self._receive: Receive | None = None
        self._client: Client | None = None
        self.number: str | None = None  # what links to the chat are made of, once WhatsApp told it
        self._arrived: dict[int, tuple[int, list[str]]] = {}  # how many messages there are, and what left of them

    def use(self, ledger: Ledger) -> None:
        """Say where windows, templates and receipts are kept."""
        self._ledger = ledger

    # -- receiving ---------------------------------------------------------------------------------------

    def routes(self) -> list[web.RouteDef]:
        """Return the webhook's routes; they refuse politely until `start`."""
        return self._webhook.routes()

    async def start(self, receive: Receive) -> None:
        """Begin receiving. A wrong token raises `ChannelRefused`; an outage is left to the messages' own retries."""
        self._receive = receive
        self._webhook.open(self._take)
        try:
            async with asyncio.timeout(_START_SECONDS):
                we = await self._open_client().who_we_are()
            self.number = re.sub(r"[^0-9]", "", str(we.get("display_phone_number") or "")) or None
        except PlatformAlarm as refused:
            raise ChannelRefused(f"WhatsApp refuses the token or the phone number id ({refused.reason})") from None
        except Undeliverable:
            raise ChannelRefused("WhatsApp does not know this phone number id") from None
        except (SendFailed, TimeoutError):
            log.warning("WhatsApp does not answer; going on without it until it does")

    async def stop_receiving(self) -> None:
        """Take no more webhooks; Meta repeats them."""
        self._webhook.close()

    async def stop(self) -> None:
        """Stop receiving and close the connections."""
        await self.stop_receiving()
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _take(self, body: dict[str, Any]) -> None:
        """Hand over every event of a webhook; return once all are committed."""
        now = self._clock()
        lanes: dict[str, list[Incoming]] = defaultdict(list)
        for incoming in read_messages(body, phone_id=self._phone_id, now=now):
            lanes[incoming.address].append(incoming)
        await asyncio.gather(*(self._hand_over(lane) for lane in lanes.values()))
        if self._ledger is None:
            return
        receipts = list(read_receipts(body, phone_id=self._phone_id, now=now))
        if receipts:
            await self._ledger.take_receipts(receipts)
        changes = list(read_template_changes(body))
        if changes:
            await self._ledger.take_template_changes(changes)

    async def _hand_over(self, lane: Sequence[Incoming]) -> None:
        assert self._receive is not None
        for incoming in lane:
            await self._receive(incoming)

    # -- sending -----------------------------------------------------------------------------------------

    def numbered(self, reply: Reply) -> dict[str, str]:
        """Return what a person may type for a button that stands in the text, and the button's data."""
        return layout.numbered(reply)

    async def reply(self, delivery: Delivery) -> str | None:
        """Answer at once: whoever has just written may be answered freely."""
        return await self._carry(delivery, render(delivery.reply, outbox_id=delivery.outbox_id))

    async def push(self, delivery: Delivery) -> str | None:
        """Send within the number's rate: freely inside the 24-hour window, as a template outside."""
        messages = await self._permitted(delivery)
        await self._pace.wait_for_push(delivery.priority, delivery.due_at, count=len(messages))
        delivery.on_departure()
        return await self._carry(delivery, messages)

    async def _permitted(self, delivery: Delivery) -> tuple[Message, ...]:
        assert self._ledger is not None
        free_until = await self._ledger.free_until(delivery.address)
        if free_until is not None and self._clock() < free_until - MARGIN:
            return render(delivery.reply, outbox_id=delivery.outbox_id)
        call = delivery.reply.template
        if call is None or not call.is_whole:
            raise NeedsTemplate("window_closed")
        language = usable_language(delivery.reply.language, await self._ledger.template_states(call.name))
        return (render_template(call, language),)

    async def _carry(self, delivery: Delivery, messages: Sequence[Message]) -> str:
        """Send message by message, without repeating what has already arrived; return the id of the main one."""
        count, arrived = self._arrived.pop(delivery.outbox_id, (0, []))
        if count != len(messages):  # it is said in another way now
            arrived = []
        rest = messages[len(arrived) :]
        try:
            self._pace.spend(delivery.address, len(rest))
            for message in rest:
                arrived.append(await self._send(delivery, message))
        except SendFailed as failed:
            if not isinstance(failed, Undeliverable) and arrived:
                self._remember(delivery.outbox_id, len(messages), arrived)
            raise
        return next(ref for message, ref in zip(messages, arrived, strict=True) if message.is_main)

    async def _send(self, delivery: Delivery, message: Message) -> str:
        label = str(delivery.outbox_id) if message.is_main else None
        try:
            return short_ref(await self._open_client().send(delivery.address, message, label=label))
        except Undeliverable:
            if message.is_optional:
                return ""
            raise

    def _remember(self, outbox_id: int, count: int, arrived: list[str]) -> None:
        self._arrived[outbox_id] = (count, arrived)
        if len(self._arrived) > _REMEMBERED:
            del self._arrived[next(iter(self._arrived))]

    def _open_client(self) -> Client:
        if self._client is None:
            from bot.channels.whatsapp.client import Client  # a heavy import, only for those who need it

            self._client = Client(phone_id=self._phone_id, token=self._token, api_base=self._api_base)
        return self._client
