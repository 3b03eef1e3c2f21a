"""What Telegram's refusals mean, read from the errors of both libraries.

    Undeliverable
    ├── Unchanged        an edit that would change nothing: as good as done
    ├── EditTargetGone   the message to edit is no longer there: send a new one
    └── QueryTooOld      a tap answered too late: nothing left to do

The texts are those of the official Bot API server. Two libraries, two traps: python-telegram-bot's `BadRequest`
and `TimedOut` are `NetworkError`s, and aiogram's `ClientDecodeError` (a 502 page) is no `TelegramAPIError`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.channels.base import AddressMoved, RetryLater, SendFailed, Undeliverable

log = logging.getLogger(__name__)

_FLOOD_SECONDS = 5.0  # for a 429 that does not say how long
_TOKEN_SECONDS = 300.0  # a wrong token is put right by a person, not by time
_CONFLICT_SECONDS = 5.0


class Unchanged(Undeliverable):
    """The message already shows this."""


class EditTargetGone(Undeliverable):
    """There is no such message to edit any more."""


class QueryTooOld(Undeliverable):
    """The tap can no longer be answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """An error as both libraries tell it: an HTTP status, or None when no answer came."""

    status: int | None
    description: str
    retry_after: float | None = None
    new_chat_id: int | None = None
    never_left: bool = False


_DEAD = {
    "bot was blocked by the user": "blocked",
    "user is deactivated": "deactivated",
    "bot was kicked": "kicked",
    "bot can't initiate conversation": "never_started",
    "bot is not a member": "not_a_member",
}
_BAD_REQUESTS: dict[str, Undeliverable] = {
    "message is not modified": Unchanged("not_modified"),
    "message to edit not found": EditTargetGone("edit_target_gone"),
    "message_id_invalid": EditTargetGone("edit_target_gone"),
    "message can't be edited": EditTargetGone("edit_target_gone"),
    "there is no text in the message to edit": EditTargetGone("edit_target_gone"),
    "query is too old": QueryTooOld("query_too_old"),
    "query id is invalid": QueryTooOld("query_too_old"),
    "chat not found": Undeliverable("chat_not_found", is_address_dead=True),
    "peer_id_invalid": Undeliverable("chat_not_found", is_address_dead=True),
    "user is deactivated": Undeliverable("deactivated", is_address_dead=True),
    "group chat was upgraded": Undeliverable("chat_upgraded", is_address_dead=True),
    "not enough rights": Undeliverable("no_rights"),
    "have no rights": Undeliverable("no_rights"),
    "can't parse entities": Undeliverable("bad_markup"),
    "too long": Undeliverable("too_long"),
    "button_data_invalid": Undeliverable("button_data_invalid"),
}


def judge(problem: Problem) -> SendFailed:
    """Return what the sender must do about a problem."""
    if problem.new_chat_id is not None:
        return AddressMoved(f"telegram:{problem.new_chat_id}")
    text = problem.description.lower()
    if problem.retry_after is not None or problem.status == 429 or "too many requests" in text:
        return RetryLater("flood", after_seconds=problem.retry_after or _FLOOD_SECONDS)
    match problem.status:
        case 400:
            return _judge_bad_request(text)
        case 401 | 404:
            return RetryLater("token_rejected", after_seconds=_TOKEN_SECONDS)
        case 403:
            reason = next((reason for part, reason in _DEAD.items() if part in text), "forbidden")
            return Undeliverable(reason, is_address_dead=True)
        case 409:
            reason = "webhook_active" if "webhook is active" in text else "other_poller"
            return RetryLater(reason, after_seconds=_CONFLICT_SECONDS)
        case 413:
            return Undeliverable("file_too_large")
        case None:
            return RetryLater("network", is_ambiguous=not problem.never_left)
    return RetryLater("platform_error", is_ambiguous=True)


def _judge_bad_request(text: str) -> Undeliverable:
    for part, known in _BAD_REQUESTS.items():
        if part in text:
            # A fresh one each time: an exception instance collects tracebacks when it is raised again.
            return type(known)(known.reason, is_address_dead=known.is_address_dead)
    log.error("Telegram refused a request: %s", text)
    return Undeliverable("bad_request")
