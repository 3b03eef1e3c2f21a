"""Messages in the reader's language.

`translator("ar")` is loaded once from `ar/LC_MESSAGES/mawid.po`, compiled in memory. Calling it gives *markup*:
the catalogue's own text, in which whatever is inserted has been escaped and, where directions would mix, isolated.
"""

from __future__ import annotations

import gettext
import logging
import re
import warnings
from collections.abc import Mapping
from functools import cache
from importlib import resources
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from locales.languages import LANGUAGE_NAMES, LANGUAGES, is_rtl, match_language
from locales.marks import N_, N_n, Plural
from locales.markup import Markup, contain, escape, has_rtl_letters, isolate, plain
from locales.template import MalformedTemplate, Template, UnknownPlaceholder, parse

__all__ = [
    "LANGUAGES",
    "LANGUAGE_NAMES",
    "N_",
    "Markup",
    "N_n",
    "Plural",
    "Translator",
    "is_rtl",
    "match_language",
    "translator",
]

_log = logging.getLogger(__name__)

# "/start" in right-to-left text: the mark keeps the slash on its side; before the space it would draw that along, too.
# Platforms recognise a command behind any character that is no part of a word.
_COMMAND = re.compile(r"(\s)/(?=[a-z])")

Param = str | int


class Translator:
    """One language's messages.

    >>> t = translator("en")
    >>> t("Hello <b>{name}</b>", name="Dupont & fils")
    'Hello <b>Dupont &amp; fils</b>'
    >>> t.plain("Hello <b>{name}</b>", name="Dupont & fils")
    'Hello Dupont & fils'
    >>> t.count(N_n("{n} meeting", "{n} meetings"), 3)
    '3 meetings'
    """

    __slots__ = ("_counted", "_gettext", "_templates", "language", "rtl")

    def __init__(self, language: str, catalogue: Catalog) -> None:
        self.language = language
        self.rtl = is_rtl(language)
        self._gettext = _compiled(catalogue)
        self._templates: dict[str, Template] = {}
        self._counted: dict[str, Template] = {}

    def __call__(self, msgid: str, /, **params: Param) -> str:
        """Return the message as markup, parameters escaped and isolated."""
        template = self._templates.get(msgid) or self._template(msgid)
        if not params and not template.names:
            return template.text
        try:
            return template.fill(self._shown, params)
        except UnknownPlaceholder as error:
            return _unfilled(self.language, msgid, error).fill(self._shown, _Forgiving(params))

    def plain(self, msgid: str, /, *, isolate: bool = True, **params: Param) -> str:
        """Return the message as plain text: a button's label, a file's name, a line of a calendar."""
        template = self._templates.get(msgid) or self._template(msgid)
        shown = self._shown_plain if isolate else _bare
        try:
            return template.fill_plain(shown, params)
        except UnknownPlaceholder as error:
            return _unfilled(self.language, msgid, error).fill_plain(shown, _Forgiving(params))

    def count(self, plural: Plural, n: int, /, **params: Param) -> str:
        """Return the plural form for `n` as markup, with `{n}` inserted."""
        params["n"] = n
        try:
            return self._counted_template(plural, n).fill(self._shown, params)
        except UnknownPlaceholder as error:
            english = plural.one if n == 1 else plural.many
            return _unfilled(self.language, english, error).fill(self._shown, _Forgiving(params))

    def _shown(self, value: object) -> str:
        if isinstance(value, Markup):
            return isolate(value) if value.isolate and self._mixes(value) else str(value)
        text = contain(str(value))
        shown = escape(text)
        return isolate(shown) if self._mixes(text) else shown

    def _shown_plain(self, value: object) -> str:
        text = _bare(value)
        wanted = not isinstance(value, Markup) or value.isolate
        return isolate(text) if wanted and self._mixes(text) else text

    def _mixes(self, text: str) -> bool:
        return self.rtl or has_rtl_letters(text)

    def _template(self, msgid: str) -> Template:
        # gettext keeps the catalogue's header under the empty message
        text = self._gettext.gettext(msgid) if msgid else ""
        if self.rtl:
            text = _COMMAND.sub("\\1\u200e/", text)
        template = self._templates[msgid] = _parsed(self.language, text, msgid)
        return template

    def _counted_template(self, plural: Plural, n: int) -> Template:
        text = self._gettext.ngettext(plural.one, plural.many, n)
        template = self._counted.get(text)
        if template is None:
            template = self._counted[text] = _parsed(self.language, text, plural.many)
        return template


class _Forgiving(dict[str, object]):
    """Parameters in which a missing one shows its own placeholder instead of failing."""

    def __init__(self, params: Mapping[str, object]) -> None:
        super().__init__(params)

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _bare(value: object) -> str:
    return plain(value) if isinstance(value, Markup) else contain(str(value))


def _parsed(language: str, text: str, msgid: str) -> Template:
    """Return the template of a translation; a malformed one is reported and the English source stands in."""
    try:
        return parse(text)
    except MalformedTemplate as error:
        _report(language, error)
    try:
        return parse(msgid)
    except MalformedTemplate:
        return parse(msgid.replace("{", "{{").replace("}", "}}"))


def _unfilled(language: str, msgid: str, error: UnknownPlaceholder) -> Template:
    _report(language, f"no value for {error} in {msgid!r}")
    return _parsed(language, msgid, msgid)


def _report(language: str, problem: object) -> None:
    """Log a faulty message, and warn: the test suite turns warnings into errors, a running bot goes on."""
    _log.error("message in %s: %s", language, problem)
    warnings.warn(f"message in {language}: {problem}", stacklevel=4)


@cache
def translator(language: str) -> Translator:
    """Return the one translator of `language`, `ValueError` when Mawid does not speak it."""
    if language not in LANGUAGES:
        raise ValueError(f"expected one of {', '.join(LANGUAGES)}, found {language!r}")
    source = resources.files("locales").joinpath(language, "LC_MESSAGES", "mawid.po")
    with source.open("rb") as file:
        # abort_invalid: half a catalogue would show half the messages in English
        return Translator(language, read_po(file, locale=language, abort_invalid=True))


def _compiled(catalogue: Catalog) -> gettext.GNUTranslations:
    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return gettext.GNUTranslations(file)
