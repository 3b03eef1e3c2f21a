"""A strict Graph API on loopback: refuses what Meta refuses, signs webhooks as Meta does, and plays the phones.

async with FakeGraph() as fake:
    amina = fake.person("212612345678", name="Amina")
    fake.webhook_url = "http://127.0.0.1:8080/whatsapp/webhook"
    await amina.say("/start")
    await amina.wait_for_messages(1)
"""

from __future__ import annotations

import io
import itertools
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import aiohttp
import orjson
from aiohttp import web

from tests.fakes.graph_openapi import MetaDescription
from tests.fakes.graph_person import GraphPerson
from tests.fakes.graph_rules import Refused, StoredTemplate, check, check_message, check_new_template
from tests.fakes.graph_rules import check_template_call as check_call
from tests.fakes.graph_webhooks import sign, webhook_body

TOKEN = "EAAGraphTokenForTestsOnly"
APP_SECRET = "app-secret-for-tests"
VERIFY_TOKEN = "verify-me"
PHONE_ID = "106540352242922"
BUSINESS_ID = "102290129340398"
WINDOW_SECONDS = 24 * 3600

Flaw = Literal["bad_gateway", "unavailable", "throughput", "reset"]
FLAWS: tuple[Flaw, ...] = ("bad_gateway", "unavailable", "throughput", "reset")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """One accepted message."""

    wamid: str
    to: str
    body: dict[str, Any]


