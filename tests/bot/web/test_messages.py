from __future__ import annotations

import json

import pytest
from aiohttp.test_utils import TestServer

from tests.bot.web.chat_client import OURS, ChatClient
from tests.bot.web.memory_house import MemoryHouse


async def refusal(person: ChatClient, body: object) -> tuple[int, str]:
    response = await person.post("/chat/messages", body)
    return response.status, (await response.json())["error"]


async def test_text_arrives_as_incoming(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as person:
        await person.open()
        headers = {**OURS, "Accept-Language": "es, ar-MA;q=0.9, fr;q=0.5"}
        body = {"id": "a1", "text": "  السلام\x00 عليكم\n١٢ "}
        response = await person.post("/chat/messages", body, headers=headers)

        assert (response.status, await response.json()) == (200, {"stored": "a1"})
    incoming = house.received[0]
    assert (incoming.address, incoming.update_id) == ("web:1", "web:1:a1")
    assert (incoming.text, incoming.choice, incoming.language_hint) == ("السلام عليكم\n١٢", None, "ar")
    assert incoming.received_at.tzinfo is not None


async def test_tap_arrives_with_its_message(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as person:
        await person.open()
        response = await person.post("/chat/messages", {"id": "a1", "choice": "role=buyer", "ref": "m4"})

    incoming = house.received[0]
    assert response.status == 200
    assert (incoming.text, incoming.choice, incoming.message_ref) == (None, "role=buyer", "m4")


async def test_repeated_client_id_is_one_message(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as person:
        await person.open()
        statuses = [(await person.say("once", "a1")).status for _ in range(3)]

    assert statuses == [200, 200, 200]
    assert [incoming.text for incoming in house.received] == ["once"]


async def test_same_client_id_of_two_sessions_is_two_messages(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as one, ChatClient(server) as other:
        await one.open()
        await other.open()
        await one.say("mine", "start")
        await other.say("mine too", "start")

    assert [incoming.update_id for incoming in house.received] == ["web:1:start", "web:2:start"]


async def test_message_is_not_acknowledged_while_storage_is_down(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as person:
        await person.open()
        house.is_down = True
        down = await person.say("hello", "a1")
        house.is_down = False
        up = await person.say("hello", "a1")

    assert (down.status, down.headers["Retry-After"], up.status) == (503, "3", 200)
    assert [incoming.text for incoming in house.received] == ["hello"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ([], "bad_json"),
        ({"text": "x"}, "bad_id"),
        ({"id": "a b", "text": "x"}, "bad_id"),
        ({"id": "a" * 81, "text": "x"}, "bad_id"),
        ({"id": 7, "text": "x"}, "bad_id"),
        ({"id": "a"}, "bad_text"),
        ({"id": "a", "text": "x", "choice": "y"}, "bad_text"),
        ({"id": "a", "text": None}, "bad_text"),
        ({"id": "a", "text": " \x00 "}, "bad_text"),
        ({"id": "a", "text": "x" * 4097}, "bad_text"),
        ({"id": "a", "choice": "x" * 65}, "bad_choice"),
        ({"id": "a", "choice": "é"}, "bad_choice"),
        ({"id": "a", "choice": "x", "ref": "no space"}, "bad_ref"),
        ({"id": "a", "choice": "x", "ref": 5}, "bad_ref"),
    ],
)
async def test_wrong_body_is_refused_with_its_reason(
    server: TestServer, house: MemoryHouse, body: object, error: str
) -> None:
    async with ChatClient(server) as person:
        await person.open()

        assert await refusal(person, body) == (400, error)
    assert house.received == []


@pytest.mark.parametrize("raw", ["{", '"' * 3, "[" * 30_000, '{"id":"a","text":"\\ud800"}'])
async def test_unreadable_body_is_refused(server: TestServer, house: MemoryHouse, raw: str) -> None:
    async with ChatClient(server) as person:
        await person.open()
        headers = {**OURS, "Content-Type": "application/json"}
        response = await person.post("/chat/messages", data=raw, headers=headers)

    assert response.status == 400
    assert house.received == []


async def test_body_that_is_not_json_is_refused(server: TestServer) -> None:
    async with ChatClient(server) as person:
        await person.open()
        body = json.dumps({"id": "a", "text": "x"})
        response = await person.post("/chat/messages", data=body, headers={**OURS, "Content-Type": "text/plain"})

    assert response.status == 415


async def test_longest_text_fits_and_a_larger_body_does_not(server: TestServer, house: MemoryHouse) -> None:
    async def endless():
        for _ in range(70):
            yield b"x" * 1024

    async with ChatClient(server) as person:
        await person.open()
        fits = await person.post("/chat/messages", {"id": "a", "text": "😀" * 4096})
        announced = await person.post("/chat/messages", {"id": "b", "text": "x" * 70_000})
        headers = {**OURS, "Content-Type": "application/json"}
        chunked = await person.post("/chat/messages", data=endless(), headers=headers)

    assert (fits.status, announced.status, chunked.status) == (200, 413, 413)
    assert [len(incoming.text or "") for incoming in house.received] == [4096]
