from __future__ import annotations

from datetime import timedelta

import pytest

from handlers import template_news
from handlers.messages import Reply, TemplateCall, plain_text
from handlers.visit import House, from_payload
from storage import Database
from storage.unit_of_work import UnitOfWork
from tests.phone import NOON

NAME = "mawid_reminder_1"


@pytest.fixture
def organiser(database: Database) -> str:
    with database.begin() as uow:
        _, person = uow.people.add(at="telegram:9", language_hint="en", name_hint="Org", now=NOON)
        uow.people.change(person.id, organiser_role="owner", language="en")
    return "telegram:9"


def told(uow: UnitOfWork) -> list[str]:
    return [plain_text(from_payload(message.payload).text) for message in uow.outbox.of_address("telegram:9")]


def take(uow: UnitOfWork, house: House, status: str, **fields: object) -> None:
    values = {"name": NAME, "language": "fr", "reason": None, "now": NOON, **fields}
    template_news.take(uow, house, status=status, **values)  # type: ignore[arg-type]


@pytest.mark.usefixtures("organiser")
def test_approval_is_kept_without_a_word(database: Database, house: House) -> None:
    with database.begin() as uow:
        take(uow, house, "APPROVED")

        assert uow.templates.states(NAME) == {"fr": "APPROVED"}
        assert told(uow) == []


def add_broadcast(uow: UnitOfWork, *, status: str, is_emergency: bool = False) -> int:
    author = uow.people.find("telegram:9")
    assert author is not None
    made = uow.broadcasts.add(person_id=author[1].id, is_emergency=is_emergency, audience={}, now=NOON)
    uow.broadcasts.change(made.id, status=status)
    return made.id


@pytest.mark.usefixtures("organiser")
def test_rejected_template_pauses_broadcasts_and_is_told_once(database: Database, house: House) -> None:
    with database.begin() as uow:
        under_way = add_broadcast(uow, status="sending")
        emergency = add_broadcast(uow, status="sending", is_emergency=True)
        draft = add_broadcast(uow, status="draft")

        take(uow, house, "REJECTED", reason="INVALID_FORMAT")
        take(uow, house, "REJECTED", reason="INVALID_FORMAT")

        statuses = {one.id: one.status for one in uow.broadcasts.every()}
        assert (statuses[under_way], statuses[emergency], statuses[draft]) == ("paused", "sending", "draft")
        assert len(told(uow)) == 1
        assert "INVALID_FORMAT" in told(uow)[0]


@pytest.mark.usefixtures("organiser")
def test_state_without_a_reason_is_its_own(database: Database, house: House) -> None:
    with database.begin() as uow:
        take(uow, house, "PAUSED")

        assert "PAUSED" in told(uow)[0]


@pytest.mark.usefixtures("organiser")
@pytest.mark.parametrize(
    ("call", "template", "expected"),
    [
        (None, f"{NAME}/ar", {"ar": "REFUSED"}),
        (TemplateCall(name="reminder"), "", {"fr": "REFUSED"}),
        (None, "", {}),
    ],
)
def test_refused_template_is_known_by_what_was_called(
    database: Database, house: House, call: TemplateCall | None, template: str, expected: dict[str, str]
) -> None:
    with database.begin() as uow:
        reply = Reply(text="x", language="fr", template=call)
        template_news.refuse(uow, house, reply=reply, template=template, reason="template_paused", now=NOON)

        assert uow.templates.states(NAME) == expected


def test_unknown_template_is_kept_by_its_own_name(database: Database, house: House) -> None:
    with database.begin() as uow:
        reply = Reply(text="x", language="fr", template=TemplateCall(name="other"))
        template_news.refuse(uow, house, reply=reply, template="", reason="gone", now=NOON)

        assert uow.templates.states("other") == {"fr": "REFUSED"}


@pytest.mark.usefixtures("organiser")
def test_alarm_is_told_once_a_day(database: Database, house: House) -> None:
    with database.begin() as uow:
        for now in (NOON, NOON + timedelta(hours=1), NOON + timedelta(days=1)):
            template_news.alarm(uow, house, channel="whatsapp", reason="payment", now=now)

        assert len(told(uow)) == 2
        assert "our account has an unpaid bill" in told(uow)[0]
