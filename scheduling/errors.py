"""What can go wrong in this room.

SchedulingError
└── InvalidProblem    the problem contradicts itself; holds every fault with its path
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong with a problem.

    `path` points into the JSON form (`participants[3].latest`), `code` is a stable key, `value` the culprit.
    """

    path: str
    code: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.code}" + (f" ({self.value})" if self.value else "")


class SchedulingError(Exception):
    """Anything this room refuses to do."""


class InvalidProblem(SchedulingError):
    """The problem contradicts itself; `faults` holds every fault, in reading order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))
