"""Keeps the bot token out of the logs: it stands in every URL, and libraries log URLs."""

from __future__ import annotations

import logging

_TALKERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.proxy",
    "telegram.Bot",
    "telegram.ext.ExtBot",
    "telegram.request.BaseRequest",
    "telegram.request.HTTPXRequest",
    "aiogram.dispatcher",
    "aiogram.event",
    "aiogram.middlewares",
    "aiohttp.client",
    "aiohttp.internal",
    "aiohttp.access",
    "aiohttp.server",
    "asyncio",
    "bot.channels.telegram.errors",
    "bot.channels.telegram.polling",
    "bot.channels.telegram.lanes",
    "bot.channels.telegram.webhook",
    "bot.channels.telegram.channel",
)
_FORMATTER = logging.Formatter()


class TokenFilter(logging.Filter):
    """Writes `<token>` where a record has the token."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if self._token in message:
            record.msg, record.args = message.replace(self._token, "<token>"), ()
        if record.exc_info:
            text = record.exc_text or _FORMATTER.formatException(record.exc_info)
            if self._token in text:
                record.exc_text, record.exc_info = text.replace(self._token, "<token>"), None
        return True


def hide_token(token: str) -> TokenFilter:
    """Filter every logger known to write URLs; the filter returned may be put on handlers as well."""
    token_filter = TokenFilter(token)
    for name in _TALKERS:
        logging.getLogger(name).addFilter(token_filter)
    return token_filter
