"""Where every update enters: once, in one transaction, to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from handlers import commands, conversation, day_taps, deadline, numbers, windows
from handlers.agendas import agenda
from handlers.broadcasting import taps as broadcasting
from handlers.choosing import wishes
from handlers.command_words import command_in, is_greeting
from handlers.joining import delegates, editing, going_on, linking, privacy, registration
from handlers.live import hearing
from handlers.messages import Incoming, Outgoing
from handlers.organising import organiser, setup
from handlers.questions import first_open
from handlers.reminding import reminder_settings
from handlers.senders import add_sender, find_sender
from handlers.templates import OPEN
from handlers.visit import House, Visit
from locales.translator import N_
from storage.unit_of_work import UnitOfWork

SLOW_DOWN = N_("You write faster than I can read. Please wait a few seconds; what you sent is kept.")
APOLOGY = N_("Something went wrong on our side; your answers are safe. Please try again, or write to {contact}.")

LONGEST_TEXT = 4096


def receive(incoming: Incoming, uow: UnitOfWork, house: House, now: datetime) -> list[Outgoing]:
    """Handle an update and return the replies to send once the transaction is committed; a repeat is a no-op."""
    visit = _enter(incoming, uow, house, now)
    if visit is None:
        return []
    if incoming.reachable is not None:
        _mark_reachable(visit, is_reachable=incoming.reachable)
    else:
        if visit.address.dead_reason is not None:
            uow.people.change_address(incoming.address, dead_reason=None)
        _dispatch(visit)
    return visit.outgoing


def turn_away(incoming: Incoming, uow: UnitOfWork, house: House, now: datetime) -> list[Outgoing]:
    """Keep what somebody who floods us sent, and say once that it is too fast."""
    visit = _enter(incoming, uow, house, now)
    if visit is None:
        return []
    visit.say(visit.t(SLOW_DOWN))
    return visit.outgoing


def keep_only(incoming: Incoming, uow: UnitOfWork, house: House, now: datetime) -> list[Outgoing]:
    """Keep what somebody who was warned goes on sending, without an answer."""
    _enter(incoming, uow, house, now)
    return []


def apologise(incoming: Incoming, uow: UnitOfWork, house: House, now: datetime) -> list[Outgoing]:
    """Keep an update that could not be handled, and tell its sender; used after an error of ours."""
    visit = _enter(incoming, uow, house, now)
    if visit is None:
        return []
    visit.say(visit.t(APOLOGY, contact=house.event.contact.email))
    return visit.outgoing


def _enter(incoming: Incoming, uow: UnitOfWork, house: House, now: datetime) -> Visit | None:
    """Find or add who sent the update, and keep it; None when it was kept before."""
    incoming, found = find_sender(uow, _storable(incoming))
    inbox_id = uow.inbox.accept(
        update_key=f"{incoming.channel}:{incoming.update_id}",
        address=incoming.address,
        kind=_kind(incoming),
        body=(incoming.text or incoming.choice or (incoming.contact and incoming.contact.phone) or incoming.media),
        message_ref=incoming.message_ref,
        now=now,
    )
    if inbox_id is None:
        return None
    address, person = found or add_sender(uow, incoming, now)
    visit = Visit(
        uow=uow,
        house=house,
        now=now,
        incoming=incoming,
        address=address,
        person=person,
        inbox_id=inbox_id,
        before_leaving=_cancel_meetings,
    )
    windows.open_window(visit)
    return visit


def _cancel_meetings(visit: Visit, company_id: int) -> None:
    if visit.uow.agendas.newest("published") is not None:
        from handlers.agendas import leaving  # weighs as much as the desk

        leaving.cancel_meetings(visit, company_id)


def _storable(incoming: Incoming) -> Incoming:
    """Return an update without the characters that a database refuses."""
    return replace(
        incoming,
        text=_without_refused(incoming.text),
        choice=_without_refused(incoming.choice),
        language_hint=_without_refused(incoming.language_hint),
        name_hint=_without_refused(incoming.name_hint),
    )


def _without_refused(words: str | None) -> str | None:
    return None if words is None else words.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _kind(incoming: Incoming) -> str:
    if incoming.text is not None:
        return "edit" if incoming.is_edit else "text"
    if incoming.choice is not None:
        return "choice"
    if incoming.contact is not None:
        return "contact"
    return "media" if incoming.media is not None else "reachable"


def _mark_reachable(visit: Visit, *, is_reachable: bool) -> None:
    reason = None if is_reachable else "blocked"
    visit.uow.people.change_address(visit.address.address, dead_reason=reason)


def _dispatch(visit: Visit) -> None:
    incoming = visit.incoming
    if incoming.choice is not None:
        _tap(visit, incoming.choice)
    elif incoming.text is not None:
        _say(visit, incoming.text[:LONGEST_TEXT])
    elif incoming.contact is not None:
        registration.follow(visit, conversation.share_contact(registration.state_of(visit), incoming.contact))
    else:
        registration.follow(visit, conversation.send_media(registration.state_of(visit)))


def _tap(visit: Visit, data: str) -> None:
    verb = data.partition(":")[0]
    handle = _TAPS.get(verb)
    if handle is not None:
        handle(visit, data)
    else:
        state = registration.state_of(visit)
        registration.follow(visit, conversation.tap(state, data, message_ref=visit.incoming.message_ref))


def _say(visit: Visit, text: str) -> None:
    if visit.incoming.is_edit:
        state = registration.state_of(visit)
        ref = visit.incoming.message_ref
        registration.follow(visit, conversation.edit_message(state, text, message_ref=ref))
        return
    data = numbers.tapped_by_number(visit, text)
    if data is not None:
        _tap(visit, data)
        return
    command = command_in(text)
    if command is not None and command.may_be_answer and registration.asks_free_words(visit):
        command = None
    if command is not None and (not command.is_guess or editing.can_edit(visit, command.argument)):
        commands.HANDLES[command.name](visit, command.argument)
        return
    asked = visit.person.asked or ""
    for prefix, handle in _TYPED.items():
        if asked.startswith(prefix):
            handle(visit, text)
            return
    _answer(visit, text)


def _answer(visit: Visit, text: str) -> None:
    """Take words as an answer to the question shown; without one, welcome the person back."""
    state = registration.state_of(visit)
    if state.asked is None:
        if _says_change(visit, text):
            return
        if first_open(state.form, state.answers, state.situation.values) is None and delegates.answer_organiser(
            visit, text
        ):
            return
        if not going_on.reconsider(visit, text) and not hearing.hear(visit, text):
            going_on.welcome_back(visit)
    elif is_greeting(text):
        going_on.welcome_back(visit)
    else:
        registration.follow(visit, conversation.say(state, text, message_ref=visit.incoming.message_ref))


def _tap_desk(visit: Visit, data: str) -> None:
    from handlers.organising import (
        desk,  # the solvers behind it weigh as much as all the rest, and few people need them
    )

    desk.tap(visit, data)


def _tap_adjust(visit: Visit, data: str) -> None:
    from handlers.organising import adjust

    adjust.tap(visit, data)


def _type_company(visit: Visit, text: str) -> None:
    from handlers.organising import adjust

    adjust.type_company(visit, text)


def _tap_changes(visit: Visit, data: str) -> None:
    from handlers.live import changes

    changes.tap(visit, data)


def _type_change(visit: Visit, text: str) -> None:
    from handlers.live import changes

    changes.type_words(visit, text)


def _says_change(visit: Visit, text: str) -> bool:
    """Take what an organiser says out of the blue as a change of the day, if it is one."""
    if visit.person.organiser_role is None:
        return False
    from handlers.live import changes

    return changes.try_words(visit, text)


def _type_minutes(visit: Visit, text: str) -> None:
    if not hearing.hear_asked(visit, text):
        _answer(visit, text)


def _tap_presence(visit: Visit, data: str) -> None:
    """Follow a button of a reminder, or the one by which a platform's notice is opened."""
    if data == OPEN:
        windows.tap(visit, data)
        return
    from handlers.live import presence

    presence.tap(visit, data)


Handle = Callable[[Visit, str], None]

_TAPS: Mapping[str, Handle] = {
    "m": commands.tap,
    "^": numbers.show_rest,
    "+": linking.tap,
    "e": editing.tap_edit,
    "j": delegates.tap,
    "o": organiser.tap,
    "v": privacy.tap,
    "w": wishes.tap,
    "g": _tap_desk,
    "y": setup.tap,
    "z": _tap_adjust,
    "c": _tap_changes,
    "n": _tap_presence,
    "f": hearing.pass_on,
    "i": day_taps.tap,
    "k": agenda.tap_seen,
    "s": agenda.tap_sheet,
    "u": broadcasting.tap,
    "r": reminder_settings.tap,
}

_TYPED: Mapping[str, Handle] = {
    "@edit": editing.type_edit,
    "@refuse": organiser.type_reason,
    "@question": organiser.type_question,
    "@find": wishes.type_words,
    "@weight": setup.type_weight,
    "@pair": _type_company,
    "@deadline": deadline.type_deadline,
    "@change": _type_change,
    "@late": _type_minutes,
    "@broadcast": broadcasting.type_words,
    "@quiet": reminder_settings.type_hours,
}
