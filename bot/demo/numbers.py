"""Company numbers and phones that are well formed and belong to nobody.

The numbers begin where the registers have handed out none so far, and end in the right control digits, which are
found by trying: one in ten, or one in 97, passes.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from matching.identifiers import InvalidNumber, check_number

_NUMBERS: Mapping[str, str] = {
    "MA": "99#############",
    "FR": "0########",
    "ES": "B00######",
    "BE": "19########",
    "CH": "CHE9########",
    "GB": "99#######",
    "DE": "9########",
    "TN": "00#####X",
    "SA": "CR 00########",
}
_PHONES: Mapping[str, str] = {
    "MA": "+212 600 0000##",
    "FR": "+33 6 39 98 ## ##",  # kept for fiction by the regulator
    "ES": "+34 600 000 0##",
    "BE": "+32 470 00 00 ##",
    "CH": "+41 76 000 00 ##",
    "GB": "+44 7700 9000##",  # kept for fiction by the regulator
    "DE": "+49 1512 00000##",
    "TN": "+216 20 000 0##",
    "SA": "+966 50 000 00##",
}
_MOST_TRIES = 20_000


def invent_number(country: str, rng: Random) -> str:
    """Return a company number that passes every check of its country."""
    for _ in range(_MOST_TRIES):
        number = _filled(_NUMBERS[country], rng)
        try:
            check_number(country, number)
        except InvalidNumber:
            continue
        return number
    raise AssertionError(f"no number of {country} passes its own checks")


def misspelt(number: str) -> str:
    """Return the number with two neighbouring digits exchanged, as people mistype it."""
    for place in range(len(number) - 2, 0, -1):
        first, second = number[place], number[place + 1]
        if first.isdigit() and second.isdigit() and first != second:
            return number[:place] + second + first + number[place + 2 :]
    return number


def invent_phone(country: str, rng: Random) -> str:
    """Return a phone number that rings nowhere."""
    return _filled(_PHONES[country], rng)


def in_arabic_digits(text: str) -> str:
    """Return the text with its digits as an Arabic keyboard writes them.

    >>> in_arabic_digits("20")
    '٢٠'
    """
    return text.translate({ord("0") + value: chr(0x0660 + value) for value in range(10)})


def _filled(pattern: str, rng: Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTVWXYZ"
    return "".join(
        rng.choice("0123456789") if sign == "#" else rng.choice(letters) if sign == "X" else sign for sign in pattern
    )
