"""What a card may say of a counterpart."""

from __future__ import annotations

from tests.handlers.registrations import words
from tests.world import World


def card(world: World, one: str, other: str) -> list[str]:
    return words(world.phone(one).tap_data(f"w:see={world.ids[other]}")).splitlines()


CALLS = {
    "people_called": ["b2c"],
    "prospecting": "outbound",
    "called_countries": ["FR"],
    "sector": ["energy_utilities"],
    "consent_base": "none",
}
CONSENT = (
    "⚖️ Since 11 August 2026, calling consumers in France to sell needs their prior consent, "
    "unless a contract is running."
)
ENERGY = (
    "⚖️ In France, phone prospecting of households for energy works or renewable equipment is forbidden since "
    "July 2020, even with consent."
)


def test_legal_rules_are_told_to_both_sides(world: World) -> None:
    world.answer("Banco", **CALLS)

    for one, other in (("Banco", "Atlas"), ("Atlas", "Banco")):
        assert [line for line in card(world, one, other) if line.startswith("⚖️")] == [CONSENT, ENERGY]


def test_rule_that_may_hold_but_is_not_known_to_is_no_warning(world: World) -> None:
    world.answer("Banco", **{**CALLS, "consent_base": "unknown"})

    assert [line for line in card(world, "Atlas", "Banco") if line.startswith("⚖️")] == []


def test_warned_pair_is_not_praised_for_its_legal_basis(world: World) -> None:
    calm = {"people_called": ["b2c"], "prospecting": "outbound", "called_countries": ["FR"], "sector": ["banking"]}
    world.answer("Banco", **calm, consent_base="prior_consent", size_needed="over_500")
    world.answer("Chellah", activities=["inbound_service"], agents_fr=1)
    praised = card(world, "Chellah", "Banco")

    world.answer("Banco", consent_base="none")
    warned = card(world, "Chellah", "Banco")

    assert "• Calls with a sound legal basis" in praised
    assert "• Calls with a sound legal basis" not in warned
    assert CONSENT in warned


def test_nothing_open_is_not_mentioned(world: World) -> None:
    for line in card(world, "Banco", "Atlas"):
        assert "None" not in line
    assert sum(line.startswith("Still open: ") for line in card(world, "Banco", "Atlas")) == 1
    assert sum(line.startswith("• ") for line in card(world, "Banco", "Atlas")) == 3


def test_trust_is_said_in_words(world: World) -> None:
    world.change("Atlas", trust=3)

    assert card(world, "Banco", "Atlas")[-1] == "Trust: document seen"


def test_pair_that_leaves_nothing_open_says_nothing_of_it(world: World) -> None:
    """Every weight but one at 0, and that one fits wholly."""
    zero = dict.fromkeys(("languages", "capacity", "sector", "price", "hours", "start", "labels", "trust"), 0)
    weights = {**zero, "activities": 100}
    world.set("weights", {"buyer": weights, "provider": weights})
    world.answer("Banco", wanted_channels=["voice_in"])
    world.answer("Atlas", channels_in_production=["voice_in"])

    lines = card(world, "Banco", "Atlas")

    assert [line for line in lines if line.startswith("Still open")] == []
