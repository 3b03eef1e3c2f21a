"""A chat over a house in memory, on a real socket."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, async_playwright

from bot.web.routes import install_chat
from bot.web.settings import ChatSettings, Command
from tests.bot.web.memory_house import MemoryHouse
from tests.bot.web.phone import CHROMIUM_FLAGS, Phones, find_chromium

COMMANDS = {
    "fr": (Command(name="profile", label="Mon profil"), Command(name="help", label="Aide")),
    "ar": (Command(name="profile", label="ملفي"), Command(name="help", label="المساعدة")),
    "en": (Command(name="profile", label="My profile"), Command(name="help", label="Help")),
}
ORGANISER_COMMANDS = {"fr": (Command(name="organise", label="Menu"),), "en": (Command(name="organise", label="Desk"),)}


@pytest.fixture
def house() -> MemoryHouse:
    return MemoryHouse()


@pytest.fixture
def settings() -> ChatSettings:
    return ChatSettings(
        event_name={"fr": "Euroffshore", "ar": "يوروفشور", "en": "Euroffshore & <friends>"},
        commands=COMMANDS,
        organiser_commands=ORGANISER_COMMANDS,
        requery_seconds=0.2,
    )


@pytest.fixture
def changed(settings: ChatSettings, request: pytest.FixtureRequest) -> ChatSettings:
    """The settings, with what `@pytest.mark.parametrize("changed", [...], indirect=True)` changes in them."""
    return dataclasses.replace(settings, **getattr(request, "param", {}))


@pytest.fixture
async def server(house: MemoryHouse, changed: ChatSettings) -> AsyncIterator[TestServer]:
    app = web.Application()
    install_chat(app, house, changed)
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def phones(browser: Browser, server: TestServer) -> AsyncIterator[Phones]:
    """Hands out phones; afterwards none of them may have complained in its console."""
    phones = Phones(browser, str(server.make_url("/")))
    yield phones
    assert phones.complaints == []
