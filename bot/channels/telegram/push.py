"""The python-telegram-bot client: everything said unasked, within the rate Telegram permits.

Imported only at the first push: the library costs memory that a conversation does not need.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import InputFile, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import BaseRateLimiter, ExtBot
from telegram.warnings import PTBDeprecationWarning

from bot.channels.base import Delivery, SendFailed
from bot.channels.telegram.budget import Budget, rank
from bot.channels.telegram.errors import Problem, judge
from bot.channels.telegram.render import Call
from bot.channels.telegram.request import CONNECTION, NEVER_LEFT, PushRequest


class SharedRateLimiter(BaseRateLimiter[Delivery]):
    """Lets requests leave within the budget that pushes share with answers; each comes with its delivery.

    The library's own limiter knows neither the answers nor what is urgent.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    async def initialize(self) -> None:
        """Open nothing."""

    async def shutdown(self) -> None:
        """Close nothing."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Delivery | None,
    ) -> Any:
        """Make the request once its turn has come; nothing is tried twice here."""
        assert rate_limit_args is not None
        async with self._budget.push(rank(rate_limit_args.priority, rate_limit_args.due_at)):
            rate_limit_args.on_departure()
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as flood:
                self._budget.refused(data["chat_id"], _seconds(flood))
                raise


class Push:
    """The door for pushes: within the budget, errors as `SendFailed`, no retries of its own."""

    def __init__(self, *, token: str, api_base: str, budget: Budget) -> None:
        # RetryAfter warns about its own attribute each time it is made.
        warnings.filterwarnings("ignore", message=".*`retry_after`", category=PTBDeprecationWarning)
        self._request = PushRequest()
        base = api_base.rstrip("/")
        self._bot = ExtBot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._request,
            rate_limiter=SharedRateLimiter(budget),
        )

    async def send(self, call: Call, delivery: Delivery) -> str:
        """Make a call that sends or edits a message, once the budget allows; return the message's id."""
        try:
            result = await self._make(call, delivery)
        except TelegramError as error:
            raise read_failure(error) from None  # an InvalidToken may quote the token
        return str(result.message_id if isinstance(result, Message) else call.payload["message_id"])

    async def _make(self, call: Call, delivery: Delivery) -> Message | bool:
        rest = dict(call.payload)
        chat_id = rest.pop("chat_id")
        if call.file is not None:
            document = InputFile(call.file.content, filename=call.file.filename)
            return await self._bot.send_document(chat_id, document, api_kwargs=rest, rate_limit_args=delivery)
        text = rest.pop("text")
        if call.method == "editMessageText":
            return await self._bot.edit_message_text(text, chat_id=chat_id, api_kwargs=rest, rate_limit_args=delivery)
        return await self._bot.send_message(chat_id, text, api_kwargs=rest, rate_limit_args=delivery)

    async def close(self) -> None:
        await self._request.shutdown()


def _seconds(flood: RetryAfter) -> float:
    return flood._retry_after.total_seconds()  # the public attribute warns


def read_failure(error: TelegramError) -> SendFailed:
    """Return what an error of python-telegram-bot means; the order matters, see `errors`."""
    text = error.message
    match error:
        case RetryAfter():
            return judge(Problem(status=429, description="", retry_after=_seconds(error)))
        case ChatMigrated():
            return judge(Problem(status=400, description="", new_chat_id=error.new_chat_id))
        case Forbidden():
            return judge(Problem(status=403, description=text))
        case BadRequest():
            return judge(Problem(status=400, description=text))
        case InvalidToken():
            return judge(Problem(status=401, description=text))
        case Conflict():
            return judge(Problem(status=409, description=text))
        case TimedOut():
            return judge(Problem(status=None, description=text))
        case NetworkError() if text.startswith(NEVER_LEFT):
            return judge(Problem(status=None, description=text, never_left=True))
        case NetworkError() if text.startswith(CONNECTION):
            return judge(Problem(status=None, description=text))
        case NetworkError() if "entity too large" in text.lower():
            return judge(Problem(status=413, description=text))
    return judge(Problem(status=500, description=text))
