"""What a repair tells: the mended agenda, before and after, who is touched, what is lost and why, free chairs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduling.board import Board
from scheduling.diff import diff
from scheduling.disruption import Back, Disruption, SlotBack, SlotDelayed, TableBack
from scheduling.model import Agenda, Leftover, Meeting, Problem, Reason
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
    `agenda` has no conflict with it. `changes`: moved, then lost, then new meetings. `touched`: everybody whose day
    changes; `others`: those among them who had no hit meeting. `lost`: hit meetings that found no place, and why:
    `pair_cancelled`, `participant_gone`, `no_common_slot` (never both there from now on), `days_full` (never both
    free), `out_of_order` (a precedence), `cap_reached`, `no_table`. `offers`: free chairs. `retimed`: slots that begin
    at another time. `proven`: no other repair does better in the order that `repair` states.
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


@dataclass(frozen=True, kw_only=True)
class Report:
    """What the report is made from: the day as it was (`before`, `published`) and the `board` as it is mended.

    `problem`: the problem as it is now. `now`, `thaw`: ranks of the first slot not begun and of the first not frozen.
    `hit`, `wanted`: the pairs hit, and those that were to be placed.
    """

    before: Problem
    published: Agenda
    disruption: Disruption
    problem: Problem
    board: Board
    now: int
    thaw: int
    hit: Sequence[str]
    wanted: Sequence[str]

    def repair(self, *, proven: bool) -> Repair:
        """Return all there is to tell."""
        meetings = self.board.meetings()
        lost = tuple(self._leftover(key) for key in self.wanted if key not in self.board.where)
        agenda = Agenda(
            meetings=meetings,
            leftovers=self._leftovers(lost),
            weight=math.fsum(self.board.pairs[meeting.pair].weight for meeting in meetings),
        )
        changes = _changes(self.published, agenda)
        retimed = self._retimed()
        shifted = {one.slot for one in retimed}
        late = {name for meeting in meetings if meeting.slot in shifted for name in (meeting.a, meeting.b)}
        changed = {name for change in changes for name in self.board.ends(change.pair)}
        touched = frozenset(changed | late)
        concerned = {name for key in (*self.hit, *self.wanted) for name in self.board.ends(key)} | late
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
        takes_place = any(not slot.is_dropped for slot in self.problem.slots[self.now :])
        gone = tuple(name for name in ends if takes_place and not board.present[name] >> self.now)
        now_or_later = board.when(key) & -1 << self.thaw
        for code, applies in (
            ("pair_cancelled", not board.pairs[key].is_wanted),
            ("participant_gone", bool(gone)),
            ("cap_reached", key not in self.hit and board.is_full(key)),
            ("no_common_slot", not now_or_later),
            ("out_of_order", not now_or_later & board.in_order(key)),
            ("days_full", not board.both_free(key) & -1 << self.thaw),
        ):
            if applies:
                return Reason(code=code, participants=gone or ends, pairs=(key,))
        return Reason(code="no_table", participants=ends, pairs=(key,))

    def _leftovers(self, lost: Sequence[Leftover]) -> tuple[Leftover, ...]:
        """Return the wishes that stay unplaced: the old ones and the new, without what was cancelled."""
        held, pairs = self.board.where, self.board.pairs
        told = {leftover.pair: leftover for leftover in lost}
        old = [told.pop(leftover.pair, leftover) for leftover in self.published.leftovers]
        stay = [left for left in (*old, *told.values()) if left.pair not in held and pairs[left.pair].is_wanted]
        return tuple(stay)

    def _problem_now(self, meetings: Sequence[Meeting]) -> Problem:
        """Return the problem that the new agenda solves: what has begun or is frozen is a promise."""
        held = self.board.where
        settled = tuple(meeting for meeting in meetings if held[meeting.pair][0] < self.thaw) if self.thaw else ()
        pairs = self.problem.pairs
        if any(pair.status == "fixed" and pair.key not in held for pair in pairs):
            pairs = tuple(
                replace(pair, status="open") if pair.status == "fixed" and pair.key not in held else pair
                for pair in pairs
            )
        return replace(self.problem, pairs=pairs, published=settled)

    def _retimed(self) -> tuple[Retimed, ...]:
        late = self.disruption.slot if isinstance(self.disruption, SlotDelayed) else None
        return tuple(
            Retimed(slot=old.id, before=old.starts_at, after=new.starts_at)
            for old, new in zip(self.before.slots, self.problem.slots, strict=True)
            if old.starts_at != new.starts_at or old.id == late
        )

    def _chairs(self, changes: Sequence[Change]) -> dict[str, int]:
        """Return who has become free when: the chairs worth offering."""
        board, ahead = self.board, -1 << self.now
        mended = 0
        match self.disruption:
            case TableBack(table=name):
                table = board.table_rank[name]
                mended = sum(1 << slot for slot, open_ in enumerate(board.open_tables) if open_ >> table & 1)
            case SlotBack(slot=name):
                mended = 1 << board.slot_rank[name]
        chairs = dict.fromkeys(board.people, mended & ahead)
        for change in changes:
            if change.before is not None:
                for name in (change.before.a, change.before.b):
                    chairs[name] |= 1 << board.slot_rank[change.before.slot] & ahead
        if isinstance(self.disruption, Back):
            chairs[self.disruption.participant] |= board.free[self.disruption.participant] & ahead
        return chairs


def _changes(old: Agenda, new: Agenda) -> tuple[Change, ...]:
    found = diff(old, new)
    return (
        *(Change(pair=move.new.pair, before=move.old, after=move.new) for move in found.moved),
        *(Change(pair=meeting.pair, before=meeting, after=None) for meeting in found.cancelled),
        *(Change(pair=meeting.pair, before=None, after=meeting) for meeting in found.added),
    )
