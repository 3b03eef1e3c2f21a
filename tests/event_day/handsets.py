"""What delegates look at: a phone with Telegram, a phone with WhatsApp, a page of the web chat."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.intake import Intake
from handlers.messages import Incoming, plain_text
from handlers.visit import from_payload
from locales.message_templates import find_template
from storage import Database
from storage.records import OutgoingMessage
from tests.event_day.script import SteppingClock
from tests.fakes.graph_person import GraphPerson, taps_of, words_of
from tests.fakes.graph_server import Sent
from tests.fakes.telegram_phone import Person as TelegramPerson
from tests.fakes.telegram_phone import Shown


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One message as it is read: its words, and the data of what may be tapped."""

    text: str
    choices: tuple[str, ...] = ()
    template: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)  # of the template's variables


class Handset(Protocol):
    """Whatever one delegate looks at."""

    address: str
    has_blocked: bool

    def messages(self) -> Sequence[Seen]:
        """Return what the bot's messages show now, oldest first."""
        ...

    def tap(self, data: str) -> None:
        """Tap the newest button with this data."""
        ...


Read = Callable[[Handset, Seen], None]


class Errands:
    """Taps on their way."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def are_done(self) -> bool:
        """Tell whether nothing is on its way; raise what went wrong."""
        done = {task for task in self._tasks if task.done()}
        self._tasks -= done
        for task in done:
            task.result()
        return not self._tasks

    def run(self, errand: Coroutine[Any, Any, Any]) -> None:
        self._tasks.add(asyncio.get_running_loop().create_task(errand))


class _Phone:
    """What a phone on either fake platform has in common: its owner may block us there."""

    person: TelegramPerson | GraphPerson

    @property
    def has_blocked(self) -> bool:
        return self.person.has_blocked

    @has_blocked.setter
    def has_blocked(self, has_blocked: bool) -> None:
        self.person.has_blocked = has_blocked


class TelegramHandset(_Phone):
    """A phone on the fake Telegram."""

    person: TelegramPerson

    def __init__(self, address: str, person: TelegramPerson) -> None:
        self.address = address
        self.person = person

    def messages(self) -> Sequence[Seen]:
        return [self.read(shown) for shown in self.person.messages]

    def tap(self, data: str) -> None:
        asyncio.get_running_loop().call_soon(self.person.tap, data)

    @staticmethod
    def read(shown: Shown) -> Seen:
        return Seen(text=shown.text, choices=tuple(key.data or "" for row in shown.rows for key in row))


class WhatsAppHandset(_Phone):
    """A phone on the fake WhatsApp."""

    person: GraphPerson

    def __init__(self, address: str, person: GraphPerson, errands: Errands) -> None:
        self.address = address
        self.person = person
        self._errands = errands

    def messages(self) -> Sequence[Seen]:
        return [self.read(sent) for sent in self.person.shown]

    def tap(self, data: str) -> None:
        self._errands.run(self.person.tap(data))

    @staticmethod
    def read(sent: Sent) -> Seen:
        choices = tuple(taps_of(sent.body))
        if sent.body["type"] != "template":
            return Seen(text=words_of(sent.body), choices=choices)
        content = sent.body["template"]
        name = content["name"].removeprefix("mawid_").rpartition("_")[0]
        template = find_template(name, content["language"]["code"])
        assert template is not None
        given = [part["text"] for one in content["components"] if one["type"] == "body" for part in one["parameters"]]
        values = dict(zip(template.variables, given, strict=True))
        return Seen(text="", choices=choices, template=name, values=values)


class PageHandset:
    """A page of the web chat: it shows what the outbox holds for its address, and looks again whenever it is woken."""

    has_blocked = False

    def __init__(self, address: str, *, database: Database, clock: SteppingClock, errands: Errands) -> None:
        self.address = address
        self.intake: Intake | None = None
        self._database, self._clock, self._errands = database, clock, errands
        self._known: set[int] = set()
        self._taps = 0

    def messages(self) -> Sequence[Seen]:
        """Return what the page shows when it is opened anew."""
        return [self._read(row) for row in self._rows()]

    def look(self) -> Iterable[Seen]:
        """Return what is new."""
        news = [row for row in self._rows() if row.id not in self._known]
        self._known |= {row.id for row in news}
        return [self._read(row) for row in news]

    def tap(self, data: str) -> None:
        row = next(row for row in reversed(self._rows()) if data in self._read(row).choices)
        self._taps += 1
        incoming = Incoming(
            address=self.address,
            update_id=f"{self.address}:{self._taps}",
            received_at=self._clock(),
            choice=data,
            message_ref=str(row.id),
        )
        assert self.intake is not None
        self._errands.run(self.intake.receive(incoming))

    def _rows(self) -> Sequence[OutgoingMessage]:
        with self._database.begin() as uow:
            return uow.outbox.shown(self.address, after_id=0, since=None, now=self._clock())

    @staticmethod
    def _read(row: OutgoingMessage) -> Seen:
        reply = from_payload(row.payload)
        return Seen(text=plain_text(reply.text), choices=tuple(button.data for button in reply.buttons))


class Pages:
    """Wakes the pages, as the browsers' open streams do."""

    def __init__(self, on_seen: Read) -> None:
        self.pages: dict[str, PageHandset] = {}
        self._on_seen = on_seen

    def wake(self, address: str) -> None:
        """Let the page of an address look again."""
        page = self.pages.get(address)
        for seen in page.look() if page is not None else ():
            assert page is not None
            self._on_seen(page, seen)
