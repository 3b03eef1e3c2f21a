"""Registers a company or a delegate: applies what the engine decided, and does what single answers entail."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers import screens, unsent
from handlers.answer_types.text import Text
from handlers.conversation import Note, State, Step
from handlers.forms import DELEGATE_FORM, ORGANISER_FORM, REGISTRATION_FORM
from handlers.forms.common import CONFIRM, LANGUAGE
from handlers.joining import avoiding, companies, home
from handlers.messages import Reply
from handlers.questions import Form, InvalidAnswer, Question, first_open
from handlers.visit import Visit
from locales.translator import N_
from storage.records import Consent, StoredAnswer

REREAD = N_("{name} was not valid for the new answer, so I ask it again.")


def form_of(visit: Visit) -> Form:
    """Return the form that concerns this person."""
    person = visit.person
    if person.membership in ("pending", "delegate"):
        return DELEGATE_FORM
    is_only_organiser = person.organiser_role is not None and "consent_matching" not in visit.answers
    return ORGANISER_FORM if is_only_organiser else REGISTRATION_FORM


def state_of(visit: Visit) -> State:
    """Return where the person stands."""
    return State(form=form_of(visit), answers=visit.answers, asked=visit.person.asked, situation=visit.situation)


def is_open(visit: Visit) -> bool:
    """Tell whether there is a question to ask."""
    return first_open(form_of(visit), visit.answers, visit.values) is not None


def asks_free_words(visit: Visit) -> bool:
    """Tell whether the question shown is answered in the person's own words, which may be any word."""
    state = state_of(visit)
    question = state.question(state.asked_key)
    return question is not None and isinstance(question.type, Text)


def follow(visit: Visit, step: Step) -> None:
    """Save what a step decided, do what the answers entail, and show what comes next."""
    speaks_anew = any(answer.key == LANGUAGE.key for answer in step.saved)
    notes = [step.note] if step.note and not speaks_anew else []  # the note is in the former language
    for answer in step.saved:
        notes += _keep(visit, answer)
    _show_next(visit, step, _merged(notes))


def show_current(visit: Visit, note: Note | None = None) -> None:
    """Show the open question, or the home screen when there is none."""
    _show_next(visit, Step(ask=state_of(visit).asked_key), note)


def _keep(visit: Visit, answer: StoredAnswer) -> list[Note]:
    question = state_of(visit).question(answer.key)
    if question is None:
        return []
    before = visit.answers.get(answer.key)
    visit.save(question, answer)
    notes = []
    if answer.status == "given":
        hook = _HOOKS.get(answer.key)
        if hook is not None:
            notes += hook(visit, answer)
        if before is not None and before.value != answer.value:
            notes += _read_dependents_again(visit, answer.key)
        if before is None or (before.status, before.value) != (answer.status, answer.value):
            notes += companies.note_edit(visit, question, before, answer)
    return notes


def _read_dependents_again(visit: Visit, key: str) -> list[Note]:
    """Read again what got its meaning from the answer that changed; what no longer fits is asked anew."""
    notes = []
    for question in form_of(visit):
        answer = visit.answers.get(question.key)
        if key not in question.depends_on or answer is None or answer.status != "given" or answer.typed is None:
            continue
        try:
            value = question.type.read(question, answer.typed, visit.situation)
        except InvalidAnswer:
            visit.forget(question.scope, question.key)
            _FORGOTTEN.get(question.key, _nothing_more)(visit)
            notes.append(Note(message=REREAD, params={"name": visit.t.plain(question.name)}))
        else:
            notes += _keep(visit, StoredAnswer(key=question.key, value=value, status="given", typed=answer.typed))
    return notes


def _show_next(visit: Visit, step: Step, note: Note | None) -> None:
    state = state_of(visit)
    question = state.question(step.ask) or first_open(state.form, state.answers, state.situation.values)
    if question is None:
        visit.change_person(asked=None)
        home.show(visit, note)
        return
    visit.change_person(asked=f"{question.key}#{step.page}" if step.page else question.key)
    visit.reply(_screen(visit, state, question, step, note))


def _screen(visit: Visit, state: State, question: Question, step: Step, note: Note | None) -> Reply:
    if question is LANGUAGE:
        return screens.ask_language(state, note=note)
    if question is CONFIRM:
        return screens.confirm(state, question, note=note)
    return screens.ask(state, question, page=step.page, note=note, with_help=step.wants_help, edits=step.redraw)


def _merged(notes: list[Note]) -> Note | None:
    """Return one note: two sentences before a question are enough for anybody."""
    return notes[-1] if notes else None


def _language_chosen(visit: Visit, answer: StoredAnswer) -> list[Note]:
    visit.change_person(language=answer.value)
    return []


def _consent_decided(visit: Visit, answer: StoredAnswer) -> list[Note]:
    privacy = visit.event.privacy
    if answer.key == "consent_matching":
        companies.consent_changed(visit, is_given=bool(answer.value))
    visit.uow.consents.add(
        visit.person.id,
        Consent(
            purpose=answer.key.removeprefix("consent_"),
            is_given=bool(answer.value),
            text_version=privacy.version,
            language=visit.language,
            decided_at=visit.now,
        ),
    )
    if not answer.value:
        _take_back(visit, purpose=answer.key.removeprefix("consent_"))
    return []


def _take_back(visit: Visit, *, purpose: str) -> None:
    """Let nothing leave any more that only the consent just withdrawn allowed."""
    person = visit.person
    if purpose == "reminders":
        unsent.take_back_reminders(visit.uow, person.id, now=visit.now)
        return
    unsent.take_back(visit.uow, [person.id], reason="no_consent", now=visit.now)
    if person.membership == "registrant" and person.company_id is not None:
        colleagues = visit.uow.people.of_company(person.company_id, "delegate")
        unsent.take_back(visit.uow, [one.id for one in colleagues], reason="withdrawn", now=visit.now)


def _duplicate_decided(visit: Visit, answer: StoredAnswer) -> list[Note]:
    return companies.settle_duplicate(visit, answer)


def _role_chosen(visit: Visit, answer: StoredAnswer) -> list[Note]:
    visit.uow.companies.change(visit.own_company(), role=answer.value)
    return []


def _confirmed(visit: Visit, _answer: StoredAnswer) -> list[Note]:
    """Send the registration; not a second time, and not before every question was asked."""
    company = visit.company
    if company is None or company.status != "draft":
        return []
    if is_open(visit):
        visit.forget("company", "confirmed")
    else:
        companies.submit(visit)
    return []


def _nothing_more(_visit: Visit) -> None:
    """Entail nothing."""


_FORGOTTEN: Mapping[str, Callable[[Visit], None]] = {"company_number": companies.number_dropped}
"""What dropping an answer entails, by question."""

_HOOKS: Mapping[str, Callable[[Visit, StoredAnswer], list[Note]]] = {
    "language": _language_chosen,
    "consent_matching": _consent_decided,
    "consent_reminders": _consent_decided,
    "role": _role_chosen,
    "country": companies.name_changed,
    "legal_name": companies.name_changed,
    "company_number": companies.number_changed,
    "duplicate_choice": _duplicate_decided,
    "confirmed": _confirmed,
    avoiding.KEY: avoiding.note_avoided,
}
