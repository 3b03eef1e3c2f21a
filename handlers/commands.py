"""Commands: from the menu, typed with a slash, or said in plain words of any of our languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from handlers import conversation, invitations, screens
from handlers.agendas import agenda
from handlers.broadcasting import taps as broadcasting
from handlers.choosing import wishes
from handlers.conversation import Note, Step
from handlers.forms.common import LANGUAGE
from handlers.joining import delegates, editing, going_on, home, linking, privacy, registration
from handlers.live import day_status
from handlers.messages import Button
from handlers.organising import organiser, setup
from handlers.questions import first_open
from handlers.reminding import reminder_settings
from handlers.visit import Visit
from locales.digits import fold
from locales.translator import LANGUAGES, N_, translator

Handle = Callable[[Visit, str], None]
Readers = Literal["everybody", "participants", "organisers", "nobody"]
NO_BREAK = "\u00a0"

HELP = N_(
    "I register your company for {event}, and I am the place where your appointments will arrive.\n\n"
    "Answer with the buttons or in your own words. “Back” returns to the question before, “Later” skips it. "
    "You can stop at any time and go on another day.\n\nPeople, not machines: {contact}, {phone}"
)
HELP_ORGANISERS = N_(
    "You are an organiser of {event}. Tap a command below, or say what happens in your own words, for example "
    "“table 7 out until 11:20”. Nothing reaches anybody before you have seen it and approved.\n\n"
    "People, not machines: {contact}, {phone}"
)


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command: its ASCII name, what the menu says of it, the plain words that mean it, and whose menu it is in."""

    name: str
    description: str
    words: tuple[str, ...]
    handle: Handle
    readers: Readers = "participants"


@dataclass(frozen=True, kw_only=True)
class Said:
    """A command that somebody gave, and what they wrote behind it."""

    handle: Handle
    argument: str
    is_guess: bool = False  # words that may as well be an answer: "Change manager" is a function
    may_be_answer: bool = False  # a word that may be meant as one where free words are asked for: "Export"


def start(visit: Visit, payload: str) -> None:
    """Open the conversation, or go on with it; a payload is an invitation."""
    if payload and invitations.open_invitation(visit, payload):
        return
    if "language" not in visit.answers:
        registration.follow(visit, Step(ask=LANGUAGE.key))
    elif (
        visit.person.organiser_role is not None and visit.person.company_id is None and not registration.is_open(visit)
    ):
        organiser.show_menu(visit)
    else:
        going_on.welcome_back(visit)


def change_language(visit: Visit, argument: str) -> None:
    """Ask for the language, or take the one that was named."""
    visit.change_person(asked=LANGUAGE.key)
    if argument:
        registration.follow(visit, conversation.say(registration.state_of(visit), argument))
    else:
        registration.follow(visit, Step(ask=LANGUAGE.key))


def show_help(visit: Visit, _argument: str) -> None:
    """Explain the question shown, or the whole when there is none."""
    state = registration.state_of(visit)
    if state.question(state.asked_key) is not None:
        registration.follow(visit, conversation.ask_for_help(state))
        return
    t, event = visit.t, visit.event
    is_organiser = visit.person.organiser_role is not None
    name = event.name.in_(visit.language)
    phone = event.contact.phone.replace(" ", NO_BREAK)
    lines = [f"/{command.name} – {t(command.description)}" for command in menu(for_organisers=is_organiser)]
    text = t(HELP_ORGANISERS if is_organiser else HELP, event=name, contact=event.contact.email, phone=phone)
    visit.say("\n".join((f"{text}\n", *lines)))


def show_profile(visit: Visit, _argument: str) -> None:
    """Show all answers, and where the registration stands."""
    t = visit.t
    state = registration.state_of(visit)
    lines = screens.summary_lines(state.form, state.answers, state.situation.values, t)
    if not lines:
        going_on.welcome_back(visit)
        return
    rows = [(Button(label=t.plain(N_("Change an answer")), data="m:edit"),)]
    text = "\n".join(lines)
    if first_open(state.form, state.answers, state.situation.values) is None:
        text = f"{home.standing(visit)}\n\n{text}"
    else:
        rows.append((Button(label=t.plain(N_("Go on")), data="m:resume", style="primary"),))
    visit.say(text, tuple(rows))


