from dataclasses import replace

import pytest
from hypothesis import given, settings

from matching.affinity import affinities
from matching.company import Company
from matching.reasons import Reason, Reasons, explain
from matching.weights import DIMENSIONS, Weights
from tests.matching import strategies


def keys(*names: str) -> frozenset[str]:
    return frozenset(names)


BUYER = Company(
    id=1,
    role="buyer",
    trust=1,
    references=0,
    wanted_activities=keys("surveys", "inbound_service"),
    sector=keys("banking", "insurance"),
    required_languages=keys("fr", "ar"),
    wanted_channels=keys("voice_in"),
    size_needed="16_50",
    hours_needed="office",
    accepted_prices=keys("per_contact", "per_fte_month"),
    payment_term="60",
    start_wanted="1_3",
    prospecting="outbound",
    consent_base="prior_consent",
    visit_city="fes",
    already_offshore=True,
)
PROVIDER = Company(
    id=2,
    role="provider",
    trust=3,
    references=2,
    activities=keys("surveys", "inbound_service", "collections"),
    served_sectors=keys("insurance"),
    spoken_languages=keys("ar", "fr", "es"),
    agents_per_language={"fr": 20, "ar": 30, "es": 4},
    channels_in_production=keys("voice_in"),
    seats_free="16_50",
    seats_total="51_150",
    hours_held=keys("office", "seven_days"),
    offered_prices=keys("per_fte_month", "fixed_plus_bonus"),
    longest_payment_term="60",
    deposit=False,
    earliest_start="under_1",
    labels_held={"iso_9001": "checked", "cndp": "document", "nf_345": "checked"},
    site_city="fes",
    visit_possible=True,
)

SAYINGS: dict[str, tuple[Reason, Reason]] = {
    "activities": (
        Reason(code="activities", parameters={"common": ("inbound_service", "surveys"), "asked": 2}),
        Reason(code="activities", parameters={"common": ("inbound_service", "surveys"), "asked": 2}),
    ),
    "languages": (
        Reason(code="languages", parameters={"languages": ("fr", "ar"), "agents": 50}),
        Reason(code="languages", parameters={"languages": ("fr", "ar"), "agents": 50}),
    ),
    "capacity": (
        Reason(code="capacity", parameters={"needed": "16_50", "free": "16_50"}),
        Reason(code="capacity", parameters={"needed": "16_50", "free": "16_50"}),
    ),
    "price": (
        Reason(code="price", parameters={"common": ("per_fte_month",), "term": "60", "longest": "60"}),
        Reason(code="price", parameters={"common": ("per_fte_month",), "term": "60", "longest": "60"}),
    ),
    "hours": (
        Reason(code="hours", parameters={"needed": "office", "held": "seven_days"}),
        Reason(code="hours", parameters={"needed": "office", "held": "seven_days"}),
    ),
    "start": (
        Reason(code="start", parameters={"wished": "1_3", "earliest": "under_1"}),
        Reason(code="start", parameters={"wished": "1_3", "earliest": "under_1"}),
    ),
    "labels": (
        Reason(code="labels", parameters={"labels": ("nf_345", "iso_9001", "cndp"), "checked": 2}),
        Reason(code="data_set_up", parameters={"prospecting": "outbound", "consent_base": "prior_consent"}),
    ),
}


def only(dimension: str) -> Weights:
    """Weights by which one dimension alone counts."""
    side = {name: int(name == dimension) for name in DIMENSIONS}
    return Weights(buyer=side, provider=side)


def explained(buyer: Company = BUYER, provider: Company = PROVIDER, weights: Weights | None = None) -> Reasons:
    return explain(affinities([buyer, provider], weights), 1, 2)


def test_three_reasons_for_each_reader_by_what_they_care_for() -> None:
    assert explained() == Reasons(
        for_buyer=(SAYINGS["activities"][0], SAYINGS["languages"][0], SAYINGS["capacity"][0]),
        for_provider=(SAYINGS["price"][1], SAYINGS["activities"][1], SAYINGS["capacity"][1]),
        settle=Reason(code="agree_sector", parameters={"sectors": ("banking", "insurance"), "common": ("insurance",)}),
    )


@pytest.mark.parametrize("dimension", sorted(SAYINGS))
def test_what_each_dimension_says(dimension: str) -> None:
    reasons = explained(weights=only(dimension))

    assert (reasons.for_buyer, reasons.for_provider) == tuple((saying,) for saying in SAYINGS[dimension])


def test_trust_speaks_of_the_counterpart() -> None:
    reasons = explained(replace(BUYER, trust=4, references=None), weights=only("trust"))

    assert reasons.for_buyer == (Reason(code="trust", parameters={"trust": 3, "references": 2}),)
    assert reasons.for_provider == (Reason(code="trust", parameters={"trust": 4, "references": 0}),)


def test_half_a_fit_is_no_reason() -> None:
    reasons = explained(weights=only("sector"))

    assert (reasons.for_buyer, reasons.for_provider) == ((), ())


def test_silence_is_no_reason_but_something_to_ask() -> None:
    reasons = explained(Company(id=1, role="buyer"), Company(id=2, role="provider"))

    assert (reasons.for_buyer, reasons.for_provider) == ((), ())
    assert reasons.settle == Reason(
        code="ask_activities",
        parameters={"missing": ("wanted_activities", "wanted_channels", "activities", "channels_in_production")},
    )


@pytest.mark.parametrize(
    ("dimension", "buyer", "provider", "settle"),
    [
        (
            "sector",
            {},
            {"served_sectors": keys()},
            Reason(code="agree_sector", parameters={"sectors": ("banking", "insurance"), "common": ()}),
        ),
        (
            "languages",
            {},
            {"agents_per_language": {}},
            Reason(code="ask_languages", parameters={"missing": ("agents_per_language",)}),
        ),
        ("price", {"payment_term": None}, {}, Reason(code="ask_price", parameters={"missing": ("payment_term",)})),
        (
            "price",
            {"payment_term": "over_60"},
            {},
            Reason(code="agree_price", parameters={"common": ("per_fte_month",), "term": "over_60", "longest": "60"}),
        ),
        ("price", {}, {"deposit": True}, Reason(code="agree_deposit", parameters={})),
        (
            "labels",
            {"consent_base": None},
            {"labels_held": dict.fromkeys(("copc", "hds", "pci_dss", "cndp"), "checked")},
            Reason(code="ask_data_set_up", parameters={"missing": ("consent_base",)}),
        ),
        ("labels", {}, {"labels_held": {}}, Reason(code="agree_labels", parameters={"labels": (), "checked": 0})),
        (
            "trust",
            {"trust": 4, "references": 2},
            {"visit_possible": None},
            Reason(code="ask_trust", parameters={"missing": ("visit_possible",)}),
        ),
        ("hours", {}, {}, None),
    ],
)
def test_the_one_thing_to_settle(
    dimension: str, buyer: dict[str, object], provider: dict[str, object], settle: Reason | None
) -> None:
    pair = replace(BUYER, **buyer), replace(PROVIDER, **provider)  # type: ignore[arg-type]

    assert explained(*pair, weights=only(dimension)).settle == settle


@settings(max_examples=80)
@given(buyer=strategies.buyers(1), provider=strategies.providers(2))
def test_every_pair_can_be_explained(buyer: Company, provider: Company) -> None:
    reasons = explained(buyer, provider)

    assert len(reasons.for_buyer) <= 3
    assert len({reason.code for reason in reasons.for_provider}) == len(reasons.for_provider) <= 3
    assert reasons == explained(buyer, provider)
