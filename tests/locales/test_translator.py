from __future__ import annotations

import logging
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from locales.marks import N_n
from locales.markup import FSI, PDI, Markup
from locales.plurals import PLURAL_FORMS
from locales.translator import LANGUAGE_NAMES, LANGUAGES, Translator, is_rtl, match_language, translator

MEETINGS = N_n("{n} meeting with {name}", "{n} meetings with {name}")

BODIES = {
    "ar": """
msgid "Hello {name}"
msgstr "مرحبا {name}"

msgid "<b>Table</b> {n}"
msgstr "<b>طاولة</b> {n}"

msgid "{n} meeting with {name}"
msgid_plural "{n} meetings with {name}"
msgstr[0] "zero {name}"
msgstr[1] "one {name}"
msgstr[2] "two {name}"
msgstr[3] "few {n} {name}"
msgstr[4] "many {n} {name}"
msgstr[5] "other {n} {name}"
""",
    "fr": """
msgid "Hello {name}"
msgstr "Bonjour {name}"

msgid "Broken {name}"
msgstr "Cassé {nom}"

msgid "Unreadable {name}"
msgstr "Illisible {name"

msgid "Terms &amp; <i>conditions</i>"
msgstr "Termes &amp; <i>conditions</i>"
""",
    "en": "",
}


def make_translator(language: str) -> Translator:
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    plural = f'"Plural-Forms: {PLURAL_FORMS[language]}\\n"\n'
    return Translator(language, read_po(BytesIO((header + plural + BODIES[language]).encode()), locale=language))


def isolated(text: str) -> str:
    return f"{FSI}{text}{PDI}"


def test_languages_are_three_with_names_and_directions() -> None:
    assert LANGUAGES == ("fr", "ar", "en")
    assert LANGUAGE_NAMES == {"fr": "Français", "ar": "العربية", "en": "English"}
    assert [is_rtl(language) for language in LANGUAGES] == [False, True, False]


@pytest.mark.parametrize(
    ("hint", "language"),
    [("ar-MA", "ar"), ("fr_CA", "fr"), ("EN", "en"), (" fr ", "fr"), ("de", None), ("", None), (None, None)],
)
def test_match_language_reads_a_platforms_hint(hint: str | None, language: str | None) -> None:
    assert match_language(hint) == language


def test_translator_is_loaded_once_per_language() -> None:
    assert translator("fr") is translator("fr")
    assert (translator("ar").language, translator("ar").rtl, translator("fr").rtl) == ("ar", True, False)


def test_translator_refuses_an_unknown_language() -> None:
    with pytest.raises(ValueError, match="expected one of fr, ar, en, found 'de'"):
        translator("de")


def test_message_without_translation_is_the_english_source() -> None:
    assert make_translator("fr")("Not yet translated") == "Not yet translated"


def test_empty_message_is_empty_and_not_the_catalogues_header() -> None:
    assert make_translator("fr")("") == ""


def test_inserted_text_is_escaped() -> None:
    assert make_translator("fr")("Hello {name}", name='<b>A & "B"') == 'Bonjour &lt;b&gt;A &amp; "B"'


def test_markup_is_inserted_as_it_stands() -> None:
    assert make_translator("fr")("Hello {name}", name=Markup("<b>A</b>")) == "Bonjour <b>A</b>"


def test_every_parameter_is_isolated_in_arabic() -> None:
    t = make_translator("ar")

    assert t("Hello {name}", name="A & B") == f"مرحبا {isolated('A &amp; B')}"
    assert t("Hello {name}", name="سلمى") == f"مرحبا {isolated('سلمى')}"
    assert t("<b>Table</b> {n}", n=7) == f"<b>طاولة</b> {isolated('7')}"
    assert t("Hello {name}", name=Markup("<b>A</b>")) == f"مرحبا {isolated('<b>A</b>')}"
    assert t("Hello {name}", name=Markup("A", isolate=False)) == "مرحبا A"


def test_only_right_to_left_text_is_isolated_in_french() -> None:
    t = make_translator("fr")

    assert t("Hello {name}", name="Zoé") == "Bonjour Zoé"
    assert t("Hello {name}", name="سلمى") == f"Bonjour {isolated('سلمى')}"
    assert t("Hello {name}", name=Markup("<b>سلمى</b>")) == f"Bonjour {isolated('<b>سلمى</b>')}"


def test_a_parameter_cannot_turn_the_sentence_around() -> None:
    assert make_translator("fr")("Hello {name}", name="A\u202e\u2069") == "Bonjour A"


def test_plain_has_neither_tags_nor_escapes() -> None:
    t = make_translator("fr")

    assert t.plain("Terms &amp; <i>conditions</i>") == "Termes & conditions"
    assert t.plain("Hello {name}", name="A & B") == "Bonjour A & B"
    assert t.plain("Hello {name}", name=Markup("<b>A &amp; B</b>")) == "Bonjour A & B"


def test_plain_isolates_unless_told_otherwise() -> None:
    t = make_translator("ar")

    assert t.plain("Hello {name}", name="OCP") == f"مرحبا {isolated('OCP')}"
    assert t.plain("Hello {name}", name=Markup("OCP", isolate=False)) == "مرحبا OCP"
    assert t.plain("Hello {name}", isolate=False, name="OCP") == "مرحبا OCP"
    assert t.plain("Hello {name}", isolate=False, name=Markup("<b>OCP</b>")) == "مرحبا OCP"


@pytest.mark.parametrize(
    ("n", "form"),
    [
        (0, "zero A"),
        (1, "one A"),
        (2, "two A"),
        (3, "few 3 A"),
        (10, "few 10 A"),
        (11, "many 11 A"),
        (25, "many 25 A"),
        (99, "many 99 A"),
        (100, "other 100 A"),
        (101, "other 101 A"),
        (102, "other 102 A"),
        (103, "few 103 A"),
        (111, "many 111 A"),
    ],
)
def test_arabic_counts_with_six_forms(n: int, form: str) -> None:
    said = make_translator("ar").count(MEETINGS, n, name="A")

    assert said.replace(FSI, "").replace(PDI, "") == form


def test_count_without_translation_is_english() -> None:
    t = make_translator("en")

    assert t.count(MEETINGS, 1, name="A & B") == "1 meeting with A &amp; B"
    assert [t.count(MEETINGS, n, name="A") for n in (2, 3)] == ["2 meetings with A", "3 meetings with A"]


def test_unknown_placeholder_raises_where_warnings_are_errors() -> None:
    with pytest.raises(UserWarning, match=r"message in fr: no value for 'nom' in 'Broken \{name\}'"):
        make_translator("fr")("Broken {name}", name="A")


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_unknown_placeholder_falls_back_to_english_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    t = make_translator("fr")

    with caplog.at_level(logging.ERROR):
        said = t("Broken {name}", name="A"), t.plain("Broken {name}", name="A & B"), t("Hello {name}")
        counted = t.count(MEETINGS, 1), t.count(MEETINGS, 2)

    assert said == ("Broken A", "Broken A & B", "Hello {name}")
    assert counted == ("1 meeting with {name}", "2 meetings with {name}")
    assert caplog.messages[0] == "message in fr: no value for 'nom' in 'Broken {name}'"


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_malformed_translation_falls_back_to_english() -> None:
    assert make_translator("fr")("Unreadable {name}", name="A") == "Unreadable A"


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_malformed_source_is_shown_as_it_is() -> None:
    assert make_translator("en")("Half { a brace") == "Half { a brace"
