from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import DEFAULT_EVENT, InvalidSettings, Settings, read_settings

TOKEN = "123456:ABC-def_0"


def test_nothing_set_is_the_embedded_default(tmp_path: Path) -> None:
    settings = read_settings({}, folder=tmp_path)

    assert settings == Settings()
    assert settings.event_file == DEFAULT_EVENT
    assert settings.database_url == "sqlite:///mawid.db"
    assert settings.web_base == "http://127.0.0.1:8080"


def test_every_variable_is_read(tmp_path: Path) -> None:
    environment = {
        "MAWID_EVENT": "/srv/event.toml",
        "DATABASE_URL": "postgresql://mawid:secret@db/mawid",
        "MAWID_HOST": "0.0.0.0",
        "MAWID_PORT": "80",
        "MAWID_PUBLIC_URL": "https://mawid.example/",
        "MAWID_TRUST_PROXY": "yes",
        "MAWID_LOG": "json",
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE": "http://127.0.0.1:8081",
        "TELEGRAM_WEBHOOK_URL": "https://mawid.example",
        "TELEGRAM_WEBHOOK_SECRET": "s3cret",
    }
    settings = read_settings(environment, folder=tmp_path)

    assert settings == Settings(
        event_file=Path("/srv/event.toml"),
        database_url="postgresql://mawid:secret@db/mawid",
        host="0.0.0.0",
        port=80,
        public_url="https://mawid.example/",
        trusts_proxy=True,
        log_format="json",
        telegram_token=TOKEN,
        telegram_api_base="http://127.0.0.1:8081",
        telegram_webhook_url="https://mawid.example",
        telegram_webhook_secret="s3cret",
    )
    assert settings.web_base == "https://mawid.example"
    assert "secret" not in repr(settings)
    assert "s3cret" not in repr(settings)
    assert TOKEN not in repr(settings)


def test_empty_variable_is_not_set(tmp_path: Path) -> None:
    names = ("MAWID_EVENT", "DATABASE_URL", "MAWID_HOST", "MAWID_PORT", "MAWID_PUBLIC_URL", "MAWID_TRUST_PROXY")
    more = ("MAWID_LOG", "TELEGRAM_BOT_TOKEN", "TELEGRAM_API_BASE", "TELEGRAM_WEBHOOK_URL", "TELEGRAM_WEBHOOK_SECRET")

    assert read_settings(dict.fromkeys((*names, *more), ""), folder=tmp_path) == Settings()


def test_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nMAWID_PORT=8081\nMAWID_HOST\n")
    monkeypatch.setenv("MAWID_PORT", "8082")
    for name in ("TELEGRAM_BOT_TOKEN", "MAWID_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    settings = read_settings()

    assert (settings.telegram_token, settings.port, settings.host) == (TOKEN, 8082, "127.0.0.1")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("MAWID_LOG", "xml", "expected text or json, found 'xml'"),
        ("MAWID_PORT", "http", "expected a port from 0 to 65535, for example 8080, found 'http'"),
        ("MAWID_PORT", "65536", "expected a port from 0 to 65535"),
        ("MAWID_PORT", "-1", "expected a port from 0 to 65535"),
        ("MAWID_PUBLIC_URL", "mawid.example", "expected an address, for example https://mawid.example.org"),
        ("TELEGRAM_WEBHOOK_URL", "mawid.example", "expected an address"),
        ("TELEGRAM_API_BASE", "localhost", "expected an address"),
        ("MAWID_TRUST_PROXY", "maybe", "expected 0 or 1, found 'maybe'"),
        ("DATABASE_URL", "mysql://u:hush@db/x", "expected sqlite:///mawid.db or postgresql://"),
        ("DATABASE_URL", "hush", "expected sqlite:///mawid.db or postgresql://"),
        ("TELEGRAM_BOT_TOKEN", "hush", "expected what @BotFather gave you, for example 123456:ABC-DEF"),
        ("TELEGRAM_WEBHOOK_SECRET", "hush hush", "expected 1 to 256 letters, digits, _ or -"),
    ],
)
def test_wrong_variable_is_named_with_what_was_expected(tmp_path: Path, name: str, value: str, expected: str) -> None:
    with pytest.raises(InvalidSettings) as caught:
        read_settings({name: value}, folder=tmp_path)

    assert str(caught.value).startswith(f"{name}: ")
    assert expected in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("url", ["sqlite:///x.db", "postgres://db/x", "postgresql://db/x", "postgresql+psycopg://db/x"])
def test_both_databases_are_welcome(tmp_path: Path, url: str) -> None:
    assert read_settings({"DATABASE_URL": url}, folder=tmp_path).database_url == url


WHATSAPP = {
    "WHATSAPP_PHONE_ID": "106540352242922",
    "WHATSAPP_TOKEN": "EAAG",
    "WHATSAPP_APP_SECRET": "abc",
    "WHATSAPP_VERIFY_TOKEN": "verify-me",
}


def test_whatsapp_is_read_with_its_limit(tmp_path: Path) -> None:
    settings = read_settings(WHATSAPP, folder=tmp_path)

    assert (settings.whatsapp_phone_id, settings.whatsapp_token) == ("106540352242922", "EAAG")
    assert (settings.whatsapp_api_base, settings.whatsapp_daily_limit) == ("https://graph.facebook.com", 250)
    assert "EAAG" not in repr(settings)
    unlimited = read_settings({**WHATSAPP, "WHATSAPP_DAILY_LIMIT": "unlimited"}, folder=tmp_path)
    assert unlimited.whatsapp_daily_limit is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"WHATSAPP_TOKEN": "EAAG"}, "WHATSAPP_PHONE_ID, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN"),
        ({**WHATSAPP, "WHATSAPP_PHONE_ID": "+212"}, "WHATSAPP_PHONE_ID"),
        ({**WHATSAPP, "WHATSAPP_DAILY_LIMIT": "many"}, "WHATSAPP_DAILY_LIMIT"),
        ({**WHATSAPP, "WHATSAPP_APP_SECRET": "two words"}, "WHATSAPP_APP_SECRET"),
    ],
)
def test_wrong_whatsapp_settings_are_refused(tmp_path: Path, given: dict[str, str], told: str) -> None:
    with pytest.raises(InvalidSettings, match=told):
        read_settings(given, folder=tmp_path)
