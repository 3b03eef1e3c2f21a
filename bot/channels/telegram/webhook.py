"""The webhook: answers 200 only after the commit, so that Telegram repeats whatever was not kept."""

from __future__ import annotations

import hmac
import logging
from typing import Any

import orjson
from aiohttp import web

from bot.bodies import read_bounded
from bot.channels.telegram.lanes import Handle

log = logging.getLogger(__name__)

PATH = "/telegram/webhook"
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MAX_BYTES = 1024 * 1024


class Webhook:
    """One route; `open` connects it to the house, `close` sends Telegram away until the next start."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._handle: Handle | None = None

    def open(self, handle: Handle) -> None:
        self._handle = handle

    def close(self) -> None:
        self._handle = None

    def route(self) -> web.RouteDef:
        return web.post(PATH, self._answer)

    async def _answer(self, request: web.Request) -> web.Response:
        given = request.headers.get(_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=401)
        body = await read_bounded(request, _MAX_BYTES)
        if body is None:
            return web.Response(status=413)
        raw = _parse(body)
        if raw is None:
            return web.Response(status=400)
        return web.Response(status=await self._commit(raw))

    async def _commit(self, raw: dict[str, Any]) -> int:
        if self._handle is None:
            return 503
        try:
            await self._handle(raw)
        except Exception:
            log.exception("Update %s is not committed; Telegram will repeat it", raw["update_id"])
            return 503
        return 200


def _parse(body: bytes) -> dict[str, Any] | None:
    try:
        raw = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    is_update = isinstance(raw, dict) and isinstance(raw.get("update_id"), int)
    return raw if is_update else None
