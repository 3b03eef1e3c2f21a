"""The all-must-meet problem as bare integers: what the search of `must_meet` works on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from scheduling.errors import Fault, InvalidProblem
from scheduling.model import Pair, Problem
from scheduling.presence import pair_slots, presence


@dataclass(frozen=True, kw_only=True)
class Instance:
    """Meetings that all take place, each in one slot, a person in at most one meeting per slot.

    `people` and `slots` are counts; `tables[t]` limits the meetings of slot t; `pairs[m]` are the two people
    of meeting m; `allowed[m]` is a bit mask of slots with a table; each of `precedences` is (earlier, later) meeting.
    """

    people: int
    slots: int
    tables: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]
    allowed: tuple[int, ...]
    precedences: tuple[tuple[int, int], ...] = ()

    @cached_property
    def meetings_of(self) -> tuple[tuple[int, ...], ...]:
        """The meetings of each person."""
        found: list[list[int]] = [[] for _ in range(self.people)]
        for meeting, two in enumerate(self.pairs):
            for person in two:
                found[person].append(meeting)
        return tuple(map(tuple, found))

    @cached_property
    def earlier(self) -> tuple[tuple[int, ...], ...]:
        """The meetings that come strictly before each meeting."""
        return self._linked(0)

    @cached_property
    def later(self) -> tuple[tuple[int, ...], ...]:
        """The meetings that come strictly after each meeting."""
        return self._linked(1)

    def _linked(self, end: int) -> tuple[tuple[int, ...], ...]:
        found: list[list[int]] = [[] for _ in self.pairs]
        for rule in self.precedences:
            found[rule[1 - end]].append(rule[end])
        return tuple(map(tuple, found))


def wished(problem: Problem) -> tuple[Pair, ...]:
    """Return the pairs that must meet: all but the forbidden and those already met."""
    return tuple(pair for pair in problem.pairs if pair.status in ("open", "fixed"))


def instance_of(problem: Problem) -> Instance:
    """Return `problem` as integers, in the order of its participants, slots and `wished` pairs.

    A published meeting keeps its slot. Raise `InvalidProblem` for what this mode does not know: delegates in
    parallel (`parallel_delegates`: what a break is would have to be defined) and tables that do not suit
    everybody (`table_rules`).

    >>> from scheduling.dzn import read_dzn
    >>> instance_of(read_dzn('nBusiness=2; nMeetings=1; nTables=1; nTotalSlots=3; nMorningSlots=1;'
    ...                      'requested=[|1,2,2|];')).allowed
    (6,)
    """
    found = [*_unknown_rules(problem)]
    if found:
        raise InvalidProblem(found)
    people = {participant.id: number for number, participant in enumerate(problem.participants)}
    slots = {slot.id: number for number, slot in enumerate(problem.slots)}
    present, promised = presence(problem), {meeting.pair: meeting.slot for meeting in problem.published}
    pairs = wished(problem)
    number = {pair.key: index for index, pair in enumerate(pairs)}
    tables = tuple(
        sum(table.available is None or slot in table.available for table in problem.tables) for slot in slots
    )
    allowed = []
    for pair in pairs:
        when = {slot for slot in pair_slots(problem, pair, present) if tables[slots[slot]]}
        if pair.key in promised:
            when &= {promised[pair.key]}
        allowed.append(sum(1 << slots[slot] for slot in when))
    return Instance(
        people=len(people),
        slots=len(slots),
        tables=tables,
        pairs=tuple((people[pair.a], people[pair.b]) for pair in pairs),
        allowed=tuple(allowed),
        precedences=tuple(
            (number[rule.before], number[rule.after])
            for rule in problem.precedences
            if rule.before in number and rule.after in number
        ),
    )


def _unknown_rules(problem: Problem) -> Iterator[Fault]:
    if problem.seated_side is not None:
        yield Fault(path="seated_side", code="table_rules", value=problem.seated_side)
    for index, person in enumerate(problem.participants):
        if person.capacity != 1:
            yield Fault(path=f"participants[{index}].capacity", code="parallel_delegates", value=str(person.capacity))
        if person.seats or person.zones or person.needs:
            yield Fault(path=f"participants[{index}]", code="table_rules", value=person.id)
