from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from locales.catalogues import catalogue_path, update
from locales.languages import LANGUAGES

SOURCE = """\
from locales.marks import N_, N_n

# Translators: on the first screen
GREETING = N_("Hello <b>{name}</b>")
MEETINGS = N_n("{n} meeting", "{n} meetings")
"""

TRANSLATIONS = {
    "fr": {
        'msgid "Hello <b>{name}</b>"\nmsgstr ""': 'msgid "Hello <b>{name}</b>"\nmsgstr "Bonjour <b>{name}</b>"',
        'msgstr[0] ""\nmsgstr[1] ""': 'msgstr[0] "{n} rendez-vous"\nmsgstr[1] "{n} rendez-vous"',
    },
    "ar": {
        'msgid "Hello <b>{name}</b>"\nmsgstr ""': 'msgid "Hello <b>{name}</b>"\nmsgstr "مرحبا <b>{name}</b>"',
        "".join(f'msgstr[{form}] ""\n' for form in range(6)): (
            'msgstr[0] "لا مواعيد"\nmsgstr[1] "موعد واحد"\nmsgstr[2] "موعدان"\n'
            'msgstr[3] "{n} مواعيد"\nmsgstr[4] "{n} موعداً"\nmsgstr[5] "{n} موعد"\n'
        ),
    },
    "en": {'msgstr[0] ""\nmsgstr[1] ""': 'msgstr[0] "{n} meeting"\nmsgstr[1] "{n} meetings"'},
}


@dataclass(frozen=True, kw_only=True)
class Project:
    """A small project: one source file, and its three catalogues, all translated."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "locales"

    @property
    def source(self) -> Path:
        return self.root / "handlers" / "greeting.py"

    def catalogue(self, language: str) -> Path:
        return catalogue_path(language, self.folder)

    def replace(self, path: Path, before: str, after: str) -> None:
        """Plant a change, which must change something."""
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after), "utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(root=tmp_path)
    made.source.parent.mkdir()
    made.source.write_text(SOURCE, "utf-8")
    made.folder.mkdir()
    update(made.root, made.folder)
    for language in LANGUAGES:
        for before, after in TRANSLATIONS[language].items():
            made.replace(made.catalogue(language), before, after)
    return made
