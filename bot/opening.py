"""Opens the house with the channels that are configured, and runs it until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime

from bot import clock
from bot.app import App
from bot.channels.base import Channel
from bot.channels.web import WebChannel
from bot.menu import menu_commands, menu_words
from bot.settings import Settings
from bot.web.subscribers import Subscribers
from events.event import Event
from storage import Database
from storage.leadership import Leadership
from storage.occupancy import Occupancy


async def open_app(settings: Settings, event: Event, *, now: Callable[[], datetime] = clock.now) -> App:
    """Return a started app: database migrated, channels that are configured connected."""
    database = Database(settings.database_url)
    occupancy = Occupancy(database)
    occupancy.take()
    try:
        await asyncio.to_thread(database.migrate)
    except BaseException:
        occupancy.release()
        raise
    subscribers = Subscribers()
    channels: list[Channel] = [WebChannel(subscribers)]
    if settings.telegram_token:
        from bot.channels.telegram.channel import TelegramChannel  # a heavy import, only for those who need it

        telegram = TelegramChannel(
            token=settings.telegram_token,
            api_base=settings.telegram_api_base,
            webhook_url=settings.telegram_webhook_url,
            webhook_secret=settings.telegram_webhook_secret,
        )
        for handler in logging.getLogger().handlers:
            handler.addFilter(telegram.token_filter)
        channels.append(telegram)
    if settings.whatsapp_token:
        channels.append(_whatsapp(settings, now))
    shared = settings.telegram_token or settings.whatsapp_phone_id  # what two processes may not both send with
    leadership = Leadership(database, shared) if shared and not database.is_sqlite else None
    database.lessee = None if leadership is None else leadership.number
    app = App(
        settings=settings,
        event=event,
        database=database,
        channels=channels,
        subscribers=subscribers,
        leadership=leadership,
        occupancy=occupancy,
        now=now,
    )
    try:
        await app.start()
    except BaseException:
        await app.stop()
        raise
    app.background = asyncio.create_task(publish_menus(app))
    return app


def _whatsapp(settings: Settings, now: Callable[[], datetime]) -> Channel:
    from bot.channels.whatsapp.channel import WhatsAppChannel

    return WhatsAppChannel(
        phone_id=settings.whatsapp_phone_id or "",
        token=settings.whatsapp_token or "",
        app_secret=settings.whatsapp_app_secret or "",
        verify_token=settings.whatsapp_verify_token or "",
        api_base=settings.whatsapp_api_base,
        clock=now,
    )


async def publish_menus(app: App) -> None:
    """Show the commands, the name and the description on the platforms, in every language; learn the bot's own name."""
    languages = app.event.languages
    for channel in app.channels:
        if channel.name != "telegram":
            continue
        await channel.publish_menu(  # type: ignore[attr-defined]  # only this channel has a menu
            commands={language: menu_commands(language) for language in languages},
            names={language: app.event.name.in_(language) for language in languages},
            descriptions={language: menu_words(app.event, language)[0] for language in languages},
            short_descriptions={language: menu_words(app.event, language)[1] for language in languages},
            default=languages[0],
        )


async def run_until(stopped: asyncio.Event, settings: Settings, event: Event, announce: Callable[[App], None]) -> None:
    """Run the house until `stopped` is set."""
    app = await open_app(settings, event)
    announce(app)
    try:
        await stopped.wait()
    finally:
        with contextlib.suppress(asyncio.CancelledError):
            await app.stop()
