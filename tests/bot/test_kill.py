"""kill -9 at random points: what was acknowledged is there, once, and nobody is left without an answer."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import text

from storage import Database
from tests.bot.house_process import HouseProcess, free_port
from tests.fakes.telegram_phone import Person, Shown
from tests.fakes.telegram_server import FakeTelegram

ANSWER_SECONDS = 60.0
LONGEST_PAUSE = 0.15  # seconds between an act and the kill: before, during and after its transaction
TYPED = {
    "country": "Maroc",
    "legal_name": "Atlas Contact SARL",
    "full_name": "Amina Benali",
    "job": "Directrice",
    "phone": "+212 6 12 34 56 78",
    "email": "amina@atlas-contact.ma",
    "called_countries": "France",
}
TAPPED = {
    "language": "fr",
    "consent_matching": "yes",
    "consent_reminders": "yes",
    "role": "buyer",
    "duplicate_choice": "different",
}
LENGTHS = [
    ("sqlite", 6),
    ("postgresql", 4),
    pytest.param("sqlite", 50, marks=pytest.mark.soak),
    pytest.param("postgresql", 50, marks=pytest.mark.soak),
]


@asynccontextmanager
async def running(house: HouseProcess) -> AsyncIterator[HouseProcess]:
    await house.start()
    try:
        yield house
    finally:
        await house.close()


class Registrant:
    """Answers one screen after another, whatever is asked."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.bodies: list[str] = []
        self.finished = False

    @property
    def screen(self) -> Shown:
        """The newest message; the hands that come and go with the contact button are none."""
        return [shown for shown in self.person.messages if shown.text not in ("👇", "👌")][-1]

    def act(self) -> None:
        """Answer the newest screen."""
        data = self._data(self.screen)
        key = question_of(data)
        assert key is not None
        toggles = [one for one in data if one.startswith(f"t:{key}=")]
        if key in TYPED:
            self._say(TYPED[key])
        elif f"x:{key}" in data:
            self._tap(f"x:{key}")
        elif toggles and not self._is_on(toggles[0]):
            self._tap(toggles[0])
        elif toggles:
            self._tap(f"d:{key}")
        else:
            choices = [one for one in data if one.startswith(f"q:{key}=")]
            self._tap(f"q:{key}={TAPPED[key]}" if key in TAPPED else choices[0] if choices else f"l:{key}")

    def start(self) -> None:
        self._say("/start")

    async def wait_for_answer(self) -> None:
        """Wait until the newest screen shows what follows the last act."""
        before = self.bodies[-1]
        await self.person.wait_until(lambda: self._is_answered(before), ANSWER_SECONDS, f"answer to {before!r}")
        self.finished = question_of(self._data(self.screen)) is None

    def _is_answered(self, act: str) -> bool:
        if not self.person.messages:
            return False
        asked = question_of(self._data(self.screen))
        if act.startswith("t:"):
            return self._is_on(act)
        if act == "/start":
            return asked == "language"
        return asked != self._asked

    def _is_on(self, toggle: str) -> bool:
        return any(key.data == toggle and key.label.startswith("✅") for row in self.screen.rows for key in row)

    def _say(self, words: str) -> None:
        self._note(words)
        self.person.say(words)

    def _tap(self, data: str) -> None:
        self._note(data)
        self.person.tap(data)

    def _note(self, body: str) -> None:
        self.bodies.append(body)
        self._asked = question_of(self._data(self.screen)) if self.person.messages else None

    @staticmethod
    def _data(shown: Shown) -> list[str]:
        return [key.data for row in shown.rows for key in row if key.data is not None]


def question_of(data: list[str]) -> str | None:
    """Return the question that a screen's buttons belong to."""
    for one in data:
        found = re.match(r"[qtbldxp]:(\w+)", one)
        if found:
            return found[1]
    return None


@pytest.mark.parametrize(("kind", "kills"), LENGTHS)
async def test_registration_survives_kills_at_random_points(
    tmp_path: Path, stored_in: dict[str, str], kills: int
) -> None:
    chance = random.Random(kills)
    async with FakeTelegram(rate_limits=None) as fake:
        house = HouseProcess(tmp_path, TELEGRAM_BOT_TOKEN=fake.token, TELEGRAM_API_BASE=fake.base_url, **stored_in)
        registrants: list[Registrant] = []
        async with running(house):
            while kills > 0 or not registrants:
                registrant = Registrant(fake.person(7 + len(registrants), language_code="fr"))
                registrants.append(registrant)
                kills = await register(registrant, house, chance, kills)
            await settle(house)
            assert await house.interrupt() == 0

        for registrant in registrants:
            check(registrant, house, f"telegram:{registrant.person.chat_id}")
        assert stored_updates(house, "telegram") == [f"telegram:{1001 + n}" for n in range(fake.updates.last_id - 1000)]


