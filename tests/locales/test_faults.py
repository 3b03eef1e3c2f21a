from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from locales.faults import faults, msgfmt_faults, text_faults, translation_faults
from locales.plurals import PLURAL_FORMS

ARABIC = PLURAL_FORMS["ar"]


def test_a_translated_project_has_no_fault(project: Any) -> None:
    assert faults(project.root, project.folder) == []


@pytest.mark.parametrize(
    ("language", "before", "after", "fault"),
    [
        ("fr", '"Bonjour <b>{name}</b>"', '""', "fr: 'Hello <b>{name}</b>': empty"),
        ("ar", '"موعدان"', '""', "ar: '{n} meeting': form 2: empty"),
        ("en", '"{n} meeting"\nmsgstr', '""\nmsgstr', "en: '{n} meeting': form 0: empty"),
        (
            "fr",
            '#, python-brace-format\nmsgid "Hello',
            '#, fuzzy, python-brace-format\nmsgid "Hello',
            "fr: 'Hello <b>{name}</b>': fuzzy: read it again, correct it, and remove the flag",
        ),
        (
            "fr",
            "Bonjour <b>{name}</b>",
            "Bonjour <b>{nom}</b>",
            "fr: 'Hello <b>{name}</b>': placeholders: expected {name}, found {nom}",
        ),
        (
            "fr",
            "Bonjour <b>{name}</b>",
            "Bonjour <b>{name}",
            "fr: 'Hello <b>{name}</b>': tags: expected <b> </b>, found <b>",
        ),
        (
            "fr",
            'msgstr[0] "{n} rendez-vous"',
            'msgstr[0] "Un rendez-vous"',
            "fr: '{n} meeting': form 0: placeholders: expected {n}, found none",
        ),
        (
            "ar",
            'msgstr[4] "{n} موعداً"',
            'msgstr[4] "موعداً"',
            "ar: '{n} meeting': form 4: placeholders: expected {n}, found none",
        ),
        (
            "ar",
            '\nmsgstr[5] "{n} موعد"',
            "",
            "ar: '{n} meeting': form 5: empty",
        ),
        (
            "ar",
            "مرحبا <b>{name}</b>",
            "Mawid: مرحبا <b>{name}</b>",
            (
                "ar: 'Hello <b>{name}</b>': the line \"Mawid: مرحبا <b>{name}</b>\" mixes directions "
                "and starts from the left; start it with a right-to-left word"
            ),
        ),
        (
            "ar",
            "مرحبا <b>",
            "مرحبا \u200f<b>",
            "ar: 'Hello <b>{name}</b>': direction character U+200F typed by hand; isolates come by themselves",
        ),
        (
            "ar",
            "n%100>=11 ? 4 : 5",
            "n%100>=0 && n%100<=2 ? 4 : 5",
            f"ar: Plural-Forms: expected {ARABIC} found {ARABIC.replace('n%100>=11', 'n%100>=0 && n%100<=2')}",
        ),
        (
            "fr",
            'msgid "Hello <b>{name}</b>"',
            'msgid "Goodbye <b>{name}</b>"',
            "fr: 'Hello <b>{name}</b>': not in the catalogue",
        ),
        (
            "fr",
            'msgid "Hello <b>{name}</b>"',
            'msgid "Goodbye <b>{name}</b>"',
            "fr: 'Goodbye <b>{name}</b>': not in the sources",
        ),
        ("fr", 'msgstr "Bonjour', 'mgstr "Bonjour', "fr: cannot be read: "),
    ],
)
def test_a_planted_fault_is_found(project: Any, language: str, before: str, after: str, fault: str) -> None:
    project.replace(project.catalogue(language), before, after)

    found = faults(project.root, project.folder)

    assert [text for text in found if text == fault or (fault.endswith(": ") and text.startswith(fault))] != [], found


def test_a_missing_catalogue_is_a_fault(project: Any) -> None:
    project.catalogue("ar").unlink()

    assert faults(project.root, project.folder) == ["ar: no catalogue; run python -m locales update"]


def test_sources_that_moved_on_are_a_fault(project: Any) -> None:
    project.replace(project.source, "Hello <b>{name}</b>", "Hi & welcome")

    assert faults(project.root, project.folder) == [
        "mawid.pot: not what the sources say now; run python -m locales update",
        "mawid.pot: 'Hi & welcome': only <b>, <i>, &amp;, &lt; and &gt; may be written, found &",
        *(
            fault
            for language in ("fr", "ar", "en")
            for fault in (
                f"{language}: 'Hi & welcome': not in the catalogue",
                f"{language}: 'Hello <b>{{name}}</b>': not in the sources",
            )
        ),
    ]


def test_a_missing_template_is_a_fault(project: Any) -> None:
    (project.folder / "mawid.pot").unlink()

    assert faults(project.root, project.folder) == [
        "mawid.pot: not what the sources say now; run python -m locales update"
    ]


@pytest.mark.parametrize("one", ["One meeting", "Choose one"])
def test_the_form_of_one_may_leave_the_number_unsaid_when_english_does(project: Any, one: str) -> None:
    for path in (project.source, project.folder / "mawid.pot", *map(project.catalogue, ("fr", "ar", "en"))):
        project.replace(path, '"{n} meeting"', f'"{one}"')
    project.replace(project.catalogue("fr"), 'msgstr[0] "{n} rendez-vous"', 'msgstr[0] "Un rendez-vous"')

    assert faults(project.root, project.folder) == []


def test_gnu_gettext_is_heard_when_it_is_there(project: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    strict = tmp_path / "msgfmt"
    said = ("x.po:3: header field Last-Translator missing in header", "x.po:9: wrong")
    strict.write_text("#!/bin/sh\n" + "".join(f"echo '{line}' >&2\n" for line in said) + "exit 1\n")
    strict.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    assert msgfmt_faults(project.catalogue("fr")) == ["msgfmt: x.po:9: wrong"]


def test_gnu_gettext_is_not_missed_when_it_is_not(
    project: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert msgfmt_faults(project.catalogue("fr")) == []


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="GNU gettext is not installed (apt install gettext)")
def test_gnu_gettext_accepts_our_header_and_refuses_a_duplicate(project: Any) -> None:
    path = project.catalogue("fr")
    assert msgfmt_faults(path) == []

    path.write_text(path.read_text("utf-8") + '\nmsgid "Hello <b>{name}</b>"\nmsgstr "Salut <b>{name}</b>"\n', "utf-8")

    assert "duplicate message definition" in msgfmt_faults(path)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello <b>{name}</b> &amp; co", []),
        ("{", ["Single '{' encountered in format string: '{'"]),
        ("<u>A</u>", ["only <b>, <i>, &amp;, &lt; and &gt; may be written, found <"]),
        ("<b><i>A</b></i>", ["tags are not closed in order"]),
        ("</b>A", ["tags are not closed in order"]),
    ],
)
def test_text_faults(text: str, expected: list[str]) -> None:
    assert text_faults(text) == expected


def test_outer_spaces_must_agree() -> None:
    assert translation_faults("Hello\n", "Bonjour") == [
        "spaces or line breaks at the start or the end differ from the source"
    ]


def test_a_long_sentence_is_cut_in_the_report(project: Any) -> None:
    project.source.write_text(f'N_("{"long " * 30}")\n', "utf-8")

    assert f"fr: '{('long ' * 30)[:59]}…': not in the catalogue" in faults(project.root, project.folder)
