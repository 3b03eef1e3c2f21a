"""What the audit trail keeps of a broadcast, in words: its state, its audience, its texts, and how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from handlers.broadcasting import acts, describing
from handlers.trail.teller import Teller, as_is
from locales.translator import LANGUAGE_NAMES, N_

STATES: Mapping[str, str] = {
    **acts.STATUS,
    # Translators: the state of a broadcast that leaves at its time.
    "scheduled": N_("scheduled"),
}
KEYS: Mapping[str, str] = {
    "status": N_("status"),
    "people": N_("people"),
    # Translators: whether a broadcast is an emergency: "emergency: yes".
    "is_emergency": N_("emergency"),
    # Translators: when a broadcast leaves.
    "starts_at": N_("time of sending"),
    "texts": N_("texts"),
    # Translators: these stand before a number of messages of a broadcast.
    "held": N_("messages held back"),
    "released": N_("messages released"),
    "dropped": N_("messages dropped"),
    # Translators: stands before how many colleagues were asked to approve.
    "asked": N_("colleagues asked"),
    # Translators: this and the next ones stand before what was chosen of the audience of a broadcast.
    "purpose": N_("purpose"),
    "roles": N_("roles"),
    "languages": N_("languages"),
    "channels": N_("channels"),
    "sessions": N_("sessions"),
    "tables": N_("tables"),
    # Translators: how far the companies' registrations have come: "registration: approved companies".
    "statuses": N_("registration"),
    "acknowledged": N_("acknowledgement"),
    "companies": N_("companies"),
}
PURPOSES: Mapping[str, str] = {
    # Translators: the purpose of a broadcast: information that the event needs.
    "event": N_("the event"),
    # Translators: the purpose of a broadcast: helpful information only.
    "reminders": N_("helpful information"),
}
TEXT = N_("{language} “{words}”")


def told(value: Any, teller: Teller) -> str:
    """Return one side of a line, "" for nothing."""
    if isinstance(value, Mapping):
        return teller.listed(_items(value, teller))
    return "" if value is None else _state(str(value), teller)


def _items(side: Mapping[str, Any], teller: Teller) -> Iterator[str]:
    for key, value in side.items():
        if value is None or value in ([], {}):
            continue
        if key in LANGUAGE_NAMES:
            yield _text(key, value, teller)
        elif key == "texts":
            texts = teller.listed(_items(value, teller))
            yield teller.named(KEYS[key], texts) if texts else ""
        else:
            yield teller.named(KEYS.get(key, key), _value(key, value, teller))


def _text(language: str, words: str, teller: Teller) -> str:
    name = teller.own(LANGUAGE_NAMES[language])
    return teller.t.plain(TEXT, language=as_is(name), words=as_is(teller.typed(words)))


def _value(key: str, value: Any, teller: Teller) -> str:
    if isinstance(value, bool):
        return teller.yes_or_no(value)
    if key == "companies":
        return teller.listed(teller.own(teller.names.of("company", str(one))) for one in value)
    if isinstance(value, list):
        labels = dict(describing.options(teller.event, key, teller.t))
        return teller.listed(teller.own(labels.get(str(one)) or str(one)) for one in value)
    if key == "purpose":
        return teller.t.plain(PURPOSES.get(value, value))
    return _state(str(value), teller)


def _state(text: str, teller: Teller) -> str:
    """Return a state, an instant or a number in words."""
    if text in STATES:
        return teller.t.plain(STATES[text])
    return teller.moment(text) or teller.own(text)
