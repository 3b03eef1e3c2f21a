"""The event file's rules of law are those that matching, cards, sheets and organisers go by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from events.event import Effect, LegalRule, Words
from handlers.choosing import legal
from locales.translator import translator
from tests.handlers.registrations import words
from tests.world import World

CALLS = {"people_called": ["b2c"], "prospecting": "outbound", "called_countries": ["FR"], "consent_base": "none"}
TEXT = {"fr": "Règle <d’essai>", "ar": "قاعدة <تجريبية>", "en": "Rule <on trial>"}


def rule(*effects: Effect, **changed: object) -> LegalRule:
    written = LegalRule(
        key="trial",
        since=date(2026, 1, 1),
        effects=effects,
        source="Code",
        text=Words(TEXT),
        countries=("FR",),
        people_called=("B2C",),
        prospecting=("outbound",),
        unless=("existing_contract",),
    )
    return replace(written, **changed)  # type: ignore[arg-type]


def card(world: World, one: str, other: str) -> str:
    return words(world.phone(one).tap_data(f"w:see={world.ids[other]}"))


def test_warning_of_the_event_stands_on_both_cards_in_the_readers_words(world: World) -> None:
    world.use(legal_rules=(rule("warn_both"),))
    world.answer("Banco", **CALLS)

    assert card(world, "Banco", "Atlas").endswith("⚖️ Rule <on trial>")
    assert card(world, "Rif", "Banco").endswith("⚖️ قاعدة <تجريبية>")


@pytest.mark.parametrize(
    "changed",
    [
        {"since": date(2027, 4, 15)},
        {"until": date(2027, 4, 13)},
        {"countries": ("BE",)},
        {"activities": ("payroll_hr",)},
        {"people_called": ("B2B",)},
        {"prospecting": ("none",)},
        {"unless": ("none",)},
    ],
    ids=str,
)
def test_rule_that_does_not_hold_is_not_mentioned(world: World, changed: dict[str, object]) -> None:
    world.use(legal_rules=(rule("warn_both", "ask", "block", **changed),))
    world.answer("Banco", **CALLS)

    assert "Rule <on trial>" not in card(world, "Banco", "Atlas")


def test_rule_that_asks_is_the_thing_to_settle_and_the_first_question_of_the_sheet(world: World) -> None:
    world.use(legal_rules=(rule("ask"),))
    world.answer("Banco", **CALLS)
    world.agree(("Banco", "Atlas"))
    world.publish(world.draft(("Banco", "Atlas", "d1s01", "1")))

    for reader, other, question in (
        ("Atlas", "Banco", "• ⚖️ Does this rule apply to your project? Rule <on trial>"),
        ("Banco", "Atlas", "• ⚖️ They may ask whether this rule applies to your project: Rule <on trial>"),
    ):
        assert "Still open: does this rule apply to the project? Rule <on trial>" in card(world, reader, other)
        sheet = words(world.phone(reader).tap_data(f"s:{world.ids[other]}"))
        asked = sheet.partition("Questions still open:\n")[2].partition("\n\n")[0].splitlines()
        assert asked[0] == question
        assert len(asked) == 5


def test_rule_that_lacks_an_answer_is_asked_about_whatever_its_effect(world: World) -> None:
    world.use(legal_rules=(rule("warn_both", "block"),))
    world.answer("Banco", **{**CALLS, "consent_base": "unknown"})

    shown = card(world, "Atlas", "Banco")

    assert "Still open: does this rule apply to the project? Rule <on trial>" in shown
    assert "⚖️" not in shown


def test_rule_that_blocks_makes_the_pair_impossible_everywhere(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    world.answer("Banco", **CALLS)
    before = len(world.problem().pairs)
    world.use(legal_rules=(rule("block"),))

    assert "no longer among those you could meet" in card(world, "Banco", "Atlas")
    assert (before, world.problem().pairs) == (1, ())


def test_rule_for_organisers_shows_on_the_companys_screen_and_in_the_draft(world: World) -> None:
    world.use(legal_rules=(rule("flag_organiser"),))
    world.answer("Banco", **CALLS)
    world.agree(("Banco", "Atlas"), ("Nordic", "Atlas"))
    world.draft(("Banco", "Atlas", "d1s01", "1"), ("Nordic", "Atlas", "d1s02", "1"))

    screens = {
        name: words(world.organiser.tap_data(f"o:see={world.ids[name]}")) for name in ("Banco", "Nordic", "Atlas")
    }
    draft = words(world.organiser.say("/publish")).splitlines()

    assert [name for name, shown in screens.items() if "⚖️ Rule <on trial>" in shown] == ["Banco"]
    assert "⚖️" not in card(world, "Banco", "Atlas")
    assert draft[draft.index("⚖️ A legal rule concerns 1 meeting:") + 1] == (
        "• Banco Norte and Atlas Contact: Rule <on trial>"
    )


def test_event_without_rules_goes_by_the_two_that_everybody_needs(world: World) -> None:
    world.use(legal_rules=())
    world.answer("Banco", **CALLS, sector=["renewables"])

    shown = card(world, "Atlas", "Banco").splitlines()

    assert [line for line in shown if line.startswith("⚖️")] == [
        "⚖️ Prospecting consumers by phone in France needs their prior consent, or an existing contract.",
        f"⚖️ {legal.KNOWN['fr_home_energy_phone']}",
    ]


def test_every_default_rule_has_its_words(world: World) -> None:
    world.use(legal_rules=())

    for one in legal.rules_of(world.house.event):
        assert legal.say(one.key, world.house.event, translator("fr")) not in ("", one.key)
