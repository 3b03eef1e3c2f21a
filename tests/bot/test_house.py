from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.house import DEVICE_CODE_LIVES, LARGEST_ID, LATEST, Cursor, WebHouse
from bot.web.port import Line
from handlers.messages import Button, Incoming, Reply
from handlers.visit import House, to_payload
from storage import Database
from storage.records import Invite
from storage.unit_of_work import UnitOfWork
from tests.bot.fake_channel import Post, open_post


@pytest.fixture
async def post(database: Database, house: House) -> AsyncIterator[Post]:
    async with open_post(database, house) as post:
        yield post


@pytest.fixture
def web(post: Post) -> WebHouse:
    return WebHouse(worker=post.worker, intake=post.intake, subscribers=post.subscribers, clock=post.now)


async def say(web: WebHouse, post: Post, address: str, client_id: str, **fields: str) -> None:
    incoming = Incoming(
        address=address,
        update_id=f"{address}:{client_id}",
        received_at=post.time,
        language_hint="en",
        **fields,  # type: ignore[arg-type]
    )
    await web.receive(incoming)


async def read(web: WebHouse, address: str, after: str | None = None, limit: int = 100) -> list[Line]:
    return list(await web.lines(address, after=after, limit=limit))


# -- cursors -----------------------------------------------------------------------------------------------


@given(st.text() | st.from_regex(r"\d{0,30}\.\d{0,30}\.\d{0,30}\.\w*", fullmatch=True) | st.none())
def test_cursor_is_read_from_any_text(words: str | None) -> None:
    cursor = Cursor.parse(words)

    assert Cursor.parse(str(cursor)) == cursor
    assert 0 <= cursor.inbox_id <= LARGEST_ID
    assert 0 <= cursor.outbox_id <= LARGEST_ID


@given(
    st.integers(0, LARGEST_ID),
    st.integers(0, LARGEST_ID),
    st.none() | st.datetimes(datetime(1970, 1, 2), datetime(3000, 1, 1), timezones=st.just(UTC)),
    st.from_regex(r"\d{0,12}", fullmatch=True),
)
def test_cursor_comes_back_as_it_went(inbox_id: int, outbox_id: int, looked_at: datetime | None, row: str) -> None:
    cursor = Cursor(inbox_id, outbox_id, looked_at, row)

    assert Cursor.parse(str(cursor)) == cursor


@pytest.mark.parametrize("text", [f"1.1.{LATEST * 4}.", f"{'9' * 25}.{'9' * 25}.{'9' * 20}.", "1.2", "٣.٤.٥."])
async def test_forged_cursor_overflowed(web: WebHouse, text: str) -> None:
    assert await read(web, "web:1", after=text) == []


# -- conversations -----------------------------------------------------------------------------------------


async def test_conversation_is_read_in_its_order_and_resumed_after_any_line(web: WebHouse, post: Post) -> None:
    _, address = await web.open_session(language_hint="en")
    await say(web, post, address, "c1", text="/start")
    await say(web, post, address, "c2", text="hello")

    lines = await read(web, address)
    assert [(line.who, line.text, line.client_id) for line in lines if line.who == "me"] == [
        ("me", "/start", "c1"),
        ("me", "hello", "c2"),
    ]
    assert [line.who for line in lines] == ["me", "bot", "me", "bot"]
    for position, line in enumerate(lines):
        assert [one.ref for one in await read(web, address, after=line.cursor)] == [
            one.ref for one in lines[position + 1 :]
        ]
    assert [line.text for line in await read(web, address, limit=2)] == [line.text for line in lines[-2:]]


async def test_message_that_falls_due_later_reaches_a_page_that_had_read_beyond_it(web: WebHouse, post: Post) -> None:
    _, address = await web.open_session(language_hint="en")
    late = post.enqueue(address, due_at=post.time + timedelta(hours=1))
    await say(web, post, address, "c1", text="/start")
    seen = (await read(web, address))[-1].cursor
    assert await read(web, address, after=seen) == []
    post.turn(hours=2)

    lines = await read(web, address, after=seen)
    assert [line.ref for line in lines] == [str(late)]
    assert await read(web, address, after=lines[-1].cursor) == []


