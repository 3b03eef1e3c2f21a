"""What the platform says of our templates and our account, as far as the organisers have to know it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from handlers import failures
from handlers.messages import Reply
from handlers.visit import House, tell
from locales.message_templates import find_template
from locales.translator import N_, Translator
from storage.outbox import EMERGENCY
from storage.unit_of_work import UnitOfWork

UNUSABLE = N_(
    "⚠️ WhatsApp no longer accepts the template “{name}” ({language}): {reason}. Broadcasts under way are paused. "
    "See: mawid whatsapp templates"
)
ALARM = N_(
    "⚠️ {channel} refuses our account ({reason}). Messages wait until somebody puts it right; "
    "mawid doctor says what to look at."
)
Build = Callable[[Translator], Reply]
_USABLE = frozenset({"APPROVED", "PENDING", "IN_APPEAL"})


def take(
    uow: UnitOfWork, house: House, *, name: str, language: str, status: str, reason: str | None, now: datetime
) -> None:
    """Keep the state of a template; when it may no longer be used, pause what uses it and tell the organisers."""
    before = uow.templates.states(name).get(language)
    uow.templates.note(name, language, status=status, reason=reason, now=now)
    if status in _USABLE or status == before:
        return
    for broadcast in uow.broadcasts.every():
        if broadcast.status == "sending" and not broadcast.is_emergency:
            uow.broadcasts.change(broadcast.id, status="paused")
            uow.broadcasts.hold(broadcast.id)

    def build(t: Translator) -> Reply:
        why = failures.reason(reason or status, t)
        return Reply(text=t(UNUSABLE, name=name, language=language, reason=why), language=t.language)

    _tell_organisers(uow, house, build, key=f"template:{name}:{language}:{status}:{now.date()}", now=now)


def refuse(uow: UnitOfWork, house: House, *, reply: Reply, template: str, reason: str, now: datetime) -> None:
    """Keep that a template was refused when it was used: `name/language`, or what the reply calls."""
    name, _, language = template.partition("/")
    if not name and reply.template is not None:
        known = find_template(reply.template.name, reply.language)
        name, language = (reply.template.name if known is None else known.api_name), reply.language
    if name:
        take(uow, house, name=name, language=language, status="REFUSED", reason=reason, now=now)


def alarm(uow: UnitOfWork, house: House, *, channel: str, reason: str, now: datetime) -> None:
    """Tell the organisers, once a day, that a platform refuses our account."""

    def build(t: Translator) -> Reply:
        why = failures.reason(reason, t)
        return Reply(text=t(ALARM, channel=failures.channel_name(channel, t), reason=why), language=t.language)

    _tell_organisers(uow, house, build, key=f"alarm:{channel}:{reason}:{now.date()}", now=now)


def _tell_organisers(uow: UnitOfWork, house: House, build: Build, *, key: str, now: datetime) -> None:
    for organiser in uow.people.organisers():
        tell(uow, house.event, organiser, build, key=key, now=now, priority=EMERGENCY)
