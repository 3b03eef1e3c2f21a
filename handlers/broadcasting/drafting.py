"""Writing a broadcast: the text in the organiser's language, then each other language, or a note instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from handlers.broadcasting import acts, previewing, targeting
from handlers.broadcasting.acts import button
from handlers.broadcasting.audience import Audience
from handlers.broadcasting.describing import language_name
from handlers.broadcasting.wording import clean
from handlers.messages import Button
from handlers.visit import Rows, Visit
from locales.dates import format_time
from locales.translator import N_
from locales.typed_dates import typed_moment
from storage.records import Broadcast

TYPE: Mapping[str, str] = {
    "fr": N_("Type the message in French."),
    "ar": N_("Type the message in Arabic."),
    "en": N_("Type the message in English."),
}
TRANSLATE: Mapping[str, str] = {
    "fr": N_("And in French? Type the translation, or let French readers get it as it is, with a note."),
    "ar": N_("And in Arabic? Type the translation, or let Arabic readers get it as it is, with a note."),
    "en": N_("And in English? Type the translation, or let English readers get it as it is, with a note."),
}
TYPE_MORE = N_("Type what should follow; it is added to the end.")
EMPTY = N_("There are no words in that. Please type the message.")
WHEN = N_("When should it leave? Type day and time of the event, for example: {example}; or “in 20 minutes”.")
BAD_WHEN = N_("I need a day and a time to come, for example: {example}; or “in 20 minutes”.")
DROPPED = N_("The draft is dropped.")


def begin(visit: Visit, *, is_emergency: bool) -> None:
    """Begin a draft and ask for its text."""
    draft = visit.uow.broadcasts.add(
        person_id=visit.person.id, is_emergency=is_emergency, audience=Audience().to_json(), now=visit.now
    )
    acts.note(visit, draft, "broadcast_draft", after={"is_emergency": is_emergency})
    ask_text(visit, draft, visit.language)


def ask_text(visit: Visit, broadcast: Broadcast, language: str) -> None:
    """Ask for the text in a language: ``text=7.fr``."""
    if language not in TYPE:
        previewing.show(visit, broadcast)
        return
    visit.change_person(asked=f"@broadcast:text:{broadcast.id}:{language}")
    words = (TRANSLATE if _is_translation(broadcast, language) else TYPE)[language]
    lines = [acts.title(visit, broadcast), visit.t(words)]
    visit.say("\n".join(lines), _writing_rows(visit, broadcast, language))


def _is_translation(broadcast: Broadcast, language: str) -> bool:
    return broadcast.source_language not in (None, language)


def _writing_rows(visit: Visit, broadcast: Broadcast, language: str) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if _is_translation(broadcast, language):
        rows.append((button(visit, N_("As it is, with a note"), f"note={broadcast.id}.{language}"),))
    rows.append((button(visit, N_("Drop the draft"), f"drop={broadcast.id}", style="danger"),))
    return (*rows, *(_back_rows(visit, broadcast) if _is_complete(visit, broadcast) else ()))


def _is_complete(visit: Visit, broadcast: Broadcast) -> bool:
    """Tell whether every language of the event has its text, or a note instead."""
    return all(one in broadcast.texts for one in visit.event.languages)


def _back_rows(visit: Visit, broadcast: Broadcast) -> Rows:
    return ((button(visit, N_("Preview"), f"look={broadcast.id}"),),)


def take_text(visit: Visit, broadcast: Broadcast, language: str, text: str) -> None:
    """Take the typed text of a language."""
    words = clean(text)
    if not words:
        visit.say(visit.t(EMPTY), _writing_rows(visit, broadcast, language))
        return
    _keep(visit, broadcast, language, words)


def take_note(visit: Visit, broadcast: Broadcast, language: str) -> None:
    """Let the readers of a language get the text as it is, with a note: ``note=7.ar``."""
    if language in TYPE and language != broadcast.source_language:
        _keep(visit, broadcast, language, None)
    else:
        previewing.show(visit, broadcast)


def ask_more(visit: Visit, broadcast: Broadcast, language: str) -> None:
    """Ask for words to add, because platforms limit what can be typed at once: ``more=7.fr``."""
    if not broadcast.texts.get(language):
        previewing.show(visit, broadcast)
        return
    visit.change_person(asked=f"@broadcast:more:{broadcast.id}:{language}")
    visit.say(visit.t(TYPE_MORE), _back_rows(visit, broadcast))


def take_more(visit: Visit, broadcast: Broadcast, language: str, text: str) -> None:
    """Add typed words to the text of a language."""
    _keep(visit, broadcast, language, f"{broadcast.texts.get(language) or ''}\n\n{clean(text)}".strip())


def _keep(visit: Visit, broadcast: Broadcast, language: str, words: str | None) -> None:
    was_complete = _is_complete(visit, broadcast)
    kept = acts.change(
        visit,
        broadcast,
        "broadcast_text",
        before={language: broadcast.texts.get(language)},
        after={language: words},
        texts={**broadcast.texts, language: words},
        source_language=broadcast.source_language or language,
        revision=broadcast.revision + 1,
    )
    _go_on(visit, kept, was_complete=was_complete)


def _go_on(visit: Visit, broadcast: Broadcast, *, was_complete: bool) -> None:
    """Ask for the next language; after the last one, for the audience."""
    missing = [language for language in visit.event.languages if language not in broadcast.texts]
    if missing:
        ask_text(visit, broadcast, missing[0])
    elif was_complete:
        previewing.show(visit, broadcast)
    else:
        targeting.show(visit, broadcast)


def choose_text(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Ask which language's text is to be changed."""
    rows = []
    for language in dict.fromkeys((*visit.event.languages, *broadcast.texts)):
        row = [Button(label=language_name(language, visit.t), data=f"u:text={broadcast.id}.{language}")]
        if broadcast.texts.get(language):
            row.append(button(visit, N_("Add to it"), f"more={broadcast.id}.{language}"))
        rows.append(tuple(row))
    visit.say(visit.t(N_("Which text do you want to change?")), (*rows, *_back_rows(visit, broadcast)))


