"""Brings an event to size: companies with a delegate each, on Telegram, on WhatsApp or on the web page."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from handlers.agendas import allocation, publishing
from locales.translator import LANGUAGES
from storage.records import Consent, StoredAnswer
from storage.unit_of_work import UnitOfWork
from tests.event_day.script import Script
from tests.world import BUYERS, PROVIDERS, World

REGISTERED = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def grow(world: World, script: Script) -> None:
    """Bring the event to so many companies, each with somebody at an address of their own."""
    chance = random.Random(script.seed)
    twins = Counter(chance.choices([*BUYERS, *PROVIDERS], k=script.companies - len(world.ids)))
    keys = [key for original, count in sorted(twins.items()) for key in world.add_twins(original, count)]
    addresses = list(_addresses(script, len(keys)))
    chance.shuffle(addresses)
    with world.begin() as uow:
        for number, (key, at) in enumerate(zip(keys, addresses, strict=True)):
            _add_person(uow, world.ids[key], at=at, language=LANGUAGES[number % len(LANGUAGES)])


def _addresses(script: Script, count: int) -> Iterator[str]:
    """Yield an address for each of those who join; everybody who was there before is on Telegram."""
    whatsapp = min(count, round(script.whatsapp * script.companies))
    web = min(count - whatsapp, round(script.web * script.companies))
    yield from (f"whatsapp:{212600000000 + number}" for number in range(whatsapp))
    yield from (f"web:{number:024x}" for number in range(web))
    yield from (f"telegram:{1000 + number}" for number in range(count - whatsapp - web))


def _add_person(uow: UnitOfWork, company_id: int, *, at: str, language: str) -> None:
    _address, person = uow.people.add(at=at, language_hint=language, name_hint=None, now=REGISTERED)
    uow.people.change(person.id, company_id=company_id, membership="registrant", language=language)
    for key, value in (("language", language), ("full_name", f"Delegate {at.partition(':')[2].lstrip('0')}")):
        answer = StoredAnswer(key=key, value=value, status="given", typed=value, answered_at=REGISTERED)
        uow.answers.save_of_person(person.id, answer)
    for purpose in ("matching", "reminders"):
        uow.consents.add(
            person.id,
            Consent(purpose=purpose, is_given=True, text_version="2026-11", language=language, decided_at=REGISTERED),
        )


def publish_first(world: World, script: Script, *, now: datetime) -> None:
    """Let companies choose one another, and publish the agenda that comes of it."""
    chance = random.Random(script.seed)
    with world.begin() as uow:
        companies = uow.companies.with_status("approved", limit=10_000)
        providers = [one.id for one in companies if one.role == "provider"]
        for buyer in (one.id for one in companies if one.role == "buyer"):
            for provider in chance.sample(providers, min(script.meetings_each, len(providers))):
                uow.wishes.save(buyer, provider, "yes", now=now)
                uow.wishes.save(provider, buyer, "must" if chance.random() < 0.3 else "yes", now=now)
    with world.begin() as uow:
        problem = allocation.prepare(uow, world.house.event)
    agenda = allocation.solve(problem)
    with world.begin() as uow:
        draft = allocation.keep(uow, world.house.event, agenda, person_id=None, now=now)
    with world.begin() as uow:
        publishing.publish(uow, world.house, draft, person_id=None, now=now)
