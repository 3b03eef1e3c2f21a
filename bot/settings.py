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
    )


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


def _flag(name: str, text: str) -> bool:
    if text.lower() not in ("0", "1", "true", "false", "yes", "no"):
        raise InvalidSettings(f"{name}: expected 0 or 1, found {text!r}")
    return text.lower() in ("1", "true", "yes")
