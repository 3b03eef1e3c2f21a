"""The words of a broadcast as organisers read them: each language under its name, or as much as a message holds."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.broadcasting.describing import language_name
from handlers.broadcasting.splitting import split_text, width
from handlers.broadcasting.wording import LONGEST, directed
from handlers.messages import plain_text
from locales.markup import Markup, escape
from locales.translator import LANGUAGES, N_, Translator
from storage.records import Broadcast

# Translators: {language} is a heading, {words} the message as it was typed in that language.
TEXT = N_("<b>{language}</b>\n{words}")
MESSAGE = min(LONGEST.values())
"""Units of a message that every channel of organisers shows in one piece."""

_SHORTEST = 120  # units of a beginning that still says what it is about
_HEADING = 24  # units for the name of a language, and the sign that words are missing


def texts(broadcast: Broadcast, t: Translator, *, room: int) -> tuple[str, bool]:
    """Return the words in every language as markup, the first one typed first, and whether they are all there.

    What is longer than `room` units is told by its beginnings.
    """
    order = sorted(LANGUAGES, key=lambda language: language != broadcast.source_language)
    typed = {language: words for language in order if (words := broadcast.texts.get(language))}
    whole = _under_names(typed, t)
    if width(plain_text(whole)) <= room:
        return whole, True
    each = max(_SHORTEST, room // len(typed) - _HEADING)
    return _under_names({language: _beginning(words, each) for language, words in typed.items()}, t), False


def _beginning(words: str, room: int) -> str:
    first, *rest = split_text(words, room)
    return f"{first}…" if rest else first


def _under_names(typed: Mapping[str, str], t: Translator) -> str:
    return "\n\n".join(
        t(
            TEXT,
            language=Markup(language_name(language, t), isolate=False),
            words=Markup(escape(directed(words, t.language)), isolate=False),
        )
        for language, words in typed.items()
    )
