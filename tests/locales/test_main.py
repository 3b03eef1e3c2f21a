from __future__ import annotations

from typing import Any

import pytest

from locales.__main__ import USAGE, main


def test_check_is_silent_when_all_is_well(project: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"], project.root, project.folder) == 0
    assert capsys.readouterr() == ("", "")


def test_check_fails_with_the_faults(project: Any, capsys: pytest.CaptureFixture[str]) -> None:
    project.catalogue("ar").unlink()

    assert main(["check"], project.root, project.folder) == 1
    assert capsys.readouterr() == ("ar: no catalogue; run python -m locales update\n", "")


def test_extract_writes_the_template_only(project: Any) -> None:
    project.source.write_text('N_("New")\n', "utf-8")

    assert main(["extract"], project.root, project.folder) == 0
    assert 'msgid "New"' in (project.folder / "mawid.pot").read_text("utf-8")
    assert 'msgid "New"' not in project.catalogue("fr").read_text("utf-8")


def test_update_writes_every_language(project: Any) -> None:
    project.source.write_text('N_("New")\n', "utf-8")

    assert main(["update"], project.root, project.folder) == 0
    assert 'msgid "New"' in project.catalogue("fr").read_text("utf-8")


@pytest.mark.parametrize("arguments", [[], ["compile"], ["check", "fr"]])
def test_anything_else_shows_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr() == ("", USAGE)
