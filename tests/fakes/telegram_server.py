"""A strict Bot API server on loopback: refuses what Telegram refuses, in its wording, and plays the phones.

    async with FakeTelegram() as fake:
        amina = fake.person(7, language_code="fr", first_name="Amina")
        ...point the bot at `fake.base_url` with `fake.token`...
        amina.say("/start")
        await amina.wait_for_messages(1)
        print(amina.transcript())

For another process, see `serve_telegram`; phones are then driven by POST /control/say, /control/tap and
GET /control/transcript?chat_id=….
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

from tests.fakes.telegram_errors import UNAUTHORIZED, Refused
from tests.fakes.telegram_faults import Fault, Kind, RateLimits, RateMeter
from tests.fakes.telegram_http import json_answer, read_parameters
from tests.fakes.telegram_methods import METHODS
from tests.fakes.telegram_parameters import coerce
from tests.fakes.telegram_phone import Person, Shown
from tests.fakes.telegram_updates import UpdateQueue

TOKEN = "4242424242:AAF4k3-T0ken_for_tests_only_0123456789"
_PACED = frozenset({"sendMessage", "sendDocument"})
_NO_RATE_LIMIT_GIVEN = RateLimits()


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One call as it arrived: seconds since the server started, method, parameters, HTTP status answered."""

    at: float
    method: str
    parameters: dict[str, Any]
    status: int
    description: str | None = None


