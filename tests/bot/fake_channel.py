"""A channel without a platform, and the house around it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.base import Channel, Delivery, Limits, Receive
from bot.channels.web import WebChannel
from bot.delivery import Deliverer
from bot.floods import FloodGate
from bot.intake import Intake
from bot.sender import Sender
from bot.web.subscribers import Subscribers
from bot.worker import Worker
from handlers.messages import Incoming, Reply
from handlers.visit import House, to_payload
from storage import Database
from storage.outbox import CHANGE
from tests.fakes.waiting import until
from tests.phone import NOON

PAYLOAD = to_payload(Reply(text="hello", language="en"))

PATIENCE = 60.0
"""Seconds that a test waits for what must come: a crowded machine is slow, and a wrong result never comes."""


class FakeChannel(Channel):
    """Keeps what it is given; `failures` are raised one after another first; closed `gate` holds everything up."""

    def __init__(self, name: str = "telegram") -> None:
        self.name = name
        self.limits = Limits(text=4096, button_label=60, button_data_bytes=64, buttons=100, buttons_per_row=3)
        self.sent: list[Delivery] = []
        self.tried: list[int] = []
        self.pushed: list[int] = []
        self.failures: list[Exception] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.flying = 0
        self.most_flying = 0

    async def start(self, receive: Receive) -> None: ...

    async def stop(self) -> None: ...

    async def reply(self, delivery: Delivery) -> str | None:
        self.tried.append(delivery.outbox_id)
        failure = self.failures.pop(0) if self.failures else None
        self.flying += 1
        self.most_flying = max(self.most_flying, self.flying)
        try:
            await self.gate.wait()
        finally:
            self.flying -= 1
        if failure is not None:
            raise failure
        self.sent.append(delivery)
        return str(1000 + delivery.outbox_id)

    async def push(self, delivery: Delivery) -> str | None:
        self.pushed.append(delivery.outbox_id)
        return await self.reply(delivery)

    @property
    def ids(self) -> list[int]:
        """What was sent, in its order."""
        return [delivery.outbox_id for delivery in self.sent]


@dataclass(kw_only=True)
class Post:
    """Worker, deliverer, sender and intake over one database, with a clock that is turned by hand."""

    database: Database
    house: House
    channel: FakeChannel = field(default_factory=FakeChannel)
    time: datetime = NOON

    def __post_init__(self) -> None:
        self.worker = Worker(self.database)
        self.subscribers = Subscribers()
        channels: dict[str, Channel] = {"telegram": self.channel, "web": WebChannel(self.subscribers)}
        self.deliverer = Deliverer(worker=self.worker, house=self.house, channels=channels, clock=self.now)
        self.sender = Sender(worker=self.worker, deliverer=self.deliverer, clock=self.now)
        self.deliverer.on_backlog = self.sender.wake
        self.intake = Intake(
            worker=self.worker, house=self.house, deliverer=self.deliverer, clock=self.now, floods=FloodGate()
        )

    def now(self) -> datetime:
        return self.time

    def turn(self, **amount: float) -> None:
        """Let time pass, and the clock tick."""
        self.time += timedelta(**amount)
        self.sender.wake()

    def enqueue(self, address: str = "telegram:1", **fields: object) -> int:
        values = {"payload": PAYLOAD, "priority": CHANGE, "now": self.time, "after_inbox_id": 0, **fields}
        with self.database.begin() as uow:
            row_id = uow.outbox.enqueue(address=address, **values)  # type: ignore[arg-type]
        assert row_id is not None
        return row_id

    def add_person(self, address: str = "telegram:1", **fields: object) -> int:
        with self.database.begin() as uow:
            _, person = uow.people.add(at=address, language_hint="en", name_hint="Amina", now=self.time)
            if fields:
                uow.people.change(person.id, **fields)
        return person.id

    def statuses(self, *row_ids: int) -> list[str]:
        with self.database.begin() as uow:
            found = [uow.outbox.find(row_id) for row_id in row_ids]
        return [
            f"{message.status}" if message.reason is None else f"{message.status} {message.reason}"
            for message in found
            if message is not None
        ]

    async def wait_for(self, condition: Callable[[], object]) -> None:
        await until(condition, seconds=PATIENCE)

    async def wait_for_statuses(self, *row_ids: int, are: list[str]) -> None:
        try:
            await until(lambda: self.statuses(*row_ids) == are, seconds=PATIENCE)
        except TimeoutError:
            assert self.statuses(*row_ids) == are

    async def receive(self, text: str, update_id: str, address: str = "telegram:1") -> None:
        incoming = Incoming(
            address=address,
            update_id=update_id,
            received_at=self.time,
            text=text,
            language_hint="en",
            name_hint="Amina",
        )
        await self.intake.receive(incoming)

    async def close(self) -> None:
        self.channel.gate.set()
        await self.sender.stop()
        await self.deliverer.finish()
        await asyncio.to_thread(self.worker.close)


@asynccontextmanager
async def open_post(database: Database, house: House, *, sends: bool = True) -> AsyncIterator[Post]:
    """Open a post; with `sends`, its sender runs."""
    post = Post(database=database, house=house)
    if sends:
        await post.sender.start(is_only_sender=True)
    try:
        yield post
    finally:
        await post.close()
