from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands.doctor_whatsapp import check_whatsapp
from bot.commands.whatsapp import every_template, templates
from bot.settings import Settings
from storage import Database
from tests.fakes.graph_rules import Refused
from tests.fakes.graph_server import APP_SECRET, BUSINESS_ID, PHONE_ID, TOKEN, VERIFY_TOKEN, FakeGraph


@pytest.fixture
def fake() -> Iterator[FakeGraph]:
    """The fake in a loop of its own: the commands open theirs."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = FakeGraph()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
    yield server
    asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def settings(fake: FakeGraph, tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'mawid.db'}",
        whatsapp_phone_id=PHONE_ID,
        whatsapp_token=TOKEN,
        whatsapp_app_secret=APP_SECRET,
        whatsapp_verify_token=VERIFY_TOKEN,
        whatsapp_api_base=fake.base_url,
        whatsapp_business_id=BUSINESS_ID,
    )


def states(settings: Settings) -> set[str]:
    database = Database(settings.database_url)
    with database.begin() as uow:
        found = {state.status for state in uow.templates.every()}
    database.close()
    return found


def findings(settings: Settings) -> dict[str, tuple[bool, str]]:
    return {one.name: (one.is_well, one.detail) for one in check_whatsapp(settings)}


def test_templates_are_handed_in_once_and_their_states_kept(
    fake: FakeGraph, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert templates(settings, submits=False) == 0
    assert states(settings) == {"MISSING"}
    assert "MISSING: hand it in with --submit" in capsys.readouterr().out

    for _ in range(2):
        assert templates(settings, submits=True) == 0
    assert len(fake.templates) == len(list(every_template())) == 18
    assert states(settings) == {"PENDING"}

    for template in fake.templates.values():
        template.status = "APPROVED"
    fake.templates["mawid_notice_1", "ar"].status = "REJECTED"
    fake.templates["mawid_notice_1", "ar"].rejected_reason = "TAG_CONTENT_MISMATCH"
    capsys.readouterr()
    assert templates(settings, submits=False) == 0
    printed = capsys.readouterr().out
    assert "mawid_notice_1       ar  REJECTED (TAG_CONTENT_MISMATCH)" in printed
    assert states(settings) == {"APPROVED", "REJECTED"}


def test_without_whatsapp_templates_are_only_checked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("WHATSAPP_TOKEN", "WHATSAPP_PHONE_ID", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"):
        monkeypatch.delenv(name, raising=False)

    assert main(["whatsapp", "templates"]) == 0
    assert "mawid_reminder_1" in capsys.readouterr().out
    assert main(["whatsapp", "templates", "--submit"]) == 2


def test_faulty_template_is_not_handed_in(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.whatsapp.template_faults", lambda: ["notice: no ar"])

    assert templates(settings, submits=True) == 1
    assert "FAIL notice: no ar" in capsys.readouterr().out


def test_refused_token_is_told(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert templates(replace(settings, whatsapp_token="wrong"), submits=False) == 1
    assert "token_rejected" in capsys.readouterr().err


def test_template_that_meta_refuses_to_take_is_told(
    fake: FakeGraph, settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_raw: object) -> None:
        raise Refused(100, "Invalid parameter")

    monkeypatch.setattr("tests.fakes.graph_server.check_new_template", refuse)

    assert templates(settings, submits=True) == 1
    assert "bad_request" in capsys.readouterr().err


def test_doctor_names_each_language_that_is_not_approved(fake: FakeGraph, settings: Settings) -> None:
    templates(settings, submits=True)
    for template in fake.templates.values():
        template.status = "APPROVED"
    fake.templates["mawid_change_1", "ar"].status = "PAUSED"
    del fake.templates["mawid_agenda_1", "fr"]

    found = findings(settings)

    assert found["whatsapp"] == (True, "+212 5 00 00 00 00 (Mawid), quality unknown")
    assert found["message templates"] == (True, "6 in fr, ar, en")
    assert found["template approval"] == (False, "agenda fr: MISSING; change ar: PAUSED")


def test_doctor_is_content_when_everything_is_approved(fake: FakeGraph, settings: Settings) -> None:
    templates(settings, submits=True)
    for template in fake.templates.values():
        template.status = "APPROVED"

    assert findings(settings)["template approval"] == (True, "all approved")


def test_doctor_asks_for_the_business_account(settings: Settings) -> None:
    found = findings(replace(settings, whatsapp_business_id=None))

    assert found["template approval"] == (False, "not known: WHATSAPP_BUSINESS_ID is not set")


def test_doctor_tells_a_wrong_token(settings: Settings) -> None:
    found = findings(replace(settings, whatsapp_token="wrong"))

    assert found["whatsapp"] == (False, "Meta refuses or does not answer: token_rejected")


def test_doctor_says_that_whatsapp_is_off() -> None:
    assert list(findings(Settings())) == ["whatsapp"]
