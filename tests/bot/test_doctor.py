from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from bot.commands import doctor as doctor_module
from bot.commands.doctor import diagnose, doctor
from bot.commands.findings import Finding
from bot.settings import Settings
from events.event import Event
from tests.bot.house_process import free_port

TOKEN = "123456:ABC-def_0"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path / 'mawid.db'}", port=free_port())


@pytest.fixture
def _translated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogues have tests of their own; here they are complete."""
    monkeypatch.setattr(doctor_module, "catalogue_faults", list)


def find(name: str, settings: Settings, event: Event | None, problem: str = "") -> Finding:
    return next(finding for finding in diagnose(settings, event, problem) if finding.name == name)


@pytest.mark.usefixtures("_translated")
def test_healthy_house_has_nothing_to_mend(
    settings: Settings, event: Event, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor(settings, lambda: event) == 0

    printed = capsys.readouterr().out
    assert printed.count("ok  ") == 7
    assert "FAIL" not in printed
    assert "Casablanca is UTC+0" in printed
    assert "SQLite, schema" in printed


@pytest.mark.usefixtures("_translated")
def test_wrong_event_file_is_told_with_the_way_out(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    def load() -> Event:
        raise ValueError("event.toml: name.fr: expected text")

    assert doctor(settings, load) == 1
    printed = capsys.readouterr().out
    assert "FAIL event file: event.toml: name.fr: expected text" in printed
    assert "→ Mend the file, or set MAWID_EVENT." in printed
    assert printed.count("ok  ") == 6


def test_old_time_zones_are_noticed(settings: Settings, event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_module, "zone", lambda _name: timezone(timedelta(hours=1)))

    finding = find("time zones", settings, event)
    assert finding.is_well is False
    assert "1:00:00" in finding.detail
    assert "install tzdata" in finding.advice


def test_database_that_cannot_be_opened_is_noticed(tmp_path: Path, event: Event) -> None:
    absent = find("database", Settings(database_url=f"sqlite:///{tmp_path}/none/mawid.db"), event)
    away = find("database", Settings(database_url=f"postgresql://mawid:hush@/mawid?host={tmp_path}"), event)

    assert (absent.is_well, away.is_well) == (False, False)
    assert "unable to open database file" in absent.detail
    assert away.detail.startswith("PostgreSQL: ")
    assert "hush" not in away.detail
    assert "DATABASE_URL" in away.advice


def test_postgresql_that_answers_is_well(postgresql_url: str, event: Event) -> None:
    finding = find("database", Settings(database_url=postgresql_url), event)

    assert finding.is_well is True
    assert finding.detail.startswith("PostgreSQL, schema ")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_port_in_use_is_noticed(taken_port: int, settings: Settings, event: Event) -> None:
    busy = Settings(database_url=settings.database_url, port=taken_port)

    finding = find("port", busy, event)
    assert finding.is_well is False
    assert "in use" in finding.detail
    assert "MAWID_PORT" in finding.advice
    assert find("port", settings, event).is_well is True


def test_bot_that_is_off_is_well(settings: Settings, event: Event) -> None:
    finding = find("telegram", settings, event)

    assert finding.is_well is True
    assert finding.detail.startswith("off")


def test_bot_that_does_not_answer_is_noticed_without_its_token(settings: Settings, event: Event) -> None:
    away = Settings(
        database_url=settings.database_url,
        port=settings.port,
        telegram_token=TOKEN,
        telegram_api_base=f"http://127.0.0.1:{free_port()}",
    )

    finding = find("telegram", away, event)
    assert finding.is_well is False
    assert TOKEN not in finding.detail
    assert "@BotFather" in finding.advice


def test_incomplete_catalogue_is_noticed(settings: Settings, event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_module, "catalogue_faults", lambda: ["fr: empty", "ar: fuzzy", "en: x", "y"])

    finding = find("catalogues", settings, event)
    assert finding.is_well is False
    assert finding.detail == "fr: empty; ar: fuzzy; en: x"
    assert "locales update" in finding.advice
