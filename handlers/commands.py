"""What each command does: from the menu, typed with a slash, or said in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers import conversation, invitations, screens
from handlers.agendas import agenda
from handlers.broadcasting import taps as broadcasting
from handlers.choosing import wishes
from handlers.command_words import menu
from handlers.conversation import Note, Step
from handlers.forms.common import LANGUAGE
from handlers.joining import delegates, editing, going_on, home, linking, privacy, registration
from handlers.live import day_status
from handlers.messages import Button
from handlers.organising import organiser, setup
from handlers.questions import first_open
from handlers.reminding import reminder_settings
from handlers.visit import Visit
from locales.translator import N_

Handle = Callable[[Visit, str], None]
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
    elif name in HANDLES:
        HANDLES[name](visit, "")
    else:
        registration.show_current(visit, Note(message=conversation.NO_LONGER_ASKED))


HANDLES: Mapping[str, Handle] = {
    "start": start,
    "profile": show_profile,
    "edit": editing.edit,
    "wishes": wishes.show,
    "agenda": agenda.show,
    "language": change_language,
    "delegates": show_colleagues,
    "reminders": reminder_settings.show,
    "privacy": privacy.show,
    "link": linking.link,
    "export": privacy.export,
    "erase": privacy.ask_to_erase,
    "help": show_help,
    "cancel": _stop,
    "restart": going_on.start_again,
    "back": _back,
    "later": _later,
    "skip": _skip_rest,
    "organise": _organise,
    "status": day_status.show,
    "broadcast": broadcasting.menu,
    "allocate": _allocate,
    "change": _change_day,
    "setup": setup.show,
    "publish": _publish,
}
