from __future__ import annotations

import pytest

from locales.digits import fold, strip_bidi, western_digits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0123", "0123"),
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
        ("０９", "09"),
        ("١٬٢٣٤٫٥", "1,234.5"),
    ],
)
def test_western_digits(text: str, expected: str) -> None:
    assert western_digits(text) == expected


def test_strip_bidi_removes_what_is_not_seen() -> None:
    hidden = "".join(map(chr, [*range(0x2066, 0x206A), *range(0x202A, 0x202F), 0x200E, 0x200F, 0x061C, 0x200B, 0xFEFF]))

    assert strip_bidi(f"A{hidden}é") == "Aé"
    assert strip_bidi("plain") == "plain"


def test_strip_bidi_keeps_the_joiner_of_an_emoji_only() -> None:
    assert strip_bidi("👩‍💻 a\u200db") == "👩‍💻 ab"


@pytest.mark.parametrize(
    "spellings",
    [
        ("Société Générale", "societe-generale", " SOCIÉTÉ  GÉNÉRALE. "),
        ("Œuvre", "oeuvre"),
        ("إنجلترا", "انجلترا", "أنجلترا", "آنجلترا"),
        ("مستشفى", "مستشفي"),
        ("المغربية", "المغربيه", "المَغْرِبيّة", "المـغربية"),
        ("12 شارع", "١٢ شارع"),
        ("İstanbul", "istanbul"),
        ("Straße", "STRASSE"),
        ("OCP\u200b", "\u2068ocp\u2069"),
    ],
)
def test_fold_brings_spellings_together(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


def test_fold_of_nothing_is_nothing() -> None:
    assert (fold(""), fold(" -_!؟ ")) == ("", "")
