"""Random companies for property tests: any answer may be missing, and small scales make pairs collide."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from benchmarks.matching.companies import invent_companies
from matching import taxonomy
from matching.company import Company
from matching.rules import DEFAULT_ROWS, load_rules
from matching.weights import DIMENSIONS, Weights

BLOCKING = load_rules(
    [
        {**DEFAULT_ROWS[0], "effects": ["block"]},
        {
            "key": "results_in_casablanca",
            "effects": ["block"],
            "source": "invented",
            "valid_from": "2020-01-01",
            "buyer": {"accepted_prices": ["per_result"], "already_offshore": ["true"]},
            "provider": {"site_city": ["casablanca"]},
        },
    ]
)


def _one(keys: Sequence[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(keys)


def _some(keys: Sequence[str], most: int) -> st.SearchStrategy[frozenset[str] | None]:
    return st.none() | st.frozensets(st.sampled_from(keys), max_size=most)


_flags = st.none() | st.booleans()


def _common(identifier: int, role: str) -> dict[str, st.SearchStrategy[object]]:
    return {
        "id": st.just(identifier),
        "role": st.just(role),
        "group": st.none() | st.sampled_from(["a", "b", "c"]),
        "approved": st.sampled_from([True, True, True, False]),
        "broker_admitted": st.booleans(),
        "trust": st.sampled_from(taxonomy.TRUST_LEVELS),
        "references": st.none() | st.integers(0, 4),
        "avoids": st.frozensets(st.integers(0, 40), max_size=2),
        "stance": _one(taxonomy.STANCES),
    }


def buyers(identifier: int) -> st.SearchStrategy[Company]:
    """Return a strategy for one buyer."""
    return st.builds(
        Company,
        **_common(identifier, "buyer"),
        wanted_activities=_some(taxonomy.ACTIVITIES[:6], 3),
        sector=_some(taxonomy.SECTORS, 3),
        required_languages=_some(taxonomy.LANGUAGES, 3),
        language_level=_one(taxonomy.LANGUAGE_LEVELS),
        wanted_channels=_some(taxonomy.CHANNELS_HANDLED, 3),
        size_needed=_one(taxonomy.CAPACITY_BANDS),
        hours_needed=_one(taxonomy.HOURS),
        accepted_prices=_some(taxonomy.PRICE_MODELS, 2),
        payment_term=_one(taxonomy.PAYMENT_TERMS),
        start_wanted=_one(taxonomy.START_WINDOWS),
        required_labels=_some(taxonomy.BLOCKING_REQUIREMENTS, 2),
        people_called=_some(taxonomy.CALLED, 2),
        called_countries=_some(("FR", "ES"), 2),
        prospecting=_one(taxonomy.PROSPECTING),
        consent_base=_one(taxonomy.CONSENT_BASES),
        visit_city=_one((*taxonomy.SITES[:3], "none")),
        already_offshore=_flags,
    )


def providers(identifier: int) -> st.SearchStrategy[Company]:
    """Return a strategy for one provider."""
    languages = st.sampled_from(taxonomy.LANGUAGES)
    return st.builds(
        Company,
        **_common(identifier, "provider"),
        activities=_some(taxonomy.ACTIVITIES[:6], 5),
        served_sectors=_some(taxonomy.SECTORS, 4),
        spoken_languages=_some(taxonomy.LANGUAGES, 5),
        agents_per_language=st.none() | st.dictionaries(languages, st.integers(0, 600) | st.just(10**9)),
        levels_per_language=st.none() | st.dictionaries(languages, st.sampled_from(taxonomy.LANGUAGE_LEVELS)),
        channels_in_production=_some(taxonomy.CHANNELS_HANDLED, 4),
        seats_free=_one(taxonomy.CAPACITY_BANDS),
        seats_total=_one(taxonomy.CAPACITY_BANDS),
        hours_held=_some(taxonomy.HOURS, 2),
        offered_prices=_some(taxonomy.PRICE_MODELS, 2),
        longest_payment_term=_one(taxonomy.PAYMENT_TERMS),
        deposit=_flags,
        earliest_start=_one(taxonomy.START_WINDOWS),
        labels_held=st.none()
        | st.dictionaries(st.sampled_from(taxonomy.LABELS), st.sampled_from(taxonomy.LABEL_PROOFS)),
        refusals=_some(taxonomy.REFUSALS, 2),
        site_city=_one(taxonomy.SITES[:3]),
        visit_possible=_flags,
    )


@st.composite
def fairs(draw: st.DrawFn) -> list[Company]:
    """Return up to 3 buyers and 3 providers with mixed ids, in any order."""
    identifiers = draw(st.lists(st.integers(0, 40), unique=True, max_size=6))
    half = draw(st.integers(0, min(3, len(identifiers))))
    asked = [draw(buyers(identifier)) for identifier in identifiers[:half]]
    offered = [draw(providers(identifier)) for identifier in identifiers[half : half + 3]]
    return draw(st.permutations(asked + offered))


@st.composite
def seeded_fairs(draw: st.DrawFn) -> list[Company]:
    """Return up to 4 buyers and 5 providers with ids 0, 10, 20 …: quick to draw, for what is built on scores."""
    seed, asked, offered = (draw(st.integers(0, most)) for most in (10**6, 4, 5))
    invented = invent_companies(buyers=asked, providers=offered, seed=seed)
    return [replace(company, id=10 * number) for number, company in enumerate(invented)]


def _sides() -> st.SearchStrategy[dict[str, int]]:
    return st.fixed_dictionaries({name: st.integers(0, 100) for name in DIMENSIONS}).filter(
        lambda side: any(side.values())
    )


weights = st.just(Weights()) | st.builds(Weights, buyer=_sides(), provider=_sides())
