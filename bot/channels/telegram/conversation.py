"""The aiogram client: receives updates and sends the replies of a conversation."""

from __future__ import annotations

from typing import Any

import orjson
from aiogram import Bot, exceptions
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import GetMe, SendDocument
from aiogram.types import BufferedInputFile
from aiohttp import ClientError, ClientTimeout

from bot.channels.base import Delivery, RetryLater, SendFailed
from bot.channels.telegram.budget import Budget
from bot.channels.telegram.courier import chat_of
from bot.channels.telegram.errors import Problem, judge
from bot.channels.telegram.render import Call, Payload

_REQUEST_SECONDS = 30.0
_JSON = {"Content-Type": "application/json"}
_ANY_METHOD = GetMe()  # aiogram's errors carry the method they came from; nobody reads it


class JsonSession(AiohttpSession):
    """aiogram's session, able to send a plain payload as JSON and to return the plain result.

    It spares the form encoding and the typed copy of each message sent, which together cost more than the rest of
    a reply; connections, checks and errors remain aiogram's.
    """

    async def call(self, bot: Bot, method: str, payload: Payload, *, seconds: float = _REQUEST_SECONDS) -> Any:
        """Return the `result` of one call, or raise as aiogram does."""
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method)
        body = orjson.dumps(payload)
        timeout = ClientTimeout(total=seconds)
        async with session.post(url, data=body, headers=_JSON, timeout=timeout) as answer:
            content = await answer.read()
        if answer.status == 200:
            try:
                return orjson.loads(content)["result"]
            except (orjson.JSONDecodeError, KeyError, TypeError) as error:
                raise exceptions.ClientDecodeError("Failed to decode object", error, content) from None
        try:
            return self.check_response(bot, _ANY_METHOD, answer.status, content.decode(errors="replace")).result
        except TypeError as error:  # aiogram trips over a refusal without a description
            raise exceptions.ClientDecodeError("Refused without a reason", error, content) from None

    async def close(self) -> None:
        # aiogram waits a quarter of a second for old versions of aiohttp; the pinned one closes by itself.
        if self._session is not None and not self._session.closed:
            await self._session.close()


class Conversation:
    """The door for answers: they leave at once where the budget has room, errors as `SendFailed`."""

    def __init__(self, *, token: str, api_base: str, budget: Budget) -> None:
        self._budget = budget
        self._session = JsonSession(api=TelegramAPIServer.from_base(api_base))
        try:
            self.bot = Bot(token, session=self._session)
        except Exception:
            raise ValueError("the Telegram bot token must look like 123456:ABC-DEF") from None

    async def call(self, method: str, payload: Payload, *, seconds: float = _REQUEST_SECONDS) -> Any:
        """Return the plain result of a Bot API method."""
        try:
            return await self._session.call(self.bot, method, payload, seconds=seconds)
        except (exceptions.AiogramError, ClientError, OSError) as error:
            raise read_failure(error) from None  # the cause may hold the URL, and with it the token

    async def send(self, call: Call, delivery: Delivery) -> str:
        """Make a call that sends or edits a message; return the message's id."""
        async with self._budget.answer():
            try:
                return await self._make(call)
            except RetryLater as failed:
                if failed.reason == "flood":
                    self._budget.refused(chat_of(delivery.address), failed.after_seconds or 0.0)
                raise

    async def _make(self, call: Call) -> str:
        if call.file is None:
            result = await self.call(call.method, call.payload)
            return str(result["message_id"] if isinstance(result, dict) else call.payload["message_id"])
        document = BufferedInputFile(call.file.content, filename=call.file.filename)
        try:
            message = await self.bot(SendDocument(document=document, **call.payload))
        except (exceptions.AiogramError, ClientError, OSError) as error:
            raise read_failure(error) from None
        return str(message.message_id)

    async def close(self) -> None:
        await self._session.close()


_STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (exceptions.TelegramEntityTooLarge, 413),  # before its base, TelegramNetworkError
    (exceptions.TelegramForbiddenError, 403),
    (exceptions.TelegramBadRequest, 400),
    (exceptions.TelegramUnauthorizedError, 401),
    (exceptions.TelegramNotFound, 404),
    (exceptions.TelegramConflictError, 409),
    (exceptions.TelegramServerError, 500),
    (exceptions.ClientDecodeError, 502),
)


def read_failure(error: Exception) -> SendFailed:
    """Return what an error of aiogram, or of the aiohttp below it, means for the sender."""
    if isinstance(error, exceptions.TelegramRetryAfter):
        return judge(Problem(status=429, description="", retry_after=float(error.retry_after)))
    if isinstance(error, exceptions.TelegramMigrateToChat):
        return judge(Problem(status=400, description="", new_chat_id=error.migrate_to_chat_id))
    for kind, status in _STATUSES:
        if isinstance(error, kind):
            return judge(Problem(status=status, description=str(getattr(error, "message", ""))))
    if isinstance(error, exceptions.TelegramNetworkError) or not isinstance(error, exceptions.AiogramError):
        name = f"{type(error).__name__}: {getattr(error, 'message', '')}"
        return judge(Problem(status=None, description=name, never_left="ClientConnector" in name))
    # a 429 without parameters arrives as a bare TelegramAPIError
    return judge(Problem(status=500, description=str(getattr(error, "message", ""))))
