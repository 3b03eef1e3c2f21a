"""The chat's addresses. What a request may see or say is decided by its cookie alone, never by its body."""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime
from urllib.parse import quote

from aiohttp import web

from bot.web.assets import Assets
from bot.web.body import Said, parse_cursor, parse_said, read_json, require_same_origin
from bot.web.errors import Refused, guarded, no_session, too_often
from bot.web.headers import set_security_headers
from bot.web.limits import TokenBuckets, network_of
from bot.web.pages import Pages
from bot.web.port import ChatHouse
from bot.web.settings import ChatSettings
from bot.web.stream import OpenStreams, serve_stream
from bot.web.words import known_language, preferred_language
from handlers.messages import Attachment, Incoming

COOKIE = "mawid"
_COOKIE_SECONDS = 400 * 24 * 3600  # the longest that browsers keep one
_NO_STORE = {"Cache-Control": "no-store"}

log = logging.getLogger(__name__)


def install_chat(app: web.Application, house: ChatHouse, settings: ChatSettings) -> None:
    """Add the chat to an application: addresses, security headers on every response, streams that end at shutdown."""
    streams = OpenStreams(per_session=settings.streams_per_session)
    app.add_routes(chat_routes(house, settings, streams=streams))
    app.on_response_prepare.append(set_security_headers)
    app.on_shutdown.append(streams.close_all)


def chat_routes(house: ChatHouse, settings: ChatSettings, *, streams: OpenStreams | None = None) -> list[web.RouteDef]:
    """Return the chat's routes; prefer `install_chat`, which also adds the headers they count on."""
    assets = Assets.load()
    chat = Chat(
        house, settings, Pages(settings, assets), streams or OpenStreams(per_session=settings.streams_per_session)
    )
    return [
        web.get("/", guarded(chat.shell)),
        web.get("/chat/static/{version}/{name}", assets.serve),
        web.post("/chat/open", guarded(chat.open)),
        web.post("/chat/messages", guarded(chat.receive)),
        web.get("/chat/stream", guarded(chat.stream)),
        web.get("/chat/files/{cursor}", guarded(chat.file)),
        web.post("/chat/device-link", guarded(chat.device_link)),
        web.get("/d/{code:[A-Za-z0-9_-]{6,128}}", guarded(chat.ask_to_join)),
        web.post("/d/{code:[A-Za-z0-9_-]{6,128}}", guarded(chat.join)),
    ]


