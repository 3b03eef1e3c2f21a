"""The real program: it starts, says where it is, stops cleanly, resumes, and tells nobody's secrets."""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.__main__ import main
from storage import Database
from storage.outbox import CHANGE
from tests.bot.fake_channel import PAYLOAD
from tests.bot.house_process import ROOT, HouseProcess
from tests.bot.test_kill import Browser, Registrant, register, running, settle
from tests.fakes.telegram_server import FakeTelegram
from tests.phone import NOON

PHONE = "+212612345678"


async def fetch(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return answer.status, await answer.text()


async def test_house_starts_stops_and_resumes(tmp_path: Path) -> None:
    house = HouseProcess(tmp_path)
    try:
        link = await house.open()
        assert (await fetch(f"{link}/"))[0] == 200
        assert await fetch(f"{link}/healthz") == (200, '{"status": "ok"}')
        status, metrics = await fetch(f"{link}/metrics")
        assert (status, 'mawid_messages{status="sent"} 0\n' in metrics) == (200, True)
        async with Browser(link) as browser:
            await browser.open()
            await browser.say("c1", "/start")
            await browser.read(lines=1)
        assert await house.interrupt() == 0
        assert "Stopped. Everything is saved" in house.printed
        assert house.files == ["mawid.db"]

        database = Database(house.database_url)
        with database.begin() as uow:
            address = uow.people.addresses(1)[0].address
            row_id = uow.outbox.enqueue(
                address=address, payload=PAYLOAD, priority=CHANGE, now=NOON.replace(year=2020), after_inbox_id=1
            )
        link = await house.open()
        await settle(house)
        status, metrics = await fetch(f"{link}/metrics")
        assert 'mawid_messages{status="sent"} 2\n' in metrics
        assert "mawid_people 1\n" in metrics
        with database.begin() as uow:
            found = uow.outbox.find(row_id or 0)
        database.close()
        assert found is not None
        assert found.status == "sent"
        assert await house.interrupt() == 0
        assert house.logged.count("Traceback") == 0
    finally:
        await house.close()


@pytest.mark.parametrize("log_format", ["text", "json"])
async def test_logs_hold_neither_secrets_nor_personal_data(tmp_path: Path, log_format: str) -> None:
    async with FakeTelegram(rate_limits=None) as fake:
        fake.fail("server_error", method="sendMessage", times=2)
        house = HouseProcess(
            tmp_path, TELEGRAM_BOT_TOKEN=fake.token, TELEGRAM_API_BASE=fake.base_url, MAWID_LOG=log_format
        )
        async with running(house):
            registrant = Registrant(fake.person(7, language_code="fr", first_name="Zoubida"))
            await register(registrant, house, random.Random(0), 0)
            await settle(house)
            assert await house.interrupt() == 0

    said = house.logged + house.printed
    for secret in (fake.token, fake.token.partition(":")[2], PHONE, "6 12 34 56 78", "Amina", "Zoubida", "Atlas"):
        assert secret not in said
    if log_format == "json":
        lines = [json.loads(line) for line in house.logged.splitlines()]
        assert all({"at", "level", "logger", "message"} <= line.keys() for line in lines)


def start(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{tmp_path}/mawid.db"}
    return subprocess.run(
        [sys.executable, "-m", "bot", *(arguments or ("run",))],
        cwd=tmp_path,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_port_in_use_is_told_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        ended = start(tmp_path, MAWID_PORT=str(listener.getsockname()[1]))

    assert ended.returncode == 1
    assert "cannot listen on 127.0.0.1" in ended.stderr
    assert "MAWID_PORT=8081 make run" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_absent_database_was_a_traceback(tmp_path: Path) -> None:
    ended = start(tmp_path, DATABASE_URL=f"postgresql:///mawid?host={tmp_path}", MAWID_PORT="0")

    assert ended.returncode == 1
    assert "the database does not answer" in ended.stderr
    assert "mawid doctor" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_wrong_setting_and_wrong_event_file_stop_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAWID_PORT", "http")
    assert main(["run"]) == 2
    assert "mawid: MAWID_PORT: expected a port" in capsys.readouterr().err

    monkeypatch.setenv("MAWID_PORT", "0")
    monkeypatch.setenv("MAWID_EVENT", str(tmp_path / "none.toml"))
    assert main(["run"]) == 2
    assert "none.toml" in capsys.readouterr().err


@pytest.mark.parametrize(("flags", "role"), [([], "organiser"), (["--owner"], "owner")])
def test_organiser_invite_prints_a_link_that_is_stored_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    flags: list[str],
    role: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/mawid.db")
    for name in ("TELEGRAM_BOT_TOKEN", "MAWID_PORT", "MAWID_PUBLIC_URL", "MAWID_EVENT"):
        monkeypatch.delenv(name, raising=False)

    assert main(["organiser", "invite", *flags]) == 0

    printed = capsys.readouterr().out
    code = printed.rpartition("/start ")[2].strip()
    assert f"http://127.0.0.1:8080/?start={code}" in printed
    assert code.startswith("o-")
    database = Database(f"sqlite:///{tmp_path}/mawid.db")
    with database.begin() as uow:
        found = uow.invites.find(code, now=NOON.replace(year=2026, month=1))
    database.close()
    assert found is not None
    assert (found.kind, found.role, found.uses_left) == ("organiser", role, 1)
