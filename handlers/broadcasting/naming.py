"""A typed list of companies: by number, by name, by a part of it, or by a name that is nearly theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.mentions import meant
from locales.digits import western_digits
from matching.duplicates import normalise_name
from storage.records import Company

_LINES = re.compile(r"[\n;؛]+")
_COMMAS = re.compile(r"[,،]+")
_NUMBER = re.compile(r"#?\s*([0-9]{1,9})")


@dataclass(frozen=True, kw_only=True)
class Understood:
    """Which companies were meant; `guessed` are (typed, company), `unknown` what is nobody's name.

    `unclear` are (typed, companies) of what may be several.
    """

    companies: Sequence[Company]
    guessed: Sequence[tuple[str, Company]]
    unclear: Sequence[tuple[str, Sequence[Company]]]
    unknown: Sequence[str]


def understand(text: str, companies: Sequence[Company]) -> Understood:
    """Return the companies of a typed list; a line that is a name as it stands is not parted at its commas."""
    known = {company.id: company for company in companies}
    names = {key: company.legal_name for key, company in known.items() if company.legal_name}
    found: dict[int, Company] = {}
    guessed: list[tuple[str, Company]] = []
    unclear: list[tuple[str, Sequence[Company]]] = []
    unknown: list[str] = []
    for word in _words(text, {normalise_name(name) for name in names.values()}):
        number = _NUMBER.fullmatch(western_digits(word))
        ids = meant(word, names) if number is None else [key for key in known if key == int(number[1])]
        if not ids:
            unknown.append(word)
        elif len(ids) > 1:
            unclear.append((word, [known[key] for key in ids]))
        else:
            company = found[ids[0]] = known[ids[0]]
            if number is None and normalise_name(word) != normalise_name(company.legal_name or ""):
                guessed.append((word, company))
    return Understood(companies=tuple(found.values()), guessed=guessed, unclear=unclear, unknown=unknown)


def _words(text: str, names: set[str]) -> Iterator[str]:
    for line in filter(None, (line.strip() for line in _LINES.split(text))):
        whole = [line] if normalise_name(line) in names else _COMMAS.split(line)
        yield from filter(None, (word.strip() for word in whole))
