"""A draft adjusted by hand: a meeting fixed, forbidden, moved or swapped; every change is checked before it is kept.

Data of buttons: ``z:list=0`` companies · ``z:co=7`` one company's meetings · ``z:one=1~2`` one meeting ·
``z:fix=1~2`` · ``z:free=1~2`` · ``z:forbid=1~2`` · ``z:move=1~2`` where to · ``z:to=1~2@d1s03`` ·
``z:swap=1~2`` with which · ``z:with=1~2@3~4``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from handlers import screens
from handlers.agendas import allocation
from handlers.conversation import Note
from handlers.messages import Button, id_in
from handlers.organising import desk
from handlers.organising.organiser import NOT_ORGANISER
from handlers.visit import Visit
from locales.dates import format_day, format_time
from locales.translator import N_
from scheduling import Agenda, Conflict, Problem, check, describe
from storage.records import StoredAgenda, StoredMeeting

GONE = N_("That meeting is not in the draft any more.")
GONE_COMPANY = N_("That company is no longer there.")
REFUSED = N_("That cannot be done: {why}. Nothing has changed.")
DONE = N_("Done. The draft is checked: no conflict.")
FIXED = N_("Fixed: whatever is prepared from now on keeps this meeting.")
FREED = N_("No longer fixed.")
ALLOWED = N_("Allowed again, from the next preparation of the agenda: /allocate")
FORBIDDEN = N_("Forbidden: this meeting is out, and will not be prepared again.")
NOWHERE = N_("There is no other time at which both are free and a table is left.")
WHICH_COMPANY = N_("Which company?")
WHICH_TIME = N_("To which time?")
WHICH_OTHER = N_("With which meeting does it swap its time?")

WHY = {
    "not_present": N_("somebody is not there at that time"),
    "over_capacity": N_("somebody has a meeting at that time already"),
    "over_cap": N_("somebody would have too many meetings"),
    "table_twice": N_("the table is taken at that time"),
}
WHY_OTHERWISE = N_("it breaks a rule of the event")
ON_A_PAGE = 12


def tap(visit: Visit, data: str) -> None:
    """Follow a button of the adjusting screens, for organisers only."""
    if visit.person.organiser_role is None:
        visit.say(visit.t(NOT_ORGANISER))
        return
    draft = visit.uow.agendas.newest("draft")
    verb, _, rest = data.removeprefix("z:").partition("=")
    act = _ACTS.get(verb)
    if draft is None or act is None:
        desk.show_draft(visit)
    else:
        act(visit, draft, rest)


def _list(visit: Visit, draft: StoredAgenda, page_text: str) -> None:
    t = visit.t
    meetings = visit.uow.agendas.meetings(draft.id)
    ids = sorted({one for meeting in meetings for one in (meeting.buyer_id, meeting.provider_id)})
    pages = max(1, -(-len(ids) // ON_A_PAGE))
    page = id_in(page_text) % pages
    rows: list[tuple[Button, ...]] = [
        (Button(label=_name(visit, one)[:40], data=f"z:co={one}"),)
        for one in ids[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    ]
    if pages > 1:
        more = t.plain(N_("More ({page}/{pages}) ›"), page=page + 1, pages=pages, isolate=False)
        rows.append((Button(label=more, data=f"z:list={page + 1}"),))
    visit.say(t(WHICH_COMPANY), tuple(rows))


def _company(visit: Visit, draft: StoredAgenda, number: str) -> None:
    company = visit.uow.companies.find(id_in(number))
    if company is None:
        desk.show_draft(visit, Note(message=GONE_COMPANY))
        return
    meetings = visit.uow.agendas.meetings(draft.id, company_id=company.id)
    rows = tuple((Button(label=_label(visit, one), data=f"z:one={one.pair}"),) for one in meetings)
    back = (Button(label=visit.t.plain(N_("The draft")), data="m:publish"),)
    visit.say(visit.t(N_("<b>{company}</b>"), company=company.legal_name or "?"), (*rows, back))


def _one(visit: Visit, draft: StoredAgenda, pair: str, note: Note | None = None) -> None:
    meeting = _find(visit, draft, pair)
    if meeting is None:
        return
    t = visit.t
    is_fixed = _decided(visit).get(pair) == "fixed"
    fix = Button(
        label=t.plain(N_("Do not fix")) if is_fixed else t.plain(N_("Fix")),
        data=f"z:{'free' if is_fixed else 'fix'}={pair}",
    )
    rows = (
        (fix, Button(label=t.plain(N_("Forbid")), data=f"z:forbid={pair}", style="danger")),
        (
            Button(label=t.plain(N_("Move…")), data=f"z:move={pair}"),
            Button(label=t.plain(N_("Swap…")), data=f"z:swap={pair}"),
        ),
        (Button(label=t.plain(N_("The draft")), data="m:publish"),),
    )
    text = t(
        N_("{day}, {time}, table {table}: {buyer} and {provider}"),
        day=_day(visit, meeting),
        time=_time(visit, meeting),
        table=meeting.table_name,
        buyer=_name(visit, meeting.buyer_id),
        provider=_name(visit, meeting.provider_id),
    )
    visit.say("\n\n".join(filter(None, (screens.note_text(note, t), text))), rows)


def _decided(visit: Visit) -> dict[str, str]:
    return dict(visit.uow.settings.all().get("pairs") or {})


def _decide(visit: Visit, pair: str, status: str | None) -> None:
    """Remember that a pair is fixed or forbidden, and who said so."""
    decided = _decided(visit)
    before = decided.pop(pair, None)
    if status is not None:
        decided[pair] = status
    visit.uow.settings.set("pairs", decided, now=visit.now)
    visit.uow.audit.add(
        person_id=visit.person.id, act="decide_pair", subject=f"pair:{pair}", before=before, after=status, now=visit.now
    )


def _fix(visit: Visit, draft: StoredAgenda, pair: str) -> None:
    if _find(visit, draft, pair) is not None:
        _decide(visit, pair, "fixed")
        _one(visit, draft, pair, Note(message=FIXED))


def _free(visit: Visit, draft: StoredAgenda, pair: str) -> None:
    """Take back that a pair is fixed or forbidden; a forbidden one is in no draft."""
    decided = _decided(visit).get(pair)
    if decided is not None:
        _decide(visit, pair, None)
    if decided == "forbidden":
        desk.show_draft(visit, Note(message=ALLOWED))
    elif _find(visit, draft, pair) is not None:
        _one(visit, draft, pair, Note(message=FREED))


def _forbid(visit: Visit, draft: StoredAgenda, pair: str) -> None:
    if _find(visit, draft, pair) is None:
        return
    _decide(visit, pair, "forbidden")
    rest = [one for one in visit.uow.agendas.meetings(draft.id) if one.pair != pair]
    undo = Button(label=visit.t.plain(N_("Undo")), data=f"z:free={pair}")
    _replace(visit, draft, rest, allocation.prepare(visit.uow, visit.event))
    desk.show_draft(visit, Note(message=FORBIDDEN), ((undo,),))


def _move(visit: Visit, draft: StoredAgenda, pair: str) -> None:
    """Offer the times at which both are free and a table is left."""
    meeting = _find(visit, draft, pair)
    if meeting is None:
        return
    problem = allocation.prepare(visit.uow, visit.event)
    stored = visit.uow.agendas.meetings(draft.id)
    rows = []
    for slot in problem.slots:
        moved = _moved(stored, meeting, slot.id, problem)
        if moved is not None and slot.id != meeting.slot and not _conflicts(problem, stored, moved):
            at = slot.starts_at or slot.id
            rows.append((Button(label=at.replace("T", " "), data=f"z:to={pair}@{slot.id}"),))
    visit.say(visit.t(WHICH_TIME) if rows else visit.t(NOWHERE), tuple(rows[:30]))


def _to(visit: Visit, draft: StoredAgenda, rest: str) -> None:
    pair, _, slot = rest.partition("@")
    meeting = _find(visit, draft, pair)
    if meeting is None:
        return
    problem = allocation.prepare(visit.uow, visit.event)
    moved = _moved(visit.uow.agendas.meetings(draft.id), meeting, slot, problem)
    if moved is None:
        visit.say(visit.t(NOWHERE))
    else:
        _keep(visit, draft, moved, Note(message=DONE), problem)


def _moved(
    stored: Sequence[StoredMeeting], meeting: StoredMeeting, slot: str, problem: Problem
) -> list[StoredMeeting] | None:
    """Return the draft with a meeting at another time, at its own table or else at a free one; None if none is free."""
    others = [one for one in stored if one.pair != meeting.pair]
    taken = {one.table_name for one in others if one.slot == slot}
    tables = sorted((table.id for table in problem.tables), key=lambda table: table != meeting.table_name)
    free = next((table for table in tables if table not in taken), None)
    return None if free is None else [*others, replace(meeting, slot=slot, table_name=free)]


def _swap(visit: Visit, draft: StoredAgenda, pair: str) -> None:
    """Offer the meetings with which this one can exchange its time and table."""
    meeting = _find(visit, draft, pair)
    if meeting is None:
        return
    problem = allocation.prepare(visit.uow, visit.event)
    stored = visit.uow.agendas.meetings(draft.id)
    rows = []
    for other in stored:
        if other.slot != meeting.slot and not _conflicts(problem, stored, _swapped(stored, meeting, other)):
            rows.append((Button(label=_label(visit, other), data=f"z:with={pair}@{other.pair}"),))
    visit.say(visit.t(WHICH_OTHER) if rows else visit.t(NOWHERE), tuple(rows[:30]))


def _with(visit: Visit, draft: StoredAgenda, rest: str) -> None:
    pair, _, other_pair = rest.partition("@")
    meeting = _find(visit, draft, pair)
    other = _find(visit, draft, other_pair) if meeting is not None else None
    if meeting is not None and other is not None:
        swapped = _swapped(visit.uow.agendas.meetings(draft.id), meeting, other)
        _keep(visit, draft, swapped, Note(message=DONE), allocation.prepare(visit.uow, visit.event))


def _swapped(stored: Sequence[StoredMeeting], one: StoredMeeting, other: StoredMeeting) -> list[StoredMeeting]:
    rest = [some for some in stored if some.pair not in (one.pair, other.pair)]
    return [
        *rest,
        replace(one, slot=other.slot, table_name=other.table_name),
        replace(other, slot=one.slot, table_name=one.table_name),
    ]


def _conflicts(problem: Problem, before: Sequence[StoredMeeting], after: Sequence[StoredMeeting]) -> list[str]:
    """Return the codes of what a change would break; what was wrong before does not count against it."""
    changed = [one for one in after if one not in before]
    if allocation.impossible(problem, changed):
        return ["impossible"]
    known = set(_checked(problem, before))
    return [conflict.code for conflict in _checked(problem, after) if conflict not in known]


def _checked(problem: Problem, stored: Sequence[StoredMeeting]) -> tuple[Conflict, ...]:
    return check(problem, _described(problem, stored))


def _described(problem: Problem, stored: Sequence[StoredMeeting], *, bound: float | None = None) -> Agenda:
    """Return the agenda of the meetings that are possible as things stand."""
    broken = allocation.impossible(problem, stored)
    return describe(problem, allocation.as_meetings(one for one in stored if one not in broken), bound=bound)


def _keep(visit: Visit, draft: StoredAgenda, stored: Sequence[StoredMeeting], note: Note, problem: Problem) -> None:
    """Put changed meetings into the draft if they break nothing, and say so."""
    conflicts = _conflicts(problem, visit.uow.agendas.meetings(draft.id), stored)
    if conflicts:
        why = visit.t.plain(WHY.get(conflicts[0], WHY_OTHERWISE))
        desk.show_draft(visit, Note(message=REFUSED, params={"why": why}, is_problem=True))
        return
    _replace(visit, draft, stored, problem)
    desk.show_draft(visit, note)


def _replace(visit: Visit, draft: StoredAgenda, stored: Sequence[StoredMeeting], problem: Problem) -> None:
    agenda = _described(problem, stored, bound=draft.summary["bound"])
    meetings = allocation.stored_meetings(visit.uow, visit.event, allocation.as_meetings(stored))
    visit.uow.agendas.replace_meetings(draft.id, meetings, summary=allocation.summary_of(agenda))
    visit.uow.audit.add(person_id=visit.person.id, act="adjust", subject=f"agenda:{draft.id}", now=visit.now)


def _find(visit: Visit, draft: StoredAgenda, pair: str) -> StoredMeeting | None:
    """Return a meeting of the draft; say so when it is gone."""
    for meeting in visit.uow.agendas.meetings(draft.id):
        if meeting.pair == pair:
            return meeting
    desk.show_draft(visit, Note(message=GONE))
    return None


def _name(visit: Visit, company_id: int) -> str:
    company = visit.uow.companies.find(company_id)
    return (company.legal_name if company is not None else None) or "?"


def _time(visit: Visit, meeting: StoredMeeting) -> str:
    return format_time(meeting.starts_at.astimezone(visit.event.zone), visit.language)


def _day(visit: Visit, meeting: StoredMeeting) -> str:
    return format_day(meeting.starts_at.astimezone(visit.event.zone).date(), visit.language)


def _label(visit: Visit, meeting: StoredMeeting) -> str:
    buyer, provider = _name(visit, meeting.buyer_id), _name(visit, meeting.provider_id)
    return f"{_time(visit, meeting)} · {buyer[:24]} – {provider[:24]}"


_ACTS: Mapping[str, Callable[[Visit, StoredAgenda, str], None]] = {
    "list": _list,
    "co": _company,
    "one": _one,
    "fix": _fix,
    "free": _free,
    "forbid": _forbid,
    "move": _move,
    "to": _to,
    "swap": _swap,
    "with": _with,
}
