"""Time zones from the `tzdata` package alone.

Morocco left UTC+1 for good on 2026-09-20. The operating system's tables may not know it yet, and Python's own
`ZoneInfo(name)` prefers them: every reminder would be one hour off. So zones are built here from the package's files.
A zone made this way cannot be pickled; pass its name instead.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

UTC = "UTC"


class UnknownZone(ValueError):
    """A name that is not a time zone of the IANA tables."""


@cache
def zone_names() -> frozenset[str]:
    """Return every name that `zone` accepts."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


@cache
def zone(name: str) -> ZoneInfo:
    """Return the time zone called `name`, `UnknownZone` when there is none.

    >>> from datetime import datetime
    >>> datetime(2026, 11, 21, 12, tzinfo=zone("Africa/Casablanca")).utcoffset()
    datetime.timedelta(0)
    """
    if name not in zone_names():
        raise UnknownZone(f"expected a time zone such as Africa/Casablanca, found {name!r}")
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)