async def register(registrant: Registrant, house: HouseProcess, chance: random.Random, kills: int) -> int:
    """Register from hello to the end, killing the house on the way; return the kills that are left."""
    registrant.start()
    while True:
        is_killed = bool(kills) and chance.random() < 0.35
        if is_killed:
            await asyncio.sleep(chance.uniform(0, LONGEST_PAUSE))
            await house.kill()
            await house.start()
            kills -= 1
        await registrant.wait_for_answer()
        if is_killed:  # what was sent and not yet marked comes once more: a person reads to the last line, then answers
            await settle(house)
            await registrant.wait_for_answer()
        if registrant.finished:
            return kills
        registrant.act()


async def settle(house: HouseProcess) -> None:
    """Wait until nothing is on its way."""
    database = Database(house.database_url)

    def is_settled() -> bool:
        with database.begin() as uow:
            return uow.outbox.counts().keys() <= {"sent"}

    async with asyncio.timeout(ANSWER_SECONDS):
        while not is_settled():  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)
    database.close()


def check(registrant: Registrant, house: HouseProcess, address: str) -> None:
    database = Database(house.database_url)
    with database.begin() as uow:
        found = uow.people.find(address)
        assert found is not None
        person = found[1]
        answers = uow.answers.load(person_id=person.id, company_id=person.company_id)
        received = uow.inbox.after(address)
        consents = uow.consents.of_person(person.id)
        company = uow.companies.get(person.company_id or 0)
        told = [message.after_inbox_id for message in uow.outbox.of_address(address)]
    database.close()

    assert [line.body for line in received] == registrant.bodies
    assert {line.id for line in received} <= set(told)
    assert [consent.purpose for consent in consents] == ["matching", "reminders"]
    assert company.status == "submitted"
    assert company.legal_name == TYPED["legal_name"]
    assert {key: answers[key].value for key in ("language", "consent_matching", "role", "country", "full_name")} == {
        "language": "fr",
        "consent_matching": True,
        "role": "buyer",
        "country": "MA",
        "full_name": "Amina Benali",
    }
    assert [key for key, answer in answers.items() if answer.status == "partial"] == []
    answered = {question_of([body]) for body in registrant.bodies} - {None}
    assert answered <= set(answers)


def stored_updates(house: HouseProcess, channel: str) -> list[str]:
    database = Database(house.database_url)
    with database.engine.connect() as connection:
        query = text("SELECT update_key FROM inbox WHERE update_key LIKE :start ORDER BY id")
        keys = list(connection.execute(query, {"start": f"{channel}:%"}).scalars())
    database.close()
    return keys


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.soak)])
async def test_message_acknowledged_to_a_browser_is_stored_once(tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    port = free_port()
    house = HouseProcess(tmp_path, MAWID_PORT=str(port))
    async with running(house), Browser(f"http://127.0.0.1:{port}") as browser:
        await browser.open()
        for number in range(kills * 2):
            posting = asyncio.create_task(browser.say(f"n{number}", f"message {number}"))
            if number % 2 == 0:
                await asyncio.sleep(chance.uniform(0, LONGEST_PAUSE / 5))
                await house.kill()
                await house.start()
            await posting
        shown = await browser.read(lines=kills * 2)
        await settle(house)
        assert await house.interrupt() == 0

    keys = stored_updates(house, "web")
    assert [key.rpartition(":")[2] for key in keys] == [f"n{number}" for number in range(kills * 2)]
    assert [line for line in shown if line.startswith("me ")] == [f"me message {n}" for n in range(kills * 2)]
    assert sum(line.startswith("bot ") for line in shown) == kills * 2


class Browser:
    """A page that tries again until the house says that a message is stored, as the real one does."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Sec-Fetch-Site": "same-origin"}
        )

    async def __aenter__(self) -> Browser:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def open(self) -> None:
        await self._post("/chat/open", {})

    async def say(self, client_id: str, words: str) -> None:
        await self._post("/chat/messages", {"id": client_id, "text": words})

    async def _post(self, path: str, body: dict[str, str]) -> None:
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                try:
                    async with self._http.post(self._url + path, json=body) as answer:
                        if answer.status == 200:
                            return
                        pause = float(answer.headers.get("Retry-After", 0.05))
                except (aiohttp.ClientError, ConnectionError):
                    pause = 0.05
                await asyncio.sleep(pause)

    async def read(self, *, lines: int) -> list[str]:
        """Return the whole conversation, read from its beginning, once everything said in it is there."""
        found: list[str] = []
        async with asyncio.timeout(ANSWER_SECONDS), self._http.get(f"{self._url}/chat/stream") as stream:
            async for raw in stream.content:
                if raw.startswith(b"data: {") and b'"who"' in raw:
                    found.append(_line(raw))
                if sum(line.startswith("me ") for line in found) == lines and found[-1].startswith("bot "):
                    return found
        raise AssertionError(f"the stream ended after {found}")


def _line(raw: bytes) -> str:
    line = json.loads(raw.removeprefix(b"data: "))
    return f"{line['who']} {line.get('plain', '')}"
