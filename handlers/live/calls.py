"""The list of whom to call: who was told of a change, has not confirmed it, and did not answer when asked once more."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers import screens
from handlers.answer_types.contacts import format_phone
from handlers.conversation import Note
from handlers.forms.labels import LANGUAGES
from handlers.live.change_words import sentences
from handlers.messages import Button, id_in
from handlers.names import known_name
from handlers.organising.admission import admits
from handlers.visit import Rows, Visit
from locales.markup import Markup, has_rtl_letters, isolate
from locales.translator import N_, Translator, translator
from storage.records import Notice, Person
from storage.unit_of_work import UnitOfWork

NOBODY = N_("Nobody has to be called.")
PLACE = N_("To call: {place} of {count}")
WHO = N_("<b>{name}</b>, {company}")
PHONE = N_("Phone: {phone}")
NO_PHONE = N_("No phone number is known.")
SPEAKS = N_("Speaks: {language}")
TRIED = N_("Called before, without an answer.")
SAY = N_("What to say:")
IN_THEIRS = N_("In their language:")
TOLD = N_("Noted: {name} was told.")
NO_ANSWER = N_("Noted: {name} did not answer. They come again at the end of the list.")
TAKEN_BACK = N_("{name} is on the list again.")
SETTLED = N_("That call is settled already.")


def show(visit: Visit, note: Note | None = None, *, after: int = 0) -> None:
    """Show the first person to call, or the one after a notice."""
    waiting = visit.uow.notices.to_call(now=visit.now)
    if not waiting:
        rest = visit.t(NOBODY)
        visit.say("\n\n".join(filter(None, (screens.note_text(note, visit.t), rest))), _ways_on(visit, note))
        return
    ids = [one.id for one in waiting]
    place = (ids.index(after) + 1) % len(ids) if after in ids else 0
    lines = [visit.t(PLACE, place=place + 1, count=len(ids)), *_lines(visit, waiting[place])]
    text = "\n\n".join(filter(None, (screens.note_text(note, visit.t), "\n".join(lines))))
    visit.say(text, (*_rows(visit.t, waiting[place], has_more=len(ids) > 1), *_ways_on(visit, note)))


def _lines(visit: Visit, notice: Notice) -> list[str]:
    t, uow = visit.t, visit.uow
    person = uow.people.find_by_id(notice.person_id)
    assert person is not None  # a notice goes with its person
    company = None if person.company_id is None else uow.companies.find(person.company_id)
    language = _language(visit, person)
    said, theirs = _said(visit, person, notice, t), _said(visit, person, notice, translator(language))
    return [
        t(WHO, name=known_name(uow, person), company=(company and company.legal_name) or "?"),
        phone_line(uow, person, t),
        t(SPEAKS, language=t.plain(LANGUAGES[language])),
        *([t(TRIED)] if notice.tried_at is not None else []),
        "",
        t(SAY),
        *said,
        *(["", t(IN_THEIRS), *(_isolated(line, t) for line in theirs)] if language != t.language else []),
    ]


def _said(visit: Visit, person: Person, notice: Notice, t: Translator) -> list[str]:
    agenda = visit.uow.agendas.newest("published")
    assert agenda is not None  # nobody is told of anything before
    known = notice.from_agenda_id
    return sentences(visit.uow, visit.event, person, t, known=known, version=agenda.id, now=visit.now)


def _isolated(line: str, t: Translator) -> str:
    """Return a line of another language so that it reads in its own direction."""
    return isolate(line) if t.rtl or has_rtl_letters(line) else line


def _language(visit: Visit, person: Person) -> str:
    return person.language or visit.event.languages[0]


def phone_line(uow: UnitOfWork, person: Person, t: Translator) -> str:
    """Return the number a person gave, as a line; on a phone, a tap on it calls."""
    answer = uow.answers.load(person_id=person.id, company_id=None).get("phone")
    number = answer.value.get("number") if answer is not None and isinstance(answer.value, dict) else None
    return t(PHONE, phone=Markup(format_phone(number))) if number else t(NO_PHONE)


def _rows(t: Translator, notice: Notice, *, has_more: bool) -> Rows:
    told = Button(label=t.plain(N_("Called: told")), data=f"i:told={notice.id}", style="primary")
    tried = Button(label=t.plain(N_("No answer")), data=f"i:tried={notice.id}")
    following = Button(label=t.plain(N_("Next ›")), data=f"i:next={notice.id}")
    return ((told,), (tried, following) if has_more else (tried,))


def _ways_on(visit: Visit, note: Note | None) -> Rows:
    """Return the way back from what was just noted, and those to the organisers' other screens."""
    t = visit.t
    status = Button(label=t.plain(N_("How the day stands")), data="m:status")
    menu = Button(label=t.plain(N_("Organiser menu")), data="m:organise")
    if note is None or note.message != TOLD:
        return ((status,), (menu,))
    return ((Button(label=t.plain(N_("Undo")), data=f"i:undo={note.params['notice']}"),), (status,), (menu,))


def tap(visit: Visit, data: str) -> None:
    """Follow a button of the list, for organisers only: ``i:told=7``."""
    if not admits(visit):
        return
    verb, _, number = data.removeprefix("i:").partition("=")
    act = _ACTS.get(verb)
    notice = visit.uow.notices.find(id_in(number)) if act is not None else None
    if act is None:
        show(visit, after=id_in(number) if verb == "next" else 0)
    elif notice is None or notice.listed_at is None:
        show(visit, Note(message=SETTLED))
    else:
        act(visit, notice)


def _is_settled(visit: Visit, notice: Notice) -> bool:
    """Tell, and say, that a colleague was faster, or that the person confirmed meanwhile."""
    if notice.id in {one.id for one in visit.uow.notices.to_call(now=visit.now)}:
        return False
    show(visit, Note(message=SETTLED))
    return True


def _told(visit: Visit, notice: Notice) -> None:
    if not _is_settled(visit, notice):
        visit.uow.notices.change(notice.id, called_at=visit.now, called_by=visit.person.id)
        _write_down(visit, notice, "called")
        show(visit, _note(visit, TOLD, notice))


def _tried(visit: Visit, notice: Notice) -> None:
    if not _is_settled(visit, notice):
        visit.uow.notices.change(notice.id, tried_at=visit.now)
        _write_down(visit, notice, "no_answer")
        show(visit, _note(visit, NO_ANSWER, notice))


def _undo(visit: Visit, notice: Notice) -> None:
    """Take back that somebody was told, as long as it was this organiser who said so."""
    if notice.called_by != visit.person.id:
        show(visit, Note(message=SETTLED))
        return
    visit.uow.notices.change(notice.id, called_at=None, called_by=None)
    _write_down(visit, notice, "call_taken_back")
    show(visit, _note(visit, TAKEN_BACK, notice))


def _note(visit: Visit, message: str, notice: Notice) -> Note:
    person = visit.uow.people.find_by_id(notice.person_id)
    assert person is not None  # a notice goes with its person
    return Note(message=message, params={"name": known_name(visit.uow, person), "notice": notice.id})


def _write_down(visit: Visit, notice: Notice, act: str) -> None:
    subject = f"person:{notice.person_id}"
    visit.uow.audit.add(
        person_id=visit.person.id, act=act, subject=subject, after={"version": notice.agenda_id}, now=visit.now
    )


_ACTS: Mapping[str, Callable[[Visit, Notice], None]] = {"told": _told, "tried": _tried, "undo": _undo}
