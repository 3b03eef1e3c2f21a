"""`mawid allocate` and `mawid publish`."""

from __future__ import annotations

import builtins
from dataclasses import replace

import pytest

from bot.__main__ import main
from bot.commands import agenda
from bot.settings import Settings, read_settings
from scheduling import Fault, InvalidProblem
from tests.phone import NOON
from tests.world import World, text


@pytest.fixture
def settings(world: World, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that name the database of the small event, in which two companies agreed, weeks before it begins."""
    monkeypatch.setattr("bot.clock.now", lambda: NOON)
    world.agree(("Banco", "Atlas"))
    return replace(read_settings(), database_url=world.database.engine.url.render_as_string(hide_password=False))


def test_draft_is_prepared_and_printed(world: World, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert agenda.allocate(settings, world.house.event) == 0

    printed = capsys.readouterr().out
    slots = len(world.problem().slots)
    draft = world.newest("draft")
    assert draft is not None
    assert printed.startswith(f"12 companies, 1 wishes, {slots} slots, 24 tables\n")
    assert "  1 meetings, 100.00 % of the bound\n" in printed
    assert f"\nDraft {draft.id}: 1 meeting, 100.0% of the best conceivable.\n" in printed
    assert printed.endswith("Publish it: mawid publish\n")
    assert len(world.meetings(draft.id)) == 1


def test_invalid_problem_is_printed(
    world: World, settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise InvalidProblem([Fault(path="slots[0].id", code="duplicate", value="x")])

    monkeypatch.setattr("handlers.agendas.allocation.solve", refuse)

    assert agenda.allocate(settings, world.house.event) == 1
    assert capsys.readouterr().err == "mawid: slots[0].id: duplicate (x)\n"
    assert world.newest("draft") is None


def test_publish_asks_and_tells(
    world: World, settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = world.draft(("Banco", "Atlas", "d1s01", "1"))
    asked: list[str] = []
    answers = iter(["", " Oui "])

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return next(answers)

    monkeypatch.setattr(builtins, "input", answer)
    codes = [agenda.publish(settings, world.house.event, is_confirmed=False) for _ in range(2)]

    assert codes == [1, 0]
    assert asked == ["Publish? [y/N] "] * 2
    assert capsys.readouterr().out == (
        f"Draft {draft.id}: 2 companies will be told.\nNothing was published.\n"
        f"Draft {draft.id}: 2 companies will be told.\nPublished; 2 companies are told by `mawid run`.\n"
    )
    (push,) = world.phone("Banco").receive_pushes()
    assert "10:40 · table 1 (Quiet corner) · Atlas Contact" in text(push)


def test_publish_without_a_draft_says_how_to_get_one(
    world: World, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert agenda.publish(settings, world.house.event, is_confirmed=True) == 1
    assert capsys.readouterr().err == "There is no draft: mawid allocate\n"


def test_draft_that_became_impossible_is_not_published(
    world: World, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    world.draft(("Banco", "Atlas", "d1s01", "1"))
    world.wish("Atlas", "Banco", "no")

    assert agenda.publish(settings, world.house.event, is_confirmed=True) == 1
    assert capsys.readouterr().err == "Some meetings are not possible any more, or too late to change: mawid allocate\n"
    assert world.newest("published") is None


def test_only_adding_moves_nothing_that_is_published(world: World, settings: Settings) -> None:
    world.publish(world.draft(("Banco", "Atlas", "d2s05", "7")))
    world.agree(("Banco", "Rif"))

    assert agenda.allocate(settings, world.house.event, only_adds=True) == 0

    draft = world.newest("draft")
    assert draft is not None
    places = world.places(draft.id)
    assert ("Banco", "Atlas", "d2s05", "7") in places
    assert len(places) == 2


def test_only_adding_is_asked_for_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def allocate(*_: object, only_adds: bool) -> int:
        asked.append(only_adds)
        return 0

    monkeypatch.setattr(agenda, "allocate", allocate)

    assert (main(["allocate"]), main(["allocate", "--only-add"])) == (0, 0)
    assert asked == [False, True]