class FakeTelegram:
    """The server and its people. `rate_limits=None` switches the 429s off; `is_recording=False` saves memory."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        port: int = 0,
        rate_limits: RateLimits | None = _NO_RATE_LIMIT_GIVEN,
        is_recording: bool = True,
        accepts_strangers: bool = False,
        poll_cap: float = 50.0,
        webhook_retry_delay: float = 0.02,
    ) -> None:
        self.token = token
        self.updates: UpdateQueue = UpdateQueue(poll_cap=poll_cap, retry_delay=webhook_retry_delay)
        self.updates.execute = self.execute
        self.people: dict[int, Person] = {}
        self.calls: list[Call] = []
        self.counts: Counter[str] = Counter()
        self.latency = 0.0
        self.menu: dict[tuple[str, str], Any] = {}
        self.queries: dict[str, int] = {}
        self.on_message: Callable[[Person, Shown], None] | None = None
        self.on_request: Callable[[str, dict[str, Any]], None] | None = None  # as it comes in, before the latency
        self.bot_user: dict[str, Any] = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Mawid"}
        self.bot_user |= {"username": "mawid_bot", "can_join_groups": False}
        self._port = port
        self._accepts_strangers = accepts_strangers
        self._is_recording = is_recording
        self._meter = RateMeter(rate_limits) if rate_limits else None
        self._faults: list[Fault] = []
        self._flaky: Callable[[], Fault | None] = lambda: None
        self._message_ids = itertools.count(1)
        self._query_ids = itertools.count(1)
        self._began = time.monotonic()
        self._duplicates = 0
        self._held: list[tuple[str, dict[str, Any]]] = []
        self._hold = 0
        self._late = 0.0
        self._timers: set[asyncio.TimerHandle] = set()
        self._runner: web.ServerRunner | None = None
        self._closing = asyncio.Event()

    # -- life --------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def start(self) -> None:
        self._runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def close(self) -> None:
        self._closing.set()
        for timer in self._timers:
            timer.cancel()
        await self.updates.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    # -- people ------------------------------------------------------------------------------------------

    def person(
        self,
        chat_id: int,
        language_code: str | None = "en",
        first_name: str = "Amina",
        last_name: str | None = None,
    ) -> Person:
        """Return the phone of a private chat, made at its first mention."""
        if chat_id not in self.people:
            self.people[chat_id] = Person(
                self, chat_id, language_code=language_code, first_name=first_name, last_name=last_name
            )
        return self.people[chat_id]

    def find_person(self, chat_id: int) -> Person | None:
        if chat_id not in self.people and self._accepts_strangers:
            return self.person(chat_id)
        return self.people.get(chat_id)

    # -- faults ------------------------------------------------------------------------------------------

    def fail(self, kind: Kind, **conditions: Any) -> Fault:
        """Make the next `times` calls (of `method`, to `chat_id`) fail; see `Fault` for the conditions."""
        fault = Fault(kind=kind, **conditions)
        self._faults.append(fault)
        return fault

    def be_flaky(self, share: float, *, kinds: Sequence[Kind], seed: int) -> None:
        """Break this share of the messages, at random; nothing of those is shown."""
        draw = random.Random(seed)
        self._flaky = lambda: Fault(kind=draw.choice(kinds)) if draw.random() < share else None

    def heal(self) -> None:
        """Forget every fault."""
        self._faults.clear()
        self._flaky = lambda: None

    def duplicate_next(self, n: int = 1) -> None:
        """Deliver each of the next `n` updates twice."""
        self._duplicates += n

    def reorder_next(self, n: int = 2) -> None:
        """Hold back the next `n` updates and deliver them last first."""
        self._hold += n

    def delay_updates(self, seconds: float) -> None:
        """Deliver updates late from now on."""
        self._late = seconds

    def expire_queries(self) -> None:
        """Make every callback query so far too old to be answered."""
        self.queries.clear()

    # -- used by phones and methods ----------------------------------------------------------------------

    def elapsed(self) -> float:
        return time.monotonic() - self._began

    def unix_time(self) -> int:
        return int(time.time())

    def next_message_id(self) -> int:
        return next(self._message_ids)

    def open_query(self, chat_id: int) -> str:
        query_id = str(next(self._query_ids))
        self.queries[query_id] = chat_id
        return query_id

    def publish(self, kind: str, body: dict[str, Any]) -> None:
        """Send an update towards the bot, as late, doubled or disordered as asked."""
        if self._hold > 0:
            self._hold -= 1
            self._held.append((kind, body))
            if self._hold == 0:
                held, self._held = self._held[::-1], []
                for one in held:
                    self._publish_now(*one)
        elif self._late > 0:
            loop = asyncio.get_running_loop()
            self._timers.add(loop.call_later(self._late, self._publish_now, kind, body))
        else:
            self._publish_now(kind, body)

    def _publish_now(self, kind: str, body: dict[str, Any]) -> None:
        times = 2 if self._duplicates > 0 else 1
        self._duplicates = max(0, self._duplicates - 1)
        self.updates.publish(kind, body, times=times)

    def message_json(self, person: Person, shown: Shown) -> dict[str, Any]:
        """Return the Message object of a bubble."""
        message: dict[str, Any] = {
            "message_id": shown.message_id,
            "from": self.bot_user if shown.is_from_bot else person.user,
            "chat": {"id": person.chat_id, "type": "private", "first_name": person.user["first_name"]},
            "date": self.unix_time(),
        }
        if shown.document is not None:
            file = {"file_id": f"d{shown.message_id}", "file_unique_id": f"u{shown.message_id}"}
            message["document"] = {**file, "file_name": shown.document.filename}
            if shown.text:
                message["caption"] = shown.text
        else:
            message["text"] = shown.text
        if shown.entities:
            message["entities"] = list(shown.entities)
        if "inline_keyboard" in shown.markup:
            message["reply_markup"] = shown.markup
        if shown.edits:
            message["edit_date"] = self.unix_time()
        return message

    def sent(self, method: str | None = None, *, is_ok: bool = True) -> list[Call]:
        """Return the recorded calls of a method, by default those that succeeded."""
        return [c for c in self.calls if method in (None, c.method) and (c.status == 200) == is_ok]

    # -- HTTP --------------------------------------------------------------------------------------------

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        _, head, *rest = request.path.split("/")
        if head == "control":
            return await self._control(request, rest[0])
        token, method = head.removeprefix("bot"), rest[0] if rest else ""
        if token != self.token:
            status, description = UNAUTHORIZED if ":" in token else (404, "Not Found")
            return json_answer({"ok": False, "error_code": status, "description": description}, status)
        raw = await read_parameters(request)
        fault = self._next_fault(method, raw.get("chat_id"))
        if self.on_request is not None:
            self.on_request(method, raw)
        if self.latency:
            await asyncio.sleep(self.latency)
        if fault is not None:
            return await self._break(request, method, raw, fault)
        return await self._answer(method, raw)

    async def _answer(self, method: str, raw: dict[str, Any]) -> web.Response:
        try:
            result = await self.execute(method, raw)
        except Refused as refused:
            return json_answer(refused.to_json(), refused.status)
        return json_answer({"ok": True, "result": result}, 200)

    async def execute(self, method: str, raw: dict[str, Any]) -> Any:
        """Carry out one call and record it; raise `Refused` as Telegram would refuse it."""
        self.counts[method] += 1
        at = self.elapsed()
        try:
            parameters = coerce(method, raw)
            if self._meter is not None and method in _PACED:
                self._meter.check(parameters["chat_id"], at)
            result = METHODS[method](self, parameters)
            if asyncio.iscoroutine(result):
                result = await result
        except Refused as refused:
            self._record(at, method, raw, refused.status, refused.description)
            raise
        self._record(at, method, parameters, 200)
        return result

    def _record(
        self, at: float, method: str, parameters: dict[str, Any], status: int, description: str | None = None
    ) -> None:
        if self._is_recording:
            self.calls.append(Call(at=at, method=method, parameters=parameters, status=status, description=description))

    def _next_fault(self, method: str, chat_id: Any) -> Fault | None:
        for fault in self._faults:
            if fault.matches(method, chat_id):
                fault.times -= 1
                return fault
        return self._flaky() if method in _PACED else None

    async def _break(
        self, request: web.BaseRequest, method: str, raw: dict[str, Any], fault: Fault
    ) -> web.StreamResponse:
        if fault.is_applied:
            await self.execute(method, raw)
        refused = fault.refusal()
        if refused is not None:
            if not fault.is_applied:
                self._record(self.elapsed(), method, raw, refused.status, refused.description)
            return json_answer(refused.to_json(), refused.status)
        if not fault.is_applied:
            self._record(self.elapsed(), method, raw, 0, fault.kind)
        if fault.kind == "hang":
            await self._closing.wait()
        if fault.kind == "bad_gateway":
            page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
            return web.Response(status=502, text=page, content_type="text/html")
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    async def _control(self, request: web.BaseRequest, what: str) -> web.Response:
        raw = {**dict(request.query), **(await read_parameters(request))}
        if what == "stats":
            return json_answer({"counts": dict(self.counts), "pending": len(self.updates.pending)}, 200)
        person = self.person(int(raw["chat_id"]), raw.get("language_code", "en"))
        if what == "say":
            return json_answer({"message_id": person.say(raw["text"])}, 200)
        if what == "tap":
            return json_answer({"query_id": person.tap(raw["button"])}, 200)
        if what == "transcript":
            return web.Response(text=person.transcript())
        return web.Response(status=404)
