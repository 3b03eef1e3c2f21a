"""The 24-hour window, templates, statuses and late failures, through the running house and the fake Graph API."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.app import App
from handlers.messages import Reply, TemplateCall
from handlers.templates import broadcast_template, reminder_template
from handlers.visit import to_payload
from locales.message_templates import find_template
from storage.outbox import CHANGE, REPLY
from storage.records import OutgoingMessage
from storage.unit_of_work import UnitOfWork
from tests.bot.channels.whatsapp.conftest import Hands, Open
from tests.fakes.graph_person import GraphPerson
from tests.fakes.graph_rules import Refused, StoredTemplate
from tests.fakes.graph_server import APP_SECRET, FakeGraph, Sent
from tests.fakes.graph_webhooks import sign, webhook_body
from tests.fakes.waiting import until

PHONE = "212612345678"
ADDRESS = f"whatsapp:{PHONE}"
FREE = Reply(text="A <b>free</b> message", language="fr")


@pytest.fixture
async def person(fake: FakeGraph, app: App) -> GraphPerson:
    """Somebody who wrote just now."""
    fake.checks_window = True
    amina = fake.person(PHONE)
    await amina.say("/start")
    await amina.wait_for_messages(1)
    return amina


def approve(fake: FakeGraph, name: str, language: str = "fr", *, status: str = "APPROVED") -> None:
    template = find_template(name, language)
    assert template is not None
    body = {"type": "BODY", "text": template.numbered_body}
    fake.templates[template.api_name, language] = StoredTemplate(
        name=template.api_name, language=language, category="UTILITY", components=[body], status=status
    )


async def push(app: App, reply: Reply = FREE, *, address: str = ADDRESS, key: str | None = None) -> int:
    now = app.now()
    row_id = await app.worker.run(
        lambda uow: uow.outbox.enqueue(
            address=address, payload=to_payload(reply), priority=CHANGE, now=now, after_inbox_id=0, dedup_key=key
        )
    )
    assert row_id is not None
    return row_id


async def row(app: App, row_id: int) -> OutgoingMessage:
    found = await app.worker.run(lambda uow: uow.outbox.find(row_id))
    assert found is not None
    return found


async def wait_for_status(app: App, row_id: int, status: str) -> OutgoingMessage:
    async def look() -> str:
        return (await row(app, row_id)).status

    for _ in range(3000):
        if await look() == status:
            return await row(app, row_id)
        app.sender.wake()
        await _breathe()
    raise AssertionError(f"{await row(app, row_id)} is not {status}")


async def _breathe() -> None:
    await asyncio.sleep(0.003)


def close_window(hands: Hands) -> None:
    hands.ahead += timedelta(hours=25)


# -- the window ------------------------------------------------------------------------------------------


async def test_inside_the_window_messages_are_free(fake: FakeGraph, app: App, person: GraphPerson) -> None:
    row_id = await push(app)

    await wait_for_status(app, row_id, "sent")

    assert person.texts[-1] == "A *free* message"
    assert person.shown[-1].body["biz_opaque_callback_data"] == str(row_id)


async def test_answer_that_an_earlier_run_left_leaves_at_the_first_attempt(fake: FakeGraph, opened: Open) -> None:
    amina = fake.person(PHONE)
    async with opened() as killed:
        await amina.say("/start")
        await amina.wait_for_messages(1)
        row_id = await killed.worker.run(
            lambda uow: uow.outbox.enqueue(
                address=ADDRESS,
                payload=to_payload(FREE),
                priority=REPLY,
                now=killed.now(),
                after_inbox_id=1,
                is_leased=True,
            )
        )
    assert row_id is not None

    async with opened() as app:
        left = await wait_for_status(app, row_id, "sent")

    assert left.attempts == 2  # once by the run that was killed


async def test_outside_a_message_waits_behind_one_notice_and_follows_the_answer(
    fake: FakeGraph, app: App, person: GraphPerson, hands: Hands
) -> None:
    approve(fake, "notice")
    close_window(hands)

    first, second = await push(app), await push(app)
    await wait_for_status(app, first, "held")
    await wait_for_status(app, second, "held")
    await person.wait_for_messages(2)

    assert [sent.body["type"] for sent in person.shown[1:]] == ["template"]
    await person.tap("n:open")
    await wait_for_status(app, second, "sent")
    await wait_for_status(app, first, "sent")
    assert person.texts[2:] == ["A *free* message"] * 2


async def test_outside_a_whole_template_says_it(fake: FakeGraph, app: App, person: GraphPerson, hands: Hands) -> None:
    approve(fake, "reminder")
    close_window(hands)
    call = reminder_template(app.event, "fr", counterpart="Atlas\n\tSARL", time="14:05", table="7", data="m:agenda")

    row_id = await push(app, Reply(text="long", language="fr", template=call))
    await wait_for_status(app, row_id, "sent")

    content = person.shown[-1].body["template"]
    assert (content["name"], content["language"]["code"]) == ("mawid_reminder_1", "fr")
    values = [parameter["text"] for parameter in content["components"][0]["parameters"]]
    assert values == ["Euroffshore 2027", "Atlas SARL", "14:05", "7"]
    await person.tap("m:agenda")


async def test_language_that_is_not_approved_gives_way_to_one_that_is(
    fake: FakeGraph, app: App, person: GraphPerson, hands: Hands
) -> None:
    approve(fake, "notice", "en")
    now = app.now()
    await app.worker.run(
        lambda uow: uow.templates.note("mawid_notice_1", "fr", status="REJECTED", reason=None, now=now)
    )
    close_window(hands)

    await push(app)

    await person.wait_for_messages(2)
    assert person.shown[-1].body["template"]["language"]["code"] == "en"


async def test_without_any_approved_template_the_notice_is_undeliverable(
    fake: FakeGraph, app: App, person: GraphPerson, hands: Hands
) -> None:
    now = app.now()

    def reject_all(uow: UnitOfWork) -> None:
        for language in ("fr", "ar", "en"):
            uow.templates.note("mawid_notice_1", language, status="PENDING", reason=None, now=now)

    await app.worker.run(reject_all)
    close_window(hands)
    await push(app)

    async def dead() -> list[OutgoingMessage]:
        return list(await app.worker.run(lambda uow: uow.outbox.dead()))

    for _ in range(3000):
        if await dead():
            break
        await _breathe()
    assert [message.reason for message in await dead()] == ["no_template"]


async def test_template_of_nobody_is_undeliverable(
    fake: FakeGraph, app: App, person: GraphPerson, hands: Hands
) -> None:
    close_window(hands)

    row_id = await push(app, Reply(text="x", language="fr", template=TemplateCall(name="unknown", is_whole=True)))

    assert (await wait_for_status(app, row_id, "dead")).reason == "no_template"


async def test_window_that_meta_knows_to_be_closed_is_closed(fake: FakeGraph, app: App, person: GraphPerson) -> None:
    approve(fake, "notice")
    person.wrote_at -= 25 * 3600  # our own clock says that it is open

    row_id = await push(app)
    await wait_for_status(app, row_id, "held")

    await person.wait_for_messages(2)
    assert person.shown[-1].body["type"] == "template"


async def test_refused_template_stops_its_use_and_tells_the_organisers(
    fake: FakeGraph, app: App, person: GraphPerson, hands: Hands
) -> None:
    approve(fake, "broadcast", status="PAUSED")
    close_window(hands)
    call = broadcast_template(app.event, "fr")

    row_id = await push(app, Reply(text="words", language="fr", template=call))
    await wait_for_status(app, row_id, "held")

    for _ in range(3000):
        if await app.worker.run(lambda uow: uow.templates.states("mawid_broadcast_1")):
            break
        await _breathe()
    assert await app.worker.run(lambda uow: uow.templates.states("mawid_broadcast_1")) == {"fr": "REFUSED"}


async def test_postponed_message_waits_a_day_alone(fake: FakeGraph, app: App, person: GraphPerson) -> None:
    fake.failures.append(Refused(131049, "ecosystem"))
    row_id = await push(app)
    for _ in range(3000):
        if (await row(app, row_id)).reason == "ecosystem_limit":
            break
        await _breathe()

    assert (await row(app, row_id)).due_at > app.now() + timedelta(hours=23)
    other = await push(app)
    await wait_for_status(app, other, "sent")


async def test_refused_account_waits_and_organisers_are_told(fake: FakeGraph, app: App, person: GraphPerson) -> None:
    now = app.now()

    def appoint(uow: UnitOfWork) -> None:
        _, found = uow.people.add(at="web:org", language_hint="en", name_hint=None, now=now)
        uow.people.change(found.id, organiser_role="owner")

    await app.worker.run(appoint)
    fake.failures.append(Refused(131042, "payment"))
    row_id = await push(app)
    for _ in range(3000):
        told = await app.worker.run(lambda uow: uow.outbox.of_address("web:org"))
        if told:
            break
        await _breathe()

    assert "our account has an unpaid bill" in told[0].payload
    assert ((await row(app, row_id)).status, (await row(app, row_id)).reason) == ("queued", "payment")


# -- statuses --------------------------------------------------------------------------------------------


async def sent_push(app: App, fake: FakeGraph) -> tuple[int, Sent]:
    row_id = await push(app)
    await wait_for_status(app, row_id, "sent")
    return row_id, fake.sent[-1]


async def test_statuses_fill_the_record_in_any_order_and_repeated(
    fake: FakeGraph, app: App, person: GraphPerson
) -> None:
    row_id, sent = await sent_push(app, fake)
    at = fake.clock()
    statuses = [fake.status(sent, "read", at=at), *[fake.status(sent, "delivered", at=at - 9)] * 2]
    statuses.append(fake.status(sent, "sent", at=at - 10))

    assert await fake.deliver([fake.value(statuses=[one]) for one in statuses]) == 200
    assert await fake.deliver([fake.value(statuses=statuses)]) == 200

    record = await row(app, row_id)
    assert record.status == "sent"
    assert record.read_at is not None
    assert record.delivered_at is not None


@pytest.mark.parametrize("label", ["", "x", "9999999999", "-1", "999999"])
async def test_status_of_a_message_that_is_not_ours_is_passed_over(
    fake: FakeGraph, app: App, person: GraphPerson, label: str
) -> None:
    raw = {"id": "wamid.x", "status": "failed", "timestamp": "1", "biz_opaque_callback_data": label}

    assert await fake.deliver([fake.value(statuses=[raw, {"status": "warped"}, {}])]) == 200


async def test_late_failure_marks_the_address_and_the_message(fake: FakeGraph, app: App, person: GraphPerson) -> None:
    row_id, sent = await sent_push(app, fake)

    await fake.tell_status(sent, "failed", code=131026)
    await fake.tell_status(sent, "failed", code=131026)

    record = await wait_for_status(app, row_id, "dead")
    assert record.reason == "undeliverable"
    found = await app.worker.run(lambda uow: uow.people.find(ADDRESS))
    assert found is not None
    assert found[0].dead_reason == "undeliverable"


async def test_late_failure_for_a_while_is_sent_again_once(fake: FakeGraph, app: App, person: GraphPerson) -> None:
    row_id, sent = await sent_push(app, fake)
    before = len(fake.sent)

    for _ in range(3):
        assert await fake.tell_status(sent, "failed", code=130429) == 200
    await until(lambda: len(fake.sent) > before, seconds=15)
    await wait_for_status(app, row_id, "sent")

    assert len(fake.sent) == before + 1


async def test_late_word_that_the_window_is_closed_asks_with_a_template(
    fake: FakeGraph, app: App, person: GraphPerson
) -> None:
    approve(fake, "notice")
    row_id, sent = await sent_push(app, fake)

    await fake.tell_status(sent, "failed", code=131047)

    await wait_for_status(app, row_id, "held")
    await person.wait_until(lambda: person.shown[-1].body["type"] == "template", 10, "a notice")


async def test_late_failure_without_a_code_is_tried_again(fake: FakeGraph, app: App, person: GraphPerson) -> None:
    row_id, sent = await sent_push(app, fake)

    await fake.deliver([fake.value(statuses=[fake.status(sent, "failed")])])

    assert (await row(app, row_id)).reason == "unknown_error"


async def test_delivered_message_cannot_fail_any_more(fake: FakeGraph, app: App, person: GraphPerson) -> None:
    row_id, sent = await sent_push(app, fake)

    await fake.tell_status(sent, "delivered")
    await fake.tell_status(sent, "failed", code=131026)

    assert (await row(app, row_id)).status == "sent"


async def test_failure_before_our_own_mark_is_asked_for_again(fake: FakeGraph, app: App, person: GraphPerson) -> None:
    now = app.now()
    row_id = await app.worker.run(
        lambda uow: uow.outbox.enqueue(
            address=ADDRESS, payload=to_payload(FREE), priority=CHANGE, now=now, after_inbox_id=0, is_leased=True
        )
    )
    raw = {"id": "wamid.1", "status": "failed", "timestamp": "1", "biz_opaque_callback_data": str(row_id)}

    assert await fake.deliver([fake.value(statuses=[raw])]) == 503


async def test_templates_states_come_by_webhook(fake: FakeGraph, app: App, person: GraphPerson) -> None:
    values = [
        {"message_template_name": "mawid_notice_1", "message_template_language": "fr", "event": "APPROVED"},
        {
            "message_template_name": "mawid_notice_1",
            "message_template_language": "ar",
            "event": "REJECTED",
            "reason": "SCAM",
        },
        {"event": "APPROVED"},
    ]
    raw = webhook_body(values, field="message_template_status_update")

    assert await fake.post(raw, sign(raw, APP_SECRET)) == 200

    states = await app.worker.run(lambda uow: uow.templates.states("mawid_notice_1"))
    assert states == {"ar": "REJECTED", "fr": "APPROVED"}


# -- parts and files -------------------------------------------------------------------------------------


async def test_half_sent_message_goes_on_where_it_stopped(fake: FakeGraph, app: App, person: GraphPerson) -> None:
    long = Reply(text="A sentence that is said. " * 300, language="fr")
    before = len(person.shown)
    fake.failures += [None, 502]
    row_id = await push(app, long)
    await wait_for_status(app, row_id, "sent")

    assert len(person.shown) - before == 2
    labels = [sent.body.get("biz_opaque_callback_data") for sent in person.shown[before:]]
    assert labels == [None, str(row_id)]


async def test_file_is_uploaded_and_sent(fake: FakeGraph, app: App, person: GraphPerson) -> None:
    await person.say("/export")

    await person.wait_until(lambda: person.shown[-1].body["type"] == "document", 10, "a file")
    assert person.shown[-1].body["document"]["filename"] == "mawid-export.json"


async def test_refused_request_for_the_number_does_not_hold_up_the_answer(
    fake: FakeGraph, app: App, person: GraphPerson
) -> None:
    fake.failures += [None, Refused(131009, "not available")]
    asks = Reply(text="Your phone?", language="fr", contact_label="Share")
    row_id = await push(app, asks)
    await wait_for_status(app, row_id, "sent")

    assert person.texts[-1] == "Your phone?"
