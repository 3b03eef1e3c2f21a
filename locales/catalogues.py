"""The catalogues on disk: extraction from the sources, and the update of each language.

The template `mawid.pot` and the `.po` files carry no date, no line number and no version of the tool, so that a
change of the sources shows in a diff as the sentences it changed and nothing else.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from locales.languages import LANGUAGES
from locales.plurals import PLURAL_FORMS

HERE = Path(__file__).parent
ROOT = HERE.parent
ROOMS = ("bot", "events", "handlers", "locales", "matching", "scheduling", "storage")

_KEYWORDS = {"N_": None, "N_n": (1, 2)}
_REWORDED = 0.7  # how alike two sentences are when one is the other, reworded
_HEADER_COMMENT = "# The words of Mawid."
_UNSTABLE = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Generated-By", "Report-")


def template_path(folder: Path = HERE) -> Path:
    """Return where the extracted messages are kept."""
    return folder / "mawid.pot"


def catalogue_path(language: str, folder: Path = HERE) -> Path:
    """Return where the messages of a language are kept."""
    return folder / language / "LC_MESSAGES" / "mawid.po"


def extract(root: Path = ROOT) -> Catalog:
    """Return every message marked `N_` or `N_n` in the source rooms under `root`."""
    template = _empty_catalogue(None)
    for path in _sources(root):
        found = extract_from_file("python", path, keywords=_KEYWORDS, comment_tags=("Translators:",))
        for line, message, comments, _ in found:
            where = [(path.relative_to(root).as_posix(), line)]
            template.add(message, None, where, auto_comments=comments)
    return template


def _sources(root: Path) -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((root / room).rglob("*.py"))


def read(path: Path, language: str | None) -> Catalog:
    """Return the catalogue in a file; a broken file raises Babel's `PoFileError`."""
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def render(catalogue: Catalog) -> str:
    """Return the text of a catalogue's file: by source file and in reading order, without what changes by itself."""
    written = BytesIO()
    write_po(
        written,
        catalogue,
        width=0,
        sort_by_file=True,
        ignore_obsolete=True,
        include_previous=True,
        include_lineno=False,
    )
    lines = written.getvalue().decode().splitlines()
    stable = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in _UNSTABLE))]
    return "\n".join(stable).rstrip("\n") + "\n"


def write_template(root: Path = ROOT, folder: Path = HERE) -> Catalog:
    """Extract the sources into `mawid.pot` and return the messages."""
    template = extract(root)
    template_path(folder).write_text(render(template), "utf-8")
    return template


def update(root: Path = ROOT, folder: Path = HERE) -> None:
    """Bring `mawid.pot` and every language up to date with the sources, keeping the translations.

    A sentence that was reworded keeps its old translation, marked fuzzy until somebody reads it again.
    """
    template = write_template(root, folder)
    for language in LANGUAGES:
        path = catalogue_path(language, folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render(updated(path, language, template)), "utf-8")


def updated(path: Path, language: str, template: Catalog) -> Catalog:
    """Return the catalogue of `language` with the messages of `template`, the right plural rule, nothing written."""
    known = read(path, language) if path.exists() else _empty_catalogue(language)
    catalogue = _empty_catalogue(language)
    for message in known:
        if message.id:
            catalogue[message.id] = message
    catalogue.update(template, no_fuzzy_matching=True)
    _carry_over(catalogue)
    return catalogue


def _carry_over(catalogue: Catalog) -> None:
    """Give each new sentence the translation of a vanished one that it resembles, marked fuzzy.

    Babel's own matching would also copy from sentences that are still there, and be slow at it.
    """
    gone = {message_ids(message)[0]: message for message in catalogue.obsolete.values() if is_translated(message)}
    for message in catalogue:
        if not message.id or is_translated(message):
            continue
        close = difflib.get_close_matches(message_ids(message)[0], gone, 1, _REWORDED)
        if close and gone[close[0]].pluralizable == message.pluralizable:
            old = gone.pop(close[0])
            message.string = old.string
            message.previous_id = list(message_ids(old))
            message.flags.add("fuzzy")


def message_ids(message: Message) -> tuple[str, ...]:
    """Return the English text of a message, or both of its texts when it counts."""
    return texts_of(message.id)


def is_translated(message: Message) -> bool:
    """Tell whether anything was written for a message."""
    return any(texts_of(message.string))


def texts_of(written: str | Sequence[str | None] | None) -> tuple[str, ...]:
    """Return what Babel keeps as a text, a sequence of texts or None as a tuple of texts."""
    if written is None or isinstance(written, str):
        return (written or "",)
    return tuple(text or "" for text in written)


def _empty_catalogue(language: str | None) -> Catalog:
    catalogue = Catalog(locale=language, project="Mawid", version="1", header_comment=_HEADER_COMMENT, fuzzy=False)
    if language is not None:
        # Babel keeps our header through update, write and compile; its own is wrong in Arabic (see plurals.py)
        catalogue.mime_headers = [("Plural-Forms", PLURAL_FORMS[language])]
    return catalogue
