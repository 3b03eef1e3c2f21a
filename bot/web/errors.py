"""What the chat's addresses refuse, as JSON that says why: `{"error": code, "detail": sentence}`."""

from __future__ import annotations

import logging
import math
from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


class Refused(Exception):
    """A request that will not be served; `code` is stable ASCII, `detail` is for whoever reads the network panel."""

    def __init__(self, status: int, code: str, detail: str, *, retry_seconds: float | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_seconds = retry_seconds

    def response(self) -> web.Response:
        """Return the refusal as a response."""
        answer = web.json_response({"error": self.code, "detail": self.detail}, status=self.status)
        answer.headers["Cache-Control"] = "no-store"
        if self.retry_seconds is not None:
            answer.headers["Retry-After"] = str(max(1, math.ceil(self.retry_seconds)))
        return answer


def no_session() -> Refused:
    """Return the refusal of a request without a valid cookie."""
    return Refused(401, "no_session", "Open a session first: POST /chat/open.")


def too_often(seconds: float) -> Refused:
    """Return the refusal of somebody who speaks too fast."""
    return Refused(429, "too_often", "Slow down, then send the same message again.", retry_seconds=seconds)


def guarded(handler: Handler) -> Handler:
    """Answer refusals as JSON, and anything unforeseen (the database is down) as a 503 to be tried again."""

    async def guard(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as refusal:
            return refusal.response()
        except web.HTTPException:
            raise
        except Exception:
            log.exception("web chat: %s %s failed", request.method, _path_without_secret(request))
            return Refused(503, "unavailable", "Try again in a moment.", retry_seconds=3).response()

    return guard


def _path_without_secret(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "?"
