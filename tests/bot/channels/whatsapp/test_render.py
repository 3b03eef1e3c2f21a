from __future__ import annotations

import pytest

from bot.channels.base import Limits
from bot.channels.whatsapp.formatting import to_whatsapp
from bot.channels.whatsapp.layout import lay_out, numbered
from bot.channels.whatsapp.render import LIMITS, Message, render
from handlers.messages import Attachment, Button, Reply, plain_text
from handlers.visit import House
from storage import Database
from tests.fakes.graph_openapi import MetaDescription
from tests.fakes.graph_rules import check_message
from tests.handlers.test_transcripts import buyer, delegate, organiser, provider

META = MetaDescription.at_hand()


def buttons(count: int, label: str = "Choice", **fields: object) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button(label=f"{label} {n}", data=f"m:{n}", **fields),) for n in range(1, count + 1))  # type: ignore[arg-type]


def reply(text: str = "Which?", rows: tuple[tuple[Button, ...], ...] = (), language: str = "en") -> Reply:
    return Reply(text=text, language=language, rows=rows)


def shown(one: Reply) -> list[Message]:
    """Render, and have the strict rules look at every message."""
    messages = list(render(one, outbox_id=7))
    media = {"m1": "text/plain"}
    for message in messages:
        content = {**message.content, "id": "m1"} if message.file else message.content
        body = {"messaging_product": "whatsapp", "to": "212600000000", "type": message.type} | {message.type: content}
        check_message(body, media)
        META.check("messages", body)
    assert sum(message.is_main for message in messages) == 1
    return messages


def titles(message: Message) -> list[str]:
    action = message.content["action"]
    rows = [row["title"] for section in action.get("sections", []) for row in section["rows"]]
    return rows + [button["reply"]["title"] for button in action.get("buttons", [])]


# -- buttons and lists -----------------------------------------------------------------------------------


def test_three_short_buttons_are_reply_buttons() -> None:
    (message,) = shown(reply(rows=buttons(3)))

    assert message.content["type"] == "button"
    assert titles(message) == ["Choice 1", "Choice 2", "Choice 3"]


def test_four_buttons_are_a_list() -> None:
    (message,) = shown(reply(rows=buttons(4)))

    assert message.content["type"] == "list"
    assert message.content["action"]["button"] == "Choose"


def test_long_label_is_cut_at_a_word_and_told_in_full_below() -> None:
    (message,) = shown(reply(rows=((Button(label="Renewable energy and water supply", data="m:1"),),)))

    row = message.content["action"]["sections"][0]["rows"][0]
    assert row == {"id": "m:1", "title": "Renewable energy…", "description": "Renewable energy and water supply"}


def test_longest_label_stands_in_the_body_and_is_typed_by_its_number() -> None:
    label = "A very long label " * 5
    one = reply(rows=((Button(label=label.strip(), data="m:9"),), *buttons(1)))
    (message,) = shown(one)

    assert f"1. {label.strip()}" in message.content["body"]["text"]
    assert numbered(one) == {"1": "m:9"}


@pytest.mark.parametrize(
    ("language", "label", "title"),
    [
        ("fr", "Service à la clientèle et ventes", "Service à la clientèle…"),
        ("fr", "Assistance technique de niveau deux", "Assistance technique…"),
        ("ar", "خدمة الزبناء عبر الهاتف والدردشة", "خدمة الزبناء عبر الهاتف…"),
        ("en", "Supercalifragilisticexpialidocious", "Supercalifragilisticexp…"),
    ],
)
def test_titles_are_cut_as_the_language_is_read(language: str, label: str, title: str) -> None:
    (message,) = shown(reply(rows=((Button(label=label, data="m:1"),),), language=language))

    assert titles(message) == [title]


def test_labels_cut_alike_are_told_apart() -> None:
    rows = tuple((Button(label=f"Atlas Contact Centre Services {n}", data=f"m:{n}"),) for n in (1, 2))
    (message,) = shown(reply(rows=rows))

    assert len(set(titles(message))) == 2


def test_isolates_take_no_room_in_a_title() -> None:
    (message,) = shown(reply(rows=((Button(label="\u2068" + "x" * 20 + "\u2069", data="m:1"),),)))

    assert titles(message) == ["x" * 20]


def toggles() -> tuple[tuple[Button, ...], ...]:
    choices = tuple((Button(label=f"Choice {n}", data=f"t:x={n}", is_on=n == 2),) for n in range(1, 10))
    more = Button(label="More (1/2) ›", data="p:x=1", is_quiet=True)
    ways = (Button(label="‹ Back", data="b:x"), Button(label="Later", data="l:x"))
    return (*choices, (more,), (Button(label="Done (1)", data="d:x", style="primary"),), ways)


def test_toggles_are_listed_in_the_body_with_done_and_the_ways_below() -> None:
    one = reply(rows=toggles())
    first, second = shown(one)

    assert first.content["body"]["text"].startswith("Which?\n\n1. ☐ Choice 1\n2. ✅ Choice 2\n3. ☐ Choice 3")
    assert titles(first) == [f"{'✅' if n == 2 else '☐'} Choice {n}" for n in range(1, 10)] + ["More (1/2) ›"]
    assert titles(second) == ["Done (1)", "‹ Back", "Later"]
    assert numbered(one)["2"] == "t:x=2"


def test_of_two_page_turners_the_one_that_goes_round_stays() -> None:
    back = Button(label="‹ Previous", data="p:x=2", is_quiet=True)
    choices, rest = toggles()[:9], toggles()[9:]
    first, _second = shown(reply(rows=(*choices, (back,), *rest)))

    assert "‹ Previous" not in titles(first)


