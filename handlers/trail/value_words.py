"""What the audit trail kept of before and after, in words: no keys, no braces, no quotes, times of the event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from handlers.broadcasting.describing import ROLES
from handlers.failures import CHANNELS
from handlers.organising.setup import DIMENSION_NAMES
from handlers.trail import act_words, broadcast_words, told_changes
from handlers.trail.teller import NOTHING, Teller, as_is
from locales.translator import N_

KEYS: Mapping[str, str] = {
    "companies": N_("companies"),
    "status": N_("status"),
    "text": N_("text"),
    # Translators: stands before how many people were told.
    "told": N_("told"),
}
VALUES: Mapping[str, str] = {
    "draft": N_("still answering"),
    "submitted": N_("waiting"),
    "approved": N_("approved"),
    "refused": N_("refused"),
    "reopened": N_("waiting"),
    "question": N_("question to the company"),
    "pending": N_("waiting"),
    "fixed": N_("fixed"),
    "forbidden": N_("forbidden"),
    "organiser": N_("organiser"),
    "owner": N_("owner"),
    **CHANNELS,
}
VERSION = N_("version {n}")
WEIGHTS = N_("{role} ({weights})")

_BARE: Mapping[str, str] = {"publish": "version", "nudge": "told"}
"""What a number means that an act kept without a key."""
_UNSAID = ("request", "times", "table")
"""What the sentence of a change is made of."""
_SLOT = re.compile(r"d\d+s\d+")


class Line(Protocol):
    """A line of the trail, as it is stored or exported."""

    @property
    def act(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def before(self) -> Any: ...
    @property
    def after(self) -> Any: ...


def sides(line: Line, teller: Teller) -> tuple[str, str]:
    """Return before and after; where room is short, only what differs."""
    before, after = _keyed(line.act, line.before), _keyed(line.act, line.after)
    if teller.longest is not None:
        before, after = differing(before, after)
    tell = broadcast_words.told if line.subject.startswith("broadcast:") else told
    return tell(before, teller), tell(after, teller)


def _keyed(act: str, value: Any) -> Any:
    return {_BARE[act]: value} if act in _BARE and isinstance(value, int) else value


def differing(before: Any, after: Any) -> tuple[Any, Any]:
    """Return two sides without what is the same in both, by key.

    >>> differing({"roles": [], "version": 3}, {"roles": ["buyer"], "version": 3})
    ({'roles': []}, {'roles': ['buyer']})
    """
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return before, after
    keys = [key for key in {**after, **before} if before.get(key) != after.get(key)]
    pairs = {key: differing(before.get(key), after.get(key)) for key in keys}
    return (
        {key: one for key, (one, _) in pairs.items() if key in before},
        {key: other for key, (_, other) in pairs.items() if key in after},
    )


def told(value: Any, teller: Teller) -> str:
    """Return one side of a line, "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return teller.yes_or_no(value)
    if isinstance(value, Mapping):
        return teller.listed(_items(value, teller))
    if isinstance(value, list):
        return teller.listed(told(one, teller) for one in value) or teller.t.plain(NOTHING)
    return _word(str(value), teller)


def _items(side: Mapping[str, Any], teller: Teller) -> Iterator[str]:
    t = teller.t
    for key, value in side.items():
        if value is None or value in ([], {}) or key in _UNSAID:
            continue
        if key == "meetings":
            yield from (told_changes.meeting(one, teller) for one in value)
        elif key == "version":
            yield t.plain(VERSION, n=value)
        elif key == "text":
            yield teller.named(KEYS[key], teller.typed(value))
        elif key in ROLES and isinstance(value, Mapping):
            weights = (
                teller.named(DIMENSION_NAMES.get(one, one), teller.own(str(weight))) for one, weight in value.items()
            )
            yield t.plain(WEIGHTS, role=as_is(t.plain(ROLES[key])), weights=as_is(teller.listed(weights)))
        else:
            yield teller.named(KEYS.get(key, key.replace("_", " ")), told(value, teller))


def _word(text: str, teller: Teller) -> str:
    if text in VALUES:
        return teller.t.plain(VALUES[text])
    if _SLOT.fullmatch(text):
        return teller.own(teller.planned(text))
    if text.startswith("company:"):
        return act_words.subject(text, teller.names, teller.t)
    return teller.moment(text) or teller.typed(text)
