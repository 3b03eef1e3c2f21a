"""What is missing in a request is asked: with buttons that carry the whole request, or typed in the person's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

from events.slots import Slot
from handlers import screens
from handlers.agendas.absences import absences
from handlers.agendas.day_sheet import counterpart_of
from handlers.conversation import Note
from handlers.live import titles
from handlers.messages import Button, id_in
from handlers.names import known_name, shorten
from handlers.repairing.day import Day
from handlers.repairing.disruptions import KINDS, REST_OF_DAY, REST_OF_EVENT, Request, is_company
from handlers.understanding.answers import answer
from handlers.understanding.readings import Reading
from handlers.visit import Rows, Visit
from locales.dates import format_time
from locales.digits import fold
from locales.translator import N_, Markup, Translator
from storage.records import StoredMeeting

ON_A_PAGE = 12
MOST_BUTTONS = 40
LONGEST_LABEL = 60
LONGEST_NAME_OF_ONE = 40
"""Characters of a button, and of the name of a company on it that is not alone there."""
CLOCK = len("11:05")
MINUTES = (5, 10, 15, 20, 30, 45)

QUESTIONS: Mapping[str, str] = {
    "table": N_("Which table?"),
    "name": N_("What is it called from now on? Type a name of at most 16 characters."),
    "company": N_("Which company? Tap, or type its name."),
    "until": N_("Until when?"),
    "since": N_("From when on?"),
    "span": N_("For how long?"),
    "minutes": N_("By how many minutes? Tap, or type a number."),
    "slot": N_("Which slot?"),
    "closed": N_("Which slot?"),
    "to": N_("To which time?"),
    "when": N_("At what time?"),
    "pair": N_("Which meeting?"),
    "other": N_("With which meeting does it swap its time?"),
    "new_pair": N_("Which company? Tap, or type its name."),
    "person": N_("Who will attend?"),
}
HEAD = N_("<b>{kind}:</b> {question}")
ABOUT = N_("<b>{kind}:</b> {known}\n{question}")
WITH_WHOM = N_("Whom does <b>{company}</b> meet? Tap, or type its name.")
WHICH_OF = N_("Which meeting of <b>{company}</b>?")
NONE_LEFT = N_("<b>{company}</b> has no meeting ahead. Which company?")
WHICH_ONE = N_("Which do you mean?")
PAIR = N_("{buyer} – {provider}")
OF_COMPANY = N_("{name}, {company}")
MEETING = N_("{time} · {company}")
NOTHING_THERE = N_("There is nothing to choose.")


def ask(visit: Visit, day: Day, request: Request, field: str, *, page: int = 0, note: Note | None = None) -> None:
    """Ask for one field of a request; typed words reach the same field."""
    visit.change_person(asked=f"@change:{request}")
    question, rows = _screen(visit, day, request, field, page)
    parts = {
        "kind": visit.t(KINDS[request.kind].label),
        "known": titles.known(visit.uow, day, request, field, visit.t),
        "question": question,
    }
    shown = {key: Markup(one, isolate=False) for key, one in parts.items()}
    asked = visit.t(ABOUT if parts["known"] else HEAD, **shown)
    text = "\n\n".join(filter(None, (screens.note_text(note, visit.t), asked)))
    if not rows and field != "name":
        text = f"{text}\n{visit.t(NOTHING_THERE)}"
    visit.say(text, (*rows, (menu_button(visit),)))


def menu_button(visit: Visit) -> Button:
    return Button(label=visit.t.plain(N_("Change the day")), data="c:menu")


def choose(visit: Visit, day: Day, reading: Reading, note: Note | None = None) -> None:
    """Let the person choose between the readings of their words, or say again what was not clear in them."""
    visit.change_person(asked=f"@change:{reading.common}")
    rows = tuple((Button(label=_label(day, one, visit.t), data=f"c:x={one}"),) for one in reading.requests)
    text = "\n\n".join(filter(None, (screens.note_text(note, visit.t), visit.t(WHICH_ONE))))
    visit.say(text, (*rows, (menu_button(visit),)))


def _label(day: Day, request: Request, t: Translator) -> str:
    """Return what tells one reading from another: its companies."""
    values = (request[field] for field in ("company", "pair", "other", "new_pair"))
    sides = [value.split("~") for value in values if value]
    length = LONGEST_LABEL // sum(len(side) for side in sides)
    named = [[shorten(day.name(id_in(one)), length) for one in side] for side in sides]
    return " / ".join(t.plain(PAIR, buyer=names[0], provider=names[1]) if names[1:] else names[0] for names in named)


def fill(visit: Visit, day: Day, request: Request, field: str, text: str) -> Reading:
    """Return the request with a field taken from typed words: once for each thing they may mean."""
    if field != "person":
        return answer(request, field, text, day, visit.language)
    wanted = fold(text)
    people = _people(visit, day, request)
    found = [str(key) for key, name in people.items() if wanted and wanted in fold(name)]
    return Reading(requests=tuple(request.with_(field, value) for value in found))


def _joined(day: Day, known: str, company: int) -> str:
    """Return the pair of a company that is known and one of the other side."""
    return f"{known}~{company}" if day.companies[id_in(known)].role == "buyer" else f"{company}~{known}"


def _screen(visit: Visit, day: Day, request: Request, field: str, page: int) -> tuple[str, Rows]:
    """Return the question and its buttons."""
    t = visit.t
    question = t(QUESTIONS[field])
    known = request[field]
    match field:
        case "table":
            return question, _grid(request, field, _tables(visit, day, request), 4)
        case "name":
            return question, ()
        case "minutes":
            return question, _grid(request, field, {str(one): str(one) for one in MINUTES}, 3)
        case "person":
            return question, _grid(request, field, _people(visit, day, request), 1)
        case "company":
            return question, _company_rows(visit, day, request, field, page)
        case "pair" | "other" if is_company(known, day):
            own = [one for one in day.meetings_ahead(id_in(known)) if one.pair != request["pair"]]
            labels = {one.pair: _meeting(day, one, id_in(known), t) for one in own}
            name = day.name(id_in(known))
            if not labels:
                empty = request.with_(field, "")
                return t(NONE_LEFT, company=name), _company_rows(visit, day, empty, field, page)
            return t(WHICH_OF, company=name), _grid(request, field, labels, 1)
        case "new_pair" if is_company(known, day):
            return t(WITH_WHOM, company=day.name(id_in(known))), _partner_rows(visit, day, request, page)
        case "pair" | "other" | "new_pair":
            return question, _company_rows(visit, day, request, field, page)
        case _:
            return question, _time_grid(request, field, _times(visit, day, request, field))


def _grid(request: Request, field: str, labels: Mapping[str, str], width: int) -> Rows:
    buttons = [
        Button(label=shorten(label, LONGEST_LABEL), data=f"c:x={request.with_(field, value)}")
        for value, label in list(labels.items())[:MOST_BUTTONS]
    ]
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


def _time_grid(request: Request, field: str, labels: Mapping[str, str]) -> Rows:
    """Return times in rows of three, and in rows of two those whose labels are longer than a clock's."""
    rows: list[tuple[Button, ...]] = []
    for is_long, run in groupby(labels.items(), key=lambda label: len(label[1]) > CLOCK):
        rows += _grid(request, field, dict(run), 2 if is_long else 3)
    return tuple(rows)


