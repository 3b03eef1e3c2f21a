"""Commands: from the menu, typed with a slash, or said in plain words of any of our languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from handlers import (
    agenda,
    companies,
    conversation,
    delegates,
    home,
    organiser,
    privacy,
    registration,
    screens,
    setup,
    wishes,
)
from handlers.conversation import Note, Step
from handlers.forms.common import LANGUAGE
from handlers.messages import Button, id_in
from handlers.questions import Question, applicable, first_open
from handlers.visit import Visit
from locales.digits import fold
from locales.translator import LANGUAGES, N_, translator

Handle = Callable[[Visit, str], None]

WELCOME_BACK = N_("Welcome back! We go on where you stopped.")
STOPPED = N_("We stop here. Everything you answered is kept; write to me whenever you want to go on.")
START_AGAIN = N_("Start again from the beginning? Your answers so far will be deleted.")
STARTED_AGAIN = N_("All right, from the beginning.")
NO_START_AGAIN = N_(
    "Your registration is sent already. Change single answers with /edit, or delete everything with /erase."
)
WHICH_ANSWER = N_("Which answer do you want to change? Tap it, or type its name.")
NO_ANSWERS = N_("There is nothing to change yet.")
UNKNOWN_ANSWER = N_("I have no answer called “{name}”. Tap one, or type its name as it stands here.")
HELP = N_(
    "I register your company for {event}, and I am the place where your appointments will arrive.\n\n"
    "Answer with the buttons or in your own words. “Back” returns to the question before, “Later” skips it. "
    "You can stop at any time and go on another day.\n\nPeople, not machines: {contact}, {phone}"
)


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command: its ASCII name, what the menu says of it, and the plain words that mean it."""

    name: str
    description: str
    words: tuple[str, ...]
    handle: Handle
    is_in_menu: bool = True


@dataclass(frozen=True, kw_only=True)
class Said:
    """A command that somebody gave, and what they wrote behind it."""

    handle: Handle
    argument: str
    is_guess: bool = False  # words that may as well be an answer: "Change manager" is a function
    may_be_answer: bool = False  # a word that may be meant as one where free words are asked for: "Export"


def start(visit: Visit, payload: str) -> None:
    """Open the conversation, or go on with it; a payload is an invitation."""
    if payload and delegates.open_invitation(visit, payload):
        return
    if "language" not in visit.answers:
        registration.follow(visit, Step(ask=LANGUAGE.key))
    elif visit.person.organiser_role is not None and visit.person.company_id is None:
        organiser.show_menu(visit)
    else:
        welcome_back(visit)


def welcome_back(visit: Visit) -> None:
    """Go on where the person stopped."""
    is_on_the_way = bool(visit.answers) and registration.is_open(visit)
    registration.show_current(visit, Note(message=WELCOME_BACK) if is_on_the_way else None)


def stop(visit: Visit, _argument: str) -> None:
    """Stop for today."""
    visit.change_person(asked=None)
    visit.say(visit.t(STOPPED), ((Button(label=visit.t.plain(N_("Go on")), data="m:resume"),),))


def start_again(visit: Visit, _argument: str) -> None:
    """Ask whether to begin anew."""
    t = visit.t
    company = visit.company
    if visit.person.membership not in ("none", "registrant") or (company is not None and company.status != "draft"):
        visit.say(t(NO_START_AGAIN))
        return
    yes = Button(label=t.plain(N_("Yes, start again")), data="m:restart", style="danger")
    visit.say(t(START_AGAIN), ((yes, Button(label=t.plain(N_("No, go on")), data="m:resume")),))


def _restart(visit: Visit) -> None:
    company = visit.company
    if visit.person.membership not in ("none", "registrant") or (company is not None and company.status != "draft"):
        visit.say(visit.t(NO_START_AGAIN))
        return
    if company is not None:
        visit.change_person(company_id=None, membership="none")
        companies.leave(visit, company.id)
    visit.uow.answers.remove_of_person(visit.person.id)
    visit.reload_answers()
    visit.change_person(asked=None)
    registration.show_current(visit, Note(message=STARTED_AGAIN))


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
    event = visit.event
    visit.say(
        visit.t(HELP, event=event.name.in_(visit.language), contact=event.contact.email, phone=event.contact.phone)
        + "\n\n"
        + "\n".join(f"/{command.name} – {visit.t(command.description)}" for command in COMMANDS if command.is_in_menu)
    )


def show_profile(visit: Visit, _argument: str) -> None:
    """Show all answers, and where the registration stands."""
    t = visit.t
    state = registration.state_of(visit)
    lines = screens.summary_lines(state.form, state.answers, state.situation.values, t)
    if not lines:
        welcome_back(visit)
        return
    rows = [(Button(label=t.plain(N_("Change an answer")), data="m:edit"),)]
    text = "\n".join(lines)
    if first_open(state.form, state.answers, state.situation.values) is None:
        text = f"{home.standing(visit)}\n\n{text}"
    else:
        rows.append((Button(label=t.plain(N_("Go on")), data="m:resume", style="primary"),))
    visit.say(text, tuple(rows))


def edit(visit: Visit, argument: str) -> None:
    """Offer the answers for changing, or ask the one that was named again."""
    if argument:
        type_edit(visit, argument)
        return
    _list_answers(visit, 0, None)


ANSWERS_ON_A_PAGE = 12


