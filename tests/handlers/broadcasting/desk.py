"""The organisers' phones in tests of broadcasts, and the sender's part played by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.broadcasting import sending
from handlers.broadcasting.deliveries import Delivery, deliveries
from handlers.messages import Reply, plain_text
from handlers.visit import from_payload
from storage.records import Broadcast, OutgoingMessage
from tests.handlers.registrations import make_organiser, new_phone
from tests.phone import Phone
from tests.world import START, World, text


@dataclass(kw_only=True)
class Desk:
    """`author` writes, `second` approves; `number` is the newest broadcast."""

    world: World

    def __post_init__(self) -> None:
        self.author = self.world.organiser
        second = new_phone(self.world.database, self.world.house, 98, name_hint="Nadia", now=START)
        self.second = make_organiser(second)
        self.now = START + timedelta(hours=1)

    @property
    def broadcast(self) -> Broadcast:
        with self.world.begin() as uow:
            return uow.broadcasts.newest(limit=1)[0]

    @property
    def number(self) -> int:
        return self.broadcast.id

    @property
    def seen(self) -> str:
        """The broadcast with its revision, as buttons carry it."""
        return f"{self.number}.{self.broadcast.revision}"

    def write(self, words: str = "The doors open at 8:30.", *, how: str = "new", **others: str) -> None:
        """Type a text in English, and translations or notes."""
        self.author.tap_data(f"u:{how}")
        self.author.say(words)
        for language in ("fr", "ar"):
            if language in others:
                self.author.say(others[language])
            else:
                self.author.tap_data(f"u:note={self.number}.{language}")

    def target(self, kind: str, *indices: int) -> None:
        """Toggle options of the audience."""
        for index in indices:
            self.author.tap_data(f"u:set={self.number}.{kind}.{index}")

    def preview(self) -> Reply:
        return self.author.tap_data(f"u:look={self.number}")[-1]

    def approve(self) -> Reply:
        """Let the second organiser approve what the author wrote."""
        self.author.tap_data(f"u:ask={self.seen}")
        return self.second.tap_data(f"u:approve={self.seen}")[0]

    def start(self, *, at: datetime | None = None) -> None:
        """Let the clock tick until nothing more can be queued."""
        self.now = at or max(self.now, self.author.now, self.second.now)
        while self.tick():
            pass

    def tick(self) -> bool:
        with self.world.begin() as uow:
            return sending.start_due(uow, self.world.house, self.now)

    def rows(self) -> Sequence[OutgoingMessage]:
        number = self.number
        with self.world.begin() as uow:
            return uow.broadcasts.messages(number)

    def reached(self) -> set[str]:
        """Return the short names of the companies to whom something was queued or sent."""
        number = self.number
        with self.world.begin() as uow:
            found = {
                uow.companies.get(person[1].company_id or 0).id
                for row in uow.broadcasts.messages(number)
                if row.status in ("queued", "held", "sending", "sent")
                and (person := uow.people.find(row.address)) is not None
            }
        return {key for key, number in self.world.ids.items() if number in found}

    def send(self, *, count: int = 100) -> list[OutgoingMessage]:
        """Play the sender: claim and mark messages of broadcasts; return them."""
        with self.world.begin() as uow:
            claimed = uow.outbox.claim(now=self.now, count=100)
            taken = [row for row in claimed if row.kind != "message"][:count]
            for row in claimed:
                if row not in taken:
                    uow.outbox.send_again(row.id)
            uow.outbox.mark_sent([(row.id, f"ref{row.id}") for row in taken], now=self.now)
        return taken

    def send_all(self) -> list[OutgoingMessage]:
        sent: list[OutgoingMessage] = []
        while claimed := self.send():
            sent += claimed
        return sent

    def deliveries(self) -> list[Delivery]:
        broadcast = self.broadcast
        with self.world.begin() as uow:
            return deliveries(uow, broadcast)

    def acts(self) -> list[str]:
        return [line.act for line in self.world.trail(f"broadcast:{self.number}")]

    def person_id(self, key: str) -> int:
        with self.world.begin() as uow:
            return uow.people.of_company(self.world.ids[key], "registrant")[0].id

    def phone(self, key: str) -> Phone:
        return self.world.phone(key)


def words_of(row: OutgoingMessage) -> str:
    """Return a message as its reader sees it."""
    return plain_text(from_payload(row.payload).text)


def said(replies: list[Reply]) -> str:
    """Return everything said in a turn."""
    return "\n".join(text(reply) for reply in replies)
