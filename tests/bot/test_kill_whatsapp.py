"""kill -9 at random points of a registration on WhatsApp, whose webhooks are repeated until they are taken."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.bot.house_process import HouseProcess, free_port
from tests.bot.test_kill import Registrant, check, register, running, settle, stored_updates
from tests.fakes.graph_person import GraphPerson, taps_of, words_of
from tests.fakes.graph_server import APP_SECRET, PHONE_ID, TOKEN, VERIFY_TOKEN, FakeGraph


@dataclass(frozen=True)
class Key:
    data: str
    label: str


@dataclass
class Screen:
    """One screen as a person reads it: a message, and what only carries more of its buttons."""

    text: str
    rows: list[list[Key]] = field(default_factory=list)


class PatientPhone:
    """A phone whose messages Meta repeats until they are acknowledged, in their order."""

    def __init__(self, person: GraphPerson) -> None:
        self.person = person
        self.sent: list[str] = []
        self._waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._task = asyncio.create_task(self._deliver())

    @property
    def messages(self) -> list[Screen]:
        screens: list[Screen] = []
        for sent in self.person.shown:
            keys = [[Key(data, title)] for data, (title, _) in taps_of(sent.body).items()]
            if words_of(sent.body) == "👆" and screens:
                screens[-1].rows += keys
            elif sent.body.get("interactive", {}).get("type") != "request_contact_info":
                screens.append(Screen(words_of(sent.body), keys))
        return screens

    def say(self, words: str) -> None:
        self._send({"type": "text", "text": {"body": words}})

    def tap(self, data: str) -> None:
        for sent in reversed(self.person.shown):
            if data in taps_of(sent.body):
                self._send(taps_of(sent.body)[data][1])
                return
        raise AssertionError(f"nothing to tap for {data}")

    def _send(self, content: dict[str, Any]) -> None:
        raw = self.person.message(content)
        self.sent.append(str(raw["id"]))
        self._waiting.put_nowait(self.person.value(raw))

    async def _deliver(self) -> None:
        while True:
            value = await self._waiting.get()
            while not await self._is_taken(value):  # noqa: ASYNC110 - Meta waits as well
                await asyncio.sleep(0.05)

    async def _is_taken(self, value: dict[str, Any]) -> bool:
        with suppress(aiohttp.ClientError, ConnectionError):
            return await self.person.fake.deliver([value]) == 200
        return False

    async def wait_until(self, condition: Callable[[], object], seconds: float, what: str) -> None:
        await self.person.wait_until(condition, seconds, what)

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@pytest.mark.parametrize("kills", [4, pytest.param(40, marks=pytest.mark.soak)])
async def test_registration_on_whatsapp_survives_kills_at_random_points(tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    port = free_port()
    async with FakeGraph(webhook_url=f"http://127.0.0.1:{port}/whatsapp/webhook") as fake:
        house = HouseProcess(
            tmp_path,
            MAWID_PORT=str(port),
            WHATSAPP_PHONE_ID=PHONE_ID,
            WHATSAPP_TOKEN=TOKEN,
            WHATSAPP_APP_SECRET=APP_SECRET,
            WHATSAPP_VERIFY_TOKEN=VERIFY_TOKEN,
            WHATSAPP_API_BASE=fake.base_url,
        )
        phones: list[PatientPhone] = []
        registrants: list[Registrant] = []
        async with running(house):
            while kills > 0 or not registrants:
                phone = PatientPhone(fake.person(f"2126123456{len(phones):02d}"))
                phones.append(phone)
                registrants.append(Registrant(phone))  # type: ignore[arg-type]  # it has what a registrant needs
                kills = await register(registrants[-1], house, chance, kills)
            await settle(house)
            assert await house.interrupt() == 0
        for phone in phones:
            await phone.close()

    for phone, registrant in zip(phones, registrants, strict=True):
        check(registrant, house, f"whatsapp:{phone.person.phone}")
    assert stored_updates(house, "whatsapp") == [f"whatsapp:{one}" for phone in phones for one in phone.sent]
    assert fake.refused == []
