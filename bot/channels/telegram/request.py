"""python-telegram-bot's way to the network, over the HTTP client that the rest of the house uses.

Its own, httpx, costs more processor time a message than all the rest of a push together.
"""

from __future__ import annotations

from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, FormData, TCPConnector
from aiohttp.client_exceptions import ClientConnectorError
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

NEVER_LEFT = "no connection: "
"""Begins the message of a failure after which nothing can have arrived."""

CONNECTION = "connection lost: "
"""Begins the message of a failure after which it may have."""

_CONNECTIONS = 128  # more than are ever under way, so that nobody waits for one
_SECONDS = ClientTimeout(total=60.0, connect=10.0, sock_read=30.0)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class PushRequest(BaseRequest):
    """Posts what an `ExtBot` asks for; its errors carry names only, because URLs hold the token."""

    __slots__ = ("_session",)

    def __init__(self) -> None:
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return _SECONDS.sock_read

    async def initialize(self) -> None:
        """Open nothing: the first request does."""

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """Return the status and the body of the answer."""
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(limit=_CONNECTIONS))
        data, headers = _body(request_data)
        try:
            async with self._session.request(method, url, data=data, headers=headers, timeout=_SECONDS) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut(type(error).__name__) from None
        except ClientConnectorError as error:
            raise NetworkError(f"{NEVER_LEFT}{type(error).__name__}") from None
        except (ClientError, OSError) as error:
            raise NetworkError(f"{CONNECTION}{type(error).__name__}") from None


def _body(request: RequestData | None) -> tuple[FormData | str | None, dict[str, str]]:
    if request is None:
        return None, {}
    if not request.contains_files:
        return request.url_encoded_parameters(), _FORM
    form = FormData(request.json_parameters)
    for name, (filename, content, media_type) in request.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form, {}
