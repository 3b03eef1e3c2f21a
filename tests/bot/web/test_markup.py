from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.markup import markup_runs, plain_runs
from handlers.messages import plain_text


@pytest.mark.parametrize(
    ("markup", "runs"),
    [
        ("", []),
        ("a &lt;b&gt; c", [{"text": "a <b> c"}]),
        ("<b>x<i>y</b>z</i>", [
            {"text": "x", "bold": True},
            {"text": "y", "bold": True, "italic": True},
            {"text": "z", "italic": True},
        ]),
        ("<b onclick=x>", [{"text": "<b onclick=x>"}]),
        ("<B>no</B>", [{"text": "<B>no</B>"}]),
    ],
)  # fmt: skip
def test_markup_knows_two_tags(markup: str, runs: list[dict[str, object]]) -> None:
    assert markup_runs(markup) == runs


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.example/x?y=1&z=2, ok", ["https://a.example/x?y=1&z=2"]),
        ("(https://a.example/wiki_(b))", ["https://a.example/wiki_(b)"]),
        ("\u2068https://a.example/ar\u2069، ثم", ["https://a.example/ar"]),
        ("HTTP://A.EXAMPLE", ["HTTP://A.EXAMPLE"]),
        ("javascript:alert(1) data:text/html,x", []),
        ("https:// https://[bad http://", []),
        ("+212 612 345 678, www.a.example, a@b.example", []),
        ('https://a.example/"onclick="x', ["https://a.example/"]),
    ],
)
def test_only_web_addresses_become_links(text: str, links: list[str]) -> None:
    assert [run["href"] for run in plain_runs(text) if "href" in run] == links


@given(st.text(alphabet="ab <>/&;i\"'https:.()؟", max_size=60))
def test_runs_lose_no_character(text: str) -> None:
    assert "".join(run["text"] for run in plain_runs(text)) == text
    assert "".join(run["text"] for run in markup_runs(text)) == plain_text(text)
