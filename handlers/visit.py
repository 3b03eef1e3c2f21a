"""One message of one person being handled: who they are, what they answered, and what is said back.

Everything a handler reads or writes goes through its visit, which keeps what was loaded already, so that a turn
costs as few queries as it can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson

from events.event import Event
from handlers.messages import Button, Incoming, Outgoing, Reply
from handlers.other_ways import in_order
from handlers.questions import Question, Situation, values_of
from locales.dates import format_moment, zone
from locales.markup import Markup, escape
from locales.places import country_zone
from locales.translator import Translator, match_language, translator
from storage.outbox import CHANGE, REPLY
from storage.records import Address, Company, MessageKind, Person, StoredAnswer
from storage.unit_of_work import UnitOfWork

Rows = tuple[tuple[Button, ...], ...]


@dataclass(kw_only=True)
class House:
    """What every handler knows of this deployment: the event, and where links to it lead.

    `telegram_name` is learned from Telegram once the channel is connected. `whatsapp_number` likewise.
    `numbered` tells, for a channel that writes buttons as lines, what a person may type for those of a message, and
    their data. `daily_limit` is how many people WhatsApp lets us write to unasked in a day (None: any number).
    """

    event: Event
    web_base: str = "http://127.0.0.1:8080"
    telegram_name: str | None = None
    whatsapp_number: str | None = None
    daily_limit: int | None = None
    numbered: dict[str, Callable[[Reply], Mapping[str, str]]] = field(default_factory=dict)

    def links(self, payload: str) -> list[str]:
        """Return the links that open a chat with `/start payload`, one for each way in."""
        web = f"{self.web_base}/?start={payload}"
        links = [f"https://t.me/{self.telegram_name}?start={payload}"] if self.telegram_name else []
        if self.whatsapp_number:
            links.append(f"https://wa.me/{self.whatsapp_number}?text=%2Fstart%20{payload}")
        return [*links, web]


@dataclass(kw_only=True)
class Visit:
    """The turn of `person`, who sent `incoming`; `outgoing` collects what leaves after the commit."""

    uow: UnitOfWork
    house: House
    now: datetime
    incoming: Incoming
    address: Address
    person: Person
    inbox_id: int
    outgoing: list[Outgoing] = field(default_factory=list)
    released: int = 0  # messages that waited for the person to write
    before_leaving: Callable[[Visit, int], None] = lambda _visit, _company_id: None
    """What a company's leaving entails in the rooms above, while it is still known."""

    @property
    def event(self) -> Event:
        return self.house.event

    @property
    def language(self) -> str:
        return language_of(self.person, self.address, self.event)

    @property
    def t(self) -> Translator:
        return translator(self.language)

    @cached_property
    def answers(self) -> dict[str, StoredAnswer]:
        """The person's answers and their company's, by question key; kept up to date by `save` and `forget`."""
        return self.uow.answers.load(person_id=self.person.id, company_id=self.person.company_id)

    @cached_property
    def values(self) -> dict[str, Any]:
        return values_of(self.answers)

    @cached_property
    def situation(self) -> Situation:
        return Situation(event=self.event, t=self.t, now=self.now, values=self.values)

    def moment(self, instant: datetime) -> Markup:
        """Return an instant in the event's time, with the reader's own time beside it when they live by another."""
        own = country_zone(self.values.get("country") or "")
        text = format_moment(instant, self.event.zone, self.language, zone(own) if own else None)
        return Markup(escape(text), isolate=False)

    @property
    def company(self) -> Company | None:
        """The person's company as it is now."""
        return None if self.person.company_id is None else self.uow.companies.find(self.person.company_id)

    def own_company(self) -> int:
        """Return the id of the person's company; a draft is made for somebody who has none yet."""
        if self.person.company_id is None:
            draft = self.uow.companies.add(now=self.now)
            self.change_person(company_id=draft.id, membership="registrant")
            return draft.id
        return self.person.company_id

    def save(self, question: Question, answer: StoredAnswer) -> None:
        """Keep an answer with whom it belongs to."""
        self.save_as(question.scope, answer)

    def save_as(self, scope: str, answer: StoredAnswer) -> None:
        """Keep an answer of the person or of the company."""
        answer = replace(answer, answered_at=self.now)
        _ = self.answers  # loaded before a draft company could hide the person's own
        if scope == "person":
            self.uow.answers.save_of_person(self.person.id, answer)
        else:
            self.uow.answers.save_of_company(self.own_company(), answer)
        self.answers[answer.key] = answer
        self._compute_again("values", "situation")

    def forget(self, scope: str, *keys: str) -> None:
        """Drop answers, so that they are asked again."""
        if scope == "person":
            self.uow.answers.remove_of_person(self.person.id, *keys)
        elif self.person.company_id is not None:
            self.uow.answers.remove_of_company(self.person.company_id, *keys)
        for key in keys:
            self.answers.pop(key, None)
        self._compute_again("values", "situation")

    def change_person(self, **fields: Any) -> None:
        """Set columns of the person, if they differ."""
        changed = {name: value for name, value in fields.items() if getattr(self.person, name) != value}
        if changed:
            self.uow.people.change(self.person.id, **changed)
            self.person = replace(self.person, **changed)
            self._compute_again("situation")

    def expect_no_words(self) -> None:
        """Let what is typed next reach nothing that was asked before: another screen has taken its place."""
        if (self.person.asked or "").startswith("@"):
            self.change_person(asked=None)

    def reload_answers(self) -> None:
        """Read the answers again, after the person came to belong to another company."""
        self._compute_again("answers", "values", "situation")

    def _compute_again(self, *names: str) -> None:
        for name in names:
            self.__dict__.pop(name, None)

    def reply(self, reply: Reply, *, key: str | None = None) -> int:
        """Answer the person, as soon as this turn is committed; return the id of the outbox row.

        A `key` of their own finds the last words to somebody erased again.
        """
        if (self.person.asked or "").startswith("@"):  # their own words are expected, which may be a number
            reply = replace(reply, takes_numbers=True)
        is_leased = self.address.blocked_until is None
        row_id = self.uow.outbox.enqueue(
            address=self.address.address,
            payload=to_payload(reply),
            priority=REPLY,
            now=self.now,
            after_inbox_id=self.inbox_id,
            is_leased=is_leased,
            dedup_key=key,
        )
        assert row_id is not None  # a turn is handled once, so its key is new
        if is_leased:
            self.outgoing.append(Outgoing(outbox_id=row_id, address=self.address.address, reply=reply))
        return row_id

    def say(self, text: str, rows: Rows = ()) -> int:
        """Answer with words (markup) and buttons; return the id of the outbox row."""
        return self.reply(Reply(text=text, language=self.language, rows=rows))

    def tell(
        self, people: Iterable[Person], build: Callable[[Translator], Reply], *, key: str, priority: int = CHANGE
    ) -> int:
        """Queue a message to other people, each in their own language, once for each `key`; return how many."""
        told = 0
        for person in people:
            told += tell(self.uow, self.event, person, build, key=key, now=self.now, priority=priority)
        return told


