"""What `mawid doctor` checks of WhatsApp: the number, and the approval of every template in every language."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels.base import SendFailed
from bot.commands.findings import Finding
from bot.settings import Settings
from locales.languages import LANGUAGES
from locales.message_templates import find_template, template_faults, template_names

_SECONDS = 8.0


def check_whatsapp(settings: Settings) -> Iterator[Finding]:
    """Check the templates that we have, and, where WhatsApp is configured, what Meta says of them and of us."""
    if not settings.whatsapp_token:
        off = "off: WHATSAPP_PHONE_ID, WHATSAPP_TOKEN, … are not set (docs/whatsapp.md)"
        yield Finding(name="whatsapp", is_well=True, detail=off)
        return
    yield _check_files()
    try:
        we, found = asyncio.run(_ask(settings))
    except (SendFailed, TimeoutError) as problem:
        reason = getattr(problem, "reason", "no answer")
        yield Finding(
            name="whatsapp",
            is_well=False,
            detail=f"Meta refuses or does not answer: {reason}",
            advice="Check WHATSAPP_TOKEN (it may have expired), WHATSAPP_PHONE_ID and the network.",
        )
        return
    yield _check_number(we)
    yield _check_approvals(found)


async def _ask(settings: Settings) -> tuple[Mapping[str, Any], list[dict[str, Any]] | None]:
    from bot.channels.whatsapp.client import Client  # a heavy import, only for those who need it

    client = Client(
        phone_id=settings.whatsapp_phone_id or "",
        token=settings.whatsapp_token or "",
        api_base=settings.whatsapp_api_base,
    )
    try:
        async with asyncio.timeout(_SECONDS):
            we = await client.who_we_are()
            business = settings.whatsapp_business_id
            return we, None if business is None else await client.templates(business)
    finally:
        await client.close()


def _check_files() -> Finding:
    faults = template_faults()
    detail = "; ".join(faults[:3]) if faults else f"{len(template_names())} in {', '.join(LANGUAGES)}"
    return Finding(
        name="message templates", is_well=not faults, detail=detail, advice="Mend locales/*/templates/*.toml."
    )


def _check_number(we: Mapping[str, Any]) -> Finding:
    rating = str(we.get("quality_rating") or "unknown")
    detail = f"{we.get('display_phone_number')} ({we.get('verified_name')}), quality {rating}"
    return Finding(
        name="whatsapp",
        is_well=rating != "RED",
        detail=detail,
        advice="People block or report the number: send less, and only what they asked for.",
    )


def _check_approvals(found: list[dict[str, Any]] | None) -> Finding:
    if found is None:
        return Finding(
            name="template approval",
            is_well=False,
            detail="not known: WHATSAPP_BUSINESS_ID is not set",
            advice="Set it to the id of the WhatsApp business account.",
        )
    states = {(one["name"], one["language"]): str(one["status"]) for one in found}
    missing = [
        f"{name} {language}: {states.get((template.api_name, language), 'MISSING')}"
        for name in template_names()
        for language in LANGUAGES
        if (template := find_template(name, language)) is not None
        and states.get((template.api_name, language)) != "APPROVED"
    ]
    return Finding(
        name="template approval",
        is_well=not missing,
        detail="all approved" if not missing else "; ".join(missing),
        advice="mawid whatsapp templates --submit hands in what is missing; approval takes minutes to a day.",
    )