def ask_when(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Ask when it shall leave."""
    visit.change_person(asked=f"@broadcast:when:{broadcast.id}")
    _say_when(visit, broadcast, WHEN)


def _say_when(visit: Visit, broadcast: Broadcast, message: str) -> None:
    at_once = button(visit, N_("As soon as it is approved"), f"now={broadcast.id}")
    visit.say(visit.t(message, example=_example(visit)), ((at_once,), *_back_rows(visit, broadcast)))


def _example(visit: Visit) -> str:
    """Return a moment ahead as it may be typed: the first morning of the event, else the next hour but one."""
    zone = visit.event.zone
    morning = datetime.combine(visit.event.first_day, time(8), zone)
    hour = visit.now.astimezone(zone).replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    at = max(morning, hour)
    return f"{at.day}/{at.month}/{at.year} {format_time(at, visit.language)}"


def take_when(visit: Visit, broadcast: Broadcast, _rest: str, text: str) -> None:
    """Take the typed day and time, in the event's own zone."""
    at = typed_moment(text, visit.language, visit.now.astimezone(visit.event.zone))
    if at is None or at <= visit.now:
        _say_when(visit, broadcast, BAD_WHEN)
        return
    previewing.show(visit, _plan(visit, broadcast, at.astimezone(visit.now.tzinfo)))


def leave_at_once(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Let it leave as soon as it is approved."""
    previewing.show(visit, _plan(visit, broadcast, None))


def _plan(visit: Visit, broadcast: Broadcast, at: datetime | None) -> Broadcast:
    return acts.change(
        visit,
        broadcast,
        "broadcast_schedule",
        before=broadcast.starts_at and broadcast.starts_at.isoformat(),
        after=at and at.isoformat(),
        starts_at=at,
        revision=broadcast.revision + 1,
    )


def drop(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Forget a draft."""
    acts.note(visit, broadcast, "broadcast_drop", before=dict(broadcast.texts))
    visit.uow.broadcasts.remove(broadcast.id)
    visit.change_person(asked=None)
    visit.say(visit.t(DROPPED), ((button(visit, N_("Broadcasts"), "menu"),),))
