"""What matching knows of one participant: its answers, typed, any of which may be missing.

Fields are named as the questions of the chat are keyed, so a mapping of stored answers becomes a `Company`
without a dictionary in between. ``None`` means "not answered yet"; it is judged as half, never as a refusal.
An empty set means the same where something must be named (activities, languages, hours, prices …); for
``served_sectors``, ``required_labels``, ``labels_held`` and ``refusals`` it is an answer: none.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matching import taxonomy

CompanyId = int | str

Keys = frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Company:
    """A registered company with what it answered; keys are those of ``matching.taxonomy``."""

    id: CompanyId
    role: str
    country: str | None = None  # ISO 3166-1 alpha-2
    group: str | None = None  # companies of one group never meet, e.g. CheckedNumber.group_key
    approved: bool = True
    broker_admitted: bool = False
    trust: int = 0  # taxonomy.TRUST_LEVELS
    references: int | None = None  # clients who agreed to be called; two are asked for
    avoids: frozenset[CompanyId] = frozenset()  # private, honoured on both sides
    stance: str | None = None

    # of a buyer
    wanted_activities: Keys | None = None
    sector: Keys | None = None
    required_languages: Keys | None = None
    language_level: str | None = None
    wanted_channels: Keys | None = None
    size_needed: str | None = None
    hours_needed: str | None = None
    accepted_prices: Keys | None = None
    payment_term: str | None = None
    start_wanted: str | None = None
    required_labels: Keys | None = None
    people_called: Keys | None = None
    called_countries: Keys | None = None
    prospecting: str | None = None
    consent_base: str | None = None
    visit_city: str | None = None  # a site or "none"
    already_offshore: bool | None = None

    # of a provider
    activities: Keys | None = None
    served_sectors: Keys | None = None
    spoken_languages: Keys | None = None
    agents_per_language: Mapping[str, int] | None = None
    levels_per_language: Mapping[str, str] | None = None
    channels_in_production: Keys | None = None
    seats_free: str | None = None
    seats_total: str | None = None
    hours_held: Keys | None = None
    offered_prices: Keys | None = None
    longest_payment_term: str | None = None
    deposit: bool | None = None
    earliest_start: str | None = None
    labels_held: Mapping[str, str] | None = None  # label → proof
    refusals: Keys | None = None
    site_city: str | None = None
    visit_possible: bool | None = None

    def __post_init__(self) -> None:
        if self.role not in taxonomy.ROLES:
            raise ValueError(f"unknown role: {self.role!r}")
        if self.trust not in taxonomy.TRUST_LEVELS:
            raise ValueError(f"unknown trust level: {self.trust!r}")


_AFTER_NUMBERS = 2**63  # no database hands out a larger integer key
_NO_VISIT = "none"

_ONE_OF: Mapping[str, Collection[str]] = {
    "stance": taxonomy.STANCES,
    "language_level": taxonomy.LANGUAGE_LEVELS,
    "size_needed": taxonomy.CAPACITY_BANDS,
    "hours_needed": taxonomy.HOURS,
    "payment_term": taxonomy.PAYMENT_TERMS,
    "start_wanted": taxonomy.START_WINDOWS,
    "prospecting": taxonomy.PROSPECTING,
    "consent_base": taxonomy.CONSENT_BASES,
    "visit_city": (*taxonomy.SITES, _NO_VISIT),
    "seats_free": taxonomy.CAPACITY_BANDS,
    "seats_total": taxonomy.CAPACITY_BANDS,
    "longest_payment_term": taxonomy.PAYMENT_TERMS,
    "earliest_start": taxonomy.START_WINDOWS,
    "site_city": taxonomy.SITES,
}

_MANY_OF: Mapping[str, Collection[str]] = {
    "wanted_activities": taxonomy.ACTIVITIES,
    "sector": taxonomy.SECTORS,
    "required_languages": taxonomy.LANGUAGES,
    "wanted_channels": taxonomy.CHANNELS_HANDLED,
    "accepted_prices": taxonomy.PRICE_MODELS,
    "required_labels": taxonomy.BLOCKING_REQUIREMENTS,
    "people_called": taxonomy.CALLED,
    "activities": taxonomy.ACTIVITIES,
    "served_sectors": taxonomy.SECTORS,
    "spoken_languages": taxonomy.LANGUAGES,
    "channels_in_production": taxonomy.CHANNELS_HANDLED,
    "hours_held": taxonomy.HOURS,
    "offered_prices": taxonomy.PRICE_MODELS,
    "refusals": taxonomy.REFUSALS,
}

_YES_OR_NO = ("already_offshore", "deposit", "visit_possible")

ANSWER_KEYS = (
    *_ONE_OF,
    *_MANY_OF,
    *_YES_OR_NO,
    *("called_countries", "agents_per_language", "levels_per_language", "labels_held"),
)
"""The answers that matching reads, named as the fields of `Company`."""


def company_from_answers(
    answers: Mapping[str, object],
    *,
    id: CompanyId,  # noqa: A002  the field's name
    role: str,
    country: str | None = None,
    group: str | None = None,
    approved: bool = True,
    broker_admitted: bool = False,
    trust: int = 0,
    references: int | None = None,
    avoids: Iterable[CompanyId] = (),
) -> Company:
    """Return the company that a mapping of stored answers (question key → value) describes.

    Questions that matching does not read, and keys that the taxonomy no longer knows, are passed over: a
    form may change during an event. ``country`` may also stand among the answers.

    >>> company_from_answers({"wanted_activities": ["surveys"]}, id=1, role="buyer").wanted_activities
    frozenset({'surveys'})
    """
    stated = answers.get("country")
    typed: dict[str, Any] = {  # a wire: each value is narrowed right here
        **{key: _one(answers.get(key), allowed) for key, allowed in _ONE_OF.items()},
        **{key: _many(answers.get(key), allowed) for key, allowed in _MANY_OF.items()},
        **{key: _flag(answers.get(key)) for key in _YES_OR_NO},
        "called_countries": _countries(answers.get("called_countries")),
        "agents_per_language": _agents(answers.get("agents_per_language")),
        "levels_per_language": _pairs(answers.get("levels_per_language"), taxonomy.LANGUAGES, taxonomy.LANGUAGE_LEVELS),
        "labels_held": _pairs(answers.get("labels_held"), taxonomy.LABELS, taxonomy.LABEL_PROOFS),
    }
    return Company(
        id=id,
        role=role,
        country=country or (stated if isinstance(stated, str) else None),
        group=group,
        approved=approved,
        broker_admitted=broker_admitted,
        trust=trust,
        references=references,
        avoids=frozenset(avoids),
        **typed,
    )


def stable_key(company_id: CompanyId) -> tuple[int, str]:
    """Return what companies are ordered by where nothing else decides: numbers first, by size.

    >>> sorted(["b", 10, 9, "a"], key=stable_key)
    [9, 10, 'a', 'b']
    """
    return (company_id, "") if isinstance(company_id, int) else (_AFTER_NUMBERS, company_id)


def _one(value: object, allowed: Collection[str]) -> str | None:
    return value if isinstance(value, str) and value in allowed else None


def _words(value: object) -> list[str] | None:
    if isinstance(value, str):
        return [value]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [word for word in value if isinstance(word, str)]
    return None


def _many(value: object, allowed: Collection[str]) -> Keys | None:
    words = _words(value)
    return None if words is None else frozenset(word for word in words if word in allowed)


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _countries(value: object) -> Keys | None:
    words = _words(value)
    return None if words is None else frozenset(word.upper() for word in words)


def _agents(value: object) -> Mapping[str, int] | None:
    if not isinstance(value, Mapping):
        return None
    return {
        language: number
        for language, number in value.items()
        if language in taxonomy.LANGUAGES and isinstance(number, int) and number >= 0
    }


def _pairs(value: object, keys: Collection[str], grades: Collection[str]) -> Mapping[str, str] | None:
    if not isinstance(value, Mapping):
        return None
    return {key: grade for key, grade in value.items() if key in keys and grade in grades}