@dataclass(kw_only=True)
class FakeGraph:
    """The server and its people. `clock` tells the seconds by which windows are judged."""

    clock: Callable[[], float] = time.time
    checks_window: bool = False
    webhook_url: str = ""
    sent: list[Sent] = field(default_factory=list)
    refused: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    templates: dict[tuple[str, str], StoredTemplate] = field(default_factory=dict)
    failures: list[Refused | int | None] = field(default_factory=list)  # of the next messages; a status is a bare page
    flaws: int = 0  # messages that failed at random
    on_message: Callable[[GraphPerson, Sent], None] | None = None
    meta: MetaDescription = field(default_factory=MetaDescription.at_hand)

    async def __aenter__(self) -> Self:
        self._people: dict[str, GraphPerson] = {}
        self._media: dict[str, str] = {}
        self._ids = itertools.count(1)
        self.heal()
        self.http = aiohttp.ClientSession()
        app = web.Application()
        app.router.add_post("/{version}/{phone}/messages", self._messages)
        app.router.add_post("/{version}/{phone}/media", self._upload)
        app.router.add_get("/{version}/{account}/message_templates", self._list_templates)
        app.router.add_post("/{version}/{account}/message_templates", self._create_template)
        app.router.add_get("/{version}/{node}", self._node)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.http.close()
        await self._runner.cleanup()
        assert not self.meta.faults, self.meta.faults

    # -- faults ------------------------------------------------------------------------------------------

    def be_flaky(self, share: float, *, seed: int) -> None:
        """Break this share of the messages, at random; nothing of those is shown."""
        draw = random.Random(seed)
        self._draw: Callable[[], Flaw | None] = lambda: draw.choice(FLAWS) if draw.random() < share else None

    def heal(self) -> None:
        """Break nothing at random any more."""
        self._draw = lambda: None

    def _break(self, request: web.Request, flaw: Flaw) -> web.Response:
        self.flaws += 1
        match flaw:
            case "unavailable":
                return _error(Refused(131016, "Service unavailable", status=503, is_transient=True))
            case "throughput":
                return _error(Refused(130429, "Rate limit hit", status=429))
            case "reset" if request.transport is not None:
                request.transport.abort()
        return web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html")

    # -- people and webhooks -----------------------------------------------------------------------------

    def person(self, phone: str, *, name: str = "Amina", user_id: str | None = None) -> GraphPerson:
        """Return the phone of somebody; with `user_id` Meta tells their business-scoped id."""
        person = GraphPerson(fake=self, phone=phone, name=name, user_id=user_id)
        self._people[phone] = person
        if user_id is not None:
            self._people[user_id] = person
        return person

    def new_id(self) -> str:
        return f"wamid.HBgM{next(self._ids):08d}"

    async def deliver(self, values: list[dict[str, Any]], *, secret: str = APP_SECRET) -> int:
        """Post one webhook with these changes, signed over escaped bytes; return the status answered."""
        raw = webhook_body(values)
        return await self.post(raw, sign(raw, secret))

    async def post(self, raw: bytes, signature: str | None) -> int:
        headers = {"Content-Type": "application/json"}
        if signature is not None:
            headers["X-Hub-Signature-256"] = signature
        async with self.http.post(self.webhook_url, data=io.BytesIO(raw), headers=headers) as answer:
            return answer.status

    def value(self, **parts: Any) -> dict[str, Any]:
        """Return the value of a `messages` change."""
        metadata = {"display_phone_number": "212500000000", "phone_number_id": PHONE_ID}
        return {"messaging_product": "whatsapp", "metadata": metadata, **parts}

    def status(self, sent: Sent, kind: str, *, code: int | None = None, at: float | None = None) -> dict[str, Any]:
        """Return a status of a message as webhooks carry it."""
        person = self._people[sent.to]
        raw: dict[str, Any] = {
            "id": sent.wamid,
            "status": kind,
            "timestamp": str(int(self.clock() if at is None else at)),
            "recipient_id": person.phone,
        }
        if person.user_id is not None:
            raw["recipient_user_id"] = person.user_id
        if "biz_opaque_callback_data" in sent.body:
            raw["biz_opaque_callback_data"] = sent.body["biz_opaque_callback_data"]
        if code is not None:
            raw["errors"] = [{"code": code, "title": "Error", "error_data": {"details": "as tested"}}]
        return raw

    async def tell_status(self, sent: Sent, kind: str, *, code: int | None = None) -> int:
        return await self.deliver([self.value(statuses=[self.status(sent, kind, code=code)])])

    # -- the API -----------------------------------------------------------------------------------------

    async def _messages(self, request: web.Request) -> web.Response:
        body = orjson.loads(await request.read())
        flaw = self._draw()
        if flaw is not None:
            return self._break(request, flaw)
        try:
            self._check_caller(request)
            check(request.match_info["phone"] == PHONE_ID, "Unsupported post request. Object does not exist")
            if self.failures:
                failure = self.failures.pop(0)
                if isinstance(failure, int):
                    return web.Response(status=failure, text="<html>Bad gateway</html>", content_type="text/html")
                if failure is not None:
                    raise failure
            check_message(body, self._media)
            self.meta.check("messages", body)
            to = str(body.get("recipient") or body["to"])
            person = self._people.get(to)
            check(person is not None and not person.has_blocked, "Message undeliverable", 131026)
            if body["type"] == "template":
                check_call(body["template"], self.templates)
            elif self.checks_window:
                assert person is not None
                check(self.clock() - person.wrote_at < WINDOW_SECONDS, "Re-engagement message", 131047)
        except Refused as refused:
            self.refused.append((refused.code, body))
            return _error(refused)
        sent = Sent(wamid=self.new_id(), to=to, body=body)
        self.sent.append(sent)
        assert person is not None
        person.show(sent)
        if self.on_message is not None:
            self.on_message(person, sent)
        return web.json_response(
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": to, "wa_id": person.phone}],
                "messages": [{"id": sent.wamid}],
            }
        )

    async def _upload(self, request: web.Request) -> web.Response:
        try:
            self._check_caller(request)
            form = await request.post()
            check(form.get("messaging_product") == "whatsapp", "messaging_product must be whatsapp")
        except Refused as refused:
            return _error(refused)
        media_id = f"media{next(self._ids)}"
        self._media[media_id] = str(form["type"])
        return web.json_response({"id": media_id})

    async def _list_templates(self, request: web.Request) -> web.Response:
        try:
            self._check_caller(request)
        except Refused as refused:
            return _error(refused)
        data = [
            {
                "name": one.name,
                "language": one.language,
                "status": one.status,
                "category": one.category,
                "rejected_reason": one.rejected_reason,
                "id": str(position),
            }
            for position, one in enumerate(self.templates.values(), start=1)
        ]
        start = int(request.query.get("after", "0"))
        page = {"data": data[start : start + 10], "paging": {"cursors": {"after": str(start + 10)}}}
        if start + 10 < len(data):
            page["paging"]["next"] = "more"  # type: ignore[index]
        return web.json_response(page)

    async def _create_template(self, request: web.Request) -> web.Response:
        try:
            self._check_caller(request)
            asked = orjson.loads(await request.read())
            template = check_new_template(asked)
            self.meta.check("message_templates", asked)
            check((template.name, template.language) not in self.templates, "Content in this language already exists")
        except Refused as refused:
            return _error(refused)
        self.templates[template.name, template.language] = template
        return web.json_response({"id": str(next(self._ids)), "status": "PENDING", "category": template.category})

    async def _node(self, request: web.Request) -> web.Response:
        try:
            self._check_caller(request)
            check(request.match_info["node"] == PHONE_ID, "Unsupported get request. Object does not exist")
        except Refused as refused:
            return _error(refused)
        return web.json_response(
            {"verified_name": "Mawid", "display_phone_number": "+212 5 00 00 00 00", "id": PHONE_ID}
        )

    def _check_caller(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise Refused(190, "Invalid OAuth access token", status=401)


def _error(refused: Refused) -> web.Response:
    error = {
        "message": f"(#{refused.code}) {refused.message}",
        "type": "OAuthException",
        "code": refused.code,
        "error_data": {"messaging_product": "whatsapp", "details": refused.message},
        "is_transient": refused.is_transient,
        "fbtrace_id": "AbCdEf",
    }
    return web.json_response({"error": error}, status=refused.status)
