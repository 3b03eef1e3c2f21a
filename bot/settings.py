"""What this deployment is told by its environment (and `.env`), read once at start."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values

_DATABASE = re.compile(r"sqlite:///|postgres(ql)?(\+psycopg)?://")
_TOKEN = (r"[0-9]+:[A-Za-z0-9_-]+", "what @BotFather gave you, for example 123456:ABC-DEF")
_WORD = (r"[A-Za-z0-9_-]{1,256}", "1 to 256 letters, digits, _ or -")
_PRINTABLE = (r"[!-~]{1,1024}", "what Meta's app dashboard shows, without spaces")
_WHATSAPP = ("WHATSAPP_PHONE_ID", "WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")
DEFAULT_EVENT = Path(__file__).parent.parent / "events" / "euroffshore.toml"


class InvalidSettings(Exception):
    """A variable of the environment cannot be used; the message says which, and what was expected."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One deployment: which event, which database, which channels, where it listens."""

    event_file: Path = DEFAULT_EVENT
    database_url: str = field(default="sqlite:///mawid.db", repr=False)  # may hold a password
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str | None = None
    trusts_proxy: bool = False
    log_format: Literal["text", "json"] = "text"
    telegram_token: str | None = field(default=None, repr=False)
    telegram_api_base: str = "https://api.telegram.org"
    telegram_webhook_url: str | None = None
    telegram_webhook_secret: str | None = field(default=None, repr=False)
    whatsapp_phone_id: str | None = None
    whatsapp_token: str | None = field(default=None, repr=False)
    whatsapp_app_secret: str | None = field(default=None, repr=False)
    whatsapp_verify_token: str | None = field(default=None, repr=False)
    whatsapp_api_base: str = "https://graph.facebook.com"
    whatsapp_business_id: str | None = None
    whatsapp_daily_limit: int | None = 250

    @property
    def web_base(self) -> str:
        """Where people open the web chat."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def read_settings(environment: Mapping[str, str] | None = None, *, folder: Path | None = None) -> Settings:
    """Return the settings of the environment, which wins over the file `.env` of the folder."""
    file = (folder or Path.cwd()) / ".env"
    stored = {name: value for name, value in dotenv_values(file).items() if value is not None} if file.exists() else {}
    given = {**stored, **(os.environ if environment is None else environment)}
    log_format = given.get("MAWID_LOG") or "text"
    if log_format not in ("text", "json"):
        raise InvalidSettings(f"MAWID_LOG: expected text or json, found {log_format!r}")
    _check_whatsapp(given)
    return Settings(
        event_file=Path(given.get("MAWID_EVENT") or DEFAULT_EVENT),
        database_url=_database(given.get("DATABASE_URL") or "sqlite:///mawid.db"),
        host=given.get("MAWID_HOST") or "127.0.0.1",
        port=_port(given.get("MAWID_PORT") or "8080"),
        public_url=_url("MAWID_PUBLIC_URL", given.get("MAWID_PUBLIC_URL")),
        trusts_proxy=_flag("MAWID_TRUST_PROXY", given.get("MAWID_TRUST_PROXY") or "0"),
        log_format=log_format,  # type: ignore[arg-type]  # checked above
        telegram_token=_secret("TELEGRAM_BOT_TOKEN", given.get("TELEGRAM_BOT_TOKEN"), _TOKEN),
        telegram_api_base=_url("TELEGRAM_API_BASE", given.get("TELEGRAM_API_BASE")) or "https://api.telegram.org",
        telegram_webhook_url=_url("TELEGRAM_WEBHOOK_URL", given.get("TELEGRAM_WEBHOOK_URL")),
        telegram_webhook_secret=_secret("TELEGRAM_WEBHOOK_SECRET", given.get("TELEGRAM_WEBHOOK_SECRET"), _WORD),
        whatsapp_phone_id=_number("WHATSAPP_PHONE_ID", given.get("WHATSAPP_PHONE_ID")),
        whatsapp_token=_secret("WHATSAPP_TOKEN", given.get("WHATSAPP_TOKEN"), _PRINTABLE),
        whatsapp_app_secret=_secret("WHATSAPP_APP_SECRET", given.get("WHATSAPP_APP_SECRET"), _PRINTABLE),
        whatsapp_verify_token=_secret("WHATSAPP_VERIFY_TOKEN", given.get("WHATSAPP_VERIFY_TOKEN"), _PRINTABLE),
        whatsapp_api_base=_url("WHATSAPP_API_BASE", given.get("WHATSAPP_API_BASE")) or "https://graph.facebook.com",
        whatsapp_business_id=_number("WHATSAPP_BUSINESS_ID", given.get("WHATSAPP_BUSINESS_ID")),
        whatsapp_daily_limit=_daily_limit(given.get("WHATSAPP_DAILY_LIMIT") or "250"),
    )


def _check_whatsapp(given: Mapping[str, str]) -> None:
    """Refuse half a configuration: each of the four is needed to converse."""
    missing = [name for name in _WHATSAPP if not given.get(name)]
    if 0 < len(missing) < len(_WHATSAPP):
        raise InvalidSettings(f"{', '.join(missing)}: expected beside the other WHATSAPP_ variables, found nothing")


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) < 65536:
        raise InvalidSettings(f"MAWID_PORT: expected a port from 0 to 65535, for example 8080, found {text!r}")
    return int(text)


def _database(url: str) -> str:
    if not _DATABASE.match(url):  # not quoted in the message: it may hold a password
        raise InvalidSettings(
            "DATABASE_URL: expected sqlite:///mawid.db or postgresql://user:password@host/database, found another kind"
        )
    return url


def _url(name: str, text: str | None) -> str | None:
    if text and not text.startswith(("http://", "https://")):
        raise InvalidSettings(f"{name}: expected an address, for example https://mawid.example.org, found {text!r}")
    return text or None


def _secret(name: str, text: str | None, expected: tuple[str, str]) -> str | None:
    pattern, words = expected
    if text and not re.fullmatch(pattern, text):  # not quoted in the message: it is a secret, mistyped or not
        raise InvalidSettings(f"{name}: expected {words}, found something else")
    return text or None


def _number(name: str, text: str | None) -> str | None:
    if text and not re.fullmatch(r"[0-9]{3,32}", text):
        raise InvalidSettings(f"{name}: expected the number that Meta's app dashboard shows, found {text!r}")
    return text or None


def _daily_limit(text: str) -> int | None:
    if text == "unlimited":
        return None
    if not text.isdecimal() or not 0 < int(text) < 10**9:
        raise InvalidSettings(f"WHATSAPP_DAILY_LIMIT: expected 250, 2000, 10000, … or unlimited, found {text!r}")
    return int(text)


def _flag(name: str, text: str) -> bool:
    if text.lower() not in ("0", "1", "true", "false", "yes", "no"):
        raise InvalidSettings(f"{name}: expected 0 or 1, found {text!r}")
    return text.lower() in ("1", "true", "yes")
