"""What an organiser's words may mean: requests to follow or to choose from, and what of the words they leave out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from handlers.conversation import Note
from handlers.repairing.disruptions import KINDS, Request

Part = Literal["table", "company", "time", "day", "minutes", "number"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """Something said that a reading does not use, by its table's number, company's id, or what is written of it."""

    part: Part
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Every request that words may mean; none when they name no change, or when `note` says why they mean none.

    `is_certain`: False when a name was only nearly found, so that even one request is to be chosen.
    """

    requests: tuple[Request, ...] = ()
    note: Note | None = None
    left: tuple[Left, ...] = ()
    is_certain: bool = True

    def __bool__(self) -> bool:
        return bool(self.requests) or self.note is not None

    @property
    def common(self) -> Request:
        """What is sure, whichever of the requests is meant."""
        first, *others = self.requests
        common = replace(first, args=())
        for field in KINDS[first.kind].all_fields:
            if self.is_certain or field not in ("company", "pair", "other", "new_pair"):
                same = all(one[field] == first[field] for one in others if one.kind == first.kind)
                common = common.with_(field, first[field] if same else "")
        return common


class Refused(Exception):
    """Words that cannot be followed; the note says why."""

    def __init__(self, note: Note) -> None:
        super().__init__(note.message)
        self.note = note


def refuse(message: str, **params: str | int) -> Refused:
    """Return the refusal of words, with its reason."""
    return Refused(Note(message=message, params=params, is_problem=True))


def hint(message: str, **params: str | int) -> Note:
    """Return why something said was not taken."""
    return Note(message=message, params=params, is_problem=True)


def written(minutes: int) -> str:
    """Return minutes after midnight as a time."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
