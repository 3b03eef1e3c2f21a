"""What the gate refuses in a catalogue. Every function returns sentences, none when all is well."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError

from locales.catalogues import HERE, ROOT, catalogue_path, extract, message_ids, read, render, template_path, texts_of
from locales.languages import LANGUAGES, is_rtl
from locales.markup import has_rtl_letters
from locales.plurals import PLURAL_FORMS, plural_count, plural_form, plural_rule, single_number_forms
from locales.template import MalformedTemplate, parse

_TAG = re.compile(r"</?[bi]>")
_INSERTED = re.compile(r"\{\w+\}|</?[bi]>|&\w+;")
_NOT_MARKUP = re.compile(r"<(?!/?[bi]>)|&(?!(?:amp|lt|gt);)")
_BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_MSGFMT_WARNING = "missing in header"  # no dates and no names of translators in our headers, on purpose


def faults(root: Path = ROOT, folder: Path = HERE) -> list[str]:
    """Return every fault of the template and of the languages."""
    template = extract(root)
    found = template_faults(template, folder)
    for language in LANGUAGES:
        found += language_faults(language, template, folder)
    return found


def template_faults(template: Catalog, folder: Path = HERE) -> list[str]:
    """Return whether the kept template still says what the sources say, and what is wrong in the sources' own words."""
    path = template_path(folder)
    stale = not path.exists() or path.read_text("utf-8") != render(template)
    found = [f"{path.name}: not what the sources say now; run python -m locales update"] if stale else []
    for message in _messages(template):
        for text in message_ids(message):
            found += [f"{path.name}: {_short(message)}: {fault}" for fault in text_faults(text)]
    return found


def language_faults(language: str, template: Catalog, folder: Path = HERE) -> list[str]:
    """Return what is wrong in one language."""
    path = catalogue_path(language, folder)
    if not path.exists():
        return [f"{language}: no catalogue; run python -m locales update"]
    try:
        catalogue = read(path, language)
    except PoFileError as error:
        return [f"{language}: cannot be read: {error}"]
    found = catalogue_faults(language, catalogue, template)
    return [f"{language}: {fault}" for fault in found + msgfmt_faults(path)]


def catalogue_faults(language: str, catalogue: Catalog, template: Catalog) -> list[str]:
    """Return the faults of a catalogue beside the messages it should translate."""
    found = _header_faults(language, catalogue) + _id_faults(catalogue, template)
    for message in _messages(catalogue):
        found += [f"{_short(message)}: {fault}" for fault in message_faults(language, message)]
    return found


def _header_faults(language: str, catalogue: Catalog) -> list[str]:
    header = PLURAL_FORMS[language]
    if (catalogue.num_plurals, catalogue.plural_expr) == (plural_count(header), plural_rule(header)):
        return []
    return [f"Plural-Forms: expected {header} found {catalogue.plural_forms}"]


def _id_faults(catalogue: Catalog, template: Catalog) -> list[str]:
    wanted = {message_ids(message): message for message in _messages(template)}
    present = {message_ids(message): message for message in _messages(catalogue)}
    missing = [f"{_short(message)}: not in the catalogue" for ids, message in wanted.items() if ids not in present]
    extra = [f"{_short(message)}: not in the sources" for ids, message in present.items() if ids not in wanted]
    return missing + extra


def message_faults(language: str, message: Message) -> list[str]:
    """Return what is wrong in the translation of one message."""
    found = ["fuzzy: read it again, correct it, and remove the flag"] if message.fuzzy else []
    if message.pluralizable:
        return found + _plural_faults(language, message)
    [text] = texts_of(message.string)
    if not text:
        return found if language == "en" else [*found, "empty"]
    return found + translation_faults(message_ids(message)[0], text) + direction_faults(language, text)


def _plural_faults(language: str, message: Message) -> list[str]:
    forms = texts_of(message.string)
    expected = plural_count(PLURAL_FORMS[language])
    found = [] if len(forms) == expected else [f"expected {expected} plural forms, found {len(forms)}"]
    one, many = message_ids(message)
    unsaid = _forms_without_number(language, one)
    for index, form in enumerate(forms):
        optional = frozenset({"n"}) if index in unsaid else frozenset[str]()
        faulty = translation_faults(many, form, optional) + direction_faults(language, form) if form else ["empty"]
        found += [f"form {index}: {fault}" for fault in faulty]
    return found


