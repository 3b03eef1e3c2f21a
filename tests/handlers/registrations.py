"""Whole registrations for tests: people who answer everything with dull defaults, and what is stored of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from events.event import Event
from handlers.messages import Reply, plain_text
from handlers.visit import House, to_payload
from storage import Database
from storage.models import metadata
from storage.outbox import CHANGE
from storage.records import Company, Invite, Person, StoredAnswer
from tests.phone import NOON, Phone

COMMON = {
    "language": "English",
    "consent_matching": "yes",
    "consent_reminders": "yes",
    "country": "Morocco",
    "legal_name": "Atlas Contact SARL",
    "company_number": "001561191000066",
    "full_name": "Amina Alaoui",
    "job": "Director",
    "phone": "+212 612-345678",
    "email": "amina@atlas.example",
    "stance": "Yes, for our own company",
}
PROVIDER = {
    **COMMON,
    "role": "I offer services",
    "activities": "Back office, Accounting",
    "spoken_languages": "French, Arabic",
    "agents_fr": "20",
    "agents_ar": "10",
    "seats_free": "40",
}
BUYER = {
    **COMMON,
    "role": "I look for a provider",
    "country": "France",
    "legal_name": "Lumen Energie SAS",
    "company_number": "732829320",
    "full_name": "Luc Martin",
    "email": "luc@lumen.example",
    "wanted_activities": "Customer service (inbound)",
    "required_languages": "French",
    "language_level": "Native speakers",
    "size_needed": "20",
    "people_called": "Companies (B2B)",
    "called_countries": "France",
    "prospecting": "No calls at all",
}


def new_phone(database: Database, house: House, number: int = 1, **fields: Any) -> Phone:
    """Return the phone of one more person, who reads English."""
    defaults = {"address": f"telegram:{number}", "language_hint": "en", "name_hint": f"Person {number}"}
    return Phone(database=database, house=house, **(defaults | fields))


def with_event(house: House, **fields: Any) -> House:
    """Return the house with another setting of its event."""
    event: Event = replace(house.event, **fields)
    return replace(house, event=event)


def register(phone: Phone, answers: dict[str, str] = PROVIDER, *, until: str = "", **changed: str) -> Phone:
    """Answer every question, in words; what has no answer is left for later. Stops before the question `until`."""
    answers = {**answers, **changed}
    if person_of(phone) is None:
        phone.say("/start")
    while (asked := asked_of(phone)) not in (None, until, "confirmed"):
        phone.say(answers.get(asked, "later"))
    if asked == "confirmed" and until != "confirmed":
        phone.say("Send my registration")
    return phone


def register_buyer(phone: Phone, *, until: str = "", **changed: str) -> Phone:
    """Register an order-giver."""
    return register(phone, BUYER, until=until, **changed)


def open_invitation(phone: Phone) -> list[Reply]:
    """Let somebody open an invitation to the organisers, and answer nothing yet."""
    code = f"o-{phone.address}"
    invite = Invite(
        kind="organiser",
        role="organiser",
        company_id=None,
        address=None,
        uses_left=1,
        expires_at=NOON.replace(year=2030),
    )
    with phone.database.begin() as uow:
        uow.invites.add(code, invite)
    return phone.say(f"/start {code}")


def make_organiser(phone: Phone, *, language: str = "English") -> Phone:
    """Let somebody become an organiser by invitation, choose a language and say their name."""
    open_invitation(phone)
    phone.say(f"/language {language}")
    phone.say(phone.name_hint or "Olga Organiser")
    return phone


def invitation_of(phone: Phone) -> str:
    """Return the code with which a colleague joins."""
    return words(phone.say("/delegates")).rpartition("/start ")[2]


def person_of(phone: Phone) -> Person | None:
    """Return who talks on this phone."""
    with phone.database.begin() as uow:
        found = uow.people.find(phone.address)
    return None if found is None else found[1]


def asked_of(phone: Phone) -> str | None:
    """Return the question that the last screen showed, without its page."""
    person = person_of(phone)
    assert person is not None
    return person.asked.partition("#")[0] if person.asked else None


def answers_of(phone: Phone) -> dict[str, StoredAnswer]:
    """Return the answers a person sees as theirs."""
    person = person_of(phone)
    assert person is not None
    with phone.database.begin() as uow:
        return uow.answers.load(person_id=person.id, company_id=person.company_id)


def values_of(phone: Phone) -> dict[str, Any]:
    """Return the values that are given."""
    return {key: answer.value for key, answer in answers_of(phone).items() if answer.status == "given"}


def company_of(phone: Phone) -> Company:
    """Return a person's company."""
    person = person_of(phone)
    assert person is not None
    assert person.company_id is not None
    with phone.database.begin() as uow:
        return uow.companies.get(person.company_id)


def change_company(phone: Phone, **fields: Any) -> None:
    """Set columns of a person's company."""
    company = company_of(phone)
    with phone.database.begin() as uow:
        uow.companies.change(company.id, **fields)


def queue_message(phone: Phone, text: str = "Good evening") -> int:
    """Queue a message to somebody; return its id."""
    with phone.database.begin() as uow:
        row_id = uow.outbox.enqueue(
            address=phone.address,
            payload=to_payload(Reply(text=text, language="en")),
            priority=CHANGE,
            now=phone.now,
            after_inbox_id=0,
        )
    assert row_id is not None
    return row_id


def words(replies: list[Reply]) -> str:
    """Return what the only reply says, as a person reads it."""
    (reply,) = replies
    return plain_text(reply.text)


def note(replies: list[Reply]) -> str:
    """Return the sentence before the question."""
    return words(replies).partition("\n\n")[0]


def labels(reply: Reply) -> list[str]:
    """Return what the buttons say."""
    return [button.label for button in reply.buttons]


def rows_mentioning(phone: Phone, needle: str) -> dict[str, int]:
    """Return in which tables a word is found, and in how many rows."""
    found = {}
    with phone.database.engine.begin() as connection:
        for table in metadata.sorted_tables:
            rows = [row for row in connection.execute(select(table)) if needle in repr(tuple(row))]
            if rows:
                found[table.name] = len(rows)
    return found
