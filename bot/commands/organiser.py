"""`mawid organiser invite`: a one-time code that makes whoever opens it an organiser."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta

from bot import clock
from bot.settings import Settings
from events.event import Event
from handlers.visit import House
from storage import Database
from storage.records import Invite, OrganiserRole

INVITATION_LIVES = timedelta(days=7)


def invite(settings: Settings, event: Event, *, role: OrganiserRole) -> int:
    """Print a fresh invitation; return the exit code."""
    database = Database(settings.database_url)
    database.migrate()
    payload = f"o-{secrets.token_urlsafe(18)}"
    granted = Invite(
        kind="organiser",
        role=role,
        company_id=None,
        address=None,
        uses_left=1,
        expires_at=clock.now() + INVITATION_LIVES,
    )
    with database.begin() as uow:
        uow.invites.add(payload, granted)
    database.close()
    print(f"Open one of these as the {role}, once, within {INVITATION_LIVES.days} days:")
    for link in House(event=event, web_base=settings.web_base, telegram_name=_telegram_name(settings)).links(payload):
        print(f"  {link}")
    print(f"or write to the bot:  /start {payload}")
    return 0


def _telegram_name(settings: Settings) -> str | None:
    """Return the bot's name for the link, None when there is no bot or Telegram does not answer."""
    if not settings.telegram_token:
        return None
    from bot.channels.telegram.probe import ask_who_we_are

    try:
        return asyncio.run(ask_who_we_are(settings.telegram_token, settings.telegram_api_base))
    except Exception:
        return None
