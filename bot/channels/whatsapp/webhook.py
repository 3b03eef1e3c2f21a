"""The webhook: answers 200 only after the commit, so that Meta repeats whatever was not kept."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from bot.bodies import read_bounded

log = logging.getLogger(__name__)

PATH = "/whatsapp/webhook"
_SIGNATURE = "X-Hub-Signature-256"
_MAX_BYTES = 3 * 1024 * 1024

Handle = Callable[[dict[str, Any]], Awaitable[None]]


class Webhook:
    """Two routes; `open` connects them to the house, `close` sends Meta away until the next start."""

    def __init__(self, *, app_secret: str, verify_token: str) -> None:
        self._app_secret = app_secret.encode()
        self._verify_token = verify_token.encode()
        self._handle: Handle | None = None

    def open(self, handle: Handle) -> None:
        self._handle = handle

    def close(self) -> None:
        self._handle = None

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH, self._verify, allow_head=False), web.post(PATH, self._answer)]

    async def _verify(self, request: web.Request) -> web.Response:
        """Return the challenge to whoever knows the verify token: so Meta makes sure that the address is ours."""
        given = request.query.get("hub.verify_token", "").encode(errors="replace")
        is_ours = hmac.compare_digest(given, self._verify_token)
        if not is_ours or request.query.get("hub.mode") != "subscribe":
            return web.Response(status=403)
        return web.Response(text=request.query.get("hub.challenge", "")[:512])

    async def _answer(self, request: web.Request) -> web.Response:
        body = await read_bounded(request, _MAX_BYTES)
        if body is None:
            return web.Response(status=413)
        if not self._is_signed(body, request.headers.get(_SIGNATURE, "")):
            return web.Response(status=401)
        raw = _parse(body)
        if raw is None:
            return web.Response(status=400)
        return web.Response(status=await self._commit(raw))

    def _is_signed(self, body: bytes, signature: str) -> bool:
        """Tell whether Meta signed these very bytes; it escapes what is not ASCII, so they are not written anew."""
        expected = "sha256=" + hmac.new(self._app_secret, body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(signature.encode(errors="replace"), expected.encode())

    async def _commit(self, raw: dict[str, Any]) -> int:
        if self._handle is None:
            return 503
        try:
            await self._handle(raw)
        except Exception:
            log.exception("a webhook is not committed; Meta will repeat it")
            return 503
        return 200


def _parse(body: bytes) -> dict[str, Any] | None:
    try:
        raw = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return raw if isinstance(raw, dict) and isinstance(raw.get("entry"), list) else None