def tell(
    uow: UnitOfWork,
    event: Event,
    person: Person,
    build: Callable[[Translator], Reply],
    *,
    key: str,
    now: datetime,
    priority: int = CHANGE,
) -> bool:
    """Queue a message that nobody asked for to one person's best address; False if there is none or it was told."""
    return push(uow, event, person, build, key=f"{key}:{person.id}", now=now, priority=priority) is not None


def push(
    uow: UnitOfWork,
    event: Event,
    person: Person,
    build: Callable[[Translator], Reply],
    *,
    key: str,
    now: datetime,
    priority: int = CHANGE,
    kind: MessageKind = "message",
    to: Address | None = None,
) -> int | None:
    """Queue a message that nobody asked for to one address of a person, their best unless named.

    Return the id of the outbox row; None without an address, or when the `key` was told already.
    """
    address = to or best_address(uow.people.addresses(person.id), person)
    if address is None:
        return None
    reply = build(translator(language_of(person, address, event)))
    return uow.outbox.enqueue(
        address=address.address,
        payload=to_payload(reply),
        priority=priority,
        now=now,
        after_inbox_id=uow.inbox.last_id(address.address),
        dedup_key=key,
        kind=kind,
    )


def best_address(addresses: Iterable[Address], person: Person | None = None) -> Address | None:
    """Return where a person is reached first: where they prefer, else a messenger before a page that may be closed."""
    alive = [address for address in addresses if address.dead_reason is None]
    return next(iter(in_order(alive, person)), None)


def language_of(person: Person, address: Address, event: Event) -> str:
    """Return the language a person chose, else the one their platform hints at, else the event's first."""
    return person.language or match_language(address.language_hint) or event.languages[0]


def to_payload(reply: Reply) -> str:
    """Return a reply as the outbox stores it."""
    return orjson.dumps(reply.to_json()).decode()


def from_payload(payload: str) -> Reply:
    """Return a stored reply."""
    return Reply.from_json(orjson.loads(payload))
