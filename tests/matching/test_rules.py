from datetime import date

import pytest

from matching.company import Company
from matching.rules import (
    DEFAULT_ROWS,
    DEFAULT_RULES,
    Flag,
    InvalidRules,
    Rule,
    blocking,
    flags,
    load_rules,
)

CONSENT, ENERGY = DEFAULT_RULES
TODAY = date(2026, 11, 12)
PROVIDER = Company(id=2, role="provider", site_city="fes")


def buyer(**answers: object) -> Company:
    """A French buyer that prospects consumers for solar panels."""
    standard: dict[str, object] = {
        "called_countries": frozenset({"FR", "BE"}),
        "people_called": frozenset({"b2b", "b2c"}),
        "prospecting": "outbound",
        "consent_base": "none",
        "sector": frozenset({"renewables"}),
    }
    return Company(id=1, role="buyer", **{**standard, **answers})  # type: ignore[arg-type]


def raised(**answers: object) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {flag.rule: (flag.effects, flag.missing) for flag in flags(buyer(**answers), PROVIDER, TODAY)}


def test_both_rules_hold_for_cold_calls_about_solar_panels() -> None:
    assert flags(buyer(), PROVIDER, TODAY) == (
        Flag(rule=CONSENT.key, effects=("warn_both",), source=CONSENT.source, valid_from=date(2026, 8, 11)),
        Flag(
            rule=ENERGY.key,
            effects=("warn_both", "flag_organiser"),
            source=ENERGY.source,
            valid_from=date(2020, 7, 26),
        ),
    )


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"consent_base": "prior_consent"}, [ENERGY.key]),
        ({"consent_base": "existing_contract"}, []),
        ({"sector": frozenset({"banking"})}, [CONSENT.key]),
        ({"called_countries": frozenset({"ES"})}, []),
        ({"people_called": frozenset({"b2b"})}, []),
        ({"people_called": frozenset()}, []),
        ({"prospecting": "inbound_only"}, []),
    ],
)
def test_what_lifts_a_rule(answers: dict[str, object], found: list[str]) -> None:
    assert list(raised(**answers)) == found


@pytest.mark.parametrize(
    ("on", "found"),
    [(date(2020, 7, 25), []), (date(2020, 7, 26), [ENERGY.key]), (date(2026, 8, 10), [ENERGY.key])],
)
def test_a_rule_holds_from_its_day_on(on: date, found: list[str]) -> None:
    assert [flag.rule for flag in flags(buyer(), PROVIDER, on)] == found


def test_a_rule_ends_after_its_last_day() -> None:
    rules = load_rules([{**DEFAULT_ROWS[0], "valid_until": date(2027, 1, 1)}])

    assert [len(flags(buyer(), PROVIDER, date(2027, 1, day), rules=rules)) for day in (1, 2)] == [1, 0]


@pytest.mark.parametrize("unsure", [None, "unknown"])
def test_a_missing_answer_is_asked_for(unsure: str | None) -> None:
    assert raised(consent_base=unsure) == {
        CONSENT.key: (("ask",), ("consent_base",)),
        ENERGY.key: (("ask",), ("consent_base",)),
    }


def test_a_buyer_who_answered_nothing_is_left_in_peace() -> None:
    assert flags(Company(id=1, role="buyer"), PROVIDER, TODAY) == ()


def test_a_rule_may_look_at_the_provider_and_at_yes_or_no() -> None:
    row = {
        "key": "first_time_in_fes",
        "effects": "ask",
        "source": "invented",
        "valid_from": "2026-01-01",
        "buyer": {"already_offshore": ["False"]},
        "provider": {"site_city": ["fes"], "labels_held": ["cndp"]},
    }
    rules = load_rules([row])
    labelled = Company(id=3, role="provider", site_city="fes", labels_held={"cndp": "claimed"})

    assert flags(buyer(already_offshore=False), labelled, TODAY, rules=rules)[0].rule == "first_time_in_fes"
    assert flags(buyer(already_offshore=True), labelled, TODAY, rules=rules) == ()
    assert flags(buyer(already_offshore=False), PROVIDER, TODAY, rules=rules) == ()


def test_a_rule_without_conditions_always_holds() -> None:
    rules = load_rules([{"key": "k", "effects": ["ask"], "source": "s", "valid_from": "2026-01-01"}])

    assert [flag.rule for flag in flags(Company(id=1, role="buyer"), PROVIDER, TODAY, rules=rules)] == ["k"]


def test_only_what_the_organiser_wrote_blocks() -> None:
    rules = load_rules([{**DEFAULT_ROWS[0], "effects": ["block"]}, DEFAULT_ROWS[1]])

    assert blocking(DEFAULT_RULES, TODAY) == ()
    assert blocking(rules, TODAY) == rules[:1]
    assert blocking(rules, date(2026, 8, 10)) == ()


def test_a_loaded_rule() -> None:
    rows = [
        {"key": "k", "effects": ["ask"], "source": "s", "valid_from": "2026-01-01", "unless": {"sector": ["media"]}}
    ]

    assert load_rules(rows) == (
        Rule(
            key="k",
            effects=("ask",),
            source="s",
            valid_from=date(2026, 1, 1),
            buyer={},
            unless={"sector": frozenset({"media"})},
            provider={},
        ),
    )


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"key": ""}, ("[0].key", "missing")),
        ({"effects": []}, ("[0].effects", "missing")),
        ({"source": None}, ("[0].source", "missing")),
        ({"effects": ["fine"]}, ("[0].effects", "unknown")),
        ({"colour": "red"}, ("[0].colour", "unknown")),
        ({"valid_from": "soon"}, ("[0].valid_from", "not_a_date")),
        ({"valid_until": "2020-01-01"}, ("[0].valid_until", "ends_before_start")),
        ({"buyer": ["FR"]}, ("[0].buyer", "not_values")),
        ({"buyer": {"mood": ["good"]}}, ("[0].buyer.mood", "unknown")),
        ({"unless": {"sector": "media"}}, ("[0].unless.sector", "not_values")),
        ({"unless": {"sector": []}}, ("[0].unless.sector", "not_values")),
        ({"provider": {"site_city": ["fes", 3]}}, ("[0].provider.site_city", "not_values")),
        ({"provider": {"site_city": None}}, ("[0].provider.site_city", "not_values")),
    ],
)
def test_a_faulty_rule(change: dict[str, object], fault: tuple[str, str]) -> None:
    with pytest.raises(InvalidRules) as refused:
        load_rules([{**DEFAULT_ROWS[0], **change}])

    assert refused.value.faults == (fault,)


def test_faults_of_all_rules_are_reported_at_once() -> None:
    with pytest.raises(InvalidRules) as refused:
        load_rules([DEFAULT_ROWS[0], "FR", DEFAULT_ROWS[0], {**DEFAULT_ROWS[1], "valid_from": ""}])

    assert refused.value.faults == (
        ("[1]", "not_a_rule"),
        ("[3].valid_from", "missing"),
        ("[2].key", "repeated"),
    )


def test_too_many_rules() -> None:
    with pytest.raises(InvalidRules, match="too_many"):
        load_rules([{**DEFAULT_ROWS[0], "key": f"rule_{number}"} for number in range(33)])
