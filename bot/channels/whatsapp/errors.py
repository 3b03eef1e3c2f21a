"""What each error code of the Cloud API means: when sending, and in a status that comes later.

retry           the same message again, later
template        the 24-hour window is closed: a template instead
never           this message will not arrive (`dead`: nor will any other to this address)
tomorrow        not before a day has passed
campaign        a fault of the template: stop whatever uses it and tell the organisers
alarm           a person has to act on the account: wait, and tell the organisers
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.channels.base import (
    NeedsTemplate,
    PlatformAlarm,
    Postponed,
    RetryLater,
    SendFailed,
    TemplateRefused,
    Undeliverable,
)

Act = Literal["retry", "template", "never", "dead", "tomorrow", "campaign", "alarm"]

_MINUTE, _DAY = 60.0, 86_400.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What to do about a code, its name in the delivery record, and the seconds to wait where they are known."""

    act: Act
    reason: str
    after_seconds: float | None = None


_CODES: dict[int, Verdict] = {
    0: Verdict(act="alarm", reason="auth"),
    1: Verdict(act="retry", reason="platform_error"),
    2: Verdict(act="retry", reason="platform_error"),
    3: Verdict(act="alarm", reason="capability"),
    4: Verdict(act="retry", reason="app_limit", after_seconds=5 * _MINUTE),
    10: Verdict(act="alarm", reason="permission"),
    33: Verdict(act="alarm", reason="number_gone"),
    100: Verdict(act="never", reason="bad_request"),
    190: Verdict(act="alarm", reason="token_rejected"),
    368: Verdict(act="alarm", reason="account_restricted"),
    80007: Verdict(act="retry", reason="account_limit", after_seconds=5 * _MINUTE),
    130429: Verdict(act="retry", reason="throughput", after_seconds=2.0),
    130472: Verdict(act="never", reason="experiment"),
    130497: Verdict(act="dead", reason="country_restricted"),
    131000: Verdict(act="retry", reason="unknown_error"),
    131005: Verdict(act="alarm", reason="access_denied"),
    131008: Verdict(act="never", reason="missing_parameter"),
    131009: Verdict(act="never", reason="bad_parameter"),
    131016: Verdict(act="retry", reason="unavailable"),
    131021: Verdict(act="dead", reason="own_number"),
    131026: Verdict(act="dead", reason="undeliverable"),
    131030: Verdict(act="dead", reason="not_in_test_list"),
    131031: Verdict(act="alarm", reason="account_locked"),
    131037: Verdict(act="alarm", reason="display_name"),
    131042: Verdict(act="alarm", reason="payment"),
    131045: Verdict(act="alarm", reason="not_registered"),
    131047: Verdict(act="template", reason="window_closed"),
    470: Verdict(act="template", reason="window_closed"),
    131048: Verdict(act="retry", reason="spam_limit", after_seconds=15 * _MINUTE),
    131049: Verdict(act="tomorrow", reason="ecosystem_limit", after_seconds=_DAY),
    131050: Verdict(act="never", reason="stopped_marketing"),
    131051: Verdict(act="never", reason="unsupported_type"),
    131052: Verdict(act="never", reason="media_download"),
    131053: Verdict(act="never", reason="media_upload"),
    131056: Verdict(act="retry", reason="pair_rate"),
    131057: Verdict(act="retry", reason="maintenance", after_seconds=5 * _MINUTE),
    131062: Verdict(act="never", reason="id_not_accepted"),
    131063: Verdict(act="campaign", reason="marketing_disabled"),
    131064: Verdict(act="retry", reason="messaging_limit", after_seconds=60 * _MINUTE),
    132000: Verdict(act="campaign", reason="template_parameters"),
    132001: Verdict(act="campaign", reason="template_missing"),
    132005: Verdict(act="campaign", reason="template_too_long"),
    132007: Verdict(act="campaign", reason="template_policy"),
    132008: Verdict(act="campaign", reason="template_value"),
    132012: Verdict(act="campaign", reason="template_format"),
    132015: Verdict(act="campaign", reason="template_paused"),
    132016: Verdict(act="campaign", reason="template_disabled"),
    133010: Verdict(act="alarm", reason="not_registered"),
    135000: Verdict(act="never", reason="generic"),
}
_ALARM_SECONDS = 15 * _MINUTE  # put right by a person, not by time
PAIR_PAUSES = 4.0  # after the n-th refusal for a recipient, 4ⁿ seconds


def judge(code: int, *, is_transient: bool = False, attempts: int = 1) -> Verdict:
    """Return what to do about a code; one that is not known is tried again only when Meta calls it transient."""
    if 200 <= code < 300:
        return Verdict(act="alarm", reason="permission")
    verdict = _CODES.get(code)
    if verdict is None:
        return Verdict(act="retry" if is_transient else "never", reason=f"code_{code}")
    if code == 131056:
        return Verdict(act="retry", reason="pair_rate", after_seconds=PAIR_PAUSES ** min(attempts, 5))
    return verdict


def as_failure(verdict: Verdict, *, template: str | None = None) -> SendFailed:
    """Return a verdict as the sender understands it."""
    match verdict.act:
        case "retry":
            return RetryLater(verdict.reason, after_seconds=verdict.after_seconds)
        case "tomorrow":
            return Postponed(verdict.reason, after_seconds=verdict.after_seconds or _DAY)
        case "template":
            return NeedsTemplate(verdict.reason)
        case "campaign":
            return TemplateRefused(verdict.reason, template=template or "")
        case "alarm":
            return PlatformAlarm(verdict.reason, after_seconds=_ALARM_SECONDS)
        case "never" | "dead":
            return Undeliverable(verdict.reason, is_address_dead=verdict.act == "dead")


def judge_http(status: int) -> SendFailed:
    """Return what an answer means that is not the API's own: a proxy's page, a gateway's time-out."""
    if status in (401, 403):
        return PlatformAlarm("token_rejected", after_seconds=_ALARM_SECONDS)
    if status == 429:
        return RetryLater("throughput", after_seconds=5.0)
    if 400 <= status < 500:
        return Undeliverable("bad_request")
    return RetryLater("platform_error", is_ambiguous=True)
