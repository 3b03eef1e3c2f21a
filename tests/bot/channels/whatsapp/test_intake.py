from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.app import App
from bot.channels.whatsapp.webhook import PATH
from storage.records import Address, Received
from tests.bot.channels.whatsapp.conftest import Hands
from tests.fakes.graph_server import APP_SECRET, VERIFY_TOKEN, FakeGraph
from tests.fakes.graph_webhooks import sign, webhook_body

PHONE, USER = "212612345678", "MA.1349120865530274"


async def received(app: App, address: str = f"whatsapp:{PHONE}") -> list[Received]:
    return list(await app.worker.run(lambda uow: uow.inbox.after(address)))


async def address_of(app: App, name: str = f"whatsapp:{PHONE}") -> Address | None:
    found = await app.worker.run(lambda uow: uow.people.find(name))
    return None if found is None else found[0]


# -- the door --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444"}, 200),
        ({"hub.mode": "subscribe", "hub.verify_token": "é wrong", "hub.challenge": "1"}, 403),
        ({"hub.mode": "unsubscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1"}, 403),
        ({}, 403),
    ],
)
async def test_only_who_knows_the_verify_token_gets_the_challenge_back(
    fake: FakeGraph, app: App, query: dict[str, str], status: int
) -> None:
    async with fake.http.get(f"http://127.0.0.1:{app.port}{PATH}", params=query) as answer:
        assert answer.status == status
        assert (await answer.text() == query.get("hub.challenge")) == (status == 200)


@pytest.mark.parametrize("signature", [None, "", "sha256=", "sha256=00", "é"])
async def test_unsigned_webhook_is_refused_and_nothing_is_kept(
    fake: FakeGraph, app: App, signature: str | None
) -> None:
    person = fake.person(PHONE)
    raw = webhook_body([person.value(person.message({"type": "text", "text": {"body": "/start"}}))])

    assert await fake.post(raw, signature) == 401
    assert await fake.post(raw, sign(raw, "another secret")) == 401
    assert await received(app) == []


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"x"', b"{}", b'{"entry": 7}', b"\xff"])
async def test_malformed_webhook_is_a_bad_request(fake: FakeGraph, app: App, raw: bytes) -> None:
    assert await fake.post(raw, sign(raw, APP_SECRET)) == 400


async def test_webhook_beyond_three_megabytes_is_refused(fake: FakeGraph, app: App) -> None:
    raw = b" " * (3 * 1024 * 1024 + 1)

    assert await fake.post(raw, sign(raw, APP_SECRET)) == 413


async def test_signature_holds_over_escaped_bytes(fake: FakeGraph, app: App) -> None:
    person = fake.person(PHONE, name="أمينة")

    await person.say("السلام عليكم / bonjour")

    assert [line.body for line in await received(app)] == ["السلام عليكم / bonjour"]
    address = await address_of(app)
    assert address is not None
    assert address.name_hint == "أمينة"


async def test_webhook_waits_while_the_house_is_closed(fake: FakeGraph, app: App) -> None:
    person = fake.person(PHONE)
    raw = webhook_body([person.value(person.message({"type": "text", "text": {"body": "/start"}}))])
    await app.channels[-1].stop_receiving()

    assert await fake.post(raw, sign(raw, APP_SECRET)) == 503


