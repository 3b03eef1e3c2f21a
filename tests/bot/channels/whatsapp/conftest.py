from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from bot import clock
from bot.app import App
from bot.opening import open_app
from bot.settings import Settings
from events.event import Event
from tests.fakes.graph_server import APP_SECRET, BUSINESS_ID, PHONE_ID, TOKEN, VERIFY_TOKEN, FakeGraph

Open = Callable[[], AbstractAsyncContextManager[App]]


@pytest.fixture
async def fake() -> AsyncIterator[FakeGraph]:
    async with FakeGraph() as server:
        yield server


@pytest.fixture
def settings(fake: FakeGraph, tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'mawid.db'}",
        port=0,
        whatsapp_phone_id=PHONE_ID,
        whatsapp_token=TOKEN,
        whatsapp_app_secret=APP_SECRET,
        whatsapp_verify_token=VERIFY_TOKEN,
        whatsapp_api_base=fake.base_url,
        whatsapp_business_id=BUSINESS_ID,
    )


class Hands:
    """A clock that is turned by hand, ahead of the real one."""

    def __init__(self) -> None:
        self.ahead = clock.now() - clock.now()

    def now(self) -> datetime:
        return clock.now() + self.ahead


@pytest.fixture
def hands(fake: FakeGraph) -> Hands:
    turned = Hands()
    fake.clock = lambda: turned.now().timestamp()
    return turned


@pytest.fixture
def opened(fake: FakeGraph, settings: Settings, event: Event, hands: Hands) -> Open:
    """A running house whose only platform is the fake WhatsApp."""

    @asynccontextmanager
    async def run() -> AsyncIterator[App]:
        app = await open_app(settings, event, now=hands.now)
        fake.webhook_url = f"http://127.0.0.1:{app.port}/whatsapp/webhook"
        try:
            yield app
        finally:
            await app.stop()

    return run


@pytest.fixture
async def app(opened: Open) -> AsyncIterator[App]:
    async with opened() as running:
        yield running
