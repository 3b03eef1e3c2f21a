"""What the web chat is told at start: the event's names, the commands of its menu, and its limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.web.limits import Rate

SESSION_RATE = Rate(per_second=5, burst=20)
# A venue's Wi-Fi shows hundreds of delegates behind one address.
ADDRESS_RATE = Rate(per_second=50, burst=300)
OPEN_RATE = Rate(per_second=5, burst=100)
REDEEM_RATE = Rate(per_second=0.5, burst=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """One entry of the menu: `name` is sent as `/name`, `label` is what the reader sees."""

    name: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatSettings:
    """Mappings are by language code; a missing language falls back to `default_language`.

    `public_host` is the host (with port) in people's address bar when a proxy changes the Host header.
    `trusts_forwarded_for` believes the last X-Forwarded-For entry: only behind a proxy that writes it.
    """

    event_name: Mapping[str, str]
    commands: Mapping[str, Sequence[Command]]
    organiser_commands: Mapping[str, Sequence[Command]] = field(default_factory=dict)
    subtitle: Mapping[str, str] = field(default_factory=dict)  # place and dates, under the name
    default_language: str = "fr"
    is_https: bool = False
    public_host: str | None = None
    trusts_forwarded_for: bool = False

    session_rate: Rate = SESSION_RATE
    address_rate: Rate = ADDRESS_RATE
    open_rate: Rate = OPEN_RATE
    redeem_rate: Rate = REDEEM_RATE

    streams_per_session: int = 6
    requery_seconds: float = 3.0
    heartbeat_seconds: float = 15.0
    retry_milliseconds: int = 2000
    history_lines: int = 400
    body_bytes: int = 64 * 1024  # 4096 characters, each escaped as \\uXXXX\\uXXXX at worst, and room
