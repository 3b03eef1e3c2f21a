"""One turn of one person: what it loads, keeps and says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.messages import Attachment, Button, Incoming, Reply
from handlers.visit import House, Visit, best_address, from_payload, to_payload
from storage import Database, UnitOfWork
from storage.records import Address, StoredAnswer
from tests.phone import NOON


def visit_of(uow: UnitOfWork, house: House) -> Visit:
    address, person = uow.people.add(at="telegram:1", language_hint="en", name_hint=None, now=NOON)
    incoming = Incoming(address="telegram:1", update_id="1", received_at=NOON, text="hello")
    return Visit(uow=uow, house=house, now=NOON, incoming=incoming, address=address, person=person, inbox_id=1)


def address(name: str, *, dead_reason: str | None = None) -> Address:
    return Address(
        address=name, person_id=1, dead_reason=dead_reason, language_hint=None, name_hint=None, blocked_until=None
    )


def test_answer_of_a_company_makes_a_draft(sqlite_database: Database, house: House) -> None:
    with sqlite_database.begin() as uow:
        visit = visit_of(uow, house)

        visit.save_as("company", StoredAnswer(key="role", value="buyer", status="given"))

        assert visit.company is not None
        assert (visit.company.status, visit.person.membership) == ("draft", "registrant")
        assert visit.values == {"role": "buyer"}


def test_answer_of_a_company_that_is_not_there_is_forgotten_without_one(
    sqlite_database: Database, house: House
) -> None:
    with sqlite_database.begin() as uow:
        visit = visit_of(uow, house)

        visit.forget("company", "role")

        assert visit.company is None


@pytest.mark.parametrize(
    ("addresses", "best"),
    [
        ([], None),
        ([address("web:a"), address("telegram:1")], "telegram:1"),
        ([address("web:a"), address("telegram:1", dead_reason="blocked")], "web:a"),
        ([address("web:a", dead_reason="gone")], None),
    ],
)
def test_messenger_comes_before_a_page_that_may_be_closed(addresses: list[Address], best: str | None) -> None:
    found = best_address(addresses)

    assert (found.address if found else None) == best


def test_reply_is_stored_and_read_back_whole() -> None:
    reply = Reply(
        text="<b>Hello</b>",
        language="ar",
        rows=((Button(label="✓ نعم", data="q:a=yes", style="primary", is_on=True),),),
        contact_label="Share",
        edits="7",
        attachment=Attachment(filename="a.ics", media_type="text/calendar", content=b"\0\xff"),
    )

    assert from_payload(to_payload(reply)) == reply
    assert from_payload(to_payload(Reply(text="Hi", language="en"))) == Reply(text="Hi", language="en")


def test_update_names_its_channel() -> None:
    update = Incoming(address="web:a:b", update_id="1", received_at=datetime(2027, 1, 1, tzinfo=UTC))

    assert update.channel == "web"