def test_one_more_way_is_typed_by_its_number() -> None:
    rows = (*toggles(), (Button(label="Skip to the end", data="x:x"),))
    one = reply(rows=rows)
    first, _second = shown(one)

    assert first.content["body"]["text"].endswith("\n14. Skip to the end")
    assert numbered(one)["14"] == "x:x"


def test_longer_list_has_pages() -> None:
    one = reply(rows=buttons(25))
    (message,) = shown(one)

    assert titles(message) == [*(f"Choice {n}" for n in range(1, 10)), "More ›"]
    assert lay_out(one, outbox_id=7).rows[-1].data == "^:7.9"


def test_page_continues_where_it_stopped_although_a_page_turner_was_left_out() -> None:
    quiet = tuple((Button(label=f"q{n}", data=f"p:{n}", is_quiet=True),) for n in (1, 2))
    one = reply(rows=(*quiet, *buttons(20)))

    rest = int(lay_out(one, outbox_id=7).rows[-1].data.partition(".")[2])

    assert one.buttons[rest].data == "m:9"


# -- words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>Atlas</b> waits", "*Atlas* waits"),
        ("<i>so</i>, <b>two\nlines </b>", "_so_, *two*\n*lines* "),
        ("a<b>b</b>", "ab"),
        ("<b>b</b>c <b> </b>", "bc  "),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
        ("*bold* _it_ ~no~ `c`", "∗bold∗ ＿it＿ ∼no∼ ˋcˋ"),
        ("jean_luc@x.ma https://x.ma/?start=_a*b_", "jean_luc@x.ma https://x.ma/?start=_a*b_"),
        ("a_b_c 2*3*4", "a_b_c 2*3*4"),
        ("x < y", "x < y"),
    ],
)
def test_only_our_own_signs_format(markup: str, text: str) -> None:
    assert to_whatsapp(markup) == text


def test_long_text_is_split_at_sentences() -> None:
    messages = shown(reply("A sentence that is said. " * 400))

    assert len(messages) == 3
    assert all(message.content["body"].endswith("said.") for message in messages)


def test_bold_at_the_limit_is_counted_with_its_signs() -> None:
    shown(reply("<b>word</b> " * 800))


def test_long_body_goes_before_and_the_question_stays_with_its_buttons() -> None:
    first, second = shown(reply("Summary line.\n" * 100 + "\nIs that right?", rows=buttons(2)))

    assert first.type == "text"
    assert second.content["body"]["text"].endswith("Is that right?")


def test_long_paragraph_is_cut_at_a_sentence() -> None:
    *first, last = shown(reply("One more thing to say. " * 100, rows=buttons(2)))

    assert [message.type for message in first] == ["text"] * len(first)
    assert last.content["body"]["text"].startswith("One")


def test_bold_over_the_cut_is_not_torn() -> None:
    text = "<b>" + "A line of it.\n" * 120 + "</b>\nWhich?"

    assert shown(reply(text, rows=buttons(1)))[-1].content["body"]["text"].endswith("Which?")


# -- files and phone numbers -----------------------------------------------------------------------------


def file_reply(text: str, rows: tuple[tuple[Button, ...], ...] = ()) -> Reply:
    file = Attachment(filename="mawid.ics", media_type="text/calendar", content=b"x")
    return Reply(text=text, language="en", rows=rows, attachment=file)


def test_file_has_its_words_as_caption() -> None:
    (message,) = shown(file_reply("<b>Your agenda</b>"))

    assert message.content == {"filename": "mawid.ics", "caption": "*Your agenda*"}


def test_file_without_words_or_with_too_many() -> None:
    (bare,) = shown(file_reply(""))
    first, second = shown(file_reply("Many words. " * 200))

    assert "caption" not in bare.content
    assert (first.type, second.type) == ("text", "document")


def test_file_with_buttons_has_them_below() -> None:
    first, second = shown(file_reply("Agenda", rows=buttons(2)))

    assert (first.type, second.content["type"]) == ("document", "button")


def test_phone_number_is_asked_for_beside_typing_it() -> None:
    one = Reply(text="Your phone?", language="en", contact_label="Share *my* number")
    first, second = shown(one)

    assert (first.is_main, second.is_optional) == (True, True)
    assert second.content["body"]["text"] == "Share ∗my∗ number"


# -- every screen ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("play", [provider, buyer, delegate, organiser], ids=lambda play: play.__name__)
def test_every_screen_of_the_transcripts_fits_and_says_the_same(
    sqlite_database: Database, house: House, language: str, play: object
) -> None:
    phone = play(sqlite_database, house, language)  # type: ignore[operator]
    screens = [screen for _ref, screen in phone.shown]
    assert len(screens) > 5
    for screen in screens:
        messages = shown(screen)
        choices = {
            row["id"]
            for message in messages
            if message.type == "interactive"
            for section in message.content["action"].get("sections", [])
            for row in section["rows"]
        } | {
            button["reply"]["id"]
            for message in messages
            if message.type == "interactive"
            for button in message.content["action"].get("buttons", [])
        }
        reachable = choices | set(numbered(screen).values())
        missing = {button.data for button in screen.buttons if not button.is_quiet} - reachable
        assert not missing or any(data.startswith("^:") for data in choices), screen
        words = "".join(said(message) for message in messages).replace("*", "").replace("_", "").replace("＿", "")
        for line in plain_text(screen.text).replace("_", "").replace("*", "∗").splitlines():
            assert line.strip()[:40] in words, line


def said(message: Message) -> str:
    body = message.content.get("body", message.content.get("caption", ""))
    return str(body["text"] if isinstance(body, dict) else body) + "\n"


def test_limits_are_told() -> None:
    assert isinstance(LIMITS, Limits)
    assert (LIMITS.buttons, LIMITS.list_rows, LIMITS.button_label, LIMITS.text) == (3, 10, 20, 4096)
