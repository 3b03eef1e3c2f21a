"""The command line, command by command."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

import pytest

from scheduling import agenda_from_json, allocate, check, to_json
from scheduling.__main__ import main
from tests.scheduling.invented import two_sided

PROBLEM = two_sided(2, 3, 2, 2)


@pytest.fixture
def problem(tmp_path: Path) -> str:
    path = tmp_path / "problem.json"
    path.write_text(to_json(PROBLEM), encoding="utf-8")
    return str(path)


@pytest.fixture
def agenda(tmp_path: Path) -> str:
    path = tmp_path / "agenda.json"
    path.write_text(to_json(allocate(PROBLEM)), encoding="utf-8")
    return str(path)


def test_allocate_prints_an_agenda(problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["allocate", problem, "--seed", "3", "--rounds", "2", "--time-limit", "9"]) == 0

    printed = capsys.readouterr()
    assert check(PROBLEM, agenda_from_json(printed.out)) == ()
    assert printed.err == ""


def test_allocate_tells_its_progress_on_demand(problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["allocate", problem, "--verbose"]) == 0

    assert capsys.readouterr().err.endswith("meetings, 100.00 % of the bound\n")


def test_progress_of_worthless_pairs_is_complete(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "free.json"
    data = json.loads(to_json(PROBLEM))
    for pair in data["pairs"]:
        pair["weight"] = 0
    path.write_text(json.dumps(data), encoding="utf-8")

    assert main(["allocate", str(path), "--verbose"]) == 0

    assert capsys.readouterr().err.endswith("meetings, 100.00 % of the bound\n")


def test_check_exits_with_one_for_conflicts(problem: str, agenda: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", problem, agenda]) == 0
    assert json.loads(capsys.readouterr().out) == []

    broken = json.loads(Path(agenda).read_text(encoding="utf-8"))
    broken["weight"] = 1
    Path(agenda).write_text(json.dumps(broken), encoding="utf-8")

    assert main(["check", problem, agenda]) == 1
    assert [conflict["code"] for conflict in json.loads(capsys.readouterr().out)] == ["wrong_weight"]


@pytest.mark.parametrize("tight", [[], ["--tight"]])
def test_bound_prints_the_proven_weight(problem: str, tight: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bound", problem, *tight]) == 0

    assert json.loads(capsys.readouterr().out) == {"bound": pytest.approx(48.0)}


def test_diff_prints_what_changed(agenda: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text('{"meetings": []}', encoding="utf-8")

    assert main(["diff", str(empty), agenda]) == 0

    printed = json.loads(capsys.readouterr().out)
    assert (len(printed["added"]), printed["moved"], printed["cancelled"]) == (4, [], [])


def test_repair_prints_the_mended_agenda(
    problem: str, agenda: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = tmp_path / "disruption.json"
    told.write_text('{"kind": "Gone", "participant": "b0"}', encoding="utf-8")

    assert main(["repair", problem, agenda, str(told)]) == 0
    assert {lost["a"] for lost in json.loads(capsys.readouterr().out)["lost"]} == {"b0"}

    for text in ('{"kind": "Earthquake"}', "[]", "{"):
        told.write_text(text, encoding="utf-8")
        assert main(["repair", problem, agenda, str(told)]) == 2


def test_a_published_instance_is_read_and_scheduled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dzn, problem = tmp_path / "day.dzn", tmp_path / "problem.json"
    dzn.write_text(
        "nBusiness=3; nMeetings=2; nTables=1; nTotalSlots=3; nMorningSlots=3; requested=[|1,2,3|2,3,3|];",
        encoding="utf-8",
    )

    assert main(["read-dzn", str(dzn)]) == 0
    problem.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["must-meet", str(problem)]) == 0
    assert json.loads(capsys.readouterr().out)["breaks"] == 0

    data = json.loads(problem.read_text(encoding="utf-8"))
    data["slots"] = data["slots"][:1]
    problem.write_text(json.dumps(data), encoding="utf-8")
    assert main(["must-meet", str(problem)]) == 1


def test_schema_prints_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0

    assert set(json.loads(capsys.readouterr().out)) == {"problem", "agenda"}


def test_a_file_that_cannot_be_used_exits_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{}", encoding="utf-8")

    assert main(["bound", str(bad)]) == 2
    assert "participants: missing" in capsys.readouterr().err
    assert main(["bound", str(tmp_path / "none.json")]) == 2


def test_the_package_runs_as_a_program(
    problem: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["scheduling", "bound", problem])
    monkeypatch.delitem(sys.modules, "scheduling.__main__")

    with pytest.raises(SystemExit) as stopped:
        runpy.run_module("scheduling", run_name="__main__")

    assert stopped.value.code == 0
    assert json.loads(capsys.readouterr().out) == {"bound": pytest.approx(48.0)}
