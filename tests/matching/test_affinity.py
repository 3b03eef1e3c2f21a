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
    changed=strategies.buyers(3) | strategies.providers(3) | strategies.buyers(99) | strategies.providers(99),
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

    assert judged.matrices.scores.shape == (0, 0)
    assert judged.update(buyer(1)).update(provider(2)).pair(1, 2).gate == ""


def test_more_pairs_than_one_slice_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    fair = [buyer(number, trust=number % 5) for number in range(10)]
    fair += [provider(100 + number, trust=number % 4, group="g") for number in range(6)]
    whole = all_pairs(affinities(fair))

    monkeypatch.setattr("matching.judging.PAIRS_AT_ONCE", 18)

    assert all_pairs(affinities(fair)) == whole
