from __future__ import annotations

from functools import partial

import pytest

from bot.channels import degrade
from bot.channels.base import Limits
from handlers.messages import Button, Reply, plain_text
from handlers.visit import House, to_payload
from storage import Database
from storage.outbox import REPLY
from tests.phone import NOON, Phone

TEXT_ONLY = Limits(text=4096, button_label=20, button_data_bytes=64, buttons=0, buttons_per_row=0)


@pytest.fixture
def typist(sqlite_database: Database, house: House) -> Phone:
    """The phone of somebody on a channel without any buttons."""
    house.numbered["sms"] = partial(degrade.numbered, limits=TEXT_ONLY)
    return Phone(database=sqlite_database, house=house, address="sms:1", language_hint="en")


def shown_lines(phone: Phone) -> dict[str, str]:
    """What the last screen writes as lines: sign → label."""
    text = plain_text(degrade.fit(phone.screen, TEXT_ONLY).text)
    lines = [line.partition(". ") for line in text.rsplit("\n\n", 1)[-1].splitlines()]
    return {label: sign for sign, _, label in lines}


def test_language_is_chosen_by_the_number_before_it(typist: Phone) -> None:
    typist.say("/start")

    typist.say(shown_lines(typist)["English"])

    assert "consent_matching" in str(typist.screen.buttons)


def test_way_back_and_way_on_are_typed_by_their_numbers(typist: Phone) -> None:
    for words in ("/start", "English", "yes", "yes", "provider"):
        typist.say(words)
    assert plain_text(typist.screen.text).startswith("5/")

    typist.say(shown_lines(typist)["‹ Back"])

    assert plain_text(typist.screen.text).startswith("4/")


def test_country_is_chosen_by_its_number(typist: Phone) -> None:
    for words in ("/start", "English", "yes", "yes", "provider"):
        typist.say(words)

    typist.say(f" {shown_lines(typist)['Morocco']}. ")

    assert plain_text(typist.screen.text).startswith("6/")


def test_toggles_and_done_are_typed_one_after_another_in_any_digits(world_typist: Phone) -> None:
    lines = shown_lines(world_typist)
    first = next(iter(lines.values()))

    world_typist.say(first.translate({ord("1"): "١"}))

    assert [button.is_on for button in world_typist.screen.buttons][:2] == [True, False]
    world_typist.say(shown_lines(world_typist)["Done (1)"])
    assert "Spanish" in {button.label for button in world_typist.screen.buttons}


@pytest.fixture
def world_typist(typist: Phone) -> Phone:
    """Somebody who is asked for the activities."""
    for words in ("/start", "English", "yes", "yes", "provider", "Morocco", "Atlas SARL", "later", "Amina", "Boss"):
        typist.say(words)
    for words in ("0612345678", "amina@atlas.ma", "own account"):
        typist.say(words)
    if not any(button.is_on is not None for button in typist.screen.buttons):
        pytest.fail(f"not the activities: {typist.screen.text}")
    return typist


def test_number_that_is_an_answer_stays_one_and_buttons_have_letters(world_typist: Phone) -> None:
    world_typist.say("1, 2")
    while not world_typist.screen.takes_numbers:
        world_typist.say("1, 2")
    lines = shown_lines(world_typist)
    assert set("".join(lines.values())) <= set("ABCDEFGHIJ")
    asked = plain_text(world_typist.screen.text)

    world_typist.say("12")
    answered = plain_text(world_typist.screen.text)
    assert answered != asked

    world_typist.say(shown_lines(world_typist)["‹ Back"].lower())
    assert plain_text(world_typist.screen.text).startswith(asked[:5])


def test_letters_are_arabic_for_an_arabic_reader() -> None:
    rows = tuple((Button(label=label, data=label),) for label in ("x", "y"))
    reply = Reply(text="؟", language="ar", rows=rows, takes_numbers=True)

    assert degrade.fit(reply, TEXT_ONLY).text == "؟\n\nأ. x\nب. y"
    assert degrade.numbered(reply, TEXT_ONLY) == {"ا": "x", "ب": "y"}


def test_beyond_the_alphabet_lines_have_numbers() -> None:
    rows = tuple((Button(label=str(n), data=str(n)),) for n in range(28))
    reply = Reply(text="?", language="en", rows=rows, takes_numbers=True)

    assert degrade.line_signs(reply)[-3:] == ["Z", "27", "28"]


def test_number_without_a_line_stays_text(typist: Phone) -> None:
    typist.say("/start")

    typist.say("77")

    assert "⚠️" in typist.screen.text


def test_number_before_anything_was_shown_is_text(typist: Phone) -> None:
    typist.say("1")

    assert "q:language=en" in {button.data for button in typist.screen.buttons}


def test_buttons_that_fit_have_no_numbers() -> None:
    reply = Reply(text="?", language="en", rows=((Button(label="a", data="a"),),))

    assert degrade.numbered(reply, Limits(**{**_fields(TEXT_ONLY), "buttons": 3, "buttons_per_row": 1})) == {}
    assert degrade.numbered(Reply(text="?", language="en"), TEXT_ONLY) == {}


def _fields(limits: Limits) -> dict[str, int]:
    return {name: getattr(limits, name) for name in ("text", "button_label", "button_data_bytes", "buttons_per_row")}


# -- the rest of a list ----------------------------------------------------------------------------------


def queue(phone: Phone, reply: Reply, *, to: str) -> int:
    with phone.database.begin() as uow:
        row_id = uow.outbox.enqueue(address=to, payload=to_payload(reply), priority=REPLY, now=NOON, after_inbox_id=0)
        assert row_id is not None
        uow.outbox.mark_sent([(row_id, "ref")], now=NOON)
    return row_id


LONG = Reply(text="Which?", language="en", rows=tuple((Button(label=f"c{n}", data=f"m:{n}"),) for n in range(12)))


def test_more_shows_the_rest_and_the_way_back(typist: Phone) -> None:
    row_id = queue(typist, LONG, to=typist.address)

    typist.tap_data(f"^:{row_id}.9")

    assert [button.data for button in typist.screen.buttons] == ["m:9", "m:10", "m:11", f"^:{row_id}.0"]
    typist.tap_data(f"^:{row_id}.0")
    assert (typist.screen.text, typist.screen.buttons) == (LONG.text, LONG.buttons)


@pytest.mark.parametrize("data", ["^:x", "^:999999.9", "^:1", "^:12345678901.1"])
def test_forged_page_shows_nothing_of_it(typist: Phone, data: str) -> None:
    typist.tap_data(data)

    assert "m:9" not in {button.data for button in typist.screen.buttons}


def test_page_of_somebody_else_is_refused(typist: Phone) -> None:
    row_id = queue(typist, LONG, to="sms:2")

    typist.tap_data(f"^:{row_id}.9")

    assert "m:9" not in {button.data for button in typist.screen.buttons}
