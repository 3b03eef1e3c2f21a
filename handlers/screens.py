"""What a person sees of the engine: a question with its buttons, a summary, a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.answer_types.contacts import Phone
from handlers.conversation import Note, State
from handlers.messages import Button, Reply
from handlers.questions import Form, Question, Values, applicable
from locales.translator import LANGUAGE_NAMES, LANGUAGES, N_, Markup, N_n, Translator, translator
from storage.records import StoredAnswer

LEFT = N_n("{n} question is left for later.", "{n} questions are left for later.")
WELCOME = N_("Welcome to <b>{event}</b>. In which language shall we talk?")


def ask(
    state: State,
    question: Question,
    *,
    page: int = 0,
    note: Note | None = None,
    with_help: bool = False,
    edits: str | None = None,
) -> Reply:
    """Return the screen of a question: note, progress, prompt, how to answer, buttons, and the way back or on."""
    situation = state.situation
    t = situation.t
    answer = state.answers.get(question.key)
    chosen = answer.value if answer is not None and answer.status != "later" else None
    rows = question.type.rows(question, situation, chosen=chosen, page=page)
    contact = t.plain(N_("Share my phone number")) if isinstance(question.type, Phone) else None
    return Reply(
        text="\n\n".join(filter(None, (note_text(note, t), _body(state, question, page=page, with_help=with_help)))),
        language=t.language,
        rows=(*rows, *_ways_on(state, question, t)),
        contact_label=contact,
        edits=edits,
        takes_numbers=question.type.takes_numbers,
    )


def confirm(state: State, question: Question, *, note: Note | None = None) -> Reply:
    """Return the summary of all answers, to be sent or corrected."""
    situation = state.situation
    t = situation.t
    later = left_for_later(state.form, state.answers, situation.values)
    parts = [note_text(note, t), "\n".join(summary_lines(state.form, state.answers, situation.values, t))]
    rows: list[tuple[Button, ...]] = list(question.type.rows(question, situation, chosen=None, page=0))
    if later:
        parts.append(t.count(LEFT, len(later)))
        rows.append((Button(label=t.plain(N_("Answer them now")), data="m:fill"),))
    rows.append((Button(label=t.plain(N_("Change an answer")), data="m:edit"),))
    parts.append(f"<b>{t(question.prompt)}</b>")
    return Reply(text="\n\n".join(filter(None, parts)), language=t.language, rows=tuple(rows))


def note_text(note: Note | None, t: Translator) -> str:
    """Return a note as markup."""
    if note is None:
        return ""
    return f"{'⚠️ ' if note.is_problem else ''}{t(note.message, **note.params)}"


def ask_language(state: State, *, note: Note | None = None) -> Reply:
    """Return the first screen: in every language of the event, the one that the platform hints at first."""
    event = state.situation.event
    likely = state.situation.t.language
    order = [likely, *(language for language in event.languages if language != likely)]
    lines = [translator(language)(WELCOME, event=event.name.in_(language)) for language in order]
    buttons = tuple(
        (Button(label=LANGUAGE_NAMES[language], data=f"q:language={language}"),)
        for language in LANGUAGES
        if language in event.languages
    )
    return Reply(
        text="\n\n".join(filter(None, (note_text(note, state.situation.t), *lines))), language=likely, rows=buttons
    )


def _body(state: State, question: Question, *, page: int, with_help: bool) -> str:
    situation = state.situation
    t = situation.t
    event = situation.event
    prompt = t(
        question.prompt,
        event=event.name.in_(t.language),
        contact=event.contact.email,
        company=str(situation.values.get("legal_name", "")),
        duplicate=str((situation.values.get("duplicate_of") or {}).get("name", "")),
    )
    lines = [f"{progress(state, question)} {prompt}".strip(), question.type.hint(question, situation, page=page)]
    if with_help:
        lines.insert(0, f"💡 {t(question.help) if question.help else t(GENERAL_HELP)}\n")
    return "\n".join(filter(None, lines))


GENERAL_HELP = N_(
    "Answer with a button or in your own words. You may go back, leave most questions for later, change language "
    "(/language) or any answer (/edit), and stop at any time: nothing is lost."
)


def progress(state: State, question: Question) -> str:
    """Return where a question stands in the form, or nothing for one outside the count."""
    values = {"consent_matching": True, "role": "buyer", **state.situation.values}
    is_assumed = len(values) > len(state.situation.values)
    concerned = applicable(state.form, values) if is_assumed else state.applicable
    counted = [one.key for one in concerned if one.is_listed]
    if question.key not in counted:
        return ""
    return f"<b>{counted.index(question.key) + 1}/{len(counted)}</b>"


def _ways_on(state: State, question: Question, t: Translator) -> tuple[tuple[Button, ...], ...]:
    asked = state.applicable
    row = []
    if asked and asked[0].key != question.key:
        row.append(Button(label=t.plain(N_("‹ Back")), data=f"b:{question.key}"))
    if not question.required:
        row.append(Button(label=t.plain(N_("Later")), data=f"l:{question.key}"))
        if not _needs_more(state, asked):
            row.append(Button(label=t.plain(N_("Skip to the end")), data=f"x:{question.key}"))
    return (tuple(row),) if row else ()


def _needs_more(state: State, asked: Sequence[Question]) -> bool:
    """Tell whether something is still open, besides the final confirmation, that has to be answered."""
    answered = {key for key, answer in state.answers.items() if answer.status != "partial"}
    return any(question.required and question.is_listed and question.key not in answered for question in asked)


def summary_lines(form: Form, answers: Mapping[str, StoredAnswer], values: Values, t: Translator) -> list[str]:
    """Return one line of markup for each answer given: its name and what was answered."""
    lines = []
    for question in applicable(form, values):
        answer = answers.get(question.key)
        if question.is_listed and answer is not None and answer.status == "given":
            shown = question.type.show(question, answer.value, t)
            lines.append(t(N_("<b>{name}</b>: {answer}"), name=Markup(t(question.name), isolate=False), answer=shown))
    return lines


def left_for_later(form: Form, answers: Mapping[str, StoredAnswer], values: Values) -> list[Question]:
    """Return the questions that were skipped."""
    skipped = {key for key, answer in answers.items() if answer.status == "later"}
    return [question for question in applicable(form, values) if question.key in skipped]
