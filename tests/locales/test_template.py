from __future__ import annotations

import pytest

from locales.template import MalformedTemplate, UnknownPlaceholder, parse


def test_template_fills_markup_and_plain_text() -> None:
    template = parse("<b>{name}</b> &amp; {{co}} {n}")
    params = {"name": "A", "n": 2}

    assert template.names == {"name", "n"}
    assert template.fill(str, params) == "<b>A</b> &amp; {co} 2"
    assert template.fill_plain(str, params) == "A & {co} 2"


def test_template_wants_every_parameter() -> None:
    with pytest.raises(UnknownPlaceholder, match="name"):
        parse("Hello {name}").fill(str, {})


@pytest.mark.parametrize("text", ["{", "}", "{}", "{0}", "{a.b}", "{a[0]}", "{n:>3}", "{n!r}", "{a b}"])
def test_anything_else_between_braces_is_refused(text: str) -> None:
    with pytest.raises(MalformedTemplate):
        parse(text)
