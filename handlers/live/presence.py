"""What delegates say before a meeting: on my way, late, can't come.

Data of buttons: ``n:way=12~34@d1s03`` · ``n:late=…`` · ``n:by=…=10`` · ``n:cant=…`` · ``n:no=…`` · ``n:keep=…``.
"On my way" is told to nobody, "Late" to the counterpart at once. What no longer fits goes to the organisers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers.agendas import agenda
from handlers.agendas.days import delegate_of
from handlers.live import absence
from handlers.live.meeting_turn import MeetingTurn
from handlers.messages import Button, Reply, id_in
from handlers.visit import Visit
from locales.translator import N_, Translator

STALE = N_("That meeting has changed. Here is your present agenda.")
NOT_YOURS = N_("That button is for the delegates of that meeting.")
OVER = N_("That meeting is over.")
ON_MY_WAY = N_("Thank you, noted: {company} at {time}, table {table}.")
HOW_LATE = N_("How many minutes late will you be for {company} at {time}?")
LATE = N_("{company} arrives about {minutes} min late for your meeting at {time}, table {table}.")
LATE_TOLD = N_("Thank you. {company} is being told that you will arrive about {minutes} min late.")
LOOKED_FOR = N_("The organisers are looking for another time and will tell you.")
SURE = N_("You cannot come to the meeting with {company} at {time}. Is that right?")
KEPT = N_("Good, the meeting stays as it is.")

MINUTES = (5, 10, 15, 20)
MOST_MINUTES = 120
"""What somebody may type; later than that, they are asked again."""

ASKED_MINUTES = "@late="
"""What is noted of somebody who was asked by how many minutes, before the subject of the meeting."""


def tap(visit: Visit, data: str) -> None:
    """Follow a button of a reminder, if it is the person's own meeting and still so."""
    verb, _, rest = data.removeprefix("n:").partition("=")
    subject, _, minutes = rest.partition("=")
    if verb not in _ACTS:
        agenda.show(visit)
        return
    turn = turn_on(visit, subject)
    if turn is not None:
        follow(turn, verb, id_in(minutes))


def follow(turn: MeetingTurn, verb: str, minutes: int = 0) -> None:
    """Do what a button, or words that say the same, ask for."""
    if (turn.visit.person.asked or "").startswith(ASKED_MINUTES):
        turn.visit.change_person(asked=None)
    _ACTS[verb](turn, minutes)


def turn_on(visit: Visit, subject: str) -> MeetingTurn | None:
    """Return the meeting a button is about; say why not where it is somebody else's, has changed or is over."""
    pair, _, slot = subject.partition("@")
    own, is_member = visit.person.company_id, visit.person.membership in ("registrant", "delegate")
    if own is None or not is_member or str(own) not in pair.split("~"):
        visit.say(visit.t(NOT_YOURS))
        return None
    published = visit.uow.agendas.newest("published")
    meetings = () if published is None else visit.uow.agendas.meetings(published.id, company_id=own)
    meeting = next((one for one in meetings if (one.pair, one.slot) == (pair, slot)), None)
    if meeting is None:
        visit.say(visit.t(STALE))
        agenda.show(visit)
    elif delegate_of(meeting, own) not in (None, visit.person.id):
        visit.say(visit.t(NOT_YOURS))
    elif meeting.ends_at <= visit.now:
        visit.say(visit.t(OVER))
    else:
        return MeetingTurn(visit=visit, meeting=meeting, own=own)
    return None


def _on_my_way(turn: MeetingTurn, _minutes: int) -> None:
    turn.keep("on_my_way")
    t = turn.visit.t
    turn.visit.say(t(ON_MY_WAY, company=turn.name(turn.other), **turn.place(t)))


def _late(turn: MeetingTurn, _minutes: int) -> None:
    """Ask by how many minutes; they may be typed, unless something else is being answered."""
    t = turn.visit.t
    if turn.visit.person.asked is None:
        turn.visit.change_person(asked=f"{ASKED_MINUTES}{turn.subject}")
    row = tuple(Button(label=str(one), data=f"n:by={turn.subject}={one}") for one in MINUTES)
    turn.visit.say(t(HOW_LATE, company=turn.name(turn.other), **turn.place(t)), (row,))


def _late_by(turn: MeetingTurn, minutes: int) -> None:
    """Tell the counterpart at once; when the meeting would be over by then, ask the organisers too."""
    if not 0 < minutes <= MOST_MINUTES:
        _late(turn, minutes)
        return
    visit = turn.visit
    turn.keep("late", minutes)
    is_over = minutes >= visit.event.slot_minutes

    def build(t: Translator) -> Reply:
        late = t(LATE, company=turn.name(turn.own), minutes=minutes, **turn.place(t))
        return Reply(text="\n".join((late, t(LOOKED_FOR)) if is_over else (late,)), language=t.language)

    visit.tell(turn.people_across(), build, key=f"late:{turn.moment}:{visit.person.id}:{minutes}")
    lines = [visit.t(LATE_TOLD, company=turn.name(turn.other), minutes=minutes)]
    if is_over:
        lines.append(absence.ask_organisers(turn, minutes=minutes))
    visit.say("\n".join(lines), ((turn.agenda_button(),),))


def _cannot(turn: MeetingTurn, _minutes: int) -> None:
    t = turn.visit.t
    yes = Button(label=t.plain(N_("I cannot come")), data=f"n:no={turn.subject}", style="danger")
    no = Button(label=t.plain(N_("I will come")), data=f"n:keep={turn.subject}")
    turn.visit.say(t(SURE, company=turn.name(turn.other), **turn.place(t)), ((yes, no),))


def _cannot_for_sure(turn: MeetingTurn, _minutes: int) -> None:
    is_known = turn.is_known_absence()
    turn.keep("cannot_come")
    answer = turn.visit.t(absence.ASKED) if is_known else absence.ask_organisers(turn, minutes=None)
    turn.visit.say(answer, ((turn.agenda_button(),),))


def _keep(turn: MeetingTurn, _minutes: int) -> None:
    turn.visit.say(turn.visit.t(KEPT))


_ACTS: Mapping[str, Callable[[MeetingTurn, int], None]] = {
    "way": _on_my_way,
    "late": _late,
    "by": _late_by,
    "cant": _cannot,
    "no": _cannot_for_sure,
    "keep": _keep,
}
