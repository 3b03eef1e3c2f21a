"""A person's phone: Debian's chromium at 360 by 740, driven by Playwright."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, expect

CHROMIUM_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str:
    """The browser on PATH; without one the test fails and says what to do."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path is not None:
            return path
    pytest.fail("No chromium on PATH. Install it: apt-get install chromium")


class Phones:
    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self.url = url
        self.complaints: list[str] = []

    async def open(self, *, locale: str = "en-GB", path: str = "", **options: Any) -> Phone:
        options = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, **options}
        context = await self._browser.new_context(locale=locale, **options)
        page = await context.new_page()
        page.set_default_timeout(8000)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(self.url + path)
        return Phone(page)

    def _hear(self, message: ConsoleMessage) -> None:
        # Chromium itself logs every request that fails, which some tests are about.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)


class Phone:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.context = page.context

    @property
    def bubbles(self) -> Locator:
        return self.page.locator(".line:not(.typing) .words")

    def button(self, choice: str) -> Locator:
        return self.page.locator(f'[data-choice="{choice}"]')

    async def sees(self, *bubbles: str) -> None:
        """Wait until the conversation is exactly these bubbles."""
        await expect(self.bubbles).to_have_text(list(bubbles))

    async def state(self, text: str) -> None:
        await expect(self.page.locator("#state-text")).to_have_text(text)

    async def write(self, text: str) -> None:
        await self.page.fill("#text", text)
        await self.page.press("#text", "Enter")

    async def overflow(self) -> int:
        """How many pixels one could scroll sideways."""
        return await self.page.evaluate(
            "Math.max(...[document.documentElement, document.getElementById('log')]"
            ".map((node) => node.scrollWidth - node.clientWidth))"
        )
