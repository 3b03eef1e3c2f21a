"""Choosing, meeting and adjusting as people read it, in each language; `--regenerate-transcripts` writes it anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from locales.translator import LANGUAGE_NAMES
from tests.handlers.registrations import asked_of
from tests.phone import Phone
from tests.world import World

FOLDER = Path(__file__).parent / "transcripts"
READERS = {"fr": ("Lumen", "Atlas"), "ar": ("Rif", "Banco"), "en": ("Banco", "Atlas")}
"""Who speaks the language, and a company of the other side."""


def choosing(world: World, language: str) -> Phone:
    """Asks why, says how the company comes and whom it avoids, searches, agrees, and opens the contact sheet."""
    key, other = READERS[language]
    phone, counterpart = world.phone(key), world.ids[other]
    calls = {"people_called": ["b2c"], "prospecting": "outbound", "called_countries": ["FR"], "consent_base": "unknown"}
    world.answer("Banco", **calls)
    world.answer("Lumen", **{**calls, "consent_base": "none"})
    world.answer(other, reference_1="Energia SA, Ana Ruiz, +34 600 000 001")
    world.wish(other, key)
    phone.tap_data(f"w:see={counterpart}")
    phone.tap(f"w:why={counterpart}")
    phone.tap_data("w:details")
    for answer in ("aucune", "2", "2", "later", "Jana Novak, +33 1 44 55 66 78"):
        phone.say(answer)
    phone.tap_data("w:avoid")
    phone.say("Volubilis Voice, Helvetia Assur, Tensift")
    phone.tap_data("w:find")
    phone.say("Maroc" if key != "Rif" else "Espagne")
    phone.tap_data("w:page=1")
    phone.tap_data(f"w:yes={counterpart}")
    phone.receive_pushes()
    phone.tap(f"s:{counterpart}")
    phone.tap_data("w:refs")
    phone.say("Banque Bleue, Paul Roy")
    phone.say("later")
    assert asked_of(phone) is None
    return phone


def adjusting(world: World, language: str) -> Phone:
    """Looks at a draft, adds a pair by name, is refused another, forbids a third; takes a published table out."""
    phone = world.organiser
    phone.say(f"/language {LANGUAGE_NAMES[language]}")
    world.answer(
        "Banco",
        people_called=["b2c"],
        prospecting="outbound",
        called_countries=["FR"],
        consent_base="none",
        sector=["renewables"],
    )
    world.agree(("Banco", "Atlas"), ("Nordic", "Atlas"))
    world.wish("Rif", "Nordic", "no")
    draft = world.draft(("Banco", "Atlas", "d1s01", "1"), ("Nordic", "Atlas", "d1s02", "1"))
    phone.say("/organise")
    phone.say("/publish")
    phone.tap(world.z("pair="))
    phone.say("nordic")
    phone.tap(world.z(f"pair={world.ids['Nordic']}"))
    phone.tap(world.z(f"one={world.pair('Nordic', 'Oasis')}"))
    phone.tap(world.z(f"move={world.pair('Nordic', 'Oasis')}"))
    phone.tap(world.z(f"to={world.pair('Nordic', 'Oasis')}@d1s03"))
    phone.tap_data(world.z(f"fix={world.pair('Nordic', 'Rif')}"))
    phone.tap(world.z(f"forbid={world.pair('Nordic', 'Rif')}"))
    phone.tap_data("z:0.list=0")
    world.publish(draft)
    phone.tap_data("y:table=1")
    world.phone("Atlas").tap_data("q:consent_matching=no")
    phone.receive_pushes()
    return phone


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("play", [choosing, adjusting], ids=lambda play: play.__name__)
def test_choosing_reads_as_it_was_agreed(
    world: World, language: str, play: Callable[[World, str], Phone], *, regenerate_transcripts: bool
) -> None:
    golden = FOLDER / f"{play.__name__}.{language}.txt"

    transcript = "\n".join(play(world, language).transcript) + "\n"

    if regenerate_transcripts:
        golden.write_text(transcript, encoding="utf-8")
    assert transcript == golden.read_text(encoding="utf-8")
