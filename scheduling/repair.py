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
A meeting that the organiser puts somewhere (`MeetingMoved`) is settled first (`orders`); what gives way to it is hit.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from scheduling.board import Board
from scheduling.chains import STEPS, rescue_by_chain
from scheduling.disruption import Disruption, MeetingMoved, PairAdded, PairCancelled, disrupt
from scheduling.errors import Fault, InvalidProblem
from scheduling.exact_repair import repair_exactly
from scheduling.model import Agenda, Problem
from scheduling.orders import Order, read_order
from scheduling.repair_report import Repair, Report
from scheduling.rescue import place_free
from scheduling.reseating import reseat
from scheduling.seats import keep_seats, replace_seats


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
    Raise `InvalidProblem` for names that do not exist (`unknown`), for a slot or a cancelled meeting that is over
    (`in_the_past`), for an added pair that meets already (`duplicate`) and for an order that cannot be carried out
    (codes in `orders`). Same arguments, same answer.

    >>> from scheduling.disruption import TableOut
    >>> from scheduling.model import Meeting, Pair, Participant, Slot, numbered_tables
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
        self.window = (1 << len(order)) - 1 & -1 << self.thaw
        if isinstance(disruption, PairCancelled):
            self._refuse_over(disruption.pair, set(list(order)[: self.now]))
        seated = keep_seats(problem, published)
        changed = replace(disrupt(seated, disruption, now=self.now), published=())
        self.problem = replace_seats(changed, published, list(order)[self.now :])
        self.board = Board(self.problem, published.meetings)
        self.order = self._order()
        struck = {*self.board.unheld(since=self.now), *(self.order.gives_way if self.order else ())}
        self.hit = [key for key in self.board.where if key in struck]
        self.concerned = [*self.hit, self.order.key] if self.order else self.hit

    def run(self, displaced: int) -> Repair:
        homeless = {key: self.board.lift(key)[0] for key in self.hit}
        if self.order:
            self.board.settle(self.order.key, self.order.slot, self.order.table)
        seatable = {
            key: slot
            for key, slot in homeless.items()
            if self.board.pairs[key].is_wanted and self.board.both_free(key) >> slot & 1
        }
        reseat(self.board, seatable, thaw=self.thaw)
        wanted = [key for key in (*self.hit, *self._added()) if key not in self.board.where]
        proven = self._rescue([key for key in wanted if self._returns(key)], displaced)
        return Report(
            before=self.old_problem,
            published=self.published,
            disruption=self.disruption,
            problem=self.problem,
            board=self.board,
            now=self.now,
            thaw=self.thaw,
            hit=self.concerned,
            wanted=wanted,
        ).repair(proven=proven)

    def _order(self) -> Order | None:
        if not isinstance(self.disruption, MeetingMoved):
            return None
        return read_order(self.board, self.disruption, now=self.now, thaw=self.thaw)

    def _refuse_over(self, key: str, over: Set[str]) -> None:
        """Refuse to cancel a meeting whose slot is `over`."""
        if any(meeting.pair == key and meeting.slot in over for meeting in self.published.meetings):
            raise InvalidProblem([Fault(path="pair", code="in_the_past", value=key)])

    def _returns(self, key: str) -> bool:
        """Say whether a pair may be placed (again): only an added one can be above a cap."""
        return self.board.pairs[key].is_wanted and (key in self.board.published or not self.board.is_full(key))

    def _added(self) -> tuple[str, ...]:
        """Return the pair that was added, when it may be placed."""
        if not isinstance(self.disruption, PairAdded):
            return ()
        key = self.disruption.pair.key
        if key in self.board.published:
            raise InvalidProblem([Fault(path="pair", code="duplicate", value=key)])
        return (key,) if self.board.pairs[key].is_wanted else ()

    def _rescue(self, keys: Sequence[str], displaced: int) -> bool:
        """Place what can be placed; say whether no better answer exists."""
        proven = place_free(self.board, keys, self.window)
        left = [key for key in keys if key not in self.board.where]
        if not left:
            return True
        if not displaced:
            return proven
        placed = {key: self.board.lift(key) for key in keys if key in self.board.where}
        touched = {name for key in (*self.concerned, *keys) for name in self.board.ends(key)}
        if repair_exactly(self.board, keys, window=self.window, displaced=displaced, touched=touched):
            return True
        for key, (slot, table) in placed.items():
            self.board.place(key, slot, table)
        for key in sorted(left, key=lambda key: -self.board.pairs[key].weight):
            moved = rescue_by_chain(
                self.board, key, window=self.window, displaced=displaced, touched=touched, steps=STEPS // len(left)
            )
            touched.update(name for other in moved or () for name in self.board.ends(other))
            displaced -= len((moved or {}).keys() - set(self.hit))
        return False