def _tables(visit: Visit, day: Day, request: Request) -> dict[str, str]:
    out = {*(visit.uow.settings.all().get("tables_out") or ()), *absences(visit.uow)[1]}
    if request.kind == "table_back":
        return {number: name for number, name in day.tables.items() if number in out}
    return day.tables


def _people(visit: Visit, day: Day, request: Request) -> dict[str, str]:
    """Return the delegates of both companies of a meeting."""
    meeting = day.meeting(request["pair"])
    assert meeting is not None  # asked for before
    half = LONGEST_LABEL // 2 - len(", ")
    return {
        str(person.id): visit.t.plain(
            OF_COMPANY, name=shorten(known_name(visit.uow, person), half), company=shorten(day.name(company), half)
        )
        for company in (meeting.buyer_id, meeting.provider_id)
        for person in visit.uow.people.of_company(company, "registrant", "delegate")
    }


def _company_rows(visit: Visit, day: Day, request: Request, field: str, page: int) -> Rows:
    """Return the companies that have a meeting ahead, those that are away, or all, a page of them."""
    if request.kind == "back":
        ids = {id_in(company) for company in absences(visit.uow)[0]}
    elif field == "new_pair":
        ids = {one.id for one in day.companies.values()}
    else:
        ids = {one for meeting in day.meetings_ahead() for one in (meeting.buyer_id, meeting.provider_id)}
    return _page(visit, day, request, field, {str(one): one for one in ids}, page)


