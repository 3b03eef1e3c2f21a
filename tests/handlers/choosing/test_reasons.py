"""Every reason that matching can give has its sentence, in every language."""

from __future__ import annotations

import pytest

from handlers.choosing import reasons
from locales.markup import plain
from locales.translator import LANGUAGES, translator
from matching.reasons import Reason
from matching.weights import DIMENSIONS

SAID = {
    "activities": ({"common": ("collections", "back_office"), "asked": 2}, "Same work: Debt collection, Back office"),
    "capacity": ({"needed": "6_15", "free": "16_50"}, "The size fits: 6–15 needed, 16–50 free"),
    "sector": ({"common": ("banking",)}, "Knows the sector: Banking"),
    "price": ({"common": ("per_result",)}, "Same price model: Per result"),
    "hours": ({"needed": "24_7", "held": "24_7"}, "Holds the hours: 24/7"),
    "start": ({"wished": "1_3", "earliest": "under_1"}, "The start fits: In 1 to 3 months"),
    "labels": ({"labels": ("iso_27001",), "checked": 0}, "Labels: ISO 27001"),
    "trust": ({"trust": 3, "references": 0}, "Trust level 3 of 4"),
    "data_set_up": ({"prospecting": "outbound", "consent_base": "prior_consent"}, "Calls with a sound legal basis"),
}


@pytest.mark.parametrize("code", SAID)
def test_reason_is_a_sentence(code: str) -> None:
    parameters, english = SAID[code]

    assert plain(reasons.say(Reason(code=code, parameters=parameters), translator("en"))) == english


@pytest.mark.parametrize(
    ("agents", "said"), [(0, "Languages in common: French"), (1, "French: 1 agent"), (20, "French: 20 agents")]
)
def test_languages_are_counted_when_the_agents_are_known(agents: int, said: str) -> None:
    reason = Reason(code="languages", parameters={"languages": ("fr",), "agents": agents})

    assert reasons.say(reason, translator("en")) == said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["ask", "agree"])
@pytest.mark.parametrize("code", [*DIMENSIONS, "data_set_up", "deposit"])
def test_what_is_open_is_said_without_its_code(code: str, kind: str, language: str) -> None:
    said = reasons.say(Reason(code=f"{kind}_{code}", parameters={}), translator(language))

    assert said
    assert "_" not in said


@pytest.mark.parametrize("code", [key.removeprefix("ask_") for key in reasons._ASK])
def test_each_thing_to_ask_has_its_own_words(code: str) -> None:
    said = reasons.say(Reason(code=f"ask_{code}", parameters={}), translator("en"))

    assert said.endswith("(to be asked)")
    assert said != reasons.say(Reason(code="ask_unheard_of", parameters={}), translator("en"))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("ask_unheard_of", "what the registration leaves open (to be asked)"),
        ("agree_unheard_of", "the details (to be agreed)"),
        ("unheard_of", ""),
    ],
)
def test_code_unknown_here_still_makes_sense(code: str, said: str) -> None:
    assert reasons.say(Reason(code=code, parameters={}), translator("en")) == said


def test_arabic_lists_have_arabic_commas() -> None:
    reason = Reason(code="labels", parameters={"labels": ("iso_27001", "iso_9001")})

    said = reasons.say(reason, translator("ar"))

    assert "، " in said
    assert said.count("\u2068") == said.count("\u2069")