async def test_webhook_is_not_acknowledged_when_it_cannot_be_kept(
    fake: FakeGraph, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = fake.person(PHONE)
    raw = webhook_body([person.value(person.message({"type": "text", "text": {"body": "/start"}}))])

    async def fail(_incoming: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(app.channels[-1], "_receive", fail)
        assert await fake.post(raw, sign(raw, APP_SECRET)) == 503

    assert await fake.post(raw, sign(raw, APP_SECRET)) == 200
    assert len(await received(app)) == 1


# -- events ----------------------------------------------------------------------------------------------


async def test_every_event_of_a_batch_is_kept_in_the_order_it_was_sent(fake: FakeGraph, app: App) -> None:
    amina, omar = fake.person(PHONE), fake.person("212700000001", name="Omar")
    at = fake.clock() - 10
    texts = [amina.message({"type": "text", "text": {"body": f"m{n}"}}, at=at + n) for n in (2, 0, 1)]
    other = omar.message({"type": "text", "text": {"body": "hello"}}, at=at)

    assert await fake.deliver([amina.value(*texts), omar.value(other), fake.value(statuses=[])]) == 200

    assert [line.body for line in await received(app)] == ["m0", "m1", "m2"]
    assert [line.body for line in await received(app, "whatsapp:212700000001")] == ["hello"]


async def test_repeated_webhook_changes_nothing(fake: FakeGraph, app: App) -> None:
    person = fake.person(PHONE)
    raw = person.value(person.message({"type": "text", "text": {"body": "/start"}}))

    for _ in range(3):
        assert await fake.deliver([raw]) == 200
    await person.wait_for_messages(1)

    assert len(await received(app)) == 1
    assert len(person.shown) == 1


@pytest.mark.parametrize("omitted", [{"contacts"}, {"wa_id"}, {"user_id"}, {"from"}, {"contacts", "user_id"}])
async def test_webhook_without_this_part_is_understood(fake: FakeGraph, app: App, omitted: set[str]) -> None:
    person = fake.person(PHONE, user_id=USER)
    person.omits = frozenset(omitted)

    await person.say("/start")

    await person.wait_for_messages(1)


async def test_webhook_without_any_sender_is_passed_over(fake: FakeGraph, app: App) -> None:
    raw = fake.value(messages=[{"id": "wamid.1", "type": "text", "text": {"body": "x"}, "timestamp": "1"}])

    assert await fake.deliver([raw]) == 200


async def test_person_known_by_phone_is_the_same_once_the_id_comes(fake: FakeGraph, app: App) -> None:
    person = fake.person(PHONE, user_id=USER)
    person.omits = frozenset({"user_id"})
    await person.say("/start")
    await person.wait_for_messages(1)
    await person.tap("q:language=en")
    await person.wait_for_messages(2)

    person.omits = frozenset()
    await person.say("yes")
    await person.wait_for_messages(3)

    assert person.shown[-1].to == USER
    assert await address_of(app) is None
    address = await address_of(app, f"whatsapp:{USER}")
    assert address is not None
    assert address.also == f"whatsapp:{PHONE}"

    person.omits = frozenset({"user_id", "contacts"})
    await person.say("no")
    await person.wait_for_messages(4)
    assert person.shown[-1].to == USER


KINDS: list[tuple[dict[str, Any], str, str]] = [
    ({"type": "text", "text": {"body": "bonjour"}}, "text", "bonjour"),
    (
        {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": "b:x", "title": "t"}}},
        "choice",
        "b:x",
    ),
    (
        {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"id": "m:edit", "title": "t"}}},
        "choice",
        "m:edit",
    ),
    ({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {}}}, "media", "other"),
    ({"type": "button", "button": {"payload": "n:open", "text": "Open"}}, "choice", "n:open"),
    (
        {"type": "contacts", "contacts": [{"name": {}, "phones": [{"phone": "+212 6", "wa_id": PHONE}]}]},
        "contact",
        PHONE,
    ),
    ({"type": "contacts", "contacts": [{"phones": [{"phone": "+33612345678"}]}]}, "contact", "+33612345678"),
    ({"type": "contacts", "contacts": [{"name": {}}]}, "media", "other"),
    ({"type": "image", "image": {"id": "1"}}, "media", "photo"),
    ({"type": "audio", "audio": {"id": "1", "voice": True}}, "media", "audio"),
    ({"type": "video", "video": {}}, "media", "video"),
    ({"type": "document", "document": {}}, "media", "document"),
    ({"type": "sticker", "sticker": {}}, "media", "sticker"),
    ({"type": "location", "location": {"latitude": 33.5}}, "media", "location"),
    ({"type": "unsupported", "errors": [{"code": 131051}]}, "media", "other"),
    ({"type": "something_new"}, "media", "other"),
]


