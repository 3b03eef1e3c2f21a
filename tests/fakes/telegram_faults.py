"""What can go wrong on purpose: refusals, broken answers, silence; and the rates above which Telegram says 429."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.fakes import telegram_errors as errors
from tests.fakes.telegram_errors import Refused

Kind = Literal[
    "blocked",
    "deactivated",
    "kicked",
    "flood",
    "migrate",
    "bad_gateway",
    "server_error",
    "unauthorized",
    "conflict",
    "refuse",
    "reset",
    "hang",
]


@dataclass(kw_only=True, slots=True)
class Fault:
    """The next `times` calls that match fail this way; `is_applied`: what was asked was done all the same."""

    kind: Kind
    times: int = 1
    method: str | None = None
    chat_id: int | None = None
    is_applied: bool = False
    retry_after: int = 1
    new_chat_id: int = 0
    status: int = 400
    description: str = "Bad Request"

    def matches(self, method: str, chat_id: Any) -> bool:
        return (
            self.times > 0
            and self.method in (None, method)
            and (self.chat_id is None or str(self.chat_id) == str(chat_id))
        )

    def refusal(self) -> Refused | None:
        """Return the JSON refusal this fault is, or None if it breaks the exchange in another way."""
        match self.kind:
            case "blocked":
                return Refused(*errors.BLOCKED)
            case "deactivated":
                return Refused(*errors.DEACTIVATED)
            case "kicked":
                return Refused(*errors.KICKED)
            case "flood":
                return errors.flood(self.retry_after)
            case "migrate":
                return errors.migrated(self.new_chat_id)
            case "server_error":
                return Refused(500, "Internal Server Error")
            case "unauthorized":
                return Refused(*errors.UNAUTHORIZED)
            case "conflict":
                return Refused(*errors.OTHER_POLLER)
            case "refuse":
                return Refused(self.status, self.description)
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class RateLimits:
    """Messages a second for the bot, and for one chat with the burst that Telegram tolerates there."""

    per_second: int = 30
    per_chat_per_second: float = 1.0
    chat_burst: int = 20


@dataclass(slots=True)
class RateMeter:
    """Counts messages; says how long to wait when a limit is passed."""

    limits: RateLimits
    recent: deque[float] = field(default_factory=deque)
    chats: dict[int, tuple[float, float]] = field(default_factory=dict)

    def check(self, chat_id: int, now: float) -> None:
        while self.recent and now - self.recent[0] >= 1.0:
            self.recent.popleft()
        if len(self.recent) >= self.limits.per_second:
            raise errors.flood(max(1, math.ceil(self.recent[0] + 1.0 - now)))
        left, at = self.chats.get(chat_id, (float(self.limits.chat_burst), now))
        left = min(self.limits.chat_burst, left + (now - at) * self.limits.per_chat_per_second)
        if left < 1:
            self.chats[chat_id] = (left, now)
            raise errors.flood(max(1, math.ceil((1 - left) / self.limits.per_chat_per_second)))
        self.chats[chat_id] = (left - 1, now)
        self.recent.append(now)
