from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import event

from bot.floods import BURST
from handlers.router import APOLOGY, SLOW_DOWN
from handlers.visit import House
from storage import Database
from storage.database import DatabaseUnavailable
from tests.bot.fake_channel import Post, open_post


@pytest.fixture
async def post(database: Database, house: House) -> AsyncIterator[Post]:
    async with open_post(database, house) as post:
        yield post


def received(post: Post, address: str = "telegram:1") -> list[str | None]:
    with post.database.begin() as uow:
        return [line.body for line in uow.inbox.after(address)]


async def test_update_is_kept_and_answered_once_however_often_it_comes(post: Post) -> None:
    await asyncio.gather(*(post.receive("/start", "1") for _ in range(3)))
    await post.receive("/start", "1")

    await post.wait_for(lambda: post.channel.sent)
    await post.deliverer.finish()
    assert received(post) == ["/start"]
    assert len(post.channel.sent) == 1
    assert "Welcome" in post.channel.sent[0].reply.text


async def test_updates_sent_together_are_answered_in_their_order(post: Post) -> None:
    await asyncio.gather(*(post.receive(words, words) for words in ("/start", "fr", "oui", "non", "2")))

    await post.wait_for(lambda: len(post.channel.sent) == 5)
    assert received(post) == ["/start", "fr", "oui", "non", "2"]
    assert post.channel.ids == sorted(post.channel.ids)


async def test_error_of_ours_is_apologised_for_and_the_update_is_kept(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "person_answer" in statement:
            raise ZeroDivisionError

    event.listen(post.database.engine, "before_cursor_execute", break_down)
    await post.receive("secret words", "1")
    event.remove(post.database.engine, "before_cursor_execute", break_down)

    await post.wait_for(lambda: post.channel.sent)
    assert received(post) == ["secret words"]
    assert post.channel.sent[0].reply.text.startswith(APOLOGY.partition(";")[0])
    assert "an update of telegram:1 failed" in caplog.text
    assert "secret words" not in caplog.text


async def test_lost_database_is_not_apologised_for_and_not_acknowledged(post: Post) -> None:
    def refuse(_connection: object) -> None:
        raise DatabaseUnavailable("away")

    event.listen(post.database.engine, "commit", refuse)
    with pytest.raises(DatabaseUnavailable):
        await post.receive("/start", "1")
    event.remove(post.database.engine, "commit", refuse)

    assert received(post) == []
    await post.receive("/start", "1")
    await post.wait_for(lambda: post.channel.sent)
    assert received(post) == ["/start"]


async def test_flood_is_kept_and_told_once(post: Post) -> None:
    await asyncio.gather(*(post.receive("/help", str(number)) for number in range(BURST + 20)))

    await post.wait_for(lambda: len(post.channel.sent) == BURST + 1)
    await post.deliverer.finish()
    assert len(received(post)) == BURST + 20
    told = [sent.reply.text for sent in post.channel.sent]
    assert [words for words in told if words.startswith(SLOW_DOWN[:20])] == told[-1:]
    await post.receive("/start", "other", "telegram:2")
    await post.wait_for(lambda: len(post.channel.sent) == BURST + 2)


async def test_reply_that_was_answered_is_marked_with_the_answer(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before its mark was written, a house showed again what the person had answered already."""
    monkeypatch.setattr("bot.delivery.MARK_PAUSE", 2.0)
    await post.receive("/start", "1")
    await post.wait_for(lambda: post.channel.sent)

    await post.receive("fr", "2")

    with post.database.begin() as uow:
        sent = [message.status for message in uow.outbox.of_address("telegram:1")]
    assert sent == ["sent", "sending"]


async def test_reply_to_somebody_else_is_marked_in_its_own_time(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.MARK_PAUSE", 2.0)
    await post.receive("/start", "1")
    await post.wait_for(lambda: post.channel.sent)

    await post.receive("/start", "2", "telegram:2")

    with post.database.begin() as uow:
        assert [message.status for message in uow.outbox.of_address("telegram:1")] == ["sending"]
