"""A change is proposed, read, and then approved, chosen otherwise, dropped or taken back, by any organiser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from handlers import screens
from handlers.conversation import Note
from handlers.live import asking
from handlers.live.enactment import put_in_force
from handlers.live.previews import offer_rows, preview
from handlers.live.why_nothing import why_nothing
from handlers.messages import Button, Reply
from handlers.repairing.day import Day, read_day
from handlers.repairing.disruptions import KINDS, Request, missing
from handlers.repairing.planning import Allowance, Plan, best_plan, make_plan
from handlers.repairing.steps import Impossible, refuse_pair
from handlers.visit import Visit
from locales.translator import N_, N_n, Translator
from storage.records import StoredChange
from storage.unit_of_work import UnitOfWork

Build = Callable[[Translator], Reply]

SHOWN = "@change#"
"""What is asked while a proposal is on the screen, before its id."""

NO_AGENDA = N_("No agenda is published yet, so there is nothing to change.")
OVER = N_("The last slot has begun: nothing is left to change.")
NOTHING = N_("That changes nothing: it is so already.")
STALE = N_("Meanwhile the agenda or the time has moved on. This is what it would be now:")
BEING_CHANGED = N_("Somebody began to change this proposal, so nothing is approved yet. This is what it would be now:")
NO_BETTER = N_("Even if others move, nothing gets better.")
NOT_ANY_MORE = N_("That is not possible any more as it was proposed.")
DECIDED = N_("That is decided already: {status}.")
GONE = N_("That proposal is no longer there.")
DONE = N_n("Done. {n} person will be told in a moment.", "Done. {n} people will be told in a moment.")
DONE_SILENTLY = N_("Done. Nobody has to be told.")
DROPPED = N_("Dropped; nothing has changed.")
EDIT = N_("What should be different?")

STATUS = {
    "proposed": N_("waiting"),
    "approved": N_("approved"),
    "dropped": N_("dropped"),
    "undone": N_("taken back"),
}
_BEING_CHANGED = "is_being_changed"
"""In the summary of a proposal of which somebody chooses a part again."""

FIELDS: Mapping[str, str] = {
    "table": N_("Another table"),
    "name": N_("Another name"),
    "company": N_("Another company"),
    "until": N_("Another time"),
    "since": N_("Another beginning"),
    "span": N_("Another length"),
    "minutes": N_("Other minutes"),
    "slot": N_("Another slot"),
    "closed": N_("Another slot"),
    "to": N_("Another time"),
    "when": N_("Another time"),
    "pair": N_("Another meeting"),
    "other": N_("Another second meeting"),
    "new_pair": N_("Other companies"),
    "person": N_("Another person"),
}


def open_day(visit: Visit) -> Day | None:
    """Return the day as it is; say why not when nothing can be changed."""
    day = read_day(visit.uow, visit.event, visit.now)
    if day is None:
        visit.say(visit.t(NO_AGENDA))
    elif not day.ahead:
        visit.say(visit.t(OVER))
    else:
        return day
    return None


def follow(visit: Visit, day: Day, request: Request, note: Note | None = None) -> None:
    """Ask for what is missing in a request, or show what it would make of the day."""
    field = missing(request, day)
    visit.change_person(asked="@change")
    try:
        if field == "when":  # nobody chooses a time in vain
            refuse_pair(visit.uow, day, request["new_pair"])
        if field is not None:
            asking.ask(visit, day, request, field, note=note)
            return
        plan = best_plan(visit.uow, day, request)
    except Impossible as refused:
        _refuse(visit, refused, note)
        return
    if not plan.changes and not plan.settings:
        text = why_nothing(day, request, visit.t) or visit.t(NOTHING)
        visit.say(_below(note, text, visit.t), ((asking.menu_button(visit),),))
        return
    change_id = store(visit.uow, day, plan, person_id=visit.person.id, now=visit.now)
    visit.change_person(asked=f"{SHOWN}{change_id}")
    put_aside(visit, request.instead_of)
    visit.reply(screen(visit.uow, day, plan, change_id, visit.t, note))


def put_aside(visit: Visit, change_id: int) -> bool:
    """Put a proposal aside that nobody wants any more; False when it was decided meanwhile."""
    visit.uow.agendas.lock()
    change = visit.uow.changes.find(change_id)
    if change is None or change.status != "proposed":
        return False
    _put_aside(visit, change)
    return True


def store(uow: UnitOfWork, day: Day, plan: Plan, *, person_id: int, now: datetime) -> int:
    """Keep a plan as a proposal; return its id."""
    return uow.changes.propose(
        disruption={"kind": plan.request.kind, "args": list(plan.request.args)},
        summary=plan.to_json(),
        before_id=day.version.id,
        person_id=person_id,
        now=now,
    )


def screen(
    uow: UnitOfWork, day: Day, plan: Plan, change_id: int, t: Translator, note: Note | None = None, *, said: str = ""
) -> Reply:
    """Return the preview of a proposal with what can be done about it, below what a delegate `said` (markup), if so."""
    rows = (
        (Button(label=t.plain(N_("Approve")), data=f"c:ok={change_id}", style="primary"),),
        (
            Button(label=t.plain(N_("Change it…")), data=f"c:edit={change_id}"),
            Button(label=t.plain(N_("Drop")), data=f"c:drop={change_id}"),
        ),
    )
    shown = preview(uow, day, plan, t, has_title=not said)
    text = "\n\n".join(filter(None, (said, screens.note_text(note, t), shown)))
    return Reply(text=text, language=t.language, rows=rows)


def request_of(change: StoredChange) -> Request:
    """Return what a stored proposal asks for."""
    return Request(kind=str(change.disruption["kind"]), args=tuple(change.disruption["args"]))


def _refuse(visit: Visit, refused: Impossible, note: Note | None = None) -> None:
    text = screens.note_text(Note(message=refused.message, is_problem=True), visit.t)
    visit.say(_below(note, text, visit.t), ((asking.menu_button(visit),),))


def _below(note: Note | None, text: str, t: Translator) -> str:
    return "\n\n".join(filter(None, (screens.note_text(note, t), text)))


def waiting(visit: Visit, change_id: int) -> StoredChange | None:
    """Return a proposal that is still open; say what became of it otherwise."""
    visit.uow.agendas.lock()
    change = visit.uow.changes.find(change_id)
    if change is None:
        visit.say(visit.t(GONE), ((asking.menu_button(visit),),))
        return None
    if change.status != "proposed":
        visit.say(visit.t(DECIDED, status=visit.t.plain(STATUS[change.status])), ((asking.menu_button(visit),),))
        return None
    return change


def approve(visit: Visit, change_id: int) -> None:
    """Put a proposal in force as it was shown; if the world moved on meanwhile, show it again instead."""
    change = waiting(visit, change_id)
    day = open_day(visit) if change is not None else None
    if change is None or day is None:
        return
    plan = _again(visit, day, change, lambda request: make_plan(visit.uow, day, request, _shown_with(change)))
    if plan is None:
        return
    if change.before_id != day.version.id or change.summary != plan.to_json():
        note = BEING_CHANGED if _BEING_CHANGED in change.summary else STALE
        _show_again(visit, day, change, plan, Note(message=note))
        return
    told, after_id = put_in_force(visit.uow, visit.house, day, change, plan, person_id=visit.person.id, now=visit.now)
    t = visit.t
    send = (send_button(t),) if told else ()
    rows = (*send, Button(label=t.plain(N_("Undo")), data=f"c:undo={change.id}"))
    text = t.count(DONE, told) if told else t(DONE_SILENTLY)
    version = t(N_("Agenda version {version}."), version=after_id)
    visit.say(f"{text}\n{version}", (rows, *offer_rows(day, plan, t), (asking.menu_button(visit),)))


def send_button(t: Translator) -> Button:
    """Return the button by which nobody waits until the organisers' hands rest."""
    return Button(label=t.plain(N_("Send now")), data="c:now", style="primary")


