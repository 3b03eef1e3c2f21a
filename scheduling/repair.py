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

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduling.board import Board
from scheduling.chains import STEPS, rescue_by_chain
from scheduling.diff import diff
from scheduling.disruption import (
    Back,
    Disruption,
    PairAdded,
    PairCancelled,
    SlotDelayed,
    TableBack,
    disrupt,
)
from scheduling.errors import Fault, InvalidProblem
from scheduling.exact_repair import repair_exactly
from scheduling.model import Agenda, Leftover, Meeting, Problem, Reason
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
    `out_of_order` (a precedence), `cap_reached`, `no_table`. `offers`: free chairs. `proven`: no other
    repair does better in the order above.
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
    Raise `InvalidProblem` for names that do not exist and for a cancelled meeting that is over.
    Same arguments, same answer.

    >>> from scheduling.disruption import TableOut
    >>> from scheduling.model import Pair, Participant, Slot, numbered_tables
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
        over = {meeting.pair for meeting in published.meetings if order[meeting.slot] < self.now}
        if isinstance(disruption, PairCancelled) and disruption.pair in over:
            raise InvalidProblem([Fault(path="pair", code="in_the_past", value=disruption.pair)])
        seated = keep_seats(problem, published)
        changed = replace(disrupt(seated, disruption, now=self.now), published=())
        self.problem = replace_seats(changed, published, list(order)[self.now :])
        self.board = Board(self.problem, published.meetings)
        self.before = {meeting.pair: meeting for meeting in published.meetings}
        self.hit = [key for key in self.before if self._is_hit(key)]

    def run(self, displaced: int) -> Repair:
        homeless = {key: self.board.lift(key)[0] for key in self.hit}
        seatable = {
            key: slot
            for key, slot in homeless.items()
            if self._may_return(key) and self.board.both_free(key) >> slot & 1
        }
        reseat(self.board, seatable)
        wanted = [key for key in (*self.hit, *self._added()) if key not in self.board.where]
        proven = self._rescue([key for key in wanted if self._returns(key)], displaced)
        return self._report(wanted, proven)

    def _is_hit(self, key: str) -> bool:
        """Say whether a meeting that has not begun cannot be held as published."""
        slot, table = self.board.where[key]
        board = self.board
        suitable = board.suitable(key) & board.tables_in[slot]
        allowed = self._may_return(key) and board.when(key) >> slot & 1 and suitable >> table & 1
        return slot >= self.now and not allowed

    def _returns(self, key: str) -> bool:
        return self._may_return(key) and not self._full(key)

    def _may_return(self, key: str) -> bool:
        return self.board.pairs[key].status in ("open", "fixed")

    def _added(self) -> tuple[str, ...]:
        """Return the pair that was added, when it may be placed."""
        if not isinstance(self.disruption, PairAdded):
            return ()
        key = self.disruption.pair.key
        if key in self.before:
            raise InvalidProblem([Fault(path="pair", code="duplicate", value=key)])
        return (key,) if self._may_return(key) else ()

    def _full(self, key: str) -> bool:
        """Say whether one of the two is at the cap: only an added pair can be."""
        if key in self.before:
            return False
        held = [name for other in self.board.where for name in self.board.ends(other)]
        caps = [(name, self.board.people[name].cap) for name in self.board.ends(key)]
        return any(cap is not None and held.count(name) >= cap for name, cap in caps)

    def _rescue(self, keys: Sequence[str], displaced: int) -> bool:
        """Place what can be placed; say whether no better answer exists."""
        proven = place_free(self.board, keys, self.window)
        left = [key for key in keys if key not in self.board.where]
        if not left:
            return True
        if not displaced:
            return proven
        placed = {key: self.board.lift(key) for key in keys if key in self.board.where}
        touched = {name for key in (*self.hit, *keys) for name in self.board.ends(key)}
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

    def _report(self, wanted: Sequence[str], proven: bool) -> Repair:
        meetings = self.board.meetings()
        lost = tuple(self._leftover(key) for key in wanted if key not in self.board.where)
        agenda = Agenda(
            meetings=meetings,
            leftovers=self._leftovers(lost),
            weight=math.fsum(self.board.pairs[meeting.pair].weight for meeting in meetings),
        )
        changes = _changes(self.published, agenda)
        retimed = self._retimed()
        late = {
            name
            for key, (slot, _) in self.board.where.items()
            if self.problem.slots[slot].id in {one.slot for one in retimed}
            for name in self.board.ends(key)
        }
        touched = diff(self.published, agenda).touched | late
        concerned = {name for key in (*self.hit, *wanted) for name in self.board.ends(key)} | late
        return Repair(
            problem=self._problem_now(meetings),
            agenda=agenda,
            changes=changes,
            touched=touched,
            others=touched - concerned,
            lost=lost,
            offers=find_offers(self.board, self._chairs(changes)),
            retimed=retimed,
            proven=proven,
        )

    def _leftover(self, key: str) -> Leftover:
        pair = self.board.pairs[key]
        return Leftover(pair=key, a=pair.a, b=pair.b, weight=pair.weight, reason=self._reason(key))

    def _reason(self, key: str) -> Reason:
        board, ends = self.board, self.board.ends(key)
        gone = tuple(name for name in ends if not board.present[name] >> self.now)
        now_or_later = board.when(key) & self.window
        for code, applies in (
            ("pair_cancelled", not self._may_return(key)),
            ("participant_gone", bool(gone)),
            ("cap_reached", self._full(key)),
            ("no_common_slot", not now_or_later),
            ("out_of_order", not now_or_later & board.in_order(key)),
            ("days_full", not board.both_free(key) & self.window),
        ):
            if applies:
                return Reason(code=code, participants=gone or ends, pairs=(key,))
        return Reason(code="no_table", participants=ends, pairs=(key,))

    def _leftovers(self, lost: Sequence[Leftover]) -> tuple[Leftover, ...]:
        """Return the wishes that stay unplaced: the old ones and the new, without what was cancelled."""
        fresh = {leftover.pair: leftover for leftover in (*self.published.leftovers, *lost)}
        return tuple(
            leftover for key, leftover in fresh.items() if key not in self.board.where and self._may_return(key)
        )

    def _problem_now(self, meetings: Sequence[Meeting]) -> Problem:
        """Return the problem that the new agenda solves: what has begun or is frozen is a promise."""
        held = self.board.where
        settled = [meeting for meeting in meetings if held[meeting.pair][0] < self.thaw]
        pairs = tuple(
            replace(pair, status="open") if pair.status == "fixed" and pair.key not in held else pair
            for pair in self.problem.pairs
        )
        return replace(self.problem, pairs=pairs, published=tuple(settled))

    def _retimed(self) -> tuple[Retimed, ...]:
        late = self.disruption.slot if isinstance(self.disruption, SlotDelayed) else None
        return tuple(
            Retimed(slot=old.id, before=old.starts_at, after=new.starts_at)
            for old, new in zip(self.old_problem.slots, self.problem.slots, strict=True)
            if old.starts_at != new.starts_at or old.id == late
        )

    def _chairs(self, changes: Sequence[Change]) -> dict[str, int]:
        """Return who has become free when: the chairs worth offering."""
        ahead = -1 << self.now
        chairs = dict.fromkeys(self.board.people, 0)
        for change in changes:
            if change.before is not None:
                for name in (change.before.a, change.before.b):
                    chairs[name] |= 1 << self.board.slot_rank[change.before.slot] & ahead
        if isinstance(self.disruption, Back):
            chairs[self.disruption.participant] |= self.board.free[self.disruption.participant] & ahead
        if isinstance(self.disruption, TableBack):
            table = self.board.table_rank[self.disruption.table]
            mended = sum(1 << slot for slot, open_ in enumerate(self.board.open_tables) if open_ >> table & 1)
            chairs = {name: mask | mended & ahead for name, mask in chairs.items()}
        return chairs


def _changes(old: Agenda, new: Agenda) -> tuple[Change, ...]:
    found = diff(old, new)
    return (
        *(Change(pair=move.new.pair, before=move.old, after=move.new) for move in found.moved),
        *(Change(pair=meeting.pair, before=meeting, after=None) for meeting in found.cancelled),
        *(Change(pair=meeting.pair, before=None, after=meeting) for meeting in found.added),
    )
