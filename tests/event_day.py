"""Event days in fast motion: a real house, a strict platform that fails now and then, delegates who answer or do not.

The clock jumps from moment to moment; at each, everything due is sent over real HTTP before the next jump. Organisers
change the plan again and again. What counts in the end is what stands on every phone.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, or_, select

from bot.app import App
from bot.channels.base import Limits
from bot.channels.telegram.budget import Rates
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.web import WebChannel
from bot.settings import Settings
from bot.web.subscribers import Subscribers
from events.slots import Slot, slots
from handlers.agendas import allocation, publishing
from handlers.agendas.day_sheet import LINE, TITLE, counterpart_of
from handlers.agendas.days import Days
from handlers.messages import plain_text
from handlers.visit import language_of
from locales.dates import format_day, format_time
from locales.translator import LANGUAGES, translator
from storage.models import address, outbox
from storage.records import Consent, Person, StoredAnswer, StoredMeeting
from storage.unit_of_work import UnitOfWork
from tests.fakes.telegram_phone import Person as Phone
from tests.fakes.telegram_phone import Shown
from tests.fakes.telegram_server import FakeTelegram
from tests.world import BUYERS, PROVIDERS, World

ORGANISER = 99
QUIET_MOMENTS = 4  # steps at the end in which nothing new happens, so that whatever failed is tried again
_CALM = 2  # looks in a row that find nothing on its way
_FAST = Rates(pushes_per_second=2000.0, pushes=2000, before_push=2000, before_answer=2000)
_AFFECTED = "notice:"


@dataclass(frozen=True, kw_only=True)
class Script:
    """How large the event is, and how much goes wrong."""

    companies: int
    meetings_each: int
    changes: int
    step: timedelta
    first: timedelta = timedelta(hours=-15)  # from the beginning of the first meeting: the evening before
    days: int = 2
    blocked: float = 0.02
    faulty: float = 0.05
    obliging: float = 0.8  # of the delegates who confirm what they are told
    seed: int = 0


@dataclass(kw_only=True)
class Outcome:
    """What came of it."""

    people: int = 0
    blocked: int = 0
    versions: int = 0
    proposed: int = 0
    approved: int = 0
    undone: int = 0
    messages: int = 0
    reminders: int = 0
    failures: int = 0
    acknowledged: int = 0
    wrong_days: list[str] = field(default_factory=list)  # whose last message is not the agenda
    wrong_reminders: list[str] = field(default_factory=list)  # for a meeting that was no longer so
    doubled: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)  # meetings of which somebody was not reminded


class FastTelegram(TelegramChannel):
    """Telegram without its rates: this is about what is said, and the rates have tests of their own."""

    limits: Limits = replace(TelegramChannel.limits, messages_per_second=None, seconds_per_address=0.0)


class SteppingClock:
    """Stands still until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def grow(world: World, companies: int, *, seed: int) -> None:
    """Bring the event to so many companies, each with somebody on a phone of their own."""
    chance = random.Random(seed)
    twins = Counter(chance.choices([*BUYERS, *PROVIDERS], k=companies - len(world.ids)))
    keys = [key for original, count in sorted(twins.items()) for key in world.add_twins(original, count)]
    with world.begin() as uow:
        for number, key in enumerate(keys):
            _add_person(uow, world.ids[key], chat_id=1000 + number, language=LANGUAGES[number % len(LANGUAGES)])


def _add_person(uow: UnitOfWork, company_id: int, *, chat_id: int, language: str) -> None:
    now = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
    _address, person = uow.people.add(at=f"telegram:{chat_id}", language_hint=language, name_hint=None, now=now)
    uow.people.change(person.id, company_id=company_id, membership="registrant", language=language)
    for key, value in (("language", language), ("full_name", f"Delegate {chat_id}")):
        answer = StoredAnswer(key=key, value=value, status="given", typed=value, answered_at=now)
        uow.answers.save_of_person(person.id, answer)
    for purpose in ("matching", "reminders"):
        uow.consents.add(
            person.id,
            Consent(purpose=purpose, is_given=True, text_version="2026-11", language=language, decided_at=now),
        )


