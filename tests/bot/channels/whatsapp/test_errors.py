from __future__ import annotations

import pytest

from bot.channels.base import (
    ChannelRefused,
    NeedsTemplate,
    PlatformAlarm,
    Postponed,
    RetryLater,
    SendFailed,
    TemplateRefused,
    Undeliverable,
)
from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.client import Client
from bot.channels.whatsapp.errors import as_failure, judge, judge_http
from bot.channels.whatsapp.render import Message
from tests.fakes.graph_rules import Refused
from tests.fakes.graph_server import APP_SECRET, PHONE_ID, TOKEN, VERIFY_TOKEN, FakeGraph

RETRY = (1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 131064)
TEMPLATE = (131047, 470)
NEVER = (100, 130472, 131008, 131009, 131050, 131051, 131052, 131053, 131062, 135000)
DEAD = (130497, 131021, 131026, 131030)
CAMPAIGN = (131063, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016)
ALARM = (0, 3, 10, 33, 190, 200, 299, 368, 131005, 131031, 131037, 131042, 131045, 133010)
EXPECTED: dict[int, tuple[type[SendFailed], bool | None]] = {
    **dict.fromkeys(RETRY, (RetryLater, None)),
    **dict.fromkeys(TEMPLATE, (NeedsTemplate, None)),
    **dict.fromkeys(NEVER, (Undeliverable, False)),
    **dict.fromkeys(DEAD, (Undeliverable, True)),
    131049: (Postponed, None),
    **dict.fromkeys(CAMPAIGN, (TemplateRefused, None)),
    **dict.fromkeys(ALARM, (PlatformAlarm, None)),
}
TEXT = Message(type="text", content={"body": "x"}, is_main=True)


@pytest.fixture
def client(fake: FakeGraph) -> Client:
    fake.person("212612345678")
    return Client(phone_id=PHONE_ID, token=TOKEN, api_base=fake.base_url)


async def fail(client: Client, **fields: int) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await client.send("whatsapp:212612345678", TEXT, label="1", **fields)
    await client.close()
    return caught.value


@pytest.mark.parametrize("code", EXPECTED)
async def test_code_means_the_same_when_sending_and_in_a_late_status(
    fake: FakeGraph, client: Client, code: int
) -> None:
    kind, is_dead = EXPECTED[code]
    fake.failures.append(Refused(code, "as tested"))

    failures = [await fail(client), as_failure(judge(code))]

    for failure in failures:
        assert type(failure) is kind
        assert is_dead is None or failure.is_address_dead is is_dead  # type: ignore[attr-defined]
        assert failure.reason.replace("_", "").isalnum()


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 4), (2, 16), (3, 64), (9, 1024)])
async def test_pause_for_one_recipient_grows_by_four(
    fake: FakeGraph, client: Client, attempts: int, seconds: int
) -> None:
    fake.failures.append(Refused(131056, "pair rate"))

    failure = await fail(client, attempts=attempts)

    assert isinstance(failure, RetryLater)
    assert failure.after_seconds == seconds


@pytest.mark.parametrize(("is_transient", "kind"), [(True, RetryLater), (False, Undeliverable)])
async def test_unknown_code_is_tried_again_only_when_it_is_transient(
    fake: FakeGraph, client: Client, is_transient: bool, kind: type[SendFailed]
) -> None:
    fake.failures.append(Refused(987654, "new", is_transient=is_transient))

    failure = await fail(client)

    assert type(failure) is kind
    assert failure.reason == "code_987654"


async def test_page_of_a_gateway_is_ambiguous(fake: FakeGraph, client: Client) -> None:
    fake.failures.append(502)

    failure = await fail(client)

    assert isinstance(failure, RetryLater)
    assert failure.is_ambiguous


@pytest.mark.parametrize(
    ("status", "kind"), [(401, PlatformAlarm), (403, PlatformAlarm), (429, RetryLater), (404, Undeliverable)]
)
def test_answer_that_is_not_the_apis_is_judged_by_its_status(status: int, kind: type[SendFailed]) -> None:
    assert type(judge_http(status)) is kind


async def test_server_that_is_away_never_got_it() -> None:
    failure = await fail(Client(phone_id=PHONE_ID, token=TOKEN, api_base="http://127.0.0.1:9"))

    assert isinstance(failure, RetryLater)
    assert not failure.is_ambiguous


def make_channel(fake: FakeGraph, **fields: str) -> WhatsAppChannel:
    values = {"phone_id": PHONE_ID, "token": TOKEN, "app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN}
    return WhatsAppChannel(**{**values, "api_base": fake.base_url, **fields})


async def nothing(_incoming: object) -> None: ...


@pytest.mark.parametrize("fields", [{"token": "wrong"}, {"phone_id": "123"}])
async def test_wrong_credentials_are_refused_at_the_start(fake: FakeGraph, fields: dict[str, str]) -> None:
    channel = make_channel(fake, **fields)

    with pytest.raises(ChannelRefused):
        await channel.start(nothing)
    await channel.stop()


async def test_outage_at_the_start_is_waited_out(fake: FakeGraph) -> None:
    channel = make_channel(fake, api_base="http://127.0.0.1:9")

    await channel.start(nothing)

    assert channel.number is None
    await channel.stop()
