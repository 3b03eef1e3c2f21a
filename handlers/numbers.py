"""Buttons that a channel could not show as such: typed back by their number, or continued on another screen."""

from __future__ import annotations

import re

from handlers.conversation import NO_LONGER_ASKED, Note
from handlers.joining import registration
from handlers.messages import MORE_DATA, Button, Reply
from handlers.visit import Visit, from_payload
from locales.digits import fold
from locales.translator import N_

REST = N_("The rest of the list:")

_MARK = re.compile(r"\d{1,2}|[^\W\d_]")
_PLACE = re.compile(r"([0-9]{1,9})\.([0-9]{1,2})")


def tapped_by_number(visit: Visit, text: str) -> str | None:
    """Return the data of the button whose number or letter was typed; None where the last screen has no such line."""
    read_lines = visit.house.numbered.get(visit.address.channel)
    typed = fold(text)
    if read_lines is None or not _MARK.fullmatch(typed):
        return None
    screen = visit.uow.outbox.newest(visit.address.address)
    return None if screen is None else read_lines(from_payload(screen.payload)).get(typed)


def show_rest(visit: Visit, data: str) -> None:
    """Show the buttons of a message that did not fit on its first screen."""
    place = _PLACE.fullmatch(data.removeprefix(MORE_DATA))
    message = visit.uow.outbox.find(int(place.group(1))) if place else None
    if place is None or message is None or message.address != visit.address.address:
        registration.show_current(visit, Note(message=NO_LONGER_ASKED))
        return
    start = int(place.group(2))
    reply = from_payload(message.payload)
    rows = [(button,) for button in reply.buttons[start:]]
    t = visit.t
    if start:
        rows.append((Button(label=t.plain(N_("‹ Previous")), data=f"{MORE_DATA}{message.id}.0", is_quiet=True),))
    visit.reply(Reply(text=t(REST) if start else reply.text, language=reply.language, rows=tuple(rows)))
