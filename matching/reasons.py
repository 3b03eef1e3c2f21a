"""Why this pair: what speaks most for it to each reader, and the one thing still to settle.

Reasons are codes with parameters; the rooms above turn them into sentences in the reader's language. Nothing
here is private: parameters come from answers that matched companies may see.

Reason codes are the dimensions of ``weights.DIMENSIONS``, with ``data_set_up`` where a provider looks at the
labels dimension. What is to settle is ``ask_<dimension>`` when answers are missing (parameter ``missing``, the
question keys), ``agree_<dimension>`` when the answers differ, or ``agree_deposit``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from matching import scales, taxonomy
from matching.affinity import Affinities
from matching.company import Company, CompanyId
from matching.weights import DIMENSIONS, Weights

Parameter = str | int | tuple[str, ...]

MOST_REASONS: Final = 3
DEPOSIT_LOSS: Final = 40  # as if the price fit lacked this much, to order the deposit among things to settle


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One thing to say about a pair; parameters are taxonomy keys, counts, or tuples of keys."""

    code: str
    parameters: Mapping[str, Parameter]


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """What to tell each reader, strongest first, at most three; and what is still to settle, if anything."""

    for_buyer: tuple[Reason, ...]
    for_provider: tuple[Reason, ...]
    settle: Reason | None


def explain(judged: Affinities, buyer: CompanyId, provider: CompanyId) -> Reasons:
    """Return the reasons of a pair; ``KeyError`` for an unknown company.

    A reason is an answered dimension that fits better than half, ordered by weight × fit; what is to settle
    is the dimension that costs the two sides most. Ties follow the order of ``DIMENSIONS``.

    >>> from matching.affinity import affinities
    >>> fr = frozenset({"fr"})
    >>> known = [Company(id=1, role="buyer", required_languages=fr, size_needed="6_15"),
    ...          Company(id=2, role="provider", spoken_languages=fr, agents_per_language={"fr": 9})]
    >>> explain(affinities(known), 1, 2).for_buyer
    (Reason(code='languages', parameters={'languages': ('fr',), 'agents': 9}),)
    """
    asks, offers = judged.company(buyer), judged.company(provider)
    fits = judged.fits(buyer, provider)
    ours = {name: fit for name, (fit, _) in fits.items()}
    theirs = {name: fit for name, (_, fit) in fits.items()}
    return Reasons(
        for_buyer=_strongest(ours, judged.weights.buyer, asks, offers, _FOR_BUYER),
        for_provider=_strongest(theirs, judged.weights.provider, asks, offers, _FOR_PROVIDER),
        settle=_to_settle(fits, judged.weights, asks, offers),
    )


@dataclass(frozen=True, kw_only=True)
class _Topic:
    """What a dimension rests on, and what to say of it."""

    code: str
    parameters: Callable[[Company, Company], Mapping[str, Parameter]]
    buyer: tuple[str, ...] = ()  # answers without which nothing can be said
    provider: tuple[str, ...] = ()
    buyer_also: tuple[str, ...] = ()  # answers that would make it complete
    provider_also: tuple[str, ...] = ()

    def is_known(self, buyer: Company, provider: Company) -> bool:
        """Return whether both sides answered what the dimension rests on."""
        return not _unanswered(buyer, self.buyer) and not _unanswered(provider, self.provider)

    def missing(self, buyer: Company, provider: Company) -> tuple[str, ...]:
        """Return every answer still missing, as question keys."""
        return (
            *_unanswered(buyer, (*self.buyer, *self.buyer_also)),
            *_unanswered(provider, (*self.provider, *self.provider_also)),
        )


_EMPTY_IS_ANSWER: Final = frozenset({"served_sectors", "labels_held"})


def _unanswered(company: Company, keys: Iterable[str]) -> tuple[str, ...]:
    answers = {key: getattr(company, key) for key in keys}
    return tuple(
        key
        for key, answer in answers.items()
        if answer is None or (answer in (frozenset(), {}) and key not in _EMPTY_IS_ANSWER)
    )


def _strongest(
    fits: Mapping[str, int],
    weights: Mapping[str, int],
    buyer: Company,
    provider: Company,
    topics: Mapping[str, _Topic],
) -> tuple[Reason, ...]:
    known = [
        name
        for name in DIMENSIONS
        if fits[name] > scales.HALF and weights[name] and topics[name].is_known(buyer, provider)
    ]
    known.sort(key=lambda name: -weights[name] * fits[name])
    return tuple(
        Reason(code=topics[name].code, parameters=topics[name].parameters(buyer, provider))
        for name in known[:MOST_REASONS]
    )


def _to_settle(
    fits: Mapping[str, tuple[int, int]], weights: Weights, buyer: Company, provider: Company
) -> Reason | None:
    losses = {
        name: weights.buyer[name] * (100 - ours) + weights.provider[name] * (100 - theirs)
        for name, (ours, theirs) in fits.items()
    }
    if provider.deposit:
        losses["deposit"] = DEPOSIT_LOSS * (weights.buyer["price"] + weights.provider["price"])
    costliest = max(losses, key=losses.__getitem__)
    if not losses[costliest]:
        return None
    if costliest == "deposit":
        return Reason(code="agree_deposit", parameters={})
    topic = _settling_topic(costliest, fits[costliest], weights)
    missing = topic.missing(buyer, provider)
    if missing:
        return Reason(code=f"ask_{topic.code}", parameters={"missing": missing})
    return Reason(code=f"agree_{topic.code}", parameters=topic.parameters(buyer, provider))


