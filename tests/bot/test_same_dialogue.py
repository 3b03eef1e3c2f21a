"""One registration, every way in: over real HTTP the same words and taps give the same screens as in the handlers."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import pytest

from bot.app import App
from bot.opening import open_app
from bot.settings import Settings
from events.event import Event
from handlers.messages import plain_text
from handlers.visit import House
from storage import Database
from tests.bot.house_process import free_port
from tests.fakes.graph_person import GraphPerson
from tests.fakes.graph_server import APP_SECRET, PHONE_ID, TOKEN, VERIFY_TOKEN, FakeGraph
from tests.fakes.telegram_phone import Person
from tests.fakes.telegram_server import FakeTelegram
from tests.phone import Phone

SCRIPT = (
    "/start",
    "q:language=ar",
    "q:consent_matching=yes",
    "نعم",
    "q:role=provider",
    "المغرب",
    "أطلس للخدمات ش.م.م",
    "٠٠١٥٦١١٩١٠٠٠٠٦٧",  # one digit wrong: said why, asked again
    "٠٠١ ٥٦١ ١٩١ ٠٠٠ ٠٦٦",
    "أمينة العلوي",
    "مديرة",
    "٠٦١٢٣٤٥٦٧٨",
    "amina@atlas.ma",
    "q:stance=own_account",
    "t:activities=inbound_service",
    "p:activities=1",
    "t:activities=collections",
    "d:activities",
    "1, ٣",
    "٢٠",
    "10",
    "٤٠",
    "x:seats_total",
    "q:confirmed=yes",
)


class Hand(Protocol):
    """What a person does on one channel; every act returns the text of the screen it leads to."""

    async def say(self, text: str) -> str: ...

    async def tap(self, data: str) -> str: ...


class TelegramHand:
    def __init__(self, person: Person) -> None:
        self.person = person

    async def say(self, text: str) -> str:
        return await self._after(lambda: self.person.say(text))

    async def tap(self, data: str) -> str:
        return await self._after(lambda: self.person.tap(data))

    async def _after(self, act: Callable[[], object]) -> str:
        before = self._screens()
        act()
        await self.person.wait_until(lambda: self._screens() != before, 20.0, "a screen")
        return self._screens()[-1][0]

    def _screens(self) -> list[tuple[str, list[str]]]:
        """What the phone shows, without the signs that only carry the share-my-phone keyboard."""
        return [(shown.text, shown.labels) for shown in self.person.messages if shown.text not in ("👇", "👌")]


class WhatsAppHand:
    """Taps reply buttons and rows; leaves out what only repeats the buttons, and the signs of bold."""

    def __init__(self, person: GraphPerson) -> None:
        self.person = person

    async def say(self, text: str) -> str:
        return await self._after(lambda: self.person.say(text))

    async def tap(self, data: str) -> str:
        return await self._after(lambda: self.person.tap(data))

    async def _after(self, act: Callable[[], Awaitable[str]]) -> str:
        before = len(self._screens())
        await act()
        await self.person.wait_until(lambda: len(self._screens()) > before, 20.0, "a screen")
        return re.sub(r"\n\n1\. .*", "", self._screens()[-1], flags=re.DOTALL).replace("*", "")

    def _screens(self) -> list[str]:
        """What the phone shows, without what only carries more buttons or asks for the number."""
        return [
            words
            for sent, words in zip(self.person.shown, self.person.texts, strict=True)
            if words != "👆" and sent.body.get("interactive", {}).get("type") != "request_contact_info"
        ]


class WebHand:
    """A page: one open event stream, and a POST for each act."""

    def __init__(self, http: aiohttp.ClientSession, base: str, stream: aiohttp.ClientResponse) -> None:
        self.http = http
        self.base = base
        self.events = _events(stream)
        self.count = 0
        self.refs: dict[str, str] = {}  # button data → the message that shows it

    async def say(self, text: str) -> str:
        return await self._send({"text": text})

    async def tap(self, data: str) -> str:
        return await self._send({"choice": data, "ref": self.refs[data]})

    async def _send(self, body: dict[str, str]) -> str:
        self.count += 1
        while await self._post({"id": f"m{self.count}", **body}) == 429:  # noqa: ASYNC110 - the page waits as well
            await asyncio.sleep(0.2)
        while True:
            block = await anext(self.events)
            line = json.loads(block.get("data", "{}"))
            if line.get("who") == "bot":
                return self._take(line)

    async def _post(self, body: dict[str, str]) -> int:
        async with self.http.post(f"{self.base}/chat/messages", json=body) as answer:
            assert answer.status in (200, 429)
            return answer.status

    def _take(self, line: dict[str, Any]) -> str:
        ref = str(line.get("edits") or line["ref"])
        for row in line.get("rows", ()):
            for button in row:
                self.refs[button["data"]] = ref
        return "".join(run["text"] for run in line["runs"])


async def _events(stream: aiohttp.ClientResponse) -> AsyncIterator[dict[str, str]]:
    block: dict[str, str] = {}
    async for raw in stream.content:
        line = raw.decode().rstrip("\n")
        if not line:
            yield block
            block = {}
        else:
            name, _, value = line.partition(": ")
            block[name] = value


@asynccontextmanager
async def telegram(event: Event, folder: Path, *, is_webhook: bool) -> AsyncIterator[tuple[App, Hand]]:
    async with FakeTelegram(rate_limits=None) as fake:
        port = free_port() if is_webhook else 0
        settings = Settings(
            database_url=f"sqlite:///{folder / 'mawid.db'}",
            port=port,
            telegram_token=fake.token,
            telegram_api_base=fake.base_url,
            telegram_webhook_url=f"http://127.0.0.1:{port}" if is_webhook else None,
        )
        app = await open_app(settings, event)
        try:
            yield app, TelegramHand(fake.person(7, language_code="ar", first_name="Amina"))
        finally:
            await app.stop()


@asynccontextmanager
async def web(event: Event, folder: Path) -> AsyncIterator[tuple[App, Hand]]:
    app = await open_app(Settings(database_url=f"sqlite:///{folder / 'mawid.db'}", port=0), event)
    try:
        jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address without a name
        base = f"http://127.0.0.1:{app.port}"
        async with aiohttp.ClientSession(cookie_jar=jar, headers={"Accept-Language": "ar", "Origin": base}) as http:
            async with http.post(f"{base}/chat/open", json={}) as answer:
                assert answer.status == 200
            async with http.get(f"{base}/chat/stream") as stream:
                yield app, WebHand(http, base, stream)
    finally:
        await app.stop()


@asynccontextmanager
async def whatsapp(event: Event, folder: Path) -> AsyncIterator[tuple[App, Hand]]:
    async with FakeGraph() as fake:
        settings = Settings(
            database_url=f"sqlite:///{folder / 'mawid.db'}",
            port=0,
            whatsapp_phone_id=PHONE_ID,
            whatsapp_token=TOKEN,
            whatsapp_app_secret=APP_SECRET,
            whatsapp_verify_token=VERIFY_TOKEN,
            whatsapp_api_base=fake.base_url,
        )
        app = await open_app(settings, event)
        fake.webhook_url = f"http://127.0.0.1:{app.port}/whatsapp/webhook"
        try:
            yield app, WhatsAppHand(fake.person("212612345678", user_id="MA.1349120865530274"))
        finally:
            await app.stop()


WAYS = {
    "whatsapp": whatsapp,
    "telegram-polling": lambda event, folder: telegram(event, folder, is_webhook=False),
    "telegram-webhook": lambda event, folder: telegram(event, folder, is_webhook=True),
    "web": web,
}


TELLS_NO_LANGUAGE = {"whatsapp"}


@pytest.fixture
def expected(way: str, sqlite_database: Database, event: Event) -> list[str]:
    """What the handlers say to the script, without any channel."""
    hint = None if way in TELLS_NO_LANGUAGE else "ar"
    phone = Phone(database=sqlite_database, house=House(event=event), address="telegram:1", language_hint=hint)
    screens = []
    for act in SCRIPT:
        replies = phone.tap(act) if re.match(r"[a-z]:", act) else phone.say(act)
        screens.append(_words(plain_text(replies[-1].text)))
    return screens


def _words(text: str) -> str:
    return re.sub(r"[\u2066-\u2069\u200e\u200f]", "", text).strip()


async def _play(hand: Hand) -> list[str]:
    screens = []
    for act in SCRIPT:
        following = hand.tap(act) if re.match(r"[a-z]:", act) else hand.say(act)
        screens.append(_words(await asyncio.wait_for(following, 30)))
    return screens


@pytest.mark.parametrize("way", WAYS)
async def test_registration_in_arabic_reads_the_same(
    way: str, expected: list[str], event: Event, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp(way)

    async with WAYS[way](event, folder) as (app, hand):
        screens = await _play(hand)
        companies = await app.worker.run(lambda uow: uow.companies.with_status("submitted"))

    assert screens == expected
    assert [(company.legal_name, company.trust) for company in companies] == [("أطلس للخدمات ش.م.م", 1)]