def _forms_without_number(language: str, one: str) -> frozenset[int]:
    """Return the forms that may leave the number unsaid: it is the only one they stand for, or English does so."""
    unsaid = single_number_forms(language)
    return unsaid if "{n}" in one else unsaid | {plural_form(PLURAL_FORMS[language])(1)}


def translation_faults(source: str, target: str, optional: frozenset[str] = frozenset()) -> list[str]:
    """Return how a translation differs from its source where it must not: placeholders, tags, outer spaces.

    >>> translation_faults("Hello <b>{name}</b>", "Bonjour {nom}")
    ['placeholders: expected {name}, found {nom}', 'tags: expected <b> </b>, found none']
    """
    found = text_faults(target)
    if not found:
        wanted, present = parse(source).names, parse(target).names
        if wanted - optional != present - optional:
            found.append(f"placeholders: expected {_braced(wanted)}, found {_braced(present)}")
    tags, same_tags = Counter(_TAG.findall(source)), Counter(_TAG.findall(target))
    if tags != same_tags:
        found.append(f"tags: expected {_joined(tags)}, found {_joined(same_tags)}")
    if _outer_spaces(source) != _outer_spaces(target):
        found.append("spaces or line breaks at the start or the end differ from the source")
    return found


def direction_faults(language: str, text: str) -> list[str]:
    """Return the lines of a right-to-left text that would be laid out from the left.

    Readers' applications take a line's direction from its first letter; what is inserted is isolated and not counted.

    >>> direction_faults("ar", "{name} مرحبا"), direction_faults("ar", "ISO 27001")
    ([], [])
    >>> direction_faults("ar", "OCP مرحبا")
    ['the line "OCP مرحبا" mixes directions and starts from the left; start it with a right-to-left word']
    """
    lines = text.splitlines() if is_rtl(language) else []
    complaint = "mixes directions and starts from the left; start it with a right-to-left word"
    return [f'the line "{line}" {complaint}' for line in lines if _starts_from_the_left(_INSERTED.sub("", line))]


def _starts_from_the_left(line: str) -> bool:
    first = next((character for character in line if character.isalpha()), "")
    return has_rtl_letters(line) and not has_rtl_letters(first)


def text_faults(text: str) -> list[str]:
    """Return what is wrong in a text by itself: braces, tags, characters.

    >>> text_faults("Dupont & fils")
    ['only <b>, <i>, &amp;, &lt; and &gt; may be written, found &']
    """
    found = []
    try:
        parse(text)
    except MalformedTemplate as error:
        found.append(str(error))
    stray = _NOT_MARKUP.search(text)
    if stray:
        found.append(f"only <b>, <i>, &amp;, &lt; and &gt; may be written, found {stray.group()}")
    if not _is_nested(text):
        found.append("tags are not closed in order")
    hidden = _BIDI.search(text)
    if hidden:
        found.append(f"direction character U+{ord(hidden.group()):04X} typed by hand; isolates come by themselves")
    return found


def _is_nested(text: str) -> bool:
    opened: list[str] = []
    for tag in _TAG.findall(text):
        if not tag.startswith("</"):
            opened.append(tag)
        elif not opened or opened.pop() != tag.replace("/", ""):
            return False
    return not opened


def msgfmt_faults(path: Path) -> list[str]:
    """Return what GNU gettext says against a catalogue, nothing when it is not installed."""
    msgfmt = shutil.which("msgfmt")
    if msgfmt is None:
        return []
    command = [msgfmt, "--check", "--check-format", "--output-file=/dev/null", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own file, no shell
    if said.returncode == 0:
        return []
    return [f"msgfmt: {line}" for line in said.stderr.splitlines() if _MSGFMT_WARNING not in line]


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _short(message: Message) -> str:
    first = message_ids(message)[0]
    return repr(first if len(first) <= 60 else first[:59] + "…")


def _braced(names: frozenset[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def _joined(tags: Counter[str]) -> str:
    return " ".join(tags.elements()) or "none"


def _outer_spaces(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
