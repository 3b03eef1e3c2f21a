"""What `mawid doctor` finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was checked; `advice` says what to do when it is not right."""

    name: str
    is_well: bool
    detail: str
    advice: str = ""
