"""The commands as people know them: their names, the plain words that mean them, whose menu they are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from locales.digits import fold
from locales.translator import LANGUAGES, N_, translator

Readers = Literal["everybody", "participants", "organisers", "nobody"]


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command: its ASCII name, what the menu says of it, the plain words that mean it, and whose menu it is in."""

    name: str
    description: str
    words: tuple[str, ...]
    readers: Readers = "participants"


@dataclass(frozen=True, kw_only=True)
class Said:
    """A command that somebody gave, and what they wrote behind it."""

    name: str
    argument: str
    is_guess: bool = False  # words that may as well be an answer: "Change manager" is a function
    may_be_answer: bool = False  # a word that may be meant as one where free words are asked for: "Export"


COMMANDS: Sequence[Command] = (
    Command(name="start", description=N_("Register, or go on"), words=()),
    Command(
        name="profile",
        description=N_("My registration"),
        words=("profile", "my profile", "profil", "mon profil", "ملفي", "الملف"),
    ),
    Command(
        name="edit",
        description=N_("Change an answer"),
        words=("edit", "change", "modifier", "corriger", "تعديل", "تغيير"),
    ),
    Command(
        name="wishes",
        description=N_("Whom I want to meet"),
        words=("wishes", "my wishes", "souhaits", "mes souhaits", "رغباتي", "اختياراتي"),
    ),
    Command(
        name="agenda",
        description=N_("My agenda"),
        words=("agenda", "my agenda", "mon agenda", "planning", "مواعيدي", "جدولي"),
    ),
    Command(
        name="language",
        description=N_("Change the language"),
        words=("language", "langue", "اللغة", "لغة", "change language", "changer de langue", "تغيير اللغة"),
        readers="everybody",
    ),
    Command(
        name="delegates",
        description=N_("My colleagues at the event"),
        words=("delegates", "colleagues", "délégués", "collègues", "المندوبون", "الزملاء", "زملائي"),
    ),
    Command(
        name="reminders",
        description=N_("My reminders"),
        words=("reminders", "my reminders", "rappels", "mes rappels", "تذكيرات", "التذكيرات", "تذكيراتي"),
    ),
    Command(
        name="privacy",
        description=N_("My data and my consent"),
        words=("privacy", "confidentialité", "vie privée", "الخصوصية"),
        readers="everybody",
    ),
    Command(
        name="link",
        description=N_("Reach me on another channel"),
        words=("link", "another channel", "autre canal", "ربط", "قناة أخرى"),
        readers="everybody",
    ),
    Command(
        name="export",
        description=N_("Export my data"),
        words=("export", "export my data", "exporter mes données", "تصدير بياناتي"),
        readers="everybody",
    ),
    Command(
        name="erase",
        description=N_("Erase me"),
        words=(
            "erase",
            "erase me",
            "delete my data",
            "effacez-moi",
            "effacer mes données",
            "احذف بياناتي",
            "امسح بياناتي",
        ),
        readers="everybody",
    ),
    Command(
        name="help",
        description=N_("Help"),
        words=("help", "aide", "مساعدة", "ساعدني", "?", "؟"),
        readers="everybody",
    ),
    Command(
        name="cancel",
        description=N_("Stop for today"),
        words=("cancel", "stop", "annuler", "arrêter", "إلغاء", "توقف"),
        readers="nobody",
    ),
    Command(
        name="restart",
        description=N_("Start again"),
        words=("start again", "restart", "recommencer", "من جديد", "البدء من جديد"),
        readers="nobody",
    ),
    Command(
        name="back",
        description=N_("The question before"),
        words=("back", "retour", "précédent", "رجوع", "السابق"),
        readers="nobody",
    ),
    Command(
        name="later",
        description=N_("Leave a question for later"),
        words=("later", "skip", "plus tard", "passer", "لاحقا", "تخطي"),
        readers="nobody",
    ),
    Command(
        name="skip",
        description=N_("Skip to the end"),
        words=("skip to the end", "aller à la fin", "الى النهاية"),
        readers="nobody",
    ),
    Command(
        name="organise",
        description=N_("Organiser menu"),
        words=("organise", "organiser", "organisateur", "تنظيم"),
        readers="organisers",
    ),
    Command(
        name="status",
        description=N_("How the day stands"),
        words=("status", "état", "الوضع"),
        readers="organisers",
    ),
    Command(
        name="broadcast",
        description=N_("Write to many"),
        words=("broadcast", "broadcasts", "diffusion", "message à tous", "رسالة جماعية", "رسالة إلى الجميع"),
        readers="organisers",
    ),
    Command(
        name="allocate",
        description=N_("Prepare the agenda"),
        words=(),
        readers="organisers",
    ),
    Command(
        name="change",
        description=N_("Change the day"),
        words=(),
        readers="organisers",
    ),
    Command(
        name="setup",
        description=N_("Tables, slots and rules"),
        words=(),
        readers="organisers",
    ),
    Command(
        name="publish",
        description=N_("Look at the draft and publish it"),
        words=(),
        readers="organisers",
    ),
)


def menu(*, for_organisers: bool) -> Sequence[Command]:
    """Return the commands of a menu: an organiser's own first, then what is for everybody."""
    own: Readers = "organisers" if for_organisers else "participants"
    if for_organisers:
        return sorted(
            (one for one in COMMANDS if one.readers in (own, "everybody")), key=lambda one: one.readers != own
        )
    return [one for one in COMMANDS if one.readers in (own, "everybody")]


@cache
def _words() -> dict[str, Command]:
    """Map what people say to commands: their plain words, and what the menu and the buttons call them."""
    labels = {
        fold(translator(language).plain(command.description)): command for command in COMMANDS for language in LANGUAGES
    }
    return labels | {fold(word) or word: command for command in COMMANDS for word in command.words}


_NAMES = {command.name: command for command in COMMANDS}
_GREETINGS = frozenset(
    fold(word)
    for word in (
        *("bonjour", "bonsoir", "salut", "coucou", "hello", "hi", "hey", "good morning", "good evening"),
        *("سلام", "السلام عليكم", "مرحبا", "اهلا", "صباح الخير", "مساء الخير", "salam", "salam alaikoum"),
    )
)


def is_greeting(text: str) -> bool:
    """Tell whether somebody only says hello.

    >>> is_greeting("Bonjour !"), is_greeting("Bonjour Services SARL")
    (True, False)
    """
    return fold(text) in _GREETINGS


STEERING = ("back", "later", "skip", "help", "language", "cancel", "restart")
"""Commands that are understood in the middle of any question, also without their slash."""


def command_in(text: str) -> Said | None:
    """Return the command that a text gives, with or without its slash; None for ordinary words.

    >>> command_in("/edit sector").argument
    'sector'
    >>> command_in("Aide").name
    'help'
    >>> command_in("Aide SARL") is None
    True
    """
    line = text.strip()
    if line.startswith("/"):
        name, _, argument = line[1:].partition(" ")
        command = _NAMES.get(name.partition("@")[0].casefold())
        return None if command is None else Said(name=command.name, argument=argument.strip())
    words = _words()
    command = words.get(fold(line) or line)
    if command is not None:
        return Said(name=command.name, argument="", may_be_answer=command.name not in STEERING)
    first, _, argument = line.partition(" ")
    command = words.get(fold(first))
    takes_name = command is not None and command.name == "edit" and argument
    return Said(name="edit", argument=argument.strip(), is_guess=True) if takes_name else None