def _shown_with(change: StoredChange) -> Allowance:
    return Allowance(displaced=int(change.summary["displaced"]), wide=change.summary["wide"])


def _again(visit: Visit, day: Day, change: StoredChange, make: Callable[[Request], Plan]) -> Plan | None:
    """Return what a proposal would make of the day now; ask again where that is impossible."""
    request = request_of(change)
    field = missing(request, day)
    if field is not None:
        visit.uow.changes.change(change.id, status="dropped")
        asking.ask(visit, day, request, field, note=Note(message=NOT_ANY_MORE, is_problem=True))
        return None
    try:
        plan = make(request)
    except Impossible as refused:
        visit.uow.changes.change(change.id, status="dropped")
        _refuse(visit, refused)
        return None
    if plan.changes or plan.settings:
        return plan
    visit.uow.changes.change(change.id, status="dropped")
    visit.say(visit.t(NOTHING), ((asking.menu_button(visit),),))
    return None


def _show_again(visit: Visit, day: Day, change: StoredChange, plan: Plan, note: Note | None) -> None:
    visit.uow.changes.change(change.id, before_id=day.version.id, summary=plan.to_json())
    visit.reply(screen(visit.uow, day, plan, change.id, visit.t, note))


def drop(visit: Visit, change_id: int) -> None:
    """Put a proposal aside."""
    change = waiting(visit, change_id)
    if change is not None:
        _put_aside(visit, change)
        visit.say(visit.t(DROPPED), ((asking.menu_button(visit),),))


