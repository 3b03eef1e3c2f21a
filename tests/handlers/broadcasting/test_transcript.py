"""A broadcast as organisers live it, in each language: written, approved by a second one, stopped, reported.

``--regenerate-transcripts`` writes it anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from locales.translator import LANGUAGE_NAMES, translator
from tests.handlers.broadcasting.desk import Desk
from tests.handlers.registrations import make_organiser, new_phone
from tests.world import START, World

FOLDER = Path(__file__).parent / "transcripts"
TEXTS = {
    "fr": "Les portes ouvrent à 8 h 30. Plan : https://mawid.example/plan?jour=1&salle=B",
    "ar": "تُفتح الأبواب على الساعة 8:30. الخريطة: https://mawid.example/plan?jour=1&salle=B",
    "en": "The doors open at 8:30. Map: https://mawid.example/plan?jour=1&salle=B",
}


def play(world: World, language: str) -> str:
    """Let an organiser write in their language, a second one approve; stop half-way, look at the report."""
    desk = Desk(world=world)
    for phone in (desk.author, desk.second):
        phone.say(f"/language {LANGUAGE_NAMES[language]}")
        phone.transcript.clear()
    author, second = desk.author, desk.second
    author.say("/broadcast")
    author.tap("u:new")
    author.say(TEXTS[language])
    others = [one for one in world.house.event.languages if one != language]
    author.say(TEXTS[others[0]])
    author.tap(f"u:note=1.{others[1]}")
    author.tap("u:kind=1.roles.0")
    author.tap("u:set=1.roles.1")
    author.tap("u:back=1")
    author.tap("u:look=1")
    author.tap(f"u:ask={desk.seen}")
    second.receive_pushes()
    second.tap("u:see=1")
    second.tap(f"u:approve={desk.seen}")
    author.receive_pushes()
    desk.start(at=second.now)
    desk.send(count=3)
    author.tap("u:see=1")
    author.tap("u:pause=1")
    author.tap("u:resume=1")
    author.tap("u:see=1")
    author.tap("u:stop=1")
    author.tap("u:stop_now=1")
    author.tap("u:names=1.sent.0")
    author.tap("u:csv=1")
    return "\n".join([*author.transcript, "", "--", "", *second.transcript]) + "\n"


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_broadcast_reads_as_it_was_agreed(world: World, language: str, *, regenerate_transcripts: bool) -> None:
    golden = FOLDER / f"broadcast.{language}.txt"

    transcript = play(world, language)

    if regenerate_transcripts:
        FOLDER.mkdir(exist_ok=True)
        golden.write_text(transcript, encoding="utf-8")
    assert transcript == golden.read_text(encoding="utf-8")


def test_organisers_of_two_languages_each_read_their_own(world: World) -> None:
    desk = Desk(world=world)
    arab = make_organiser(new_phone(world.database, world.house, 97, now=START), language="العربية")
    desk.write()
    desk.author.tap_data(f"u:ask={desk.seen}")

    (request,) = arab.receive_pushes()

    assert request.language == "ar"
    assert request.buttons[0].label == translator("ar").plain("Look")
