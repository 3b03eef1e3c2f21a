"""Who stays silent is asked once more, by another channel where there is one, and then called by the organisers."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.agendas import telling
from handlers.agendas.days import Days
from handlers.live.change_words import sentences
from handlers.messages import Button, Reply
from handlers.visit import House, best_address, push, tell
from locales.translator import N_, N_n, Translator
from storage.records import Address, Notice, Person, StoredAgenda
from storage.unit_of_work import UnitOfWork

ONCE_MORE = N_("Please confirm that you have seen this:")
TO_CALL = N_n(
    "{n} person has not confirmed a change and should be called.",
    "{n} people have not confirmed a change and should be called.",
)


def follow_up(uow: UnitOfWork, house: House, now: datetime) -> int:
    """Ask the silent once more and put those who stay silent on the list to call; return how many of both."""
    agenda = uow.agendas.newest("published")
    if agenda is None:
        return 0
    patience = timedelta(minutes=house.event.changes.call_list_minutes)
    silent = uow.notices.to_nudge(now=now, soon=now + patience)
    for notice in silent:
        _ask_once_more(uow, house, notice, agenda, patience=patience, now=now)
    still_silent = uow.notices.to_list(nudged_before=now - patience / 2, now=now)
    for notice in still_silent:
        uow.notices.change(notice.id, listed_at=now)
    new = [one for one in uow.notices.to_call(now=now) if one.listed_at == now]
    if new:
        _tell_organisers(uow, house, new, now)
    return len(silent) + len(still_silent)


def _ask_once_more(
    uow: UnitOfWork, house: House, notice: Notice, agenda: StoredAgenda, *, patience: timedelta, now: datetime
) -> None:
    """Ask by the other channel; whom nothing reaches, or who must know very soon, is to be called as well."""
    if uow.notices.is_pending(notice.person_id):
        return  # their day changes once more in a moment, and the newer message asks for itself
    person = uow.people.find_by_id(notice.person_id)
    assert person is not None  # a notice goes with its person
    if not telling.may_be_told(uow, person):
        uow.notices.change(notice.id, until_at=None)
        return
    sent = _nudge(uow, house, person, notice, agenda, now)
    known = notice.from_agenda_id
    starts = telling.concerned_starts(Days(uow), person, known=known, version=agenda.id, now=now)
    is_urgent = not sent or (bool(starts) and starts[0] < now + patience)
    uow.notices.change(notice.id, nudged_at=now, listed_at=now if is_urgent else None)


def _nudge(uow: UnitOfWork, house: House, person: Person, notice: Notice, agenda: StoredAgenda, now: datetime) -> bool:
    """Send the change once more; False to somebody who wants no reminders, or whom nothing reaches."""
    to = _address(uow, person, notice)
    if to is None or not _wants_reminders(uow, person):
        return False

    def build(t: Translator) -> Reply:
        ok = Button(label=t.plain(N_("OK, seen")), data=f"k:{agenda.id}", style="primary")
        known = notice.from_agenda_id
        said = sentences(uow, house.event, person, t, known=known, version=agenda.id, now=now)
        mine = Button(label=t.plain(N_("My agenda")), data="m:agenda")
        return Reply(text="\n".join((t(ONCE_MORE), *said)), language=t.language, rows=((ok,), (mine,)))

    return push(uow, house.event, person, build, key=f"nudge:{notice.id}", now=now, kind="change", to=to) is not None


def _address(uow: UnitOfWork, person: Person, notice: Notice) -> Address | None:
    """Return where to ask once more: another channel than before, else the same if the message left there."""
    message = None if notice.outbox_id is None else uow.outbox.find(notice.outbox_id)
    addresses = uow.people.addresses(person.id)
    if message is None:
        return best_address(addresses, person)
    used = message.address.partition(":")[0]
    other = best_address((one for one in addresses if one.channel != used), person)
    if other is not None:
        return other
    return best_address(addresses, person) if message.status == "sent" else None


def _wants_reminders(uow: UnitOfWork, person: Person) -> bool:
    decided = {one.purpose: one.is_given for one in uow.consents.of_person(person.id)}
    return decided.get("reminders", True)


def _tell_organisers(uow: UnitOfWork, house: House, new: list[Notice], now: datetime) -> None:
    """Tell every organiser once that the list to call has grown."""

    def build(t: Translator) -> Reply:
        show = Button(label=t.plain(N_("Whom to call")), data="i:calls", style="primary")
        return Reply(text=t.count(TO_CALL, len(new)), language=t.language, rows=((show,),))

    for organiser in uow.people.organisers():
        tell(uow, house.event, organiser, build, key=f"calls:{new[-1].id}:{now.isoformat()}", now=now)
