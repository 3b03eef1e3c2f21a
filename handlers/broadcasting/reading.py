"""What organisers read of a broadcast: its words in every language, who wrote and approved it, and when it left."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.broadcasting import acts
from handlers.broadcasting.describing import language_name
from handlers.broadcasting.splitting import split_text, width
from handlers.broadcasting.wording import LONGEST, directed
from handlers.messages import plain_text
from handlers.visit import Visit
from locales.markup import Markup, escape
from locales.translator import LANGUAGES, N_, Translator
from storage.records import Broadcast

# Translators: {language} is a heading, {words} the message as it was typed in that language.
TEXT = N_("<b>{language}</b>\n{words}")
WRITTEN = N_("Written by {name}.")
APPROVED = N_("Approved by {name} on {moment}.")
APPROVED_ALONE = N_("Approved by its author alone on {moment}.")
APPROVED_BY_SOMEBODY = N_("Approved on {moment}.")
STARTED = N_("Began to leave on {moment}.")
FINISHED = N_("Finished on {moment}.")
STOPPED = N_("Stopped on {moment}.")

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


def history(visit: Visit, broadcast: Broadcast) -> list[str]:
    """Return who wrote it, who approved it when, and when it began to leave and ended."""
    t, uow = visit.t, visit.uow
    author = acts.name_of(uow, broadcast.person_id)
    lines = [] if author is None else [t(WRITTEN, name=author)]
    if broadcast.approved_at is not None:
        lines.append(_approval(visit, broadcast, visit.moment(broadcast.approved_at)))
    for line in uow.audit.of_subject(f"broadcast:{broadcast.id}"):
        if line.act == "broadcast_start":
            lines.append(t(STARTED, moment=visit.moment(line.done_at)))
    if broadcast.finished_at is not None:
        ended = STOPPED if broadcast.status == "stopped" else FINISHED
        lines.append(t(ended, moment=visit.moment(broadcast.finished_at)))
    return lines


def _approval(visit: Visit, broadcast: Broadcast, moment: Markup) -> str:
    approver = acts.name_of(visit.uow, broadcast.approved_by)
    if approver is None:
        return visit.t(APPROVED_BY_SOMEBODY, moment=moment)
    if broadcast.approved_by == broadcast.person_id:
        return visit.t(APPROVED_ALONE, moment=moment)
    return visit.t(APPROVED, name=approver, moment=moment)


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
