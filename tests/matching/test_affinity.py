import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.affinity import Affinities, Pair, affinities
from matching.company import Company
from matching.weights import DIMENSIONS, Weights
from tests.matching import strategies
from tests.matching.reference import reference_fits, reference_pair


def all_pairs(judged: Affinities) -> dict[tuple[object, object], Pair]:
    return {
        (buyer.id, provider.id): judged.pair(buyer.id, provider.id)
        for buyer in judged.buyers.companies
        for provider in judged.providers.companies
    }


def keys(*names: str) -> frozenset[str]:
    return frozenset(names)


def buyer(identifier: int = 1, **answers: object) -> Company:
    return Company(id=identifier, role="buyer", **answers)  # type: ignore[arg-type]


def provider(identifier: int = 2, **answers: object) -> Company:
    return Company(id=identifier, role="provider", **answers)  # type: ignore[arg-type]


@settings(max_examples=60)
@given(fair=strategies.fairs(), weights=strategies.weights, is_blocked=st.booleans())
def test_every_pair_equals_the_plain_reference(fair: list[Company], weights: Weights, is_blocked: bool) -> None:
    blocking = strategies.BLOCKING if is_blocked else ()

    judged = affinities(fair, weights, blocking=blocking)

    assert all_pairs(judged) == {
        (one.id, other.id): reference_pair(one, other, weights, blocking)
        for one in fair
        for other in fair
        if (one.role, other.role) == ("buyer", "provider")
    }


@settings(max_examples=80)
@given(one=strategies.buyers(1), other=strategies.providers(2))
def test_every_fit_equals_the_plain_reference(one: Company, other: Company) -> None:
    assert affinities([one, other]).fits(1, 2) == reference_fits(one, other)


@settings(max_examples=60)
@given(fair=strategies.seeded_fairs(), weights=strategies.weights)
def test_plausible_pairs_equal_the_plain_reference_too(fair: list[Company], weights: Weights) -> None:
    judged = affinities(fair, weights)

    assert all_pairs(judged) == {
        (one.id, other.id): reference_pair(one, other, weights)
        for one in judged.buyers.companies
        for other in judged.providers.companies
    }


@settings(max_examples=40)
@given(
    fair=strategies.seeded_fairs(),
    changed=st.sampled_from([10, 25, 40, 999]).flatmap(
        lambda number: strategies.buyers(number) | strategies.providers(number)
    ),
)
def test_an_update_equals_starting_afresh(fair: list[Company], changed: Company) -> None:
    updated = affinities(fair, blocking=strategies.BLOCKING).update(changed)

    afresh = affinities(
        [company for company in fair if company.id != changed.id] + [changed], blocking=strategies.BLOCKING
    )
    assert all_pairs(updated) == all_pairs(afresh)
    assert updated.ranked(changed.id) == afresh.ranked(changed.id)
    assert updated.update(changed).ranked(changed.id) == afresh.ranked(changed.id)


@settings(max_examples=30)
@given(fair=strategies.seeded_fairs().filter(bool))
def test_leaving_equals_never_having_come(fair: list[Company]) -> None:
    left = affinities(fair).without(fair[0].id)

    assert all_pairs(left) == all_pairs(affinities(fair[1:]))


def test_an_update_leaves_the_old_affinities_as_they_were() -> None:
    before = affinities([buyer(activities=None), provider(trust=0)])
    seen = before.pair(1, 2)

    after = before.update(provider(trust=4))

    assert before.pair(1, 2) == seen
    assert after.pair(1, 2).for_buyer > seen.for_buyer


def known_fair() -> list[Company]:
    """Five companies of which every pair has another score."""
    return [
        buyer(10, trust=1),
        buyer(30, trust=3, references=2),
        provider(20, trust=0, references=0),
        provider(40, trust=2, references=1),
        provider(50, trust=4, references=2),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        buyer(30, trust=0),
        buyer(5, trust=4),
        buyer(25, trust=4),
        buyer(99, trust=4),
        provider(40, trust=3),
        provider(5, trust=4),
        provider(45, trust=4),
        provider(99, trust=4),
        provider(10, trust=4),
        buyer(40, trust=4),
    ],
    ids=lambda company: f"{company.role} {company.id}",
)
def test_one_company_may_change_come_or_take_the_other_role(changed: Company) -> None:
    updated = affinities(known_fair()).update(changed)

    afresh = affinities([company for company in known_fair() if company.id != changed.id] + [changed])
    assert all_pairs(updated) == all_pairs(afresh)
    assert updated.fits(*updated.as_pair(changed.id, 20 if changed.role == "buyer" else 30)) == afresh.fits(
        *afresh.as_pair(changed.id, 20 if changed.role == "buyer" else 30)
    )
    assert updated.update(changed).ranked(changed.id) == afresh.ranked(changed.id)


