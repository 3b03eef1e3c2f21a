"""Calendar files that replies carry, read back with icalendar."""

from __future__ import annotations

from icalendar import Calendar

from handlers.messages import Reply


def entries(reply: Reply) -> dict[str, tuple[str, int]]:
    """Return status and sequence of each entry of the attached calendar, by its UID."""
    return {str(one["UID"]): (str(one["STATUS"]), int(one["SEQUENCE"])) for one in calendar_in(reply).walk("VEVENT")}


def calendar_in(reply: Reply) -> Calendar:
    """Return the attached calendar."""
    assert reply.attachment is not None
    found = Calendar.from_ical(reply.attachment.content)
    assert isinstance(found, Calendar)
    return found
