"""Invented companies: who they are and what they answer to each question of the form.

The same seed gives the same companies. About two in five look for a provider; some are brokers, some are mandated,
some give no number, and some write Arabic.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from bot.demo import answers, words
from bot.demo.numbers import invent_number, invent_phone
from locales.countries import country_name

BUYERS_SHARE = 0.4

_BUYERS_FROM = ("FR", "FR", "FR", "FR", "ES", "ES", "BE", "CH", "GB", "DE", "SA")
_PROVIDERS_FROM = ("MA",) * 14 + ("TN",)
_LANGUAGES: Mapping[str, Sequence[str]] = {
    "FR": ("fr",),
    "BE": ("fr", "fr", "en"),
    "CH": ("fr", "en"),
    "ES": ("en", "fr"),
    "GB": ("en",),
    "DE": ("en",),
    "SA": ("ar",),
    "MA": ("fr", "fr", "fr", "ar", "ar", "en"),
    "TN": ("fr", "ar"),
}

Answer = str | tuple[str, ...]
Role = Literal["buyer", "provider"]


@dataclass(frozen=True, kw_only=True)
class Invented:
    """One company and the person who registers it; `answers` holds stored keys or words, by question key."""

    position: int
    role: Role
    language: str
    legal_name: str
    answers: Mapping[str, Answer]
    mistypes_number: bool
    brings_colleague: bool

    @property
    def is_broker(self) -> bool:
        return self.answers["stance"] == "broker"


def invent(count: int, seed: int) -> list[Invented]:
    """Return `count` companies, order-givers and providers mixed as they would arrive."""
    rng = Random(f"mawid demo {seed}")  # noqa: S311 - a story, not a secret
    buyers = min(max(1, round(count * BUYERS_SHARE)), count - 1)
    roles: list[Role] = ["buyer" if position < buyers else "provider" for position in range(count)]
    rng.shuffle(roles)
    stems = {kind: _endless(words.stems(kind, rng)) for kind in ("buyer", "provider", "ar")}
    stances = _stances(roles, rng)
    work = answers.profiles(count)
    return [_company(position, role, stances[position], stems, work, rng) for position, role in enumerate(roles)]


def _endless(stems: Sequence[str]) -> Iterator[str]:
    """Yield the stems, then each with a letter behind it: a name is never used twice."""
    yield from stems
    for letter in "abcdefghijklmnopqrstuvwxyz":
        yield from (f"{stem} {letter.upper()}" for stem in stems)


def _stances(roles: Sequence[Role], rng: Random) -> list[str]:
    """Return on whose account each acts: one broker in every forty, at least one; twice as many are mandated."""
    stances = ["own_account"] * len(roles)
    providers = [position for position, role in enumerate(roles) if role == "provider"]
    brokers = max(1, len(roles) // 40)
    others = rng.sample(providers, min(len(providers), 3 * brokers))
    for place, position in enumerate(others):
        stances[position] = "broker" if place < brokers else "mandated"
    return stances


def _company(
    position: int,
    role: Role,
    stance: str,
    stems: Mapping[str, Iterator[str]],
    work: Sequence[Sequence[str]],
    rng: Random,
) -> Invented:
    country = rng.choice(_BUYERS_FROM if role == "buyer" else _PROVIDERS_FROM)
    language = rng.choice(_LANGUAGES[country])
    writes_arabic = language == "ar" and (country == "SA" or rng.random() < 0.6)
    sector = rng.choice(tuple(words.SECTOR_WORDS))
    stem = next(stems["ar" if writes_arabic else role])
    if role == "buyer":
        name = words.buyer_name(stem, country, sector, "ar" if writes_arabic else language)
    else:
        name = words.provider_name(stem, "ar" if writes_arabic else "fr" if language == "ar" else language, rng)
    given: dict[str, Answer] = {
        "language": language,
        "consent_matching": "yes",
        "consent_reminders": "yes" if rng.random() < 0.9 else "no",
        "role": role,
        "country": country_name(country, language),
        "legal_name": name,
        "stance": stance,
        **_person(country, language, writes_arabic, position, rng),
        **answers.of_buyer(work, country, language, sector, rng),
        **answers.of_provider(work, rng),
        "confirmed": "yes",
    }
    if stance == "mandated":
        given["principal"] = words.provider_name(next(stems["provider"]), "fr", rng)
    if rng.random() < 0.85 and country != "SA":
        given["company_number"] = invent_number(country, rng)
    return Invented(
        position=position,
        role=role,
        language=language,
        legal_name=name,
        answers=given,
        mistypes_number=rng.random() < 0.1,
        brings_colleague=rng.random() < 0.15,
    )


def _person(country: str, language: str, writes_arabic: bool, position: int, rng: Random) -> dict[str, Answer]:
    first, last = invent_person(country, writes_arabic, rng)
    given: dict[str, Answer] = {
        "full_name": f"{first} {last}",
        "job": rng.choice(words.JOBS[language]),
        "email": f"{_mailbox(first, last)}@company{position + 1:03d}.example",
    }
    if rng.random() < 0.8:
        given["phone"] = invent_phone(country, rng)
    return given


def invent_person(country: str, writes_arabic: bool, rng: Random) -> tuple[str, str]:
    """Return a first and a last name of the country."""
    kind = "ar" if writes_arabic else "ma" if country in ("MA", "TN", "SA") else "eu"
    return words.person_name(kind, rng)


def _mailbox(first: str, last: str) -> str:
    """Return what stands before the @: the name where it can be written in ASCII.

    >>> _mailbox("Inès", "Lopez"), _mailbox("أمينة", "بنيس")
    ('ines.lopez', 'contact')
    """
    bare = [unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower() for name in (first, last)]
    return ".".join(bare) if all(bare) else "contact"
