"""Event days in fast motion: a real house, two strict platforms that fail now and then, delegates on three channels.

The clock jumps from moment to moment; at each, everything due is sent over real HTTP before the next jump. Organisers
change the plan again and again. What counts in the end is what stands on every phone and on every page.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import Column, func, select

from events.slots import Slot, slots
from storage.models import agenda, notice
from tests.event_day.disruptions import invent
from tests.event_day.handsets import Handset, Seen
from tests.event_day.script import Outcome, Script, SteppingClock
from tests.event_day.stage import ORGANISER, Stage
from tests.event_day.witness import Witness
from tests.fakes.graph_server import FakeGraph
from tests.fakes.telegram_phone import Person as Phone
from tests.fakes.telegram_server import FakeTelegram
from tests.world import World

TAIL = 6  # moments after each day
ATTEMPTS = 5  # at one moment, to find something that changes the plan; else it is left for the next moment
QUIET_MOMENTS = 4  # at the end, in which nothing new happens, so that whatever failed is tried again


class EventDays:
    """Lives through the days of an event whose first agenda is published."""

    def __init__(self, world: World, script: Script, *, telegram: FakeTelegram, graph: FakeGraph) -> None:
        self.world, self.script = world, script
        self.event = world.house.event
        self.chance = random.Random(script.seed)
        self.outcome = Outcome()
        self.slots = slots(self.event)
        self.clock = SteppingClock(self.slots[0].starts_at + script.first)
        self.stage = Stage(world, script, clock=self.clock, telegram=telegram, graph=graph, on_seen=self._read)
        self.witness = Witness(world, self.clock, self.outcome, self.stage.people)
        self.owed = 0  # changes that are still to be made
        self.obliging: set[str] = set()
        self.prompt: set[str] = set()
        self.unopened: dict[str, str] = {}  # address → data of a template's button

    async def run(self) -> Outcome:
        """Live through the days."""
        self._hand_out()
        self.witness.note_agenda()
        self.stage.set_up_platforms()
        self.stage.be_flaky()
        moments = list(self._moments())
        busy = [number for number, moment in enumerate(moments) if self._is_busy_moment(moment)]
        changes = Counter(self.chance.choices(busy, k=self.script.changes))
        async with self.stage.open():
            for number, moment in enumerate(moments):
                self.clock.at = moment
                if number == len(moments) - QUIET_MOMENTS:
                    self.stage.heal()
                await self._live(changes[number])
            await self._live(0)
            self._look_at_everything()
        return self.outcome

    def _moments(self) -> Iterator[datetime]:
        """Yield the moments: the evening before, then each day from an hour before its first meeting to its end."""
        yield self.clock.at
        for starts in self._by_day():
            at, end = starts[0] - timedelta(hours=1), self._end_of(starts)
            while at < end:
                yield at
                at += self.script.step
            pause = timedelta(minutes=30) if self.script.hours is None else self.script.step
            yield from (end + number * pause for number in range(TAIL))

    def _by_day(self) -> list[list[datetime]]:
        by_day: dict[date, list[datetime]] = {}
        for slot in self.slots:
            by_day.setdefault(slot.day, []).append(slot.starts_at)
        return list(by_day.values())[: self.script.days]

    def _end_of(self, starts: list[datetime]) -> datetime:
        whole = starts[-1] + timedelta(hours=1)
        return whole if self.script.hours is None else min(whole, starts[0] + timedelta(hours=self.script.hours))

    def _is_busy_moment(self, moment: datetime) -> bool:
        """Tell whether the plan may change then: in a day that goes on, and not in the last moments."""
        is_lived = any(starts[0] - timedelta(hours=2) <= moment < self._end_of(starts) for starts in self._by_day())
        return is_lived and len(self._today(moment)) >= 3

    def _today(self, moment: datetime) -> list[Slot]:
        """Return the slots of the day that are still ahead."""
        day = moment.astimezone(self.event.zone).date()
        return [slot for slot in self.slots if slot.starts_at > moment and slot.day == day]

    def _hand_out(self) -> None:
        self.stage.hand_out(self.chance)
        handsets = self.stage.handsets
        self.outcome.people = Counter(at.partition(":")[0] for at in handsets)
        self.outcome.blocked = sum(one.has_blocked for one in handsets.values())
        self.obliging = {at for at in handsets if self.chance.random() < self.script.obliging}
        self.prompt = {at for at in handsets if self.chance.random() < self.script.prompt}

    # -- what happens ------------------------------------------------------------------------------------

    async def _live(self, changes: int) -> None:
        """Let a moment pass: delegates open what waited for them, everything due happens, the plan changes."""
        waiting, self.unopened = self.unopened, {}
        for at, data in waiting.items():
            self._open(self.stage.handsets[at], data)
        await self.stage.settle()
        self.owed += changes
        attempts = ATTEMPTS * self.owed if self._is_busy_moment(self.clock()) else 0
        while self.owed and attempts:
            self.owed -= await self._change_the_day()
            attempts -= 1

    def _read(self, handset: Handset, seen: Seen) -> None:
        """Read a message; who is obliging confirms it, and a template is opened at once or at the next moment."""
        self.witness.read(handset, seen)
        if seen.template not in (None, "reminder"):
            if handset.address in self.prompt:
                self._open(handset, seen.choices[0])
            else:
                self.unopened[handset.address] = seen.choices[0]
        confirm = next((one for one in seen.choices if one.startswith("k:")), None)
        if confirm is not None and handset.address in self.obliging:
            handset.tap(confirm)

    def _open(self, handset: Handset, data: str) -> None:
        self.outcome.opened += 1
        handset.tap(data)

    async def _change_the_day(self) -> bool:
        """Let the organiser ask for something that happened, and approve it if the preview has anything to approve."""
        soon = self.clock() + timedelta(minutes=15)
        ahead = [one for one in self.witness.in_force.values() if one.starts_at > soon]
        if not ahead:
            return False
        offered = await self._tap(f"c:x={invent(self.chance, ahead, self._today(self.clock()))}")
        self.outcome.proposed += 1
        approve = next((one for one in offered if one.startswith("c:ok=")), None)
        if approve is None:
            return False
        before = self.witness.in_force
        offered = await self._tap(approve)
        if self.witness.in_force is before:
            return False
        self.outcome.approved += 1
        undo = next((one for one in offered if one.startswith("c:undo=")), None)
        if undo is not None and self.outcome.approved % self.script.undo_each == 0:
            before = self.witness.in_force
            await self._tap(undo)
            self.outcome.undone += self.witness.in_force is not before
        return True

    async def _tap(self, data: str) -> set[str]:
        """Let the organiser tap a button of the newest message; return the data of the buttons that are new then."""
        organiser = self.stage.telegram.person(ORGANISER)
        known = _choices(organiser)
        organiser.tap_on(organiser.last.message_id if organiser.messages else 0, data)
        await self.stage.settle()
        self.witness.note_agenda()
        return _choices(organiser) - known

    # -- the end -----------------------------------------------------------------------------------------

    def _look_at_everything(self) -> None:
        lived_until = self._end_of(self._by_day()[-1])
        self.witness.compare(self.stage.handsets, lived_until=lived_until)
        self.outcome.failures = self.stage.failures
        self.outcome.meetings = len(self.witness.in_force)
        self.outcome.versions = self._count(agenda.c.published_at)
        self.outcome.told = self._count(notice.c.told_at)
        self.outcome.acknowledged = self._count(notice.c.acknowledged_at)
        self.outcome.on_call_list = self._count(notice.c.listed_at)

    def _count(self, instant: Column[datetime]) -> int:
        """Return of how many rows this is known."""
        with self.world.database.engine.connect() as connection:
            return int(connection.execute(select(func.count(instant))).scalar_one())


def _choices(phone: Phone) -> set[str]:
    """Return the data of every button that a phone shows."""
    return {key.data or "" for shown in phone.messages for row in shown.rows for key in row}
