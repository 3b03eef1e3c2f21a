"""The agenda as it stands while it is being repaired: who is free when, and which tables are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from scheduling.model import Meeting, Problem
from scheduling.presence import dropped, presence
from scheduling.seating import suits


class Board:
    """Meetings placed on slots and tables; slots and tables are ranks, sets of them bit masks.

    `where` gives slot and table of each placed pair (key); `free[p]` the slots where p could meet once more.
    The pair that is `settled` (if any) is not to be moved by anybody.
    """

    def __init__(self, problem: Problem, meetings: Iterable[Meeting]) -> None:
        self.problem = problem
        self._masks: dict[frozenset[str], int] = {}
        self.slot_rank = {slot.id: rank for rank, slot in enumerate(problem.slots)}
        self.table_rank = {table.id: rank for rank, table in enumerate(problem.tables)}
        self.everywhen = (1 << len(problem.slots)) - 1
        self.people = {person.id: person for person in problem.participants}
        self.pairs = {pair.key: pair for pair in problem.pairs}
        self.present = {name: self.slot_mask(slots) for name, slots in presence(problem).items()}
        self.free = dict(self.present)
        self.seated = {name: dict[int, list[str]]() for name in self.people}
        self.tables_in = [0] * len(problem.slots)
        takes_place = self.everywhen & ~self.slot_mask(dropped(problem))
        for rank, table in enumerate(problem.tables):
            when = takes_place if table.available is None else takes_place & self.slot_mask(table.available)
            for slot in ranks(when):
                self.tables_in[slot] |= 1 << rank
        self.open_tables = self.tables_in[:]
        self.where: dict[str, tuple[int, int]] = {}
        self.in_slot: list[dict[str, None]] = [{} for _ in problem.slots]  # the keys of `where`, by slot
        self.settled: str | None = None
        self._welcoming: dict[object, int] = {}
        self._welcomes: dict[str, int] = {}
        self._as_published: dict[tuple[str, tuple[int, int]], Meeting] = {}
        for meeting in meetings:
            self.place(meeting.pair, self.slot_rank[meeting.slot], self.table_rank[meeting.table])
            self._as_published[meeting.pair, self.where[meeting.pair]] = meeting

    def slot_mask(self, slots: frozenset[str]) -> int:
        """Return a set of slot ids as a mask; most people share theirs, so masks are remembered."""
        if slots not in self._masks:
            self._masks[slots] = sum(1 << self.slot_rank[slot] for slot in slots)
        return self._masks[slots]

    @cached_property
    def linked(self) -> dict[str, list[tuple[str, int]]]:
        """The precedences of each pair: the other pair, and +1 when it comes later, -1 when earlier."""
        found: dict[str, list[tuple[str, int]]] = {}
        for rule in self.problem.precedences:
            found.setdefault(rule.before, []).append((rule.after, 1))
            found.setdefault(rule.after, []).append((rule.before, -1))
        return found

    def place(self, key: str, slot: int, table: int) -> None:
        """Put a pair on the board. The board does not judge: the past may break rules made since."""
        self.where[key] = (slot, table)
        self.in_slot[slot][key] = None
        self.open_tables[slot] &= ~(1 << table)
        for name in self.ends(key):
            self.seated[name].setdefault(slot, []).append(key)
            if len(self.seated[name][slot]) >= self.people[name].capacity:
                self.free[name] &= ~(1 << slot)

    def lift(self, key: str) -> tuple[int, int]:
        """Take a pair off the board; return its slot and table."""
        slot, table = self.where.pop(key)
        del self.in_slot[slot][key]
        self.open_tables[slot] |= 1 << table & self.tables_in[slot]
        for name in self.ends(key):
            self.seated[name][slot].remove(key)
            self.free[name] |= 1 << slot & self.present[name]
        return slot, table

    def settle(self, key: str, slot: int, table: int) -> None:
        """Put a pair, placed elsewhere or not at all, where it is to stay."""
        if key in self.where:
            self.lift(key)
        self.place(key, slot, table)
        self.settled = key

    def is_full(self, key: str) -> bool:
        """Say whether one of the two holds as many meetings as the cap allows."""
        caps = ((name, self.people[name].cap) for name in self.ends(key))
        return any(cap is not None and sum(map(len, self.seated[name].values())) >= cap for name, cap in caps)

    def room(self, name: str, slot: int) -> int:
        """Return how many more meetings a person can hold in a slot."""
        if not self.free[name] >> slot & 1:
            return 0
        return self.people[name].capacity - len(self.seated[name].get(slot, ()))

    def ends(self, key: str) -> tuple[str, str]:
        pair = self.pairs[key]
        return pair.a, pair.b

    def when(self, key: str) -> int:
        """Return the slots in which a pair may meet, whoever is busy."""
        pair = self.pairs[key]
        mask = self.present[pair.a] & self.present[pair.b]
        if pair.slots is not None:
            mask &= self.slot_mask(pair.slots)
        if pair.session is not None:
            mask &= self.sessions.get(pair.session, 0)
        return mask

    @cached_property
    def sessions(self) -> dict[str, int]:
        """The slots of each session."""
        found: dict[str, int] = {}
        for rank, slot in enumerate(self.problem.slots):
            found[slot.session] = found.get(slot.session, 0) | 1 << rank
        return found

    def in_order(self, key: str) -> int:
        """Return the slots in which a pair respects its precedences with the placed pairs."""
        mask = self.everywhen
        for other, sign in self.linked.get(key, ()):
            if other in self.where:
                slot = self.where[other][0]
                mask &= (1 << slot) - 1 if sign > 0 else -1 << slot + 1
        return mask

    def both_free(self, key: str) -> int:
        """Return the slots in which a pair may meet and both people are free, tables left aside."""
        one, other = self.ends(key)
        return self.when(key) & self.in_order(key) & self.free[one] & self.free[other]

    def suitable(self, key: str) -> int:
        """Return the tables that suit both people of a pair, whatever the slot."""
        one, other = self.ends(key)
        return self._welcome(one) & self._welcome(other)

    def _welcome(self, name: str) -> int:
        known = self._welcomes.get(name)
        if known is not None:
            return known
        person = self.people[name]
        kind = (person.seats, person.zones, person.needs)
        if kind not in self._welcoming:
            self._welcoming[kind] = sum(
                1 << rank
                for rank, table in enumerate(self.problem.tables)
                if suits(replace(table, available=None), person, "")
            )
        self._welcomes[name] = self._welcoming[kind]
        return self._welcoming[kind]

    def table_for(self, key: str, slot: int) -> int | None:
        """Return the first open table that suits a pair in a slot."""
        tables = self.open_tables[slot] & self.suitable(key)
        return (tables & -tables).bit_length() - 1 if tables else None

    def meeting(self, key: str) -> Meeting:
        """Return a placed pair as a meeting: the published one when nothing changed."""
        pair, (slot, table) = self.pairs[key], self.where[key]
        return self._as_published.get((key, (slot, table))) or Meeting(
            pair=key, a=pair.a, b=pair.b, slot=self.problem.slots[slot].id, table=self.problem.tables[table].id
        )

    def meetings(self) -> tuple[Meeting, ...]:
        """Return the meetings in slot then table order."""
        return tuple(self.meeting(key) for key in sorted(self.where, key=lambda key: self.where[key]))


def ranks(mask: int) -> Iterator[int]:
    """Yield the ranks in a mask, lowest first.

    >>> list(ranks(0b101))
    [0, 2]
    """
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
