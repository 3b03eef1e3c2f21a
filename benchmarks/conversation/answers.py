"""What the simulated people answer, and whether the database holds every word of it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from stdnum import luhn

from tests.fakes.telegram_phone import Shown

START = "/start"
_LANGUAGES = ("Français", "English", "العربية")
_SYLLABLES = ("ba", "co", "da", "fi", "go", "lu", "ma", "ne", "pi", "ro", "sa", "tu", "ve", "xi", "zo", "ki")
_FIRST_CHOICE = "1"
_COMMON = {
    "consent_matching": "1",
    "consent_reminders": "1",
    "full_name": "Amina Alaoui",
    "job": "Head of customer service",
    "phone": "+212 612-345678",
    "stance": "1",
    "confirmed": "1",
}
_PROVIDER = {
    "role": "I offer services",
    "country": "Maroc",
    "activities": "Back office, Accounting",
    "spoken_languages": "French, Arabic",
    "agents_fr": "20",
    "agents_ar": "10",
    "seats_free": "40",
    "seats_total": "120",
}
_BUYER = {
    "role": "I look for a provider",
    "country": "France",
    "wanted_activities": "Customer service (inbound)",
    "required_languages": "French",
    "size_needed": "20",
    "called_countries": "France, Belgique",
    "client_zone": "Paris",
}


class Registration:
    """One person's registration: a provider of Morocco or an order-giver of France, in one of three languages."""

    def __init__(self, number: int) -> None:
        own = _own_words(number)
        self._answers = {**_COMMON, **(_PROVIDER if number % 2 else _BUYER), **own}
        self.typed: dict[str, str] = {}
        self.is_over = False

    def next_words(self, shown: Shown) -> str | None:
        """Return what to type on this screen; None where it asks nothing, as at the end."""
        if "confirmed" in self.typed:
            self.is_over = True
            return None
        key = _key_asked(shown)
        if key is None:
            return None
        if key in self.typed:
            raise RuntimeError(f"{key} was asked again after {self.typed[key]!r}: {shown.text}")
        self.typed[key] = self._answers.get(key, _FIRST_CHOICE)
        return self.typed[key]


def _own_words(number: int) -> dict[str, str]:
    letters = random.Random(number)
    name = " ".join("".join(letters.choices(_SYLLABLES, k=4)).title() for _ in range(2))
    return {
        "language": _LANGUAGES[number % 3],
        "legal_name": f"{name} SARL" if number % 2 else f"{name} SAS",
        "company_number": _ice(number) if number % 2 else _siren(number),
        "email": f"person{number}@{name.split()[0].lower()}.example",
    }


def _ice(number: int) -> str:
    base = f"{1_000_000 + number:09d}0000"
    return f"{base}{-int(base + '00') % 97:02d}"


def _siren(number: int) -> str:
    base = f"{40_000_000 + number:08d}"
    return base + luhn.calc_check_digit(base)


def _key_asked(shown: Shown) -> str | None:
    """Return the question of a screen: its way back names it, and the two screens without one are known."""
    for data in (key.data or "" for row in shown.rows for key in row):
        if data.startswith("b:"):
            return data.removeprefix("b:")
        for key in ("language", "confirmed"):
            if data.startswith(f"q:{key}="):
                return key
    return None


def check_database(file: Path, people: Mapping[int, Registration]) -> int:
    """Return how many answers are there, all of them as they were typed; raise `AssertionError` for the first lost."""
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    people_rows = database.execute(
        "SELECT address, person.id, company_id, company.status FROM address"
        " JOIN person ON person.id = person_id JOIN company ON company.id = company_id"
    ).fetchall()
    owners = {address: (person, company, status) for address, person, company, status in people_rows}
    count = 0
    for chat_id, registration in people.items():
        person, company, status = owners[f"telegram:{chat_id}"]
        kept = dict(
            database.execute(
                "SELECT key, typed FROM person_answer WHERE person_id = ? AND status = 'given'"
                " UNION ALL SELECT key, typed FROM company_answer WHERE company_id = ? AND status = 'given'",
                (person, company),
            ).fetchall()
        )
        assert kept == registration.typed, (chat_id, kept, registration.typed)
        assert status == "submitted", (chat_id, status)
        count += len(kept)
    return count