def _settling_topic(name: str, fits: tuple[int, int], weights: Weights) -> _Topic:
    """Return the topic as the side sees it that loses more."""
    ours, theirs = weights.buyer[name] * (100 - fits[0]), weights.provider[name] * (100 - fits[1])
    return _FOR_PROVIDER[name] if theirs > ours else _FOR_BUYER[name]


def _in_order(keys: Iterable[str] | None, scale: Iterable[str]) -> tuple[str, ...]:
    """Return keys in the order of their scale, so that a sentence never depends on a set's."""
    held = set(keys or ())
    return tuple(key for key in scale if key in held)


def _common(one: Iterable[str] | None, other: Iterable[str] | None, scale: Iterable[str]) -> tuple[str, ...]:
    return _in_order(set(one or ()) & set(other or ()), scale)


def _activities(buyer: Company, provider: Company) -> Mapping[str, Parameter]:
    return {
        "common": _common(buyer.wanted_activities, provider.activities, taxonomy.ACTIVITIES),
        "asked": len(buyer.wanted_activities or ()),
    }


def _languages(buyer: Company, provider: Company) -> Mapping[str, Parameter]:
    common = _common(buyer.required_languages, provider.spoken_languages, taxonomy.LANGUAGES)
    agents = provider.agents_per_language or {}
    return {"languages": common, "agents": sum(agents.get(language, 0) for language in common)}


def _capacity(buyer: Company, provider: Company) -> Mapping[str, Parameter]:
    return {"needed": buyer.size_needed or "", "free": provider.seats_free or ""}


def _sector(buyer: Company, provider: Company) -> Mapping[str, Parameter]:
    return {
        "sectors": _in_order(buyer.sector, taxonomy.SECTORS),
        "common": _common(buyer.sector, provider.served_sectors, taxonomy.SECTORS),
    }


def _price(buyer: Company, provider: Company) -> Mapping[str, Parameter]:
    return {
        "common": _common(buyer.accepted_prices, provider.offered_prices, taxonomy.PRICE_MODELS),
        "term": buyer.payment_term or "",
        "longest": provider.longest_payment_term or "",
    }


def _hours(buyer: Company, provider: Company) -> Mapping[str, Parameter]:
    held = _in_order(provider.hours_held, taxonomy.HOURS)
    return {"needed": buyer.hours_needed or "", "held": held[-1]}


def _start(buyer: Company, provider: Company) -> Mapping[str, Parameter]:
    return {"wished": buyer.start_wanted or "", "earliest": provider.earliest_start or ""}


def _labels(buyer: Company, provider: Company) -> Mapping[str, Parameter]:
    held = provider.labels_held or {}
    return {
        "labels": _in_order(held, taxonomy.LABELS),
        "checked": sum(proof == "checked" for proof in held.values()),
    }


def _data_set_up(buyer: Company, provider: Company) -> Mapping[str, Parameter]:
    return {"prospecting": buyer.prospecting or "", "consent_base": buyer.consent_base or ""}


def _provider_trust(buyer: Company, provider: Company) -> Mapping[str, Parameter]:
    return {"trust": provider.trust, "references": provider.references or 0}


def _buyer_trust(buyer: Company, provider: Company) -> Mapping[str, Parameter]:
    return {"trust": buyer.trust, "references": buyer.references or 0}


_FOR_BUYER: Final[Mapping[str, _Topic]] = MappingProxyType(
    {
        "activities": _Topic(
            code="activities",
            parameters=_activities,
            buyer=("wanted_activities",),
            provider=("activities",),
            buyer_also=("wanted_channels",),
            provider_also=("channels_in_production",),
        ),
        "languages": _Topic(
            code="languages",
            parameters=_languages,
            buyer=("required_languages",),
            provider=("spoken_languages",),
            buyer_also=("size_needed",),
            provider_also=("agents_per_language",),
        ),
        "capacity": _Topic(
            code="capacity",
            parameters=_capacity,
            buyer=("size_needed",),
            provider=("seats_free",),
            provider_also=("seats_total",),
        ),
        "sector": _Topic(code="sector", parameters=_sector, buyer=("sector",), provider=("served_sectors",)),
        "price": _Topic(
            code="price",
            parameters=_price,
            buyer=("accepted_prices",),
            provider=("offered_prices",),
            buyer_also=("payment_term",),
            provider_also=("longest_payment_term",),
        ),
        "hours": _Topic(code="hours", parameters=_hours, buyer=("hours_needed",), provider=("hours_held",)),
        "start": _Topic(code="start", parameters=_start, buyer=("start_wanted",), provider=("earliest_start",)),
        "labels": _Topic(code="labels", parameters=_labels, provider=("labels_held",)),
        "trust": _Topic(
            code="trust",
            parameters=_provider_trust,
            buyer_also=("visit_city",),
            provider_also=("site_city", "visit_possible"),
        ),
    }
)
_FOR_PROVIDER: Final[Mapping[str, _Topic]] = MappingProxyType(
    {
        **_FOR_BUYER,
        "labels": _Topic(
            code="data_set_up",
            parameters=_data_set_up,
            buyer=("prospecting",),
            buyer_also=("consent_base",),
        ),
        "trust": _Topic(code="trust", parameters=_buyer_trust, buyer_also=("visit_city", "already_offshore")),
    }
)
