"""Fits a reply to what a channel can show: buttons, else a list, else numbered lines that a person types back."""

from __future__ import annotations

import html
import string
from dataclasses import replace

from bot.channels.base import Limits
from handlers.messages import Button, Reply
from handlers.names import shorten
from locales.digits import fold

_ARABIC_LETTERS = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ON, _OFF = "✅", "☐"

Rows = tuple[tuple[Button, ...], ...]


def mark(button: Button) -> str:
    """Return the label as shown, a toggle with its state before it.

    >>> mark(Button(label="Shoes", data="s", is_on=True))
    '✅ Shoes'
    """
    if button.is_on is None:
        return button.label
    return f"{_ON if button.is_on else _OFF} {button.label}"


def fit(reply: Reply, limits: Limits) -> Reply:
    """Return the reply as the channel can show it; what it lacks becomes text or, at last, is left out.

    Buttons that fit stay; up to `list_rows` become one a row, for the channel's list; more, or labels that
    shortening would make equal, become numbered lines after the text.
    """
    fitted = _without_what_is_missing(reply, limits)
    if not reply.rows:
        return fitted
    rows = _fit_rows(reply.rows, limits)
    if rows is None:
        return replace(fitted, text=_numbered(reply), rows=())
    return fitted if rows == reply.rows else replace(fitted, rows=rows)


def _without_what_is_missing(reply: Reply, limits: Limits) -> Reply:
    is_contact_lost = reply.contact_label is not None and not limits.contact_button
    is_edit_lost = reply.edits is not None and not limits.edits_in_place
    is_file_lost = reply.attachment is not None and not limits.files
    if not (is_contact_lost or is_edit_lost or is_file_lost):
        return reply
    return replace(
        reply,
        contact_label=None if is_contact_lost else reply.contact_label,
        edits=None if is_edit_lost else reply.edits,
        attachment=None if is_file_lost else reply.attachment,
    )


def _fit_rows(rows: Rows, limits: Limits) -> Rows | None:
    count = sum(map(len, rows))
    if _fits_already(rows, count, limits):
        return rows
    if count > max(limits.buttons, limits.list_rows):
        return None
    shortened = tuple(tuple(_shorten_button(b, limits.button_label) for b in row) for row in rows)
    labels = {mark(button) for row in shortened for button in row}
    if len(labels) < count and shortened != rows:
        return None
    per_row = limits.buttons_per_row if count <= limits.buttons else 1
    return _rewrap(shortened, max(1, per_row))


def _fits_already(rows: Rows, count: int, limits: Limits) -> bool:
    return count <= limits.buttons and all(
        len(row) <= limits.buttons_per_row and all(len(mark(button)) <= limits.button_label for button in row)
        for row in rows
    )


def _shorten_button(button: Button, length: int) -> Button:
    marked = len(mark(button)) - len(button.label)
    if len(button.label) + marked <= length:
        return button
    return replace(button, label=shorten(button.label, length - marked))


def _rewrap(rows: Rows, per_row: int) -> Rows:
    return tuple(row[i : i + per_row] for row in rows for i in range(0, len(row), per_row))


def numbered(reply: Reply, limits: Limits) -> dict[str, str]:
    """Return what a person types for each button that `fit` writes as a line, and the data of the button."""
    if not reply.rows or _fit_rows(reply.rows, limits) is not None:
        return {}
    return {fold(sign): button.data for sign, button in zip(line_signs(reply), reply.buttons, strict=True)}


def line_signs(reply: Reply) -> list[str]:
    """Return what stands before the lines of a reply: numbers, or letters where a number would be an answer."""
    numbers = [str(number) for number in range(1, len(reply.buttons) + 1)]
    letters = _ARABIC_LETTERS if reply.language == "ar" else string.ascii_uppercase
    return [*letters[: len(numbers)], *numbers[len(letters) :]] if reply.takes_numbers else numbers


def _numbered(reply: Reply) -> str:
    lines = [
        f"{sign}. {html.escape(mark(button), quote=False)}"
        for sign, button in zip(line_signs(reply), reply.buttons, strict=True)
    ]
    return "\n".join([reply.text, "", *lines])
