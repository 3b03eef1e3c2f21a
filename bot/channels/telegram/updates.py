"""Turns Telegram's updates into `Incoming`, through an aiogram router.

The router is called directly: a `Dispatcher` around it adds sessions and error routing that nothing here uses, for a
third of what receiving an update costs.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update, User
from pydantic import ValidationError

from bot.channels.base import Receive
from bot.channels.telegram.courier import PREFIX
from handlers.messages import Contact, Incoming, MediaKind

log = logging.getLogger(__name__)

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
_GONE = frozenset({"kicked", "left"})
_MEDIA: dict[str, MediaKind] = {  # an animation also has a document, a venue a location: the first match counts
    "sticker": "sticker",
    "voice": "voice",
    "audio": "audio",
    "photo": "photo",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "document",
    "location": "location",
    "poll": "poll",
    "dice": "other",
    "game": "other",
    "story": "other",
    "paid_media": "other",
    "checklist": "other",
    "users_shared": "other",
    "chat_shared": "other",
}

Clock = Callable[[], datetime]
AnswerTap = Callable[[str], None]


# aiogram runs a filter that is not a coroutine, as its own `F` is, in a thread: dearer than all else about an update.


async def _is_private(event: Message | ChatMemberUpdated) -> bool:
    return event.chat.type == "private"


async def _has_text(message: Message) -> bool:
    return message.text is not None


async def _has_data(query: CallbackQuery) -> bool:
    return query.data is not None


class Intake:
    """Hands each update of a person to the house; groups, other bots and service messages are passed over."""

    def __init__(self, *, bot: Bot, receive: Receive, answer_tap: AnswerTap, clock: Clock) -> None:
        self._bot = bot
        self._router = _make_router(receive, answer_tap, clock)

    async def __call__(self, raw: dict[str, Any]) -> None:
        """Return once the update is committed; raise if it is not. What cannot be read is logged and dropped."""
        kind = next((kind for kind in ALLOWED if kind in raw), None)
        if kind is None:  # asked for by an older version, or of a kind that aiogram does not know
            return
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
        except ValidationError as error:
            log.error("Update %s (%s) is not understood: %s errors", raw["update_id"], kind, error.error_count())
            return
        event = getattr(update, kind)
        await self._router.propagate_event(kind, event, event_update=update)


def _make_router(receive: Receive, answer_tap: AnswerTap, clock: Clock) -> Router:
    router = Router(name="telegram")
    hand_over = _make_hand_over(receive, clock)

    @router.message(_is_private)
    async def on_message(message: Message, event_update: Update) -> None:
        content = _read_content(message)
        if content is not None:
            await hand_over(event_update, message.from_user, message.chat.id, message.message_id, content)

    @router.edited_message(_is_private, _has_text)
    async def on_edited_message(message: Message, event_update: Update) -> None:
        content = {"text": message.text, "is_edit": True}
        await hand_over(event_update, message.from_user, message.chat.id, message.message_id, content)

    @router.callback_query(_has_data)
    async def on_tap(query: CallbackQuery, event_update: Update) -> None:
        answer_tap(query.id)
        message = query.message
        if message is not None and message.chat.type == "private":
            content = {"choice": query.data}
            await hand_over(event_update, query.from_user, message.chat.id, message.message_id, content)

    @router.my_chat_member(_is_private)
    async def on_membership(change: ChatMemberUpdated, event_update: Update) -> None:
        content = {"reachable": change.new_chat_member.status not in _GONE}
        await hand_over(event_update, change.from_user, change.chat.id, None, content)

    return router


def _make_hand_over(
    receive: Receive, clock: Clock
) -> Callable[[Update, User | None, int, int | None, dict[str, Any]], Awaitable[None]]:
    async def hand_over(
        update: Update, user: User | None, chat_id: int, message_id: int | None, content: dict[str, Any]
    ) -> None:
        if user is None or user.is_bot:
            return
        incoming = Incoming(
            address=f"{PREFIX}{chat_id}",
            update_id=str(update.update_id),
            received_at=clock(),
            message_ref=None if message_id is None else str(message_id),
            language_hint=user.language_code,
            name_hint=user.full_name,
            **content,
        )
        await receive(incoming)

    return hand_over


def _read_content(message: Message) -> dict[str, Any] | None:
    """Return what a message says, or None for a service message, which nobody said."""
    if message.text is not None:
        return {"text": message.text}
    if message.contact is not None:
        sender = message.from_user.id if message.from_user else None
        is_own = sender is not None and message.contact.user_id == sender
        return {"contact": Contact(phone=message.contact.phone_number, is_own=is_own)}
    for name, kind in _MEDIA.items():
        if getattr(message, name, None) is not None:
            return {"media": kind}
    return None


def chat_of_update(raw: dict[str, Any]) -> int:
    """Return the chat whose order an update belongs to; 0 where there is none."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in raw:
            return int(raw[kind]["chat"]["id"])
    if "callback_query" in raw:
        return int(raw["callback_query"]["from"]["id"])
    return 0
