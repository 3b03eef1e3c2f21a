"""Answers given before: listed, named, asked again."""

from __future__ import annotations

from handlers import screens
from handlers.conversation import Note, Step
from handlers.joining import registration
from handlers.messages import Button, id_in
from handlers.questions import Question, applicable
from handlers.visit import Visit
from locales.digits import fold
from locales.translator import LANGUAGES, N_, translator

WHICH_ANSWER = N_("Which answer do you want to change? Tap it, or type its name.")
NO_ANSWERS = N_("There is nothing to change yet.")
UNKNOWN_ANSWER = N_("I have no answer called “{name}”. Tap one, or type its name as it stands here.")
ANSWERS_ON_A_PAGE = 12


def edit(visit: Visit, argument: str) -> None:
    """Offer the answers for changing, or ask the one that was named again."""
    if argument:
        type_edit(visit, argument)
        return
    _list_answers(visit, 0, None)


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
