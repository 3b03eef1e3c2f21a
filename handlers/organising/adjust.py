"""A draft adjusted by hand: a meeting fixed, forbidden, moved, swapped or added; a change is checked before it is kept.

Buttons carry the version of the draft they were made for: ``z:3.list=0`` companies · ``z:3.co=7`` one company's
meetings · ``z:3.one=1~2`` a pair, in the draft or not · ``z:3.fix=1~2`` · ``z:3.free=1~2`` · ``z:3.forbid=1~2`` ·
``z:3.move=1~2`` where to · ``z:3.to=1~2@d1s03`` · ``z:3.swap=1~2`` with which · ``z:3.with=1~2@3~4`` ·
``z:3.pair=`` another pair, of which company · ``z:3.pair=7@1`` with whom.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice

from handlers.agendas import allocation
from handlers.agendas.frozen import is_frozen
from handlers.availability import day_slots
from handlers.conversation import Note
from handlers.messages import Button, id_in
from handlers.organising import adjust_screens, desk, pair_search
from handlers.organising.admission import admits
from handlers.organising.board import Board, Meetings, board_of
from handlers.visit import Visit
from locales.translator import N_
from scheduling import Meeting
from storage.records import StoredAgenda, StoredMeeting

GONE = N_("That meeting is not in the draft any more.")
REFUSED = N_("That cannot be done: {why}. Nothing has changed.")
DONE = N_("Done. The draft is checked: no conflict.")
ADDED = N_("Added and fixed: whatever is prepared from now on keeps this meeting.")
FIXED = N_("Fixed: whatever is prepared from now on keeps this meeting.")
FREED = N_("No longer fixed.")
ALLOWED = N_("Allowed again, from the next preparation of the agenda: /allocate")
FORBIDDEN = N_("Forbidden: this meeting is out, and will not be prepared again.")
NOWHERE = N_("There is no other time at which both are free and a table is left.")
TOO_SOON = N_("That time is past or begins in less than {minutes} min.")
NOT_TOGETHER = N_("These two companies cannot be brought together.")
WHICH_TIME = N_("To which time?")
WHICH_OTHER = N_("With which meeting does it swap its time?")

WHY = {
    "not_present": N_("somebody is not there at that time"),
    "over_capacity": N_("somebody has a meeting at that time already"),
    "over_cap": N_("somebody would have too many meetings"),
    "table_twice": N_("the table is taken at that time"),
    "table_unsuitable": N_("the table lacks what somebody needs"),
    "seat_changed": N_("somebody would have to leave their table"),
}
WHY_OTHERWISE = N_("it breaks a rule of the event")
MOST_OFFERED = 30


def tap(visit: Visit, data: str) -> None:
    """Follow a button of the adjusting screens, for organisers only; one made for another draft shows the present."""
    if not admits(visit):
        return
    draft = visit.uow.agendas.newest("draft")
    version, _, rest = data.removeprefix("z:").partition(".")
    verb, _, about = rest.partition("=")
    act = _ACTS.get(verb)
    if draft is None or act is None:
        desk.show_draft(visit)
    elif version != str(draft.id):
        desk.show_draft(visit, Note(message=desk.STALE))
    else:
        act(visit, draft, about)


def type_company(visit: Visit, text: str) -> None:
    """Take the typed name of one company of a pair, or of both."""
    draft = visit.uow.agendas.newest("draft")
    visit_asked = str(visit.person.asked)
    visit.change_person(asked=None)
    if not admits(visit):
        return
    if draft is None:
        desk.show_draft(visit)
    else:
        pair_search.search(visit, draft, id_in(visit_asked.rpartition(":")[2]), text)


def _pair(visit: Visit, draft: StoredAgenda, about: str) -> None:
    pair_search.ask(visit, draft, about)


def _one(visit: Visit, draft: StoredAgenda, pair: str, note: Note | None = None) -> None:
    """Show a pair: its meeting, or that it has none, and what can be done."""
    board = board_of(visit, draft)
    meeting = board.find(pair)
    if meeting is not None:
        adjust_screens.show_meeting(visit, board, meeting, note)
    elif pair_search.companies_of(visit, pair) is None:
        desk.show_draft(visit, Note(message=GONE))
    else:
        adjust_screens.show_pair(visit, draft, pair, note)


def _decide(visit: Visit, pair: str, status: str | None) -> None:
    """Remember that a pair is fixed or forbidden, and who said so."""
    decided = adjust_screens.decided_pairs(visit)
    before = decided.pop(pair, None)
    if status is not None:
        decided[pair] = status
    visit.uow.settings.set("pairs", decided, now=visit.now)
    visit.uow.audit.add(
        person_id=visit.person.id, act="decide_pair", subject=f"pair:{pair}", before=before, after=status, now=visit.now
    )


def _fix(visit: Visit, draft: StoredAgenda, pair: str) -> None:
    board = board_of(visit, draft)
    if pair_search.companies_of(visit, pair) is None:
        desk.show_draft(visit, Note(message=GONE))
    elif board.find(pair) is None and not _may_meet(visit, board, pair):
        _one(visit, draft, pair, Note(message=NOT_TOGETHER, is_problem=True))
    else:
        _decide(visit, pair, "fixed")
        _one(visit, draft, pair, Note(message=FIXED))


def _may_meet(visit: Visit, board: Board, pair: str) -> bool:
    """Tell whether organisers may bring two companies together; why not stays between the companies."""
    is_wished = any(one.key == pair and one.status in ("open", "fixed") for one in board.problem.pairs)
    return is_wished or allocation.may_be_fixed(visit.uow, visit.event, pair)


def _free(visit: Visit, draft: StoredAgenda, pair: str) -> None:
    """Take back that a pair is fixed or forbidden."""
    decided = adjust_screens.decided_pairs(visit).get(pair)
    if decided is not None:
        _decide(visit, pair, None)
    _one(visit, draft, pair, Note(message=ALLOWED if decided == "forbidden" else FREED))


def _forbid(visit: Visit, draft: StoredAgenda, pair: str) -> None:
    board = board_of(visit, draft)
    meeting = board.find(pair)
    if pair_search.companies_of(visit, pair) is None:
        desk.show_draft(visit, Note(message=GONE))
    elif meeting is None:
        _decide(visit, pair, "forbidden")
        _one(visit, draft, pair, Note(message=FORBIDDEN))
    elif board.is_frozen(meeting):
        adjust_screens.show_meeting(visit, board, meeting, None)
    else:
        _decide(visit, pair, "forbidden")
        undo = Button(label=visit.t.plain(N_("Undo")), data=f"z:{draft.id}.free={pair}")
        _replace(visit, board_of(visit, draft), board.without(pair))
        desk.show_draft(visit, Note(message=FORBIDDEN), ((undo,),))


def _movable(visit: Visit, board: Board, pair: str) -> StoredMeeting | None:
    """Return a meeting that may still be changed, or the one that a pair could have; say why there is none."""
    meeting = board.find(pair)
    if meeting is not None and board.is_frozen(meeting):
        adjust_screens.show_meeting(visit, board, meeting, None)
        return None
    if meeting is not None:
        return meeting
    companies = pair_search.companies_of(visit, pair)
    if companies is None:
        desk.show_draft(visit, Note(message=GONE))
    elif not board.problem.slots:
        visit.say(visit.t(NOWHERE))
    elif not _may_meet(visit, board, pair):
        _one(visit, board.draft, pair, Note(message=NOT_TOGETHER, is_problem=True))
    else:
        buyer, provider = (str(one.id) for one in companies)
        anywhere = Meeting(pair=pair, a=buyer, b=provider, slot=board.problem.slots[0].id, table="")
        return allocation.stored_meetings(visit.uow, visit.event, [anywhere])[0]
    return None


def _move(visit: Visit, draft: StoredAgenda, pair: str) -> None:
    """Offer the times at which both are free and a table is left."""
    board = board_of(visit, draft)
    meeting = _movable(visit, board, pair)
    if meeting is None:
        return
    now_at = meeting.slot if board.find(pair) is not None else None
    rows = [
        (Button(label=adjust_screens.moment(visit, slot), data=f"z:{draft.id}.to={pair}@{slot.id}"),)
        for slot in board.with_pair(pair).times(meeting)
        if slot.id != now_at
    ]
    visit.say(visit.t(WHICH_TIME) if rows else visit.t(NOWHERE), tuple(rows[:MOST_OFFERED]))


def _to(visit: Visit, draft: StoredAgenda, about: str) -> None:
    """Put a meeting at a time; one that was not in the draft is fixed, so that it is prepared again."""
    pair, _, slot = about.partition("@")
    board = board_of(visit, draft)
    meeting = _movable(visit, board, pair)
    if meeting is None:
        return
    if any(
        one.id == slot and is_frozen(visit.event, one.starts_at, visit.now) for one in day_slots(visit.uow, visit.event)
    ):
        desk.show_draft(visit, Note(message=TOO_SOON, params=adjust_screens.minutes(visit), is_problem=True))
        return
    newly_fixed = pair if board.find(pair) is None else None
    board = board.with_pair(pair)
    after = board.placed(meeting, slot)
    if after is None:
        visit.say(visit.t(NOWHERE))
    else:
        _keep(visit, board, after, newly_fixed=newly_fixed)


def _swap(visit: Visit, draft: StoredAgenda, pair: str) -> None:
    """Offer the meetings with which this one can exchange its time and table."""
    board = board_of(visit, draft)
    meeting = _movable(visit, board, pair)
    if meeting is None:
        return
    possible = (other for other in board.stored if board.can_swap(meeting, other))
    rows = tuple(
        (Button(label=adjust_screens.label(visit, other), data=f"z:{draft.id}.with={pair}@{other.pair}"),)
        for other in islice(possible, MOST_OFFERED)
    )
    visit.say(visit.t(WHICH_OTHER) if rows else visit.t(NOWHERE), rows)


def _with(visit: Visit, draft: StoredAgenda, about: str) -> None:
    board = board_of(visit, draft)
    one, other = (board.find(pair) for pair in (about.partition("@")[0], about.partition("@")[2]))
    if one is None or other is None:
        desk.show_draft(visit, Note(message=GONE))
    elif board.is_frozen(one) or board.is_frozen(other):
        late = adjust_screens.minutes(visit)
        desk.show_draft(visit, Note(message=adjust_screens.FROZEN, params=late, is_problem=True))
    else:
        _keep(visit, board, board.swapped(one, other))


def _keep(visit: Visit, board: Board, after: Meetings, *, newly_fixed: str | None = None) -> None:
    """Put changed meetings into the draft if they break nothing, and say so."""
    conflicts = board.conflicts(after)
    if conflicts:
        why = visit.t.plain(WHY.get(conflicts[0], WHY_OTHERWISE))
        desk.show_draft(visit, Note(message=REFUSED, params={"why": why}, is_problem=True))
        return
    _replace(visit, board, after)
    if newly_fixed is not None:
        _decide(visit, newly_fixed, "fixed")
    desk.show_draft(visit, Note(message=DONE if newly_fixed is None else ADDED))


def _replace(visit: Visit, board: Board, after: Meetings) -> None:
    agenda = board.agenda(after, bound=board.draft.summary["bound"])
    meetings = allocation.stored_meetings(visit.uow, visit.event, allocation.as_meetings(after))
    visit.uow.agendas.replace_meetings(board.draft.id, meetings, summary=allocation.summary_of(agenda))
    visit.uow.audit.add(person_id=visit.person.id, act="adjust", subject=f"agenda:{board.draft.id}", now=visit.now)


_ACTS: Mapping[str, Callable[[Visit, StoredAgenda, str], None]] = {
    "list": adjust_screens.show_companies,
    "co": adjust_screens.show_company,
    "pair": _pair,
    "one": _one,
    "fix": _fix,
    "free": _free,
    "forbid": _forbid,
    "move": _move,
    "to": _to,
    "swap": _swap,
    "with": _with,
}
