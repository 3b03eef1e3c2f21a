"""Holding the wheel while it is sent: pause, resume, stop."""

from __future__ import annotations

from handlers.broadcasting import acts, reporting
from handlers.broadcasting.acts import button
from handlers.broadcasting.audience import Audience, reach
from handlers.visit import Visit
from locales.translator import N_, N_n
from storage.records import Broadcast

PAUSED = N_n("Paused. {n} message is held back.", "Paused. {n} messages are held back.")
RESUMED = N_n("It goes on with {n} message.", "It goes on with {n} messages.")
TAKEN_OUT = N_n(
    "{n} message is dropped: its reader may not be written to any more.",
    "{n} messages are dropped: their readers may not be written to any more.",
)
SURE = N_("Stop it for good? What has not left is dropped; what has left stays.")
STOPPED = N_n("Stopped. {n} message is dropped.", "Stopped. {n} messages are dropped.")


def pause(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Hold back what has not left."""
    held = visit.uow.broadcasts.hold(broadcast.id)
    paused = acts.change(
        visit, broadcast, "broadcast_pause", before=broadcast.status, after={"held": held}, status="paused"
    )
    resume_button = button(visit, N_("Go on"), f"resume={broadcast.id}", style="primary")
    visit.say(visit.t.count(PAUSED, held), ((resume_button,), *acts.see_row(visit, paused)))


def resume(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Go on, without those who may not be written to any more."""
    dropped = _take_out(visit, broadcast)
    released = visit.uow.broadcasts.release(broadcast.id)
    has_begun = "after" in broadcast.progress
    status = "sending" if has_begun else "scheduled"
    resumed = acts.change(
        visit,
        broadcast,
        "broadcast_resume",
        before="paused",
        after={"released": released, "dropped": dropped},
        status=status,
    )
    lines = [visit.t.count(RESUMED, released)]
    if dropped:
        lines.append(visit.t.count(TAKEN_OUT, dropped))
    visit.say("\n".join(lines), acts.see_row(visit, resumed))


def _take_out(visit: Visit, broadcast: Broadcast) -> int:
    """Drop what waits for people who are no longer reached; return how many messages."""
    waiting = visit.uow.broadcasts.unsent_people(broadcast.id)
    found = reach(visit.uow, visit.event, Audience.from_json(broadcast.audience))
    lost = waiting - {one.person.id for one in found.recipients}
    reasons = {person: reason for reason, people in found.left_out.items() for person in people}
    return sum(
        visit.uow.broadcasts.drop_of_people(
            [person], reason=reasons.get(person, "gone"), now=visit.now, broadcast_id=broadcast.id
        )
        for person in sorted(lost)
    )


def ask_to_stop(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Ask whether it shall be stopped for good."""
    yes = button(visit, N_("Stop it"), f"stop_now={broadcast.id}", style="danger")
    visit.say(visit.t(SURE), ((yes, button(visit, N_("Let it go on"), f"see={broadcast.id}")),))


def stop(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Drop what has not left."""
    dropped = visit.uow.broadcasts.drop(broadcast.id, reason="stopped", now=visit.now)
    stopped = acts.change(
        visit,
        broadcast,
        "broadcast_stop",
        before=broadcast.status,
        after={"dropped": dropped},
        status="stopped",
        finished_at=visit.now,
    )
    visit.say(visit.t.count(STOPPED, dropped))
    reporting.show(visit, stopped)
