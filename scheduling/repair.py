"""Mend a published agenda when something goes wrong, changing as few days as possible.

What has begun stays, and nothing inside the freeze moves except what the disruption itself forces (a
cancelled meeting, another table). The meetings that cannot be held as published are the *hit* ones; the two
people of each are touched whatever is done. For the rest, in this order:

1. **Tables only**: a hit meeting whose people are both there keeps its slot at another table.
2. **Nobody else moves**: hit meetings go to slots in which both people are free, for the largest weight.
3. **Chains**: what is left may take a chair whose meeting can go elsewhere, at most three moves each
   (`chains`) and at most `displaced` other meetings in all; on small agendas an integer program over all
   meetings replaces the chains and proves the answer (`exact_repair`).

So with `displaced=0` the order is: fewest people whose day changes, then weight kept. With more, weight kept
within that allowance, then fewest people. At the end the chairs left free are offered to the best standby.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scheduling.board import Board
from scheduling.chains import rescue_by_chain
from scheduling.diff import diff
from scheduling.disruption import (
    Back,
    Disruption,
    PairAdded,
    PairCancelled,
    SlotDropped,
    TableBack,
    disrupt,
)
from scheduling.errors import Fault, InvalidProblem
from scheduling.exact_repair import repair_exactly
from scheduling.model import Agenda, Leftover, Meeting, Problem, Reason, Slot
from scheduling.presence import presence
from scheduling.rescue import place_free
from scheduling.reseating import reseat
from scheduling.seats import keep_seats, replace_seats
from scheduling.standby import Offer, find_offers


@dataclass(frozen=True, kw_only=True)
class Change:
    """One meeting before and after: `before` is None when it is new, `after` when it is lost."""

    pair: str
    before: Meeting | None
    after: Meeting | None


@dataclass(frozen=True, kw_only=True)
class Retimed:
    """A slot that keeps its meetings and begins at another time."""

    slot: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True)
class Repair:
    """The mended agenda, and all there is to tell.

    `problem`: the problem as it is now (its `published` meetings are those that may not change any more);
    `agenda` has no conflict with it. `touched`: everybody whose day changes; `others`: those among them who
    had no hit meeting. `lost`: hit meetings that found no place, and why: `pair_cancelled`,
    `participant_gone`, `no_common_slot` (never both there from now on), `days_full` (never both free),
    `no_table`. `offers`: free chairs. `proven`: no other repair does better in the order above.
    """

    problem: Problem
    agenda: Agenda
    changes: tuple[Change, ...]
    touched: frozenset[str]
    others: frozenset[str]
    lost: tuple[Leftover, ...]
    offers: tuple[Offer, ...]
    retimed: tuple[Retimed, ...]
    proven: bool


def repair(
    problem: Problem,
    published: Agenda,
    disruption: Disruption,
    *,
    now: str | None = None,
    freeze: int = 0,
    displaced: int = 2,
) -> Repair:
    """Return the agenda that holds after `disruption`, from an agenda that was in order before it.

    `now`: the first slot that has not begun (id; None = the first of the day). `freeze`: how many slots from
    `now` on take no new meeting. `displaced`: how many meetings that were not hit may change slot.
    Raise `InvalidProblem` for names that do not exist. Same arguments, same answer.

    >>> from scheduling.disruption import TableOut
    >>> from scheduling.model import Pair, Participant, numbered_tables
    >>> day = Problem(participants=(Participant(id="x"), Participant(id="y")), slots=(Slot(id="9h"),),
    ...               tables=numbered_tables(2), pairs=(Pair(a="x", b="y"),))
    >>> held = Agenda(meetings=(Meeting(pair="x~y", a="x", b="y", slot="9h", table="1"),), weight=1.0)
    >>> repair(day, held, TableOut(table="1")).agenda.meetings[0].table
    '2'
    """
    return _Mending(problem, published, disruption, now, freeze).run(displaced)


class _Mending:
    def __init__(
        self, problem: Problem, published: Agenda, disruption: Disruption, now: str | None, freeze: int
    ) -> None:
        order = {slot.id: rank for rank, slot in enumerate(problem.slots)}
        if now is not None and now not in order:
            raise InvalidProblem([Fault(path="now", code="unknown", value=now)])
        self.old_problem, self.published, self.disruption = problem, published, disruption
        self.now = order[now] if now is not None else 0
        self.thaw = min(self.now + freeze, len(order))
        everywhen = (1 << len(order)) - 1
        self.window = everywhen & -1 << self.thaw
        seated = keep_seats(problem, published)
        changed = replace(disrupt(seated, disruption, now=self.now), published=())
        self.problem = replace_seats(changed, [m for m in published.meetings if order[m.slot] >= self.now])
        self.board = Board(self.problem, published.meetings)
        self.before = {meeting.pair: meeting for meeting in published.meetings}
        self.hit = [key for key in self.before if self._is_hit(key)]

    def run(self, displaced: int) -> Repair:
        homeless = {key: self.board.lift(key)[0] for key in self.hit}
        seatable = {key: slot for key, slot in homeless.items() if self.board.both_free(key) >> slot & 1}
        reseat(self.board, seatable)
        wanted = [key for key in (*self.hit, *self._added()) if key not in self.board.where]
        proven = self._rescue([key for key in wanted if self._may_return(key)], displaced)
        return self._report(wanted, proven)

    def _is_hit(self, key: str) -> bool:
        """Say whether a meeting that has not begun cannot be held as published."""
        slot, table = self.board.where[key]
        board = self.board
        suitable = board.suitable(key) & board.tables_in[slot]
        allowed = self._may_return(key) and board.when(key) >> slot & 1 and suitable >> table & 1
        return slot >= self.now and not allowed
