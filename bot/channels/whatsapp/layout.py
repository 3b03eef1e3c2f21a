"""Decides how the buttons of a screen are shown: reply buttons, one list, both, or pages of a list.

WhatsApp shows three buttons or a list of ten rows. Up to thirteen fit when the last three stand under the list as
buttons of their own; one or two more stay reachable by the number before them. Beyond, the list has pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.degrade import line_signs, mark
from bot.channels.split import width
from bot.channels.whatsapp.titles import bare, shorten_title, tell_apart
from handlers.messages import MORE_DATA, Button, Reply
from locales.digits import fold
from locales.translator import N_, translator

BUTTONS = 3
BUTTON_TITLE = 20
ROWS = 10
ROW_TITLE = 24
ROW_DESCRIPTION = 72
MOST_LINES = 2

MORE = N_("More ›")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a list, or one reply button (without a description)."""

    data: str
    title: str
    description: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """What is shown where; `lines` stand in the body with the number that a person types for each."""

    rows: tuple[Row, ...] = ()
    buttons: tuple[Row, ...] = ()
    lines: tuple[tuple[str, Button], ...] = ()


def lay_out(reply: Reply, *, outbox_id: int) -> Layout:
    """Return how the buttons of a reply are shown; pages name the message they belong to."""
    buttons = _without_way_back(reply.buttons)
    signs = line_signs(reply)
    told = _in_full(buttons, signs)
    if len(buttons) <= BUTTONS and not told and all(width(_label(b)) <= BUTTON_TITLE for b in buttons):
        return Layout(buttons=_as_buttons(buttons, reply.language))
    if len(buttons) <= ROWS:
        return Layout(rows=_as_rows(buttons, reply.language), lines=told)
    if len(buttons) <= ROWS + BUTTONS + MOST_LINES:
        left = tuple(zip(signs, buttons, strict=False))[ROWS + BUTTONS :]
        return Layout(
            rows=_as_rows(buttons[:ROWS], reply.language),
            buttons=_as_buttons(buttons[ROWS : ROWS + BUTTONS], reply.language),
            lines=(*told, *left),
        )
    rest = reply.buttons.index(buttons[ROWS - 1])
    more = Button(label=translator(reply.language).plain(MORE), data=f"{MORE_DATA}{outbox_id}.{rest}")
    shown = (*buttons[: ROWS - 1], more)
    return Layout(rows=_as_rows(shown, reply.language), lines=_in_full(shown, signs))


def numbered(reply: Reply) -> dict[str, str]:
    """Return what the numbers in the body of a reply stand for: the data of their buttons."""
    return {fold(sign): button.data for sign, button in lay_out(reply, outbox_id=0).lines}


def _without_way_back(buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    """Leave out the first of two page-turners where room is short: the second goes round."""
    if len(buttons) <= ROWS:
        return buttons
    quiet = [button for button in buttons if button.is_quiet]
    return tuple(button for button in buttons if len(quiet) < 2 or button is not quiet[0])


def _in_full(buttons: tuple[Button, ...], signs: list[str]) -> tuple[tuple[str, Button], ...]:
    """Return what the body has to say in full: toggles, so that several are typed at once, and the longest labels."""
    return tuple(
        (sign, b)
        for sign, b in zip(signs, buttons, strict=False)
        if b.is_on is not None or width(_label(b)) > ROW_DESCRIPTION
    )


def _label(button: Button) -> str:
    return bare(mark(button))


def _as_buttons(buttons: tuple[Button, ...], language: str) -> tuple[Row, ...]:
    titles = tell_apart([shorten_title(_label(b), BUTTON_TITLE, language) for b in buttons], BUTTON_TITLE)
    return tuple(Row(data=b.data, title=title) for b, title in zip(buttons, titles, strict=True))


def _as_rows(buttons: tuple[Button, ...], language: str) -> tuple[Row, ...]:
    titles = tell_apart([_row_title(b, language) for b in buttons], ROW_TITLE)
    return tuple(
        Row(data=b.data, title=title, description=_description(b, title, language))
        for b, title in zip(buttons, titles, strict=True)
    )


def _row_title(button: Button, language: str) -> str:
    return shorten_title(_label(button), ROW_TITLE, language)


def _description(button: Button, title: str, language: str) -> str:
    label = _label(button)
    return "" if label == title else shorten_title(bare(button.label), ROW_DESCRIPTION, language)
