from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.split import split_markup, visible_width
from handlers.messages import plain_text
from tests.fakes.telegram_markup import parse_html


def test_short_text_is_one_part() -> None:
    assert split_markup("<b>Hello</b>", 10) == ["<b>Hello</b>"]


def test_cuts_at_a_line_before_a_sentence_before_a_word() -> None:
    assert split_markup("One two.\nThree. Four", 12) == ["One two.", "Three. Four"]
    assert split_markup("One two three. Four five", 18) == ["One two three.", "Four five"]
    assert split_markup("One two three four", 10) == ["One two", "three four"]
    assert split_markup("abcdefghij", 4) == ["abcd", "efgh", "ij"]


def test_tags_are_closed_and_opened_again() -> None:
    assert split_markup("<b>one <i>two three</i></b>", 8) == ["<b>one <i>two</i></b>", "<b><i>three</i></b>"]


def test_escapes_are_not_cut() -> None:
    assert split_markup("&amp;&amp;&amp;", 2) == ["&amp;&amp;", "&amp;"]


def test_width_counts_as_the_strictest_client() -> None:
    assert visible_width("<b>é🎉&lt;</b>") == 4


pieces = st.lists(
    st.one_of(
        st.sampled_from(["&amp;", "&lt;", " ", "\n", ". ", "🎉", "مرحبا"]),
        st.text(st.characters(codec="utf-8", exclude_characters="<>&"), max_size=9),
    ),
    max_size=30,
).map("".join)


@given(plain=pieces, bold=pieces, italic=pieces, limit=st.integers(4, 40))
def test_no_part_is_too_long_unbalanced_or_lossy(plain: str, bold: str, italic: str, limit: int) -> None:
    markup = f"{plain}<b>{bold}<i>{italic}</i></b>{plain}"

    parts = split_markup(markup, limit)

    for part in parts:
        parse_html(part)
        assert visible_width(part) <= limit
    assert "".join("".join(map(plain_text, parts)).split()) == "".join(plain_text(markup).split())
