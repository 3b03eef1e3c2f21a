"""Companies as matching sees them, read from their stored answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from events.event import Event
from handlers.choosing import legal
from handlers.questions import values_of
from matching.affinity import Affinities, affinities
from matching.company import Company as Candidate
from matching.company import company_from_answers
from matching.taxonomy import LANGUAGES
from matching.weights import Weights
from storage.records import Company, Wish
from storage.unit_of_work import UnitOfWork


def candidate(company: Company, answers: Mapping[str, Any], event: Event) -> Candidate:
    """Return one company with the values of its answers."""
    values = {
        **answers,
        "agents_per_language": {
            language: answers[f"agents_{language}"] for language in LANGUAGES if f"agents_{language}" in answers
        }
        or None,
        "labels_held": dict.fromkeys(answers["labels_held"], "claimed") if "labels_held" in answers else None,
    }
    return company_from_answers(
        values,
        id=company.id,
        role=company.role or "buyer",
        country=company.country,
        group=company.number_key,
        approved=company.status == "approved",
        broker_admitted=event.brokers == "label",
        trust=company.trust,
        references=sum(f"reference_{number}" in answers for number in (1, 2)) or None,
    )


def approved_candidates(uow: UnitOfWork, event: Event) -> list[Candidate]:
    """Return every approved company that did not withdraw its consent."""
    answers = uow.answers.of_approved_companies()
    return [
        candidate(company, values_of(answers.get(company.id, {})), event)
        for company in uow.companies.with_status("approved", limit=100_000)
        if company.role is not None and "withdrawn" not in answers.get(company.id, {})
    ]


@dataclass(kw_only=True)
class _Known:
    """What was read and judged last, and of which version of the database."""

    version: tuple[Any, ...]
    candidates: list[Candidate]
    judged: dict[int | None, Affinities] = field(default_factory=dict)


_KNOWN: WeakKeyDictionary[object, _Known] = WeakKeyDictionary()
"""By database: a tap on a card must not read every answer of every company again."""

MOST_JUDGED = 256


def judge(uow: UnitOfWork, event: Event, *, only_for: int | None = None) -> Affinities:
    """Return the affinities of all approved companies, or of one of them with the other side."""
    used = weights(uow)
    rules = legal.blocking(event)
    version = (
        *(uow.companies.version_of_approved(), uow.answers.version_of_approved()),
        *(used, rules, event.key, event.brokers),
    )
    known = _KNOWN.get(uow.source)
    if known is None or known.version != version:
        known = _KNOWN[uow.source] = _Known(version=version, candidates=approved_candidates(uow, event))
    if len(known.judged) > MOST_JUDGED:
        known.judged.clear()
    if only_for not in known.judged:
        known.judged[only_for] = affinities(_concerned(known.candidates, only_for), used, blocking=rules)
    return known.judged[only_for]


def _concerned(candidates: list[Candidate], only_for: int | None) -> list[Candidate]:
    """Return a company with the other side; everybody when it is None, nobody when it is not approved."""
    if only_for is None:
        return candidates
    own = next((one for one in candidates if one.id == only_for), None)
    return [one for one in candidates if own is not None and (one.id == own.id or one.role != own.role)]


def weights(uow: UnitOfWork) -> Weights:
    """Return the weights in force: the organisers' where they changed them."""
    changed = uow.settings.all().get("weights")
    return Weights(**changed) if changed else Weights()


def wishes_of(wishes: Iterable[Wish]) -> dict[tuple[int | str, int | str], str]:
    """Return wishes as matching takes them; an expired request counts as silence until it is answered after all."""
    known = {(wish.company_id, wish.counterpart_id): wish for wish in wishes}
    return {
        (one, other): wish.kind
        for (one, other), wish in known.items()
        if wish.expired_at is None or (other, one) in known
    }


def are_judged(judged: Affinities, one: int, other: int) -> bool:
    """Tell whether both companies, one of each side, are approved."""
    buyer, provider = judged.as_pair(one, other)
    return buyer in judged.buyers.index and provider in judged.providers.index


def is_open(judged: Affinities, one: int, other: int) -> bool:
    """Tell whether a pair is possible: both approved, and no gate between them."""
    return are_judged(judged, one, other) and not judged.between(one, other).gate
