"""Carries a reply over either client, part by part, without repeating what has already arrived."""

from __future__ import annotations

from typing import Protocol

from bot.channels.base import AddressMoved, Delivery, SendFailed, Undeliverable
from bot.channels.telegram.errors import EditTargetGone, Unchanged
from bot.channels.telegram.render import Call, render, render_edit

PREFIX = "telegram:"
_REMEMBERED = 10_000


class Client(Protocol):
    """What aiogram's and python-telegram-bot's doors have in common."""

    async def send(self, call: Call, delivery: Delivery) -> str: ...


def chat_of(address: str) -> int:
    """Return the chat id of an address.

    >>> chat_of("telegram:7")
    7
    """
    chat_id = address.removeprefix(PREFIX)
    if not chat_id.lstrip("-").isdigit():
        raise Undeliverable("bad_address", is_address_dead=True)
    return int(chat_id)


class Courier:
    """Remembers, while the process lives, half-sent replies and who has the contact keyboard on screen."""

    def __init__(self) -> None:
        self._arrived: dict[int, list[str]] = {}
        self._keyboards: set[int] = set()

    async def carry(self, client: Client, delivery: Delivery) -> str:
        """Edit or send; return the id of the message that carries the reply's buttons."""
        chat_id = chat_of(delivery.address)
        edited = await self._try_edit(client, delivery, chat_id)
        return edited if edited is not None else await self._send(client, delivery, chat_id)

    async def _try_edit(self, client: Client, delivery: Delivery, chat_id: int) -> str | None:
        edits = delivery.reply.edits
        if edits is None or not edits.isdigit() or delivery.outbox_id in self._arrived:
            return None
        call = render_edit(delivery.reply, chat_id=chat_id, message_id=int(edits))
        if call is None:
            return None
        try:
            return await client.send(call, delivery)
        except Unchanged:
            return edits
        except EditTargetGone:
            return None

    async def _send(self, client: Client, delivery: Delivery, chat_id: int) -> str:
        reply = delivery.reply
        calls = render(reply, chat_id=chat_id, removes_keyboard=chat_id in self._keyboards)
        arrived = self._arrived.pop(delivery.outbox_id, [])
        try:
            for call in calls[len(arrived) :]:
                arrived.append(await client.send(call, delivery))
        except (Undeliverable, AddressMoved):
            raise
        except SendFailed:
            self._remember(delivery.outbox_id, arrived)
            raise
        if reply.contact_label:
            self._keyboards.add(chat_id)
        else:
            self._keyboards.discard(chat_id)
        return next(ref for call, ref in zip(calls, arrived, strict=True) if call.is_main)

    def _remember(self, outbox_id: int, arrived: list[str]) -> None:
        if not arrived:
            return
        self._arrived[outbox_id] = arrived
        if len(self._arrived) > _REMEMBERED:
            del self._arrived[next(iter(self._arrived))]