@pytest.mark.parametrize(("content", "kind", "body"), KINDS, ids=lambda value: str(value)[:40])
async def test_kind_of_message_is_understood(
    fake: FakeGraph, app: App, content: dict[str, Any], kind: str, body: str
) -> None:
    person = fake.person(PHONE)

    await person.send(content)

    assert [(line.kind, line.body) for line in await received(app)] == [(kind, body)]
    await person.wait_for_messages(1)


@pytest.mark.parametrize("kind", ["reaction", "system", "edit", "revoke"])
async def test_reaction_and_notices_ask_for_no_answer(fake: FakeGraph, app: App, kind: str) -> None:
    person = fake.person(PHONE)

    await person.send({"type": kind, kind: {"emoji": "👍"}})

    assert await received(app) == []


@pytest.mark.parametrize(
    "content",
    [
        {"type": "text"},
        {"type": "text", "text": None},
        {"type": "interactive", "interactive": None},
        {"type": "contacts"},
    ],
)
async def test_message_that_cannot_be_read_keeps_nothing_else_back(
    fake: FakeGraph, app: App, content: dict[str, Any]
) -> None:
    person = fake.person(PHONE)
    good = person.message({"type": "text", "text": {"body": "good"}})

    assert await fake.deliver([person.value(person.message(content), good)]) == 200

    assert [line.body for line in await received(app)] == ["good"]


async def test_shared_card_is_vouched_for_when_it_is_the_senders(fake: FakeGraph, app: App) -> None:
    person = fake.person(PHONE, user_id=USER)
    for words in ("/start", "English", "yes", "yes", "provider", "Morocco", "Atlas SARL", "later", "Amina", "Boss"):
        before = len(person.shown)
        await person.say(words)
        await person.wait_for_messages(before + 1)
    await person.wait_until(lambda: "request_contact_info" in str(person.shown[-1].body), 10, "the request")

    await person.send({"type": "contacts", "contacts": [{"phones": [{"phone": "+212 612-345678", "wa_id": PHONE}]}]})

    def answers(uow: Any) -> Any:
        found = uow.people.find(f"whatsapp:{USER}")
        return uow.answers.load(person_id=found[1].id, company_id=None)["phone"].value

    assert await app.worker.run(answers) == {"number": "+212612345678", "is_confirmed": True}


async def test_events_of_another_number_are_not_ours(fake: FakeGraph, app: App) -> None:
    person = fake.person(PHONE)
    value = person.value(person.message({"type": "text", "text": {"body": "x"}}))
    value["metadata"]["phone_number_id"] = "999"

    assert await fake.deliver([value]) == 200
    assert await received(app) == []


async def test_window_counts_from_when_the_message_was_written(fake: FakeGraph, app: App, hands: Hands) -> None:
    person = fake.person(PHONE)
    written = hands.now() - timedelta(hours=5)
    raw = person.message({"type": "text", "text": {"body": "late"}}, at=written.timestamp())

    await fake.deliver([person.value(raw)])

    address = await address_of(app)
    assert address is not None
    assert address.window_until == written.replace(microsecond=0) + timedelta(hours=24)


@pytest.mark.parametrize("stamp", ["", "soon", "99999999999999", "4102444800"])
async def test_absurd_time_of_a_message_is_now(fake: FakeGraph, app: App, hands: Hands, stamp: str) -> None:
    person = fake.person(PHONE)
    raw = person.message({"type": "text", "text": {"body": "x"}}) | {"timestamp": stamp}

    assert await fake.deliver([person.value(raw)]) == 200

    address = await address_of(app)
    assert address is not None
    assert address.window_until is not None
    assert address.window_until <= hands.now() + timedelta(hours=24)


async def test_long_message_ids_are_kept_by_their_digest(fake: FakeGraph, app: App) -> None:
    person = fake.person(PHONE)
    raw = person.message({"type": "text", "text": {"body": "x"}}) | {"id": "wamid." + "H" * 200}

    assert await fake.deliver([person.value(raw)]) == 200
    assert await fake.deliver([person.value(raw)]) == 200

    assert [len(line.message_ref or "") for line in await received(app)] == [64]
