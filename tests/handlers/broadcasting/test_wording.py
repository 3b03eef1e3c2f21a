"""What a reader sees: their language or a note, their direction, nothing that could be taken for markup."""

from __future__ import annotations

import pytest

from events.event import Event
from handlers.broadcasting.splitting import width
from handlers.broadcasting.wording import clean, directed, has_text_in, replies
from handlers.messages import plain_text
from locales.markup import FSI, PDI, isolate
from storage.records import Broadcast
from tests.phone import NOON


def broadcast(*, is_emergency: bool = False, **texts: str | None) -> Broadcast:
    return Broadcast(
        id=1,
        status="draft",
        is_emergency=is_emergency,
        source_language=next(iter(texts)),
        texts=texts,
        audience={},
        revision=1,
        progress={},
        person_id=1,
        approved_by=None,
        created_at=NOON,
        starts_at=None,
        approved_at=None,
        finished_at=None,
    )


def shown(event: Event, one: Broadcast, language: str, channel: str = "telegram") -> list[str]:
    return [plain_text(reply.text) for reply in replies(one, language=language, channel=channel, event=event)]


def test_reader_gets_their_own_language(event: Event) -> None:
    one = broadcast(en="Hall B", fr="Salle B")

    assert shown(event, one, "fr") == ["📣 Euroffshore 2027\n\nSalle B"]
    assert has_text_in(one, "fr")


def test_reader_of_another_language_is_told_which_it_is(event: Event) -> None:
    one = broadcast(fr="Salle B\n\nTable 7", ar=None)

    (words,) = shown(event, one, "ar")

    assert words.splitlines()[1:] == [
        "كتب المنظِّمون هذه الرسالة بالفرنسية:",
        "",
        isolate("Salle B"),
        "",
        isolate("Table 7"),
    ]
    assert not has_text_in(one, "ar")


def test_language_that_the_event_does_not_speak_gets_a_note_too(event: Event) -> None:
    (words,) = shown(event, broadcast(ar="مرحبا"), "en")

    assert words == f"📣 Euroffshore 2027\nThe organisers wrote this message in Arabic:\n\n{isolate('مرحبا')}"


def test_emergency_says_so(event: Event) -> None:
    assert shown(event, broadcast(is_emergency=True, en="Leave"), "en") == ["🚨 Euroffshore 2027: urgent\n\nLeave"]


def test_markup_is_escaped_and_links_are_kept(event: Event) -> None:
    text = "<b>5 < 6</b> https://mawid.example/?a=1&b=2"

    (reply,) = replies(broadcast(en=text), language="en", channel="web", event=event)

    assert reply.text.endswith("&lt;b&gt;5 &lt; 6&lt;/b&gt; https://mawid.example/?a=1&amp;b=2")
    assert plain_text(reply.text).endswith(text)


def test_long_text_is_cut_for_the_channel_and_numbered(event: Event) -> None:
    text = " ".join(f"Sentence number {number} stands here." for number in range(300))
    one = broadcast(en=text)

    parts = shown(event, one, "en")

    assert len(parts) == 3
    assert all(width(part) <= 4096 for part in parts)
    assert [part.rpartition("\n\n")[2] for part in parts] == ["(1/3)", "(2/3)", "(3/3)"]
    assert all(part.rpartition("\n\n")[0].endswith(".") for part in parts)
    assert max(width(part) for part in shown(event, one, "en", "sms")) <= 1024


def test_link_in_arabic_words_is_isolated() -> None:
    assert directed("الرابط https://a.example/x هنا", "ar") == f"الرابط {FSI}https://a.example/x{PDI} هنا"


@pytest.mark.parametrize("end", [".", ",", "؟", "!)", "…"])
def test_end_of_the_sentence_stays_outside_a_link(end: str) -> None:
    link = "https://a.example/x?salle=B"

    assert directed(f"انظر {link}{end} شكرًا", "ar") == f"انظر {FSI}{link}{PDI}{end} شكرًا"


def test_lines_without_a_direction_stay(event: Event) -> None:
    assert directed("10:40 – 11:00\n\nمرحبا", "ar") == "10:40 – 11:00\n\nمرحبا"


def test_typed_words_lose_what_is_hidden() -> None:
    assert clean("  a\u202eb\u2068\x07c \r\n\n\n\n d\t ") == "ab c\n\n d"
