"""What every act on a broadcast has in common: who may do it, what it changes, and its line in the audit trail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from handlers.messages import Button
from handlers.names import known_name
from handlers.visit import Rows, Visit
from locales.translator import N_
from storage.records import Broadcast
from storage.unit_of_work import UnitOfWork

STATUS = {
    "draft": N_("draft"),
    "waiting": N_("waits for approval"),
    "scheduled": N_("approved"),
    "sending": N_("being sent"),
    "paused": N_("paused"),
    "stopped": N_("stopped"),
    "done": N_("fully sent"),
}
TITLE = N_("<b>Broadcast {n}</b> · {status}")
TITLE_URGENT = N_("🚨 <b>Emergency broadcast {n}</b> · {status}")
STALE = N_("It has changed since you looked. Here is how it is now.")

SINGLE_APPROVAL = "broadcast_single_approval"
"""Setting: up to how many people a broadcast may reach with its author's approval alone."""


def title(visit: Visit, broadcast: Broadcast) -> str:
    """Return the first line of every screen of a broadcast."""
    form = TITLE_URGENT if broadcast.is_emergency else TITLE
    return visit.t(form, n=broadcast.id, status=visit.t.plain(STATUS[broadcast.status]))


def is_author(visit: Visit, broadcast: Broadcast) -> bool:
    """Tell whether the person wrote it."""
    return broadcast.person_id == visit.person.id


def name_of(uow: UnitOfWork, person_id: int | None) -> str | None:
    """Return what somebody is called who did something to a broadcast; None once they are gone."""
    person = uow.people.find_by_id(person_id or 0)
    return None if person is None else known_name(uow, person)


def change(visit: Visit, broadcast: Broadcast, act: str, *, before: Any, after: Any, **fields: Any) -> Broadcast:
    """Set columns of a broadcast and write down who did what; return it as it is now."""
    visit.uow.broadcasts.change(broadcast.id, **fields)
    note(visit, broadcast, act, before=before, after=after)
    return replace(broadcast, **fields)


def note(visit: Visit, broadcast: Broadcast, act: str, *, before: Any = None, after: Any = None) -> None:
    """Write a line of the audit trail."""
    visit.uow.audit.add(
        person_id=visit.person.id,
        act=act,
        subject=f"broadcast:{broadcast.id}",
        before=before,
        after=after,
        now=visit.now,
    )


def button(visit: Visit, label: str, data: str, **look: Any) -> Button:
    """Return a button with its label in the reader's language."""
    return Button(label=visit.t.plain(label), data=f"u:{data}", **look)


def see_row(visit: Visit, broadcast: Broadcast) -> Rows:
    """Return the way back to a broadcast."""
    return ((button(visit, N_("See the broadcast"), f"see={broadcast.id}"), button(visit, N_("Broadcasts"), "menu")),)


def may_approve_alone(visit: Visit, broadcast: Broadcast, people: int) -> bool:
    """Tell whether the author's own approval is enough: an emergency, or a small audience where an owner allowed it."""
    allowed = int(visit.uow.settings.all().get(SINGLE_APPROVAL) or 0)
    return broadcast.is_emergency or people <= allowed


def colleagues(visit: Visit, except_id: int | None) -> list[Any]:
    """Return the organisers who may approve what somebody else wrote."""
    return [one for one in visit.uow.people.organisers() if one.id != except_id]
