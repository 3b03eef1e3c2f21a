"""The organisers' desk: allocate, look at the draft, adjust it, publish it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from handlers import screens
from handlers.agendas import publishing
from handlers.conversation import Note
from handlers.messages import Button, Reply, id_in
from handlers.organising.admission import admits
from handlers.organising.draft import draft_screen, format_share
from handlers.visit import House, Rows, Visit, to_payload
from locales.dates import format_number
from locales.translator import N_, N_n, Translator
from storage.outbox import CHANGE
from storage.records import StoredAgenda
from storage.unit_of_work import UnitOfWork

WORKING = N_("I am looking for the best agenda…")
PROGRESS = N_n(
    "I am looking for the best agenda… {meetings} meeting, {share} of the best conceivable.",
    "I am looking for the best agenda… {meetings} meetings, {share} of the best conceivable.",
)
BUSY = N_("An agenda is being prepared already; you see it as soon as it is ready.")
ALREADY = N_(
    "An agenda is published. Shall I only place what is new into what is free, moving nobody, "
    "or prepare everything anew?"
)
FAILED = N_("The agenda could not be prepared: {problem}")
INTERRUPTED = N_("the search ended without a result; please try again")
OUR_ERROR = N_("something went wrong on our side; please try again")
NO_DRAFT = N_("There is no draft. Prepare one first: /allocate")
PREVIEW = N_n(
    "{n} company will be told, each delegate in their language.",
    "{n} companies will be told, each delegate in their language.",
)
PUBLISHED = N_n("Published. {n} company is told.", "Published. {n} companies are told.")
NOTHING_NEW = N_("Nothing changes against what is published, so nobody needs to be told.")
STALE = N_("This draft is not the newest. Here is the present one.")


def allocate(visit: Visit, _argument: str = "") -> None:
    """Ask for a new draft; it is prepared beside the conversation."""
    if not admits(visit):
        return
    if visit.uow.agendas.newest("published") is None:
        _start(visit, keeps_published=False)
    else:
        keep = Button(label=visit.t.plain(N_("Only add to it")), data="g:late", style="primary")
        anew = Button(label=visit.t.plain(N_("Prepare anew")), data="g:anew")
        visit.say(visit.t(ALREADY), ((keep, anew),))


def _start(visit: Visit, *, keeps_published: bool) -> None:
    if visit.uow.tasks.is_waiting("allocate"):
        visit.say(visit.t(BUSY))
        return
    outbox_id = visit.say(visit.t(WORKING))
    payload = {
        "address": visit.address.address,
        "outbox_id": outbox_id,
        "language": visit.language,
        "keeps_published": keeps_published,
    }
    visit.uow.tasks.add("allocate", payload, person_id=visit.person.id, now=visit.now)


def tell_progress(
    uow: UnitOfWork, payload: Mapping[str, Any], t: Translator, *, meetings: int, share: float, now: datetime
) -> bool:
    """Redraw the waiting organiser's message with how far the search is; False as long as it was not sent."""
    shown = {"meetings": format_number(meetings, t.language), "share": format_share(share, t.language)}
    text = t.count(PROGRESS, meetings, **shown)
    return _redraw(uow, payload, Reply(text=text, language=t.language), now)


def tell_failure(uow: UnitOfWork, payload: Mapping[str, Any], t: Translator, *, problem: str, now: datetime) -> None:
    """Tell the waiting organiser why there is no draft."""
    _push(uow, payload, Reply(text=t(FAILED, problem=problem), language=t.language), now)


def tell_draft(
    uow: UnitOfWork, house: House, payload: Mapping[str, Any], t: Translator, draft: StoredAgenda, *, now: datetime
) -> None:
    """Show the draft to the organiser who asked for it."""
    _push(uow, payload, draft_screen(uow, house, draft, t, now=now), now)


def _redraw(uow: UnitOfWork, payload: Mapping[str, Any], reply: Reply, now: datetime) -> bool:
    row = uow.outbox.find(int(payload["outbox_id"]))
    if row is None or row.sent_ref is None:
        return False
    _push(uow, payload, Reply(text=reply.text, language=reply.language, edits=row.sent_ref), now)
    return True


def _push(uow: UnitOfWork, payload: Mapping[str, Any], reply: Reply, now: datetime) -> None:
    address = str(payload["address"])
    uow.outbox.enqueue(
        address=address,
        payload=to_payload(reply),
        priority=CHANGE,
        now=now,
        after_inbox_id=uow.inbox.last_id(address),
    )


def show_newest(visit: Visit, _argument: str = "") -> None:
    """Show the newest draft to an organiser."""
    if admits(visit):
        show_draft(visit)


def show_draft(visit: Visit, note: Note | None = None, rows: Rows = ()) -> None:
    """Show the newest draft, with more buttons of whoever shows it."""
    draft = visit.uow.agendas.newest("draft")
    if draft is None:
        visit.say(visit.t(NO_DRAFT))
        return
    reply = draft_screen(visit.uow, visit.house, draft, visit.t, now=visit.now)
    text = "\n\n".join(filter(None, (screens.note_text(note, visit.t), reply.text)))
    visit.say(text, (*rows, *reply.rows))


def tap(visit: Visit, data: str) -> None:
    """Follow a button of the desk, for organisers only: ``g:publish=3``."""
    if not admits(visit):
        return
    verb, _, number = data.removeprefix("g:").partition("=")
    if verb == "allocate":
        allocate(visit)
        return
    if verb in ("late", "anew"):
        _start(visit, keeps_published=verb == "late")
        return
    draft = visit.uow.agendas.newest("draft")
    act = _ACTS.get(verb)
    if draft is None or act is None:
        show_draft(visit)
    elif id_in(number) != draft.id:
        show_draft(visit, Note(message=STALE))
    else:
        act(visit, draft)


def _preview(visit: Visit, draft: StoredAgenda) -> None:
    """Show how many will be told before anybody is; a draft that became impossible is not published."""
    t = visit.t
    if publishing.is_outdated(visit.uow, visit.event, draft, now=visit.now):
        show_draft(visit)
        return
    touched = publishing.touched_companies(visit.uow, draft)
    if not touched:
        visit.say(t(NOTHING_NEW))
        return
    publish = Button(label=t.plain(N_("Publish now")), data=f"g:publish={draft.id}", style="primary")
    back = Button(label=t.plain(N_("Not yet")), data=f"g:show={draft.id}")
    visit.say(t.count(PREVIEW, len(touched)), ((publish, back),))


def _publish(visit: Visit, draft: StoredAgenda) -> None:
    if publishing.is_outdated(visit.uow, visit.event, draft, now=visit.now):
        show_draft(visit)
        return
    told = publishing.publish(visit.uow, visit.house, draft, person_id=visit.person.id, now=visit.now)
    visit.say(visit.t.count(PUBLISHED, told))


def _show(visit: Visit, _draft: StoredAgenda) -> None:
    show_draft(visit)


_ACTS: Mapping[str, Callable[[Visit, StoredAgenda], None]] = {"preview": _preview, "publish": _publish, "show": _show}