def show_colleagues(visit: Visit, _argument: str) -> None:
    """Show the company's delegates and the link that brings in another."""
    delegates.show(visit)


def _back(visit: Visit, _argument: str) -> None:
    registration.follow(visit, conversation.go_back(registration.state_of(visit)))


def _later(visit: Visit, _argument: str) -> None:
    registration.follow(visit, conversation.leave_for_later(registration.state_of(visit)))


def _skip_rest(visit: Visit, _argument: str) -> None:
    registration.follow(visit, conversation.leave_the_rest(registration.state_of(visit)))


def _organise(visit: Visit, _argument: str) -> None:
    organiser.show_menu(visit)


def _stop(visit: Visit, argument: str) -> None:
    """Stop for today, or only what is being asked about a change of the day."""
    if not (visit.person.asked or "").startswith("@change"):
        going_on.stop(visit, argument)
        return
    from handlers.live import changes

    changes.stop(visit)


def _allocate(visit: Visit, argument: str) -> None:
    from handlers.organising import (
        desk,  # the solvers behind it weigh as much as all the rest, and few people need them
    )

    visit.expect_no_words()
    desk.allocate(visit, argument)


def _change_day(visit: Visit, argument: str) -> None:
    from handlers.live import changes

    changes.show(visit, argument)


def _publish(visit: Visit, argument: str) -> None:
    from handlers.organising import desk

    visit.expect_no_words()
    desk.show_newest(visit, argument)


_MENU: dict[str, Callable[[Visit], None]] = {
    "resume": going_on.resume,
    "restart": going_on.restart,
    "fill": going_on.fill,
    "resubmit": going_on.resubmit,
}


def tap(visit: Visit, data: str) -> None:
    """Follow a button that stands for a command: ``m:edit``."""
    name = data.removeprefix("m:")
    if name in _MENU:
        _MENU[name](visit)
        return
    for command in COMMANDS:
        if command.name == name:
            command.handle(visit, "")
            return
    registration.show_current(visit, Note(message=conversation.NO_LONGER_ASKED))


