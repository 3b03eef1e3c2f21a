"""A meeting to which a delegate cannot come (in time): proposed to the organisers, or changed at once."""

from __future__ import annotations

from datetime import timedelta

from handlers.live import enactment, proposals
from handlers.live.meeting_turn import MeetingTurn
from handlers.live.previews import preview
from handlers.messages import Button, Reply
from handlers.repairing.day import Day, read_day
from handlers.repairing.disruptions import REST_OF_DAY, Request, missing
from handlers.repairing.planning import Plan, best_plan
from locales.translator import N_, Translator

ASKED = N_("Thank you for telling us. The organisers are looking for another time; you will be told what they decide.")
DECIDED = N_("Thank you for telling us. Your agenda is being changed; you will be told in a moment.")
TOO_LATE = N_("The meeting would be over by then, so the organisers are looking for another time; you will be told.")
SAID_LATE = N_("{company} will be about {minutes} min late for {other} at {time}.")
SAID_CANNOT = N_("{company} cannot come to the meeting with {other} at {time}.")
TAKEN = N_("It has taken effect already, as the event file wants it.")


def ask_organisers(turn: MeetingTurn, *, minutes: int | None) -> str:
    """Tell every organiser, with what could be done; return what the delegate is answered, as markup."""
    visit = turn.visit
    day = read_day(visit.uow, visit.event, visit.now)
    plan = None
    if day is not None and day.ahead:
        request = _request(turn, day, minutes)
        plan = best_plan(visit.uow, day, request) if missing(request, day) is None else None
    if day is None or plan is None or not plan.changes:  # its slot has begun: there is nothing to move it from
        _tell_organisers(turn, lambda t: Reply(text=_said(turn, minutes, t), language=t.language))
        return visit.t(ASKED if minutes is None else TOO_LATE)
    change_id = proposals.store(visit.uow, day, plan, person_id=visit.person.id, now=visit.now)
    if visit.event.changes.delegates_decide:
        _decide(turn, day, plan, change_id, minutes)
        return visit.t(DECIDED)

    def build(t: Translator) -> Reply:
        return proposals.screen(visit.uow, day, plan, change_id, t, said=_said(turn, minutes, t))

    _tell_organisers(turn, build)
    return visit.t(ASKED if minutes is None else TOO_LATE)


def _request(turn: MeetingTurn, day: Day, minutes: int | None) -> Request:
    """Return what a delegate's word asks for: another time, and after the one at which they come."""
    own, slot = str(turn.own), turn.meeting.slot
    if minutes is None:
        return Request(kind="gone", args=(own, slot))
    there_at = turn.meeting.starts_at + timedelta(minutes=minutes)
    date = there_at.astimezone(day.event.zone).date()
    open_slots = (one for one in day.ahead if one.id not in day.closed and one.day == date)
    until = next((one.id for one in open_slots if one.starts_at >= there_at), REST_OF_DAY)
    return Request(kind="held_up", args=(own, slot, until))


def _decide(turn: MeetingTurn, day: Day, plan: Plan, change_id: int, minutes: int | None) -> None:
    """Put what the delegate's word means in force; organisers may take it back."""
    visit = turn.visit
    change = visit.uow.changes.find(change_id)
    assert change is not None  # stored a moment ago
    enactment.put_in_force(visit.uow, visit.house, day, change, plan, person_id=visit.person.id, now=visit.now)

    def build(t: Translator) -> Reply:
        parts = [_said(turn, minutes, t), t(TAKEN), preview(visit.uow, day, plan, t, has_title=False)]
        undo = Button(label=t.plain(N_("Undo")), data=f"c:undo={change_id}")
        return Reply(text="\n\n".join(parts), language=t.language, rows=((undo,),))

    _tell_organisers(turn, build)


def _said(turn: MeetingTurn, minutes: int | None, t: Translator) -> str:
    params = {"company": turn.name(turn.own), "other": turn.name(turn.other), "time": turn.place(t)["time"]}
    return t(SAID_CANNOT, **params) if minutes is None else t(SAID_LATE, **params, minutes=minutes)


def _tell_organisers(turn: MeetingTurn, build: proposals.Build) -> None:
    visit = turn.visit
    visit.tell(visit.uow.people.organisers(), build, key=f"absence:{turn.moment}:{turn.own}:{visit.inbox_id}")