@pytest.mark.parametrize("gone", [10, 30, 20, 40, 50])
def test_one_company_may_leave(gone: int) -> None:
    left = affinities(known_fair()).without(gone)

    afresh = affinities(company for company in known_fair() if company.id != gone)
    assert all_pairs(left) == all_pairs(afresh)
    assert left.update(provider(45, trust=1)).ranked(45) == afresh.update(provider(45, trust=1)).ranked(45)


@pytest.mark.parametrize(
    ("asks", "offers", "fit"),
    [
        ({"size_needed": "16_50"}, {"fr": 8}, 50),
        ({"size_needed": "16_50"}, {"fr": 400}, 100),
        ({"size_needed": "16_50"}, {"fr": 0}, 0),
        ({"size_needed": "16_50"}, {}, 50),
        ({}, {"fr": 400}, 50),
        ({"size_needed": "16_50", "required_languages": keys("fr", "de")}, {"fr": 4}, 25),
        ({"size_needed": "51_150", "required_languages": keys("fr", "ar")}, {"fr": 13, "ar": 13}, 50),
        ({"size_needed": "16_50", "language_level": "fluent"}, {"fr": 8}, 50),
        ({"size_needed": "16_50", "language_level": "native"}, {"fr": 8}, 0),
        ({"size_needed": "16_50", "language_level": "native", "required_languages": keys("ar")}, {"ar": 8}, 50),
    ],
)
def test_language_depth(asks: dict[str, object], offers: dict[str, int], fit: int) -> None:
    other = provider(
        spoken_languages=keys("fr", "ar"), agents_per_language=offers, levels_per_language={"fr": "fluent"}
    )

    judged = affinities([buyer(**{"required_languages": keys("fr"), **asks}), other])

    assert judged.fits(1, 2)["languages"] == (fit, fit)


@pytest.mark.parametrize(
    ("dimension", "asks", "offers", "fits"),
    [
        (
            "activities",
            {"wanted_activities": keys("surveys", "civil", "testing")},
            {"activities": keys("surveys", "civil")},
            (63, 63),
        ),
        ("activities", {"wanted_activities": keys("surveys")}, {}, (50, 50)),
        ("capacity", {"size_needed": "16_50"}, {"seats_free": "6_15"}, (55, 55)),
        ("capacity", {"size_needed": "1_5"}, {"seats_free": "1_5", "seats_total": "over_500"}, (25, 25)),
        ("capacity", {"size_needed": "1_5"}, {"seats_total": "over_500"}, (50, 50)),
        ("sector", {"sector": keys("media", "other")}, {"served_sectors": keys("media")}, (100, 100)),
        ("sector", {"sector": keys("other")}, {"served_sectors": keys("other")}, (50, 50)),
        ("sector", {"sector": keys("media")}, {"served_sectors": keys()}, (0, 0)),
        ("price", {"payment_term": "over_60"}, {"longest_payment_term": "30"}, (30, 30)),
        ("price", {"accepted_prices": keys("per_contact")}, {"offered_prices": keys("per_result")}, (20, 20)),
        ("hours", {"hours_needed": "seven_days"}, {"hours_held": keys("office", "evenings_saturday")}, (40, 40)),
        ("start", {"start_wanted": "study"}, {}, (100, 30)),
        ("start", {"start_wanted": "under_1"}, {"earliest_start": "3_6"}, (20, 20)),
        ("start", {"start_wanted": "over_6"}, {"earliest_start": "under_1"}, (100, 50)),
        ("start", {"start_wanted": "1_3"}, {"earliest_start": "study"}, (50, 50)),
        (
            "labels",
            {"prospecting": "outbound", "consent_base": "unknown"},
            {"labels_held": {"copc": "document"}},
            (20, 40),
        ),
        ("labels", {"required_labels": keys("copc")}, {"labels_held": {"copc": "document"}}, (10, 50)),
        ("labels", {"prospecting": "inbound_only"}, {"labels_held": {}}, (0, 100)),
        ("trust", {"visit_city": "fes"}, {"site_city": "meknes", "visit_possible": True}, (30, 31)),
        ("trust", {"visit_city": "none", "already_offshore": False}, {"trust": 4, "references": 5}, (100, 24)),
        ("trust", {"visit_city": "fes"}, {"site_city": "fes", "visit_possible": False}, (13, 31)),
    ],
)
def test_what_each_dimension_is_worth(
    dimension: str, asks: dict[str, object], offers: dict[str, object], fits: tuple[int, int]
) -> None:
    assert affinities([buyer(**asks), provider(**offers)]).fits(1, 2)[dimension] == fits


