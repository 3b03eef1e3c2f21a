"""A typed list of companies: by number, by name, or by a name that is nearly theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from locales.digits import western_digits
from matching.duplicates import near_identical, normalise_name
from storage.records import Company

_LINES = re.compile(r"[\n;؛]+")
_COMMAS = re.compile(r"[,،]+")
_NUMBER = re.compile(r"#?\s*([0-9]{1,9})")


@dataclass(frozen=True, kw_only=True)
class Understood:
    """Which companies were meant; `guessed` are (typed, company), `unknown` what is nobody's name."""

    companies: Sequence[Company]
    guessed: Sequence[tuple[str, Company]]
    unknown: Sequence[str]


def understand(text: str, companies: Sequence[Company]) -> Understood:
    """Return the companies of a typed list; a line that is a name as it stands is not parted at its commas."""
    found: dict[int, Company] = {}
    guessed: list[tuple[str, Company]] = []
    unknown: list[str] = []
    for line in filter(None, (line.strip() for line in _LINES.split(text))):
        whole = _exact(line, companies)
        words = [line] if whole is not None else [word.strip() for word in _COMMAS.split(line) if word.strip()]
        for word in words:
            company = _exact(word, companies)
            if company is None:
                company = _near(word, companies)
                if company is not None:
                    guessed.append((word, company))
            if company is None:
                unknown.append(word)
            else:
                found[company.id] = company
    return Understood(companies=tuple(found.values()), guessed=tuple(guessed), unknown=tuple(unknown))


def _exact(word: str, companies: Sequence[Company]) -> Company | None:
    number = _NUMBER.fullmatch(western_digits(word))
    if number is not None:
        return next((company for company in companies if company.id == int(number[1])), None)
    name = normalise_name(word)
    return next((one for one in companies if name and normalise_name(one.legal_name or "") == name), None)


def _near(word: str, companies: Sequence[Company]) -> Company | None:
    known = {company.id: company for company in companies}
    match = near_identical(word, {key: company.legal_name or "" for key, company in known.items()})
    return None if match is None else known[int(match.key)]
