"""A morning on which much goes wrong, as its people read it; `--regenerate-transcripts` writes it anew.

The organiser's screens and those of two delegates, in the order in which they come.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from locales.translator import LANGUAGE_NAMES
from tests.handlers.live.changing import at, pushes
from tests.phone import Phone
from tests.world import World

FOLDER = Path(__file__).parent / "transcripts"

SAID = {
    "en": ("table 1 out until 11:00", "everything after 11:00 +15", "Atlas Contac gone", "move Banco / Rif to 14:45"),
    "fr": ("table 1 en panne jusqu’à 11h", "tout après 11h +15", "Atlas Contac parti", "déplacer Banco / Rif à 14h45"),
    "ar": ("الطاولة ١ معطلة حتى ١١", "كل ما بعد 11:00 +15", "Atlas Contac غادرت", "نقل Banco / Rif إلى 14:45"),
}


class Morning:
    """Three phones, and one transcript of all."""

    def __init__(self, world: World, language: str) -> None:
        self.world = world
        self.phones = {"organiser": world.organiser, "Banco": world.phone("Banco"), "Rif": world.phone("Rif")}
        for phone in (self.phones["organiser"], self.phones["Banco"]):
            phone.say(f"/language {LANGUAGE_NAMES[language]}")
        for phone in self.phones.values():
            phone.transcript.clear()
        self.lines: list[str] = []

    def __getitem__(self, name: str) -> Phone:
        return self.phones[name]

    def hear(self, name: str) -> None:
        """Let a phone's new screens follow in the transcript."""
        phone = self.phones[name]
        if phone.transcript:
            self.lines += ["", f"=== {name} ===", *phone.transcript]
            phone.transcript.clear()

    def settle(self) -> None:
        """Let a minute pass, and both delegates read what they are told."""
        pushes(self.world, after=timedelta(minutes=1))
        for name in ("Banco", "Rif"):
            self.hear(name)


def play(world: World, language: str) -> str:
    """A table breaks, the hall runs late, a company leaves; one delegate is late, another cannot come."""
    table, late, gone, move = SAID[language]
    morning = Morning(world, language)
    organiser, banco, rif = morning["organiser"], morning["Banco"], morning["Rif"]
    organiser.say("/change")
    organiser.say(table)
    organiser.tap(f"c:ok={_newest(organiser)}")
    organiser.say(late)
    organiser.tap(f"c:ok={_newest(organiser)}")
    morning.hear("organiser")
    morning.settle()
    banco.tap(next(button.data for button in banco.screen.buttons if button.data.startswith("k:")))
    banco.tap_data(f"n:late={world.pair('Banco', 'Rif')}@d1s03")
    banco.tap("10")
    morning.hear("Banco")
    rif.receive_pushes()
    rif.tap_data(f"n:cant={world.pair('Banco', 'Rif')}@d1s03")
    rif.tap(f"n:no={world.pair('Banco', 'Rif')}@d1s03")
    morning.hear("Rif")
    organiser.receive_pushes()
    organiser.tap(f"c:drop={_newest(organiser)}")
    organiser.say(move)
    organiser.tap(f"c:ok={_newest(organiser)}")
    organiser.tap("c:now")
    morning.hear("organiser")
    morning.settle()
    at(world, organiser.now + timedelta(minutes=10))
    organiser.say(gone)
    organiser.tap(f"c:x=gone;{world.ids['Atlas']};all")
    organiser.tap(f"c:ok={_newest(organiser)}")
    organiser.tap(f"c:undo={_newest(organiser)}")
    banco.tap_data(f"n:way={world.pair('Banco', 'Rif')}@d1s03")
    morning.hear("organiser")
    morning.hear("Banco")
    return "\n".join(morning.lines).strip() + "\n"


def _newest(phone: Phone) -> str:
    """Return the proposal that was shown last."""
    shown = [button.data for _ref, reply in phone.shown for button in reply.buttons if button.data.startswith("c:ok=")]
    return shown[-1].removeprefix("c:ok=")


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_troubled_morning_reads_as_it_was_agreed(
    morning: World, language: str, *, regenerate_transcripts: bool
) -> None:
    golden = FOLDER / f"morning.{language}.txt"

    transcript = play(morning, language)

    if regenerate_transcripts:
        FOLDER.mkdir(exist_ok=True)
        golden.write_text(transcript, encoding="utf-8")
    assert transcript == golden.read_text(encoding="utf-8")
