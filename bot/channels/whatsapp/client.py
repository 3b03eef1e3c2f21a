"""pywa's client: sends what was rendered; none of its types or errors leave this module.

pywa's errors are frozen dataclasses that break when they pass through a context manager, so each call catches them
at once and raises ours instead. Importing this module imports pywa.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx
from pywa_async.client import WhatsApp
from pywa_async.errors import WhatsAppError

from bot.channels.base import RetryLater, SendFailed
from bot.channels.whatsapp.errors import as_failure, judge, judge_http
from bot.channels.whatsapp.identity import recipient_of
from bot.channels.whatsapp.render import Message, Payload
from handlers.messages import Attachment

T = TypeVar("T")

OFFICIAL_API = "https://graph.facebook.com"
API_VERSION = "26.0"
_SECONDS = 30.0
_CONNECTIONS = 64
_TEXT_TYPES = {"text/calendar": "text/plain", "application/json": "text/plain"}  # not on Meta's list of documents


class Client:
    """One phone number of one business account."""

    def __init__(self, *, phone_id: str, token: str, api_base: str = OFFICIAL_API) -> None:
        logging.getLogger("pywa").setLevel(logging.ERROR)  # it advises about its own client at every time-out
        self._session = httpx.AsyncClient(
            timeout=httpx.Timeout(_SECONDS, pool=2 * _SECONDS),
            limits=httpx.Limits(max_connections=_CONNECTIONS),
            trust_env=False,
        )
        self._api = WhatsApp(phone_id=phone_id, token=token, session=self._session, api_version=API_VERSION).api
        self._session.base_url = httpx.URL(f"{api_base.rstrip('/')}/v{API_VERSION}")  # pywa has Meta's own built in
        self._phone_id = phone_id

    async def send(self, address: str, message: Message, *, label: str | None, attempts: int = 1) -> str:
        """Send one message; return its id. `label`, if any, comes back with its statuses."""
        content = dict(message.content)
        if message.file is not None:
            content["id"] = await self._upload(message.file)
        names = recipient_of(address)
        template = f"{content['name']}/{content['language']['code']}" if message.type == "template" else None
        answer = await _guarded(
            lambda: self._api.send_message(
                sender=self._phone_id,
                to=names.get("to"),
                recipient=names.get("recipient"),
                recipient_type="individual",
                typ=message.type,
                msg=content,
                biz_opaque_callback_data=label,
            ),
            template=template,
            attempts=attempts,
        )
        return _message_id(answer)

    async def _upload(self, file: Attachment) -> str:
        media_type = _TEXT_TYPES.get(file.media_type, file.media_type)
        answer = await _guarded(
            lambda: self._api.upload_media(
                phone_id=self._phone_id, media=file.content, mime_type=media_type, filename=file.filename
            )
        )
        return str(answer["id"])

    async def who_we_are(self) -> Mapping[str, Any]:
        """Return what the API tells of our own number."""
        fields = "verified_name,display_phone_number,quality_rating,throughput"
        return await self._get(f"/{self._phone_id}", {"fields": fields})

    async def templates(self, business_id: str) -> list[Payload]:
        """Return every template of the business account."""
        found: list[Payload] = []
        params = {"fields": "name,language,status,category,rejected_reason", "limit": "100"}
        while True:
            page = await self._get(f"/{business_id}/message_templates", params)
            found += page.get("data", [])
            after = page.get("paging", {}).get("cursors", {}).get("after")
            if not after or "next" not in page["paging"]:
                return found
            params = params | {"after": after}

    async def submit_template(self, business_id: str, template: Payload) -> Payload:
        """Hand a template in for approval; return its id and first state."""
        return dict(await _guarded(lambda: self._api.create_template(waba_id=business_id, template=template)))

    async def _get(self, path: str, params: Mapping[str, str]) -> Mapping[str, Any]:
        answer = await _guarded(lambda: self._api.send_raw_request("GET", path, params=params))
        return dict(answer)

    async def close(self) -> None:
        """Close the connections."""
        await self._session.aclose()


async def _guarded(call: Callable[[], Awaitable[T]], *, template: str | None = None, attempts: int = 1) -> T:
    """Make a call; every failure of the library or the network becomes ours."""
    try:
        return await call()
    except WhatsAppError as error:
        failure = _read_failure(error, template=template, attempts=attempts)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        failure = RetryLater("network")
    except (httpx.HTTPError, ValueError, KeyError):
        failure = RetryLater("network", is_ambiguous=True)
    raise failure


def _read_failure(error: WhatsAppError, *, template: str | None, attempts: int) -> SendFailed:
    is_page = error.type is None and error.fbtrace_id is None and error.code == error.status_code
    if is_page:
        return judge_http(error.code)
    verdict = judge(error.code, is_transient=bool(error.is_transient), attempts=attempts)
    return as_failure(verdict, template=template)


def _message_id(answer: Mapping[str, Any]) -> str:
    try:
        return str(answer["messages"][0]["id"])
    except (KeyError, IndexError, TypeError):
        raise RetryLater("unreadable_answer", is_ambiguous=True) from None