async def test_tap_reads_as_its_button_and_a_toggle_as_nothing(web: WebHouse, post: Post) -> None:
    address = "web:1"
    rows = ((Button(label="Oui", data="q:x=yes"), Button(label="Bank", data="t:x=bank", is_on=False)),)
    ref = str(post.enqueue(address, payload=to_payload(Reply(text="?", language="fr", rows=rows))))
    for client_id, choice, message_ref in [
        ("c1", "q:x=yes", ref),
        ("c2", "t:x=bank", ref),
        ("c3", "q:x=yes", "9" * 12),
        ("c5", "q:x=yes", "9" * 30),
        ("c4", "q:x=yes", "nonsense"),
    ]:
        await say(web, post, address, client_id, choice=choice, message_ref=message_ref)

    own = {line.client_id: line.text for line in await read(web, address) if line.who == "me"}
    assert own == {"c1": "Oui", "c2": None, "c3": None, "c4": None, "c5": None}
    first = next(line for line in await read(web, address) if line.who == "bot" and line.ref == ref)
    resumed = [line for line in await read(web, address, after=f"0.{ref}.0.") if line.client_id == "c1"]
    assert [line.text for line in resumed] == ["Oui"]
    assert first.reply is not None


async def test_nobody_reads_the_conversation_of_another(web: WebHouse, post: Post) -> None:
    token, mine = await web.open_session(language_hint="en")
    _, theirs = await web.open_session(language_hint="en")
    secret = Reply(text="secret", language="en", rows=((Button(label="Secret", data="q:x=1"),),))
    row_id = post.enqueue(theirs, payload=to_payload(secret))
    await say(web, post, theirs, "c1", text="their words")
    await say(web, post, mine, "c1", choice="q:x=1", message_ref=str(row_id))

    lines = await read(web, mine)
    assert "secret" not in str(lines).lower().replace("secrets", "")
    assert await web.line(mine, cursor=f"0.0.0.{row_id}") is None
    assert (await web.line(theirs, cursor=f"0.0.0.{row_id}")) is not None
    assert await web.line(theirs, cursor="") is None
    assert await web.address_of(token) == mine
    assert await web.address_of("guess") is None


async def test_watcher_is_woken_by_what_is_said(web: WebHouse, post: Post) -> None:
    async with web.subscribe("web:1") as woken:
        await say(web, post, "web:1", "c1", text="/start")

        assert woken.is_set()


# -- second devices ----------------------------------------------------------------------------------------


async def test_device_link_opens_the_same_conversation_once(web: WebHouse, post: Post) -> None:
    token, address = await web.open_session(language_hint="en")
    code = await web.device_link(address)
    redeemed = await web.redeem(code)

    assert redeemed is not None
    assert redeemed[1] == address
    assert redeemed[0] != token
    assert await web.address_of(redeemed[0]) == address
    assert await web.redeem(code) is None


async def test_old_or_unknown_device_link_opens_nothing(web: WebHouse, post: Post) -> None:
    code = await web.device_link("web:1")
    post.turn(seconds=DEVICE_CODE_LIVES.total_seconds())

    assert await web.redeem(code) is None
    assert await web.redeem("unknown") is None


async def test_organisers_invitation_was_spent_by_opening_it_as_a_device_link(web: WebHouse, post: Post) -> None:
    invite = Invite(
        kind="organiser",
        role="owner",
        company_id=None,
        address=None,
        uses_left=1,
        expires_at=post.time + timedelta(days=1),
    )
    with post.database.begin() as uow:
        uow.invites.add("o-invitation", invite)

    assert await web.redeem("o-invitation") is None
    with post.database.begin() as uow:
        assert uow.invites.find("o-invitation", now=post.time) == invite


async def test_organisers_have_a_menu_of_their_own(web: WebHouse, post: Post) -> None:
    _token, address = await web.open_session(language_hint="en")
    assert not await web.is_organiser(address)
    await say(web, post, address, "a1", text="hello")
    assert not await web.is_organiser(address)

    def promote(uow: UnitOfWork) -> None:
        found = uow.people.find(address)
        assert found is not None
        uow.people.change(found[1].id, organiser_role="organiser")

    await post.worker.run(promote)
    assert await web.is_organiser(address)
