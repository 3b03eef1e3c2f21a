"""What the phone shows of a reply, through either library."""

from __future__ import annotations

import logging
from asyncio import TaskGroup
from collections.abc import AsyncIterator, Awaitable, Callable

import aiogram.methods
import pytest
import telegram

from bot.channels.base import Delivery, Undeliverable
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.render import render, render_edit
from handlers.messages import Attachment, Button
from tests.fakes.telegram_faults import RateLimits
from tests.fakes.telegram_house import make_delivery, make_rows, sending
from tests.fakes.telegram_server import FakeTelegram

Send = Callable[[Delivery], Awaitable[str | None]]
CALENDAR = Attachment(filename="agenda.ics", media_type="text/calendar", content=b"BEGIN:VCALENDAR")


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        server.person(7)
        yield server


@pytest.fixture
async def channel(fake: FakeTelegram) -> AsyncIterator[TelegramChannel]:
    async with sending(fake) as made:
        yield made


@pytest.fixture(params=["reply", "push"])
def send(channel: TelegramChannel, request: pytest.FixtureRequest) -> Send:
    method: Send = getattr(channel, request.param)
    return method


async def test_text_with_marks_and_buttons(fake: FakeTelegram, send: Send) -> None:
    rows = (
        (Button(label="Yes", data="q=1", style="primary"), Button(label="No", data="q=0", style="danger")),
        (Button(label="Back", data="back"),),
    )

    ref = await send(make_delivery("<b>R&amp;D</b>: sure?", rows=rows))

    shown = fake.person(7).last
    assert (str(shown.message_id), shown.text) == (ref, "R&D: sure?")
    assert shown.entities == ({"type": "bold", "offset": 0, "length": 3},)
    assert [[(key.label, key.data, key.style) for key in row] for row in shown.rows] == [
        [("Yes", "q=1", "primary"), ("No", "q=0", "danger")],
        [("Back", "back", None)],
    ]
    assert fake.sent("sendMessage")[0].parameters["link_preview_options"] == {"is_disabled": True}


async def test_toggles_change_in_place(fake: FakeTelegram, send: Send) -> None:
    def rows(is_on: bool) -> tuple[tuple[Button, ...], ...]:
        return ((Button(label="Shoes", data="s", is_on=is_on), Button(label="Done", data="done")),)

    ref = await send(make_delivery("Which?", rows=rows(False)))
    before = fake.person(7).last.labels
    again = await send(make_delivery("Which?", rows=rows(True), edits=ref))

    assert (before, fake.person(7).last.labels) == (["☐ Shoes", "Done"], ["✅ Shoes", "Done"])
    assert ref == again
    assert len(fake.person(7).messages) == 1


async def test_edit_that_changes_nothing_is_done(fake: FakeTelegram, send: Send) -> None:
    ref = await send(make_delivery("Same"))

    assert await send(make_delivery("Same", edits=ref)) == ref
    assert [shown.text for shown in fake.person(7).messages] == ["Same"]


async def test_edit_of_a_message_that_is_gone_is_sent_anew(fake: FakeTelegram, send: Send) -> None:
    ref = await send(make_delivery("New", edits="999"))

    assert [str(shown.message_id) for shown in fake.person(7).messages] == [ref]


async def test_edit_of_a_document_is_sent_anew(fake: FakeTelegram, send: Send) -> None:
    ref = await send(make_delivery("Here", attachment=CALENDAR))
    await send(make_delivery("Later", edits=ref))

    assert [shown.text for shown in fake.person(7).messages] == ["Here", "Later"]


async def test_document_with_caption(fake: FakeTelegram, send: Send) -> None:
    await send(make_delivery("<i>Your agenda</i>", attachment=CALENDAR, rows=make_rows("OK")))

    (shown,) = fake.person(7).messages
    assert shown.document is not None
    assert (shown.document.filename, shown.document.content) == ("agenda.ics", b"BEGIN:VCALENDAR")
    assert (shown.text, shown.labels) == ("Your agenda", ["OK"])


async def test_long_text_goes_before_its_document(fake: FakeTelegram, send: Send) -> None:
    ref = await send(make_delivery("a" * 1025, attachment=CALENDAR, rows=make_rows("OK")))

    text, document = fake.person(7).messages
    assert (len(text.text), text.labels) == (1025, [])
    assert (str(document.message_id), document.text, document.labels) == (ref, "", ["OK"])


