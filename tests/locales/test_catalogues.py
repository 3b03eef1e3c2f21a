from __future__ import annotations

from io import BytesIO
from typing import Any

from babel.messages.pofile import read_po

from locales.catalogues import HERE, extract, read, template_path, update
from locales.languages import LANGUAGES
from locales.plurals import PLURAL_FORMS
from locales.translator import Translator

SOURCE = 'from locales.marks import N_, N_n\nN_("Hello <b>{name}</b>")\nN_n("{n} meeting", "{n} meetings")\n'
ARABIC = """\
# The words of Mawid.
msgid ""
msgstr ""
"Project-Id-Version: Mawid 1\\n"
"Language: ar\\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

#. Translators: on the first screen
#: handlers/greeting.py
#, python-brace-format
msgid "Hello <b>{name}</b>"
msgstr "مرحبا <b>{name}</b>"

#: handlers/greeting.py
#, python-brace-format
msgid "{n} meeting"
msgid_plural "{n} meetings"
msgstr[0] "لا مواعيد"
msgstr[1] "موعد واحد"
msgstr[2] "موعدان"
msgstr[3] "{n} مواعيد"
msgstr[4] "{n} موعداً"
msgstr[5] "{n} موعد"
"""


def test_extract_finds_what_is_marked(project: Any) -> None:
    template = extract(project.root)

    assert [message.id for message in template if message.id] == [
        "Hello <b>{name}</b>",
        ("{n} meeting", "{n} meetings"),
    ]


def test_update_keeps_translations_and_the_plural_rule(project: Any) -> None:
    update(project.root, project.folder)

    assert project.catalogue("ar").read_text("utf-8") == ARABIC


def test_update_mends_a_wrong_plural_rule(project: Any) -> None:
    project.replace(project.catalogue("ar"), "n%100>=11 ? 4 : 5", "n%100>=0 && n%100<=2 ? 4 : 5")

    update(project.root, project.folder)

    assert project.catalogue("ar").read_text("utf-8") == ARABIC


def test_update_adds_the_new_and_drops_what_is_gone(project: Any) -> None:
    project.source.write_text('N_("Hello <b>{name}</b>")\nN_("Quite another thing")\n', "utf-8")

    update(project.root, project.folder)

    french = read(project.catalogue("fr"), "fr")
    known = {message.id: message.string for message in french if message.id}
    assert known == {"Hello <b>{name}</b>": "Bonjour <b>{name}</b>", "Quite another thing": ""}


def test_update_keeps_the_translation_of_a_reworded_sentence_as_fuzzy(project: Any) -> None:
    project.replace(project.source, "Hello <b>", "Hello, <b>")

    update(project.root, project.folder)

    message = read(project.catalogue("fr"), "fr").get("Hello, <b>{name}</b>")
    assert message is not None
    assert (message.string, message.fuzzy) == ("Bonjour <b>{name}</b>", True)
    assert '#| msgid "Hello <b>{name}</b>"' in project.catalogue("fr").read_text("utf-8")


def test_update_does_not_borrow_from_a_sentence_that_is_still_there(project: Any) -> None:
    project.source.write_text(SOURCE + 'N_("Hello <b>{name}</b>!")\n', "utf-8")

    update(project.root, project.folder)

    message = read(project.catalogue("fr"), "fr").get("Hello <b>{name}</b>!")
    assert message is not None
    assert (message.string, message.fuzzy) == ("", False)


def test_update_does_not_borrow_a_plural_for_a_sentence_that_does_not_count(project: Any) -> None:
    project.source.write_text('N_("Hello <b>{name}</b>")\nN_("{n} meeting.")\n', "utf-8")

    update(project.root, project.folder)

    message = read(project.catalogue("fr"), "fr").get("{n} meeting.")
    assert message is not None
    assert (message.string, message.fuzzy) == ("", False)


def test_moving_a_sentence_in_its_file_changes_no_catalogue(project: Any) -> None:
    before = template_path(project.folder).read_text("utf-8")
    project.replace(project.source, "# Translators", "\n\n\n# Translators")

    update(project.root, project.folder)

    assert template_path(project.folder).read_text("utf-8") == before
    assert project.catalogue("ar").read_text("utf-8") == ARABIC


def test_a_catalogue_counts_in_memory_with_its_own_rule() -> None:
    arabic = Translator("ar", read_po(BytesIO(ARABIC.encode()), locale="ar"))
    form = arabic._gettext.plural  # type: ignore[attr-defined]

    assert [form(n) for n in (0, 1, 2, 3, 10, 11, 25, 99, 100, 101, 102, 103, 111)] == [
        0,
        1,
        2,
        3,
        3,
        4,
        4,
        4,
        5,
        5,
        5,
        3,
        4,
    ]


def test_the_shipped_catalogues_have_the_right_plural_rule() -> None:
    headers = {language: (HERE / language / "LC_MESSAGES" / "mawid.po").read_text("utf-8") for language in LANGUAGES}

    assert [
        language for language, text in headers.items() if f'"Plural-Forms: {PLURAL_FORMS[language]}\\n"' not in text
    ] == []
