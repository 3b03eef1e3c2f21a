"""What one company's answers amount to, each reading a small integer: the cells of the tables.

Sets become bit masks and single keys positions on their scale; a missing key is the position after the
last, a missing set the mask 0.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Final

from matching import scales, taxonomy
from matching.company import Company

MOST_AGENTS: Final = 10_000  # more change nothing, the largest need being 501; exact in single precision

BARS: Final = ("", "not_approved", "broker_not_admitted")


@cache
def _bits_of(scale: tuple[str, ...]) -> dict[str, int]:
    return {key: 1 << index for index, key in enumerate(scale)}


def mask(keys: Collection[str] | None, scale: tuple[str, ...]) -> int:
    """Return the set as bits by position on its scale; 0 when it is missing or empty.

    >>> mask({"b", "c"}, ("a", "b", "c"))
    6
    """
    if not keys:
        return 0
    bit_of = _bits_of(scale)
    return sum(bit_of[key] for key in keys if key in bit_of)


def bits(values: Iterable[bool]) -> int:
    """Return truths as bits, the first lowest."""
    return sum(1 << index for index, value in enumerate(values) if value)


def position(key: str | None, scale: Sequence[str]) -> int:
    """Return the position of a key on its scale, or the one after the last when it is missing."""
    return len(scale) if key is None else scale.index(key)


def bar(company: Company) -> int:
    """Return what keeps a company from every meeting, as a position in `BARS`; 0 is nothing."""
    if not company.approved:
        return BARS.index("not_approved")
    is_barred = company.stance == "broker" and not company.broker_admitted
    return BARS.index("broker_not_admitted") if is_barred else 0


def group_number(company: Company) -> int:
    """Return a number that companies of one group share, 0 without a group.

    It is a digest of 63 bits: two groups of a thousand share one by chance once in 10**13 events.
    """
    if company.group is None:
        return 0
    digest = hashlib.blake2b(company.group.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1 or 1


def agents_needed(buyer: Company) -> int:
    """Return the agents needed in each required language: the least the size asks for, shared equally."""
    if buyer.size_needed is None or not buyer.required_languages:
        return 0
    lowest, _ = taxonomy.CAPACITY_BOUNDS[buyer.size_needed]
    return -(-lowest // len(buyer.required_languages))


def price_code(models: Collection[str] | None, term: str | None) -> int:
    """Return models and term as one number: mask × 5 + position of the term."""
    return mask(models, taxonomy.PRICE_MODELS) * (len(taxonomy.PAYMENT_TERMS) + 1) + position(
        term, taxonomy.PAYMENT_TERMS
    )


def refused_of(buyer: Company) -> set[str]:
    """Return the refusals (``taxonomy.REFUSALS``) that this buyer's answers would run into for certain."""
    is_outbound = buyer.prospecting == "outbound"
    runs_into = {
        "cold_prospecting": is_outbound and buyer.consent_base == "none",
        "outbound_b2c": is_outbound and "b2c" in (buyer.people_called or ()),
        "results_only": buyer.accepted_prices == frozenset({"per_result"}),
        "payment_over_60": buyer.payment_term == "over_60",
        "night_work": buyer.hours_needed == "24_7",
        "intermediaries": buyer.stance in {"mandated", "broker"},
    }
    return {key for key, is_hit in runs_into.items() if is_hit}


def data_set_up(buyer: Company) -> int:
    """Return how well the buyer's calls are settled: only outbound prospecting needs a consent base."""
    if buyer.prospecting in {"none", "inbound_only"}:
        return 100
    if buyer.prospecting is None or buyer.consent_base is None:
        return scales.HALF
    return scales.DATA_SET_UP[buyer.consent_base]


def references_fit(company: Company) -> int:
    """Return what the references are worth; a provider or buyer not asked yet counts half."""
    if company.references is None:
        return scales.HALF
    return scales.REFERENCE_FITS[min(company.references, len(scales.REFERENCE_FITS) - 1)]


def buyer_credit(buyer: Company) -> int:
    """Return the provider's trust fit of a buyer: level, references, will it visit, is it experienced."""
    level, references, openness = scales.TRUST_PARTS
    visits = scales.HALF if buyer.visit_city is None else scales.BUYER_VISITS[buyer.visit_city != "none"]
    offshore = scales.HALF if buyer.already_offshore is None else scales.BUYER_OFFSHORE[buyer.already_offshore]
    total = level * scales.TRUST_FITS[buyer.trust] + references * references_fit(buyer)
    return (2 * total + openness * (visits + offshore) + 4) // 8


def provider_credit(provider: Company) -> int:
    """Return the parts of the buyer's trust fit known without the buyer: 4 parts of 0..100, the visit left out."""
    level, references, _ = scales.TRUST_PARTS
    return level * scales.TRUST_FITS[provider.trust] + references * references_fit(provider)


def site_code(city: str | None, visit_possible: bool | None) -> int:
    """Return site and visit as one number: position of the site × 3 + (0 no, 1 yes, 2 missing)."""
    return position(city, taxonomy.SITES) * 3 + (2 if visit_possible is None else int(visit_possible))


def languages_at_level(provider: Company) -> list[int]:
    """Return masks of the languages spoken at each level or better, and at any; a level not told suffices.

    Where no language was answered every mask is full, since only an answer can make a pair impossible.
    """
    spoken = provider.spoken_languages
    if not spoken:
        return [0xFF] * (len(taxonomy.LANGUAGE_LEVELS) + 1)
    levels = provider.levels_per_language or {}
    worst = [position(levels.get(language), taxonomy.LANGUAGE_LEVELS) for language in taxonomy.LANGUAGES]
    untold = len(taxonomy.LANGUAGE_LEVELS)
    return [
        bits(
            language in spoken and (at <= wanted or at == untold)
            for language, at in zip(taxonomy.LANGUAGES, worst, strict=True)
        )
        for wanted in range(untold + 1)
    ]


def agents(provider: Company) -> list[int]:
    """Return the agents of each language, -1 where the number is missing."""
    told = provider.agents_per_language or {}
    return [min(told.get(language, -1), MOST_AGENTS) for language in taxonomy.LANGUAGES]


def seats_code(provider: Company) -> int:
    """Return seats free and in all as one number: position × 7 + position."""
    free = position(provider.seats_free, taxonomy.CAPACITY_BANDS)
    total = position(provider.seats_total, taxonomy.CAPACITY_BANDS)
    return free * (len(taxonomy.CAPACITY_BANDS) + 1) + total


def widest_hours(provider: Company) -> int:
    """Return the position of the widest hours held, or the one after the last when missing."""
    held = [taxonomy.HOURS.index(key) for key in provider.hours_held or ()]
    return max(held, default=len(taxonomy.HOURS))


def label_points(provider: Company) -> int:
    """Return the points of all labels held, by proof."""
    return sum(scales.PROOF_POINTS[proof] for proof in (provider.labels_held or {}).values())


def unmet(provider: Company) -> set[str]:
    """Return the blocking requirements that the provider's answers rule out."""
    held = provider.labels_held
    missing = set() if held is None else set(taxonomy.LABELS) - set(held)
    if held is not None and not set(taxonomy.DATA_PROTECTION_LABELS) & set(held):
        missing.add("data_protection")
    if provider.visit_possible is False:
        missing.add("visit")
    return missing
