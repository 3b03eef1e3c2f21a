"""An audience in words, and the options from which it is put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from events.event import Event
from events.slots import slots
from handlers.broadcasting.audience import Audience
from handlers.failures import CHANNELS
from handlers.forms import labels
from locales.dates import format_day, format_list
from locales.markup import Markup, escape
from locales.translator import LANGUAGES, N_, Translator
from storage.unit_of_work import UnitOfWork

Options = Sequence[tuple[str, str]]

KINDS: Mapping[str, str] = {
    "roles": N_("Role"),
    "languages": N_("Language"),
    "channels": N_("Channel"),
    "sessions": N_("Session"),
    "tables": N_("Table"),
    "statuses": N_("Registration"),
    "acknowledged": N_("Acknowledged"),
}
ROLES = {"buyer": N_("Order-givers"), "provider": N_("Providers")}
STATUSES = {
    "approved": N_("approved companies"),
    "submitted": N_("companies waiting for approval"),
    "draft": N_("companies still answering"),
}
ACKNOWLEDGED = {"yes": N_("has acknowledged the present agenda"), "no": N_("has not acknowledged the present agenda")}
PURPOSES = {
    "event": N_("Purpose: the event (all who agreed to be matched)"),
    "reminders": N_("Purpose: helpful only (those who agreed to reminders as well)"),
}
LIST = N_("List: {companies}")
LINE = N_("{kind}: {chosen}")
MOST_NAMED = 10


def options(event: Event, kind: str, t: Translator) -> Options:
    """Return what can be chosen of a kind: (value, label)."""
    return _OPTIONS[kind](event, t)


def _sessions(event: Event, t: Translator) -> Options:
    titles = {session.key: session.title.in_(t.language) for day in event.days for session in day.sessions}
    found = {
        slot.session: (slot.session, f"{titles[slot.session]} · {format_day(slot.day, t.language)}")
        for slot in slots(event)
    }
    return list(found.values())


def _tables(event: Event, _t: Translator) -> Options:
    return [(str(table.number), str(table.number)) for table in event.tables]


def _languages(_event: Event, t: Translator) -> Options:
    return [(language, language_name(language, t)) for language in LANGUAGES]


def _fixed(words: Mapping[str, str]) -> Callable[[Event, Translator], Options]:
    return lambda _event, t: [(key, t.plain(label)) for key, label in words.items()]


_OPTIONS: Mapping[str, Callable[[Event, Translator], Options]] = {
    "roles": _fixed(ROLES),
    "languages": _languages,
    "channels": _fixed(CHANNELS),
    "sessions": _sessions,
    "tables": _tables,
    "statuses": _fixed(STATUSES),
    "acknowledged": _fixed(ACKNOWLEDGED),
}


def language_name(language: str, t: Translator) -> str:
    """Return what a language is called in the reader's."""
    return t.plain(labels.LANGUAGES[language])


def describe(uow: UnitOfWork, event: Event, audience: Audience, t: Translator) -> str:
    """Return an audience as lines of markup."""
    lines = [t(PURPOSES[audience.purpose])]
    for kind, name in KINDS.items():
        labels = dict(options(event, kind, t))
        chosen = [labels.get(one, one) for one in getattr(audience, kind)]
        if chosen:
            lines.append(t(LINE, kind=_words(t.plain(name)), chosen=_words(format_list(chosen, t.language))))
    if audience.companies:
        lines.append(t(LIST, companies=_words(_company_names(uow, audience, t))))
    return "\n".join(lines)


def _company_names(uow: UnitOfWork, audience: Audience, t: Translator) -> str:
    found = [uow.companies.find(company_id) for company_id in audience.companies[:MOST_NAMED]]
    names = [company.legal_name or "?" for company in found if company is not None]
    more = len(audience.companies) - MOST_NAMED
    return format_list([*names, *([f"+{more}"] if more > 0 else [])], t.language)


def _words(text: str) -> Markup:
    """Spare an isolate round words that bring their own."""
    return Markup(escape(text), isolate=False)
