"""Renders the few server-side pages: the chat's shell, and what a second device sees."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from bot.web.assets import Assets
from bot.web.settings import ChatSettings, Command
from bot.web.words import LANGUAGES, WORDS, direction

_FOLDER = Path(__file__).parent / "pages"


class Pages:
    """Templates filled in a reader's language; every value is escaped on its way in."""

    def __init__(self, settings: ChatSettings, assets: Assets) -> None:
        self._settings = settings
        self._assets = assets
        self._templates = {path.stem: Template(path.read_text("utf-8")) for path in _FOLDER.glob("*.html")}
        self._data = self._page_data()

    def shell(self, language: str) -> str:
        """Return the chat's page."""
        sorry = "\n".join(
            f'<p lang="{code}" dir="{direction(code)}">{html.escape(WORDS[code]["noscript"])}</p>' for code in LANGUAGES
        )
        return self._fill("chat", language, raw={"noscript": sorry, "data": self._data})

    def join(self, language: str) -> str:
        """Return the page which asks whether this device shall show the conversation."""
        return self._fill("join", language)

    def gone(self, language: str) -> str:
        """Return the page of a link that no longer works."""
        return self._fill("gone", language)

    def _fill(self, name: str, language: str, *, raw: Mapping[str, str] | None = None) -> str:
        words = {f"w_{key}": html.escape(word) for key, word in WORDS[language].items()}
        return self._templates[name].substitute(
            words,
            lang=language,
            dir=direction(language),
            event_name=html.escape(self._named(self._settings.event_name, language)),
            subtitle=html.escape(self._named(self._settings.subtitle, language)),
            css=self._assets.path("chat.css"),
            icon=self._assets.path("icon.svg"),
            script=self._assets.path("chat.js"),
            **(raw or {}),
        )

    def _named(self, names: Mapping[str, str], language: str) -> str:
        return names.get(language) or names.get(self._settings.default_language, "")

    def _page_data(self) -> str:
        data = {code: self._language_data(code) for code in LANGUAGES}
        # The only sequence that could end a data block early is one with "<".
        return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")

    def _language_data(self, language: str) -> dict[str, Any]:
        return {
            "dir": direction(language),
            "words": WORDS[language],
            "event_name": self._named(self._settings.event_name, language),
            "subtitle": self._named(self._settings.subtitle, language),
            "commands": self._menu(self._settings.commands, language),
            "organiser_commands": self._menu(self._settings.organiser_commands, language),
        }

    def _menu(self, commands: Mapping[str, Sequence[Command]], language: str) -> list[dict[str, str]]:
        listed = commands.get(language) or commands.get(self._settings.default_language, ())
        return [{"name": command.name, "label": command.label} for command in listed]
