"""Companies that somebody does not want to meet: a private, final "no", kept for those who register later.

Whoever is named learns nothing, and neither do the organisers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from handlers.conversation import Note
from handlers.visit import Visit
from locales.digits import fold
from locales.translator import N_
from matching.duplicates import near_identical
from storage.records import Company, StoredAnswer
from storage.unit_of_work import UnitOfWork

KEY = "avoided_names"
NOBODY = N_("All right: nobody to avoid.")
FOUND = N_("Noted: you will not meet {found}. They will never know.")
KEPT = N_("Noted. Not here so far: {kept}. If they come, you will not meet them, and they will never know.")
BOTH = N_(
    "Noted: you will not meet {found}. Not here so far: {kept}; if they come, you will not meet them either. "
    "They will never know."
)
_SHORTEST_BEGINNING = 4  # letters: fewer may be the beginning of anything


def note_avoided(visit: Visit, answer: StoredAnswer) -> list[Note]:
    """Refuse the companies that were named, and say which of the names are known."""
    own = visit.company
    if own is None or not answer.value:
        return [Note(message=NOBODY)]
    others = _others(visit.uow, own)
    found: list[str] = []
    kept: list[str] = []
    for name in answer.value:
        number = _match(name, others)
        if number is None:
            kept.append(name)
        else:
            visit.uow.wishes.save(own.id, number, "no", now=visit.now)
            found.append(others[number])
    message = BOTH if found and kept else FOUND if found else KEPT
    comma = "، " if visit.t.rtl else ", "
    return [Note(message=message, params={"found": comma.join(found), "kept": comma.join(kept)})]


def _others(uow: UnitOfWork, own: Company) -> dict[int, str]:
    """Return the names of the approved companies that a company could meet."""
    return {
        one.id: one.legal_name
        for one in uow.companies.with_status("approved", limit=100_000)
        if one.role not in (None, own.role) and one.legal_name
    }


def _match(name: str, others: Mapping[int, str]) -> int | None:
    """Return the company that a typed name means: nearly its own name, or the beginning of only one."""
    near = near_identical(name, others)
    if near is not None:
        return int(near.key)
    begun = [number for number, known in others.items() if fold(known).startswith(fold(name))]
    return begun[0] if len(begun) == 1 and len(fold(name)) >= _SHORTEST_BEGINNING else None


def keep_apart(uow: UnitOfWork, company: Company, *, now: datetime) -> None:
    """Refuse a newly approved company for everybody who named it before; what they chose since stays."""
    named = {company.id: company.legal_name or ""}
    for owner, names in uow.answers.of_companies(KEY).items():
        own = uow.companies.get(owner)
        is_named = any(near_identical(name, named) for name in names)
        if is_named and own.role != company.role and uow.wishes.kind(owner, company.id) is None:
            uow.wishes.save(owner, company.id, "no", now=now)
