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
    The pair that is `settled` (if any) is not to be moved by anybody. `published` are the meetings it opened with.
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
        self._held: dict[str, list[str]] = {name: [] for name in self.people}  # the keys of `where`, by person
        self.tables_in = [0] * len(problem.slots)
        takes_place = self.everywhen & ~self.slot_mask(dropped(problem))
        alike: dict[int, int] = {}  # tables by the slots in which they are there: most are always there
        for rank, table in enumerate(problem.tables):
            when = takes_place if table.available is None else takes_place & self.slot_mask(table.available)
            alike[when] = alike.get(when, 0) | 1 << rank
        for when, tables in alike.items():
            for slot in ranks(when):
                self.tables_in[slot] |= tables
        self.open_tables = self.tables_in[:]
        self.where: dict[str, tuple[int, int]] = {}
        self.in_slot: list[dict[str, None]] = [{} for _ in problem.slots]  # the keys of `where`, by slot
        self.settled: str | None = None
        self._welcoming: dict[object, int] = {}
        self._welcomes: dict[str, int] = {}
        self.published = {meeting.pair: meeting for meeting in meetings}
        for key, meeting in self.published.items():
            self.place(key, self.slot_rank[meeting.slot], self.table_rank[meeting.table])

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
            self._held[name].append(key)
            capacity = self.people[name].capacity
            if capacity == 1 or len(self.seated(name, slot)) >= capacity:
                self.free[name] &= ~(1 << slot)

    def lift(self, key: str) -> tuple[int, int]:
        """Take a pair off the board; return its slot and table."""
        slot, table = self.where.pop(key)
        del self.in_slot[slot][key]
        self.open_tables[slot] |= 1 << table & self.tables_in[slot]
        for name in self.ends(key):
            self._held[name].remove(key)
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
        return any(cap is not None and len(self._held[name]) >= cap for name, cap in caps)

    def seated(self, name: str, slot: int) -> list[str]:
        """Return the meetings of a person in a slot."""
        where = self.where
        return [key for key in self._held[name] if where[key][0] == slot]

    def day(self, name: str) -> dict[int, list[str]]:
        """Return the meetings of a person, slot by slot."""
        found: dict[int, list[str]] = {}
        for key in self._held[name]:
            found.setdefault(self.where[key][0], []).append(key)
        return found

    def room(self, name: str, slot: int) -> int:
        """Return how many more meetings a person who is there can hold in a slot."""
        return self.people[name].capacity - len(self.seated(name, slot))

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

    def unheld(self, *, since: int) -> list[str]:
        """Return the meetings in slot `since` or later that cannot be held where they are."""
        pairs, present, tables_in = self.pairs, self.present, self.tables_in
        welcome = {name: self._welcome(name) for name in self.people}
        found = []
        for key, (slot, table) in self.where.items():
            pair, here = pairs[key], 1 << slot
            fine = (
                present[pair.a] & present[pair.b] & here
                and welcome[pair.a] & welcome[pair.b] & tables_in[slot] & 1 << table
                and ((pair.slots is None and pair.session is None) or self.when(key) & here)
                and pair.is_wanted
            )
            if slot >= since and not fine:
                found.append(key)
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
        rank, number = self.where[key]
        slot, table = self.problem.slots[rank].id, self.problem.tables[number].id
        old = self.published.get(key)
        if old is not None and old.slot == slot and old.table == table:
            return old
        one, other = self.ends(key)
        return Meeting(pair=key, a=one, b=other, slot=slot, table=table)

    def meetings(self) -> tuple[Meeting, ...]:
        """Return the meetings in slot then table order."""
        return tuple(self.meeting(key) for key in sorted(self.where, key=self.where.__getitem__))


def ranks(mask: int) -> Iterator[int]:
    """Yield the ranks in a mask, lowest first.

    >>> list(ranks(0b101))
    [0, 2]
    """
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