class Chat:
    """The handlers, with what they share."""

    def __init__(self, house: ChatHouse, settings: ChatSettings, pages: Pages, streams: OpenStreams) -> None:
        self._house = house
        self._settings = settings
        self._pages = pages
        self._streams = streams
        self._by_session = TokenBuckets(settings.session_rate)
        self._by_network = TokenBuckets(settings.address_rate)
        self._opens = TokenBuckets(settings.open_rate)
        self._redeems = TokenBuckets(settings.redeem_rate)

    async def shell(self, request: web.Request) -> web.StreamResponse:
        """Show the page; nothing is stored, so that crawlers and link previews leave no trace."""
        return self._page(self._pages.shell(await self._shell_language(request)))

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Give the browser its session: the one of its cookie, or a new one."""
        self._require_ours(request)
        await read_json(request, max_bytes=self._settings.body_bytes)
        self._spend(self._opens, self._network(request))
        token = request.cookies.get(COOKIE, "")
        address = await self._address_of(token)
        if address is None:
            token, address = await self._house.open_session(language_hint=_accepted_language(request))
        is_empty = not await self._house.lines(address, after=None, limit=1)
        answer = web.json_response({"session": _public_name(address), "is_empty": is_empty}, headers=_NO_STORE)
        self._set_cookie(answer, token)
        return answer

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take one message; the answer means that it is stored, and a repeat of its id is no second message."""
        self._require_ours(request)
        self._spend(self._by_network, self._network(request))
        address = await self._own_address(request)
        self._spend(self._by_session, address)
        said = parse_said(await read_json(request, max_bytes=self._settings.body_bytes))
        await self._house.receive(_incoming(address, said, language_hint=_accepted_language(request)))
        return web.json_response({"stored": said.client_id}, headers=_NO_STORE)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Follow the conversation."""
        self._spend(self._by_network, self._network(request))
        address = await self._own_address(request)
        self._spend(self._by_session, address)
        after = parse_cursor(request.headers.get("Last-Event-ID") or request.query.get("after"))
        async with self._streams.opened(address) as stream:
            return await serve_stream(
                request,
                house=self._house,
                settings=self._settings,
                address=address,
                after=after,
                stream=stream,
            )

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Send the attachment of a line of one's own conversation."""
        self._spend(self._by_network, self._network(request))
        address = await self._own_address(request)
        cursor = parse_cursor(request.match_info["cursor"])
        line = None if cursor is None else await self._house.line(address, cursor=cursor)
        if line is None or line.reply is None or line.reply.attachment is None:
            raise Refused(404, "no_file", "There is no such file in this conversation.")
        return _download(line.reply.attachment)

    async def device_link(self, request: web.Request) -> web.StreamResponse:
        """Make a one-time link for a second device."""
        self._require_ours(request)
        address = await self._own_address(request)
        self._spend(self._by_session, address)
        await read_json(request, max_bytes=self._settings.body_bytes)
        code = await self._house.device_link(address)
        return web.json_response({"path": f"/d/{quote(code, safe='')}"}, headers=_NO_STORE)

    async def ask_to_join(self, request: web.Request) -> web.StreamResponse:
        """Ask first: a link preview opens links too, and must not spend the code."""
        return self._page(self._pages.join(await self._shell_language(request)))

    async def join(self, request: web.Request) -> web.StreamResponse:
        """Spend the code and open the conversation here."""
        self._require_ours(request)
        self._spend(self._redeems, self._network(request))
        redeemed = await self._house.redeem(request.match_info["code"])
        if redeemed is None:
            return self._page(self._pages.gone(await self._shell_language(request)), status=410)
        answer = web.Response(status=303, headers={"Location": "/", **_NO_STORE})
        self._set_cookie(answer, redeemed[0])
        return answer

    async def _own_address(self, request: web.Request) -> str:
        address = await self._address_of(request.cookies.get(COOKIE, ""))
        if address is None:
            raise no_session()
        return address

    async def _address_of(self, token: str) -> str | None:
        return await self._house.address_of(token) if 0 < len(token) <= 200 else None

    async def _shell_language(self, request: web.Request) -> str:
        """Return the language of the latest reply, else the browser's; a page is shown even when storage is down."""
        try:
            address = await self._address_of(request.cookies.get(COOKIE, ""))
            lines = await self._house.lines(address, after=None, limit=10) if address is not None else ()
        except Exception:
            log.exception("web chat: the shell's language is unknown")
            lines = ()
        for line in reversed(lines):
            if line.reply is not None and (language := known_language(line.reply.language)):
                return language
        return _accepted_language(request) or self._settings.default_language

    def _page(self, text: str, *, status: int = 200) -> web.Response:
        headers = {**_NO_STORE, "Vary": "Accept-Language, Cookie", "X-Robots-Tag": "noindex"}
        return web.Response(text=text, status=status, content_type="text/html", headers=headers)

    def _require_ours(self, request: web.Request) -> None:
        require_same_origin(request, public_host=self._settings.public_host)

    def _network(self, request: web.Request) -> str:
        remote = request.remote
        if self._settings.trusts_forwarded_for:
            # The last entry is the one which our own proxy wrote; those before it are hearsay.
            remote = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or remote
        return network_of(remote)

    def _spend(self, buckets: TokenBuckets, key: str) -> None:
        wait_seconds = buckets.take(key)
        if wait_seconds > 0:
            raise too_often(wait_seconds)

    def _set_cookie(self, answer: web.Response, token: str) -> None:
        answer.set_cookie(
            COOKIE,
            token,
            max_age=_COOKIE_SECONDS,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=self._settings.is_https,
        )


def _incoming(address: str, said: Said, *, language_hint: str | None) -> Incoming:
    return Incoming(
        address=address,
        # With the address in it, one session cannot swallow another's message by guessing its id.
        update_id=f"{address}:{said.client_id}",
        received_at=datetime.now(UTC),
        text=said.text,
        choice=said.choice,
        message_ref=said.ref,
        language_hint=language_hint,
    )


def _accepted_language(request: web.Request) -> str | None:
    return preferred_language(request.headers.get("Accept-Language"))


def _public_name(address: str) -> str:
    """Return a name by which a page tells its stored queue from another session's, without telling the address."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def _download(file: Attachment) -> web.Response:
    fallback = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in file.filename)
    disposition = f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(file.filename, safe='')}"
    headers = {"Content-Type": _safe_type(file.media_type), "Content-Disposition": disposition}
    return web.Response(body=file.content, headers={**headers, "Cache-Control": "private, no-store"})


def _safe_type(media_type: str) -> str:
    """Return a type which no browser runs."""
    is_inert = media_type.partition(";")[0] in {"application/json", "text/calendar", "text/csv", "application/pdf"}
    return media_type if is_inert else "application/octet-stream"
