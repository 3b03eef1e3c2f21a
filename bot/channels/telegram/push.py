"""The python-telegram-bot client: everything said unasked, within the rate Telegram permits.

Imported only at the first push: the library costs memory that a conversation does not need.
"""

from __future__ import annotations

import warnings

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
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from bot.channels.base import SendFailed
from bot.channels.telegram.errors import Problem, judge
from bot.channels.telegram.render import Call

MESSAGES_PER_SECOND = 25  # of the token's 30; the rest belongs to people in conversation
_CONNECTIONS = 64
_READ_SECONDS = 30.0
_POOL_SECONDS = 60.0  # the default of one second gives up before anything was sent


class Push:
    """The door for pushes: never more than 25 in any second, errors as `SendFailed`, no retries of its own."""

    def __init__(self, *, token: str, api_base: str) -> None:
        # RetryAfter warns about its own attribute each time it is made.
        warnings.filterwarnings("ignore", message=".*`retry_after`", category=PTBDeprecationWarning)
        self._request = HTTPXRequest(
            connection_pool_size=_CONNECTIONS,
            read_timeout=_READ_SECONDS,
            write_timeout=_READ_SECONDS,
            connect_timeout=10.0,
            pool_timeout=_POOL_SECONDS,
            httpx_kwargs={"trust_env": False},
        )
        base = api_base.rstrip("/")
        self._bot = ExtBot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._request,
            # A rate of one per 40 ms: the leaky bucket's burst is then one message, not thirty.
            rate_limiter=AIORateLimiter(overall_max_rate=1, overall_time_period=1 / MESSAGES_PER_SECOND, max_retries=0),
        )

    async def send(self, call: Call) -> str:
        """Make a call that sends or edits a message, once the rate allows; return the message's id."""
        try:
            result = await self._make(call)
        except TelegramError as error:
            raise read_failure(error) from None  # an InvalidToken may quote the token
        return str(result.message_id if isinstance(result, Message) else call.payload["message_id"])

    async def _make(self, call: Call) -> Message | bool:
        rest = dict(call.payload)
        chat_id = rest.pop("chat_id")
        if call.file is not None:
            document = InputFile(call.file.content, filename=call.file.filename)
            return await self._bot.send_document(chat_id, document, api_kwargs=rest)
        text = rest.pop("text")
        if call.method == "editMessageText":
            return await self._bot.edit_message_text(text, chat_id=chat_id, api_kwargs=rest)
        return await self._bot.send_message(chat_id, text, api_kwargs=rest)

    async def close(self) -> None:
        await self._request.shutdown()


def read_failure(error: TelegramError) -> SendFailed:
    """Return what an error of python-telegram-bot means; the order matters, see `errors`."""
    text = error.message
    match error:
        case RetryAfter():
            seconds = error._retry_after.total_seconds()  # the public attribute warns
            return judge(Problem(status=429, description="", retry_after=seconds))
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
            return judge(Problem(status=None, description=text, never_left=text.startswith("Pool timeout")))
        case NetworkError() if text.startswith(("httpx.Connect", "httpx.PoolTimeout")):
            return judge(Problem(status=None, description=text, never_left=True))
        case NetworkError() if text.startswith("httpx."):
            return judge(Problem(status=None, description=text))
        case NetworkError() if "entity too large" in text.lower():
            return judge(Problem(status=413, description=text))
    return judge(Problem(status=500, description=text))
