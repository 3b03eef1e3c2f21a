"""The affinity of one pair, computed the plain way: sets, fractions and ifs, sharing only the scales.

It is what ``matching.affinity`` must equal, whatever that does to be fast.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from matching import scales, taxonomy
from matching.affinity import Pair
from matching.company import Company
from matching.rules import Rule, holds_for_buyer, holds_for_provider
from matching.weights import Weights

Fit = int | Fraction


def reference_pair(buyer: Company, provider: Company, weights: Weights, blocking: Sequence[Rule] = ()) -> Pair:
    """Return the scores of one pair."""
    gate = _gate(buyer, provider, blocking)
    if gate:
        return Pair(score=0, for_buyer=0, for_provider=0, gate=gate)
    fits = reference_fits(buyer, provider)
    ours = sum(weights.buyer[name] * fit for name, (fit, _) in fits.items())
    theirs = sum(weights.provider[name] * fit for name, (_, fit) in fits.items())
    for_buyer = _rounded(Fraction(ours, sum(weights.buyer.values())))
    for_provider = _rounded(Fraction(theirs, sum(weights.provider.values())))
    both = for_buyer + for_provider
    score = _rounded(Fraction(2 * for_buyer * for_provider, both)) if both else 0
    return Pair(score=score, for_buyer=for_buyer, for_provider=for_provider, gate="")


def reference_fits(buyer: Company, provider: Company) -> dict[str, tuple[int, int]]:
    """Return what each finds in the other, by dimension."""
    activities = _rounded(
        Fraction(
            3 * _share(buyer.wanted_activities, provider.activities)
            + _share(buyer.wanted_channels, provider.channels_in_production),
            4,
        )
    )
    languages = _languages(buyer, provider)
    capacity = _capacity(buyer, provider)
    sector = _sector(buyer, provider)
    price = _price(buyer, provider)
    hours = _hours(buyer, provider)
    return {
        "activities": (activities, activities),
        "languages": (languages, languages),
        "capacity": (capacity, capacity),
        "sector": (sector, sector),
        "price": (price, price),
        "hours": (hours, hours),
        "start": _start(buyer, provider),
        "labels": (_labels(buyer, provider), _data_set_up(buyer)),
        "trust": (_provider_trust(buyer, provider), _buyer_trust(buyer)),
    }


def _rounded(value: Fit) -> int:
    return floor(value + Fraction(1, 2))


def _share(asked: frozenset[str] | None, held: frozenset[str] | None) -> int:
    if not asked or not held:
        return 50
    return _rounded(Fraction(100 * len(asked & held), len(asked)))


def _at_level(buyer: Company, provider: Company) -> set[str]:
    """The languages spoken well enough for this buyer."""
    levels = provider.levels_per_language or {}
    wanted = buyer.language_level or "working"
    good = set(taxonomy.LANGUAGE_LEVELS[: taxonomy.LANGUAGE_LEVELS.index(wanted) + 1])
    return {language for language in provider.spoken_languages or () if levels.get(language, "native") in good}


def _languages(buyer: Company, provider: Company) -> int:
    if not buyer.required_languages or not provider.spoken_languages:
        return 50
    spoken = _at_level(buyer, provider)
    depths = [_depth(buyer, provider, language) if language in spoken else 0 for language in buyer.required_languages]
    return _rounded(Fraction(sum(depths), len(depths)))


def _depth(buyer: Company, provider: Company, language: str) -> int:
    agents = (provider.agents_per_language or {}).get(language)
    if agents is None or buyer.size_needed is None:
        return 50
    assert buyer.required_languages
    smallest = taxonomy.CAPACITY_BOUNDS[buyer.size_needed][0]
    needed = -(-smallest // len(buyer.required_languages))
    return min(100, _rounded(Fraction(100 * agents, needed)))


def _capacity(buyer: Company, provider: Company) -> int:
    if buyer.size_needed is None or provider.seats_free is None:
        return 50
    bands = taxonomy.CAPACITY_BANDS
    need, free = bands.index(buyer.size_needed), bands.index(provider.seats_free)
    whole = max(free, bands.index(provider.seats_total)) if provider.seats_total else free
    fit = 100
    if free < need:
        fit = min(fit, scales.CAPACITY_SHORT[need - free])
    if whole > need:
        fit = min(fit, scales.CAPACITY_SPARE[whole - need])
    return fit


def _sector(buyer: Company, provider: Company) -> int:
    asked = (buyer.sector or frozenset()) - {"other"}
    if not asked or provider.served_sectors is None:
        return 50
    return _rounded(Fraction(100 * len(asked & provider.served_sectors), len(asked)))


def _price(buyer: Company, provider: Company) -> int:
    models = terms = 50
    if buyer.accepted_prices and provider.offered_prices:
        models = 100 if buyer.accepted_prices & provider.offered_prices else 0
    if buyer.payment_term and provider.longest_payment_term:
        order = taxonomy.PAYMENT_TERMS
        over = order.index(buyer.payment_term) - order.index(provider.longest_payment_term)
        terms = scales.TERM_OVER[over] if over > 0 else 100
    return _rounded(Fraction(3 * models + 2 * terms, 5))


def _hours(buyer: Company, provider: Company) -> int:
    if buyer.hours_needed is None or not provider.hours_held:
        return 50
    short = taxonomy.HOURS.index(buyer.hours_needed) - max(map(taxonomy.HOURS.index, provider.hours_held))
    return scales.HOURS_SHORT[short] if short > 0 else 100


def _start(buyer: Company, provider: Company) -> tuple[int, int]:
    if buyer.start_wanted == "study":
        return scales.START_STUDY
    if buyer.start_wanted is None or provider.earliest_start in (None, "study"):
        return 50, 50
    order = taxonomy.START_WINDOWS
    late = order.index(provider.earliest_start) - order.index(buyer.start_wanted)
    if late > 0:
        return scales.START_LATE[late], scales.START_LATE[late]
    return 100, scales.START_WAIT[-late]


def _labels(buyer: Company, provider: Company) -> int:
    if provider.labels_held is None:
        return 50
    points = 0
    for label, proof in provider.labels_held.items():
        points += scales.PROOF_POINTS[proof]
        if label in (buyer.required_labels or ()):
            points -= scales.PROOF_POINTS["claimed"]
    return min(points, 100)


def _data_set_up(buyer: Company) -> int:
    if buyer.prospecting in ("none", "inbound_only"):
        return 100
    if buyer.prospecting == "outbound" and buyer.consent_base:
        return scales.DATA_SET_UP[buyer.consent_base]
    return 50


def _references(company: Company) -> int:
    return 50 if company.references is None else min(100, 50 * company.references)


def _provider_trust(buyer: Company, provider: Company) -> int:
    if buyer.visit_city == "none":
        visit = scales.VISIT_NOT_WISHED
    elif provider.visit_possible is False:
        visit = scales.VISIT_IMPOSSIBLE
    elif buyer.visit_city is None or provider.visit_possible is None or provider.site_city is None:
        visit = 50
    elif buyer.visit_city == provider.site_city:
        visit = scales.VISIT_SAME_CITY
    else:
        visit = scales.VISIT_OTHER_CITY
    return _rounded(Fraction(2 * 25 * provider.trust + _references(provider) + visit, 4))


def _buyer_trust(buyer: Company) -> int:
    visits = {None: 50, "none": scales.BUYER_VISITS[0]}.get(buyer.visit_city, scales.BUYER_VISITS[1])
    offshore = {None: 50, False: scales.BUYER_OFFSHORE[0], True: scales.BUYER_OFFSHORE[1]}[buyer.already_offshore]
    openness = Fraction(visits + offshore, 2)
    return _rounded(Fraction(2 * 25 * buyer.trust + _references(buyer) + openness, 4))


def _gate(buyer: Company, provider: Company, blocking: Sequence[Rule]) -> str:
    """The first reason that applies, in the order they are told."""
    two = (buyer, provider)
    if not (buyer.approved and provider.approved):
        return "not_approved"
    if any(company.stance == "broker" and not company.broker_admitted for company in two):
        return "broker_not_admitted"
    if buyer.group is not None and buyer.group == provider.group:
        return "same_group"
    if provider.id in buyer.avoids or buyer.id in provider.avoids:
        return "avoided"
    if any(holds_for_buyer(rule, buyer) and holds_for_provider(rule, provider) for rule in blocking):
        return "legal_block"
    if buyer.wanted_activities and provider.activities and not buyer.wanted_activities & provider.activities:
        return "no_common_activity"
    has_languages = buyer.required_languages and provider.spoken_languages
    if has_languages and not (buyer.required_languages or set()) & _at_level(buyer, provider):
        return "no_common_language"
    if any(_is_unmet(requirement, provider) for requirement in buyer.required_labels or ()):
        return "label_missing"
    if buyer.hours_needed == "24_7" and provider.hours_held and "24_7" not in provider.hours_held:
        return "hours_not_held"
    if (buyer.start_wanted, provider.earliest_start) in {("under_1", "over_6"), ("1_3", "over_6")}:
        return "start_too_late"
    if any(_is_refused(refusal, buyer) for refusal in provider.refusals or ()):
        return "refused"
    return ""


def _is_unmet(requirement: str, provider: Company) -> bool:
    if requirement == "visit":
        return provider.visit_possible is False
    if provider.labels_held is None:
        return False
    if requirement == "data_protection":
        return not {"cndp", "iso_27001", "hds"} & set(provider.labels_held)
    return requirement not in provider.labels_held


def _is_refused(refusal: str, buyer: Company) -> bool:
    if refusal == "cold_prospecting":
        return buyer.prospecting == "outbound" and buyer.consent_base == "none"
    if refusal == "outbound_b2c":
        return buyer.prospecting == "outbound" and "b2c" in (buyer.people_called or ())
    if refusal == "results_only":
        return buyer.accepted_prices == frozenset({"per_result"})
    if refusal == "payment_over_60":
        return buyer.payment_term == "over_60"
    if refusal == "night_work":
        return buyer.hours_needed == "24_7"
    return buyer.stance in ("mandated", "broker")