def _put_aside(visit: Visit, change: StoredChange) -> None:
    visit.uow.changes.change(change.id, status="dropped")
    subject = f"change:{change.id}"
    visit.uow.audit.add(person_id=visit.person.id, act="change_dropped", subject=subject, now=visit.now)


def edit(visit: Visit, change_id: int) -> None:
    """Offer what may be chosen otherwise in a proposal: each of its parts, and whether others may move for it.

    Until then it stays, but is approved by nobody who has not seen it anew.
    """
    change = waiting(visit, change_id)
    day = open_day(visit) if change is not None else None
    if change is None or day is None:
        return
    visit.uow.changes.change(change.id, summary={**change.summary, _BEING_CHANGED: True})
    t, request = visit.t, replace(request_of(change), instead_of=change.id)
    fields = KINDS[request.kind].fields
    rows = [
        (Button(label=t.plain(FIELDS[field]), data=f"c:x={_without(request, fields[position:])}"),)
        for position, field in enumerate(fields)
    ]
    if request.kind not in ("delegate", "table_name"):
        moves = _shown_with(change).displaced > 0
        label = N_("Move nobody else") if moves else N_("Let others move too")
        rows.append((Button(label=t.plain(label), data=f"c:alt={change.id}={'alone' if moves else 'together'}"),))
    visit.say(t(EDIT), (*rows, (Button(label=t.plain(N_("Drop")), data=f"c:drop={change.id}"),)))


def _without(request: Request, fields: tuple[str, ...]) -> Request:
    for field in fields:
        request = request.with_(field, "")
    return request


def plan_otherwise(visit: Visit, change_id: int, *, displaced: int) -> None:
    """Show a proposal with fewer or more other meetings allowed to move for it."""
    change = waiting(visit, change_id)
    day = open_day(visit) if change is not None else None
    if change is not None and day is not None:
        allowed = {"least_displaced": displaced, "most_displaced": displaced}
        plan = _again(visit, day, change, lambda request: best_plan(visit.uow, day, request, **allowed))
        if plan is not None:
            shown = plan.to_json()
            is_same = all(shown[part] == change.summary[part] for part in ("changes", "lost"))
            _show_again(visit, day, change, plan, Note(message=NO_BETTER) if displaced and is_same else None)
