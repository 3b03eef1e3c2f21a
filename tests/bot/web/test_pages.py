from __future__ import annotations

import json
import re

import pytest
from aiohttp.test_utils import TestServer

from bot.web.words import LANGUAGES, WORDS, preferred_language
from handlers.messages import Reply
from tests.bot.web.chat_client import ChatClient, until_ready
from tests.bot.web.memory_house import MemoryHouse


@pytest.mark.parametrize(
    ("accepted", "language", "direction"),
    [
        ("ar-MA,ar;q=0.9,fr;q=0.8", "ar", "rtl"),
        ("en-GB", "en", "ltr"),
        ("es, de;q=0.9", "fr", "ltr"),
        ("fr;q=0.2, en;q=0.8", "en", "ltr"),
        ("", "fr", "ltr"),
    ],
)
async def test_shell_speaks_the_browsers_language(
    server: TestServer, accepted: str, language: str, direction: str
) -> None:
    async with ChatClient(server) as person:
        page = await (await person.get("/", **{"Accept-Language": accepted})).text()

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert WORDS[language]["placeholder"] in page


async def test_shell_speaks_the_language_of_the_latest_reply(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as person:
        await person.open()
        house.say("web:1", Reply(text="Bonjour", language="fr"))
        house.say("web:1", Reply(text="مرحبًا", language="ar"))
        house.append("web:1", who="me", text="ok")
        page = await (await person.get("/", **{"Accept-Language": "en"})).text()

    assert '<html lang="ar" dir="rtl">' in page


async def test_shell_is_shown_while_storage_is_down(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as person:
        await person.open()
        house.is_down = True
        page = await person.get("/", **{"Accept-Language": "en"})

    assert page.status == 200


async def test_shell_says_sorry_in_every_language_without_javascript(server: TestServer) -> None:
    async with ChatClient(server) as person:
        page = await (await person.get("/")).text()

    noscript = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert [WORDS[language]["noscript"] in noscript for language in LANGUAGES] == [True, True, True]
    assert 'lang="ar" dir="rtl"' in noscript


async def test_shell_escapes_names_and_holds_no_inline_script_or_style(server: TestServer) -> None:
    async with ChatClient(server) as person:
        page = await (await person.get("/", **{"Accept-Language": "en"})).text()

    data = re.search(r'<script type="application/json" id="page-data">(.*?)</script>', page, re.S)
    assert "<friends>" not in page
    assert "Euroffshore &amp; &lt;friends&gt;" in page
    assert data is not None
    assert json.loads(data[1])["en"]["event_name"] == "Euroffshore & <friends>"
    assert re.findall(r"<script(?! type=\"application/json\")[^>]*>", page) == [
        f'<script type="module" src="{script_path(page)}">'
    ]
    assert "style=" not in page
    assert "<style" not in page
    assert re.findall(r"\son\w+=", page) == []
    assert re.findall(r'(?:src|href)="(?!/|#)[^"]*"', page) == []


def script_path(page: str) -> str:
    found = re.search(r'src="(/chat/static/\w+/chat\.js)"', page)
    assert found is not None
    return found[1]


async def test_static_files_are_kept_for_ever_under_their_own_version(server: TestServer) -> None:
    async with ChatClient(server) as person:
        path = script_path(await (await person.get("/")).text())
        current = await person.get(path)
        old = await person.get("/chat/static/000000000000/chat.css")
        missing = await person.get("/chat/static/000000000000/..%2Froutes.py")

    assert current.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert current.content_type == "text/javascript"
    assert (old.status, old.headers["Cache-Control"], missing.status) == (200, "no-store", 404)


async def test_device_link_opens_the_conversation_once_on_a_second_device(
    server: TestServer, house: MemoryHouse
) -> None:
    async with ChatClient(server) as first, ChatClient(server) as second, ChatClient(server) as third:
        await first.open()
        await first.say("hello", "a1")
        path = (await (await first.post("/chat/device-link")).json())["path"]
        previews = [await second.get(path) for _ in range(3)]
        joined = await second.post(path)
        spent = await third.post(path)
        async with second.stream() as stream:
            history = await until_ready(stream)
        await second.say("from my other phone", "a2")

        assert '<form method="post">' in await previews[-1].text()
        assert WORDS["fr"]["gone_title"].replace("’", "’") in await spent.text()
    assert [page.status for page in previews] == [200, 200, 200]
    assert (joined.status, joined.headers["Location"]) == (303, "/")
    assert spent.status == 410
    assert "Set-Cookie" not in spent.headers
    assert [event.line["who"] for event in history] == ["me", "bot"]
    assert [incoming.address for incoming in house.received] == ["web:1", "web:1"]


def test_every_language_has_every_word() -> None:
    assert [set(words) for words in WORDS.values()] == [set(WORDS["fr"])] * len(WORDS)


@pytest.mark.parametrize("header", [None, "*", "fr;q=0", "fr;q=x", "," * 100, "fr;q=0.0;level=1"])
def test_preferred_language_of_an_odd_header_is_none(header: str | None) -> None:
    assert preferred_language(header) is None
