"""The languages that Mawid speaks."""

from __future__ import annotations

LANGUAGES = ("fr", "ar", "en")
LANGUAGE_NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}

_RIGHT_TO_LEFT = frozenset({"ar"})


def is_rtl(language: str) -> bool:
    """Tell whether `language` is written from right to left.

    >>> is_rtl("ar"), is_rtl("fr")
    (True, False)
    """
    return language in _RIGHT_TO_LEFT


def match_language(hint: str | None) -> str | None:
    """Return our language for a platform's hint, None when we do not speak it.

    >>> match_language("ar-MA"), match_language("fr_CA"), match_language("de")
    ('ar', 'fr', None)
    """
    if hint is None:
        return None
    primary = hint.strip().replace("_", "-").partition("-")[0].lower()
    return primary if primary in LANGUAGES else None
