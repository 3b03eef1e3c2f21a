"""The fonts of the machine: one for Latin letters, one for Arabic, each regular and bold. None is shipped."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "MAWID_FONTS"
PACKAGE = "fonts-noto-core"
FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "/opt/homebrew/share/fonts",
    "C:/Windows/Fonts",
)
LATIN = ("NotoSans", "DejaVuSans")
ARABIC = ("NotoSansArabic", "NotoNaskhArabic", "DejaVuSans")
"""Families by preference; DejaVu Sans holds both scripts."""


class FontsMissing(Exception):
    """No font for a script was found; the message says what to install."""

    def __init__(self, families: Sequence[str]) -> None:
        super().__init__(
            f"no font found for the PDF files (looked for {', '.join(families)}). "
            f"Install one: apt-get install {PACKAGE} (or fonts-dejavu-core), "
            f"or name a folder that holds them: {VARIABLE}=/path/to/fonts"
        )


@dataclass(frozen=True, kw_only=True)
class Face:
    """The files of one family; a family without a bold one is bold nowhere."""

    regular: Path
    bold: Path


@dataclass(frozen=True, kw_only=True)
class Fonts:
    """What the pages are set in."""

    latin: Face
    arabic: Face


def find_fonts(environment: Mapping[str, str] = os.environ) -> Fonts:
    """Return the fonts to use, or raise `FontsMissing`."""
    files = _files(environment.get(VARIABLE))
    return Fonts(latin=_face(LATIN, files), arabic=_face(ARABIC, files))


def _files(named: str | None) -> dict[str, Path]:
    """Return the font files by name; a folder that is named is the only one that counts."""
    folders = [named] if named else FOLDERS
    found: dict[str, Path] = {}
    for folder in folders:
        for file in _fonts_in(Path(folder).expanduser()):
            found.setdefault(file.stem, file)
    return found


def _fonts_in(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(folder.rglob("*.ttf"))
        yield from sorted(folder.rglob("*.otf"))


def _face(families: Sequence[str], files: Mapping[str, Path]) -> Face:
    for family in families:
        regular = files.get(f"{family}-Regular") or files.get(family)
        if regular is not None:
            return Face(regular=regular, bold=files.get(f"{family}-Bold", regular))
    raise FontsMissing(families)
