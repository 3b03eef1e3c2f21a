"""Where it is played: the running house, two platforms with everybody's phones, and the pages of the web chat."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, or_, select

from bot.app import App
from bot.channels.base import Limits
from bot.channels.telegram.budget import Rates
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.web import WebChannel
from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.pacing import Pace
from bot.settings import Settings
from bot.web.subscribers import Subscribers
from locales.languages import LANGUAGES
from locales.message_templates import find_template
from storage.models import address, outbox
from storage.records import Person
from tests.event_day.handsets import Errands, Handset, PageHandset, Pages, Read, Seen, TelegramHandset, WhatsAppHandset
from tests.event_day.script import Script, SteppingClock
from tests.fakes.graph_rules import StoredTemplate
from tests.fakes.graph_server import APP_SECRET, PHONE_ID, TOKEN, VERIFY_TOKEN, WINDOW_SECONDS, FakeGraph
from tests.fakes.telegram_faults import Kind
from tests.fakes.telegram_server import FakeTelegram
from tests.world import World

ORGANISER = 99
TEMPLATES = ("notice", "reminder", "change", "agenda", "broadcast", "verdict")
FAULTS: tuple[Kind, ...] = ("bad_gateway", "server_error", "reset", "flood")
INJECTED = (0, 429, 500)  # as Telegram's are recorded; 0 is a broken connection or a proxy's page
_CALM = 2  # looks in a row that find nothing on its way
_TICK = 0.01
_PATIENCE = 180.0
_FAST = Rates(pushes_per_second=2000.0, pushes=2000, before_push=2000, before_answer=2000)


class FastTelegram(TelegramChannel):
    """Telegram without its rates: this is about what is said, and the rates have tests of their own."""

    limits: Limits = replace(TelegramChannel.limits, messages_per_second=None, seconds_per_address=0.0)


class Stage:
    """The house and everybody who looks at it."""

    def __init__(
        self,
        world: World,
        script: Script,
        *,
        clock: SteppingClock,
        telegram: FakeTelegram,
        graph: FakeGraph,
        on_seen: Read,
    ) -> None:
        self._world, self._script, self._clock, self._on_seen = world, script, clock, on_seen
        self.telegram, self.graph = telegram, graph
        self.errands = Errands()
        self.pages = Pages(on_seen)
        self.handsets: dict[str, Handset] = {}
        self.people: dict[str, Person] = {}
        self._app: App | None = None

    @property
    def app(self) -> App:
        assert self._app is not None
        return self._app

    @property
    def failures(self) -> int:
        """How many messages the platforms broke."""
        return self.graph.flaws + sum(call.status in INJECTED for call in self.telegram.calls)

    # -- people ------------------------------------------------------------------------------------------

    def hand_out(self, chance: random.Random) -> None:
        """Give everybody their phone or page; some have blocked us."""
        with self._world.begin() as uow:
            delegates = [person for person in uow.people.every() if person.company_id is not None]
            self.people.update((uow.people.addresses(person.id)[0].address, person) for person in delegates)
        for at, person in self.people.items():
            self.handsets[at] = self._handset(at, person, chance)
        self.telegram.person(ORGANISER)
        able = [at for at in self.handsets if not at.startswith("web:")]
        for at in chance.sample(able, round(self._script.blocked * len(self.handsets))):
            self.handsets[at].has_blocked = True

    def _handset(self, at: str, person: Person, chance: random.Random) -> Handset:
        channel, _, name = at.partition(":")
        if channel == "telegram":
            phone = self.telegram.person(int(name), language_code=person.language or "en")
            return TelegramHandset(at, phone)
        if channel == "whatsapp":
            return self._whatsapp(at, name, chance)
        page = PageHandset(at, database=self._world.database, clock=self._clock, errands=self.errands)
        self.pages.pages[at] = page
        return page

    def _whatsapp(self, at: str, name: str, chance: random.Random) -> Handset:
        """Give somebody a phone; half of them wrote to us some time in the last day."""
        phone = self.graph.person(name)
        if chance.random() < 0.5:
            wrote_at = self._clock() - timedelta(hours=chance.uniform(0, 20))
            phone.wrote_at = wrote_at.timestamp()
            with self._world.begin() as uow:
                uow.windows.move(at, wrote_at + timedelta(seconds=WINDOW_SECONDS))
        return WhatsAppHandset(at, phone, self.errands)

    # -- platforms ---------------------------------------------------------------------------------------

    def set_up_platforms(self) -> None:
        """Approve the templates, judge windows by our clock, and let messages be read as they arrive."""
        self.graph.clock = self._clock.seconds
        self.graph.checks_window = True
        for name in TEMPLATES:
            for language in LANGUAGES:
                self._approve(name, language)
        self.telegram.on_message = lambda person, shown: self._arrived(
            f"telegram:{person.chat_id}", TelegramHandset.read(shown) if shown.is_from_bot else None
        )
        self.graph.on_message = lambda person, sent: self._arrived(
            f"whatsapp:{person.phone}", WhatsAppHandset.read(sent)
        )

    def _approve(self, name: str, language: str) -> None:
        template = find_template(name, language)
        assert template is not None
        self.graph.templates[template.api_name, language] = StoredTemplate(
            name=template.api_name,
            language=language,
            category="UTILITY",
            components=[{"type": "BODY", "text": template.numbered_body}],
            status="APPROVED",
        )

    def _arrived(self, at: str, seen: Seen | None) -> None:
        if seen is not None and at in self.handsets:
            self._on_seen(self.handsets[at], seen)

    def be_flaky(self) -> None:
        """Break some of the messages from now on."""
        self.telegram.be_flaky(self._script.faulty, kinds=FAULTS, seed=self._script.seed)
        self.graph.be_flaky(self._script.faulty, seed=self._script.seed)

    def heal(self) -> None:
        """Break nothing any more."""
        self.telegram.heal()
        self.graph.heal()

    # -- the house ---------------------------------------------------------------------------------------

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Run the house."""
        subscribers = Subscribers()
        telegram = FastTelegram(token=self.telegram.token, api_base=self.telegram.base_url, rates=_FAST)
        whatsapp = WhatsAppChannel(
            phone_id=PHONE_ID,
            token=TOKEN,
            app_secret=APP_SECRET,
            verify_token=VERIFY_TOKEN,
            api_base=self.graph.base_url,
            clock=self._clock,
            pace=Pace(monotonic=self._clock.seconds, pushes_per_second=1e6),  # per person it is kept, by our clock
        )
        database = self._world.database
        app = App(
            settings=Settings(database_url=str(database.engine.url), port=0, whatsapp_daily_limit=None),
            event=self._world.house.event,
            database=database,
            channels=[WebChannel(self.pages), telegram, whatsapp],
            subscribers=subscribers,
            now=self._clock,
        )
        await app.start()
        self._app = app
        self.graph.webhook_url = f"http://127.0.0.1:{app.port}/whatsapp/webhook"
        for page in self.pages.pages.values():
            page.intake = app.intake
        try:
            yield
        finally:
            await app.stop()

    async def settle(self) -> None:
        """Let everything happen that is due at this moment."""
        calm = 0
        async with asyncio.timeout(_PATIENCE):
            while calm < _CALM:
                rounds = self.app.rounds
                for round_of in (rounds.tell_changes, rounds.remind, rounds.follow_up):
                    await round_of()
                calm += 1
                while await self._is_busy():
                    calm = 0
                    self.app.sender.wake()
                    await asyncio.sleep(_TICK)

    async def _is_busy(self) -> bool:
        if self.telegram.updates.pending or not self.errands.are_done:
            return True
        waiting = (
            select(func.count())
            .select_from(outbox.outerjoin(address, address.c.address == outbox.c.address))
            .where(
                or_(
                    outbox.c.status == "sending",
                    (outbox.c.status == "queued")
                    & (outbox.c.due_at <= self._clock())
                    & or_(address.c.blocked_until.is_(None), address.c.blocked_until <= self._clock()),
                )
            )
        )

        def count() -> int:
            with self._world.database.engine.connect() as connection:
                return int(connection.execute(waiting).scalar_one())

        return await asyncio.to_thread(count) > 0