def test_silence_counts_half() -> None:
    judged = affinities([buyer(trust=2), provider(trust=2)])

    assert judged.fits(1, 2) == dict.fromkeys(DIMENSIONS, (50, 50))
    assert judged.pair(1, 2) == Pair(score=50, for_buyer=50, for_provider=50, gate="")


def test_a_perfect_pair_scores_a_hundred() -> None:
    labels = ("iso_18295_1", "iso_9001", "iso_27001", "cndp")
    one = buyer(
        trust=4,
        references=2,
        wanted_activities=keys("inbound_service"),
        sector=keys("banking"),
        required_languages=keys("fr"),
        wanted_channels=keys("voice_in"),
        size_needed="16_50",
        hours_needed="office",
        accepted_prices=keys("per_contact"),
        payment_term="30",
        start_wanted="1_3",
        prospecting="none",
        visit_city="fes",
        already_offshore=True,
    )
    other = provider(
        trust=4,
        references=2,
        activities=keys("inbound_service", "surveys"),
        served_sectors=keys("banking"),
        spoken_languages=keys("fr", "ar"),
        agents_per_language={"fr": 40},
        channels_in_production=keys("voice_in"),
        seats_free="16_50",
        seats_total="51_150",
        hours_held=keys("seven_days"),
        offered_prices=keys("per_contact"),
        longest_payment_term="60",
        earliest_start="1_3",
        labels_held=dict.fromkeys(labels, "checked"),
        site_city="fes",
        visit_possible=True,
    )

    assert affinities([one, other]).pair(1, 2) == Pair(score=100, for_buyer=100, for_provider=100, gate="")


def test_one_cold_side_sinks_the_pair() -> None:
    weights = Weights(
        buyer={name: int(name == "labels") for name in DIMENSIONS},
        provider={name: int(name == "trust") for name in DIMENSIONS},
    )
    other = provider(labels_held=dict.fromkeys(("iso_9001", "copc", "hds", "nf_345"), "checked"))

    pair = affinities([buyer(references=0, visit_city="none", already_offshore=False), other], weights).pair(1, 2)

    assert pair == Pair(score=20, for_buyer=100, for_provider=11, gate="")


@pytest.mark.parametrize(
    ("one", "other", "gate"),
    [
        ({"approved": False}, {}, "not_approved"),
        ({}, {"approved": False, "group": "g"}, "not_approved"),
        ({"stance": "broker"}, {}, "broker_not_admitted"),
        ({"stance": "broker", "approved": False, "group": "g"}, {"group": "g"}, "not_approved"),
        ({"stance": "broker", "group": "g"}, {"group": "g"}, "broker_not_admitted"),
        ({"avoids": frozenset({2}), "group": "g"}, {"group": "g"}, "same_group"),
        ({}, {"stance": "broker"}, "broker_not_admitted"),
        ({"stance": "broker", "broker_admitted": True}, {}, ""),
        ({"stance": "mandated"}, {}, ""),
        ({"group": "MA:001561191"}, {"group": "MA:001561191"}, "same_group"),
        ({"group": "MA:001561191"}, {"group": "MA:002136093"}, ""),
        ({"avoids": frozenset({2})}, {}, "avoided"),
        ({}, {"avoids": frozenset({1, 77})}, "avoided"),
        ({"wanted_activities": keys("surveys")}, {"activities": keys("payroll_hr")}, "no_common_activity"),
        ({"wanted_activities": keys("surveys")}, {}, ""),
        ({"required_languages": keys("de")}, {"spoken_languages": keys("fr", "ar")}, "no_common_language"),
        (
            {"required_languages": keys("de"), "language_level": "fluent"},
            {"spoken_languages": keys("de"), "levels_per_language": {"de": "working"}},
            "no_common_language",
        ),
        (
            {"required_languages": keys("de"), "language_level": "fluent"},
            {"spoken_languages": keys("de"), "levels_per_language": {"de": "native"}},
            "",
        ),
        ({"required_labels": keys("hds")}, {"labels_held": {"cndp": "checked"}}, "label_missing"),
        ({"required_labels": keys("hds")}, {}, ""),
        ({"required_labels": keys("data_protection")}, {"labels_held": {"nf_345": "checked"}}, "label_missing"),
        ({"required_labels": keys("data_protection")}, {"labels_held": {"cndp": "claimed"}}, ""),
        ({"required_labels": keys("visit")}, {"visit_possible": False}, "label_missing"),
        ({"hours_needed": "24_7"}, {"hours_held": keys("seven_days")}, "hours_not_held"),
        ({"hours_needed": "24_7"}, {"hours_held": keys("office", "24_7")}, ""),
        ({"start_wanted": "1_3"}, {"earliest_start": "over_6"}, "start_too_late"),
        ({"start_wanted": "under_1"}, {"earliest_start": "3_6"}, ""),
        ({"start_wanted": "study"}, {"earliest_start": "over_6"}, ""),
        ({"payment_term": "over_60"}, {"refusals": keys("payment_over_60")}, "refused"),
        ({"stance": "mandated"}, {"refusals": keys("intermediaries")}, "refused"),
        ({"prospecting": "outbound"}, {"refusals": keys("cold_prospecting")}, ""),
    ],
)
def test_gates(one: dict[str, object], other: dict[str, object], gate: str) -> None:
    pair = affinities([buyer(**one), provider(**other)]).pair(1, 2)

    assert pair.gate == gate
    assert (pair.score == 0) == bool(gate)