COMMANDS: Sequence[Command] = (
    Command(name="start", description=N_("Register, or go on"), words=(), handle=start),
    Command(
        name="profile",
        description=N_("My registration"),
        words=("profile", "my profile", "profil", "mon profil", "ملفي", "الملف"),
        handle=show_profile,
    ),
    Command(
        name="edit",
        description=N_("Change an answer"),
        words=("edit", "change", "modifier", "corriger", "تعديل", "تغيير"),
        handle=editing.edit,
    ),
    Command(
        name="wishes",
        description=N_("Whom I want to meet"),
        words=("wishes", "my wishes", "souhaits", "mes souhaits", "رغباتي", "اختياراتي"),
        handle=wishes.show,
    ),
    Command(
        name="agenda",
        description=N_("My agenda"),
        words=("agenda", "my agenda", "mon agenda", "planning", "مواعيدي", "جدولي"),
        handle=agenda.show,
    ),
    Command(
        name="language",
        description=N_("Change the language"),
        words=("language", "langue", "اللغة", "لغة", "change language", "changer de langue", "تغيير اللغة"),
        handle=change_language,
        readers="everybody",
    ),
    Command(
        name="delegates",
        description=N_("My colleagues at the event"),
        words=("delegates", "colleagues", "délégués", "collègues", "المندوبون", "الزملاء", "زملائي"),
        handle=show_colleagues,
    ),
    Command(
        name="reminders",
        description=N_("My reminders"),
        words=("reminders", "my reminders", "rappels", "mes rappels", "تذكيرات", "التذكيرات", "تذكيراتي"),
        handle=reminder_settings.show,
    ),
    Command(
        name="privacy",
        description=N_("My data and my consent"),
        words=("privacy", "confidentialité", "vie privée", "الخصوصية"),
        handle=privacy.show,
        readers="everybody",
    ),
    Command(
        name="link",
        description=N_("Reach me on another channel"),
        words=("link", "another channel", "autre canal", "ربط", "قناة أخرى"),
        handle=linking.link,
        readers="everybody",
    ),
    Command(
        name="export",
        description=N_("Export my data"),
        words=("export", "export my data", "exporter mes données", "تصدير بياناتي"),
        handle=privacy.export,
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
        handle=privacy.ask_to_erase,
        readers="everybody",
    ),
    Command(
        name="help",
        description=N_("Help"),
        words=("help", "aide", "مساعدة", "ساعدني", "?", "؟"),
        handle=show_help,
        readers="everybody",
    ),
    Command(
        name="cancel",
        description=N_("Stop for today"),
        words=("cancel", "stop", "annuler", "arrêter", "إلغاء", "توقف"),
        handle=_stop,
        readers="nobody",
    ),
    Command(
        name="restart",
        description=N_("Start again"),
        words=("start again", "restart", "recommencer", "من جديد", "البدء من جديد"),
        handle=going_on.start_again,
        readers="nobody",
    ),
    Command(
        name="back",
        description=N_("The question before"),
        words=("back", "retour", "précédent", "رجوع", "السابق"),
        handle=_back,
        readers="nobody",
    ),
    Command(
        name="later",
        description=N_("Leave a question for later"),
        words=("later", "skip", "plus tard", "passer", "لاحقا", "تخطي"),
        handle=_later,
        readers="nobody",
    ),
    Command(
        name="skip",
        description=N_("Skip to the end"),
        words=("skip to the end", "aller à la fin", "الى النهاية"),
        handle=_skip_rest,
        readers="nobody",
    ),
    Command(
        name="organise",
        description=N_("Organiser menu"),
        words=("organise", "organiser", "organisateur", "تنظيم"),
        handle=_organise,
        readers="organisers",
    ),
    Command(
        name="status",
        description=N_("How the day stands"),
        words=("status", "état", "الوضع"),
        handle=day_status.show,
        readers="organisers",
    ),
    Command(
        name="broadcast",
        description=N_("Write to many"),
        words=("broadcast", "broadcasts", "diffusion", "message à tous", "رسالة جماعية", "رسالة إلى الجميع"),
        handle=broadcasting.menu,
        readers="organisers",
    ),
    Command(
        name="allocate",
        description=N_("Prepare the agenda"),
        words=(),
        handle=_allocate,
        readers="organisers",
    ),
    Command(
        name="change",
        description=N_("Change the day"),
        words=(),
        handle=_change_day,
        readers="organisers",
    ),
    Command(
        name="setup",
        description=N_("Tables, slots and rules"),
        words=(),
        handle=setup.show,
        readers="organisers",
    ),
    Command(
        name="publish",
        description=N_("Look at the draft and publish it"),
        words=(),
        handle=_publish,
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
    >>> command_in("Aide").handle.__name__
    'show_help'
    >>> command_in("Aide SARL") is None
    True
    """
    line = text.strip()
    if line.startswith("/"):
        name, _, argument = line[1:].partition(" ")
        command = _NAMES.get(name.partition("@")[0].casefold())
        return None if command is None else Said(handle=command.handle, argument=argument.strip())
    words = _words()
    command = words.get(fold(line) or line)
    if command is not None:
        return Said(handle=command.handle, argument="", may_be_answer=command.name not in STEERING)
    first, _, argument = line.partition(" ")
    command = words.get(fold(first))
    takes_name = command is not None and command.name == "edit" and argument
    return Said(handle=editing.edit, argument=argument.strip(), is_guess=True) if takes_name else None
