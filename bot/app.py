"""Wires the house together and runs it until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from aiohttp import web

from bot import clock as clock_module
from bot.channels import degrade
from bot.channels.base import Channel
from bot.clock import Clock
from bot.delivery import Deliverer
from bot.floods import FloodGate
from bot.house import WebHouse
from bot.intake import Intake
from bot.lead import LOOK_TICK, Lead
from bot.ledger import ChannelLedger
from bot.menu import menu_commands
from bot.rounds import EVERY, Rounds
from bot.sender import Sender
from bot.settings import Settings
from bot.status import add_status
from bot.tasks import TaskRunner
from bot.web.routes import install_chat
from bot.web.settings import ChatSettings, Command
from bot.web.subscribers import Subscribers
from bot.worker import Worker
from events.event import Event
from handlers.visit import House
from locales.dates import format_day
from storage import Database
from storage.leadership import Leadership
from storage.occupancy import Occupancy

log = logging.getLogger(__name__)

SENDER_TICK = 1.0  # seconds: how late a message that falls due may leave
LEASE_TICK = 10.0


@dataclass(kw_only=True)
class App:
    """Everything that runs, in the order in which it starts."""

    settings: Settings
    event: Event
    database: Database
    channels: Sequence[Channel]
    subscribers: Subscribers
    leadership: Leadership | None = None
    occupancy: Occupancy | None = None
    now: Callable[[], datetime] = clock_module.now

    def __post_init__(self) -> None:
        self.house = House(
            event=self.event, web_base=self.settings.web_base, daily_limit=self.settings.whatsapp_daily_limit
        )
        self.worker = Worker(self.database)
        by_name = {channel.name: channel for channel in self.channels}
        self.deliverer = Deliverer(worker=self.worker, house=self.house, channels=by_name, clock=self.now)
        self.sender = Sender(worker=self.worker, deliverer=self.deliverer, clock=self.now)
        self.deliverer.on_backlog = self.sender.wake
        self.worker.on_queued = self._wake_all
        self.ledger = ChannelLedger(worker=self.worker, house=self.house, deliverer=self.deliverer, clock=self.now)
        self.intake = Intake(
            worker=self.worker, house=self.house, deliverer=self.deliverer, clock=self.now, floods=FloodGate()
        )
        self.tasks = TaskRunner(worker=self.worker, house=self.house, clock=self.now, on_message=self.sender.wake)
        self.clock = Clock()
        self.lead = Lead(self.leadership, on_gained=self._take_over, on_lost=self._stand_by)
        self.shut: list[Channel] = []  # those that only the process that leads may open
        self.runner: web.AppRunner | None = None
        self.background: asyncio.Task[None] | None = None
        self.port = self.settings.port
        self.rounds = Rounds(
            worker=self.worker, house=self.house, channels=self.channels, clock=self.now, on_message=self.sender.wake
        )

    async def start(self) -> None:
        """Open the web server and every channel; the database must be migrated."""
        self._introduce_channels()  # what an earlier run left in the queue may leave through them at once
        await self.sender.start(is_only_sender=self.database.is_sqlite, stands_by=self.leadership is not None)
        await self.lead.look()  # before anybody is answered: it takes the number under which answers are leased
        await self.tasks.start(is_only_runner=self.database.is_sqlite)
        self.clock.every(SENDER_TICK, self._tick, name="sender")
        self.clock.every(LEASE_TICK, self._take_back, name="leases")
        for name, seconds in EVERY.items():
            self.clock.every(seconds, getattr(self.rounds, name), name=name)
        self.clock.start()
        await self._serve()
        for channel in self.channels:
            if self.lead.is_ours or not getattr(channel, "is_exclusive", False):
                await self._open(channel)
            else:
                self.shut.append(channel)
        self.clock.every(LOOK_TICK, self.lead.look, name="lead")

    def _introduce_channels(self) -> None:
        """Let channels know where windows and templates are kept, and the house how each numbers its buttons."""
        for channel in self.channels:
            by_limits = partial(degrade.numbered, limits=channel.limits)
            self.house.numbered[channel.name] = getattr(channel, "numbered", by_limits)
            use = getattr(channel, "use", None)
            if use is not None:
                use(self.ledger)

    async def _open(self, channel: Channel) -> None:
        await channel.start(self.intake.receive)
        if channel.name == "telegram":
            self.house.telegram_name = getattr(channel, "user_name", None)
        if channel.name == "whatsapp":
            self.house.whatsapp_number = getattr(channel, "number", None)

    async def _take_over(self) -> None:
        await self.sender.take_over()
        while self.shut:
            await self._open(self.shut.pop())

    async def _stand_by(self) -> None:
        self.sender.stand_by()
        self.shut = [channel for channel in self.channels if getattr(channel, "is_exclusive", False)]
        for channel in self.shut:
            await channel.stop_receiving()

    async def stop(self) -> None:
        """Stop receiving, send what is on its way, close the database; in that order, so that nothing is lost."""
        if self.background is not None:
            self.background.cancel()
            await asyncio.gather(self.background, return_exceptions=True)
        for channel in self.channels:
            await channel.stop_receiving()
        if self.runner is not None:
            await self.runner.cleanup()
        self.clock.stop()
        await self.tasks.stop()
        await self.sender.stop()
        await self.deliverer.finish()
        await self.lead.release()
        for channel in self.channels:
            await channel.stop()
        await asyncio.to_thread(self.worker.close)
        self.database.close()
        if self.occupancy is not None:
            self.occupancy.release()

    async def _tick(self) -> None:
        self._wake_all()

    def _wake_all(self) -> None:
        self.sender.wake()
        self.tasks.wake()

    async def _take_back(self) -> None:
        now = self.now()
        if await self.worker.run(lambda uow: uow.outbox.take_back(now=now)):
            self.sender.wake()

    async def _serve(self) -> None:
        site = web.Application(client_max_size=2**20)
        house = WebHouse(
            worker=self.worker,
            intake=self.intake,
            subscribers=self.subscribers,
            clock=self.now,
        )
        install_chat(site, house, chat_settings(self.settings, self.event))
        add_status(site, worker=self.worker, clock=self.now, is_sending=lambda: self.sender.is_alive)
        for channel in self.channels:
            routes = getattr(channel, "routes", None)
            if routes is not None:
                site.add_routes(routes())
        self.runner = web.AppRunner(site, access_log=None, shutdown_timeout=2.0)
        await self.runner.setup()
        await web.TCPSite(self.runner, self.settings.host, self.settings.port).start()
        self.port = self.runner.addresses[0][1]


def _menus(event: Event, *, for_organisers: bool) -> dict[str, list[Command]]:
    return {
        language: [
            Command(name=name, label=label) for name, label in menu_commands(language, for_organisers=for_organisers)
        ]
        for language in event.languages
    }


def chat_settings(settings: Settings, event: Event) -> ChatSettings:
    """Return what the web chat shows of this event."""
    names = {language: event.name.in_(language) for language in event.languages}
    subtitle = {
        language: f"{event.venue.name.in_(language)} · {format_day(event.first_day, language)}"
        for language in event.languages
    }
    return ChatSettings(
        event_name=names,
        subtitle=subtitle,
        commands=_menus(event, for_organisers=False),
        organiser_commands=_menus(event, for_organisers=True),
        default_language=event.languages[0],
        is_https=settings.web_base.startswith("https://"),
        public_host=urlsplit(settings.public_url).netloc if settings.public_url else None,
        trusts_forwarded_for=settings.trusts_proxy,
    )