def test_halves_are_rounded_up() -> None:
    weights = Weights(buyer={name: int(name in {"capacity", "hours"}) for name in DIMENSIONS})
    one = buyer(size_needed="16_50", hours_needed="office")

    pair = affinities([one, provider(seats_free="6_15", hours_held=keys("office"))], weights).pair(1, 2)

    assert pair.for_buyer == 78  # (55 + 100) / 2


def test_ranked_is_best_first_and_ties_follow_the_stable_id() -> None:
    fair = [
        buyer(1),
        provider(30, trust=1),
        provider(9, trust=1),
        provider(10, trust=4),
        provider(8, approved=False),
    ]

    judged = affinities(fair)

    assert [identifier for identifier, _ in judged.ranked(1)] == [10, 9, 30]
    assert judged.ranked(10) == [(1, judged.pair(1, 10).score)]
    assert judged.ranked(8) == []


def test_names_of_companies_may_be_text() -> None:
    judged = affinities([Company(id="z", role="buyer"), provider(5), Company(id="a", role="provider")])

    assert [identifier for identifier, _ in judged.ranked("z")] == [5, "a"]
    assert judged.between("a", "z") == judged.between("z", "a") == judged.pair("z", "a")
    assert (judged.company("a").role, judged.company("z").role) == ("provider", "buyer")


def test_an_id_twice_is_refused() -> None:
    with pytest.raises(ValueError, match=r"repeated company ids: \[1\]"):
        affinities([buyer(1), provider(1)])


@pytest.mark.parametrize("method", ["ranked", "company", "without"])
def test_an_unknown_company(method: str) -> None:
    with pytest.raises(KeyError):
        getattr(affinities([buyer(1)]), method)(3)


def test_an_empty_fair() -> None:
    judged = affinities([])

    assert judged.matrices.scores().shape == (0, 0)
    assert judged.update(buyer(1)).update(provider(2)).pair(1, 2).gate == ""


def test_more_pairs_than_one_slice_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    fair = [buyer(number, trust=number % 5) for number in range(10)]
    fair += [provider(100 + number, trust=number % 4, group="g") for number in range(6)]
    whole = all_pairs(affinities(fair))

    monkeypatch.setattr("matching.judging.PAIRS_AT_ONCE", 18)

    assert all_pairs(affinities(fair)) == whole


@pytest.mark.parametrize(
    ("consent_base", "gate"), [("none", "legal_block"), ("prior_consent", ""), ("unknown", ""), (None, "")]
)
def test_a_blocking_rule_closes_only_pairs_for_which_it_surely_holds(consent_base: str | None, gate: str) -> None:
    one = buyer(
        called_countries=keys("FR"), people_called=keys("b2c"), prospecting="outbound", consent_base=consent_base
    )

    assert affinities([one, provider()], blocking=strategies.BLOCKING).pair(1, 2).gate == gate
    assert affinities([one, provider()]).pair(1, 2).gate == ""
