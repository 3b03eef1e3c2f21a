"""Reads every message as it arrives, and every phone at the end: what is said must be what is so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from handlers.agendas.day_sheet import CHANGED, counterpart_of
from handlers.agendas.days import Days
from handlers.availability import table_label
from handlers.messages import plain_text
from handlers.visit import language_of
from locales.dates import format_time
from locales.message_templates import sanitise
from locales.translator import translator
from storage.records import Person, StoredMeeting
from storage.unit_of_work import UnitOfWork
from tests.event_day.handsets import Handset, Seen
from tests.event_day.reading import ONE_DAY, days_of, days_shown, name_of
from tests.event_day.script import Outcome, SteppingClock
from tests.world import World

Place = tuple[str, str, str, datetime]


class Witness:
    """Knows the agenda in force at every moment, and writes down what contradicts it."""

    def __init__(self, world: World, clock: SteppingClock, outcome: Outcome, people: Mapping[str, Person]) -> None:
        self._world, self._clock, self._outcome = world, clock, outcome
        self._event = world.house.event
        self._people = people
        self._arrived: Counter[tuple[str, Place, datetime]] = Counter()  # address, what it tells, instant
        self._reminded: set[tuple[str, Place]] = set()
        self._agendas: list[tuple[datetime, dict[str, StoredMeeting]]] = []
        self._known: tuple[int, datetime | None] | None = None
        self._names: dict[int, str] = {}

    # -- as it happens -----------------------------------------------------------------------------------

    def note_agenda(self) -> None:
        """Look at the agenda in force, if it is another one than before."""
        with self._world.begin() as uow:
            agenda = uow.agendas.newest("published")
            assert agenda is not None
            if self._known == (agenda.id, agenda.published_at):
                return
            self._known = (agenda.id, agenda.published_at)
            self._agendas.append((self._clock(), {one.pair: one for one in uow.agendas.meetings(agenda.id)}))
            self._names = self._names or {one.id: name_of(uow, one.id) for one in uow.companies.every()}

    @property
    def in_force(self) -> Mapping[str, StoredMeeting]:
        """The meetings of the agenda in force, by pair."""
        return self._agendas[-1][1]

    def read(self, handset: Handset, seen: Seen) -> None:
        """Look at a message as it arrives."""
        self._outcome.messages[handset.address.partition(":")[0]] += 1
        self._outcome.templates += seen.template is not None
        way = next((one for one in seen.choices if one.startswith("n:way=")), None)
        if way is None and seen.template != "reminder":
            return
        self._outcome.reminders += 1
        self.note_agenda()
        person = self._people[handset.address]
        found = self._meeting_of_template(person, seen) if way is None else self._meeting_of_button(person, seen, way)
        what = f"{handset.address} at {self._clock():%d %H:%M}: {seen.text or seen.values}"
        if found is None:
            self._outcome.wrong_reminders.append(what)
            return
        arrival = (handset.address, _place(found), self._clock())
        self._arrived[arrival] += 1
        if self._arrived[arrival] > 1:
            self._outcome.doubled.append(what)
        self._reminded.add((handset.address, _place(found)))

    def _meeting_of_button(self, person: Person, seen: Seen, way: str) -> StoredMeeting | None:
        """Return the meeting that a reminder names, if all that it tells of it is so now."""
        pair, _, slot = way.removeprefix("n:way=").partition("@")
        meeting = self.in_force.get(pair)
        if meeting is None or meeting.slot != slot:
            return None
        return meeting if all(part in seen.text for part in self._facts(person, meeting)) else None

    def _meeting_of_template(self, person: Person, seen: Seen) -> StoredMeeting | None:
        told = [seen.values[name] for name in ("time", "table", "counterpart")]
        own = (one for one in self.in_force.values() if person.company_id in (one.buyer_id, one.provider_id))
        return next((one for one in own if [sanitise(part) for part in self._facts(person, one)] == told), None)

    def _facts(self, person: Person, meeting: StoredMeeting) -> Sequence[str]:
        assert person.company_id is not None
        language = person.language or "en"
        at = format_time(meeting.starts_at.astimezone(self._event.zone), language)
        table = table_label(self._event, meeting.table_name, language)
        return at, table, self._names[counterpart_of(meeting, person.company_id)]

    # -- at the end --------------------------------------------------------------------------------------

    def compare(self, handsets: Mapping[str, Handset], *, lived_until: datetime) -> None:
        """Read what every reachable delegate's phone shows, and compare it with the agenda in force."""
        texts = {at: [seen.text for seen in one.messages()] for at, one in handsets.items() if not one.has_blocked}
        with self._world.begin() as uow:
            agenda = uow.agendas.newest("published")
            assert agenda is not None
            days = Days(uow)
            for address, read in texts.items():
                person = uow.people.find_by_id(self._people[address].id)
                assert person is not None
                meetings = days.of(agenda.id, person)
                self._outcome.compared += 1
                self._compare_days(uow, person, address, meetings, read)
                self._look_for_missed(address, meetings, lived_until)
                self._count_reminders(uow, address)

    def _compare_days(
        self, uow: UnitOfWork, person: Person, address: str, meetings: Sequence[StoredMeeting], texts: Sequence[str]
    ) -> None:
        language = language_of(person, uow.people.addresses(person.id)[0], self._event)
        expected, shown = (
            days_of(uow, self._event, person, meetings, language),
            days_shown(texts, self._event, language),
        )
        if shown != expected:
            self._outcome.wrong_days.append(f"{address}: shown {shown}, in force {expected}")
        changed = plain_text(translator(language)(CHANGED))
        told = Counter(text for text in texts if changed in text or text.startswith(ONE_DAY))
        self._outcome.doubled += [f"{address}: {text}" for text, count in told.items() if count > 1]

    def _count_reminders(self, uow: UnitOfWork, address: str) -> None:
        """Compare how many reminders arrived with how many left."""
        left = sum(row.kind == "reminder" and row.status == "sent" for row in uow.outbox.of_address(address))
        arrived = sum(count for (at, *_), count in self._arrived.items() if at == address)
        if arrived > left:
            self._outcome.doubled.append(f"{address}: {arrived} reminders arrived, {left} left")
        if arrived < left:
            self._outcome.missed.append(f"{address}: {arrived} reminders arrived, {left} left")

    def _look_for_missed(self, address: str, meetings: Sequence[StoredMeeting], lived_until: datetime) -> None:
        """Expect a reminder of each meeting that took place, unless it came into the agenda at the last minute."""
        last = timedelta(minutes=min(self._event.reminders.minutes_before))
        for one in meetings:
            is_told = (address, _place(one)) in self._reminded
            if not is_told and one.starts_at <= lived_until and self._since(one) <= one.starts_at - last:
                self._outcome.missed.append(f"{address}: {one.pair} of {one.starts_at:%d %H:%M}")

    def _since(self, meeting: StoredMeeting) -> datetime:
        """Return since when a meeting is where and when it is."""
        return min(self._while_so(meeting))

    def _while_so(self, meeting: StoredMeeting) -> Iterator[datetime]:
        for at, agenda in reversed(self._agendas):
            known = agenda.get(meeting.pair)
            if known is None or _place(known) != _place(meeting):
                return
            yield at


def _place(meeting: StoredMeeting) -> Place:
    return meeting.pair, meeting.slot, meeting.table_name, meeting.starts_at
