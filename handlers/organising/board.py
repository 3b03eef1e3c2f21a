"""A draft under an organiser's hands: what a change would make of it, and what it would break. Nothing is written."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from handlers.agendas import allocation
from handlers.agendas.frozen import changeable, frozen_meetings, is_same
from handlers.agendas.participants import accepts
from handlers.visit import Visit
from scheduling import Agenda, Conflict, Meeting, Pair, Participant, Problem, Slot, Table, check, describe
from storage.records import StoredAgenda, StoredMeeting

Meetings = Sequence[StoredMeeting]


@dataclass(frozen=True)
class Board:
    """The meetings of a draft, those of them that may no longer change, and the problem that the others solve."""

    draft: StoredAgenda
    problem: Problem
    stored: Meetings
    frozen: Meetings

    @cached_property
    def people(self) -> dict[str, Participant]:
        return {one.id: one for one in self.problem.participants}

    @cached_property
    def known_conflicts(self) -> frozenset[Conflict]:
        """What is wrong already, and does not count against a change."""
        return frozenset(self._checked(self.stored))

    def find(self, pair: str) -> StoredMeeting | None:
        """Return the meeting of a pair."""
        return next((one for one in self.stored if one.pair == pair), None)

    def is_frozen(self, meeting: StoredMeeting) -> bool:
        """Tell whether a meeting took place, or begins too soon to be changed."""
        return any(is_same(meeting, fixed) for fixed in self.frozen)

    def without(self, pair: str) -> list[StoredMeeting]:
        """Return the draft without one meeting."""
        return [one for one in self.stored if one.pair != pair]

    def placed(self, meeting: StoredMeeting, slot: str) -> list[StoredMeeting] | None:
        """Return the draft with a meeting at a time, at its own table where that is free; None if none suits."""
        others = self.without(meeting.pair)
        table = next(self._free_tables(others, meeting, slot), None)
        return None if table is None else [*others, replace(meeting, slot=slot, table_name=table.id)]

    def swapped(self, one: StoredMeeting, other: StoredMeeting) -> list[StoredMeeting]:
        """Return the draft with the times and tables of two meetings exchanged."""
        rest = [some for some in self.stored if some.pair not in (one.pair, other.pair)]
        return [
            *rest,
            replace(one, slot=other.slot, table_name=other.table_name),
            replace(other, slot=one.slot, table_name=one.table_name),
        ]

    def can_swap(self, one: StoredMeeting, other: StoredMeeting) -> bool:
        """Tell whether two meetings can exchange their times and tables; who is busy then is looked at first."""
        if one.slot == other.slot or self.is_frozen(other):
            return False
        free = self._is_free(one, leaving=other) and self._is_free(other, leaving=one)
        return free and not self.conflicts(self.swapped(one, other))

    def _is_free(self, meeting: StoredMeeting, *, leaving: StoredMeeting) -> bool:
        """Tell whether both of a meeting could sit in the slot that another one leaves."""
        for who in (meeting.buyer_id, meeting.provider_id):
            person = self.people.get(str(who))
            sitting = self._sitting[who, leaving.slot] - (who in (leaving.buyer_id, leaving.provider_id))
            if person is None or sitting >= person.capacity:
                return False
        return True

    @cached_property
    def _sitting(self) -> Counter[tuple[int, str]]:
        return Counter((who, one.slot) for one in self.stored for who in (one.buyer_id, one.provider_id))

    def times(self, meeting: StoredMeeting) -> list[Slot]:
        """Return the times at which a meeting could take place without breaking anything."""
        found = []
        for slot in self.problem.slots:
            after = self.placed(meeting, slot.id)
            if after is not None and not self.conflicts(after):
                found.append(slot)
        return found

    def conflicts(self, after: Meetings) -> list[str]:
        """Return the codes of what a change would break."""
        known = set(self.stored)
        changed = [one for one in after if one not in known]
        if allocation.impossible(self.problem, changed):
            return ["impossible"]
        return [conflict.code for conflict in self._checked(after) if conflict not in self.known_conflicts]

    def agenda(self, stored: Meetings, *, bound: float | None = None) -> Agenda:
        """Return the agenda of the meetings that are possible as things stand."""
        return describe(self.problem, self._possible(stored), bound=bound)

    def _possible(self, stored: Meetings) -> tuple[Meeting, ...]:
        rest = changeable(stored, self.frozen)
        broken = {one.pair for one in allocation.impossible(self.problem, rest)}
        return allocation.as_meetings(one for one in rest if one.pair not in broken)

    def with_pair(self, pair: str) -> Board:
        """Return the board on which a pair may meet that nobody wished."""
        if any(one.key == pair for one in self.problem.pairs):
            return self
        buyer, _, provider = pair.partition("~")
        pairs = (*self.problem.pairs, Pair(a=buyer, b=provider, weight=0))
        return replace(self, problem=replace(self.problem, pairs=pairs))

    def _checked(self, stored: Meetings) -> tuple[Conflict, ...]:
        """Check meetings; their agenda is not described, which would take much longer."""
        possible = self._possible(stored)
        weight = math.fsum(self._weights[meeting.pair] for meeting in possible)
        return check(self.problem, Agenda(meetings=possible, weight=weight))

    @cached_property
    def _weights(self) -> dict[str, float]:
        return {pair.key: pair.weight for pair in self.problem.pairs}

    def _free_tables(self, others: Meetings, meeting: StoredMeeting, slot: str) -> Iterator[Table]:
        """Yield the tables that are free and suit both: its own first, then where a seated company sits already."""
        taken = {one.table_name for one in others if one.slot == slot}
        both = [self.people[str(who)] for who in (meeting.buyer_id, meeting.provider_id) if str(who) in self.people]
        seats = {one.table_name: self._seated(one) for one in others if self._seated(one) is not None}
        own = {name for name, company in seats.items() if company == self._seated(meeting)}
        foreign = seats.keys() - own
        for table in sorted(
            self.problem.tables, key=lambda table: (table.id != meeting.table_name, table.id not in own)
        ):
            is_there = table.available is None or slot in table.available
            if is_there and table.id not in taken | foreign and all(accepts(table, one) for one in both):
                yield table

    def _seated(self, meeting: StoredMeeting) -> int | None:
        """Return the company that keeps its own table all day, where the event has such a side."""
        if self.problem.seated_side is None:
            return None
        return meeting.buyer_id if self.problem.seated_side == "buyer" else meeting.provider_id


def board_of(visit: Visit, draft: StoredAgenda) -> Board:
    """Return a draft as it stands."""
    return Board(
        draft=draft,
        problem=allocation.prepare(visit.uow, visit.event, now=visit.now),
        stored=visit.uow.agendas.meetings(draft.id),
        frozen=frozen_meetings(visit.uow, visit.event, visit.now),
    )