def publish_first(world: World, *, meetings_each: int, seed: int, now: datetime) -> int:
    """Let companies choose one another, and publish the agenda that comes of it; return how many meetings it has."""
    chance = random.Random(seed)
    with world.begin() as uow:
        companies = uow.companies.with_status("approved", limit=10_000)
        providers = [one.id for one in companies if one.role == "provider"]
        for buyer in (one.id for one in companies if one.role == "buyer"):
            for provider in chance.sample(providers, min(meetings_each, len(providers))):
                uow.wishes.save(buyer, provider, "yes", now=now)
                uow.wishes.save(provider, buyer, "must" if chance.random() < 0.3 else "yes", now=now)
    with world.begin() as uow:
        problem = allocation.prepare(uow, world.house.event)
    agenda = allocation.solve(problem)
    with world.begin() as uow:
        draft = allocation.keep(uow, world.house.event, agenda, person_id=None, now=now)
    with world.begin() as uow:
        publishing.publish(uow, world.house, draft, person_id=None, now=now)
    return len(agenda.meetings)


class EventDays:
    """One run."""

    def __init__(self, world: World, database_url: str, script: Script, fake: FakeTelegram) -> None:
        self.world, self.script, self.fake = world, script, fake
        self.event = world.house.event
        self.chance = random.Random(script.seed)
        self.outcome = Outcome()
        self.slots = slots(self.event)
        self.clock = SteppingClock(self.slots[0].starts_at + script.first)
        self.settings = Settings(
            database_url=database_url, port=0, telegram_token=fake.token, telegram_api_base=fake.base_url
        )
        self.app: App | None = None
        self.phones: dict[int, Phone] = {}
        self.is_obliging: dict[int, bool] = {}
        self.reminded: Counter[tuple[int, str]] = Counter()
        self.reminded_of: set[tuple[int, str]] = set()

    async def run(self) -> Outcome:
        """Live through the days; the agenda is published already."""
        self._hand_out_phones()
        self.fake.on_message = self._read
        self.fake.be_flaky(
            self.script.faulty, kinds=("bad_gateway", "server_error", "reset", "flood"), seed=self.script.seed
        )
        moments = list(self._moments())
        busy = [number for number, moment in enumerate(moments) if len(self._today(moment)) >= 3]
        changes = Counter(self.chance.choices(busy, k=self.script.changes))
        async with self._house():
            for number, moment in enumerate(moments):
                self.clock.at = moment
                if number == len(moments) - QUIET_MOMENTS:
                    self.fake.heal()
                await self._settle()
                for _ in range(changes[number]):
                    await self._change_the_day()
            await self._settle()
            self._look_at_every_phone()
        return self.outcome

    def _moments(self) -> Iterator[datetime]:
        """Yield the moments: the evening before, then each day from an hour before its first meeting to its end."""
        yield self.clock.at
        by_day: dict[object, list[datetime]] = {}
        for slot in self.slots:
            by_day.setdefault(slot.day, []).append(slot.starts_at)
        for starts in list(by_day.values())[: self.script.days]:
            at, end = starts[0] - timedelta(hours=1), starts[-1] + timedelta(hours=1)
            while at < end:
                yield at
                at += self.script.step
            yield from (end + number * timedelta(minutes=30) for number in range(6))

    def _hand_out_phones(self) -> None:
        with self.world.begin() as uow:
            people = [one for one in uow.people.every() if one.company_id is not None]
            for person in people:
                chat_id = int(uow.people.addresses(person.id)[0].address.partition(":")[2])
                self.phones[person.id] = self.fake.person(chat_id, language_code=person.language or "en")
                self.is_obliging[chat_id] = self.chance.random() < self.script.obliging
        self.fake.person(ORGANISER)
        self.outcome.people = len(self.phones)
        blocked = self.chance.sample(sorted(self.phones), round(self.script.blocked * len(self.phones)))
        for person_id in blocked:
            self.phones[person_id].has_blocked = True
        self.outcome.blocked = len(blocked)

    @asynccontextmanager
    async def _house(self):  # type: ignore[no-untyped-def]
        subscribers = Subscribers()
        telegram = FastTelegram(token=self.fake.token, api_base=self.fake.base_url, rates=_FAST)
        self.app = App(
            settings=self.settings,
            event=self.event,
            database=self.world.database,
            channels=[WebChannel(subscribers), telegram],
            subscribers=subscribers,
            now=self.clock,
        )
        await self.app.start()
        try:
            yield
        finally:
            await self.app.stop()

    # -- what happens ------------------------------------------------------------------------------------

    def _read(self, phone: Phone, shown: Shown) -> None:
        """Look at a message as it arrives: a reminder must tell what is so at this moment; who is obliging confirms."""
        self.outcome.messages += 1
        data = [key.data or "" for row in shown.rows for key in row]
        reminder = next((one for one in data if one.startswith("n:way=")), None)
        if reminder is not None:
            self._check_reminder(phone, shown, reminder.removeprefix("n:way="))
        seen = next((one for one in data if one.startswith("k:")), None)
        if seen is not None and self.is_obliging.get(phone.chat_id):
            asyncio.get_running_loop().call_soon(phone.tap_on, shown.message_id, seen)

    def _check_reminder(self, phone: Phone, shown: Shown, subject: str) -> None:
        self.outcome.reminders += 1
        pair, _, slot = subject.partition("@")
        meeting = next((one for one in self._in_force() if one.pair == pair and one.slot == slot), None)
        what = f"{phone.chat_id} {subject} at {self.clock.at:%d %H:%M}"
        if meeting is None or meeting.table_name not in shown.text:
            self.outcome.wrong_reminders.append(what)
        text = (phone.chat_id, f"{subject} {self.clock.at.isoformat()}")
        self.reminded[text] += 1
        if self.reminded[text] > 1:
            self.outcome.doubled.append(what)
        self.reminded_of.add((phone.chat_id, pair))

    def _in_force(self) -> Sequence[StoredMeeting]:
        with self.world.begin() as uow:
            agenda = uow.agendas.newest("published")
            return uow.agendas.meetings(agenda.id) if agenda is not None else ()

    async def _change_the_day(self) -> None:
        """Let the organiser ask for something that happened, look at the preview, and mostly approve it."""
        request = self._invent()
        if request is None:
            return
        organiser = self.fake.person(ORGANISER)
        await self._tap(organiser, f"c:x={request}")
        self.outcome.proposed += 1
        approve = next(
            (key.data for row in organiser.last.rows for key in row if (key.data or "").startswith("c:ok=")), None
        )
        if approve is None:
            return
        await self._tap(organiser, approve)
        undo = next(
            (key.data for row in organiser.last.rows for key in row if (key.data or "").startswith("c:undo=")), None
        )
        if undo is None:
            return
        self.outcome.approved += 1
        if self.chance.random() < 0.1:
            await self._tap(organiser, undo)
            self.outcome.undone += 1

    async def _tap(self, phone: Phone, data: str) -> None:
        phone.tap_on(phone.last.message_id if phone.messages else 0, data)
        await self._settle()

    def _invent(self) -> str | None:
        """Return a request as the buttons of the day's menu carry it."""
        today = self._today(self.clock.at)
        meetings = [one for one in self._in_force() if one.starts_at > self.clock.at + timedelta(minutes=15)]
        if not meetings:
            return None
        meeting = self.chance.choice(meetings)
        company = self.chance.choice((meeting.buyer_id, meeting.provider_id))
        slot, later = today[0].id, self.chance.choice(today[1:]).id
        kinds = {
            "late": f"late;{company};{later}",
            "early": f"early;{company};{later}",
            "gone": f"gone;{company};day",
            "back": f"back;{company}",
            "table_out": f"table_out;{meeting.table_name};{later}",
            "table_back": f"table_back;{meeting.table_name}",
            "rest": f"rest;{slot};5",
            "drop": f"drop;{later}",
            "cancel": f"cancel;{meeting.pair}",
            "move": f"move;{meeting.pair};{later}",
        }
        weights = {"late": 6, "early": 3, "gone": 2, "table_out": 4, "table_back": 2, "move": 4, "cancel": 4}
        return kinds[self.chance.choices(list(kinds), [weights.get(kind, 1) for kind in kinds])[0]]

    def _today(self, moment: datetime) -> list[Slot]:
        """Return the slots of the day that are still ahead."""
        day = moment.astimezone(self.event.zone).date()
        return [slot for slot in self.slots if slot.starts_at > moment and slot.day == day]

    # -- waiting -----------------------------------------------------------------------------------------

    async def _settle(self) -> None:
        """Let everything happen that is due at this moment."""
        assert self.app is not None
        calm = 0
        async with asyncio.timeout(120):
            while calm < _CALM:
                for round_of in (self.app.rounds.tell_changes, self.app.rounds.remind, self.app.rounds.follow_up):
                    await round_of()
                self.app.sender.wake()
                calm = 0 if await self._is_busy() else calm + 1
                await asyncio.sleep(0.02)

    async def _is_busy(self) -> bool:
        assert self.app is not None
        if self.fake.updates.pending:
            return True
        waiting = (
            select(func.count())
            .select_from(outbox.outerjoin(address, address.c.address == outbox.c.address))
            .where(
                or_(
                    outbox.c.status == "sending",
                    (outbox.c.status == "queued")
                    & (outbox.c.due_at <= self.clock.at)
                    & or_(address.c.blocked_until.is_(None), address.c.blocked_until <= self.clock.at),
                )
            )
        )

        def count() -> int:
            with self.world.database.engine.connect() as connection:
                return int(connection.execute(waiting).scalar_one())

        return await asyncio.to_thread(count) > 0

    # -- the end -----------------------------------------------------------------------------------------

    def _look_at_every_phone(self) -> None:
        with self.world.begin() as uow:
            agenda = uow.agendas.newest("published")
            assert agenda is not None
            self.outcome.versions = agenda.id
            self.outcome.acknowledged = len(uow.agendas.acknowledged_by(agenda.id))
            self.outcome.failures = sum(call.status != 200 for call in self.fake.calls)
            days = Days(uow)
            for person_id, phone in self.phones.items():
                person = uow.people.find_by_id(person_id)
                assert person is not None
                if not phone.has_blocked:
                    self._compare(uow, person, phone, days.of(agenda.id, person))

    def _compare(self, uow: UnitOfWork, person: Person, phone: Phone, meetings: Sequence[StoredMeeting]) -> None:
        """Compare the last day that a phone shows with the agenda in force, line by line."""
        language = language_of(person, uow.people.addresses(person.id)[0], self.event)
        expected: dict[str, list[str]] = {}
        for one in meetings:
            day = format_day(one.starts_at.astimezone(self.event.zone).date(), language)
            expected.setdefault(day, []).append(self._line(uow, person, one, language))
        shown = self._days_shown(phone, language)
        if shown != expected:
            self.outcome.wrong_days.append(f"{phone.chat_id}: shown {shown}, in force {expected}")

    def _days_shown(self, phone: Phone, language: str) -> dict[str, list[str]]:
        """Return each day's meetings as a phone shows them last: an agenda replaces all, an evening message its day."""
        t = translator(language)
        title = plain_text(t(TITLE, event=self.event.name.in_(language)))
        headers = {format_day(day.date, language) for day in self.event.days}
        shown: dict[str, list[str]] = {}
        for message in phone.messages:
            if title not in message.text:
                continue
            if not message.text.startswith("🌙"):
                shown = {}
            day = ""
            for line in map(str.strip, message.text.splitlines()):
                if line in headers:
                    day = line
                    shown[day] = []
                elif day and line.count(" · ") == 2:
                    shown[day].append(line)
        return shown

    def _line(self, uow: UnitOfWork, person: Person, meeting: StoredMeeting, language: str) -> str:
        assert person.company_id is not None
        company = uow.companies.find(counterpart_of(meeting, person.company_id))
        t = translator(language)
        at = format_time(meeting.starts_at.astimezone(self.event.zone), language)
        name = (company.legal_name if company is not None else None) or "?"
        return plain_text(t(LINE, time=at, table=meeting.table_name, company=name)).strip()
