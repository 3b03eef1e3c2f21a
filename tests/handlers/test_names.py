"""What people and companies are called, where room is short."""

from __future__ import annotations

import pytest

from handlers.names import shorten


@pytest.mark.parametrize(
    ("label", "length", "short"),
    [
        ("Short", 20, "Short"),
        ("Exactly twenty chars", 20, "Exactly twenty chars"),
        ("Conseil, audit et formation", 20, "Conseil, audit et…"),
        ("Rindfleischetikettierungsüberwachung", 20, "Rindfleischetikettie"[:19] + "…"),
        ("خدمات مراكز الاتصال بالفرنسية", 20, "خدمات مراكز الاتصال…"),
    ],
)
def test_shorten(label: str, length: int, short: str) -> None:
    assert shorten(label, length) == short
    assert len(shorten(label, length)) <= length
