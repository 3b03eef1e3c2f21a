"""`mawid whatsapp templates`: lists the message templates, checks them, hands them in, and shows their approval."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

from bot import clock
from bot.channels.base import SendFailed
from bot.channels.whatsapp.submission import as_submission
from bot.settings import Settings
from locales.languages import LANGUAGES
from locales.message_templates import MessageTemplate, find_template, template_faults, template_names
from storage import Database
from storage.unit_of_work import UnitOfWork

States = dict[tuple[str, str], tuple[str, str | None]]
"""What Meta says of each template and language: its state, and why when it was refused."""


def templates(settings: Settings, *, submits: bool) -> int:
    """Print every template with its state; with `submits` hand in what Meta does not have yet."""
    faults = template_faults()
    for fault in faults:
        print(f"FAIL {fault}")
    if faults:
        return 1
    states: States | None = None
    if settings.whatsapp_token and settings.whatsapp_business_id:
        try:
            states = asyncio.run(_ask(settings, submits=submits))
        except SendFailed as failed:
            print(f"mawid: WhatsApp refuses ({failed.reason}); see mawid doctor", file=sys.stderr)
            return 1
        _keep(settings, states)
    elif submits:
        print("mawid: set the WHATSAPP_ variables and WHATSAPP_BUSINESS_ID to hand templates in", file=sys.stderr)
        return 2
    for template in every_template():
        print(_line(template, states))
    return 0


def every_template() -> Iterator[MessageTemplate]:
    """Yield every template in every language."""
    for name in template_names():
        for language in LANGUAGES:
            template = find_template(name, language)
            if template is not None:
                yield template


async def _ask(settings: Settings, *, submits: bool) -> States:
    from bot.channels.whatsapp.client import Client  # a heavy import, only for those who need it

    business = settings.whatsapp_business_id or ""
    client = Client(
        phone_id=settings.whatsapp_phone_id or "",
        token=settings.whatsapp_token or "",
        api_base=settings.whatsapp_api_base,
    )
    try:
        states = _states(await client.templates(business))
        for template in every_template() if submits else ():
            if (template.api_name, template.language) not in states:
                answer = await client.submit_template(business, as_submission(template))
                states[template.api_name, template.language] = (str(answer.get("status") or "PENDING"), None)
        return states
    finally:
        await client.close()


def _states(found: list[dict[str, object]]) -> States:
    return {
        (str(one["name"]), str(one["language"])): (str(one["status"]), _reason(one.get("rejected_reason")))
        for one in found
    }


def _reason(given: object) -> str | None:
    return None if given in (None, "NONE") else str(given)


def _keep(settings: Settings, states: States) -> None:
    """Write the states down for the channel; what Meta no longer has is missing."""
    database = Database(settings.database_url)
    database.migrate()
    now = clock.now()

    def keep(uow: UnitOfWork) -> None:
        for template in every_template():
            status, reason = states.get((template.api_name, template.language), ("MISSING", None))
            uow.templates.note(template.api_name, template.language, status=status, reason=reason, now=now)

    try:
        with database.begin() as uow:
            keep(uow)
    finally:
        database.close()


def _line(template: MessageTemplate, states: States | None) -> str:
    state, reason = ("valid", None)
    if states is not None:
        state, reason = states.get((template.api_name, template.language), ("MISSING: hand it in with --submit", None))
    why = f" ({reason})" if reason else ""
    return f"{template.api_name:<20} {template.language}  {state}{why}  {template.body}"
