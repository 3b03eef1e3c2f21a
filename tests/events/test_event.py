from __future__ import annotations

import pytest

from events.event import Words


def test_words_fall_back_to_the_events_first_language() -> None:
    words = Words({"fr": "Bonjour", "en": "Hello"})

    assert (words.in_("en"), words.in_("ar")) == ("Hello", "Bonjour")


def test_words_are_values_that_nobody_changes() -> None:
    source = {"fr": "Bonjour"}
    words = Words(source)
    source["fr"] = "Salut"

    assert words == Words({"fr": "Bonjour"})
    assert {words, Words({"fr": "Bonjour"})} == {words}
    with pytest.raises(TypeError):
        words.texts["fr"] = "Salut"  # type: ignore[index]
