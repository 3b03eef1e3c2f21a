"""A small event that is ready for choosing: twelve approved companies and an organiser, registered through the chat.

It takes seconds to build, so it is built once into an SQLite file that every test copies; PostgreSQL is filled anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.agendas import allocation, publishing
from handlers.messages import Reply, plain_text
from handlers.visit import House
from scheduling import Meeting, Problem, describe
from storage import Database
from storage.records import AuditLine, StoredAgenda, StoredAnswer, StoredMeeting, Wish
from storage.unit_of_work import UnitOfWork
from tests.handlers.registrations import BUYER, PROVIDER, make_organiser, new_phone, register
from tests.phone import NOON, Phone

BUYERS = {
    "Lumen": ("Lumen Energie", "Français", {"size_needed": "20"}),
    "Banco": ("Banco Norte", "English", {"size_needed": "12"}),
    "Helvetia": ("Helvetia Assur", "English", {"size_needed": "40"}),
    "Nordic": ("Nordic Retail", "English", {"size_needed": "4"}),
    "Bruxelles": ("Bruxelles Telecom", "English", {"size_needed": "90"}),
}
PROVIDERS = {
    "Atlas": ("Atlas Contact", "English", {"agents_fr": "60", "seats_free": "45"}),
    "Rif": ("Rif Appels", "العربية", {"agents_fr": "20", "seats_free": "20"}),
    "Zagora": ("Zagora Back Office", "English", {"agents_fr": "12", "seats_free": "10"}),
    "Souss": ("Souss Support", "English", {"agents_fr": "8", "seats_free": "8"}),
    "Oasis": ("Oasis Relation", "English", {"agents_fr": "30", "seats_free": "100"}),
    "Chellah": ("Chellah Digital", "English", {"agents_fr": "5", "seats_free": "5"}),
    "Meknes": ("Volubilis Voice", "English", {"agents_fr": "2", "seats_free": "3"}),
}
NAMES = {key: row[0] for key, row in {**BUYERS, **PROVIDERS}.items()}
START = NOON + timedelta(hours=1)
"""When the tests begin; everybody has registered by then."""

_FIRST = {"buyer": 11, "provider": 21}


def build(database: Database, house: House) -> None:
    """Fill a migrated database."""
    for key, (name, language, answers) in BUYERS.items():
        person = {"full_name": f"Buyer {key}", "email": f"{key.lower()}@buyer.example", "phone": "+33 1 44 55 66 77"}
        company = {"legal_name": name, "company_number": "later", "language": language}
        register(_phone(database, house, key), {**BUYER, **company, **person, **answers})
    for key, (name, language, answers) in PROVIDERS.items():
        person = {"full_name": f"Provider {key}", "email": f"{key.lower()}@provider.example"}
        company = {"legal_name": name, "company_number": "later", "language": language}
        services = {"activities": "Customer service (inbound)", "spoken_languages": "French"}
        register(_phone(database, house, key), {**PROVIDER, **company, **services, **person, **answers})
    make_organiser(_phone(database, house, "organiser"))
    with database.begin() as uow:
        for company in uow.companies.every():
            uow.companies.change(company.id, status="approved", decided_at=NOON)
        while claimed := uow.outbox.claim(now=NOON.replace(year=2028), count=100):
            uow.outbox.mark_sent([(message.id, str(message.id)) for message in claimed], now=NOON)


def _number(key: str) -> int:
    if key in BUYERS:
        return _FIRST["buyer"] + list(BUYERS).index(key)
    return _FIRST["provider"] + list(PROVIDERS).index(key) if key in PROVIDERS else 99


def _phone(database: Database, house: House, key: str) -> Phone:
    return new_phone(database, house, _number(key), name_hint=key)


@dataclass(kw_only=True)
class World:
    """The event in a test: people by a short name of their company."""

    database: Database
    house: House

    def __post_init__(self) -> None:
        self._phones: dict[str, Phone] = {}
        self._answered_at = START
        with self.database.begin() as uow:
            ids = {company.legal_name: company.id for company in uow.companies.every()}
        self.ids = {key: ids[name] for key, name in NAMES.items()}

    def phone(self, key: str) -> Phone:
        """Return somebody's phone."""
        if key not in self._phones:
            self._phones[key] = _phone(self.database, self.house, key)
            self._phones[key].now = START
        return self._phones[key]

    @property
    def organiser(self) -> Phone:
        return self.phone("organiser")

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        with self.database.begin() as uow:
            yield uow

    def use(self, **fields: object) -> None:
        """Change settings of the event."""
        self.house.event = replace(self.house.event, **fields)  # type: ignore[arg-type]

    def wish(self, one: str, other: str, kind: str = "yes", *, at: datetime = NOON) -> None:
        """Store a wish, told to nobody."""
        with self.begin() as uow:
            uow.wishes.save(self.ids[one], self.ids[other], kind, now=at)

    def agree(self, *pairs: tuple[str, str]) -> None:
        """Store wishes of both sides."""
        for one, other in pairs:
            self.wish(one, other)
            self.wish(other, one)

    def wishes(self) -> list[Wish]:
        with self.begin() as uow:
            return list(uow.wishes.every())

    def kind(self, one: str, other: str) -> str | None:
        with self.begin() as uow:
            return uow.wishes.kind(self.ids[one], self.ids[other])

    def set(self, key: str, value: object) -> None:
        with self.begin() as uow:
            uow.settings.set(key, value, now=NOON)

    def settings(self) -> dict[str, object]:
        with self.begin() as uow:
            return uow.settings.all()

    def change(self, key: str, **fields: object) -> None:
        """Set columns of a company."""
        with self.begin() as uow:
            uow.companies.change(self.ids[key], **fields)

    def pair(self, buyer: str, provider: str) -> str:
        return f"{self.ids[buyer]}~{self.ids[provider]}"

    def answer(self, key: str, **values: object) -> None:
        """Store answers of a company, each call a second after the one before."""
        self._answered_at += timedelta(seconds=1)
        with self.begin() as uow:
            for name, value in values.items():
                given = StoredAnswer(key=name, value=value, status="given", answered_at=self._answered_at)
                uow.answers.save_of_company(self.ids[key], given)

    def problem(self, **options: bool) -> Problem:
        with self.begin() as uow:
            return allocation.prepare(uow, self.house.event, **options)

    def draft(self, *meetings: tuple[str, str, str, str]) -> StoredAgenda:
        """Make a draft of (buyer, provider, slot, table)."""
        chosen = [
            Meeting(
                pair=self.pair(buyer, provider),
                a=str(self.ids[buyer]),
                b=str(self.ids[provider]),
                slot=slot,
                table=table,
            )
            for buyer, provider, slot, table in meetings
        ]
        problem = self.problem()
        with self.begin() as uow:
            agenda = describe(problem, chosen, bound=1000.0)
            return allocation.keep(uow, self.house.event, agenda, person_id=None, now=NOON)

    def z(self, act: str) -> str:
        """Return the data of a button that adjusts the newest draft."""
        draft = self.newest("draft")
        return f"z:{draft.id if draft else 0}.{act}"

    def publish(self, draft: StoredAgenda, *, now: datetime = NOON) -> int:
        with self.begin() as uow:
            return publishing.publish(uow, self.house, draft, person_id=None, now=now)

    def meetings(self, version: int) -> list[StoredMeeting]:
        with self.begin() as uow:
            return list(uow.agendas.meetings(version))

    def places(self, version: int) -> set[tuple[str, str, str, str]]:
        """Return a version's meetings as (buyer, provider, slot, table)."""
        names = {number: key for key, number in self.ids.items()}
        return {
            (names[one.buyer_id], names[one.provider_id], one.slot, one.table_name) for one in self.meetings(version)
        }

    def newest(self, status: str) -> StoredAgenda | None:
        with self.begin() as uow:
            return uow.agendas.newest(status)

    def trail(self, subject: str) -> list[AuditLine]:
        with self.begin() as uow:
            return list(uow.audit.of_subject(subject))

    def add_twins(self, key: str, count: int) -> list[str]:
        """Add approved companies that answer what another one answered; return their short names."""
        known = [f"{key}{number}" for number in range(count)]
        with self.begin() as uow:
            original = uow.companies.get(self.ids[key])
            answers = uow.answers.of_company(original.id)
            for name in known:
                company = uow.companies.add(now=NOON)
                fields = {"role": original.role, "country": original.country, "status": "approved", "trust": 0}
                uow.companies.change(company.id, legal_name=f"Twin {name}", submitted_at=NOON, **fields)
                for answer in answers.values():
                    uow.answers.save_of_company(company.id, replace(answer, answered_at=NOON))
                self.ids[name] = company.id
        return known

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        from sqlalchemy import func, select

        from storage.models import metadata

        with self.database.engine.begin() as connection:
            return connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()


def text(reply: Reply) -> str:
    """Return a message as a person reads it."""
    return plain_text(reply.text)


def data(reply: Reply) -> list[str]:
    """Return what the buttons send."""
    return [button.data for button in reply.buttons]