def _partner_rows(visit: Visit, day: Day, request: Request, page: int) -> Rows:
    known = request["new_pair"]
    role = day.companies[id_in(known)].role
    others = {_joined(day, known, one.id): one.id for one in day.companies.values() if one.role != role}
    return _page(visit, day, request, "new_pair", others, page)


def _page(visit: Visit, day: Day, request: Request, field: str, values: Mapping[str, int], page: int) -> Rows:
    """Return a page of companies by name, each with the value that its button gives to the field."""
    good = {value: day.name(one) for value, one in values.items() if is_company(str(one), day)}
    ordered = sorted(good.items(), key=lambda item: (fold(item[1]), item[0]))
    pages = max(1, -(-len(ordered) // ON_A_PAGE))
    page %= pages
    rows = _grid(request, field, dict(ordered[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]), 1)
    if pages == 1:
        return rows
    more = visit.t.plain(N_("More ({page}/{pages}) ›"), page=page + 1, pages=pages, isolate=False)
    return (*rows, (Button(label=more, data=f"c:p={page + 1}={request}", is_quiet=True),))


def _times(visit: Visit, day: Day, request: Request, field: str) -> dict[str, str]:
    """Return the slots to choose from, and what stands for all that follow."""
    t = visit.t
    slots = [slot for slot in day.ahead if (slot.id in day.closed) == (field == "closed")]
    if field in ("until", "since", "slot"):
        slots = [slot for slot in slots if slot.day == day.today[0].day]
    if field == "until":
        slots = _later(day, slots, request["since"])
    found = {} if field == "span" else {slot.id: _label_of(day, slot.starts_at, t) for slot in slots}
    if field == "when":
        found = {REST_OF_EVENT: t.plain(N_("Whenever both are free")), **found}
    elif field in ("until", "span") and not (day.is_last_day and field == "span"):
        found[REST_OF_DAY] = t.plain(N_("Rest of the day"))
    if field == "span" or (field == "until" and request.kind != "pause" and not day.is_last_day):
        found[REST_OF_EVENT] = t.plain(N_("Rest of the event"))
    return found


def _label_of(day: Day, at: datetime, t: Translator) -> str:
    local = at.astimezone(day.event.zone)
    clock = format_time(local, t.language)
    return clock if local.date() == day.today[0].day else f"{local.day}/{local.month} {clock}"


def _later(day: Day, slots: list[Slot], since: str) -> list[Slot]:
    """Return the slots until which something that begins now, or at a slot, may last."""
    first = day.slot(since) or day.ahead[0]
    return [slot for slot in slots if slot.starts_at > first.starts_at]


def _meeting(day: Day, meeting: StoredMeeting, company: int, t: Translator) -> str:
    """Return when a company meets whom."""
    other = shorten(day.name(counterpart_of(meeting, company)), LONGEST_NAME_OF_ONE)
    return t.plain(MEETING, time=_label_of(day, meeting.starts_at, t), company=other)