async def test_long_text_is_split_and_the_last_part_has_the_buttons(fake: FakeTelegram, send: Send) -> None:
    text = "<b>" + "A sentence of some length. " * 200 + "</b>"

    ref = await send(make_delivery(text, rows=make_rows("OK")))

    first, last = fake.person(7).messages
    assert len(first.text) <= 4096
    assert f"{first.text} {last.text}" == ("A sentence of some length. " * 200).strip()
    assert (first.labels, last.labels, str(last.message_id)) == ([], ["OK"], ref)


async def test_contact_keyboard_comes_and_goes(fake: FakeTelegram, send: Send) -> None:
    amina = fake.person(7)

    await send(make_delivery("Your phone?", contact_label="📱 Share"))
    assert amina.reply_keyboard == [{"text": "📱 Share", "request_contact": True}]

    await send(make_delivery("Thank you"))
    assert amina.reply_keyboard == []
    assert amina.transcript() == "bot: Your phone?\n     ⌨ [📱 Share]\nbot: Thank you"


async def test_contact_keyboard_beside_buttons(fake: FakeTelegram, send: Send) -> None:
    amina = fake.person(7)

    ref = await send(make_delivery("Your phone?", contact_label="📱 Share", rows=make_rows("Skip")))
    assert [(m.text, m.labels) for m in amina.messages] == [("Your phone?", ["Skip"]), ("👇", [])]
    assert str(amina.messages[0].message_id) == ref
    assert len(amina.reply_keyboard) == 1

    await send(make_delivery("Sector?", rows=make_rows("Shoes")))
    assert [(m.text, m.labels) for m in amina.messages[2:]] == [("👌", []), ("Sector?", ["Shoes"])]
    assert amina.reply_keyboard == []


async def test_more_buttons_than_telegram_takes_become_numbers(fake: FakeTelegram, send: Send) -> None:
    rows = make_rows(*(f"Choice {n}" for n in range(1, 102)))

    await send(make_delivery("Which?", rows=rows))

    assert fake.person(7).last.rows == []
    assert fake.person(7).last.text.endswith("\n101. Choice 101")


async def test_parts_that_arrived_are_not_repeated(fake: FakeTelegram, send: Send) -> None:
    delivery = make_delivery("A sentence of some length. " * 200, outbox_id=5)
    parts = render(delivery.reply, chat_id=7)
    assert len(parts) == 2

    def break_the_second(person: object, shown: object) -> None:
        fake.fail("server_error")
        fake.on_message = None

    fake.on_message = break_the_second

    with pytest.raises(Exception, match="platform_error"):
        await send(delivery)
    await send(delivery)

    assert len(fake.person(7).messages) == 2


async def test_address_that_is_none(send: Send) -> None:
    with pytest.raises(Undeliverable, match="bad_address") as failure:
        await send(make_delivery(chat_id="@amina"))

    assert failure.value.is_address_dead


def test_payloads_are_valid_for_both_libraries() -> None:
    reply = make_delivery("<b>Hi</b>", rows=make_rows("Yes", is_on=True, style="primary")).reply
    (message,) = render(reply, chat_id=7)
    edit = render_edit(reply, chat_id=7, message_id=3)
    contact = render(make_delivery(contact_label="Share").reply, chat_id=7)[0].payload["reply_markup"]
    assert edit is not None

    typed = aiogram.methods.SendMessage.model_validate(message.payload)
    aiogram.methods.EditMessageText.model_validate(edit.payload)
    theirs = telegram.InlineKeyboardMarkup.de_json(message.payload["reply_markup"], None)

    assert typed.model_extra == {}
    assert typed.reply_markup is not None
    assert typed.reply_markup.model_dump(exclude_none=True) == message.payload["reply_markup"]
    assert theirs.to_dict() == message.payload["reply_markup"]
    assert theirs.inline_keyboard[0][0].api_kwargs == {}
    assert telegram.ReplyKeyboardMarkup(**contact).to_dict() == contact


async def test_pushes_keep_below_what_telegram_permits_in_any_second(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="telegram.ext.ExtBot")
    limits = RateLimits(per_second=30)
    async with FakeTelegram(rate_limits=limits) as fake, sending(fake) as channel, TaskGroup() as tasks:
        for chat_id in range(1, 61):
            fake.person(chat_id)
            tasks.create_task(channel.push(make_delivery(chat_id=chat_id)))

    # The library's own log tells when the limiter let a message go; arrivals also depend on how busy the machine is.
    left_at = [record.created for record in caplog.records if record.msg.startswith("Calling Bot API endpoint")]
    assert len(left_at) == 60
    assert max(sum(start <= at < start + 0.995 for at in left_at) for start in left_at) < limits.per_second
    assert len(fake.sent("sendMessage")) == len(fake.calls) == 60