def _list_answers(visit: Visit, page: int, note: Note | None) -> None:
    t = visit.t
    known = _editable(visit)
    if not known:
        registration.show_current(visit, Note(message=NO_ANSWERS))
        return
    pages = -(-len(known) // ANSWERS_ON_A_PAGE)
    page %= pages
    shown = known[page * ANSWERS_ON_A_PAGE : (page + 1) * ANSWERS_ON_A_PAGE]
    buttons = [Button(label=t.plain(question.name), data=f"e:{question.key}") for question in shown]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    if pages > 1:
        more = t.plain(N_("More ({page}/{pages}) ›"), page=page + 1, pages=pages, isolate=False)
        rows.append((Button(label=more, data=f"e:={page + 1}"),))
    rows.append((Button(label=t.plain(N_("Nothing, go on")), data="m:resume"),))
    visit.change_person(asked="@edit")
    visit.say("\n\n".join(filter(None, (screens.note_text(note, t), t(WHICH_ANSWER)))), tuple(rows))


def _editable(visit: Visit) -> list[Question]:
    state = registration.state_of(visit)
    return [
        question
        for question in applicable(state.form, state.situation.values)
        if question.is_listed and question.key in state.answers
    ]


def type_edit(visit: Visit, name: str) -> None:
    """Ask the question again whose answer was named, in any language or by its beginning."""
    found = _answers_named(visit, name)
    if len(found) == 1:
        registration.follow(visit, Step(ask=found[0]))
    else:
        _list_answers(visit, 0, Note(message=UNKNOWN_ANSWER, params={"name": name[:40]}, is_problem=True))


def can_edit(visit: Visit, name: str) -> bool:
    """Tell whether a name names one of the answers given so far."""
    return bool(_answers_named(visit, name))


def _answers_named(visit: Visit, name: str) -> list[str]:
    """Return the keys of the answers of that name in any language, else of the only one whose name contains it."""
    wanted = fold(name)
    named = {
        question.key: {fold(translator(language).plain(question.name)) for language in LANGUAGES} | {fold(question.key)}
        for question in _editable(visit)
    }
    exact = [key for key, names in named.items() if wanted in names]
    begun = [key for key, names in named.items() if any(wanted in one for one in names)] if len(wanted) > 2 else []
    return exact[:1] or (begun if len(begun) == 1 else [])


def tap_edit(visit: Visit, data: str) -> None:
    """Follow a button of the list of answers: ``e:key``, or ``e:=2`` for its next page."""
    key, _, page = data.removeprefix("e:").partition("=")
    if page.isdecimal():
        _list_answers(visit, id_in(page), None)
    else:
        registration.follow(visit, Step(ask=key))


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


def _allocate(visit: Visit, argument: str) -> None:
    from handlers import desk  # the solvers behind it weigh as much as all the rest, and few people need them

    desk.allocate(visit, argument)


def _publish(visit: Visit, argument: str) -> None:
    from handlers import desk

    desk.show_newest(visit, argument)


def _resume(visit: Visit) -> None:
    visit.change_person(asked=None)
    registration.show_current(visit)


def _fill(visit: Visit) -> None:
    """Ask again what was left for later."""
    state = registration.state_of(visit)
    for question in screens.left_for_later(state.form, state.answers, state.situation.values):
        visit.forget(question.scope, question.key)
    visit.change_person(asked=None)
    registration.show_current(visit)


_MENU: dict[str, Callable[[Visit], None]] = {
    "resume": _resume,
    "restart": _restart,
    "fill": _fill,
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
        handle=edit,
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
    ),
    Command(
        name="delegates",
        description=N_("My colleagues at the event"),
        words=("delegates", "colleagues", "délégués", "collègues", "المندوبون", "الزملاء", "زملائي"),
        handle=show_colleagues,
    ),
    Command(
        name="privacy",
        description=N_("My data and my consent"),
        words=("privacy", "confidentialité", "vie privée", "الخصوصية"),
        handle=privacy.show,
    ),
    Command(
        name="export",
        description=N_("Export my data"),
        words=("export", "export my data", "exporter mes données", "تصدير بياناتي"),
        handle=privacy.export,
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
    ),
    Command(
        name="help",
        description=N_("Help"),
        words=("help", "aide", "مساعدة", "ساعدني", "?", "؟"),
        handle=show_help,
    ),
    Command(
        name="cancel",
        description=N_("Stop for today"),
        words=("cancel", "stop", "annuler", "arrêter", "إلغاء", "توقف"),
        handle=stop,
        is_in_menu=False,
    ),
    Command(
        name="restart",
        description=N_("Start again"),
        words=("start again", "restart", "recommencer", "من جديد", "البدء من جديد"),
        handle=start_again,
        is_in_menu=False,
    ),
    Command(
        name="back",
        description=N_("The question before"),
        words=("back", "retour", "précédent", "رجوع", "السابق"),
        handle=_back,
        is_in_menu=False,
    ),
    Command(
        name="later",
        description=N_("Leave a question for later"),
        words=("later", "skip", "plus tard", "passer", "لاحقا", "تخطي"),
        handle=_later,
        is_in_menu=False,
    ),
    Command(
        name="skip",
        description=N_("Skip to the end"),
        words=("skip to the end", "aller à la fin", "الى النهاية"),
        handle=_skip_rest,
        is_in_menu=False,
    ),
    Command(
        name="organise",
        description=N_("Organiser menu"),
        words=("organise", "organiser", "organisateur", "تنظيم"),
        handle=_organise,
        is_in_menu=False,
    ),
    Command(
        name="allocate",
        description=N_("Prepare the agenda"),
        words=(),
        handle=_allocate,
        is_in_menu=False,
    ),
    Command(
        name="setup",
        description=N_("Tables, slots and rules"),
        words=(),
        handle=setup.show,
        is_in_menu=False,
    ),
    Command(
        name="publish",
        description=N_("Look at the draft and publish it"),
        words=(),
        handle=_publish,
        is_in_menu=False,
    ),
)


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
    return Said(handle=edit, argument=argument.strip(), is_guess=True) if takes_name else None
